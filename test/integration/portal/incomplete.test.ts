import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { type HomeAnswer, homeAnswer } from '#core/contract/encounters.js';
import { orderDetail, orderList, uploadAnswer, uploadComparison, uploadState } from '#core/contract/orders.js';
import { studyDetail, studyList } from '#core/contract/studies.js';
import { makeUID } from '#core/dicom/uid.js';
import { settleAnnouncements } from '#core/studies/missing-instances.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;
let clinician2: Client;
let radiology: Client;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, clinician2, radiology] = await Promise.all([
    portal.signIn('clinician'),
    portal.signIn('clinician2'),
    portal.signIn('radiology'),
  ]);
}, 60_000);
afterAll(() => portal.close(), 60_000);

const newUIDs = (count: number) => Array.from({ length: count }, makeUID);
function manifestOf(studyInstanceUID: string, uids: string[]) {
  return { studies: [{ studyInstanceUID, series: [{ seriesInstanceUID: `${studyInstanceUID.slice(0, 50)}.1`, sopInstanceUIDs: uids }] }] };
}

interface Begun {
  orderID: string;
  studyID: string;
  studyInstanceUID: string;
  uploadID: string;
  here: string[];
  missing: string[];
}

async function announce(orderID: string, studyInstanceUID: string, uids: string[], client = clinician): Promise<string> {
  const answer = await client.call('POST', `/api/orders/${orderID}/uploads`, manifestOf(studyInstanceUID, uids));
  return uploadAnswer.parse(answer.json).id;
}

/** Stores instances as an upload to the order does. */
async function store(orderID: string, studyInstanceUID: string, uids: string[]): Promise<string> {
  const studyID = await portal.storeInstances(portal.organizations.riverside, uids.length, studyInstanceUID, uids);
  await sql`update receptions r set order_id = ${orderID} from instances i
    where i.reception_id = r.id and i.sop_instance_uid = any (${uids})`.execute(portal.database);
  return studyID;
}

/** An upload of ten images of which three arrived; it stopped long ago unless `isLive`. */
async function begin({ isLive = false, orderID = '' } = {}): Promise<Begun> {
  const order = orderID || ((await portal.placeOrder(clinician)).json.id as string);
  const [studyInstanceUID, uids] = [makeUID(), newUIDs(10)];
  const uploadID = await announce(order, studyInstanceUID, uids);
  const studyID = await store(order, studyInstanceUID, uids.slice(0, 3));
  await portal.makeReady(studyID, order);
  if (!isLive) await letRest(studyID, uploadID);
  return { orderID: order, studyID, studyInstanceUID, uploadID, here: uids.slice(0, 3), missing: uids.slice(3) };
}

async function letRest(studyID: string, uploadID: string): Promise<void> {
  await sql`update studies set last_received_at = now() - interval '1 hour' where id = ${studyID}`.execute(portal.database);
  await sql`update uploads set created_at = created_at - interval '1 hour' where id = ${uploadID}`.execute(portal.database);
}

async function refuse(begun: Begun, sopInstanceUID: string, code: string, reception: { outcome: string } | null = null): Promise<void> {
  const { rows } = reception
    ? await sql<{ id: string }>`insert into receptions (id, organization_id, door, order_id, gateway_id, ended_at, outcome)
        values (gen_random_uuid(), ${portal.organizations.riverside}, 'stow-rs', ${begun.orderID}, 'test', now(), ${reception.outcome})
        returning id`.execute(portal.database)
    : { rows: [] };
  await portal.database
    .insertInto('refusals')
    .values({
      reception_id: rows[0]?.id ?? null,
      organization_id: portal.organizations.riverside,
      door: 'stow-rs',
      study_instance_uid: begun.studyInstanceUID,
      sop_instance_uid: sopInstanceUID,
      error_code: code,
      explanation: 'As the test has it.',
    })
    .execute();
}

