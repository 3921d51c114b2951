import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encounterDetail, homeAnswer, preferenceList, providerChoices } from '#core/contract/encounters.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;
let clinician2: Client;
let patientID: string;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, clinician2] = await Promise.all([portal.signIn('clinician'), portal.signIn('clinician2')]);
}, 60_000);
beforeEach(async () => {
  patientID = await portal.addPatient(portal.organizations.riverside);
});
afterAll(() => portal.close(), 60_000);

const open = (client: Client, body: object = {}) => client.call('POST', '/api/encounters', { patientID, ...body });
const act = (method: string, encounterID: string, what: string, body?: object) =>
  clinician.call(method, `/api/encounters/${encounterID}/${what}`, body);
/** An encounter with its two order types accepted, and the provider chosen. */
async function withDrafts() {
  const { id } = (await open(clinician, { authorizingProviderID: portal.choices.providerID.clinician })).json;
  const orderTypeIDs = [portal.choices.orderTypeID, portal.choices.otherOrderTypeID];
  return encounterDetail.parse((await act('POST', id, 'orders', { orderTypeIDs })).json);
}
async function complete(orderID: string): Promise<{ id: string; version: number }> {
  const answer = await clinician.call('PATCH', `/api/orders/${orderID}`, {
    version: 1,
    reasonForReferral: 'Second opinion',
    diagnoses: [{ code: 'I10' }],
    locationID: portal.choices.locationID,
    willUploadImages: false,
    willUploadRecords: false,
  });
  return { id: orderID, version: answer.json.version };
}

