// A study's life. Whatever moves a study from one stage to another does it here: the stage, on condition of the stage that was read, with the job
// that follows and the notice of change, in the caller's transaction. Only the store's functions that add instances write `received` themselves.
import { sql } from 'kysely';
import { type Database, notifyChange } from '../database/database.js';
import { BegunAnew } from '../database/in-transaction.js';
import type { StudyStage, WorkerStage } from '../pipeline/stages.js';
import type { Happening } from './actor.js';
import type { StudyNow } from './locks.js';

type Moved = Pick<StudyNow, 'id' | 'stage'>;

/** Writes the stage of a study on condition of the one that was read, and the job that follows. */
export async function moveStudy(transaction: Database, study: Moved, to: StudyStage, job?: WorkerStage): Promise<void> {
  if (study.stage !== to) {
    const moved = await transaction
      .updateTable('studies')
      .set({ stage: to, stage_changed_at: sql`now()` })
      .where('id', '=', study.id)
      .where('stage', '=', study.stage)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) throw new BegunAnew();
  }
  if (job) await transaction.insertInto('outbox').values({ stage: job, study_id: study.id }).execute();
}

/** Tells the pages of the sender and of everyone who sees one of the orders. */
export async function tellOfStudy(
  transaction: Database,
  study: Pick<StudyNow, 'id' | 'organizationID'>,
  orderIDs: readonly (string | null)[],
): Promise<void> {
  await notifyChange(transaction, { kind: 'study', id: study.id, organizationID: study.organizationID, orderID: orderIDs[0] ?? null });
  for (const orderID of new Set(orderIDs)) {
    if (!orderID) continue;
    const order = await transaction.selectFrom('referral_orders').select('organization_id').where('id', '=', orderID).executeTakeFirst();
    if (order) await notifyChange(transaction, { kind: 'order', id: orderID, organizationID: order.organization_id, orderID });
  }
}

/** Something of a study came anew or must be checked again: it goes back to validation, decided or not. */
export async function receivedAgain(transaction: Database, study: StudyNow, why: string): Promise<Happening[]> {
  await moveStudy(transaction, study, 'received', 'validate');
  await tellOfStudy(transaction, study, [study.orderID]);
  return reopening(study, why);
}

/** An instance may commit while its study is being handed on; the worker that finds it opens the study again. */
export async function foundUnchecked(transaction: Database, studyID: string): Promise<void> {
  await transaction
    .updateTable('studies')
    .set({ stage: 'received', stage_changed_at: sql`now()` })
    .where('id', '=', studyID)
    .where('stage', '<>', 'received')
    .execute();
}

/** Every instance of a study is checked: it goes on to be linked. */
export function validated(transaction: Database, study: Moved): Promise<void> {
  return moveStudy(transaction, study, 'validated', 'link');
}

/** Which order a study belongs to is to be found out anew. */
export async function sentToLink(transaction: Database, study: StudyNow, why: string): Promise<Happening[]> {
  if (study.stage === 'received') return [];
  await moveStudy(transaction, study, 'validated', 'link');
  await tellOfStudy(transaction, study, [study.orderID]);
  return reopening(study, why);
}

/** Radiology may decide. A study that is still being checked comes to this by itself. */
export async function linked(transaction: Database, study: StudyNow, why: string): Promise<Happening[]> {
  if (study.stage === 'received') return [];
  await moveStudy(transaction, study, 'linked');
  return reopening(study, why);
}

/** The record that a decided study was opened again; its decision and receipt stay what they are. */
function reopening({ id, organizationID, stage, orderID }: StudyNow, why: string): Happening[] {
  if (stage !== 'confirmed' && stage !== 'rejected') return [];
  return [{ event: 'study-reopened', action: 'U', organizationID, subject: { studyID: id, orderID, from: stage, why } }];
}
