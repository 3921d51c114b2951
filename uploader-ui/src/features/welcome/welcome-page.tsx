import { Button } from '@mantine/core';
import { IconArrowRight, IconInbox, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import type { HomeAnswer } from '#core/contract/encounters.js';
import { useHome } from '../../api/encounters.js';
import { useSignedInUser } from '../../api/session.js';
import { formatBirthDate, formatCount } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Age } from '../../app/pieces/age.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { Phones, ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { ImagesStatus } from '../../app/pieces/status.js';
import { useShortcuts } from '../../app/shortcuts.js';
import { OrdersTable } from '../order-entry/orders-table.js';
import { nameOf } from '../patients/person.js';
import { StoppedUploads } from './stopped-uploads.js';
import { WaitingForSignature } from './waiting-for-signature.js';

type ImagesState = HomeAnswer['recentOrders'][number]['imagesState'];
// What is asked of the clinician comes first.
const states = [
  'question-open',
  'rejected',
  'incomplete',
  'awaiting',
  'uploading',
  'received',
  'being-checked',
  'confirmed',
] as const satisfies readonly ImagesState[];

function StatesAtAGlance({ counts }: { counts: HomeAnswer['imagesStates'] }) {
  const shown = states.filter((state) => (counts[state] ?? 0) > 0);
  if (shown.length === 0) return null;
  return (
    <ul className="glance" aria-label={t('welcome.glance')}>
      {shown.map((state) => (
        <li key={state}>
          <Link to={`/orders?images=${state}`}>
            <span className="glance-count">{formatCount(counts[state] ?? 0)}</span>
            <ImagesStatus order={{ state: 'signed', imagesState: state }} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function OpenEncounters({ encounters }: { encounters: HomeAnswer['openEncounters'] }) {
  return (
    <section className="panel" aria-labelledby="welcome-open">
      <div className="panel-head">
        <h2 id="welcome-open">{t('welcome.open')}</h2>
      </div>
      <ul className="go-on-list">
        {encounters.map((encounter) => (
          <li key={encounter.id}>
            <div>
              <strong>{nameOf(encounter.patient)}</strong>
              <div className="small soft">
                {formatBirthDate(encounter.patient.birthDate)} · {t('welcome.drafts', { count: encounter.draftCount })} ·{' '}
                <Age since={encounter.openedAt} />
              </div>
            </div>
            <Button
              component={Link}
              to={`/encounters/${encounter.id}`}
              variant="default"
              size="xs"
              rightSection={<IconArrowRight size={16} aria-hidden />}
              aria-label={`${t('welcome.go-on')}: ${nameOf(encounter.patient)}`}
            >
              {t('welcome.go-on')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function InBasket() {
  return (
    <section className="panel" aria-labelledby="welcome-in-basket">
      <div className="panel-head">
        <h2 id="welcome-in-basket">{t('welcome.in-basket')}</h2>
        <IconInbox size={20} aria-hidden color="var(--ink-soft)" />
      </div>
      <div className="panel-body soft">
        <p>
          <strong>{t('welcome.in-basket-empty')}</strong>
        </p>
        <p>{t('welcome.in-basket-words')}</p>
      </div>
    </section>
  );
}

/** The welcome page: place an order, what waits for a signature, my orders with their state, what is not signed yet, In Basket. */
export function WelcomePage() {
  const user = useSignedInUser();
  const navigate = useNavigate();
  const home = useHome();
  useShortcuts([{ key: 'n', words: 'order.place', act: () => void navigate('/patients?for=order') }]);
  const recent = home.data?.recentOrders ?? [];
  const open = home.data?.openEncounters ?? [];
  const place = (
    <Button component={Link} to="/patients?for=order" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('order.place')}
    </Button>
  );
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{t('welcome.title', { name: user.displayName })}</h1>
          <p className="soft">{user.organization.name}</p>
        </div>
        {place}
      </div>
      {home.error && <ProblemNote error={home.error} onRetry={() => void home.refetch()} />}
      <div className="columns">
        <div>
          {home.data && <WaitingForSignature waiting={home.data.waitingForSignature} />}
          {home.data && <StoppedUploads uploads={home.data.stoppedUploads} />}
          {home.data && <StatesAtAGlance counts={home.data.imagesStates} />}
          {home.isPending && <SkeletonPanel lines={6} />}
          {home.data && (
            <section className="panel" aria-labelledby="welcome-orders">
              <div className="panel-head">
                <h2 id="welcome-orders">{t('nav.my-orders')}</h2>
                {recent.length > 0 && <Link to="/orders">{t('welcome.all-orders')}</Link>}
              </div>
              {recent.length > 0 ? (
                <OrdersTable orders={recent} name={t('nav.my-orders')} withPatient />
              ) : (
                <EmptyState title={t('orders.empty')}>{t('orders.empty-words')}</EmptyState>
              )}
            </section>
          )}
        </div>
        <div>
          {open.length > 0 && <OpenEncounters encounters={open} />}
          <InBasket />
          <div className="small soft" style={{ marginTop: 16 }}>
            <Phones />
          </div>
        </div>
      </div>
    </>
  );
}