describe('an encounter', () => {
  it('is opened once by an account with a patient, however often that is asked', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => open(clinician)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 201]);
    const [encounter] = answers.map((answer) => encounterDetail.parse(answer.json));
    expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
    expect(encounter).toMatchObject({
      patient: { id: patientID, familyName: 'Sample' },
      authorizingProvider: null,
      drafts: [],
      signed: [],
    });
  });

  it("is refused with somebody who is not on the organization's list", async () => {
    const answer = await open(clinician2);
    expect([answer.status, Object.keys(answer.json.fields)]).toEqual([400, ['patientID']]);
  });

  it("answers another organization's ids byte for byte as it answers ids of nothing", async () => {
    const { id } = (await open(clinician)).json;
    const nothing = '00000000-0000-4000-8000-000000000000';
    const attempts: [string, string, object | undefined][] = [
      ['GET', '', undefined],
      ['PUT', '/authorizing-provider', { authorizingProviderID: portal.choices.providerID.clinician2 }],
      ['POST', '/orders', { orderTypeIDs: [portal.choices.orderTypeID] }],
      ['POST', '/signature', { orders: [{ id: nothing, version: 1 }] }],
      ['POST', '/close', undefined],
    ];
    for (const [method, path, body] of attempts) {
      const theirs = await clinician2.call(method, `/api/encounters/${id}${path}`, body);
      const missing = await clinician2.call(method, `/api/encounters/${nothing}${path}`, body);
      expect([theirs.status, theirs.text]).toEqual([404, missing.text]);
    }
    expect((await clinician.call('GET', `/api/encounters/${id}`)).json).toMatchObject({
      closedAt: null,
      drafts: [],
      authorizingProvider: null,
    });
  });

  it('makes one draft for each accepted order type, and none twice', async () => {
    const encounter = await withDrafts();
    expect(encounter.drafts.map((order) => [order.orderType, order.state])).toEqual([
      ['Referral to Neurology', 'draft'],
      ['Referral to Cardiology', 'draft'],
    ]);
    const again = await act('POST', encounter.id, 'orders', { orderTypeIDs: [portal.choices.orderTypeID] });
    expect(again.json.drafts).toHaveLength(2);
    const unknown = await act('POST', encounter.id, 'orders', { orderTypeIDs: ['00000000-0000-4000-8000-000000000000'] });
    expect(Object.keys(unknown.json.fields)).toEqual(['orderTypeIDs']);
    const listed = await clinician.call('GET', `/api/orders?encounter=${encounter.id}`);
    expect(listed.json.total).toBe(2);
  });

  it('takes one provider for itself and its drafts, and opens those again that were accepted', async () => {
    const encounter = await withDrafts();
    const { id, version } = await complete(encounter.drafts[0]?.id ?? '');
    expect((await clinician.call('POST', `/api/orders/${id}/acceptance`, { version })).json.acceptedAt).not.toBeNull();
    const other = await portal.database
      .insertInto('providers')
      .values({ organization_id: portal.organizations.riverside, family_name: 'Brook', given_name: 'Morgan', npi: null, account_id: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    const chosen = await act('PUT', encounter.id, 'authorizing-provider', { authorizingProviderID: other.id });
    expect(chosen.json.authorizingProvider).toMatchObject({ name: 'Brook, Morgan', maySign: false, isMe: false });
    const order = (await clinician.call('GET', `/api/orders/${id}`)).json;
    expect(order).toMatchObject({ authorizingProviderID: other.id, acceptedAt: null, maySign: false, version: version + 2 });
    expect(order.history.map((entry: { event: string }) => entry.event)).toEqual(['created', 'accepted', 'reopened']);
    const foreign = await act('PUT', encounter.id, 'authorizing-provider', { authorizingProviderID: portal.choices.providerID.clinician2 });
    expect(Object.keys(foreign.json.fields)).toEqual(['authorizingProviderID']);
  });

  it('leaves a signed order its provider, and takes none when it is closed', async () => {
    const encounter = await withDrafts();
    const [one, other] = encounter.drafts.map((order) => order.id) as [string, string];
    await act('POST', encounter.id, 'signature', { orders: [await complete(one)] });
    const { id } = await portal.database
      .insertInto('providers')
      .values({ organization_id: portal.organizations.riverside, family_name: 'Creek', given_name: 'Casey' })
      .returning('id')
      .executeTakeFirstOrThrow();
    expect((await act('PUT', encounter.id, 'authorizing-provider', { authorizingProviderID: id })).status).toBe(200);
    const providerOf = async (orderID: string) => (await clinician.call('GET', `/api/orders/${orderID}`)).json.authorizingProviderID;
    expect([await providerOf(one), await providerOf(other)]).toEqual([portal.choices.providerID.clinician, id]);
    await clinician.call('POST', `/api/orders/${other}/cancellation`, { reason: 'not needed' });
    await act('POST', encounter.id, 'close');
    const late = await act('PUT', encounter.id, 'authorizing-provider', { authorizingProviderID: portal.choices.providerID.clinician });
    expect(late.status).toBe(409);
  });

  it("shows of the patient's identifiers those of its own organization", async () => {
    const { riverside, hilltop } = portal.organizations;
    await portal.database
      .insertInto('patient_identifiers')
      .values([
        { patient_key: patientID, organization_id: riverside, patient_id: 'RC-OWN' },
        { patient_key: patientID, organization_id: hilltop, patient_id: 'HT-SECRET' },
      ])
      .execute();
    const { json } = await open(clinician);
    expect(json.patient.identifiers).toEqual([{ patientID: 'RC-OWN', issuerOfPatientID: null }]);
  });

  it('signs all of its orders or none', async () => {
    const encounter = await withDrafts();
    const [one, other] = encounter.drafts.map((order) => order.id) as [string, string];
    const complete1 = await complete(one);
    const refused = await act('POST', encounter.id, 'signature', { orders: [complete1, { id: other, version: 1 }] });
    expect(refused.json).toMatchObject({
      status: 409,
      missing: ['reasonForReferral', 'diagnoses', 'location', 'willUploadImages', 'willUploadRecords'],
      orders: [{ id: other }],
    });
    expect((await clinician.call('GET', `/api/orders/${one}`)).json).toMatchObject({ state: 'draft', version: 2 });
    const stranger = (await portal.draftOrder(clinician)).json;
    expect((await act('POST', encounter.id, 'signature', { orders: [complete1, { id: stranger.id, version: 1 }] })).status).toBe(404);
    const signed = await act('POST', encounter.id, 'signature', { orders: [complete1, await complete(other)] });
    expect(encounterDetail.parse(signed.json)).toMatchObject({ drafts: [], signed: [{ id: one, state: 'signed' }, { id: other }] });
  });

  it('stays open while it has drafts, then closes, and another can be opened with the patient', async () => {
    const encounter = await withDrafts();
    const refused = await act('POST', encounter.id, 'close');
    expect([refused.status, refused.json.detail]).toEqual([409, expect.stringMatching(/not signed yet/)]);
    for (const { id } of encounter.drafts) await clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'not needed' });
    const closed = await act('POST', encounter.id, 'close');
    expect(closed.json.closedAt).not.toBeNull();
    expect((await act('POST', encounter.id, 'close')).json.closedAt).toBe(closed.json.closedAt);
    expect((await act('POST', encounter.id, 'orders', { orderTypeIDs: [portal.choices.orderTypeID] })).status).toBe(409);
    const next = await open(clinician);
    expect([next.status, next.json.id === encounter.id]).toEqual([201, false]);
  });
});

