import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { type AuditEntry, recordAudit } from '../audit/audit.js';
import type { Database } from '../database/database.js';
import { GatewayError, toGatewayError } from '../errors/gateway-error.js';
import { type OpenedFile, yearOf } from './opened-file.js';
import { type OrderFileRow, readOrderFile } from './order-file.js';

/** Held by the one import of the system while it runs; it goes with its connection, and so tells a dead import from a living one. */
const importLock = 7_103_001;
const rowsPerStatement = 2_000;

export interface WantedImport {
  file: OpenedFile;
  /** The name under which the file was given. */
  fileName: string;
  /** Where the names of the file don't tell it. */
  year?: number | undefined;
  /** Who asked, for the audit trail; nobody for a command of the operator. */
  by?: Pick<AuditEntry, 'accountID' | 'organizationID' | 'remoteAddress'> | undefined;
  onProgress?: ((rowsDone: number) => void) | undefined;
}

export interface StartedImport {
  releaseID: string;
  year: number;
  /** Never rejects; tells what became of it. The release's row tells the same, unless the database was lost. */
  finished: Promise<{ codeCount: number; billableCount: number; error: GatewayError | null }>;
}

interface Counts {
  codeCount: number;
  billableCount: number;
}

/**
 * Starts to take in an order file beside what searches use. Its codes become visible all at once, in place of those of the same year, when the last
 * row stands; a failure removes them again and leaves the former list as it was. A crash leaves a release in state `importing`, which the next
 * start or the next import marks as failed.
 *
 * @throws GatewayError `conflict` while another import runs; `bad-request` when the year is not known. Nothing is written then.
 */
export async function startImport(database: Database, wanted: WantedImport): Promise<StartedImport> {
  const year = yearOf(wanted.year, [wanted.file.name, wanted.fileName]);
  return new Promise((resolve, reject) => {
    let begun: { finish: (outcome: Awaited<StartedImport['finished']>) => void } | null = null;
    let counts: Counts = { codeCount: 0, billableCount: 0 };
    const underLock = database.connection().execute(async (connection) => {
      await takeLock(connection);
      try {
        const releaseID = await insertRelease(connection, year, wanted);
        const finished = new Promise<Awaited<StartedImport['finished']>>((finish) => {
          begun = { finish };
        });
        resolve({ releaseID, year, finished });
        counts = await takeIn(connection, releaseID, year, wanted);
      } finally {
        await sql`select pg_advisory_unlock(${importLock})`.execute(connection);
      }
    });
    underLock.then(
      () => begun?.finish({ ...counts, error: null }),
      (error: unknown) => (begun ? begun.finish({ ...counts, error: toGatewayError(error) }) : reject(error)),
    );
  });
}

async function takeLock(connection: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${importLock}) as taken`.execute(connection);
    if (rows[0]?.taken) break;
    if (attempt === 3)
      throw new GatewayError('conflict', { explanation: 'Another list of codes is being imported: wait until it is done.' });
    // Whoever only looks for interrupted imports holds it for a moment.
    await delay(100);
  }
  await failInterrupted(connection);
}

/** Marks imports as failed whose process is gone; one that runs is left alone. Call it at the start and before showing the releases. */
export async function failInterruptedImports(database: Database): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${importLock}) as taken`.execute(transaction);
    if (rows[0]?.taken) await failInterrupted(transaction);
  });
}

async function failInterrupted(database: Database): Promise<void> {
  const interrupted = await database
    .updateTable('icd10cm_releases')
    .set({ state: 'failed', problem: 'The import was interrupted by a restart: import the file again.', finished_at: new Date() })
    .where('state', '=', 'importing')
    .returning('id')
    .execute();
  for (const { id } of interrupted) await database.deleteFrom('icd10cm_codes').where('release_id', '=', id).execute();
}

