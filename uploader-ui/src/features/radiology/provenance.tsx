import type { StudyDetail } from '#core/contract/studies.js';
import { formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { ReceptionStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { TableHeads } from '../../app/pieces/table-heads.js';

/** Who sent it, from where, over what, when. */
export function Provenance({ study }: { study: StudyDetail }) {
  return (
    <section className="panel" aria-labelledby="provenance">
      <div className="panel-head">
        <h2 id="provenance">{t('provenance.title')}</h2>
      </div>
      <TableFrame name={t('provenance.title')} plain dense>
        <table className="list">
          <TableHeads
            columns={[
              ['column.began'],
              ['provenance.who'],
              ['column.way'],
              ['column.from'],
              ['column.to'],
              ['column.images', 'number'],
              ['column.outcome'],
            ]}
          />
          <tbody>
            {study.provenance.map((row) => (
              <tr key={row.receptionID}>
                <td>{formatMoment(row.startedAt)}</td>
                <td className="wrap">{[row.organization, row.account].filter(Boolean).join(' · ')}</td>
                <td>
                  {t(`door.${row.door}`)}
                  {row.tls ? ' · TLS' : ''}
                </td>
                <td className="mono">{[row.callingAETitle, row.remoteAddress].filter(Boolean).join(' @ ') || '–'}</td>
                <td className="mono">{row.calledAETitle ?? '–'}</td>
                <td className="number">{row.instanceCount}</td>
                <td>
                  <ReceptionStatus outcome={row.outcome} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
