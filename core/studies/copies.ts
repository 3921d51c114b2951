// What happens to a study when one of its instances comes again: a lost copy is replaced by the same content, other content is kept aside.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { BegunAnew, inTransaction } from '../database/in-transaction.js';
import type { DicomJson } from '../database/tables.js';
import { recordHappenings } from './actor.js';
import { lockForStudy, type StudyNow } from './locks.js';
import { receivedAgain } from './transitions.js';

/** A copy whose bytes are durable, by the columns of `instances`. */
export interface NewCopy {
  id: string;
  organization_id: string;
  reception_id: string;
  sop_instance_uid: string;
  transfer_syntax_uid: string;
  byte_count: number;
  data_set_offset: number;
  data_set_crc32: number;
  object_key: string;
  preamble: string;
  attributes: DicomJson;
}

/**
 * Points an instance whose bytes are gone or damaged to a copy with the same content, and has it and its study checked again. A decision on the study
 * and its receipt stay as of then. False when somebody else has replaced the lost copy meanwhile.
 */
export function replaceCopy(database: Database, lost: { instanceID: string; objectKey: string }, copy: NewCopy): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const study = await lockStudyOf(transaction, lost.instanceID);
    const replaced = await transaction
      .updateTable('instances')
      .set((set) => ({
        object_key: copy.object_key,
        byte_count: copy.byte_count,
        data_set_offset: copy.data_set_offset,
        data_set_crc32: copy.data_set_crc32,
        preamble: copy.preamble,
        file_sha256: null,
        validated_at: null,
        state: 'received',
        content_version: set('content_version', '+', 1),
      }))
      .where('id', '=', lost.instanceID)
      .where('object_key', '=', lost.objectKey)
      .executeTakeFirst();
    if (replaced.numUpdatedRows === 0n) return false;
    const reopened = await receivedAgain(transaction, study, 'a lost copy was replaced');
    const subject = { studyID: study.id, instanceID: lost.instanceID, receptionID: copy.reception_id };
    const happened = { event: 'instance-copy-replaced', action: 'U', organizationID: study.organizationID, subject } as const;
    await recordHappenings(transaction, 'system', [happened, ...reopened]);
    return true;
  });
}

/**
 * Keeps an instance with other content aside and has the study looked at again, so that a person is asked. False when just this content is kept
 * already: its new file may go.
 */
export function keepConflict(database: Database, firstID: string, copy: NewCopy & { data_set_sha256: string }): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const study = await lockStudyOf(transaction, firstID);
    const kept = await transaction
      .insertInto('conflicting_instances')
      .values({
        id: copy.id,
        instance_id: firstID,
        organization_id: copy.organization_id,
        reception_id: copy.reception_id,
        sop_instance_uid: copy.sop_instance_uid,
        transfer_syntax_uid: copy.transfer_syntax_uid,
        byte_count: copy.byte_count,
        data_set_offset: copy.data_set_offset,
        data_set_sha256: copy.data_set_sha256,
        object_key: copy.object_key,
        attributes: JSON.stringify(copy.attributes),
      })
      .onConflict((conflict) => conflict.columns(['instance_id', 'data_set_sha256']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!kept) return false;
    await recordHappenings(transaction, 'system', await receivedAgain(transaction, study, 'other content came'));
    return true;
  });
}

async function lockStudyOf(transaction: Database, instanceID: string): Promise<StudyNow> {
  const { rows } = await sql<{ study_id: string }>`select study_id from instances where id = ${instanceID}::uuid`.execute(transaction);
  const study = rows[0] ? await lockForStudy(transaction, rows[0].study_id) : null;
  if (!study) throw new BegunAnew();
  return study;
}
