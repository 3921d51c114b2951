import type { Logger } from '#core/logging/logger.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import type { InstanceRow, RowBatch } from './row-batch.js';

const TRY_EVERY_MS = 2_000;
const HOLD_AT_MOST = 10_000;

/**
 * Rows whose commit had no clear end (the connection broke). Their bytes are durable and were never acknowledged; the row is offered again until
 * the database gives a clear answer. What is lost here with the process is taken up by recovery at the next start.
 */
export class DoubtfulRows {
  readonly #rows: RowBatch;
  readonly #objects: ObjectStore;
  readonly #logger: Logger;
  #waiting: InstanceRow[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(rows: RowBatch, objects: ObjectStore, logger: Logger) {
    this.#rows = rows;
    this.#objects = objects;
    this.#logger = logger;
  }

  add(row: InstanceRow): void {
    if (this.#waiting.length >= HOLD_AT_MOST) return;
    this.#waiting.push(row);
    this.#timer ??= setTimeout(() => void this.#tryAgain(), TRY_EVERY_MS).unref();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #tryAgain(): Promise<void> {
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    const settled = await Promise.allSettled(waiting.map((row) => this.#settle(row)));
    const mended = settled.filter((result) => result.status === 'fulfilled').length;
    settled.forEach((result, index) => {
      const row = waiting[index];
      if (result.status === 'rejected' && row) this.add(row);
    });
    if (mended > 0) this.#logger.info({ mended }, 'rows whose commit was doubtful are settled');
  }

  async #settle(row: InstanceRow): Promise<void> {
    const outcome = await this.#rows.add(row);
    // The sender has sent it again meanwhile: that copy has the row, this one was never acknowledged.
    if (!outcome.stored) await this.#objects.remove(row.object_key);
  }
}