const studyOf = async (studyID: string) => studyDetail.parse((await radiology.call('GET', `/api/studies/${studyID}`)).json);
const orderOf = async (orderID: string, client = clinician) => orderDetail.parse((await client.call('GET', `/api/orders/${orderID}`)).json);
const listed = async (client: Client, query: string) => studyList.parse((await client.call('GET', `/api/studies${query}`)).json);
const inList = async (orderID: string, query = '') =>
  orderList.parse((await clinician.call('GET', `/api/orders?limit=200${query}`)).json).orders.find(({ id }) => id === orderID);
const atHome = async (): Promise<HomeAnswer> => homeAnswer.parse((await clinician.call('GET', '/api/home')).json);
const confirm = (studyID: string, body: object) => radiology.call('POST', `/api/studies/${studyID}/confirmation`, body);
const leaveOut = (uploadID: string, body: object = {}, client = clinician) => client.call('POST', `/api/uploads/${uploadID}/ending`, body);

describe('A study of which announced instances have not arrived', () => {
  it('is incomplete for both sides, by number', async () => {
    const { studyID, orderID } = await begin();
    expect(await studyOf(studyID)).toMatchObject({
      stage: 'linked',
      missing: 7,
      isArriving: false,
      ledger: { announced: 10, received: 3 },
    });
    const order = await orderOf(orderID);
    expect(order).toMatchObject({ imagesState: 'incomplete', imagesMissing: 7, isArriving: false, studyStates: { incomplete: 1 } });
    expect(order.studies).toMatchObject([{ missing: 7, isArriving: false }]);
    expect(order.openUploads).toMatchObject([{ announced: 10, missing: 7, by: 'The clinician' }]);
    expect(await orderOf(orderID, radiology)).toMatchObject({ imagesState: 'incomplete', imagesMissing: 7 });
    expect(await inList(orderID, '&imagesState=incomplete')).toMatchObject({ imagesMissing: 7 });
    const home = await atHome();
    expect(home.imagesStates.incomplete).toBeGreaterThan(0);
    expect(home.stoppedUploads.find((one) => one.orderID === orderID)).toMatchObject({ received: 3, missing: 7, isArriving: false });
  });

  it('stands in a state of its own on the worklist, and not among those that are ready', async () => {
    const { studyID } = await begin();
    const incomplete = await listed(radiology, '?state=incomplete&limit=200');
    expect(incomplete.studies.find(({ id }) => id === studyID)).toMatchObject({ missing: 7 });
    expect(incomplete.total).toBe(incomplete.counts.incomplete);
    expect((await listed(radiology, '?state=ready&limit=200')).studies.map(({ id }) => id)).not.toContain(studyID);
  });

  it('is uploading while bytes come, until its sender says that it stops', async () => {
    const { studyID, orderID, uploadID } = await begin({ isLive: true });
    expect(await studyOf(studyID)).toMatchObject({ missing: 7, isArriving: true });
    expect(await orderOf(orderID)).toMatchObject({ imagesState: 'uploading', isArriving: true });
    expect((await clinician.call('POST', `/api/uploads/${uploadID}/pause`, {})).status).toBe(200);
    expect(await studyOf(studyID)).toMatchObject({ missing: 7, isArriving: false });
    expect(await orderOf(orderID)).toMatchObject({ imagesState: 'incomplete', isArriving: false });
    // What comes after the echo of the last bytes is a sender at work.
    await sql`update uploads set paused_at = now() - interval '1 minute' where id = ${uploadID}`.execute(portal.database);
    expect(await studyOf(studyID)).toMatchObject({ isArriving: true });
  });

  it('is uploading while a request is under way, however long the gap between images', async () => {
    const { studyID, orderID } = await begin();
    const { rows } = await sql<{ id: string }>`insert into receptions (id, organization_id, door, order_id, gateway_id)
      values (gen_random_uuid(), ${portal.organizations.riverside}, 'stow-rs', ${orderID}, 'test') returning id`.execute(portal.database);
    expect(await studyOf(studyID)).toMatchObject({ isArriving: true });
    await sql`update receptions set ended_at = now(), outcome = 'aborted' where id = ${rows[0]?.id}`.execute(portal.database);
    expect(await studyOf(studyID)).toMatchObject({ isArriving: false });
  });

  it('counts what was refused for good apart, and what a cut request left as missing', async () => {
    const begun = await begin();
    const [sopClass = '', cut = '', endsEarly = '', later = ''] = begun.missing;
    await refuse(begun, sopClass, 'sop-class-not-supported');
    await refuse(begun, cut, 'truncated', { outcome: 'aborted' });
    await refuse(begun, endsEarly, 'truncated', { outcome: 'completed' });
    await refuse(begun, later, 'out-of-resources', { outcome: 'completed' });
    expect(await studyOf(begun.studyID)).toMatchObject({ missing: 5, ledger: { refused: 2, received: 3, announced: 10 } });
    expect(await orderOf(begun.orderID)).toMatchObject({ imagesMissing: 5, ledger: { refused: 2 } });
  });

  it('is complete when the rest has come, from wherever', async () => {
    const { studyID, orderID, studyInstanceUID, missing } = await begin();
    await portal.storeInstances(portal.organizations.riverside, missing.length, studyInstanceUID, missing);
    await portal.makeReady(studyID, orderID);
    expect(await studyOf(studyID)).toMatchObject({ missing: 0, isArriving: false });
    expect(await orderOf(orderID)).toMatchObject({ imagesState: 'received', imagesMissing: 0, studyStates: { ready: 1 }, openUploads: [] });
    expect((await atHome()).stoppedUploads.map((one) => one.orderID)).not.toContain(orderID);
  });

  it('is looked at for what is missing only while something is awaited', async () => {
    const { studyID, studyInstanceUID, missing, uploadID } = await begin();
    const awaited = async () =>
      (await portal.database.selectFrom('upload_studies').select('is_awaited').where('upload_id', '=', uploadID).execute())[0]?.is_awaited;
    await settleAnnouncements(portal.database, studyID);
    expect(await awaited()).toBe(true);
    await portal.storeInstances(portal.organizations.riverside, missing.length, studyInstanceUID, missing);
    await settleAnnouncements(portal.database, studyID);
    expect(await awaited()).toBe(false);
  });

  it('lacks nothing that another organization announced under the same identifiers', async () => {
    const { studyID, studyInstanceUID } = await begin();
    const foreign = (await portal.placeOrder(clinician2)).json.id;
    await announce(foreign, studyInstanceUID, newUIDs(50), clinician2);
    expect(await studyOf(studyID)).toMatchObject({ missing: 7 });
  });

  it('awaits nothing any more when its order is cancelled', async () => {
    const { studyID, orderID } = await begin();
    await clinician.call('POST', `/api/orders/${orderID}/cancellation`, { reason: 'not needed' });
    expect(await studyOf(studyID)).toMatchObject({ missing: 0, ledger: { announced: 10, received: 3, leftOut: 7 } });
  });
});

