import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { HomeAnswer } from '#core/contract/encounters.js';
import { formatBirthDate } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { Age } from '../../app/pieces/age.js';
import { UrgentMark } from '../orders/urgent-mark.js';
import { nameOf } from '../patients/person.js';

type Waiting = HomeAnswer['waitingForSignature'];

function WaitingEncounter({ encounter }: { encounter: Waiting['encounters'][number] }) {
  const { id, patient, orders, onBehalfOf } = encounter;
  const notAccepted = orders.filter(({ isAccepted }) => !isAccepted).length;
  const act = t(notAccepted > 0 ? 'welcome.review' : 'welcome.review-sign');
  return (
    <li>
      <div className="signed-what">
        <div className="line">
          <strong>{nameOf(patient)}</strong>
          <UrgentMark priority={encounter.priority} />
        </div>
        <div>{orders.map(({ orderType }) => orderType).join(', ')}</div>
        <div className="small soft">
          {formatBirthDate(patient.birthDate)} · {t('welcome.placed-by', { name: encounter.placedBy })} · <Age since={encounter.placedAt} />
          {onBehalfOf && ` · ${t('welcome.on-behalf-of', { provider: onBehalfOf })}`}
          {notAccepted > 0 && ` · ${t('welcome.not-accepted', { count: notAccepted })}`}
        </div>
      </div>
      <Button
        component={Link}
        to={`/encounters/${id}/review`}
        variant="default"
        size="xs"
        rightSection={<IconArrowRight size={16} aria-hidden />}
        aria-label={`${act}: ${nameOf(patient)}`}
      >
        {act}
      </Button>
    </li>
  );
}

/** What colleagues placed for the reader to sign, each with the way to its signature; nothing where nothing waits. */
export function WaitingForSignature({ waiting }: { waiting: Waiting }) {
  if (waiting.orderCount === 0) return null;
  return (
    <section className="panel" aria-labelledby="welcome-waiting">
      <div className="panel-head">
        <h2 id="welcome-waiting">{t('welcome.waiting')}</h2>
        <span className="soft">{t('welcome.waiting-count', { count: waiting.orderCount })}</span>
      </div>
      <ul className="signed-list">
        {waiting.encounters.map((encounter) => (
          <WaitingEncounter key={encounter.id} encounter={encounter} />
        ))}
      </ul>
    </section>
  );
}
