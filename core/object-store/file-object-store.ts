import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { GatewayError } from '../errors/gateway-error.js';
import type { ByteRange, ObjectStore } from './object-store.js';

// Most instances come out of one read; a large one never takes more memory than this.
const SMALLEST_READ = 65_536;
const LARGEST_READ = 1_048_576;
const SCANNED_AT_ONCE = 262_144;

const keyGrammar = /^[0-9A-Za-z_-]+(\/[0-9A-Za-z_-][0-9A-Za-z_.-]*)*$/;

/** The file of a key below a root folder. A key is our own; one that could leave the folder is refused all the same. */
export function fileOfKey(rootFolder: string, key: string): string {
  if (!keyGrammar.test(key)) throw new GatewayError('internal', { explanation: 'an object key outside the grammar' });
  return join(rootFolder, key);
}

/** Keeps objects as files below one folder; several machines may share it over a network file system. */
export class FileObjectStore implements ObjectStore {
  readonly #rootFolder: string;
  /** Taken by the scan that runs; another at the same time has memory of its own. */
  #scanBuffer: Buffer | null = null;

  constructor(rootFolder: string) {
    this.#rootFolder = rootFolder;
  }

  async byteCount(key: string): Promise<number> {
    try {
      return (await stat(fileOfKey(this.#rootFolder, key))).size;
    } catch (error) {
      throw asNotFound(error, key);
    }
  }

  read(key: string, range?: ByteRange): Readable {
    if (range && range.end <= range.start) return Readable.from([]);
    const bounds = range ? { start: range.start, end: range.end - 1 } : {};
    const highWaterMark = range ? Math.min(Math.max(range.end - range.start, SMALLEST_READ), LARGEST_READ) : SMALLEST_READ;
    const stream = createReadStream(fileOfKey(this.#rootFolder, key), { ...bounds, highWaterMark });
    const destroy = stream._destroy.bind(stream);
    stream._destroy = (error, callback) => destroy(error ? asNotFound(error, key) : error, callback);
    return stream;
  }

  async scan(key: string, range: ByteRange, take: (bytes: Buffer) => void): Promise<void> {
    const file = await open(fileOfKey(this.#rootFolder, key)).catch((error: unknown) => {
      throw asNotFound(error, key);
    });
    const buffer = this.#scanBuffer ?? Buffer.allocUnsafeSlow(SCANNED_AT_ONCE);
    this.#scanBuffer = null;
    try {
      let position = range.start;
      while (position < range.end) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, range.end - position), position);
        if (bytesRead === 0) break;
        take(buffer.subarray(0, bytesRead));
        position += bytesRead;
      }
    } finally {
      this.#scanBuffer = buffer;
      await file.close();
    }
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const target = fileOfKey(this.#rootFolder, key);
    await mkdir(dirname(target), { recursive: true });
    const arriving = `${target}.${randomUUID()}.part`;
    const file = await open(arriving, 'wx');
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(arriving, target);
  }

  async remove(key: string): Promise<void> {
    await rm(fileOfKey(this.#rootFolder, key), { force: true });
  }
}

function asNotFound(error: unknown, key: string): Error {
  const missing = (error as { code?: string }).code === 'ENOENT';
  return missing ? new GatewayError('not-found', { cause: error, subject: { objectKey: key } }) : (error as Error);
}
