import { setTimeout as pass } from 'node:timers/promises';
import { GatewayError } from '../errors/gateway-error.js';
import type { Database } from './database.js';

const maxAttempts = 8;
const firstPauseMs = 5;
const longestPauseMs = 250;
// 40P01: deadlock_detected; 40001: serialization_failure.
const passing = new Set(['40P01', '40001']);

/** Whether the database (or `BegunAnew`) gave a transaction up only because of others that ran beside it. */
export function isPassingConflict(error: unknown): boolean {
  return passing.has(String((error as { code?: unknown } | null)?.code));
}

/** Thrown inside `inTransaction` by work that found its ground changed under it: everything is rolled back and begun anew. */
export class BegunAnew extends Error {
  readonly code = '40001';
}

/**
 * Runs work in one transaction, and runs it again, after a short random pause, where the database gave it up for a deadlock or a serialization
 * failure. The work must therefore read inside the transaction whatever it decides by, and keep nothing from a former attempt. Inside another
 * transaction it is a part of that one, which alone may begin anew.
 *
 * @throws whatever the work throws; GatewayError `database-unavailable` when others were in the way every time: the caller tries again later.
 */
export async function inTransaction<Result>(database: Database, work: (transaction: Database) => Promise<Result>): Promise<Result> {
  return database.isTransaction ? work(database) : tryAgain(() => database.transaction().execute(work));
}

/**
 * Does again, a few times, what the database gave up only because of others; for a single statement, which is a transaction of its own.
 *
 * @throws as `inTransaction`.
 */
export async function tryAgain<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isPassingConflict(error)) throw error;
      if (attempt === maxAttempts) throw new GatewayError('database-unavailable', { cause: error });
      const pauseMs = Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);
      await pass(pauseMs * (0.5 + Math.random() / 2));
    }
  }
}
