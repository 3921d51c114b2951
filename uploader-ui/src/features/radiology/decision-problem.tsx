import type { StudyDetail } from '#core/contract/studies.js';
import { ApiError } from '../../api/problems.js';
import { useRefusedDecision } from '../../api/studies.js';
import { t } from '../../app/i18n.js';
import { Note } from '../../app/pieces/note.js';
import { ProblemNote, problemWords } from '../../app/pieces/problem-note.js';

/** Why a decision was not taken. Where the study has changed meanwhile: what changed; the page shows it as it is now. */
export function DecisionProblem({ error }: { error: unknown }) {
  if (error instanceof ApiError && error.status === 409) {
    const told = error.problem && problemWords(error.problem);
    return (
      <Note tone="attention" alert>
        <p>
          <strong>{told?.title ?? t('decide.changed')}</strong>
        </p>
        {told?.said && <p lang="en">{told.said}</p>}
        <p>{t('decide.shown-now')}</p>
      </Note>
    );
  }
  return <ProblemNote error={error} safe={t('decide.safe')} />;
}

/** Tells of an answer that was refused when the question that took it has left the page with its form. */
export function RefusedAnswer({ study, since }: { study: StudyDetail; since: number }) {
  const refused = useRefusedDecision(study.id, since);
  if (!(refused?.error instanceof ApiError) || refused.error.status !== 409) return null;
  const { decision } = refused;
  const isFormThere =
    decision.act === 'answers'
      ? study.questions.some(({ id }) => id === decision.body.questionID)
      : decision.act !== 'attachment' || decision.from === 'dialog' || study.questions.some(({ kind }) => kind === 'which-order');
  if (isFormThere) return null;
  return (
    <div style={{ marginBottom: 16 }}>
      <DecisionProblem error={refused.error} />
    </div>
  );
}
