import { useState } from 'react';
import type { StudyDetail } from '#core/contract/studies.js';
import { useDecision } from '../../api/studies.js';
import { formatBirthDate, formatDay, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { IdentityTable } from '../../app/pieces/identity-table.js';
import { ReasonForm } from '../../app/pieces/reason-form.js';
import { IdentityStatus } from '../../app/pieces/status.js';
import { DecisionProblem } from './decision-problem.js';

type Candidate = StudyDetail['questions'][number]['candidates'][number];

/** Orders that the study may belong to, ranked; one is chosen with a reason. */
export function CandidateChoice({ study, candidates, onDone }: { study: StudyDetail; candidates: readonly Candidate[]; onDone?(): void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const decision = useDecision(study.id);
  const attach = (reason: string): void => {
    if (!chosen) return;
    const body = { instanceSet: study.instanceSet, orderID: chosen, reason };
    decision.mutate({ act: 'attachment', from: onDone ? 'dialog' : 'question', body }, { onSuccess: onDone });
  };
  if (candidates.length === 0) return <EmptyState title={t('candidates.none')}>{t('candidates.none-words')}</EmptyState>;
  return (
    <ReasonForm
      label={t('attach.reason')}
      hint={t('question.reason-hint')}
      act={t('attach.act')}
      isReady={chosen !== null}
      isPending={decision.isPending}
      problem={decision.error && <DecisionProblem error={decision.error} />}
      onReason={attach}
    >
      <fieldset className="bare stack-tight">
        <legend className="visually-hidden">{t('candidates.title')}</legend>
        {candidates.map((candidate) => (
          <div key={candidate.orderID} className="choice" data-chosen={candidate.orderID === chosen} style={{ flexDirection: 'column' }}>
            <label className="line" style={{ width: '100%' }}>
              <input type="radio" name="candidate" checked={candidate.orderID === chosen} onChange={() => setChosen(candidate.orderID)} />
              <strong>{formatName(candidate.patient.name)}</strong>
              <span>{formatBirthDate(candidate.patient.birthDate)}</span>
              <span className="mono">{candidate.orderNumber}</span>
              <IdentityStatus verdict={candidate.evidence.verdict} />
            </label>
            {candidate.otherNames.length > 0 && (
              <span className="small soft">
                {t('patients.other-names')}: {candidate.otherNames.map(formatName).join(' · ')}
              </span>
            )}
            <span className="soft">
              {candidate.reasonForReferral}
              {candidate.signedAt && ` · ${t('candidates.signed', { day: formatDay(candidate.signedAt) })}`}
            </span>
            {candidate.orderID === chosen && <IdentityTable evidence={candidate.evidence} caption={t('study.whose')} />}
          </div>
        ))}
      </fieldset>
    </ReasonForm>
  );
}
