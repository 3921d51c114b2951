import { IconCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { EncounterDetail } from '#core/contract/encounters.js';
import { t } from '../../app/i18n.js';

export const encounterSteps = ['provider', 'preference-list', 'complete', 'review', 'signed'] as const;
export type EncounterStep = (typeof encounterSteps)[number];

/** Where an encounter goes on: the first step that is not done. */
export function nextStepOf(encounter: EncounterDetail): EncounterStep {
  if (encounter.drafts.length === 0 && encounter.signed.length > 0) return 'signed';
  if (!encounter.authorizingProvider) return 'provider';
  return encounter.drafts.length === 0 ? 'preference-list' : 'complete';
}

/** Whether a step has something to show. */
export function isOpenStep(encounter: EncounterDetail, step: EncounterStep): boolean {
  if (step === 'signed') return encounter.signed.length > 0;
  if (encounter.closedAt) return false;
  if (step === 'provider') return true;
  if (step === 'preference-list') return encounter.authorizingProvider !== null;
  return encounter.drafts.length > 0;
}

/** Tells where one is between choosing the provider and the signature, and leads back. */
export function EncounterStepper({ encounter, current }: { encounter: EncounterDetail; current: EncounterStep }) {
  const place = encounterSteps.indexOf(current);
  return (
    <nav className="ways ways-steps" aria-label={t('encounter.steps')}>
      <ol>
        {encounterSteps.map((step, index) => {
          const name = t(`encounter.step-${step}`);
          const mark = index < place ? <IconCheck size={14} aria-hidden /> : index + 1;
          return (
            <li key={step} data-done={index < place}>
              {isOpenStep(encounter, step) ? (
                <Link to={`/encounters/${encounter.id}/${step}`} aria-current={step === current ? 'step' : undefined}>
                  <span className="ways-number" aria-hidden>
                    {mark}
                  </span>
                  {name}
                </Link>
              ) : (
                <span className="ways-closed">
                  <span className="ways-number" aria-hidden>
                    {mark}
                  </span>
                  {name}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
