import { crc32 } from '@node-rs/crc32';
import { recordAudit } from '#core/audit/audit.js';
import { beginDataSetDigest } from '#core/dicom/data-set-digest.js';
import { encodePart10Header } from '#core/dicom/part10-file.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import type { RouteInput } from '../http/route.js';
import type { StoredInstanceRow } from './instance-selection.js';

const PREAMBLE_LENGTH = 128;
const trustedPreambles = new Set(['zeros', 'tiff']);

/**
 * Streams the data set of an instance as it was received, and checks it on the way.
 *
 * @throws GatewayError `stored-bytes-damaged`, before the stream would end, when these are not the bytes that were acknowledged.
 */
export async function* readDataSet(objects: ObjectStore, row: StoredInstanceRow): AsyncGenerator<Buffer, void, undefined> {
  const expectedByteCount = row.byteCount - row.dataSetOffset;
  const digest = row.dataSetSHA256 === null ? null : beginDataSetDigest(row.transferSyntaxUID);
  let checksum = 0;
  let byteCount = 0;
  // The last piece is held back until the check is done, so that a damaged data set can't look whole.
  let held: Buffer | null = null;
  try {
    for await (const chunk of objects.read(row.objectKey, { start: row.dataSetOffset, end: row.byteCount }) as AsyncIterable<Buffer>) {
      byteCount += chunk.length;
      if (digest) digest.update(chunk);
      else checksum = crc32(chunk, checksum);
      if (held) yield held;
      held = chunk;
    }
  } catch (thrown) {
    if (thrown instanceof GatewayError && thrown.code === 'not-found') throw damaged(row, thrown);
    throw thrown;
  }
  const isSame = digest ? digest.digest('hex') === row.dataSetSHA256 : checksum === row.dataSetCRC32;
  if (!isSame || byteCount !== expectedByteCount) throw damaged(row);
  if (held) yield held;
}

/**
 * Streams an instance as a Part 10 file the way it may leave this system: as stored when its preamble is zeros or TIFF; with zeros in the
 * place of any other preamble; with a header of ours when it came without one.
 *
 * @throws GatewayError `stored-bytes-damaged`, see readDataSet.
 * @see PS3.10 7.1
 */
export async function* readPart10(objects: ObjectStore, row: StoredInstanceRow): AsyncGenerator<Buffer, void, undefined> {
  if (row.dataSetOffset === 0 || row.preamble === 'absent') {
    yield encodePart10Header(row);
  } else {
    const isTrusted = trustedPreambles.has(row.preamble);
    if (!isTrusted) yield Buffer.alloc(PREAMBLE_LENGTH);
    yield* readRange(objects, row, isTrusted ? 0 : PREAMBLE_LENGTH);
  }
  yield* readDataSet(objects, row);
}

async function* readRange(objects: ObjectStore, row: StoredInstanceRow, start: number): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* objects.read(row.objectKey, { start, end: row.dataSetOffset }) as AsyncIterable<Buffer>;
  } catch (thrown) {
    if (thrown instanceof GatewayError && thrown.code === 'not-found') throw damaged(row, thrown);
    throw thrown;
  }
}

/**
 * Makes sure, before an answer begins, that the bytes of an instance are there.
 *
 * @throws GatewayError `stored-bytes-damaged` when they are missing or not as many as were stored.
 */
export async function assertBytesThere(objects: ObjectStore, row: StoredInstanceRow): Promise<void> {
  let byteCount: number;
  try {
    byteCount = await objects.byteCount(row.objectKey);
  } catch (thrown) {
    if (thrown instanceof GatewayError && thrown.code === 'not-found') throw damaged(row, thrown);
    throw thrown;
  }
  if (byteCount !== row.byteCount) throw damaged(row);
}

function damaged(row: StoredInstanceRow, cause?: unknown): GatewayError {
  return new GatewayError('stored-bytes-damaged', { subject: { instanceID: row.id, sopInstanceUID: row.sopInstanceUID }, cause });
}

/** Tells the operator, and writes down for good, that stored bytes were found damaged. */
export async function reportDamage({ context, caller }: RouteInput, error: GatewayError): Promise<void> {
  context.logger.error({ err: error }, 'stored bytes are damaged');
  try {
    await recordAudit(context.database, {
      event: 'stored-bytes-damaged',
      action: 'R',
      outcome: 8,
      accountID: caller.accountID,
      organizationID: caller.organizationID,
      remoteAddress: caller.remoteAddress,
      subject: error.subject,
    });
  } catch (thrown) {
    context.logger.error({ err: thrown }, 'damage of stored bytes not audited');
  }
}
