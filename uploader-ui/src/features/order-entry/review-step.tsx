import { Button, Checkbox } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { EncounterDetail } from '#core/contract/encounters.js';
import type { MissingItem, OrderDetail } from '#core/contract/orders.js';
import { useAcceptance, useSignOrders } from '../../api/encounters.js';
import { orderQuery } from '../../api/orders.js';
import { useSignedInUser } from '../../api/session.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { Tips } from '../../app/pieces/tips.js';
import { flushDrafts } from './drafts.js';
import { ReviewContent } from './review-content.js';
import { ChangedNote, useReviewed } from './reviewed-orders.js';

const fieldOf: Record<MissingItem, string> = {
  authorizingProvider: '',
  orderType: '',
  reasonForReferral: 'field-reasonForReferral',
  diagnoses: 'field-diagnoses',
  location: 'field-location',
  willUploadImages: 'field-willUploadImages',
  willUploadRecords: 'field-willUploadRecords',
  'attachments-under-way': 'field-attachments',
};

function addressOf(order: OrderDetail, item: MissingItem): string {
  const encounter = `/encounters/${order.encounterID}`;
  if (item === 'authorizingProvider') return `${encounter}/provider`;
  if (item === 'orderType') return `${encounter}/preference-list`;
  return `${encounter}/complete/${order.id}#${fieldOf[item]}`;
}

function Missing({ order }: { order: OrderDetail }) {
  if (order.missing.length === 0) return null;
  return (
    <Note tone="attention">
      <p>
        <strong>{t('review.missing', { count: order.missing.length })}</strong>
      </p>
      <ul className="missing">
        {order.missing.map((item) => (
          <li key={item}>
            <Link to={addressOf(order, item)} data-missing={item}>
              {t(`complete.missing-${item}`)}
            </Link>
          </li>
        ))}
      </ul>
    </Note>
  );
}

interface CardProps {
  order: OrderDetail;
  isChosen: boolean;
  isOnly: boolean;
  onChoose(isChosen: boolean): void;
}

function ReviewCard({ order, isChosen, isOnly, onChoose }: CardProps) {
  return (
    <section className="panel" aria-labelledby={`review-${order.id}`}>
      <div className="panel-head">
        {!isOnly && (
          <Checkbox
            aria-label={t('review.choose', { order: order.orderType })}
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        )}
        <h2 id={`review-${order.id}`}>{order.orderType}</h2>
        {order.acceptedAt && (
          <span className="status status-good">
            <IconCircleCheck size={16} aria-hidden />
            {t('review.accepted')}
          </span>
        )}
        <Button
          component={Link}
          to={`/encounters/${order.encounterID}/complete/${order.id}`}
          variant="default"
          size="xs"
          aria-label={`${t('review.change')}: ${order.orderType}`}
        >
          {t('review.change')}
        </Button>
      </div>
      <div className="panel-body stack">
        <Missing order={order} />
        <ReviewContent order={order} />
      </div>
    </section>
  );
}

function WhoSigns({ orders, isMe }: { orders: readonly OrderDetail[]; isMe: boolean }) {
  const user = useSignedInUser();
  const providers = [...new Set(orders.map(({ authorizingProvider }) => authorizingProvider).filter(Boolean))].join('; ');
  const mayNot = orders.find(({ maySign, authorizingProvider }) => !maySign && authorizingProvider);
  if (!providers) return null;
  if (mayNot) {
    return (
      <Note tone="attention">
        <p>
          <strong>{t('sign.may-not', { provider: mayNot.authorizingProvider })}</strong>
        </p>
        <p>
          {t(mayNot.acceptedAt ? 'sign.may-not-accepted' : 'sign.may-not-next', { provider: mayNot.authorizingProvider })}{' '}
          <Link to={`/encounters/${mayNot.encounterID}/provider`}>{t('sign.other-provider')}</Link>
        </p>
      </Note>
    );
  }
  return <Note>{t(isMe ? 'sign.who-self' : 'sign.who', { name: user.displayName, provider: providers })}</Note>;
}

interface FootFacts {
  isChanged: boolean;
  missing: number;
  toAccept: number;
  maySign: boolean;
}

function footWords(chosen: readonly OrderDetail[], { isChanged, missing, toAccept, maySign }: FootFacts): string {
  if (isChanged) return t('review.changed-foot');
  if (chosen.length === 0) return t('review.none-chosen');
  if (missing > 0) return t('review.still-missing', { count: missing });
  if (toAccept > 0) return t('review.to-accept');
  return t(maySign ? 'review.to-sign' : 'review.to-ask', { count: chosen.length });
}

type Saved = 'saving' | 'saved' | 'not-saved';

