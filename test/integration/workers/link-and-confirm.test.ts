import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { receiptBody } from '#core/contract/studies.js';
import { issueReceipt } from '../../../workers/confirm/issue-receipt.js';
import { tidyUp } from '../../../workers/housekeeping/housekeeping.js';
import { linkStudy } from '../../../workers/link/link-study.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { Fixture, logger } from './fixture.js';
import { type SmallImage, smallImage } from './small-image.js';

let postgresql: TestPostgresql;
let folder: string;
let fixture: Fixture;
const context = () => ({ database: fixture.database, objects: fixture.objects, logger });
const archibald = { familyName: 'Doe', givenName: 'Archibald', birthDate: '1950-01-01', sex: 'M', senderPatientID: '77654033' };

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
  folder = await mkdtemp(join(tmpdir(), 'gateway-link-'));
}, 60_000);
beforeEach(async () => {
  fixture = new Fixture(await postgresql.freshDatabase(), folder);
  await fixture.prepare();
});
afterEach(() => fixture.close());
afterAll(async () => {
  await Promise.all([postgresql?.stop(), rm(folder, { recursive: true, force: true })]);
});

/** Stores an image of a study and marks it as validated. */
async function validated(image: SmallImage = { instance: 1 }, orderID?: string): Promise<string> {
  const reception = await fixture.openReception(orderID ?? null);
  const { studyID, instanceID } = await fixture.store(smallImage(image), reception, orderID ? { orderID } : undefined);
  await sql`update instances set state = 'sound', validated_at = now(), file_sha256 = 'f', data_set_sha256 = 'd' where id = ${instanceID}`.execute(
    fixture.database,
  );
  await sql`update studies set stage = 'validated' where id = ${studyID}`.execute(fixture.database);
  return studyID;
}
const kinds = async (studyID: string) => (await fixture.openQuestions(studyID)).map((question) => question.kind);
const answer = (studyID: string, value: string) =>
  sql`update questions set answered_at = now(), answer = ${value}, answered_by = ${fixture.accountID} where study_id = ${studyID} and answered_at is null`.execute(
    fixture.database,
  );

