// Stage store: offers the row of an instance while its bytes are still being synced, in a transaction that is committed only afterwards. The
// order stays what it is (bytes, then row), but the database's work no longer comes on top of the disk's.
import pg from 'pg';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type InstanceRow, type RowBatch, type RowOutcome, readOutcome, storeInstanceQuery, storeInstancesQuery } from './row-batch.js';

// The next instance of an association comes within milliseconds: its transaction begins with the end of the one before, and is given up when
// nothing has come for so long. What it stores says that it came up to so much earlier.
const NEXT_WITHIN_MS = 20;

/** What becomes of a connection when its row is settled. */
interface ConnectionEnds {
  /** A new transaction has begun on it. */
  onBegun(client: pg.PoolClient): void;
  onEnd(): void;
}

/** A row that is offered but not committed. Exactly one of `commit` and `abandon` ends it. */
export class EarlyRow {
  readonly #client: Promise<pg.PoolClient>;
  readonly #offered: Promise<RowOutcome>;
  readonly #ends: ConnectionEnds;

  constructor(client: Promise<pg.PoolClient>, offered: Promise<RowOutcome>, ends: ConnectionEnds) {
    this.#client = client;
    this.#offered = offered;
    this.#ends = ends;
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
      const { command } = await client.query(outcome.stored ? 'commit and chain' : 'rollback and chain');
      this.#ends.onBegun(client);
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
      this.#ends.onEnd();
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
    else this.#ends.onEnd();
    throw new GatewayError('database-unavailable', { cause });
  }

  #release(client: pg.PoolClient, error?: Error): void {
    client.release(error);
    this.#ends.onEnd();
  }
}

/** After what the server itself reports a transaction can still be rolled back; after anything else its connection is of no use. */
function failUnlessReported(error: unknown): void {
  if (!(error instanceof pg.DatabaseError)) throw error;
}

async function offer(client: pg.PoolClient, row: InstanceRow, begun: Promise<unknown> | null): Promise<RowOutcome> {
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
  /** A connection whose next transaction has begun. */
  #begun: pg.PoolClient | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: pg.Pool, rows: RowBatch) {
    this.#pool = pool;
    this.#rows = rows;
  }

  /** Null when other rows are on their way. */
  begin(row: InstanceRow): EarlyRow | null {
    if (this.#isOpen || this.#rows.isBusy) return null;
    this.#isOpen = true;
    const begun = this.#begun;
    this.#begun = null;
    clearTimeout(this.#timer);
    const client = begun ? Promise.resolve(begun) : this.#pool.connect();
    const offered = client.then((connected) => offer(connected, row, begun ? null : connected.query('begin')));
    return new EarlyRow(client, offered, {
      onBegun: (ended) => this.#keep(ended),
      onEnd: () => {
        this.#isOpen = false;
      },
    });
  }

  #keep(client: pg.PoolClient): void {
    this.#isOpen = false;
    this.#begun = client;
    this.#timer = setTimeout(() => {
      this.#begun = null;
      client.query('rollback').then(
        () => client.release(),
        (error) => client.release(error),
      );
    }, NEXT_WITHIN_MS);
  }
}
