import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { orderDetail, orderList, uploadAnswer, uploadState } from '#core/contract/orders.js';
import { hospitalAnswer } from '#core/contract/session.js';
import { makeUID } from '#core/dicom/uid.js';
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

function manifestOf(studyInstanceUID: string, uids: string[]) {
  return { studies: [{ studyInstanceUID, series: [{ seriesInstanceUID: `${studyInstanceUID.slice(0, 50)}.1`, sopInstanceUIDs: uids }] }] };
}
const newUIDs = (count: number) => Array.from({ length: count }, makeUID);

describe('a referral order', () => {
  it('is placed and signed by a clinician, with a called AE title of its own', async () => {
    const answer = await portal.placeOrder(clinician);
    expect(answer.status).toBe(201);
    const order = orderDetail.parse(answer.json);
    expect(order).toMatchObject({ state: 'signed', imagesState: 'awaiting', senderPatientID: 'RC-1', version: 1, studies: [] });
    expect(order.ledger).toMatchObject({ announced: null, received: 0 });
    expect(order.calledAETitle).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
    expect(Date.parse(order.calledAETitleExpiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
  });

  it('of the same patient under the same Patient ID makes no second patient', async () => {
    await portal.placeOrder(clinician, { senderPatientID: 'RC-SAME' });
    await portal.placeOrder(clinician, { senderPatientID: 'RC-SAME' });
    const rows = await portal.database.selectFrom('patient_identifiers').select('id').where('patient_id', '=', 'RC-SAME').execute();
    expect(rows).toHaveLength(1);
  });

  it('with images by PACS is refused with what to do where that is not enabled', async () => {
    const answer = await portal.placeOrder(clinician2, { imagesBy: 'pacs' });
    expect([answer.status, answer.json.code]).toEqual([409, 'conflict']);
    expect(answer.json.detail).toMatch(/ask the hospital/);
    expect((await portal.placeOrder(clinician, { imagesBy: 'pacs' })).status).toBe(201);
  });

  it('is listed newest first, searched and filtered, for its organization and for hospital staff', async () => {
    const placed = (
      await portal.placeOrder(clinician, { patient: { familyName: 'Zebra_100%', givenName: 'Zoe', birthDate: '1990-01-02', sex: 'F' } })
    ).json;
    const find = async (client: Client, query: string) => orderList.parse((await client.call('GET', `/api/orders?${query}`)).json);
    expect((await find(clinician, 'limit=1')).orders[0]?.id).toBe(placed.id);
    expect((await find(clinician, 'search=zebra_100%25%20zoe')).orders.map((order) => order.id)).toEqual([placed.id]);
    expect((await find(radiology, 'search=zebra&imagesState=awaiting&state=signed')).total).toBe(1);
    expect((await find(radiology, 'search=zebra&imagesState=confirmed')).total).toBe(0);
    expect((await find(clinician2, 'search=zebra')).total).toBe(0);
  });

  it('is cancelled with a reason, once, and only in the version that was seen', async () => {
    const { id } = (await portal.placeOrder(clinician)).json;
    const cancel = (version?: number) => clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'patient declined', version });
    expect((await cancel(7)).status).toBe(409);
    expect((await cancel(1)).json).toMatchObject({ state: 'cancelled', cancelledReason: 'patient declined', version: 2 });
    expect((await cancel()).status).toBe(409);
    const upload = await clinician.call('POST', `/api/orders/${id}/uploads`, manifestOf(makeUID(), newUIDs(1)));
    expect([upload.status, upload.json.code]).toEqual([409, 'order-not-open']);
  });

  it("takes the sender's identifiers, and studies that waited for them are judged anew", async () => {
    const { id } = (await portal.placeOrder(clinician, { imagesBy: 'pacs', senderPatientID: undefined })).json;
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1);
    await portal.database.updateTable('studies').set({ stage: 'linked', patient_id: 'LATE-1' }).where('id', '=', studyID).execute();
    await portal.database.deleteFrom('outbox').execute();
    const answer = await clinician.call('PUT', `/api/orders/${id}/sender-identifiers`, {
      senderPatientID: 'LATE-1',
      description: 'CT of the chest',
    });
    expect(answer.json).toMatchObject({ senderPatientID: 'LATE-1', imagesDescription: 'CT of the chest', version: 2 });
    expect(await portal.database.selectFrom('outbox').select(['stage', 'study_id']).execute()).toEqual([
      { stage: 'link', study_id: studyID },
    ]);
  });
});

describe('the organization of an order (C02)', () => {
  it("answers another organization's ids byte for byte as it answers ids of nothing", async () => {
    const { id } = (await portal.placeOrder(clinician)).json;
    const { id: uploadID } = (await clinician.call('POST', `/api/orders/${id}/uploads`, manifestOf(makeUID(), newUIDs(2)))).json;
    const nothing = '00000000-0000-4000-8000-000000000000';
    const attempts: [string, (id: string) => string, unknown, string][] = [
      ['GET', (one) => `/api/orders/${one}`, undefined, id],
      ['POST', (one) => `/api/orders/${one}/uploads`, manifestOf(makeUID(), newUIDs(1)), id],
      ['POST', (one) => `/api/orders/${one}/cancellation`, { reason: 'not mine' }, id],
      ['PUT', (one) => `/api/orders/${one}/sender-identifiers`, { senderPatientID: 'x' }, id],
      ['GET', (one) => `/api/uploads/${one}`, undefined, uploadID],
    ];
    for (const [method, path, body, theirs] of attempts) {
      const foreign = await clinician2.call(method, path(theirs), body);
      const missing = await clinician2.call(method, path(nothing), body);
      expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
      const names = (headers: Headers) => [...headers.entries()].filter(([name]) => !['date', 'x-request-id'].includes(name));
      expect(names(foreign.headers)).toEqual(names(missing.headers));
    }
  });
});

