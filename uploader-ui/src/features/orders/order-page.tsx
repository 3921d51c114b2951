import { Button } from '@mantine/core';
import { IconPencilPlus, IconPrinter } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { Navigate, useParams } from 'react-router';
import type { OrderDetail } from '#core/contract/orders.js';
import { useOrder } from '../../api/orders.js';
import { useSignedInUser } from '../../api/session.js';
import { useCaughtFocus } from '../../app/focus.js';
import { formatBirthDate, formatMoment } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { LedgerExceptions, LedgerSteps, ledgerTotal } from '../../app/pieces/ledger-steps.js';
import { Note } from '../../app/pieces/note.js';
import { Phones, ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { ImagesStatus, studiesSentence } from '../../app/pieces/status.js';
import { Pushes } from '../pacs-to-pacs/arrivals.js';
import { nameOf } from '../patients/person.js';
import { StoppedUpload } from '../uploader/stopped-upload.js';
import { CancelOrder } from './cancel-order.js';
import { CloseOrder, ReopenOrder } from './close-order.js';
import { Corrections } from './order-corrections.js';
import { OrderFacts, OrderNumbers } from './order-facts.js';
import { OrderHistory } from './order-history.js';
import { OrderRecords } from './order-records.js';
import { OrderStudies } from './order-studies.js';
import { SendImages } from './send-images.js';
import { UrgentMark } from './urgent-mark.js';

const isNoneExpected = (order: OrderDetail): boolean => order.imagesBy === 'none' && order.imagesState === 'not-expected';

function emptyWords(order: OrderDetail): string {
  if (order.state !== 'signed' || isNoneExpected(order)) return t('order.no-studies-words');
  return t(order.imagesBy === 'pacs' ? 'order.no-images-pacs' : 'order.no-images');
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
          <p className="soft">{emptyWords(order)}</p>
        ) : (
          <>
            <LedgerSteps ledger={order.ledger} />
            <LedgerExceptions ledger={order.ledger} missing={order.imagesMissing} />
          </>
        )}
      </div>
    </section>
  );
}

/** The number to call: the order's own location and region where there is one, else everybody's. */
function WhomToCall({ order }: { order: OrderDetail }) {
  const phone = order.location?.phone;
  return (
    <div className="small soft" style={{ marginTop: 16 }}>
      {phone ? (
        <p>
          {t('order.call-region', { region: order.location?.region ?? '' })}{' '}
          <a className="nowrap" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            {phone}
          </a>
        </p>
      ) : (
        <Phones />
      )}
    </div>
  );
}

type Asked = 'cancel' | 'close' | 'reopen';

interface HeadActs {
  add?: () => void;
  /** What asks before it is done. */
  ask: readonly Asked[];
  onAsk(asked: Asked): void;
}

