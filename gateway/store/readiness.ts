import { statfs } from 'node:fs/promises';
import type pg from 'pg';
import { GatewayError } from '#core/errors/gateway-error.js';

const LOOK_EVERY_MS = 1_000;

/** Watches what durability needs: room on the disk, and a database that answers. */
export class Readiness {
  readonly #folder: string;
  readonly #minFreeBytes: number;
  readonly #pool: pg.Pool;
  #freeBytes = Number.POSITIVE_INFINITY;
  #diskFailure: unknown = null;
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

  /** A statement failed for want of a server; the next look may find it well again. */
  databaseFailed(error: unknown): void {
    this.#databaseFailure = error;
  }

  /** @throws GatewayError `out-of-resources` below MIN_FREE_BYTES, `database-unavailable` while the database doesn't answer. */
  assert(): void {
    this.assertRoom();
    if (this.#databaseFailure) throw new GatewayError('database-unavailable', { cause: this.#databaseFailure });
  }

  assertRoom(): void {
    if (this.#diskFailure) throw new GatewayError('out-of-resources', { cause: this.#diskFailure });
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
}
