import { setTimeout as delay } from 'node:timers/promises';
import type { AuditEntry } from '#core/audit/audit.js';
import type { Logger } from '#core/logging/logger.js';

const ATTEMPTS = 3;
const PAUSE_MS = 500;
// A flood of rejected associations must neither grow our memory nor hold the audit chain's lock against everyone else.
const MOST_WAITING = 500;

interface Waiting {
  readonly entry: AuditEntry;
  times: number;
}

/**
 * Writes audit records one after another without making anyone wait. Equal entries that come while one is being written become one
 * record with `times`; what can't be written after three attempts is logged.
 */
export class AuditTrail {
  private readonly record: (entry: AuditEntry) => Promise<void>;
  private readonly logger: Logger;
  private readonly waiting = new Map<string, Waiting>();
  private writing: Promise<void> | null = null;

  constructor(record: (entry: AuditEntry) => Promise<void>, logger: Logger) {
    this.record = record;
    this.logger = logger;
  }

  write(entry: AuditEntry): void {
    const key = JSON.stringify(entry);
    const same = this.waiting.get(key);
    if (same) same.times++;
    else if (this.waiting.size < MOST_WAITING) this.waiting.set(key, { entry, times: 1 });
    else this.logger.error({ event: entry.event }, 'an audit record was dropped: too many are waiting');
    this.writing ??= this.writeAll();
  }

  /** Resolves when everything handed in so far has been written or given up. */
  async settled(): Promise<void> {
    while (this.writing !== null) await this.writing;
  }

  private async writeAll(): Promise<void> {
    for (;;) {
      const [next] = this.waiting;
      if (!next) break;
      const [key, { entry, times }] = next;
      this.waiting.delete(key);
      await this.writeOne(times === 1 ? entry : { ...entry, subject: { ...entry.subject, times } });
    }
    this.writing = null;
  }

  private async writeOne(entry: AuditEntry): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        await this.record(entry);
        return;
      } catch (thrown) {
        if (attempt === ATTEMPTS) this.logger.error({ err: thrown, event: entry.event }, 'an audit record could not be written');
        else await delay(PAUSE_MS * attempt);
      }
    }
  }
}
