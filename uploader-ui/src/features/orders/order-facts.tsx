import type { ReactNode } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { formatMoment, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';

const none = <span className="soft">–</span>;

function yesOrNo(answer: boolean | null): ReactNode {
  return answer === null ? none : t(answer ? 'order.yes' : 'order.no');
}

function Location({ order }: { order: OrderDetail }) {
  const { location } = order;
  if (!location) return none;
  return (
    <>
      {location.name}
      <div className="small soft">
        {location.region}
        {location.phone && (
          <>
            {' · '}
            <a className="nowrap" href={`tel:${location.phone.replace(/[^+\d]/g, '')}`}>
              {location.phone}
            </a>
          </>
        )}
      </div>
    </>
  );
}

export function Diagnoses({ order }: { order: OrderDetail }) {
  if (order.diagnoses.length === 0) return none;
  return (
    <ul className="bare-list">
      {order.diagnoses.map(({ code, title }) => (
        <li key={code}>
          <code className="mono">{code}</code> {title}
        </li>
      ))}
    </ul>
  );
}

function Insurance({ order }: { order: OrderDetail }) {
  const { insurance } = order;
  if (!insurance?.payer) return none;
  return (
    <>
      {insurance.payer}
      {insurance.memberID && <div className="small soft">{t('order.insurance-member', { id: insurance.memberID })}</div>}
      {insurance.group && <div className="small soft">{t('order.insurance-group', { group: insurance.group })}</div>}
    </>
  );
}

function Signature({ order }: { order: OrderDetail }) {
  const { signature } = order;
  if (!signature) {
    return (
      <>{order.signedAt ? t('order.signed-by', { moment: formatMoment(order.signedAt), by: order.signedBy ?? '–' }) : t('order.draft')}</>
    );
  }
  return (
    <>
      {t('order.signed-by', { moment: formatMoment(signature.at), by: signature.by })}
      {signature.onBehalfOf && <div className="small soft">{t('order.signed-for', { provider: signature.onBehalfOf })}</div>}
      <details className="small">
        <summary>{t('order.signature-seal')}</summary>
        <p className="soft">{t('order.signature-seal-words')}</p>
        <Identifier value={signature.contentSHA256} name={t('order.signature-seal')} />
      </details>
    </>
  );
}

/** The whole referral, as it was signed. */
export function OrderFacts({ order }: { order: OrderDetail }) {
  const { otherNames } = order.patient;
  const lines: [string, ReactNode][] = [
    ...(otherNames.length > 0 ? [[t('patients.other-names'), otherNames.map(formatName).join(' · ')] satisfies [string, ReactNode]] : []),
    [t('order.type'), order.orderType],
    [t('order.department'), order.department || none],
    [t('order.priority'), t(`order.priority-${order.priority}`)],
    [t('order.provider'), order.authorizingProvider || none],
    [t('order.location'), <Location key="location" order={order} />],
    [
      t('order.reason'),
      <span key="reason" style={{ whiteSpace: 'pre-line' }}>
        {order.reasonForReferral || none}
      </span>,
    ],
    [t('order.diagnoses'), <Diagnoses key="diagnoses" order={order} />],
    [t('order.will-images'), yesOrNo(order.willUploadImages)],
    [t('order.will-records'), yesOrNo(order.willUploadRecords)],
    [t('order.insurance'), <Insurance key="insurance" order={order} />],
    [
      t('order.comment'),
      <span key="comment" style={{ whiteSpace: 'pre-line' }}>
        {order.comment || none}
      </span>,
    ],
    [t('order.signed'), <Signature key="signature" order={order} />],
  ];
  return (
    <dl className="facts facts-wide">
      {lines.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** By which numbers the order is known, here and at the sender's. */
export function OrderNumbers({ order }: { order: OrderDetail }) {
  const numbers: [string, string | null][] = [
    [t('order.number'), order.orderNumber],
    [t('order.placer-number'), order.placerOrderNumber],
    [t('order.sender-patient-id'), order.senderPatientID],
    [t('order.accession'), order.senderAccessionNumber],
  ];
  return (
    <dl className="facts">
      {numbers
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              <Identifier value={value} name={name} />
            </dd>
          </div>
        ))}
      <dt>{t('order.organization')}</dt>
      <dd>{order.organization.name}</dd>
    </dl>
  );
}