async function insertRelease(connection: Database, year: number, wanted: WantedImport): Promise<string> {
  return connection.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('icd10cm_releases').where('year', '=', year).where('state', '=', 'failed').execute();
    const { id } = await transaction
      .insertInto('icd10cm_releases')
      .values({
        year,
        source: 'file',
        file_name: wanted.fileName.slice(0, 200),
        state: 'importing',
        imported_by: wanted.by?.accountID ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const subject = { releaseID: id, year };
    await recordAudit(transaction, { event: 'icd10cm-import-started', action: 'C', ...wanted.by, subject });
    return id;
  });
}

async function takeIn(connection: Database, releaseID: string, year: number, wanted: WantedImport): Promise<Counts> {
  const counts: Counts = { codeCount: 0, billableCount: 0 };
  try {
    let batch: OrderFileRow[] = [];
    const write = async () => {
      await insertCodes(connection, releaseID, batch);
      counts.codeCount += batch.length;
      counts.billableCount += batch.filter(({ billable }) => billable).length;
      await connection.updateTable('icd10cm_releases').set({ rows_done: counts.codeCount }).where('id', '=', releaseID).execute();
      wanted.onProgress?.(counts.codeCount);
      batch = [];
    };
    for await (const row of readOrderFile(wanted.file.pieces)) {
      batch.push(row);
      if (batch.length === rowsPerStatement) await write();
    }
    if (batch.length > 0) await write();
    await refusePart(connection, counts.codeCount);
    await putInPlace(connection, { releaseID, year, counts }, wanted);
    return counts;
  } catch (error) {
    await giveUp(connection, { releaseID, year }, wanted, toGatewayError(error));
    throw error;
  }
}

/** Adds codes to a release in one statement. */
export async function insertCodes(database: Database, releaseID: string, rows: readonly OrderFileRow[]): Promise<void> {
  const column = <Key extends keyof OrderFileRow>(key: Key) => rows.map((row) => row[key]);
  await sql`insert into icd10cm_codes (release_id, code, position, billable, short_title, title)
    select ${releaseID}::uuid, * from unnest(${column('code')}::text[], ${column('position')}::integer[], ${column('billable')}::boolean[],
      ${column('shortTitle')}::text[], ${column('title')}::text[])`.execute(database);
}

/** A list shrinks by a few codes from year to year; one that has lost half of them was cut off on its way. */
async function refusePart(connection: Database, codeCount: number): Promise<void> {
  const { largest } = await connection
    .selectFrom('icd10cm_releases')
    .select((select) => select.fn.max('code_count').as('largest'))
    .where('state', '=', 'ready')
    .where('source', '=', 'file')
    .executeTakeFirstOrThrow();
  if (codeCount * 2 < Number(largest ?? 0))
    throw new GatewayError('bad-request', {
      explanation: `The file has ${codeCount.toLocaleString('en')} rows, less than half of the list that is there: it seems to be a part.`,
    });
}

interface Placed {
  releaseID: string;
  year: number;
}

async function putInPlace(connection: Database, { releaseID, year, counts }: Placed & { counts: Counts }, wanted: WantedImport) {
  await connection.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('icd10cm_releases')
      .where('year', '=', year)
      .where('source', '=', 'file')
      .where('id', '<>', releaseID)
      .execute();
    await transaction
      .updateTable('icd10cm_releases')
      .set({ state: 'ready', code_count: counts.codeCount, billable_count: counts.billableCount, finished_at: new Date() })
      .where('id', '=', releaseID)
      .execute();
    await recordAudit(transaction, { event: 'icd10cm-imported', action: 'U', ...wanted.by, subject: { releaseID, year, ...counts } });
  });
}

async function giveUp(connection: Database, { releaseID, year }: Placed, wanted: WantedImport, error: GatewayError): Promise<void> {
  const problem = error.explanation ?? 'The import failed for a reason that the log of the gateway tells.';
  await connection.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('icd10cm_codes').where('release_id', '=', releaseID).execute();
    await transaction
      .updateTable('icd10cm_releases')
      .set({ state: 'failed', problem, finished_at: new Date() })
      .where('id', '=', releaseID)
      .execute();
    const subject = { releaseID, year, code: error.code };
    await recordAudit(transaction, { event: 'icd10cm-import-failed', action: 'U', outcome: 4, ...wanted.by, subject });
  });
}