describe('an announced upload', () => {
  it('is counted by the ledger at every step', async () => {
    const { id } = (await portal.placeOrder(clinician)).json;
    const [studyInstanceUID, uids] = [makeUID(), newUIDs(4)];
    const announced = uploadAnswer.parse(
      (await clinician.call('POST', `/api/orders/${id}/uploads`, manifestOf(studyInstanceUID, uids))).json,
    );
    expect(announced.alreadyStored).toEqual([]);
    const order = async () => orderDetail.parse((await clinician.call('GET', `/api/orders/${id}`)).json);
    expect(await order()).toMatchObject({ imagesState: 'uploading', ledger: { announced: 4, received: 0 } });

    const studyID = await portal.storeInstances(portal.organizations.riverside, 3, studyInstanceUID, uids);
    expect((await order()).ledger).toMatchObject({ announced: 4, received: 3, validated: 0, attached: 0, byteCount: 3000 });
    const state = uploadState.parse((await clinician.call('GET', `/api/uploads/${announced.id}`)).json);
    expect(state).toMatchObject({ announced: 4, stored: 3, missing: [uids[3]] });

    await portal.makeReady(studyID, id);
    const linked = await order();
    expect(linked.ledger).toMatchObject({ announced: 4, received: 3, validated: 3, attached: 3, confirmed: 0 });
    expect(linked.studies[0]?.ledger).toMatchObject({ announced: 4, received: 3, attached: 3 });
    expect(linked.studies[0]?.series[0]).toMatchObject({ modality: 'CT', instanceCount: 3 });

    await portal.database
      .insertInto('refusals')
      .values({
        organization_id: portal.organizations.riverside,
        door: 'stow-rs',
        study_instance_uid: studyInstanceUID,
        sop_instance_uid: uids[3] ?? '',
        error_code: 'truncated',
        explanation: 'It ends too early.',
      })
      .execute();
    expect(await order()).toMatchObject({ imagesState: 'received', ledger: { refused: 1 }, refusals: [{ code: 'truncated' }] });
    await portal.storeInstances(portal.organizations.riverside, 1, studyInstanceUID, [uids[3] ?? '']);
    expect(await order()).toMatchObject({ imagesState: 'being-checked', ledger: { announced: 4, received: 4, refused: 0 } });
  });

  it('names what came for this order already, so that a broken upload goes on; what came another way is sent and compared again', async () => {
    const [studyInstanceUID, uids] = [makeUID(), newUIDs(2)];
    const studyID = await portal.storeInstances(portal.organizations.riverside, 2, studyInstanceUID, uids);
    await portal.storeInstances(portal.organizations.hilltop, 2, studyInstanceUID, newUIDs(2));
    const { id } = (await portal.placeOrder(clinician)).json;
    const announce = async () => {
      const answer = await clinician.call('POST', `/api/orders/${id}/uploads`, manifestOf(studyInstanceUID, [...uids, makeUID()]));
      return answer.json.alreadyStored;
    };
    expect(await announce()).toEqual([]);
    const ofStudy = portal.database.selectFrom('instances').select('reception_id').where('study_id', '=', studyID);
    await portal.database.updateTable('receptions').set({ order_id: id }).where('id', 'in', ofStudy).execute();
    expect(await announce()).toEqual([...uids].sort());
  });

  it('of 20,000 instances fits, and UIDs that can be none are refused', async () => {
    const { id } = (await portal.placeOrder(clinician)).json;
    const many = Array.from({ length: 20_000 }, (_, index) => `1.2.840.99999.20261122.${'7'.repeat(30)}.${index}`);
    expect((await clinician.call('POST', `/api/orders/${id}/uploads`, manifestOf(makeUID(), many))).status).toBe(201);
    const bad = await clinician.call('POST', `/api/orders/${id}/uploads`, manifestOf(makeUID(), ["1.2'; drop table"]));
    expect([bad.status, bad.json.code]).toEqual([400, 'bad-request']);
  }, 30_000);
});

describe('looks and changes', () => {
  it('leave audit records with our ids and no patient', async () => {
    const { id } = (await portal.placeOrder(clinician)).json;
    await radiology.call('GET', `/api/orders/${id}`);
    await radiology.call('GET', '/api/orders');
    // The record of a look is written behind the answer.
    const events = async () =>
      (await portal.database.selectFrom('audit_records').select(['event', 'account_id', 'subject']).execute()).filter((row) =>
        JSON.stringify(row.subject).includes(id),
      );
    for (let look = 0; look < 50 && (await events()).length < 4; look++) await new Promise((resolve) => setTimeout(resolve, 20));
    const found = await events();
    expect(new Set(found.map((row) => row.event))).toEqual(new Set(['order-signed', 'order-viewed', 'orders-listed']));
    const records = await portal.database.selectFrom('audit_records').selectAll().execute();
    // Digits of a hash may look like a year.
    const all = JSON.stringify(records.map(({ hash, previous_hash, ...said }) => said));
    expect(all).not.toMatch(/Sample|Sofia|1968|RC-1"/);
  });
});

describe('the hospital', () => {
  it('says where a PACS sends and whom to call', async () => {
    hospitalAnswer.parse((await clinician.call('GET', '/api/hospital')).json);
  });
});
