import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { StudyDetail } from '#core/contract/studies.js';
import { useDecision } from '../../api/studies.js';
import { formatBirthDate, formatDay, formatName } from '../../app/format.js';
import { t } from '../../app/i18n.js';
import { EmptyState } from '../../app/pieces/empty-state.js';
import { IdentityTable } from '../../app/pieces/identity-table.js';
import { ProblemNote } from '../../app/pieces/problem-note.js';
import { IdentityStatus } from '../../app/pieces/status.js';

type Candidate = StudyDetail['questions'][number]['candidates'][number];

/** Orders that the study may belong to, ranked; one is chosen with a reason. */
export function CandidateChoice({ study, candidates, onDone }: { study: StudyDetail; candidates: readonly Candidate[]; onDone?(): void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const decision = useDecision(study.id);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (chosen) decision.mutate({ act: 'attachment', body: { orderID: chosen, reason: reason.trim() } }, { onSuccess: onDone });
  };
  if (candidates.length === 0) return <EmptyState title={t('candidates.none')}>{t('candidates.none-words')}</EmptyState>;
  return (
    <form onSubmit={submit} className="stack">
      <fieldset className="stack-tight" style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
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
            <span className="soft">
              {candidate.reasonForReferral}
              {candidate.signedAt && ` · ${t('candidates.signed', { day: formatDay(candidate.signedAt) })}`}
            </span>
            {candidate.orderID === chosen && <IdentityTable evidence={candidate.evidence} caption={t('study.whose')} />}
          </div>
        ))}
      </fieldset>
      <Textarea
        label={t('attach.reason')}
        description={t('question.reason-hint')}
        required
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {decision.error && <ProblemNote error={decision.error} />}
      <div className="line" style={{ justifyContent: 'flex-end' }}>
        <Button type="submit" variant="default" disabled={!chosen || reason.trim().length < 3} loading={decision.isPending}>
          {t('attach.act')}
        </Button>
      </div>
    </form>
  );
}