describe('what an order is made of', () => {
  it('is offered by organization: providers with who may sign, and the preference list in its order', async () => {
    const { providers } = providerChoices.parse((await clinician2.call('GET', '/api/providers')).json);
    expect(providers).toEqual([{ id: portal.choices.providerID.clinician2, name: 'Hill, Pat, MD', npi: null, maySign: true, isMe: true }]);
    const { orderTypes } = preferenceList.parse((await clinician2.call('GET', '/api/preference-list')).json);
    expect(orderTypes.map((one) => one.name)).toEqual(['Referral to Neurology', 'Referral to Cardiology']);
    await portal.database
      .updateTable('order_types')
      .set({ retired_at: new Date() })
      .where('id', '=', portal.choices.otherOrderTypeID)
      .execute();
    expect((await clinician2.call('GET', '/api/preference-list')).json.orderTypes).toHaveLength(1);
    const open = await portal.draftOrder(clinician2, { orderTypeID: portal.choices.otherOrderTypeID });
    expect(Object.keys(open.json.fields)).toEqual(['orderTypeID']);
    await portal.database.updateTable('order_types').set({ retired_at: null }).where('id', '=', portal.choices.otherOrderTypeID).execute();
  });
});

describe('the welcome page', () => {
  it("shows the caller's open encounters and their organization's orders at a glance, and nothing of another's", async () => {
    const encounter = await withDrafts();
    const signed = (await portal.placeOrder(clinician)).json;
    const home = homeAnswer.parse((await clinician.call('GET', '/api/home')).json);
    expect(home.openEncounters[0]).toMatchObject({ id: encounter.id, draftCount: 2, patient: { familyName: 'Sample' } });
    expect(home.recentOrders[0]?.id).toBe(signed.id);
    expect(home.imagesStates.awaiting).toBeGreaterThanOrEqual(1);
    for (const { id } of encounter.drafts) await clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'not needed' });
    await act('POST', encounter.id, 'close');
    const later = homeAnswer.parse((await clinician.call('GET', '/api/home')).json);
    expect(later.openEncounters.map(({ id }) => id)).not.toContain(encounter.id);
    const theirs = homeAnswer.parse((await clinician2.call('GET', '/api/home')).json);
    expect(theirs).toEqual({
      openEncounters: [],
      waitingForSignature: { orderCount: 0, encounters: [] },
      imagesStates: {},
      stoppedUploads: [],
      recentOrders: [],
    });
  });
});
