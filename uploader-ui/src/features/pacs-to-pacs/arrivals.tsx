import type { OrderDetail } from '#core/contract/orders.js';
import { t, tOr } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { ReceptionStatus } from '../../app/pieces/status.js';
import { TableFrame } from '../../app/pieces/table-frame.js';

/** What arrives and has arrived for the order, and what was refused with its reason; it changes by itself. */
export function Arrivals({ order, moment }: { order: OrderDetail; moment(iso: string): string }) {
  return (
    <div className="stack" aria-live="polite">
      <h3>{t('pacs.arrivals')}</h3>
      {order.receptions.length === 0 ? (
        <p className="soft">{t('pacs.nothing-yet')}</p>
      ) : (
        <TableFrame name={t('pacs.arrivals')}>
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{t('column.began')}</th>
                <th scope="col">{t('column.way')}</th>
                <th scope="col">{t('column.from')}</th>
                <th scope="col">{t('column.to')}</th>
                <th scope="col" className="number">
                  {t('column.stored')}
                </th>
                <th scope="col" className="number">
                  {t('column.refused')}
                </th>
                <th scope="col">{t('column.outcome')}</th>
              </tr>
            </thead>
            <tbody>
              {order.receptions.map((reception) => (
                <tr key={reception.id}>
                  <td>{moment(reception.startedAt)}</td>
                  <td>{t(`door.${reception.door}`)}</td>
                  <td className="mono">{reception.callingAETitle ?? '–'}</td>
                  <td className="mono">{reception.calledAETitle ?? '–'}</td>
                  <td className="number">{reception.storedCount}</td>
                  <td className={`number${reception.refusedCount > 0 ? ' status-attention' : ''}`}>{reception.refusedCount}</td>
                  <td>
                    <ReceptionStatus outcome={reception.outcome} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      {order.refusals.length > 0 && (
        <>
          <h3>{t('pacs.refused', { count: order.refusals.length })}</h3>
          <TableFrame name={t('pacs.refused', { count: order.refusals.length })}>
            <table className="list">
              <thead>
                <tr>
                  <th scope="col">{t('column.when')}</th>
                  <th scope="col">{t('column.why')}</th>
                  <th scope="col">{t('column.instance')}</th>
                </tr>
              </thead>
              <tbody>
                {order.refusals.map((refusal) => (
                  <tr key={`${refusal.at} ${refusal.sopInstanceUID ?? ''} ${refusal.code}`}>
                    <td>{moment(refusal.at)}</td>
                    <td className="wrap">{refusal.explanation || tOr(`refusal.${refusal.code}`, refusal.code)}</td>
                    <td>
                      <Identifier value={refusal.sopInstanceUID} name={t('column.instance')} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        </>
      )}
    </div>
  );
}