describe('Linking a study', () => {
  it("attaches a push to the one order that agrees on the sender's Patient ID, name and birth date", async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated();
    await linkStudy(context(), { studyID });
    expect(await fixture.study(studyID)).toMatchObject({ stage: 'linked', order_id: orderID, identity: 'agrees' });
    expect(await kinds(studyID)).toEqual([]);
    const attachment = await fixture.database
      .selectFrom('study_attachments')
      .selectAll()
      .where('study_id', '=', studyID)
      .executeTakeFirst();
    expect(attachment).toMatchObject({ how: 'matched', order_id: orderID, evidence: { verdict: 'agrees' } });
  });

  it.each(['draft', 'cancelled', 'closed'])('does not attach a push to an order that is %s', async (state) => {
    await fixture.makeOrder({ ...archibald, state });
    const studyID = await validated();
    await linkStudy(context(), { studyID });
    expect(await fixture.study(studyID)).toMatchObject({ stage: 'linked', order_id: null });
    expect(await kinds(studyID)).toEqual(['which-order']);
  });

  it('asks which order when two fit, and withdraws the question when a person has attached one', async () => {
    const orderIDs = [await fixture.makeOrder(archibald), await fixture.makeOrder(archibald)].sort();
    const studyID = await validated();
    await linkStudy(context(), { studyID });
    const [question] = await fixture.openQuestions(studyID);
    expect(question).toMatchObject({ kind: 'which-order', evidence: { reason: 'several', candidateOrderIDs: orderIDs } });
    await linkStudy(context(), { studyID });
    expect((await fixture.openQuestions(studyID))[0]?.id).toBe(question?.id);
    await sql`select attach_studies(array[${studyID}::uuid], ${orderIDs[0]}::uuid, 'person', ${fixture.accountID}::uuid)`.execute(
      fixture.database,
    );
    await linkStudy(context(), { studyID });
    expect(await kinds(studyID)).toEqual([]);
    const answered = await fixture.database
      .selectFrom('questions')
      .selectAll()
      .where('id', '=', question?.id ?? '')
      .executeTakeFirst();
    expect(answered?.answer).toBe('withdrawn');
  });

  it('asks which order when a study that has one is named to another, even if nothing new came with the name', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const otherOrderID = await fixture.makeOrder(archibald);
    const studyID = await validated({ instance: 1 }, orderID);
    await linkStudy(context(), { studyID });
    expect(await kinds(studyID)).toEqual([]);
    await sql`select attach_studies(array[${studyID}::uuid], ${otherOrderID}::uuid, 'address', null)`.execute(fixture.database);
    expect(await fixture.study(studyID)).toMatchObject({ stage: 'validated', order_id: orderID });
    await linkStudy(context(), { studyID });
    const [question] = await fixture.openQuestions(studyID);
    expect(question).toMatchObject({
      kind: 'which-order',
      evidence: { reason: 'named-twice', candidateOrderIDs: [orderID, otherOrderID] },
    });
  });

  it('does not attach again to an order from which a person has detached the study', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated();
    await linkStudy(context(), { studyID });
    await sql`update study_attachments set detached_at = now() where study_id = ${studyID}`.execute(fixture.database);
    await sql`update studies set order_id = null, stage = 'validated' where id = ${studyID}`.execute(fixture.database);
    await linkStudy(context(), { studyID });
    expect(await fixture.study(studyID)).toMatchObject({ order_id: null, identity: null });
    expect(orderID).toBeTruthy();
  });

  it('asks whose images they are when a study named to an order is of somebody else, once for the same evidence', async () => {
    const orderID = await fixture.makeOrder({ ...archibald, givenName: 'Betty', sex: 'F' });
    const studyID = await validated({ instance: 1 }, orderID);
    await linkStudy(context(), { studyID });
    expect(await fixture.study(studyID)).toMatchObject({ identity: 'differs', order_id: orderID });
    expect(await kinds(studyID)).toEqual(['whose-images']);
    await answer(studyID, 'same-patient');
    await linkStudy(context(), { studyID });
    expect(await kinds(studyID)).toEqual([]);
    await sql`update patients set birth_date = '1951-01-01'`.execute(fixture.database);
    await linkStudy(context(), { studyID });
    expect(await kinds(studyID)).toEqual(['whose-images']);
  });

  it('asks which order when a second one is named for the same study', async () => {
    const [first, second] = [await fixture.makeOrder(archibald), await fixture.makeOrder(archibald)];
    const studyID = await validated({ instance: 1 }, first);
    await validated({ instance: 2 }, second);
    await linkStudy(context(), { studyID });
    const [question] = await fixture.openQuestions(studyID);
    expect(question).toMatchObject({ kind: 'which-order', evidence: { reason: 'named-twice', candidateOrderIDs: [first, second] } });
  });

  it('asks about instances in quarantine, and again when there is one more', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated({ instance: 1 }, orderID);
    await validated({ instance: 2 }, orderID);
    await sql`update instances set state = 'quarantined' where sop_instance_uid like '%.1.1'`.execute(fixture.database);
    await linkStudy(context(), { studyID });
    expect(await kinds(studyID)).toEqual(['quarantined-instances']);
    await answer(studyID, 'proceed-without');
    await linkStudy(context(), { studyID });
    expect(await kinds(studyID)).toEqual([]);
    await sql`update instances set state = 'quarantined'`.execute(fixture.database);
    await linkStudy(context(), { studyID });
    expect(await kinds(studyID)).toEqual(['quarantined-instances']);
  });

  it('leaves a study alone that is not validated or is decided', async () => {
    const studyID = await validated();
    for (const stage of ['received', 'confirmed', 'rejected'] as const) {
      await fixture.database.updateTable('studies').set({ stage }).where('id', '=', studyID).execute();
      await linkStudy(context(), { studyID });
      expect((await fixture.study(studyID)).stage).toBe(stage);
    }
    expect(await kinds(studyID)).toEqual([]);
  });
});

