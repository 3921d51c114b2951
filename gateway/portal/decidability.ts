import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import type { IdentityVerdict, QuestionKind, StudyStage } from '#core/pipeline/stages.js';
import { WITHDRAWN } from '#core/studies/questions.js';
import { questionWords, whyAnswerForbids } from './question-words.js';

/** Names the instances of a study as they are now: what a person saw is compared with it at the decision. */
export async function readInstanceSet(database: Database, studyID: string): Promise<{ set: string; count: number }> {
  const { rows } = await sql<{ count: number; newest: number }>`
    select count(*) as count, coalesce(max(seq), 0) as newest from instances where study_id = ${studyID}::uuid`.execute(database);
  const { count = 0, newest = 0 } = rows[0] ?? {};
  return { set: `${count}:${newest}`, count };
}

export interface StudyToDecide {
  id: string;
  stage: StudyStage;
  identity: IdentityVerdict | null;
  orderID: string | null;
}

const whyStageForbids: Record<StudyStage, string | null> = {
  received: 'The images are still being checked.',
  validated: 'The images are still being compared with the order.',
  linked: null,
  confirmed: 'Receipt of this study is confirmed already.',
  rejected: 'This study has been rejected already.',
};

/** Why a study may not be decided at all at the moment; null when it may. */
export function whyNotDecide(study: StudyToDecide): string | null {
  return whyStageForbids[study.stage];
}

/** Why receipt of a study may not be confirmed, in plain words; null when it may. */
export async function whyNotConfirm(database: Database, study: StudyToDecide): Promise<string | null> {
  const whyStage = whyNotDecide(study);
  if (whyStage) return whyStage;
  const open = await database
    .selectFrom('questions')
    .select('kind')
    .where('study_id', '=', study.id)
    .where('answered_at', 'is', null)
    .orderBy('asked_at')
    .executeTakeFirst();
  if (open) return `A question is open. ${questionWords[open.kind].asks}`;
  if (!study.orderID) return 'The study is not attached to a referral order.';
  const answers = await latestAnswers(database, study.id);
  for (const [kind, answer] of answers) {
    const why = whyAnswerForbids(kind, answer);
    if (why) return why;
  }
  if (study.identity !== 'agrees' && answers.get('whose-images') !== 'same-patient') {
    return "It has not been established that the images are of the order's patient.";
  }
  return null;
}

/** What persons answered last to each kind of question; answers that a later attachment has overtaken count no more. */
async function latestAnswers(database: Database, studyID: string): Promise<Map<QuestionKind, string>> {
  const { rows } = await sql<{ kind: QuestionKind; answer: string }>`
    select distinct on (kind) kind, answer from questions
    where study_id = ${studyID}::uuid and answered_by is not null and answer <> ${WITHDRAWN} and not evidence ? 'overtaken'
    order by kind, answered_at desc`.execute(database);
  return new Map(rows.map((row) => [row.kind, row.answer]));
}

/** Marks the answers on whose images they are as given for a former order, so that the question is asked anew for the next. */
export async function overtakeIdentityAnswers(transaction: Database, studyID: string): Promise<void> {
  await sql`update questions set evidence = evidence || '{"overtaken": true}'
    where study_id = ${studyID}::uuid and kind = 'whose-images' and answered_at is not null`.execute(transaction);
}
