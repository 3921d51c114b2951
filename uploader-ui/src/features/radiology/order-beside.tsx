import { Link } from 'react-router';
import type { StudyDetail } from '#core/contract/studies.js';
import { useOrder } from '../../api/orders.js';
import { formatBirthDate, formatMoment, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { Corrections } from '../orders/order-corrections.js';
import { Diagnoses } from '../orders/order-facts.js';
import { UrgentMark } from '../orders/urgent-mark.js';

const none = <span className="soft">–</span>;

/** Further names under which the images of the order's patient may come. */
function OtherNames({ orderID }: { orderID: string }) {
  const names = useOrder(orderID).data?.patient.otherNames ?? [];
  if (names.length === 0) return null;
  return (
    <div className="small soft">
      {t('patients.other-names')}: {names.map(formatName).join(' · ')}
    </div>
  );
}

/** What the order itself says, read from there; the lines keep their place meanwhile. */
function OfOrder({ orderID }: { orderID: string }) {
  const query = useOrder(orderID);
  const order = query.data;
  if (query.error && !order) return null;
  return (
    <>
      <dt>{t('order.type')}</dt>
      <dd>
        {order ? order.orderType : t('loading')} {order && <UrgentMark priority={order.priority} />}
      </dd>
      <dt>{t('order.location')}</dt>
      <dd>{order?.location ? [order.location.name, order.location.region].join(', ') : none}</dd>
      <dt>{t('order.diagnoses')}</dt>
      <dd>{order ? <Diagnoses order={order} /> : none}</dd>
      <dt>{t('order.records')}</dt>
      <dd>
        {order && order.attachmentCount > 0 ? (
          <Link to={`/orders/${orderID}#order-records`}>{t('order.record-count', { count: order.attachmentCount })}</Link>
        ) : (
          none
        )}
      </dd>
    </>
  );
}

/** The order that the study belongs to, and how it came to it. */
export function OrderBeside({ study }: { study: StudyDetail }) {
  const order = study.attachedOrder;
  return (
    <section className="panel" aria-labelledby="order-beside">
      <div className="panel-head">
        <h2 id="order-beside">{t('beside.title')}</h2>
        {order && <Link to={`/orders/${order.id}`}>{t('beside.open')}</Link>}
      </div>
      <div className="panel-body stack">
        {order ? (
          <>
            <Corrections corrections={order.corrections} />
            <dl className="facts">
              <dt>{t('column.order')}</dt>
              <dd>
                <Identifier value={order.orderNumber} name={t('column.order')} />
              </dd>
              <dt>{t('column.patient')}</dt>
              <dd>
                {formatName(order.patient.name)}
                <OtherNames orderID={order.id} />
              </dd>
              <dt>{t('column.birth-date')}</dt>
              <dd>{formatBirthDate(order.patient.birthDate)}</dd>
              <dt>{t('column.organization')}</dt>
              <dd>{order.organization}</dd>
              <dt>{t('order.provider')}</dt>
              <dd>{order.authorizingProvider}</dd>
              <dt>{t('order.reason')}</dt>
              <dd style={{ whiteSpace: 'pre-line' }}>{order.reasonForReferral}</dd>
              <OfOrder orderID={order.id} />
              <dt>{t('beside.attached')}</dt>
              <dd>
                {t(`beside.how-${order.how}`)}
                <div className="small soft">
                  {[formatMoment(order.attachedAt), order.attachedBy, order.reason].filter(Boolean).join(' · ')}
                </div>
              </dd>
            </dl>
          </>
        ) : (
          <p className="soft">{t('beside.none')}</p>
        )}
      </div>
    </section>
  );
}
