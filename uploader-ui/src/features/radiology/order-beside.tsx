import { Link } from 'react-router';
import type { StudyDetail } from '#core/contract/studies.js';
import { formatBirthDate, formatMoment, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';

/** The order that the study belongs to, and how it came to it. */
export function OrderBeside({ study }: { study: StudyDetail }) {
  const order = study.attachedOrder;
  return (
    <section className="panel" aria-labelledby="order-beside">
      <div className="panel-head">
        <h2 id="order-beside">{t('beside.title')}</h2>
        {order && <Link to={`/orders/${order.id}`}>{t('beside.open')}</Link>}
      </div>
      <div className="panel-body">
        {order ? (
          <dl className="facts">
            <dt>{t('column.order')}</dt>
            <dd>
              <Identifier value={order.orderNumber} name={t('column.order')} />
            </dd>
            <dt>{t('column.patient')}</dt>
            <dd>{formatName(order.patient.name)}</dd>
            <dt>{t('column.birth-date')}</dt>
            <dd>{formatBirthDate(order.patient.birthDate)}</dd>
            <dt>{t('column.organization')}</dt>
            <dd>{order.organization}</dd>
            <dt>{t('order.provider')}</dt>
            <dd>{order.authorizingProvider}</dd>
            <dt>{t('order.reason')}</dt>
            <dd style={{ whiteSpace: 'pre-line' }}>{order.reasonForReferral}</dd>
            <dt>{t('beside.attached')}</dt>
            <dd>
              {t(`beside.how-${order.how}`)}
              <div className="small soft">
                {[formatMoment(order.attachedAt), order.attachedBy, order.reason].filter(Boolean).join(' · ')}
              </div>
            </dd>
          </dl>
        ) : (
          <p className="soft">{t('beside.none')}</p>
        )}
      </div>
    </section>
  );
}
