import type { ReactNode } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { formatMoment } from '../../app/format.js';
import { t, type WordKey } from '../../app/i18n.js';
import { SkeletonRows } from '../../app/pieces/skeleton-rows.js';
import { ReceptionStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { type Head, TableHeads } from '../../app/pieces/table-heads.js';

/** What the tables of an order and of a partner have in common; the partner's says more of the sender. */
export type ReceptionRow = OrderDetail['receptions'][number] & { remoteAddress?: string | null; tls?: boolean };

const columns: Head[] = [
  ['column.began'],
  ['column.way'],
  ['column.from'],
  ['column.to'],
  ['column.stored', 'number'],
  ['column.refused', 'number'],
  ['column.outcome'],
];

interface ReceptionTableProps<Row extends ReceptionRow> {
  name: string;
  receptions: readonly Row[];
  isPending?: boolean;
  chosen?: string | null;
  /** What can be done with a row, under this heading for who can't see it. */
  acts?: { heading: WordKey; of(reception: Row): ReactNode };
  empty?: ReactNode;
}

/** Associations and requests that brought something, with their counts and how they ended. */
export function ReceptionTable<Row extends ReceptionRow>({ name, receptions, isPending, chosen, acts, empty }: ReceptionTableProps<Row>) {
  return (
    <TableFrame name={name}>
      <table className="list">
        <TableHeads columns={[...columns, acts && ([acts.heading, undefined, 'unseen'] satisfies Head)]} />
        <tbody>
          {isPending && <SkeletonRows columns={columns.length + (acts ? 1 : 0)} />}
          {receptions.map((reception) => (
            <tr key={reception.id} data-current={chosen === undefined ? undefined : reception.id === chosen}>
              <td>{formatMoment(reception.startedAt)}</td>
              <td>
                {t(`door.${reception.door}`)}
                {reception.tls ? ' · TLS' : ''}
              </td>
              <td className="mono">{[reception.callingAETitle, reception.remoteAddress].filter(Boolean).join(' @ ') || '–'}</td>
              <td className="mono">{reception.calledAETitle ?? '–'}</td>
              <td className="number">{reception.storedCount}</td>
              <td className={`number${reception.refusedCount > 0 ? ' status-attention' : ''}`}>{reception.refusedCount}</td>
              <td>
                <ReceptionStatus outcome={reception.outcome} />
                {reception.rejectedStudies.map(({ studyInstanceUID, rejectedAt, reason }) => (
                  <div key={studyInstanceUID} className="small soft" style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
                    {t('reception.rejected-study', { study: studyInstanceUID, moment: formatMoment(rejectedAt), reason: reason ?? '–' })}
                  </div>
                ))}
              </td>
              {acts && <td>{acts.of(reception)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {empty}
    </TableFrame>
  );
}
