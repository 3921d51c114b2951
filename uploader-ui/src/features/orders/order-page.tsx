import { Button } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { OrderDetail } from '#core/contract/orders.js';
import { useOrder } from '../../api/orders.js';
import { useSignedInUser } from '../../api/session.js';
import { formatBirthDate, formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Identifier } from '../../app/pieces/identifier.js';
import { LedgerExceptions, LedgerSteps, ledgerTotal } from '../../app/pieces/ledger-steps.js';
import { Note } from '../../app/pieces/note.js';
import { Phones, ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { ImagesStatus } from '../../app/pieces/status.js';
import { CancelOrder } from './cancel-order.js';
import { OrderStudies } from './order-studies.js';
import { SendImages } from './send-images.js';

function OrderFacts({ order }: { order: OrderDetail }) {
  return (
    <dl className="facts">
      <dt>{t('order.reason')}</dt>
      <dd style={{ whiteSpace: 'pre-line' }}>{order.reasonForReferral}</dd>
      <dt>{t('order.provider')}</dt>
      <dd>{order.authorizingProvider}</dd>
      <dt>{t('order.signed')}</dt>
      <dd>
        {order.signedAt ? t('order.signed-by', { moment: formatMoment(order.signedAt), by: order.signedBy ?? '–' }) : t('order.draft')}
      </dd>
      <dt>{t('order.number')}</dt>
      <dd>
        <Identifier value={order.orderNumber} name={t('order.number')} />
      </dd>
      <dt>{t('order.sender-patient-id')}</dt>
      <dd>
        <Identifier value={order.senderPatientID} name={t('order.sender-patient-id')} />
      </dd>
      {order.senderAccessionNumber && (
        <>
          <dt>{t('order.accession')}</dt>
          <dd>
            <Identifier value={order.senderAccessionNumber} name={t('order.accession')} />
          </dd>
        </>
      )}
      <dt>{t('order.organization')}</dt>
      <dd>{order.organization.name}</dd>
    </dl>
  );
}

function OrderLedger({ order }: { order: OrderDetail }) {
  const isEmpty = ledgerTotal(order.ledger) === 0;
  return (
    <section className="panel" aria-labelledby="order-ledger">
      <div className="panel-head">
        <h2 id="order-ledger">{t('order.images')}</h2>
        <ImagesStatus order={order} />
      </div>
      <div className="panel-body stack-tight">
        {isEmpty ? (
          <p className="soft">{t(order.imagesBy === 'pacs' ? 'order.no-images-pacs' : 'order.no-images')}</p>
        ) : (
          <>
            <LedgerSteps ledger={order.ledger} />
            <LedgerExceptions ledger={order.ledger} />
          </>
        )}
      </div>
    </section>
  );
}

/** One order: the patient, why, how far its images are, and the ways to send them. */
export function OrderPage() {
  const { orderID = '' } = useParams();
  const user = useSignedInUser();
  const query = useOrder(orderID);
  const [isCancelling, setCancelling] = useState(false);
  const order = query.data;
  if (query.isPending) return <SkeletonPanel lines={6} />;
  if (!order) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  const mayChange = order.state === 'signed' && (user.role === 'clinician' || user.organization.kind === 'hospital');
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>
            {order.patient.familyName}, {order.patient.givenName}
          </h1>
          <p className="soft">
            {[order.patient.birthDate && formatBirthDate(order.patient.birthDate), order.patient.sex && t(`sex.${order.patient.sex}`)]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        {mayChange && user.role === 'clinician' && (
          <Button variant="default" onClick={() => setCancelling(true)}>
            {t('order.cancel')}
          </Button>
        )}
      </div>
      {query.error && <ProblemNote error={query.error} safe={t('order.stale')} onRetry={() => void query.refetch()} />}
      {order.state === 'cancelled' && (
        <div style={{ marginBottom: 16 }}>
          <Note tone="attention">{t('order.cancelled-words', { reason: order.cancelledReason ?? '–' })}</Note>
        </div>
      )}
      <div className="columns">
        <div>
          {mayChange && <SendImages order={order} />}
          <OrderStudies order={order} />
        </div>
        <div>
          <OrderLedger order={order} />
          <section className="panel" aria-labelledby="order-facts">
            <div className="panel-head">
              <h2 id="order-facts">{t('order.referral')}</h2>
            </div>
            <div className="panel-body">
              <OrderFacts order={order} />
            </div>
          </section>
          <div className="small soft" style={{ marginTop: 16 }}>
            <Phones />
          </div>
        </div>
      </div>
      <CancelOrder order={order} opened={isCancelling} onClose={() => setCancelling(false)} />
    </>
  );
}
