import type { OrderDetail } from '#core/contract/orders.js';
import { useCancellation } from '../../api/orders.js';
import { t } from '../../app/i18n.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { ReasonDialog } from '../../app/pieces/reason-dialog.js';

/** Asks once before an order is cancelled, and says what that means for its images. */
export function CancelOrder({ order, opened, onClose }: { order: OrderDetail; opened: boolean; onClose(): void }) {
  const cancellation = useCancellation(order);
  return (
    <ReasonDialog
      title={t('order.cancel')}
      words={t(order.ledger.received > 0 ? 'order.cancel-words-images' : 'order.cancel-words', { count: order.ledger.received })}
      label={t('order.cancel-reason')}
      keep={t('order.keep')}
      act={t('order.cancel')}
      isPending={cancellation.isPending}
      problem={cancellation.error && <ProblemNote error={cancellation.error} />}
      opened={opened}
      onClose={onClose}
      onReason={(reason) => cancellation.mutate(reason, { onSuccess: onClose })}
    />
  );
}
