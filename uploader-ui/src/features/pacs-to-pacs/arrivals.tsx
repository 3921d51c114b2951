import type { OrderDetail } from '#core/contract/orders.js';
import { formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { TableFrame } from '../../app/pieces/table-frame.js';
import { TableHeads } from '../../app/pieces/table-heads.js';
import { saidOfRefusal } from '../../app/said.js';
import { ReceptionTable } from '../partners/reception-table.js';

/** What arrives and has arrived for the order, and what was refused with its reason; it changes by itself. */
export function Arrivals({ order }: { order: OrderDetail }) {
  return (
    <div className="stack" aria-live="polite">
      <h3>{t('pacs.arrivals')}</h3>
      {order.receptions.length === 0 ? (
        <p className="soft">{t('pacs.nothing-yet')}</p>
      ) : (
        <ReceptionTable name={t('pacs.arrivals')} receptions={order.receptions} />
      )}
      {order.refusals.length > 0 && (
        <>
          <h3>{t('pacs.refused', { count: order.refusals.length })}</h3>
          <TableFrame name={t('pacs.refused', { count: order.refusals.length })}>
            <table className="list">
              <TableHeads columns={[['column.when'], ['column.why'], ['column.instance']]} />
              <tbody>
                {order.refusals.map((refusal) => (
                  <tr key={`${refusal.at} ${refusal.sopInstanceUID ?? ''} ${refusal.code}`}>
                    <td>{formatMoment(refusal.at)}</td>
                    <td className="wrap">{saidOfRefusal(refusal)}</td>
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

/** What came by PACS, where the window that shows it is closed, shows another way or is gone. */
export function Pushes({ order }: { order: OrderDetail }) {
  if (order.imagesBy !== 'pacs' && order.refusals.length === 0) return null;
  if (order.receptions.length === 0 && order.refusals.length === 0) return null;
  return (
    <section className="panel panel-body" aria-label={t('pacs.arrivals')}>
      <Arrivals order={order} />
    </section>
  );
}
