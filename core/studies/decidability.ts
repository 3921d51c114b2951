import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import type { QuestionKind, StudyStage } from '../pipeline/stages.js';
import type { StudyNow } from './locks.js';
import { asksOf, whyAnswerForbids } from './question-words.js';
import { WITHDRAWN } from './questions.js';

const whyStageForbids: Record<StudyStage, string | null> = {
  received: 'The images are still being checked.',
  validated: 'The images are still being compared with the order.',
  linked: null,
  confirmed: 'Receipt of this study is confirmed already.',
  rejected: 'This study has been rejected already.',
};

/** Why a study may not be decided at all at the moment; null when it may. */
export function whyNotDecide(study: Pick<StudyNow, 'stage'>): string | null {
  return whyStageForbids[study.stage];
}

/** Why receipt of a study may not be confirmed, in plain words; null when it may. */
export async function whyNotConfirm(database: Database, study: StudyNow): Promise<string | null> {
  const whyStage = whyNotDecide(study);
  if (whyStage) return whyStage;
  const open = await database
    .selectFrom('questions')
    .select(['kind', 'evidence'])
    .where('study_id', '=', study.id)
    .where('answered_at', 'is', null)
    .orderBy('asked_at')
    .executeTakeFirst();
  if (open) return `A question is open. ${asksOf(open.kind, open.evidence)}`;
  if (!study.order) return 'The study is not attached to a referral order.';
  if (study.order.state === 'cancelled') return 'The referral order is cancelled. Attach the study to another order, or reject it.';
  const answers = await latestAnswers(database, study);
  for (const [kind, answer] of answers) {
    const why = whyAnswerForbids(kind, answer);
    if (why) return why;
  }
  if (study.identity !== 'agrees' && answers.get('whose-images') !== 'same-patient') {
    return "It has not been established that the images are of the order's patient.";
  }
  return null;
}

/** What persons answered last to each kind of question; whose images they are, of the present link alone. */
async function latestAnswers(database: Database, study: StudyNow): Promise<Map<QuestionKind, string>> {
  const { rows } = await sql<{ kind: QuestionKind; answer: string }>`
    select distinct on (kind) kind, answer from questions
    where study_id = ${study.id}::uuid and answered_by is not null and answer <> ${WITHDRAWN}
      and (kind <> 'whose-images' or evidence ->> 'attachmentID' = ${study.link?.id ?? ''})
    order by kind, answered_at desc`.execute(database);
  return new Map(rows.map((row) => [row.kind, row.answer]));
}
