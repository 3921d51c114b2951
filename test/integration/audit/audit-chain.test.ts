import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { recordAudit, verifyAuditChain } from '#core/audit/audit.js';
import { connectDatabase, type DatabaseConnection } from '#core/database/database.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';

let postgresql: TestPostgresql;
let connection: DatabaseConnection;

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
});
afterAll(() => postgresql.stop());

beforeEach(async () => {
  connection = connectDatabase(await postgresql.freshDatabase(), { maxConnections: 8 });
  const looks = Array.from({ length: 20 }, (_, index) => ({
    event: 'study-viewed',
    action: 'R' as const,
    subject: { studyID: `study-${index}` },
  }));
  await Promise.all(looks.map((look) => recordAudit(connection.database, look)));
});

afterEach(() => connection.close());

describe('the audit chain', () => {
  it('holds when many processes append at once', async () => {
    expect(await verifyAuditChain(connection.database)).toMatchObject({ brokenAt: null, records: 20 });
  });

  it.each([
    ['a changed record', sql`update audit_records set subject = '{"studyID": "another"}' where id = 7`, 7],
    ['a changed time', sql`update audit_records set at = at - interval '1 day' where id = 12`, 12],
    ['a record that is gone', sql`delete from audit_records where id = 5`, 6],
    ['two records that changed places', sql`update audit_records set id = case id when 3 then 1004 else 1003 end where id in (3, 4)`, 5],
  ])('names the first record behind %s', async (_what, tamper, brokenAt) => {
    await tamper.execute(connection.database);
    expect((await verifyAuditChain(connection.database)).brokenAt).toBe(brokenAt);
  });

  it('has another head when its end was cut off', async () => {
    const { headHash } = await verifyAuditChain(connection.database);
    await sql`delete from audit_records where id > 15`.execute(connection.database);
    const cut = await verifyAuditChain(connection.database);
    expect(cut).toMatchObject({ brokenAt: null, records: 15 });
    expect(cut.headHash).not.toBe(headHash);
  });
});
