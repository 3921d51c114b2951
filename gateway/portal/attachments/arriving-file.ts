// Where the bytes of an attachment go while they come: straight to their place in the object store, which the row names already.
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AttachmentMediaType } from '#core/attachments/media-types.js';
import { emptyFile, noRoom, tooLarge } from '#core/attachments/room.js';
import { sniffAttachment, sniffedBytes } from '#core/attachments/sniff.js';
import { attachmentLimits } from '#core/contract/attachments.js';
import { toGatewayError } from '#core/errors/gateway-error.js';
import { refuseType } from './refusals.js';
import type { Reservation, WholeFile } from './reservation.js';

/** The file of an attachment's bytes below the folder of the object store. */
export const fileOf = (objectFolder: string, objectKey: string): string => join(objectFolder, objectKey);

/** A file that arrives in one go. Nothing of it is believed before `complete`. */
export class ArrivingFile {
  byteCount = 0;
  readonly #handle: FileHandle;
  readonly #folder: string;
  readonly #most: number;
  readonly #hash: Hash = createHash('sha256');
  #head = Buffer.alloc(0);
  #mediaType: AttachmentMediaType | null = null;

  private constructor(handle: FileHandle, folder: string, most: number) {
    this.#handle = handle;
    this.#folder = folder;
    this.#most = most;
  }

  /** @throws GatewayError `out-of-resources` when the disk has no room. */
  static async open(objectFolder: string, reservation: Reservation): Promise<ArrivingFile> {
    const path = fileOf(objectFolder, reservation.objectKey);
    try {
      await makeFolder(dirname(path));
      return new ArrivingFile(await open(path, 'wx', 0o640), dirname(path), reservation.byteCount);
    } catch (error) {
      throw toGatewayError(error);
    }
  }

  /**
   * Takes the next bytes; resolves when the file has them.
   *
   * @throws GatewayError `unsupported-media-type` as soon as the first bytes say so, `payload-too-large` for a byte more than was reserved,
   * `out-of-resources` when the disk has no room.
   */
  async write(chunk: Buffer): Promise<void> {
    this.byteCount += chunk.length;
    if (this.byteCount > this.#most) throw this.#most === attachmentLimits.fileBytes ? tooLarge() : noRoom(0);
    if (this.#mediaType === null) await this.#look(chunk);
    this.#hash.update(chunk);
    try {
      for (let at = 0; at < chunk.length; ) at += (await this.#handle.write(chunk, at)).bytesWritten;
    } catch (error) {
      throw toGatewayError(error);
    }
  }

  /** Makes the file and its entry durable. @throws GatewayError `bad-request` for an empty file, else as `write`. */
  async complete(): Promise<WholeFile> {
    if (this.byteCount === 0) throw emptyFile();
    const mediaType = this.#mediaType ?? (await mediaTypeOf(this.#head));
    await syncFile(this.#handle, this.#folder);
    await this.#handle.close();
    return { byteCount: this.byteCount, sha256: this.#hash.digest('hex'), mediaType };
  }

  /** Closes the file after a failure; its bytes go with its row. */
  async close(): Promise<void> {
    // It may be closed already; a second time says nothing.
    await this.#handle.close().catch(() => undefined);
  }

  async #look(chunk: Buffer): Promise<void> {
    this.#head = Buffer.concat([this.#head, chunk.subarray(0, sniffedBytes - this.#head.length)]);
    if (this.#head.length === sniffedBytes) this.#mediaType = await mediaTypeOf(this.#head);
  }
}

/** The type that the first bytes of a file show. @throws GatewayError `unsupported-media-type` for one that is not taken. */
export async function mediaTypeOf(head: Buffer): Promise<AttachmentMediaType> {
  const sniffed = await sniffAttachment(head);
  if (sniffed.kind !== 'allowed') throw refuseType(sniffed);
  return sniffed.mediaType;
}

/** Makes the folder of the attachments where it is not there yet, and its own entry durable. */
export async function makeFolder(folder: string): Promise<void> {
  if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(dirname(folder));
}

async function syncFolder(folder: string): Promise<void> {
  const entries = await open(folder, 'r');
  await entries.sync().finally(() => entries.close());
}

/** Makes the bytes of a file, and its entry in its folder, durable. @throws GatewayError `out-of-resources` when the disk refuses. */
export async function syncFile(handle: FileHandle, folder: string): Promise<void> {
  try {
    await handle.datasync();
    await syncFolder(folder);
  } catch (error) {
    throw toGatewayError(error);
  }
}
