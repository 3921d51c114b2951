import { Link, Navigate, useParams } from 'react-router';
import { useEncounter } from '../../api/encounters.js';
import { useFocusOnChange } from '../../app/focus.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { SkeletonPanel } from '../../app/pieces/skeleton-rows.js';
import { nameOf, PatientBanner } from '../patients/person.js';
import { CompleteStep } from './complete-step.js';
import { type EncounterStep, EncounterStepper, encounterSteps, isOpenStep, nextStepOf } from './encounter-steps.js';
import { PreferenceListStep } from './preference-list-step.js';
import { ProviderStep } from './provider-step.js';
import { ReviewStep } from './review-step.js';
import { SignedStep } from './signed-step.js';

const pages = {
  provider: ProviderStep,
  'preference-list': PreferenceListStep,
  complete: CompleteStep,
  review: ReviewStep,
  signed: SignedStep,
} as const;

/** Order Entry for one patient, step by step; the address carries the step. */
export function EncounterPage() {
  const { encounterID = '', step: named } = useParams();
  const query = useEncounter(encounterID);
  const heading = useFocusOnChange<HTMLHeadingElement>(named ?? '');
  const encounter = query.data;
  if (query.isPending) return <SkeletonPanel lines={6} />;
  if (!encounter) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />;
  const step = encounterSteps.find((one) => one === named) as EncounterStep | undefined;
  if (!step) return <Navigate to={`/encounters/${encounterID}/${nextStepOf(encounter)}`} replace />;
  const Step = pages[step];
  return (
    <>
      <PatientBanner patient={encounter.patient} />
      <div className="page-head page-head-tight">
        <div className="page-head-text">
          <h1 ref={heading} tabIndex={-1}>
            <span className="visually-hidden">
              {t('encounter.title')}, {nameOf(encounter.patient)}:{' '}
            </span>
            {t(`encounter.step-${step}`)}
          </h1>
        </div>
      </div>
      <EncounterStepper encounter={encounter} current={step} />
      {query.error && <ProblemNote error={query.error} safe={t('order.stale')} onRetry={() => void query.refetch()} />}
      {isOpenStep(encounter, step) ? (
        <Step encounter={encounter} />
      ) : (
        <div className="panel">
          <EmptyState
            title={t('encounter.nothing')}
            action={<Link to={`/encounters/${encounterID}/${nextStepOf(encounter)}`}>{t('encounter.go-on')}</Link>}
          >
            {t(encounter.closedAt ? 'encounter.closed' : 'encounter.nothing-words')}
          </EmptyState>
        </div>
      )}
    </>
  );
}
