import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import type { EncounterDetail } from '#core/contract/encounters.js';
import type { MissingItem, OrderDetail } from '#core/contract/orders.js';
import { useCancellation, useOrder } from '../../api/orders.js';
import { useHospital } from '../../api/session.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote, RegionContext } from '../../app/pieces/problem-note.js';
import { ReasonDialog } from '../../app/pieces/reason-dialog.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { ConflictNote } from './conflict-note.js';
import { DraftForm } from './draft-form.js';
import { useDraft } from './drafts.js';
import { SaveNote } from './save-note.js';

function focusField(hash: string): void {
  const element = document.getElementById(hash.slice(1));
  if (!element) return;
  const isControl = element.matches('input, textarea, [tabindex]');
  const control = isControl ? element : element.querySelector<HTMLElement>('input, textarea, button');
  element.scrollIntoView({ block: 'center' });
  control?.focus({ preventScroll: true });
}

function RemoveDraft({ order, onRemoved }: { order: OrderDetail; onRemoved(): void }) {
  const [isAsked, setAsked] = useState(false);
  const cancellation = useCancellation(order);
  return (
    <>
      <Button variant="subtle" color="gray" size="xs" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsked(true)}>
        {t('complete.remove')}
      </Button>
      <ReasonDialog
        title={t('complete.remove')}
        words={t('complete.remove-words', { order: order.orderType })}
        label={t('order.cancel-reason')}
        keep={t('order.keep')}
        act={t('complete.remove')}
        isPending={cancellation.isPending}
        problem={cancellation.error && <ProblemNote error={cancellation.error} />}
        opened={isAsked}
        onClose={() => setAsked(false)}
        onReason={(reason) => void cancellation.mutateAsync(reason).then(onRemoved, () => undefined)}
      />
    </>
  );
}

function Draft({ encounter, order }: { encounter: EncounterDetail; order: OrderDetail }) {
  const navigate = useNavigate();
  const { hash } = useLocation();
  const { saver, ...draft } = useDraft(order);
  const locations = useHospital().data?.locations ?? [];
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    if (hash) focusField(hash);
  }, [hash]);
  const place = encounter.drafts.findIndex(({ id }) => id === order.id);
  const next = encounter.drafts[place + 1];
  const goOn = async (): Promise<void> => {
    setLeaving(true);
    const isStored = await saver.flush();
    setLeaving(false);
    if (isStored) void navigate(next ? `/encounters/${encounter.id}/complete/${next.id}` : `/encounters/${encounter.id}/review`);
  };
  // Said where it is missing once the review has sent the person here, as long as it is.
  const isTold = hash !== '';
  const wrong = (item: MissingItem): string | undefined =>
    isTold && draft.missing.includes(item) ? t(`complete.missing-${item}`) : undefined;
  const region = locations.find(({ id }) => id === draft.content.locationID)?.region ?? null;
  return (
    <RegionContext value={region}>
      {draft.state === 'closed' && (
        <div style={{ marginBottom: 16 }}>
          <Note tone="attention" alert>
            {t('complete.closed')} <Link to={`/orders/${order.id}`}>{t('encounter.open-order')}</Link>
          </Note>
        </div>
      )}
      <ConflictNote draft={draft} saver={saver} locations={locations} />
      <DraftForm
        order={order}
        content={draft.content}
        wrong={wrong}
        onChange={(part) => saver.change(part)}
        onLeaveField={() => void saver.flush()}
      />
      <div className="panel-foot panel-foot-sticky panel-foot-alone">
        <span className="panel-foot-note">
          <SaveNote draft={draft} saver={saver} />
        </span>
        <RemoveDraft order={order} onRemoved={() => void navigate(`/encounters/${encounter.id}`, { replace: true })} />
        <Button onClick={() => void goOn()} loading={isLeaving}>
          {next ? t('complete.next', { order: next.orderType }) : t('encounter.step-review')}
        </Button>
      </div>
    </RegionContext>
  );
}

/** Completing the orders, one after the other; each is saved as one types. */
export function CompleteStep({ encounter }: { encounter: EncounterDetail }) {
  const { orderID } = useParams();
  const current = encounter.drafts.find(({ id }) => id === orderID) ?? encounter.drafts[0];
  const query = useOrder(current?.id ?? '');
  const order = query.data;
  return (
    <div className="complete">
      {encounter.drafts.length > 1 && (
        <nav className="draft-list" aria-label={t('complete.orders')}>
          <ul>
            {encounter.drafts.map((draft) => (
              <li key={draft.id}>
                <Link to={`/encounters/${encounter.id}/complete/${draft.id}`} aria-current={draft.id === current?.id ? 'page' : undefined}>
                  {draft.orderType}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {encounter.drafts.length === 1 && current && <h2 className="draft-name">{current.orderType}</h2>}
      {query.isPending && <SkeletonPanel lines={8} />}
      {!query.isPending && !order && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {order && <Draft key={order.id} encounter={encounter} order={order} />}
    </div>
  );
}
