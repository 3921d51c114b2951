// Stage store: offers the row of an instance while its bytes are still being synced, in a transaction that is committed only afterwards. The
// order stays what it is (bytes, then row), but the database's work no longer comes on top of the disk's.
import pg from 'pg';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type InstanceRow, type RowBatch, type RowOutcome, readOutcome, storeInstanceQuery, storeInstancesQuery } from './row-batch.js';

/** A row that is offered but not committed. Exactly one of `commit` and `abandon` ends it. */
export class EarlyRow {
  readonly #client: Promise<pg.PoolClient>;
  readonly #offered: Promise<RowOutcome>;
  readonly #end: () => void;

  constructor(pool: pg.Pool, row: InstanceRow, end: () => void) {
    this.#end = end;
    this.#client = pool.connect();
    this.#offered = this.#client.then((client) => offer(client, row));
    // Whoever commits or abandons it is told; until then the failure waits.
    this.#offered.catch(() => {});
  }

  /**
   * Commits the row; call it when the bytes are durable. Null when the database did not take the row as it is: offer it in the common way.
   *
   * @throws GatewayError `database-unavailable`; whether the row was committed is not known then.
   */
  async commit(): Promise<RowOutcome | null> {
    let outcome: RowOutcome;
    try {
      outcome = await this.#offered;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) return this.#giveUp(error as Error);
      await this.abandon();
      return null;
    }
    const client = await this.#client;
    try {
      // The UID is there already: nothing to commit, but the lock on it ends.
      const { command } = await client.query(outcome.stored ? 'commit' : 'rollback');
      this.#release(client);
      // A transaction that had failed unnoticed would answer a COMMIT with ROLLBACK.
      return outcome.stored && command !== 'COMMIT' ? null : outcome;
    } catch (error) {
      this.#release(client, error as Error);
      throw new GatewayError('database-unavailable', { cause: error });
    }
  }

  /** Takes the row back; never throws. */
  async abandon(): Promise<void> {
    const client = await this.#client.catch(() => null);
    if (!client) {
      this.#end();
      return;
    }
    try {
      await this.#offered.catch(failUnlessReported);
      await client.query('rollback');
      this.#release(client);
    } catch (error) {
      this.#release(client, error as Error);
    }
  }

  /** The server did not answer: to wait for it once more, with a rollback or on another connection, would only keep the sender waiting. */
  async #giveUp(cause: Error): Promise<never> {
    const client = await this.#client.catch(() => null);
    if (client) this.#release(client, cause);
    else this.#end();
    throw new GatewayError('database-unavailable', { cause });
  }

  #release(client: pg.PoolClient, error?: Error): void {
    client.release(error);
    this.#end();
  }
}

/** After what the server itself reports a transaction can still be rolled back; after anything else its connection is of no use. */
function failUnlessReported(error: unknown): void {
  if (!(error instanceof pg.DatabaseError)) throw error;
}

async function offer(client: pg.PoolClient, row: InstanceRow): Promise<RowOutcome> {
  const begun = client.query('begin');
  // Made while the server begins.
  const query = storeInstanceQuery(row);
  await begun;
  const studyID = (await client.query(query)).rows[0]?.study_id as string | null;
  if (studyID) return { instanceID: row.id, studyID, stored: true };
  const outcome = readOutcome((await client.query(storeInstancesQuery([row]))).rows[0]);
  if (!outcome) throw new GatewayError('database-unavailable');
  return outcome;
}

/** Offers the row of an instance that comes alone; where several come at once, their common commit takes less. */
export class EarlyRows {
  readonly #pool: pg.Pool;
  readonly #rows: RowBatch;
  #isOpen = false;

  constructor(pool: pg.Pool, rows: RowBatch) {
    this.#pool = pool;
    this.#rows = rows;
  }

  /** Null when other rows are on their way. */
  begin(row: InstanceRow): EarlyRow | null {
    if (this.#isOpen || this.#rows.isBusy) return null;
    this.#isOpen = true;
    return new EarlyRow(this.#pool, row, () => {
      this.#isOpen = false;
    });
  }
}
