import type { OrderDetail } from '#core/contract/orders.js';
import { formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';

/** What happened to the order and who did it, first things first. */
export function OrderHistory({ order }: { order: OrderDetail }) {
  if (order.history.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="order-history">
      <div className="panel-head">
        <h2 id="order-history">{t('order.history')}</h2>
      </div>
      <div className="panel-body">
        <ol className="bare-list history">
          {order.history.map((step) => (
            <li key={`${step.at} ${step.event}`}>
              <span>{[t(`order.event-${step.event}`), step.fileName].filter(Boolean).join(': ')}</span>
              <div className="small soft">
                {[step.imageCount !== null && t('count.images', { count: step.imageCount }), formatMoment(step.at), step.by]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
              {step.reason && <div className="small">{step.reason}</div>}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