describe('Receipt of a confirmed study', () => {
  async function confirm(studyID: string, orderID: string, instanceCount: number): Promise<string> {
    const id = randomUUID();
    await sql`insert into decisions (id, study_id, order_id, decision, instance_set, instance_count, account_id)
      values (${id}, ${studyID}, ${orderID}, 'confirmed', 'set', ${instanceCount}, ${fixture.accountID})`.execute(fixture.database);
    await sql`insert into decision_instances (decision_id, instance_id, content_version, state)
      select ${id}, id, content_version, state from instances where study_id = ${studyID}`.execute(fixture.database);
    return id;
  }

  it('is signed, lists what was seen with both digests, and is issued once by workers that start at once', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated({ instance: 1 }, orderID);
    const decisionID = await confirm(studyID, orderID, 1);
    await validated({ instance: 2 }, orderID);
    await Promise.all([issueReceipt(context(), { studyID }), issueReceipt(context(), { studyID })]);
    await issueReceipt(context(), { studyID });
    const receipts = await fixture.database.selectFrom('receipts').selectAll().execute();
    expect(receipts).toHaveLength(1);
    const [receipt] = receipts;
    expect(receipt).toMatchObject({ decision_id: decisionID, receipt_number: expect.stringMatching(/^R-\d{4}-\d{6}$/) });
    const keys = await fixture.database.selectFrom('signing_keys').selectAll().execute();
    expect(keys).toHaveLength(1);
    const isGenuine = (body: string) =>
      verify(null, Buffer.from(body), createPublicKey(keys[0]?.public_key ?? ''), Buffer.from(receipt?.signature ?? '', 'base64'));
    expect(isGenuine(receipt?.body ?? '')).toBe(true);
    expect(isGenuine(`${receipt?.body} `)).toBe(false);
    expect(JSON.parse(receipt?.body ?? '').instances).toMatchObject([{ dataSetSHA256: 'd', fileSHA256: 'f' }]);
  });

  it('says how much was announced, and what of it was missing or left out', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated({ instance: 1 }, orderID);
    const decisionID = await confirm(studyID, orderID, 1);
    await sql`update decisions set announced_count = 12, missing_count = 8, left_out_count = 3 where id = ${decisionID}`.execute(
      fixture.database,
    );
    await issueReceipt(context(), { studyID });
    const { body } = await fixture.database.selectFrom('receipts').select('body').executeTakeFirstOrThrow();
    expect(JSON.parse(body)).toMatchObject({ announced: 12, missing: 8, leftOut: 3, instances: [{}] });
  });

  it('lists what was quarantined apart, as it was when it was decided, and nothing that changed or came later', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated({ instance: 1 }, orderID);
    await validated({ instance: 2 }, orderID);
    await sql`update instances set state = 'quarantined', data_set_sha256 = null, file_sha256 = null where sop_instance_uid like '%.1.1'`.execute(
      fixture.database,
    );
    await confirm(studyID, orderID, 2);
    // An instance that was committed before the decision and seen by nobody has a place in neither list, whatever the clocks say.
    await validated({ instance: 3 }, orderID);
    await sql`update instances set validated_at = now() - interval '1 hour' where sop_instance_uid like '%.1.3'`.execute(fixture.database);
    await sql`update instances set state = 'quarantined' where sop_instance_uid like '%.1.2'`.execute(fixture.database);
    await issueReceipt(context(), { studyID });
    const { body } = await fixture.database.selectFrom('receipts').select('body').executeTakeFirstOrThrow();
    const { instances, quarantined } = receiptBody.parse(JSON.parse(body));
    expect(instances).toMatchObject([{ sopInstanceUID: expect.stringMatching(/\.1\.2$/), state: 'sound', dataSetSHA256: 'd' }]);
    expect(quarantined).toMatchObject([{ sopInstanceUID: expect.stringMatching(/\.1\.1$/), state: 'quarantined', dataSetSHA256: null }]);
  });

  it('is not issued when what was seen cannot be told', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated({ instance: 1 }, orderID);
    await confirm(studyID, orderID, 7);
    await expect(issueReceipt(context(), { studyID })).rejects.toMatchObject({ code: 'conflict' });
    expect(await fixture.database.selectFrom('receipts').selectAll().execute()).toEqual([]);
  });
});

describe('Housekeeping', () => {
  it('forgets ended sign-ins and closes as lost what a gateway that is gone left open', async () => {
    await sql`insert into sessions (sid, sess, expire) values ('old', '{}', now() - interval '1 minute'), ('new', '{}', now() + interval '1 hour')`.execute(
      fixture.database,
    );
    const insert = (gatewayID: string) =>
      sql`insert into receptions (id, organization_id, door, gateway_id, started_at)
      values (gen_random_uuid(), ${fixture.organizationID}, 'dimse', ${gatewayID}, now() - interval '5 minutes')`.execute(fixture.database);
    await insert('gone');
    await insert('here');
    await sql`insert into storage_folders (folder, gateway_id, host, process_id)
      values ('f', 'here', ${(await import('node:os')).hostname()}, ${process.pid})`.execute(fixture.database);
    await tidyUp(fixture.database);
    const receptions = await fixture.database.selectFrom('receptions').select(['gateway_id', 'outcome']).orderBy('gateway_id').execute();
    expect(receptions).toEqual([
      { gateway_id: 'gone', outcome: 'lost' },
      { gateway_id: 'here', outcome: 'open' },
    ]);
    const sessions = await fixture.database.selectFrom('sessions').select('sid').execute();
    expect(sessions).toEqual([{ sid: 'new' }]);
  });
});
