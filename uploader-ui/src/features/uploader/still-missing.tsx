import type { OrderDetail } from '#core/contract/orders.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { LeaveOut } from './leave-out.js';

/** What was announced before and did not come with the upload that has just ended; the order has been read again since. */
export function StillMissing({ order }: { order: OrderDetail }) {
  if (order.imagesMissing === 0) return null;
  return (
    <Note tone="attention" alert>
      <h3>{t('resume.still', { count: order.imagesMissing })}</h3>
      <p>{t('resume.still-words')}</p>
      <div style={{ marginTop: 8 }}>
        <LeaveOut orderID={order.id} uploadIDs={order.openUploads.map(({ id }) => id)} count={order.imagesMissing} />
      </div>
    </Note>
  );
}