describe('Confirming an incomplete study', () => {
  it('answers 409 with the number, until the request says that it knows it', async () => {
    const { studyID } = await begin();
    const { instanceSet, mayConfirm } = await studyOf(studyID);
    expect(mayConfirm).toBe(true);
    for (const body of [{ instanceSet }, { instanceSet, missingAcknowledged: 0 }, { instanceSet, missingAcknowledged: 6 }]) {
      const answer = await confirm(studyID, body);
      expect([answer.status, answer.json.code, answer.json.missing]).toEqual([409, 'conflict', 7]);
      expect(answer.json.detail).toMatch(/^7 announced images have not arrived/);
    }
    expect((await studyOf(studyID)).decisions).toEqual([]);
    expect((await confirm(studyID, { instanceSet, missingAcknowledged: 7 })).status).toBe(200);
  });

  it('is remembered as of then by the decision, on both sides, also when the rest comes and the study is open again', async () => {
    const { studyID, orderID, studyInstanceUID, missing } = await begin();
    const { instanceSet } = await studyOf(studyID);
    await confirm(studyID, { instanceSet, missingAcknowledged: 7 });
    const asOfThen = { decision: 'confirmed', instanceCount: 3, announced: 10, missing: 7, leftOut: 0 };
    expect((await studyOf(studyID)).decisions).toMatchObject([asOfThen]);
    // Nothing more is asked of the sender, who may send the rest all the same.
    expect(await orderOf(orderID)).toMatchObject({
      imagesState: 'confirmed',
      imagesMissing: 0,
      studies: [{ decision: asOfThen, missing: 7 }],
    });
    await store(orderID, studyInstanceUID, missing);
    const reopened = await orderOf(orderID);
    expect(reopened).toMatchObject({
      imagesState: 'being-checked',
      studies: [{ stage: 'received', decision: null, decisions: [asOfThen] }],
    });
    expect((await studyOf(studyID)).decisions).toMatchObject([asOfThen]);
  });

  it('ends what is asked of the sender, but for what is announced after it', async () => {
    const { studyID, orderID, studyInstanceUID } = await begin();
    await confirm(studyID, { instanceSet: (await studyOf(studyID)).instanceSet, missingAcknowledged: 7 });
    await announce(orderID, studyInstanceUID, newUIDs(5));
    expect(await orderOf(orderID)).toMatchObject({ imagesState: 'uploading', imagesMissing: 5, studyStates: { confirmed: 1 } });
  });

  it('needs no word where nothing is missing, and refuses one that is not true any more', async () => {
    const { studyID, orderID, studyInstanceUID, missing } = await begin();
    await store(orderID, studyInstanceUID, missing);
    await portal.makeReady(studyID, orderID);
    const { instanceSet } = await studyOf(studyID);
    const stale = await confirm(studyID, { instanceSet, missingAcknowledged: 7 });
    expect([stale.status, stale.json.detail]).toEqual([409, expect.stringMatching(/^Nothing is missing any more/)]);
    expect((await confirm(studyID, { instanceSet })).status).toBe(200);
    expect((await studyOf(studyID)).decisions).toMatchObject([{ announced: 10, missing: 0, leftOut: 0 }]);
  });

  it('can not be done without asking by whoever rejects: a rejection says what was missing, too', async () => {
    const { studyID } = await begin();
    const { instanceSet } = await studyOf(studyID);
    const answer = await radiology.call('POST', `/api/studies/${studyID}/rejection`, { instanceSet, reason: 'of the wrong side' });
    expect(answer.status).toBe(200);
    expect((await studyOf(studyID)).decisions).toMatchObject([{ decision: 'rejected', announced: 10, missing: 7 }]);
  });
});

