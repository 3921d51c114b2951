import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { GatewayError, toDiskError } from '#core/errors/gateway-error.js';

const LOOK_EVERY_MS = 1_000;

/** Watches what durability needs: room on the disk, and a database that answers. */
export class Readiness {
  readonly #folder: string;
  readonly #minFreeBytes: number;
  readonly #pool: pg.Pool;
  #freeBytes = Number.POSITIVE_INFINITY;
  #diskFailure: unknown = null;
  #writeFailure: unknown = null;
  #databaseFailure: unknown = null;
  #timer: NodeJS.Timeout | null = null;
  #looking = false;

  constructor(folder: string, minFreeBytes: number, pool: pg.Pool) {
    this.#folder = folder;
    this.#minFreeBytes = minFreeBytes;
    this.#pool = pool;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Takes into account what arrived since the last look. */
  consumed(byteCount: number): void {
    this.#freeBytes -= byteCount;
  }

  /** Bytes of an instance were refused. From a disk that is dead, not full, nothing more is taken until a look has written to it. */
  writeFailed(error: unknown): void {
    if (toDiskError(error).code === 'disk-unavailable') this.#writeFailure = error;
  }

  /** A statement failed for want of a server; the next look may find it well again. */
  databaseFailed(error: unknown): void {
    this.#databaseFailure = error;
  }

  /** @throws GatewayError `out-of-resources` below MIN_FREE_BYTES, `disk-unavailable` while the disk is dead, `database-unavailable` while the database doesn't answer. */
  assert(): void {
    this.assertRoom();
    if (this.#databaseFailure) throw new GatewayError('database-unavailable', { cause: this.#databaseFailure });
  }

  assertRoom(): void {
    const failure = this.#diskFailure ?? this.#writeFailure;
    if (failure) throw new GatewayError('disk-unavailable', { cause: failure });
    if (this.#freeBytes < this.#minFreeBytes) {
      throw new GatewayError('out-of-resources', { explanation: 'Disk nearly full, nothing kept; send again later' });
    }
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      this.#freeBytes = bavail * bsize;
      this.#diskFailure = null;
      if (this.#writeFailure) await this.#tryToWrite();
    } catch (error) {
      this.#diskFailure = error;
    }
    try {
      await this.#pool.query('select 1');
      this.#databaseFailure = null;
    } catch (error) {
      this.#databaseFailure = error;
    }
    this.#looking = false;
  }

  async #tryToWrite(): Promise<void> {
    const path = join(this.#folder, `probe-${process.pid}`);
    try {
      const file = await open(path, 'w', 0o600);
      try {
        await file.writeFile('probe');
        await file.datasync();
      } finally {
        await file.close();
      }
      await rm(path, { force: true });
      this.#writeFailure = null;
    } catch (error) {
      this.#writeFailure = error;
    }
  }
}