/** Everything typed is stored before it is looked at. */
function useSavedFirst(): Saved {
  const [saved, setSaved] = useState<Saved>('saving');
  useEffect(() => {
    let isHere = true;
    void flushDrafts().then((isStored) => isHere && setSaved(isStored ? 'saved' : 'not-saved'));
    return () => {
      isHere = false;
    };
  }, []);
  return saved;
}

/** Review on one page: what is missing is named and linked; Accept, then Sign Orders. */
export function ReviewStep({ encounter }: { encounter: EncounterDetail }) {
  const navigate = useNavigate();
  const saved = useSavedFirst();
  const queries = useQueries({
    queries: encounter.drafts.map(({ id }) => ({ ...orderQuery(id), enabled: saved !== 'saving', staleTime: 0 })),
  });
  const accepting = useAcceptance(encounter.id);
  const signing = useSignOrders(encounter.id);
  const [left, setLeft] = useState<readonly string[]>([]);
  const failed = queries.find((query) => query.error && !query.data);
  const orders = queries.flatMap(({ data }) => (data && data.state === 'draft' ? [data] : []));
  const chosen = orders.filter(({ id }) => !left.includes(id));
  const isReading = saved === 'saving' || queries.some((query) => !query.isFetchedAfterMount);
  // What is remembered from before this page is not shown, so nobody has looked at it.
  const { changed, lookedAgain } = useReviewed(isReading ? [] : orders);
  const missing = chosen.reduce((sum, order) => sum + order.missing.length, 0);
  const toAccept = chosen.filter(({ acceptedAt }) => !acceptedAt);
  const maySign = chosen.every((order) => order.maySign);
  const versions = (list: readonly OrderDetail[]) => list.map(({ id, version }) => ({ id, version }));
  const lookAgain = (): void => {
    accepting.reset();
    signing.reset();
    lookedAgain();
  };
  const accept = (): void => {
    if (missing > 0) document.querySelector<HTMLElement>('[data-missing]')?.focus();
    else accepting.mutate(versions(toAccept));
  };
  const sign = async (): Promise<void> => {
    const withImages = chosen.filter(({ willUploadImages }) => willUploadImages);
    // Not a callback of the mutation: the news that there are no drafts any more may take this step away before the answer is here.
    const isSigned = await signing.mutateAsync(versions(chosen)).then(
      () => true,
      () => false,
    );
    if (!isSigned) return;
    // The window for the images opens over the list of what was signed: going back leads there.
    await navigate(`/encounters/${encounter.id}/signed`, { replace: true });
    if (withImages.length === 1) await navigate(`/orders/${withImages[0]?.id}?send=1`);
  };
  if (isReading) return <SkeletonPanel lines={8} />;
  const error = signing.error ?? accepting.error;
  return (
    <>
      {failed && <ProblemNote error={failed.error} onRetry={() => void failed.refetch()} />}
      <div className="stack">
        {saved === 'not-saved' && (
          <Note tone="bad" alert>
            {t('review.not-saved')} <Link to={`/encounters/${encounter.id}/complete`}>{t('encounter.step-complete')}</Link>
          </Note>
        )}
        <ChangedNote changed={changed} error={error} />
        <Tips topic="review" />
        <div>
          {orders.map((order) => (
            <ReviewCard
              key={order.id}
              order={order}
              isOnly={orders.length === 1}
              isChosen={!left.includes(order.id)}
              onChoose={(isChosen) => setLeft(isChosen ? left.filter((id) => id !== order.id) : [...left, order.id])}
            />
          ))}
        </div>
        <WhoSigns orders={chosen} isMe={encounter.authorizingProvider?.isMe ?? false} />
        {error && changed.length === 0 && (
          <ProblemNote error={error} safe={t('review.safe')} region={chosen.find(({ location }) => location)?.location?.region} />
        )}
      </div>
      <div className="panel-foot panel-foot-sticky panel-foot-alone">
        <span className="panel-foot-note" role="status">
          {footWords(chosen, { isChanged: changed.length > 0, missing, toAccept: toAccept.length, maySign })}
          {signing.isPending && ` ${t('sign.going')}`}
        </span>
        {changed.length > 0 ? (
          <Button onClick={lookAgain}>{t('review.looked-again')}</Button>
        ) : toAccept.length > 0 || chosen.length === 0 ? (
          <Button onClick={accept} disabled={chosen.length === 0} loading={accepting.isPending}>
            {t('encounter.accept')}
          </Button>
        ) : maySign ? (
          <Button onClick={() => void sign()} loading={signing.isPending}>
            {t('sign.act')}
          </Button>
        ) : (
          <Button component={Link} to="/">
            {t('sign.welcome')}
          </Button>
        )}
      </div>
    </>
  );
}
