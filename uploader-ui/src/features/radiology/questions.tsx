import { Radio } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { StudyDetail } from '#core/contract/studies.js';
import { useDecision } from '../../api/studies.js';
import { formatMoment } from '../../app/format.js';
import { t, tOr } from '../../app/i18n.js';
import { ReasonForm } from '../../app/pieces/reason-form.js';
import { CandidateChoice } from './candidate-choice.js';
import { DecisionProblem } from './decision-problem.js';

type Question = StudyDetail['questions'][number];

function AnswerForm({ study, question }: { study: StudyDetail; question: Question }) {
  const [answer, setAnswer] = useState('');
  const decision = useDecision(study.id);
  return (
    <ReasonForm
      label={t('question.reason')}
      hint={t('question.reason-hint')}
      act={t('question.act')}
      isReady={answer !== ''}
      isPending={decision.isPending}
      problem={decision.error && <DecisionProblem error={decision.error} />}
      onReason={(reason) =>
        decision.mutate({ act: 'answers', body: { instanceSet: study.instanceSet, questionID: question.id, answer, reason } })
      }
    >
      <Radio.Group label={t('question.answer')} value={answer} onChange={setAnswer} required>
        <div className="stack-tight" style={{ marginTop: 8 }}>
          {question.answers.map(({ value, label }) => (
            <Radio key={value} value={value} label={tOr(`code.${label}`, label)} />
          ))}
        </div>
      </Radio.Group>
    </ReasonForm>
  );
}

/** An open question, with the answers that it takes and room for the reason. */
export function Questions({ study, question, mayAnswer }: { study: StudyDetail; question: Question; mayAnswer: boolean }) {
  const heading = `question-${question.id}`;
  return (
    <section className="panel" aria-labelledby={heading} style={{ borderColor: 'var(--attention)' }}>
      <div className="panel-head">
        <IconHelpCircle size={20} color="var(--attention)" aria-hidden />
        <h2 id={heading}>{tOr(`question.${question.kind}`, question.kind)}</h2>
        <span className="small soft">{t('question.asked', { moment: formatMoment(question.askedAt) })}</span>
      </div>
      <div className="panel-body stack">
        <p>{tOr(`code.${question.asks}`, question.asks)}</p>
        {mayAnswer && question.answers.length > 0 && <AnswerForm study={study} question={question} />}
        {mayAnswer && question.kind === 'which-order' && <CandidateChoice study={study} candidates={question.candidates} />}
      </div>
    </section>
  );
}