describe('The rest of an upload', () => {
  it('is left out by a person of its organization, counted and told; nothing is incomplete any more', async () => {
    const { studyID, orderID, uploadID } = await begin();
    const answer = await leaveOut(uploadID, { reason: 'The disc is damaged.' });
    expect(uploadState.parse(answer.json)).toMatchObject({ announced: 10, stored: 3, missing: [], leftOut: 7 });
    expect(answer.json.endedAt).not.toBeNull();
    expect(await studyOf(studyID)).toMatchObject({ missing: 0, ledger: { announced: 10, received: 3, leftOut: 7 } });
    const order = await orderOf(orderID);
    expect(order).toMatchObject({ imagesState: 'received', imagesMissing: 0, studyStates: { ready: 1 }, ledger: { leftOut: 7 } });
    expect(order.history.at(-1)).toMatchObject({
      event: 'images-left-out',
      by: 'The clinician',
      reason: 'The disc is damaged.',
      imageCount: 7,
    });
    const { instanceSet } = await studyOf(studyID);
    expect((await confirm(studyID, { instanceSet })).status).toBe(200);
    expect((await studyOf(studyID)).decisions).toMatchObject([{ announced: 10, missing: 0, leftOut: 7 }]);
  });

  it('is left out once, by radiology too, and never by another organization', async () => {
    const { orderID, uploadID } = await begin();
    expect((await leaveOut(uploadID, {}, clinician2)).status).toBe(404);
    expect((await orderOf(orderID)).imagesMissing).toBe(7);
    expect((await leaveOut(uploadID, {}, radiology)).status).toBe(200);
    expect((await leaveOut(uploadID)).status).toBe(200);
    expect((await orderOf(orderID)).history.filter(({ event }) => event === 'images-left-out')).toMatchObject([{ by: 'The radiology' }]);
  });

  it('takes an earlier announcement of the same with it, and not a later one', async () => {
    const first = await begin();
    const second = await announce(first.orderID, first.studyInstanceUID, [...first.here, ...first.missing]);
    expect(await orderOf(first.orderID)).toMatchObject({ imagesMissing: 7, openUploads: [{ id: second }, { id: first.uploadID }] });
    await leaveOut(first.uploadID);
    expect(await orderOf(first.orderID)).toMatchObject({ imagesMissing: 7, openUploads: [{ id: second, missing: 7 }] });
    await leaveOut(second);
    expect(await orderOf(first.orderID)).toMatchObject({ imagesMissing: 0, openUploads: [] });
    const third = await announce(first.orderID, first.studyInstanceUID, first.missing.slice(0, 2));
    expect(await orderOf(first.orderID)).toMatchObject({ imagesMissing: 2, ledger: { leftOut: 5 }, openUploads: [{ id: third }] });
  });

  it('leaves out what an ended upload announced and what was refused stands apart', async () => {
    const begun = await begin();
    await refuse(begun, begun.missing[0] ?? '', 'sop-class-not-supported');
    await leaveOut(begun.uploadID);
    expect(await studyOf(begun.studyID)).toMatchObject({ missing: 0, ledger: { leftOut: 6, refused: 1, received: 3, announced: 10 } });
  });
});

