import fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { GatewayError } from '#core/errors/gateway-error.js';
import { ctStudy, type GeneratedInstance } from '../../../dicom-samples/generate/large.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { type OpenedTestStore, openTestStore } from '../../support/store.js';

let postgresql: TestPostgresql;
let opened: OpenedTestStore;
const [ct] = [...ctStudy(1)] as [GeneratedInstance];

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
}, 60_000);
beforeEach(async () => {
  opened = await openTestStore(await postgresql.freshDatabase());
});
afterEach(() => opened.close());
afterAll(() => postgresql.stop());

const rowOf = (id: string) => opened.connection.database.selectFrom('instances').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const pathOf = (objectKey: string) => join(opened.settings.OBJECT_FOLDER, objectKey);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'stored',
    (error: GatewayError) => error.code,
  );

/** The same CT with another byte in its pixel data. */
function withOtherPixel(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  other[other.length - 5000] = (other[other.length - 5000] as number) ^ 0xff;
  return other;
}

async function decide(studyID: string, decision: 'confirmed' | 'rejected'): Promise<string> {
  const { database } = opened.connection;
  const account = await database
    .insertInto('accounts')
    .values({ organization_id: opened.organizationID, username: 'r', display_name: 'R', role: 'radiology', password_hash: 'x' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id } = await database
    .insertInto('decisions')
    .values({ study_id: studyID, decision, instance_set: 'x', instance_count: 1, account_id: account.id } as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  await database.updateTable('studies').set({ stage: decision }).where('id', '=', studyID).execute();
  await database.deleteFrom('outbox').execute();
  return id;
}
const stageOf = async (studyID: string) =>
  (await opened.connection.database.selectFrom('studies').select('stage').where('id', '=', studyID).executeTakeFirstOrThrow()).stage;

describe('A copy that was lost', () => {
  it('is replaced by the same content, counts one version more, and its study is checked again', async () => {
    const first = await opened.send(ct.bytes);
    await decide(first.studyID, 'confirmed');
    const before = await rowOf(first.instanceID);
    fs.rmSync(pathOf(before.object_key));
    expect(await codeOf(opened.send(ct.bytes))).toBe('stored');
    const after = await rowOf(first.instanceID);
    expect(after).toMatchObject({ content_version: 2, validated_at: null, state: 'received' });
    expect(fs.readFileSync(pathOf(after.object_key)).equals(ct.bytes)).toBe(true);
    expect(await stageOf(first.studyID)).toBe('received');
    const { rows } = await sql<{ event: string }>`select event from audit_records order by id`.execute(opened.connection.database);
    expect(rows.map(({ event }) => event)).toEqual(expect.arrayContaining(['instance-copy-replaced', 'study-reopened']));
  });

  it.each(['by its length and CRC-32', 'by its digest'])(
    'is never replaced by other content, known %s: that is kept aside',
    async (how) => {
      const first = await opened.send(ct.bytes);
      const before = await rowOf(first.instanceID);
      if (how === 'by its digest') {
        // Even one that has the same length and CRC-32.
        const digest = 'd'.repeat(64);
        await opened.connection.database
          .updateTable('instances')
          .set({ data_set_sha256: digest })
          .where('id', '=', first.instanceID)
          .execute();
      }
      fs.rmSync(pathOf(before.object_key));
      const other = how === 'by its digest' ? ct.bytes : withOtherPixel(ct.bytes);
      expect(await codeOf(opened.send(other))).toBe('conflicting-content');
      expect(await rowOf(first.instanceID)).toMatchObject({ content_version: 1, object_key: before.object_key });
      const kept = await opened.connection.database.selectFrom('conflicting_instances').select('instance_id').execute();
      expect(kept).toEqual([{ instance_id: first.instanceID }]);
      expect(await stageOf(first.studyID)).toBe('received');
    },
  );

  it('is replaced once by several that come at once', async () => {
    const first = await opened.send(ct.bytes);
    fs.rmSync(pathOf((await rowOf(first.instanceID)).object_key));
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(opened.send(ct.bytes))));
    expect(codes).toEqual(['stored', 'stored', 'stored']);
    const after = await rowOf(first.instanceID);
    expect(after.content_version).toBe(2);
    expect(fs.existsSync(pathOf(after.object_key))).toBe(true);
  });
});

describe('A rejected study', () => {
  it('that comes again tells its sender, is noted once for each reception, and stays rejected for the very same', async () => {
    const first = await opened.send(ct.bytes);
    expect(first.rejection).toBeNull();
    const decisionID = await decide(first.studyID, 'rejected');
    const reception = await opened.openReception();
    for (let time = 0; time < 2; time++) {
      const again = await opened.send(ct.bytes, reception);
      expect(again).toMatchObject({ outcome: 'already-stored', rejection: { studyID: first.studyID, decisionID } });
    }
    expect(await stageOf(first.studyID)).toBe('rejected');
    const noted = await opened.connection.database.selectFrom('study_resends').select(['study_id', 'reception_id']).execute();
    expect(noted).toEqual([{ study_id: first.studyID, reception_id: reception.id }]);
  });

  it('is opened again by an instance that is new, and its sender is told all the same', async () => {
    const [one, two] = [...ctStudy(2)] as [GeneratedInstance, GeneratedInstance];
    const first = await opened.send(one.bytes);
    await decide(first.studyID, 'rejected');
    expect(await opened.send(two.bytes)).toMatchObject({ outcome: 'stored', rejection: { studyID: first.studyID } });
    expect(await stageOf(first.studyID)).toBe('received');
  });
});
