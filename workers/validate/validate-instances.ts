// Stage 4, validate: checks what was stored, in batches of one study. It promises that every stored instance is checked exactly once in
// effect, whatever dies meanwhile; that a fault is kept and shown, never deleted; and that no image, however hostile, ends the worker.
import { type RawBuilder, sql } from 'kysely';
import { type Database, notifyChange } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { settleSeveralPatients } from '#core/studies/grounds.js';
import { settleAnnouncements } from '#core/studies/missing-instances.js';
import { patientsOfStudy } from '#core/studies/patient-statements.js';
import { foundUnchecked, validated } from '#core/studies/transitions.js';
import { type CheckedInstance, checkInstance, type InstanceToCheck } from './check-instance.js';
import { sampleSeries } from './sample-series.js';
import type { ValidationContext } from './validation-context.js';

const batchSize = 64;
// A batch holds its rows until it is written; a few large instances make one, too.
const batchBytes = 268_435_456;

/**
 * Checks all unchecked instances of a study, looks at samples of its frames, draws its pictures, and hands the study on to `link` when
 * nothing of it is unchecked any more. Several workers may do so at once: each takes rows that no other holds; a worker that dies lets go
 * of them with its connection.
 *
 * @throws whatever kept an instance from being read; all others are checked by then, and the job comes again.
 */
export async function validateInstances(context: ValidationContext, job: { studyID: string }): Promise<void> {
  const { studyID } = job;
  const failed = new Map<string, unknown>();
  for (;;) {
    const checked = await checkBatch(context, studyID, failed);
    if (checked === 0) break;
    await notifyStudy(context.database, studyID);
  }
  await sampleSeries(context, studyID);
  await handOn(context.database, studyID);
  for (const error of failed.values()) throw error;
}

async function checkBatch(context: ValidationContext, studyID: string, failed: Map<string, unknown>): Promise<number> {
  return inTransaction(context.database, async (transaction) => {
    const instances = await claim(transaction, studyID, [...failed.keys()]);
    if (instances.length === 0) return 0;
    // An instance may commit while its study is being handed on; it opens the study again.
    await foundUnchecked(transaction, studyID);
    const checked: CheckedInstance[] = [];
    for (const instance of instances) {
      try {
        checked.push(await checkInstance(context.objects, instance));
      } catch (error) {
        failed.set(instance.id, error);
        context.logger.warn({ err: error, instanceID: instance.id }, 'an instance could not be read; it is tried again');
      }
    }
    await write(transaction, checked);
    return instances.length;
  });
}

async function claim(transaction: Database, studyID: string, without: string[]): Promise<InstanceToCheck[]> {
  return (await nextToCheck(studyID, without).execute(transaction)).rows;
}

/**
 * The next instances of a study that nobody else checks, in the order in which they came. What the planner believes of how many wait is of a
 * moment long past; hence an order of steps that it can't change: the next few by their index, then these by their ids (the last condition is
 * written so that no index offers itself for it).
 */
export function nextToCheck(studyID: string, without: readonly string[]): RawBuilder<InstanceToCheck> {
  return sql<InstanceToCheck>`
    with next as materialized (
      select id, seq, byte_count from instances
      where study_id = ${studyID} and validated_at is null and id <> all (${without}::uuid[]) order by seq limit ${batchSize * 4}
    ), counted as (
      select id, sum(byte_count) over (order by seq) - byte_count as bytes_before from next
    )
    select id, sop_instance_uid, sop_class_uid, transfer_syntax_uid, byte_count, data_set_offset, data_set_crc32, object_key, preamble,
      attributes, pixel_data, findings, text_trusted
    from instances
    where id = any (array(select id from counted where bytes_before < ${batchBytes})) and num_nulls(validated_at) = 1
    order by seq limit ${batchSize} for no key update skip locked`;
}

async function write(transaction: Database, checked: CheckedInstance[]): Promise<void> {
  if (checked.length === 0) return;
  await sql`update instances i
    set data_set_sha256 = c.data_set_sha256, findings = c.findings, state = c.state, validated_at = now(),
      decoded = null, decode_attempts = 0
    from jsonb_to_recordset(${JSON.stringify(checked)}::jsonb)
      as c (id uuid, data_set_sha256 text, findings jsonb, state text)
    where i.id = c.id and i.validated_at is null`.execute(transaction);
}

/** Last step: the study goes on to `link` on condition that nothing of it is unchecked. */
async function handOn(database: Database, studyID: string): Promise<void> {
  const handedOn = await inTransaction(database, async (transaction) => {
    const study = await transaction.selectFrom('studies').select('stage').where('id', '=', studyID).forUpdate().executeTakeFirst();
    if (study?.stage !== 'received') return false;
    const { rows } = await sql<{ unchecked: boolean }>`
      select exists (select from instances where study_id = ${studyID} and validated_at is null) as unchecked`.execute(transaction);
    if (rows[0]?.unchecked) return false;
    await settleSeveralPatients(transaction, studyID, await patientsOfStudy(transaction, studyID));
    await settleAnnouncements(transaction, studyID);
    await validated(transaction, { id: studyID, stage: study.stage });
    return true;
  });
  if (handedOn) await notifyStudy(database, studyID);
}

async function notifyStudy(database: Database, studyID: string): Promise<void> {
  const study = await database.selectFrom('studies').select(['organization_id', 'order_id']).where('id', '=', studyID).executeTakeFirst();
  if (study) await notifyChange(database, { kind: 'study', id: studyID, organizationID: study.organization_id, orderID: study.order_id });
}