function OrderHead({ order, acts }: { order: OrderDetail; acts: HeadActs }) {
  const heading = useCaughtFocus<HTMLHeadingElement>(order.state);
  return (
    <div className="page-head">
      <div className="page-head-text">
        <h1 ref={heading} tabIndex={-1}>
          {nameOf(order.patient)}
        </h1>
        <p className="soft">
          {[
            order.patient.birthDate && formatBirthDate(order.patient.birthDate),
            order.patient.sex && t(`sex.${order.patient.sex}`),
            order.orderType,
          ]
            .filter(Boolean)
            .join(' · ')}{' '}
          <UrgentMark priority={order.priority} />
        </p>
        {studiesSentence(order) && <ImagesStatus order={order} />}
      </div>
      <div className="line">
        <Button
          component="a"
          href={`/api/orders/${order.id}/document`}
          target="_blank"
          rel="noopener"
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
        >
          {t('order.print')}
        </Button>
        {acts.add && (
          <Button variant="default" leftSection={<IconPencilPlus size={16} aria-hidden />} onClick={acts.add}>
            {t('order.add')}
          </Button>
        )}
        {acts.ask.map((asked) => (
          <Button key={asked} variant="default" onClick={() => acts.onAsk(asked)}>
            {t(`order.${asked}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** What of the whole order must be known before anything else is read. */
function OrderNotes({ order }: { order: OrderDetail }) {
  const { closed } = order;
  return (
    <div className="stack-tight order-notes">
      {order.state === 'cancelled' && <Note tone="attention">{t('order.cancelled-words', { reason: order.cancelledReason ?? '–' })}</Note>}
      {order.state === 'draft' && <Note tone="attention">{t('order.draft-words')}</Note>}
      {order.state === 'closed' && closed && (
        <Note tone="attention">
          <p>
            <strong>{t('order.closed-words', { moment: formatMoment(closed.at), by: closed.by ?? '–', reason: closed.reason })}</strong>
          </p>
          <p>{t('order.closed-means')}</p>
        </Note>
      )}
      <Corrections corrections={order.corrections} />
    </div>
  );
}

/** What a person may ask for on an order. */
function askable(order: OrderDetail, role: string): Asked[] {
  const isStaff = role === 'radiology' || role === 'admin';
  if (order.state === 'signed') return role === 'clinician' ? ['cancel'] : isStaff ? ['close'] : [];
  return order.state === 'closed' && isStaff ? ['reopen'] : [];
}

/** One order: the patient, the whole referral, its records, how far its images are, and the ways to send them. */
export function OrderPage() {
  const { orderID = '' } = useParams();
  const user = useSignedInUser();
  const query = useOrder(orderID);
  const [asked, setAsked] = useState<Asked | null>(null);
  const words = useRef<HTMLTextAreaElement>(null);
  const order = query.data;
  if (query.isPending) return <SkeletonPanel lines={6} />;
  if (!order) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  const isClinician = user.role === 'clinician';
  if (order.state === 'draft' && isClinician && order.encounterID) {
    // What is remembered of it may be from before it was signed.
    if (query.isFetching) return <SkeletonPanel lines={6} />;
    return <Navigate to={`/encounters/${order.encounterID}/complete/${order.id}`} replace />;
  }
  const isOpen = order.state === 'signed';
  const maySend = isOpen && (isClinician || user.role === 'radiology');
  const add = (): void => {
    words.current?.scrollIntoView({ block: 'center' });
    words.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <OrderHead order={order} acts={{ ...(isOpen && isClinician ? { add } : {}), ask: askable(order, user.role), onAsk: setAsked }} />
      {query.error && <ProblemNote error={query.error} safe={t('order.stale')} onRetry={() => void query.refetch()} />}
      <OrderNotes order={order} />
      <div className="columns">
        <div>
          {maySend && <StoppedUpload order={order} />}
          {maySend ? <SendImages order={order} /> : <Pushes order={order} />}
          <OrderStudies order={order} />
          <section className="panel" aria-labelledby="order-facts">
            <div className="panel-head">
              <h2 id="order-facts">{t('order.referral')}</h2>
            </div>
            <div className="panel-body">
              <OrderFacts order={order} />
            </div>
          </section>
          <OrderRecords order={order} mayAdd={isOpen && isClinician} field={words} />
        </div>
        <div>
          {!(maySend && isNoneExpected(order)) && <OrderLedger order={order} />}
          <section className="panel" aria-labelledby="order-numbers">
            <div className="panel-head">
              <h2 id="order-numbers">{t('order.numbers')}</h2>
            </div>
            <div className="panel-body">
              <OrderNumbers order={order} />
            </div>
          </section>
          <OrderHistory order={order} />
          <WhomToCall order={order} />
        </div>
      </div>
      <CancelOrder order={order} opened={asked === 'cancel'} onClose={() => setAsked(null)} />
      <CloseOrder order={order} opened={asked === 'close'} onClose={() => setAsked(null)} />
      <ReopenOrder order={order} opened={asked === 'reopen'} onClose={() => setAsked(null)} />
    </>
  );
}
