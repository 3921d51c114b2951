import { createReadStream, openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { BlobReader, configure, type FileEntry, ZipReader } from '@zip.js/zip.js';
import { GatewayError } from '../errors/gateway-error.js';

const mostBytes = 64 * 2 ** 20;
const mostEntries = 200;

// Node inflates by itself; the library's web workers are not needed.
configure({ useWebWorkers: false });

export interface OpenedFile {
  /** The order file's own name, inside its archive where it has one. */
  name: string;
  /** Its inflated bytes; ends with `payload-too-large` beyond 64 MiB and with `bad-request` where it is damaged. */
  pieces: AsyncIterable<Uint8Array>;
}

/**
 * Opens an order file as it comes from CMS: plain, .gz, or the .zip of the year, from which it takes the order file. What it is is told by its
 * first bytes, not by its name.
 *
 * @throws GatewayError `bad-request` for an archive without exactly one order file, `payload-too-large` for what claims to be huge.
 */
export async function openOrderFile(path: string, fileName = basename(path)): Promise<OpenedFile> {
  const beginning = await firstBytes(path);
  if (beginning.readUInt32BE(0) === 0x504b0304) return openZip(path);
  const bytes = createReadStream(path);
  if (beginning.readUInt16BE(0) !== 0x1f8b) return { name: fileName, pieces: limited(bytes) };
  const inflated = createGunzip();
  bytes.once('error', (error) => inflated.destroy(error));
  return { name: fileName.replace(/\.gz$/i, ''), pieces: limited(bytes.pipe(inflated)) };
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(4);
    await file.read(buffer, 0, 4, 0);
    return buffer;
  } finally {
    await file.close();
  }
}

async function openZip(path: string): Promise<OpenedFile> {
  const entry = await findEntry(new ZipReader(new BlobReader(await openAsBlob(path))));
  if (entry.uncompressedSize > mostBytes) throw tooLarge();
  return { name: basename(entry.filename), pieces: limited(entryPieces(entry)) };
}

/** Begins to inflate only when somebody reads. */
async function* entryPieces(entry: FileEntry): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  // A failure reaches the reader through the stream; here it would be told twice.
  entry.getData(writable, { checkSignature: true }).catch((error: unknown) => writable.abort(error).catch(() => undefined));
  for await (const piece of readable) yield piece;
}

async function findEntry(zip: ZipReader<unknown>): Promise<FileEntry> {
  const found: FileEntry[] = [];
  let count = 0;
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      count += 1;
      if (count > mostEntries) break;
      const name = basename(entry.filename);
      if (!entry.directory && /icd10cm.*order.*\.txt$/i.test(name) && !/addend/i.test(name)) found.push(entry);
    }
  } catch (cause) {
    throw new GatewayError('bad-request', { explanation: 'The ZIP file is damaged.', cause });
  }
  const [entry] = found;
  if (!entry || found.length > 1)
    throw new GatewayError('bad-request', {
      explanation: `The ZIP file has ${entry ? 'several files' : 'no file'} named like icd10cm-order-2026.txt; unpack it and give the order file.`,
    });
  if (entry.encrypted) throw new GatewayError('bad-request', { explanation: 'The order file in the ZIP file is encrypted.' });
  return entry;
}

async function* limited(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let count = 0;
  try {
    for await (const piece of pieces) {
      count += piece.length;
      if (count > mostBytes) throw tooLarge();
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('bad-request', { explanation: 'The file is damaged and could not be unpacked.', cause });
  }
}

function tooLarge(): GatewayError {
  return new GatewayError('payload-too-large', { explanation: 'The file inflates to more than 64 MiB, which no order file does.' });
}

/**
 * Tells the year of an order file from what was said or, where nothing was, from the names it has.
 *
 * @throws GatewayError `bad-request` when neither tells.
 */
export function yearOf(said: number | undefined, names: readonly string[]): number {
  const year = said ?? names.map((name) => Number(/(?<!\d)20\d\d(?!\d)/.exec(name)?.[0] ?? 0)).find((found) => found > 0);
  if (year === undefined)
    throw new GatewayError('bad-request', { explanation: 'The name of the file does not tell its year: give the year.' });
  if (!Number.isInteger(year) || year < 2015 || year > 2099)
    throw new GatewayError('bad-request', { explanation: 'The year of the code set must be between 2015 and 2099.' });
  return year;
}
