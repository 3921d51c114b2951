import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { connectDatabase, type DatabaseConnection } from '#core/database/database.js';
import { BegunAnew, inTransaction } from '#core/database/in-transaction.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';

let postgresql: TestPostgresql;
let connection: DatabaseConnection;

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
  connection = connectDatabase(await postgresql.freshDatabase());
  await sql`create table pairs (id integer primary key, count integer not null default 0)`.execute(connection.database);
  await sql`insert into pairs (id) values (1), (2)`.execute(connection.database);
}, 60_000);
afterAll(async () => {
  await connection?.close();
  await postgresql?.stop();
}, 60_000);

describe('A transaction', () => {
  it('is run again when the database gives it up for a deadlock, so that both of two that lock crosswise are done', async () => {
    let attempts = 0;
    let met = 0;
    let resolve: () => void = () => undefined;
    const bothHold = new Promise<void>((resolved) => {
      resolve = resolved;
    });
    const lockBoth = (first: number, second: number) =>
      inTransaction(connection.database, async (transaction) => {
        attempts++;
        await sql`update pairs set count = count + 1 where id = ${first}`.execute(transaction);
        met++;
        if (met === 2) resolve();
        await bothHold;
        await sql`update pairs set count = count + 1 where id = ${second}`.execute(transaction);
      });
    await Promise.all([lockBoth(1, 2), lockBoth(2, 1)]);
    const { rows } = await sql<{ count: number }>`select count from pairs order by id`.execute(connection.database);
    expect(rows.map(({ count }) => count)).toEqual([2, 2]);
    expect(attempts).toBeGreaterThan(2);
  });

  it('is begun anew when its work finds its ground changed, and keeps nothing of the first attempt', async () => {
    await sql`update pairs set count = 0`.execute(connection.database);
    let attempts = 0;
    await inTransaction(connection.database, async (transaction) => {
      await sql`update pairs set count = count + 1 where id = 1`.execute(transaction);
      if (++attempts === 1) throw new BegunAnew();
    });
    const { rows } = await sql<{ count: number }>`select count from pairs where id = 1`.execute(connection.database);
    expect([attempts, rows[0]?.count]).toEqual([2, 1]);
  });

  it('gives up as a database that is away when others are in the way every time, and at once for any other error', async () => {
    const anew = inTransaction(connection.database, () => Promise.reject(new BegunAnew()));
    await expect(anew).rejects.toMatchObject({ code: 'database-unavailable' });
    let attempts = 0;
    const broken = inTransaction(connection.database, async () => {
      attempts++;
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(attempts).toBe(1);
  });
});
