// Stage store: where the bytes of one arriving instance go while they come. Appends in the order of arrival with one write under way,
// bounded memory and early syncs, so that a large instance is nearly durable when its last byte arrives.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { GatewayError, toDiskError } from '#core/errors/gateway-error.js';

// An instance below this size stands in memory until it is whole: one file made under its final name, one write that is durable at once.
const WRITE_AT_LEAST = 1_048_576;
// Many slow senders at once must not fill the memory: beyond this, all instances together, each is written as it comes.
const HELD_BY_ALL_AT_MOST = 67_108_864;
const WRITE_AT_LEAST_THEN = 65_536;
const HOLD_AT_MOST = 4_194_304;
const RESUME_AT = 1_048_576;
const SYNC_EVERY = 16_777_216;

const { O_CREAT, O_EXCL, O_WRONLY, O_DSYNC } = fs.constants;
const NEW_FILE = O_CREAT | O_EXCL | O_WRONLY;
// Elsewhere a sync asks more of the disk than this flag does, or the flag is not known.
const DURABLE_WRITES = process.platform === 'linux' ? O_DSYNC : 0;

/** Counts what the files of one process hold in memory together. */
export class HeldBytes {
  byteCount = 0;

  get writeAtLeast(): number {
    return this.byteCount > HELD_BY_ALL_AT_MOST ? WRITE_AT_LEAST_THEN : WRITE_AT_LEAST;
  }
}

/** An append-only file that is not durable until `sync` has resolved. */
export class LandingFile {
  /** Bytes taken so far, written or not. */
  byteCount = 0;
  readonly #folderPath: string;
  readonly #held: HeldBytes;
  /** Null until the file is made. */
  #path: string | null = null;
  #descriptor = -1;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #inFlightBytes = 0;
  #sinceSync = 0;
  #busy = false;
  #ending = false;
  #failure: GatewayError | null = null;
  #resume: (() => void) | null = null;
  #pressure: Promise<void> | null = null;
  #idle: (() => void) | null = null;
  #syncsUnderWay = 0;

  constructor(folderPath: string, held: HeldBytes) {
    this.#folderPath = folderPath;
    this.#held = held;
  }

  /** The reason why nothing more can be written, when there is one. */
  get failure(): GatewayError | null {
    return this.#failure;
  }

