import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import type { QuestionKind } from '../pipeline/stages.js';

/** The answer that the system itself gives when the ground of a question is gone. */
export const WITHDRAWN = 'withdrawn';

/**
 * What a question is grounded on, as the page that asks it reads it. Names of patients stand in it only as IdentityEvidence carries them;
 * orders and instances are named by their ids.
 */
export interface QuestionEvidence {
  /** Orders to choose from, best first. */
  candidateOrderIDs?: string[];
  [detail: string]: unknown;
}

/**
 * Brings one question of a study into line with what is known now: asks it where there is ground and no person has answered on just this
 * ground, asks it anew where the ground has changed, withdraws it where the ground is gone (`evidence` null).
 *
 * Call it inside a transaction that holds the study's row, so that no decision slips in between. True when anything was changed.
 */
export async function settleQuestion(
  database: Database,
  studyID: string,
  kind: QuestionKind,
  evidence: QuestionEvidence | null,
): Promise<boolean> {
  const ground = evidence && JSON.stringify(evidence);
  const withdrawn = await sql`update questions set answered_at = now(), answer = ${WITHDRAWN}
    where study_id = ${studyID} and kind = ${kind} and answered_at is null
      and (${ground}::jsonb is null or evidence <> ${ground}::jsonb)`.execute(database);
  if (!ground) return Number(withdrawn.numAffectedRows ?? 0) > 0;
  const asked = await sql`insert into questions (study_id, kind, evidence)
    select ${studyID}::uuid, ${kind}, ${ground}::jsonb
    where not exists (select from questions q where q.study_id = ${studyID} and q.kind = ${kind} and q.evidence = ${ground}::jsonb
      and (q.answered_at is null or q.answer <> ${WITHDRAWN}))
    on conflict (study_id, kind) where answered_at is null do nothing`.execute(database);
  return Number(withdrawn.numAffectedRows ?? 0) + Number(asked.numAffectedRows ?? 0) > 0;
}
