import { IconFlame } from '@tabler/icons-react';
import type { OrderListItem } from '#core/contract/orders.js';
import { t } from '../../app/i18n.js';

/** Urgent orders say so; routine ones need no word. */
export function UrgentMark({ priority }: { priority: OrderListItem['priority'] }) {
  if (priority === 'routine') return null;
  return (
    <span className="status status-attention">
      <IconFlame size={16} aria-hidden />
      {t('order.priority-urgent')}
    </span>
  );
}
