import type { Logger } from '#core/logging/logger.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import type { InstanceRow, RowBatch } from './row-batch.js';

const TRY_EVERY_MS = 2_000;
const HOLD_AT_MOST = 10_000;

interface DoubtfulRow {
  row: InstanceRow;
  onSettled: () => void;
}

/**
 * Rows whose commit had no clear end (the connection broke). Their bytes are durable and were never acknowledged; the row is offered again until
 * the database gives a clear answer. What is lost here with the process is taken up by recovery at the next start.
 */
export class DoubtfulRows {
  readonly #rows: RowBatch;
  readonly #objects: ObjectStore;
  readonly #logger: Logger;
  #waiting: DoubtfulRow[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(rows: RowBatch, objects: ObjectStore, logger: Logger) {
    this.#rows = rows;
    this.#objects = objects;
    this.#logger = logger;
  }

  /** `onSettled` is called when the row is certain, and never when it is left to recovery: its folder must stay open until then. */
  add(row: InstanceRow, onSettled: () => void): void {
    this.#hold({ row, onSettled });
  }

  #hold(doubtful: DoubtfulRow): void {
    if (this.#waiting.length >= HOLD_AT_MOST) return;
    this.#waiting.push(doubtful);
    this.#timer ??= setTimeout(() => void this.#tryAgain(), TRY_EVERY_MS).unref();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #tryAgain(): Promise<void> {
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    const settled = await Promise.allSettled(waiting.map((doubtful) => this.#settle(doubtful)));
    const mended = settled.filter((result) => result.status === 'fulfilled').length;
    settled.forEach((result, index) => {
      const doubtful = waiting[index];
      if (result.status === 'rejected' && doubtful) this.#hold(doubtful);
    });
    if (mended > 0) this.#logger.info({ mended }, 'rows whose commit was doubtful are settled');
  }

  async #settle({ row, onSettled }: DoubtfulRow): Promise<void> {
    const outcome = await this.#rows.add(row);
    // The sender has sent it again meanwhile: that copy has the row, this one was never acknowledged.
    if (!outcome.stored) await this.#objects.remove(row.object_key);
    onSettled();
  }
}
