// Radiology decides: confirms receipt of exactly what was seen, or rejects it. Everything is looked at once more under the lock.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { inTransaction } from '../database/in-transaction.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { StudyStage } from '../pipeline/stages.js';
import { type AccountActor, recordHappenings } from './actor.js';
import { whyNotConfirm, whyNotDecide } from './decidability.js';
import { evidenceOf, isSameEvidence, judgeStudy, settleIdentity } from './identity.js';
import { lockForStudy, type StudyNow } from './locks.js';
import { announcedOfStudy, assertMissingAcknowledged } from './missing-instances.js';
import { patientsOfStudy } from './patient-statements.js';
import { WITHDRAWN } from './questions.js';
import { changedSince, readSeenSet, type SeenSet, sentenceOfChange } from './seen.js';
import { moveStudy, tellOfStudy } from './transitions.js';

/** Where a study stands after an act. */
export interface ActedOn {
  id: string;
  stage: StudyStage;
}

/** The token that the page was given. */
export interface Seen {
  instanceSet: string;
}

/**
 * Confirms receipt of a study.
 *
 * @throws GatewayError `not-found`; `conflict` with the reason when it may not be confirmed or is another thing than was seen (`changed` says what).
 */
export function confirmStudy(
  database: Database,
  actor: AccountActor,
  studyID: string,
  seen: Seen & { missingAcknowledged?: number | undefined },
): Promise<ActedOn> {
  return decide(database, actor, studyID, { ...seen, decision: 'confirmed', reason: null });
}

/**
 * Rejects a study with a reason that its sender sees.
 *
 * @throws GatewayError `not-found`; `conflict` as for a confirmation.
 */
export function rejectStudy(database: Database, actor: AccountActor, studyID: string, seen: Seen & { reason: string }): Promise<ActedOn> {
  return decide(database, actor, studyID, { ...seen, decision: 'rejected' });
}

interface Decision extends Seen {
  decision: 'confirmed' | 'rejected';
  reason: string | null;
  missingAcknowledged?: number | undefined;
}

/** @throws GatewayError `conflict` when there is a reason against it. */
export function refuse(why: string | null): void {
  if (why) throw new GatewayError('conflict', { explanation: why });
}

/** @throws GatewayError `conflict`, with what has changed, when a study is another thing than was seen. */
export function assertSeen(seen: string, now: SeenSet): void {
  const changed = changedSince(seen, now);
  if (changed.length === 0) return;
  throw new GatewayError('conflict', { explanation: sentenceOfChange(changed, seen, now), details: { changed } });
}

async function decide(database: Database, actor: AccountActor, studyID: string, wish: Decision): Promise<ActedOn> {
  const decided = await inTransaction(database, async (transaction) => {
    const study = await lockForStudy(transaction, studyID);
    if (!study) throw new GatewayError('not-found');
    const seen = await readSeenSet(transaction, study);
    // What has changed says more than that what came is still being checked.
    assertSeen(wish.instanceSet, seen);
    refuse(whyNotDecide(study));
    if (await isJudgedOtherwise(transaction, study)) return null;
    if (wish.decision === 'confirmed') refuse(await whyNotConfirm(transaction, study));
    return writeDecision(transaction, actor, study, { ...wish, instanceCount: seen.instanceCount });
  });
  // What was found stays written, so that the page that is loaded again shows it.
  if (!decided) throw new GatewayError('conflict', { explanation: judgedOtherwise, details: { changed: ['identity'] } });
  return decided;
}

export const judgedOtherwise =
  'Whose images these are was judged once more, and otherwise than the page showed. Look at the study again before you decide.';

/** Judges a study once more. When the outcome is another than the page showed, it is written down for the next look. */
async function isJudgedOtherwise(transaction: Database, study: StudyNow): Promise<boolean> {
  const evidence = await judgeStudy(transaction, study, await patientsOfStudy(transaction, study.id));
  if (isSameEvidence(evidence, evidenceOf(study.identityEvidence))) return false;
  await settleIdentity(transaction, study, evidence);
  await tellOfStudy(transaction, study, [study.orderID]);
  return true;
}

async function writeDecision(
  transaction: Database,
  actor: AccountActor,
  study: StudyNow,
  wish: Decision & { instanceCount: number },
): Promise<ActedOn> {
  const announced = await announcedOfStudy(transaction, study.id);
  if (wish.decision === 'confirmed') assertMissingAcknowledged(announced.missing, wish.missingAcknowledged);
  const { id } = await transaction
    .insertInto('decisions')
    .values({
      study_id: study.id,
      order_id: study.orderID,
      decision: wish.decision,
      instance_set: wish.instanceSet,
      instance_count: wish.instanceCount,
      announced_count: announced.announced,
      missing_count: announced.missing,
      left_out_count: announced.leftOut,
      reason: wish.reason,
      account_id: actor.account.accountID,
      identity_evidence: study.identityEvidence && JSON.stringify(study.identityEvidence),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await sql`insert into decision_instances (decision_id, instance_id, content_version, state)
    select ${id}::uuid, id, content_version, state from instances where study_id = ${study.id}::uuid`.execute(transaction);
  await moveStudy(transaction, study, wish.decision, wish.decision === 'confirmed' ? 'confirm' : undefined);
  if (wish.decision === 'rejected') await closeQuestions(transaction, study.id, actor, wish.reason);
  await tellOfStudy(transaction, study, [study.orderID]);
  const subject = { studyID: study.id, decisionID: id, orderID: study.orderID, instanceSet: wish.instanceSet };
  await recordHappenings(transaction, actor, [
    { event: `study-${wish.decision}`, action: 'U', organizationID: study.organizationID, subject },
  ]);
  return { id: study.id, stage: wish.decision };
}

/** A rejected study asks nothing any more. What was open counts as never answered: should the study be taken up again, it is asked again. */
async function closeQuestions(transaction: Database, studyID: string, actor: AccountActor, reason: string | null): Promise<void> {
  await transaction
    .updateTable('questions')
    .set({ answered_at: sql`now()`, answered_by: actor.account.accountID, answer: WITHDRAWN, reason })
    .where('study_id', '=', studyID)
    .where('answered_at', 'is', null)
    .execute();
}