describe('A later upload of the same order', () => {
  it('adds what it announces besides', async () => {
    const { orderID, studyID, studyInstanceUID } = await begin();
    await announce(orderID, studyInstanceUID, newUIDs(5));
    expect(await studyOf(studyID)).toMatchObject({ missing: 12, ledger: { announced: 15 } });
  });

  it('is told beforehand what is here, what it would send, and what stays missing', async () => {
    const { orderID, studyInstanceUID, here, missing } = await begin();
    const compare = async (uids: string[]) =>
      uploadComparison.parse(
        (await clinician.call('POST', `/api/orders/${orderID}/uploads/comparison`, manifestOf(studyInstanceUID, uids))).json,
      );
    expect(await compare([...here, ...missing])).toEqual({ alreadyStored: 3, toSend: 7, stillMissing: 0 });
    expect(await compare([...here, ...missing.slice(2)])).toEqual({ alreadyStored: 3, toSend: 5, stillMissing: 2 });
    // Asking announces nothing.
    expect((await orderOf(orderID)).openUploads).toHaveLength(1);
  });
});

describe('An order of several studies', () => {
  it('counts each state, and has one word for all', async () => {
    const order = (await portal.placeOrder(clinician)).json.id as string;
    const [first, second, third] = [await begin({ orderID: order }), await begin({ orderID: order }), await begin({ orderID: order })];
    for (const { studyInstanceUID, missing, studyID } of [first, second]) {
      await store(order, studyInstanceUID, missing);
      await portal.makeReady(studyID, order);
    }
    await confirm(first.studyID, { instanceSet: (await studyOf(first.studyID)).instanceSet });
    const { instanceSet } = await studyOf(second.studyID);
    await radiology.call('POST', `/api/studies/${second.studyID}/rejection`, { instanceSet, reason: 'of the wrong side' });
    expect(await inList(order)).toMatchObject({ studyStates: { confirmed: 1, rejected: 1, incomplete: 1 }, imagesState: 'incomplete' });
    await store(order, third.studyInstanceUID, third.missing);
    await portal.makeReady(third.studyID, order);
    expect(await orderOf(order)).toMatchObject({ studyStates: { confirmed: 1, rejected: 1, ready: 1 }, studyCount: 3 });
    expect((await atHome()).recentOrders.find(({ id }) => id === order)?.studyStates).toEqual({ confirmed: 1, rejected: 1, ready: 1 });
  });
});
