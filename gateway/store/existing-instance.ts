// Stage store: what happens when a SOP Instance UID is there already. The same content again is a success and one copy; other content
// never replaces the first and is kept aside once, for a person to see.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import { canonicalDigest } from '#core/dicom/canonical-digest.js';
import { beginDataSetDigest } from '#core/dicom/data-set-digest.js';
import { transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import type { InstanceRow } from './row-batch.js';

export type Comparison = 'same' | 'different' | 'first-copy-lost';

interface FirstCopy {
  transfer_syntax_uid: string;
  byte_count: number;
  data_set_offset: number;
  data_set_crc32: number;
  object_key: string;
}

/**
 * Compares an arriving instance, whose bytes stand in a file, with the one that was first.
 * Data sets in uncompressed transfer syntaxes are the same when their elements are, whatever the encoding.
 */
export async function compareWithFirst(
  database: Database,
  objects: ObjectStore,
  firstID: string,
  arriving: { row: InstanceRow; path: string },
): Promise<Comparison> {
  const first = await database
    .selectFrom('instances')
    .select(['transfer_syntax_uid', 'byte_count', 'data_set_offset', 'data_set_crc32', 'object_key'])
    .where('id', '=', firstID)
    .executeTakeFirstOrThrow();
  const { row, path } = arriving;
  if (!(await isWhole(objects, first))) return 'first-copy-lost';
  const sameSyntax = first.transfer_syntax_uid === row.transfer_syntax_uid;
  const sameLength = first.byte_count - first.data_set_offset === row.byte_count - row.data_set_offset;
  if (sameSyntax && sameLength && first.data_set_crc32 === row.data_set_crc32) {
    const identical = await haveSameBytes(
      objects.read(first.object_key, { start: first.data_set_offset, end: first.byte_count }),
      createReadStream(path, { start: row.data_set_offset }),
    );
    if (identical) return 'same';
  }
  if (isEncapsulated(first.transfer_syntax_uid) || isEncapsulated(row.transfer_syntax_uid)) return 'different';
  const digests = await Promise.all([
    canonicalDigest(objects.read(first.object_key, { start: first.data_set_offset, end: first.byte_count }), first.transfer_syntax_uid),
    canonicalDigest(createReadStream(path, { start: row.data_set_offset }), row.transfer_syntax_uid),
  ]);
  return digests[0] === digests[1] ? 'same' : 'different';
}

/**
 * Keeps an instance with other content aside and opens the matter for a person.
 * Resolves to false when just this content is kept already: its new file may go.
 */
export async function keepAside(database: Database, firstID: string, arriving: { row: InstanceRow; path: string }): Promise<boolean> {
  const { row, path } = arriving;
  const digest = beginDataSetDigest(row.transfer_syntax_uid);
  for await (const chunk of createReadStream(path, { start: row.data_set_offset })) digest.update(chunk as Buffer);
  return database.transaction().execute(async (transaction) => {
    const kept = await transaction
      .insertInto('conflicting_instances')
      .values({
        id: row.id,
        instance_id: firstID,
        organization_id: row.organization_id,
        reception_id: row.reception_id,
        sop_instance_uid: row.sop_instance_uid,
        transfer_syntax_uid: row.transfer_syntax_uid,
        byte_count: row.byte_count,
        data_set_offset: row.data_set_offset,
        data_set_sha256: digest.digest('hex'),
        object_key: row.object_key,
        attributes: JSON.stringify(row.attributes),
      })
      .onConflict((conflict) => conflict.columns(['instance_id', 'data_set_sha256']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!kept) return false;
    await sql`update studies set stage = 'received', stage_changed_at = now()
      where id = (select study_id from instances where id = ${firstID}) and stage <> 'received'`.execute(transaction);
    await sql`insert into outbox (stage, study_id) select 'validate', study_id from instances where id = ${firstID}`.execute(transaction);
    return true;
  });
}

/** Points the row of an instance whose bytes are gone or damaged in length to the copy that has just arrived, and has it checked again. */
export async function replaceLostCopy(database: Database, firstID: string, row: InstanceRow): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { study_id } = await transaction
      .updateTable('instances')
      .set({
        object_key: row.object_key,
        byte_count: row.byte_count,
        data_set_offset: row.data_set_offset,
        data_set_crc32: row.data_set_crc32,
        transfer_syntax_uid: row.transfer_syntax_uid,
        preamble: row.preamble,
        data_set_sha256: null,
        file_sha256: null,
        validated_at: null,
        state: 'received',
      })
      .where('id', '=', firstID)
      .returning('study_id')
      .executeTakeFirstOrThrow();
    await transaction.insertInto('outbox').values({ stage: 'validate', study_id }).execute();
  });
}

function isEncapsulated(transferSyntaxUID: string): boolean {
  return transferSyntaxOf(transferSyntaxUID).encapsulated;
}

async function isWhole(objects: ObjectStore, first: FirstCopy): Promise<boolean> {
  try {
    return (await objects.byteCount(first.object_key)) === first.byte_count;
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'not-found') return false;
    throw error;
  }
}

/** Compares two streams byte by byte with bounded memory. */
export async function haveSameBytes(one: Readable, other: Readable): Promise<boolean> {
  const others = other[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of one as AsyncIterable<Buffer>) {
      let at = 0;
      while (at < chunk.length) {
        if (rest.length === 0) {
          const next = await others.next();
          if (next.done) return false;
          rest = next.value;
        }
        const length = Math.min(rest.length, chunk.length - at);
        if (rest.compare(chunk, at, at + length, 0, length) !== 0) return false;
        at += length;
        rest = rest.subarray(length);
      }
    }
    return rest.length === 0 && Boolean((await others.next()).done);
  } finally {
    one.destroy();
    other.destroy();
  }
}
