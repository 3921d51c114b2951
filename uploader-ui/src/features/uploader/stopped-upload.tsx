import { Button } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useSearchParams } from 'react-router';
import type { OrderDetail } from '#core/contract/orders.js';
import { useSignedInUser } from '../../api/session.js';
import { formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { LeaveOut } from './leave-out.js';
import { uploaderOf } from './uploader-of-order.js';

/** Says that an upload of the order stopped before everything was here, with the way to go on; nothing while this tab sends. */
export function StoppedUpload({ order }: { order: OrderDetail }) {
  const user = useSignedInUser();
  const [address, setAddress] = useSearchParams();
  const uploader = uploaderOf(order);
  const run = useSyncExternalStore(uploader.subscribe, uploader.currentRun);
  const { studies } = useSyncExternalStore(uploader.selection.subscribe, uploader.selection.snapshot);
  if (order.imagesMissing === 0 || order.isArriving || run) return null;
  const isStaff = user.organization.kind === 'hospital';
  const isOpen = address.get('send') === '1' || studies.length > 0;
  const { received } = order.ledger;
  const goOn = (): void =>
    setAddress(
      (before) => {
        before.set('send', '1');
        return before;
      },
      { replace: true },
    );
  return (
    <div style={{ marginBottom: 16 }}>
      <Note tone="attention">
        <p>
          <strong>
            {t(isStaff ? 'resume.stopped-staff' : 'resume.stopped', {
              count: received,
              total: formatCount(received + order.imagesMissing),
            })}
          </strong>
        </p>
        <p>{t(isStaff ? 'resume.words-staff' : 'resume.words')}</p>
        <div className="line" style={{ marginTop: 8 }}>
          {!isOpen && <Button onClick={goOn}>{t('resume.act')}</Button>}
          <LeaveOut orderID={order.id} uploadIDs={order.openUploads.map(({ id }) => id)} count={order.imagesMissing} />
        </div>
      </Note>
    </div>
  );
}
