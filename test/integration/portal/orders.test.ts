import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { orderDetail, orderList, uploadAnswer, uploadState } from '#core/contract/orders.js';
import { hospitalAnswer } from '#core/contract/session.js';
import { makeUID } from '#core/dicom/uid.js';
import { until } from '../../support/until.js';
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
  it('is drafted and signed by a clinician, with a called AE title of its own', async () => {
    const draft = await portal.draftOrder(clinician);
    expect(draft.status).toBe(201);
    expect(orderDetail.parse(draft.json)).toMatchObject({
      state: 'draft',
      version: 1,
      imagesBy: 'none',
      imagesState: 'not-expected',
      orderType: 'Referral to Neurology',
      department: 'Neurology',
      authorizingProvider: 'River, Pat, MD',
      location: { region: 'Central of the tests', phone: '555-0120' },
      diagnoses: [{ code: 'G43.109', codeYear: 2026, title: 'Migraine with aura, not intractable, without status migrainosus' }],
      missing: [],
      maySign: true,
      signature: null,
    });
    const order = orderDetail.parse((await clinician.call('POST', `/api/orders/${draft.json.id}/signature`, { version: 1 })).json);
    expect(order).toMatchObject({ state: 'signed', imagesState: 'awaiting', senderPatientID: 'RC-1', version: 2, studies: [] });
    expect(order.ledger).toMatchObject({ announced: null, received: 0 });
    expect(order.calledAETitle).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
    expect(Date.parse(order.calledAETitleExpiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
  });

  it("is answered again, and not made twice, to a second request with the caller's own number", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => portal.draftOrder(clinician, { placerOrderNumber: 'P-1' })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
    expect(answers[0]?.json.placerOrderNumber).toBe('P-1');
    const patientID = await portal.addPatient(portal.organizations.riverside, { familyName: 'Another' });
    expect((await portal.draftOrder(clinician, { placerOrderNumber: 'P-1', patientID })).status).toBe(409);
    const elsewhere = await portal.draftOrder(clinician2, { placerOrderNumber: 'P-1' });
    expect([elsewhere.status, elsewhere.json.id === answers[0]?.json.id]).toEqual([201, false]);
  });

  it("joins its writer's open encounter with the patient, and opens one where there is none", async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside, { familyName: 'Encountered' });
    const first = (await portal.draftOrder(clinician, { patientID })).json;
    expect(first.encounterID).not.toBeNull();
    expect((await portal.draftOrder(clinician, { patientID })).json.encounterID).toBe(first.encounterID);
    const opened = await clinician.call('POST', '/api/encounters', { patientID });
    expect([opened.status, opened.json.id, opened.json.drafts.length]).toEqual([200, first.encounterID, 2]);
    const signed = await clinician.call('POST', `/api/encounters/${first.encounterID}/signature`, {
      orders: opened.json.drafts.map((draft: { id: string }) => ({ id: draft.id, version: 1 })),
    });
    expect([signed.status, signed.json.drafts, signed.json.signed.length]).toEqual([200, [], 2]);
  });

  it('takes only what is offered to its organization, and names each choice that is not', async () => {
    const stranger = await portal.addPatient(portal.organizations.hilltop);
    expect((await portal.draftOrder(clinician, { patientID: stranger })).json.fields).toEqual({
      patientID: 'This patient is not among those of your organization.',
    });
    const nothing = '00000000-0000-4000-8000-000000000000';
    const answer = await portal.draftOrder(clinician, {
      orderTypeID: nothing,
      locationID: nothing,
      authorizingProviderID: portal.choices.providerID.clinician2,
      diagnoses: [{ code: 'G43.109' }, { code: 'G43' }, { code: 'ZZZ.9' }],
    });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.json.fields).sort()).toEqual([
      'authorizingProviderID',
      'diagnoses.1.code',
      'diagnoses.2.code',
      'locationID',
      'orderTypeID',
    ]);
    const ofHilltop = await portal.database
      .insertInto('order_types')
      .values({ name: 'For Hilltop', department: 'x' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await portal.database
      .insertInto('organization_order_types')
      .values({ organization_id: portal.organizations.hilltop, order_type_id: ofHilltop.id, position: 9 })
      .execute();
    const elsewhere = await portal.draftOrder(clinician, { orderTypeID: ofHilltop.id });
    expect(Object.keys(elsewhere.json.fields)).toEqual(['orderTypeID']);
    const retired = await portal.database
      .insertInto('providers')
      .values({ organization_id: portal.organizations.riverside, family_name: 'Gone', given_name: 'Gail', retired_at: new Date() })
      .returning('id')
      .executeTakeFirstOrThrow();
    const gone = await portal.draftOrder(clinician, { authorizingProviderID: retired.id });
    expect(Object.keys(gone.json.fields)).toEqual(['authorizingProviderID']);
  });

  it('changes by what is named in the version that was seen; the same again changes nothing', async () => {
    const { id } = (await portal.draftOrder(clinician, { insurance: { payer: 'A Plan', memberID: '1' } })).json;
    const change = (body: object) => clinician.call('PATCH', `/api/orders/${id}`, body);
    const changed = await change({ version: 1, comment: 'afternoons', diagnoses: [{ code: 'i10' }, { code: 'R91.1' }, { code: 'I10' }] });
    expect(changed.json).toMatchObject({
      version: 2,
      comment: 'afternoons',
      reasonForReferral: 'Second opinion',
      insurance: { payer: 'A Plan' },
    });
    expect(changed.json.diagnoses.map(({ code }: { code: string }) => code)).toEqual(['I10', 'R91.1']);
    const late = await change({ version: 1, comment: 'mornings' });
    expect([late.status, late.json.code, late.json.version]).toEqual([409, 'conflict', 2]);
    const same = {
      version: 2,
      comment: 'afternoons',
      insurance: { payer: 'A Plan', memberID: '1' },
      diagnoses: [{ code: 'I10' }, { code: 'R91.1' }],
    };
    expect((await change(same)).json.version).toBe(2);
    const cleared = await change({ version: 2, insurance: null, locationID: null, willUploadImages: null, diagnoses: [] });
    expect(cleared.json).toMatchObject({ version: 3, insurance: null, missing: ['diagnoses', 'location', 'willUploadImages'] });
  });

  it('changes once when two people save the same version at the same time', async () => {
    const { id } = (await portal.draftOrder(clinician)).json;
    const save = (comment: string) => clinician.call('PATCH', `/api/orders/${id}`, { version: 1, comment });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(save));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409]);
  });

  it('is a draft to its own organization only, also when it was cancelled before it was signed', async () => {
    const { id } = (await portal.draftOrder(clinician)).json;
    const status = async (client: Client) => (await client.call('GET', `/api/orders/${id}`)).status;
    expect([await status(clinician), await status(clinician2), await status(radiology)]).toEqual([200, 404, 404]);
    expect((await radiology.call('GET', '/api/orders?state=draft')).json.total).toBe(0);
    expect((await radiology.call('POST', `/api/orders/${id}/uploads`, manifestOf(makeUID(), newUIDs(1)))).status).toBe(404);
    await clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'begun by mistake', version: 1 });
    expect([await status(clinician), await status(radiology)]).toEqual([200, 404]);
  });

  it('has images of nobody before it is signed, by the browser after it, and by the PACS only where that is enabled', async () => {
    const { id } = (await portal.placeOrder(clinician2)).json;
    const refused = await clinician2.call('PUT', `/api/orders/${id}/sender-identifiers`, { senderPatientID: 'HP-1' });
    expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
    expect(refused.json.detail).toMatch(/ask the hospital/);
    const mine = (await portal.placeOrder(clinician)).json;
    const named = await clinician.call('PUT', `/api/orders/${mine.id}/sender-identifiers`, { senderPatientID: 'RC-1' });
    expect([mine.imagesBy, named.json.imagesBy]).toEqual(['browser', 'pacs']);
    const nameAgain = (version: number) =>
      clinician.call('PUT', `/api/orders/${mine.id}/sender-identifiers`, { senderPatientID: 'RC-2', version });
    expect((await nameAgain(mine.version)).status).toBe(409);
    await clinician.call('POST', `/api/orders/${mine.id}/cancellation`, { reason: 'not needed' });
    const draftID = (await portal.draftOrder(clinician)).json.id;
    for (const id of [mine.id, draftID]) {
      const late = await clinician.call('PUT', `/api/orders/${id}/sender-identifiers`, { senderPatientID: 'RC-2' });
      expect(late.json).toMatchObject({ status: 409, code: 'order-not-open' });
    }
  });

  it('without images expects them from when that is said, until something came', async () => {
    const order = (await portal.placeOrder(clinician, { willUploadImages: false })).json;
    expect(order).toMatchObject({ imagesBy: 'none', imagesState: 'not-expected' });
    const expectImages = (expected: boolean, version: number) =>
      clinician.call('PUT', `/api/orders/${order.id}/images`, { expected, version });
    expect((await expectImages(true, 1)).status).toBe(409);
    expect((await expectImages(true, 2)).json).toMatchObject({ imagesBy: 'browser', imagesState: 'awaiting', version: 3 });
    expect((await expectImages(true, 3)).json.version).toBe(3);
    expect((await expectImages(false, 3)).json).toMatchObject({ imagesBy: 'none', version: 4 });
    await expectImages(true, 4);
    await clinician.call('POST', `/api/orders/${order.id}/uploads`, manifestOf(makeUID(), newUIDs(1)));
    expect((await expectImages(false, 5)).json).toMatchObject({ status: 409, code: 'conflict' });
    const draft = (await portal.draftOrder(clinician)).json;
    expect((await clinician.call('PUT', `/api/orders/${draft.id}/images`, { expected: true, version: 1 })).json.code).toBe(
      'order-not-open',
    );
  });

  it('is listed newest first, searched and filtered, for its organization and for hospital staff', async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside, { familyName: 'Zebra_100%', givenName: 'Zoe' });
    const placed = (await portal.placeOrder(clinician, { patientID })).json;
    const find = async (client: Client, query: string) => orderList.parse((await client.call('GET', `/api/orders?${query}`)).json);
    expect((await find(clinician, 'limit=1')).orders[0]?.id).toBe(placed.id);
    const [first, second] = (await find(clinician, 'limit=2')).orders;
    expect((await find(clinician, 'limit=1&offset=1')).orders).toEqual([second]);
    expect(second?.id).not.toBe(first?.id);
    expect((await find(clinician, 'search=zebra_100%25%20zoe')).orders.map((order) => order.id)).toEqual([placed.id]);
    for (const wildcard of ['z_bra', 'ze%25ra', '%25%25']) expect((await find(clinician, `search=${wildcard}`)).total).toBe(0);
    expect((await find(radiology, 'search=zebra&imagesState=awaiting&state=signed')).total).toBe(1);
    expect((await find(radiology, 'search=zebra&imagesState=confirmed')).total).toBe(0);
    expect((await find(clinician2, 'search=zebra')).total).toBe(0);
    const search = async (client: Client, body: unknown) => (await client.call('POST', '/api/orders/search', body)).json;
    expect(await search(radiology, { search: 'zebra', state: 'signed', imagesState: 'awaiting' })).toEqual(
      await find(radiology, 'search=zebra&imagesState=awaiting&state=signed'),
    );
    expect((await search(clinician2, { search: 'zebra' })).total).toBe(0);
    expect((await search(clinician, { limit: 1 })).orders.map((order: { id: string }) => order.id)).toEqual([placed.id]);
    expect((await find(clinician, `patient=${patientID}&state=signed`)).orders.map((order) => order.id)).toEqual([placed.id]);
    expect((await find(clinician2, `patient=${patientID}`)).total).toBe(0);
  });

  it('is cancelled with a reason, once, and only in the version that was seen', async () => {
    const { id } = (await portal.placeOrder(clinician)).json;
    const cancel = (version?: number) => clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'patient declined', version });
    expect((await cancel(7)).status).toBe(409);
    const cancelled = orderDetail.parse((await cancel(2)).json);
    expect(cancelled).toMatchObject({ state: 'cancelled', cancelledReason: 'patient declined', version: 3 });
    expect(cancelled.history.map(({ event, by, reason }) => [event, by, reason])).toEqual([
      ['created', 'The clinician', null],
      ['signed', 'The clinician', null],
      ['cancelled', 'The clinician', 'patient declined'],
    ]);
    expect((await cancel()).status).toBe(409);
    const upload = await clinician.call('POST', `/api/orders/${id}/uploads`, manifestOf(makeUID(), newUIDs(1)));
    expect([upload.status, upload.json.code]).toEqual([409, 'order-not-open']);
    const closed = (await portal.placeOrder(clinician)).json.id;
    await portal.database.updateTable('referral_orders').set({ state: 'closed' }).where('id', '=', closed).execute();
    expect((await clinician.call('POST', `/api/orders/${closed}/cancellation`, { reason: 'too late' })).status).toBe(409);
    expect((await clinician.call('GET', `/api/orders/${closed}`)).json.state).toBe('closed');
  });

  it("takes the sender's identifiers, and studies that waited for them are judged anew", async () => {
    const { id } = (await portal.placeOrder(clinician, { senderPatientID: undefined })).json;
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1);
    await portal.database.updateTable('studies').set({ stage: 'linked', patient_id: 'LATE-1' }).where('id', '=', studyID).execute();
    await portal.database.deleteFrom('outbox').execute();
    const answer = await clinician.call('PUT', `/api/orders/${id}/sender-identifiers`, {
      senderPatientID: 'LATE-1',
      description: 'CT of the chest',
    });
    expect(answer.json).toMatchObject({ senderPatientID: 'LATE-1', imagesDescription: 'CT of the chest', version: 3 });
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
      ['PATCH', (one) => `/api/orders/${one}`, { version: 2, comment: 'x' }, id],
      ['POST', (one) => `/api/orders/${one}/acceptance`, { version: 2 }, id],
      ['POST', (one) => `/api/orders/${one}/signature`, { version: 2 }, id],
      ['POST', (one) => `/api/orders/${one}/additions`, { text: 'x' }, id],
      ['PUT', (one) => `/api/orders/${one}/images`, { expected: false, version: 2 }, id],
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

describe('what an order says of its patient to those who choose images', () => {
  it("has the chart's names and the Patient IDs of the order's organization, for this organization only", async () => {
    const person = { familyName: 'Identified', givenName: 'Ines', birthDate: '1971-02-03', sex: 'F' };
    const chart = { ...person, middleName: 'Irma', otherNames: ['Maiden, Ines'], patientID: 'RC-IDENT' };
    const { id } = (await clinician.call('POST', '/api/patients', chart)).json;
    await portal.database
      .insertInto('patient_identifiers')
      .values({ patient_key: id, organization_id: portal.organizations.hilltop, patient_id: 'HT-SECRET', issuer_of_patient_id: 'HILLTOP' })
      .execute();
    const placed = await portal.placeOrder(clinician, { patientID: id, senderPatientID: 'PACS-7' });
    const { patientID: _chart, ...names } = chart;
    const { identity } = orderDetail.parse(placed.json);
    expect(identity?.patients.map(({ patientIDs: _ids, ...patient }) => patient)).toEqual([names]);
    expect(new Set(identity?.patients[0]?.patientIDs.map(({ patientID }) => patientID))).toEqual(new Set(['PACS-7', 'RC-IDENT']));
    expect(placed.text).not.toContain('HT-SECRET');
    const forStaff = await radiology.call('GET', `/api/orders/${placed.json.id}`);
    expect([forStaff.status, forStaff.json.identity]).toEqual([200, null]);
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
    const { id, encounterID } = (await portal.placeOrder(clinician)).json;
    await radiology.call('GET', `/api/orders/${id}`);
    await radiology.call('GET', '/api/orders');
    await clinician.call('GET', `/api/encounters/${encounterID}`);
    await clinician.call('GET', '/api/home');
    // The record of a look is written behind the answer.
    const events = async () =>
      (await portal.database.selectFrom('audit_records').select(['event', 'account_id', 'subject']).execute()).filter((row) =>
        JSON.stringify(row.subject).includes(id),
      );
    const looks = ['order-viewed', 'orders-listed', 'encounter-viewed', 'home-viewed'];
    await until('all looks are recorded', async () => (await events()).length >= 2 + looks.length, { timeoutMs: 10_000 });
    const found = await events();
    expect(found.map((row) => row.event).sort()).toEqual(['order-drafted', 'order-signed', ...looks].sort());
    const records = await portal.database.selectFrom('audit_records').selectAll().execute();
    // Digits of a hash may look like a year.
    const all = JSON.stringify(records.map(({ hash, previous_hash, ...said }) => said));
    expect(all).not.toMatch(/Sample|Sofia|1968|RC-1"/);
  });
});

describe('each change of an order and of its encounter', () => {
  it('leaves a record of its own, in the order in which they were made', async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside);
    const encounter = (await clinician.call('POST', '/api/encounters', { patientID })).json.id;
    const { id } = (await portal.draftOrder(clinician, { patientID, willUploadImages: false, authorizingProviderID: undefined })).json;
    const act = async (method: string, path: string, body?: object) => {
      const answer = await clinician.call(method, path, body);
      expect([path, answer.status < 300, answer.text]).toEqual([path, true, answer.text]);
    };
    await act('PATCH', `/api/orders/${id}`, { version: 1, comment: 'mornings' });
    const provider = { authorizingProviderID: portal.choices.providerID.clinician };
    await act('PUT', `/api/encounters/${encounter}/authorizing-provider`, provider);
    await act('POST', `/api/orders/${id}/acceptance`, { version: 3 });
    await act('POST', `/api/orders/${id}/signature`, { version: 4 });
    await act('PUT', `/api/orders/${id}/images`, { expected: true, version: 5 });
    await act('PUT', `/api/orders/${id}/images`, { expected: false, version: 6 });
    await act('PUT', `/api/orders/${id}/sender-identifiers`, { senderPatientID: 'RC-AUDIT', version: 7 });
    await act('POST', `/api/orders/${id}/additions`, { text: 'Call in the evening.' });
    await act('POST', `/api/orders/${id}/cancellation`, { reason: 'not needed', version: 8 });
    await act('POST', `/api/encounters/${encounter}/close`);
    const records = await portal.database
      .selectFrom('audit_records')
      .select(['event', 'account_id', 'subject'])
      .where('action', '<>', 'R')
      .orderBy('id')
      .execute();
    const ofThese = records.filter(({ subject }) => [id, encounter].some((one) => JSON.stringify(subject).includes(one)));
    expect(ofThese.map(({ event }) => event)).toEqual([
      ...['encounter-opened', 'order-drafted', 'order-changed', 'encounter-provider-chosen', 'order-accepted', 'order-signed'],
      ...['order-images-expected', 'order-images-not-expected', 'order-sender-identifiers-set', 'order-added-to', 'order-cancelled'],
      'encounter-closed',
    ]);
    expect(new Set(ofThese.map(({ account_id }) => account_id))).toEqual(new Set([portal.accountIDs.clinician]));
  });
});

describe('the hospital', () => {
  it('says where a PACS sends and whom to call', async () => {
    hospitalAnswer.parse((await clinician.call('GET', '/api/hospital')).json);
  });
});
