// Stage store: where the bytes of one arriving instance go while they come. Appends in the order of arrival with one write under way,
// bounded memory and early syncs, so that a large instance is nearly durable when its last byte arrives.
import fs from 'node:fs';
import { GatewayError, toGatewayError } from '#core/errors/gateway-error.js';

const WRITE_AT_LEAST = 262_144;
const HOLD_AT_MOST = 4_194_304;
const RESUME_AT = 1_048_576;
const SYNC_EVERY = 16_777_216;

/** An append-only file that is not durable until `sync` has resolved. */
export class LandingFile {
  /** Bytes taken so far, written or not. */
  byteCount = 0;
  #path: string;
  #descriptor = -1;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #inFlightBytes = 0;
  #sinceSync = 0;
  #busy = true;
  #ending = false;
  #failure: GatewayError | null = null;
  #resume: (() => void) | null = null;
  #pressure: Promise<void> | null = null;
  #idle: (() => void) | null = null;
  #syncsUnderWay = 0;

  constructor(path: string) {
    this.#path = path;
    fs.open(path, 'wx', 0o640, (error, descriptor) => {
      this.#busy = false;
      if (error) this.#fail(error);
      else this.#descriptor = descriptor;
      this.#advance();
    });
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
    if (this.#pendingBytes >= WRITE_AT_LEAST) this.#advance();
    if (this.#pendingBytes + this.#inFlightBytes <= HOLD_AT_MOST) return undefined;
    this.#pressure ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
    return this.#pressure;
  }

  /** Resolves when every byte taken is written (not yet durable). @throws GatewayError `out-of-resources` when the disk refused. */
  async flush(): Promise<void> {
    this.#ending = true;
    this.#advance();
    if (this.#busy || this.#pending.length > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  /** Writes what is left, then gives the file its final name; its descriptor stays good. @throws GatewayError `out-of-resources` when the disk refused. */
  async finish(path: string): Promise<void> {
    // One after the other: a rename spins on the lock that a write of the same file holds.
    await this.flush();
    await this.#rename(path);
  }

  #rename(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.rename(this.#path, path, (error) => {
        if (error) return reject(toGatewayError(error));
        this.#path = path;
        return resolve();
      });
    });
  }

  /** Resolves when the written bytes are on stable storage. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.#descriptor, (error) => (error ? reject(asDiskError(error)) : resolve()));
    });
  }

  /** Closes the descriptor; never throws. */
  close(): void {
    const descriptor = this.#descriptor;
    if (descriptor < 0) return;
    this.#descriptor = -1;
    // A descriptor whose bytes were synced has nothing to report any more; one of an abandoned file doesn't matter.
    fs.close(descriptor, () => {});
  }

  /** Stops writing, closes and deletes the file; never throws. */
  async discard(): Promise<void> {
    this.#failure ??= new GatewayError('internal', { explanation: 'the instance was abandoned' });
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#busy || this.#syncsUnderWay > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    this.close();
    // It may never have been created; recovery deletes what stays behind.
    await new Promise<void>((resolve) => fs.unlink(this.#path, () => resolve()));
  }

  #advance(): void {
    if (this.#busy) return;
    const due = this.#pendingBytes >= WRITE_AT_LEAST || (this.#ending && this.#pending.length > 0);
    if (this.#failure || !due) {
      this.#release();
      return;
    }
    const chunks = this.#pending;
    this.#inFlightBytes = this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#write(chunks);
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
    this.#failure ??= asDiskError(error);
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #release(): void {
    if (this.#resume && this.#pendingBytes + this.#inFlightBytes <= RESUME_AT) {
      this.#resume();
      this.#resume = null;
      this.#pressure = null;
    }
    if (this.#idle && !this.#busy && this.#pending.length === 0 && (this.#syncsUnderWay === 0 || !this.#failure)) {
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
function asDiskError(error: Error): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('out-of-resources', { cause: error });
}
