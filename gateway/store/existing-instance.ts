// Stage store: what happens when a SOP Instance UID is there already. The same content again is a success and one copy; other content
// never replaces the first and is kept aside once, for a person to see.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Database } from '#core/database/database.js';
import { canonicalDigest } from '#core/dicom/canonical-digest.js';
import { beginDataSetDigest } from '#core/dicom/data-set-digest.js';
import { transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import { keepConflict } from '#core/studies/copies.js';
import type { InstanceRow } from './row-batch.js';

export type Comparison = { outcome: 'same' | 'different' } | { outcome: 'first-copy-lost'; objectKey: string };

interface FirstCopy {
  transfer_syntax_uid: string;
  byte_count: number;
  data_set_offset: number;
  data_set_crc32: number;
  data_set_sha256: string | null;
  object_key: string;
}

interface Arriving {
  row: InstanceRow;
  path: string;
}

/**
 * Compares an arriving instance, whose bytes stand in a file, with the one that was first. Data sets in uncompressed transfer syntaxes are the same
 * when their elements are, whatever the encoding. Where the first copy is gone or damaged, what is known of its content decides: only the same content may take
 * its place, anything else is `different`.
 */
export async function compareWithFirst(database: Database, objects: ObjectStore, firstID: string, arriving: Arriving): Promise<Comparison> {
  const first = await database
    .selectFrom('instances')
    .select(['transfer_syntax_uid', 'byte_count', 'data_set_offset', 'data_set_crc32', 'data_set_sha256', 'object_key'])
    .where('id', '=', firstID)
    .executeTakeFirstOrThrow();
  const { row, path } = arriving;
  const hasKnownContent = async () => isOfSameShape(first, row) && (await hasDigest(first, arriving));
  const replaces: Comparison = { outcome: 'first-copy-lost', objectKey: first.object_key };
  if (!(await isWhole(objects, first))) return (await hasKnownContent()) ? replaces : { outcome: 'different' };
  if (isOfSameShape(first, row)) {
    const identical = await haveSameBytes(
      objects.read(first.object_key, { start: first.data_set_offset, end: first.byte_count }),
      createReadStream(path, { start: row.data_set_offset }),
    );
    if (identical) return { outcome: 'same' };
    // The bytes that were checked once are these, not those that stand there now.
    if (first.data_set_sha256 !== null && (await hasKnownContent())) return replaces;
  }
  if (isEncapsulated(first.transfer_syntax_uid) || isEncapsulated(row.transfer_syntax_uid)) return { outcome: 'different' };
  const digests = await Promise.all([
    canonicalDigest(objects.read(first.object_key, { start: first.data_set_offset, end: first.byte_count }), first.transfer_syntax_uid),
    canonicalDigest(createReadStream(path, { start: row.data_set_offset }), row.transfer_syntax_uid),
  ]);
  return { outcome: digests[0] === digests[1] ? 'same' : 'different' };
}

/** Whether transfer syntax, length and CRC-32 of two data sets are the same. */
function isOfSameShape(first: FirstCopy, row: InstanceRow): boolean {
  return (
    first.transfer_syntax_uid === row.transfer_syntax_uid &&
    first.byte_count - first.data_set_offset === row.byte_count - row.data_set_offset &&
    first.data_set_crc32 === row.data_set_crc32
  );
}

/** Whether an arriving data set has the digest of the first, where that is known. */
async function hasDigest(first: FirstCopy, arriving: Arriving): Promise<boolean> {
  return first.data_set_sha256 === null || first.data_set_sha256 === (await digestOf(arriving));
}

async function digestOf({ row, path }: Arriving): Promise<string> {
  const digest = beginDataSetDigest(row.transfer_syntax_uid);
  for await (const chunk of createReadStream(path, { start: row.data_set_offset })) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

/**
 * Keeps an instance with other content aside and opens the matter for a person.
 * Resolves to false when just this content is kept already: its new file may go.
 */
export async function keepAside(database: Database, firstID: string, arriving: Arriving): Promise<boolean> {
  return keepConflict(database, firstID, { ...arriving.row, data_set_sha256: await digestOf(arriving) });
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