  /** Takes bytes, which must not change afterwards; a returned promise asks to wait before more is offered. */
  append(chunk: Buffer): void | Promise<void> {
    if (this.#failure || chunk.length === 0) return undefined;
    this.byteCount += chunk.length;
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    this.#held.byteCount += chunk.length;
    if (this.#pendingBytes >= this.#held.writeAtLeast) this.#advance();
    if (this.#pendingBytes + this.#inFlightBytes <= HOLD_AT_MOST) return undefined;
    this.#pressure ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
    return this.#pressure;
  }

  /**
   * Gives the file its final name. What is still in memory is written by `sync`; a crash before that leaves a file that is shorter than its
   * name says.
   *
   * @throws GatewayError `out-of-resources` or `disk-unavailable` when the disk refused.
   */
  async finish(path: string): Promise<void> {
    if (this.#path === null) {
      this.#make(path, DURABLE_WRITES);
      return this.#whenIdle();
    }
    this.#ending = true;
    this.#advance();
    // One after the other: a rename spins on the lock that a write of the same file holds.
    await this.#whenIdle();
    await this.#rename(path);
  }

  /** Resolves when every byte is on stable storage. @throws GatewayError `out-of-resources` or `disk-unavailable` when the disk refused. */
  async sync(): Promise<void> {
    const isDurableOnceWritten = this.#pendingBytes > 0 && DURABLE_WRITES !== 0;
    this.#ending = true;
    this.#advance();
    await this.#whenIdle();
    if (isDurableOnceWritten) return;
    await new Promise<void>((resolve, reject) => {
      fs.fdatasync(this.#descriptor, (error) => (error ? reject(toDiskError(error)) : resolve()));
    });
  }

  /** Makes the file; writing goes on when it is there. */
  #make(path: string, flags = 0): void {
    this.#path = path;
    this.#busy = true;
    fs.open(path, NEW_FILE | flags, 0o640, (error, descriptor) => {
      this.#busy = false;
      if (error) this.#fail(error);
      else this.#descriptor = descriptor;
      this.#advance();
    });
  }

  async #whenIdle(): Promise<void> {
    if (this.#busy || (this.#ending && this.#pending.length > 0)) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  #rename(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.rename(this.#path as string, path, (error) => {
        if (error) return reject(toDiskError(error));
        this.#path = path;
        return resolve();
      });
    });
  }

  /** Closes the descriptor; never throws. */
  close(): void {
    const descriptor = this.#descriptor;
    if (descriptor < 0) return;
    this.#descriptor = -1;
    try {
      // At once: it takes less than to hand it to another thread.
      fs.closeSync(descriptor);
    } catch {
      // A descriptor whose bytes were synced has nothing to report any more; one of an abandoned file doesn't matter.
    }
  }

  /** Stops writing, closes and deletes the file; never throws. */
  async discard(): Promise<void> {
    this.#failure ??= new GatewayError('internal', { explanation: 'the instance was abandoned' });
    this.#takePending();
    if (this.#busy || this.#syncsUnderWay > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    this.close();
    const path = this.#path;
    // Recovery deletes what stays behind.
    if (path !== null) await new Promise<void>((resolve) => fs.unlink(path, () => resolve()));
  }

  #advance(): void {
    if (this.#busy) return;
    const due = this.#pendingBytes >= this.#held.writeAtLeast || (this.#ending && this.#pending.length > 0);
    if (this.#failure || !due) {
      this.#release();
      return;
    }
    if (this.#path === null) {
      this.#make(join(this.#folderPath, `${randomUUID()}.part`));
      return;
    }
    this.#inFlightBytes = this.#pendingBytes;
    this.#write(this.#takePending());
  }

  #takePending(): Buffer[] {
    const chunks = this.#pending;
    this.#held.byteCount -= this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    return chunks;
  }

  #write(chunks: Buffer[]): void {
    this.#busy = true;
    const expected = this.#inFlightBytes;
    fs.writev(this.#descriptor, chunks, (error, written) => {
      this.#busy = false;
      if (!error && written < expected) {
        this.#inFlightBytes = expected - written;
        this.#write(withoutFirst(chunks, written));
        return;
      }
      this.#inFlightBytes = 0;
      if (error) this.#fail(error);
      else this.#syncSometimes(expected);
      this.#advance();
    });
  }

  #syncSometimes(written: number): void {
    this.#sinceSync += written;
    if (this.#sinceSync < SYNC_EVERY || this.#ending) return;
    this.#sinceSync = 0;
    this.#syncsUnderWay++;
    fs.fdatasync(this.#descriptor, (error) => {
      this.#syncsUnderWay--;
      if (error) this.#fail(error);
      this.#release();
    });
  }

  #fail(error: Error): void {
    this.#failure ??= toDiskError(error);
    this.#takePending();
  }

  #release(): void {
    if (this.#resume && this.#pendingBytes + this.#inFlightBytes <= RESUME_AT) {
      this.#resume();
      this.#resume = null;
      this.#pressure = null;
    }
    if (this.#idle && !this.#busy && (!this.#ending || this.#pending.length === 0) && (this.#syncsUnderWay === 0 || !this.#failure)) {
      this.#idle();
      this.#idle = null;
    }
  }
}

function withoutFirst(chunks: Buffer[], count: number): Buffer[] {
  let left = count;
  const rest: Buffer[] = [];
  for (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length;
    else {
      rest.push(left > 0 ? chunk.subarray(left) : chunk);
      left = 0;
    }
  }
  return rest;
}

/** A disk that does not take bytes is a passing want of resources to the sender, whatever the errno. */
