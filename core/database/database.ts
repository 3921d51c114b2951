import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, Migrator, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { GatewayError } from '../errors/gateway-error.js';
import { migrations } from './migrations/index.js';
import type { Tables } from './tables.js';

export type Database = Kysely<Tables>;

// Counts and sizes stay below 2^53; int8 as a number spares every caller a conversion.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A birth date has no time and no time zone: keep it as the text that PostgreSQL sends.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface DatabaseConnection {
  readonly database: Database;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  maxConnections?: number;
  statementTimeoutMs?: number;
  onIdleError?: (error: Error) => void;
  /** Commits without waiting for the disk: for what is no loss when the power goes, never for an instance. */
  relaxedDurability?: boolean;
  /** Makes plans that use indexes even while tables are empty: for prepared statements, which keep the plan of their first days. */
  plansWithoutScans?: boolean;
}

/**
 * Opens a pool of connections; `statementTimeoutMs` bounds each statement, so that a hanging server becomes an error and not a hanging gateway.
 * A connection that breaks while idle is replaced by the pool and reported to `onIdleError`.
 */
export function connectDatabase(url: string, options: DatabaseOptions = {}): DatabaseConnection {
  const settings = [
    ...(options.relaxedDurability ? ['-c synchronous_commit=off'] : []),
    ...(options.plansWithoutScans ? ['-c enable_seqscan=off'] : []),
  ];
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5_000,
    query_timeout: options.statementTimeoutMs ?? 15_000,
    statement_timeout: options.statementTimeoutMs ?? 15_000,
    keepAlive: true,
    ...(settings.length > 0 ? { options: settings.join(' ') } : {}),
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // The pool listens only while a connection is idle. One that breaks between two statements of a transaction would end the process; the next
  // statement fails instead.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: withoutUnfinished(pool) }) });
  return { database, pool, close: () => database.destroy() };
}

/**
 * Keeps a connection whose statement was given up from being used again: the server may still carry it out, and a transaction that nobody ends
 * would take in, and lose, whatever came over the connection next.
 */
function withoutUnfinished(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => withoutUnfinishedStatement(await pool.connect()),
    end: () => pool.end(),
  };
}

function withoutUnfinishedStatement(client: pg.PoolClient): PostgresPoolClient {
  let givenUp: Error | undefined;
  const query = async (text: string, values: unknown[]) => {
    if (givenUp) throw givenUp;
    try {
      return await client.query(text, values);
    } catch (error) {
      if (error instanceof Error && !isSurvivedBy(error)) givenUp = error;
      throw error;
    }
  };
  return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release(givenUp) };
}

/** Only an error that the server itself reports leaves its connection as it was, and not even that when the server closes it (FATAL). */
function isSurvivedBy(error: Error): boolean {
  return error instanceof pg.DatabaseError && error.severity !== 'FATAL' && error.severity !== 'PANIC';
}

const databasePatienceMs = 60_000;
const databaseLookEveryMs = 1_000;

/**
 * Waits until the server takes statements, as after its crash while it recovers; for a minute at most.
 *
 * @throws the last reason why it did not.
 */
export async function untilDatabaseAnswers(database: Database, onWaiting: (reason: unknown) => void): Promise<void> {
  const deadline = Date.now() + databasePatienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await sql`select 1`.execute(database);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      if (attempt === 0) onWaiting(error);
      await delay(databaseLookEveryMs);
    }
  }
}

/**
 * Brings the schema to the newest migration; several processes may call it at once.
 *
 * @throws GatewayError `database-unavailable` with the failing migration; the operator looks at the cause, nothing was half applied.
 */
export async function migrateDatabase(database: Database): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  throw new GatewayError('database-unavailable', { cause: error, subject: { migration: failed } });
}

/** Tells other processes that something a page may show has changed; the payload holds our own ids only. */
export async function notifyChange(database: Database, change: ChangeNotice): Promise<void> {
  await sql`select pg_notify('changes', ${JSON.stringify(change)})`.execute(database);
}

/** What a change notice says: which thing, whose, and to which order it belongs. */
export interface ChangeNotice {
  /** `hospital`: what an administrator keeps (lists, wording); everybody is told. */
  kind: 'study' | 'order' | 'reception' | 'hospital';
  id: string;
  organizationID: string;
  orderID?: string | null;
}
