import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { orderDetail } from '#core/contract/orders.js';
import { digestOfContent } from '#core/referral/signed-content.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;
let clinician2: Client;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, clinician2] = await Promise.all([portal.signIn('clinician'), portal.signIn('clinician2')]);
}, 60_000);
afterAll(() => portal.close(), 60_000);

const draft = async (changes?: Record<string, unknown>) => (await portal.draftOrder(clinician, changes)).json;
const sign = (id: string, version = 1) => clinician.call('POST', `/api/orders/${id}/signature`, { version });
const accept = (id: string, version = 1) => clinician.call('POST', `/api/orders/${id}/acceptance`, { version });
const read = async (id: string) => orderDetail.parse((await clinician.call('GET', `/api/orders/${id}`)).json);

/** The digest of what the order keeps, made again. */
async function digestNow(orderID: string): Promise<string> {
  const row = await portal.database
    .selectFrom('referral_orders')
    .select('signed_content')
    .where('id', '=', orderID)
    .executeTakeFirstOrThrow();
  return digestOfContent(row.signed_content ?? {});
}

describe('a correction of the chart after signing', () => {
  const chartOf = async (client: Client, patientID: string) => (await client.call('GET', `/api/patients/${patientID}`)).json;
  const correct = async (client: Client, patientID: string, change: object) => {
    const answer = await client.call('PATCH', `/api/patients/${patientID}`, {
      ...change,
      version: (await chartOf(client, patientID)).version,
    });
    expect(answer.status).toBe(200);
  };

  it('stands beside what was signed, with who and when, never in its place', async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside, { birthDate: '1968-04-21' });
    await correct(clinician, patientID, { patientID: 'RC-901' });
    const { id } = await draft({ patientID, senderPatientID: undefined });
    await sign(id);
    expect((await read(id)).corrections).toEqual([]);
    await correct(clinician, patientID, { birthDate: '1968-04-12', middleName: 'Maria', patientID: 'RC-902', phone: '555 0199' });
    const order = await read(id);
    expect(order.patient).toMatchObject({ birthDate: '1968-04-21', middleName: '', identifiers: [{ patientID: 'RC-901' }] });
    const said = { at: expect.any(String), by: 'The clinician', organization: 'Riverside' };
    expect(order.corrections).toEqual([
      { field: 'middleName', signed: '', now: 'Maria', ...said },
      { field: 'birthDate', signed: '1968-04-21', now: '1968-04-12', ...said },
      { field: 'patientID', signed: 'RC-901', now: 'RC-902', ...said },
    ]);
    await correct(clinician, patientID, { middleName: '' });
    expect((await read(id)).corrections.map(({ field }) => field)).toEqual(['birthDate', 'patientID']);
  });

  it('is shown, too, when another organization that shares the chart made it, which alone is named', async () => {
    const { riverside, hilltop } = portal.organizations;
    const patientID = await portal.addPatient(hilltop, { familyName: 'Shared' });
    await portal.database.insertInto('organization_patients').values({ organization_id: riverside, patient_key: patientID }).execute();
    const { id } = await draft({ patientID });
    await sign(id);
    await correct(clinician2, patientID, { familyName: 'Olga', birthDate: '1991-01-01', patientID: 'HT-1' });
    const radiology = await portal.signIn('radiology');
    for (const client of [clinician, radiology]) {
      const answer = await client.call('GET', `/api/orders/${id}`);
      const order = orderDetail.parse(answer.json);
      expect(order.patient).toMatchObject({ familyName: 'Shared', birthDate: '1968-04-12' });
      expect(order.corrections).toMatchObject([
        { field: 'familyName', signed: 'Shared', now: 'Olga', by: null, organization: 'Hilltop' },
        { field: 'birthDate', signed: '1968-04-12', now: '1991-01-01', by: null, organization: 'Hilltop' },
      ]);
      expect(answer.text).not.toMatch(/clinician2|HT-1/);
    }
  });

  it('stands beside the order on the page of a study of it', async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside, { familyName: 'Beside' });
    const { id } = await draft({ patientID });
    await sign(id);
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1);
    await portal.makeReady(studyID, id);
    await correct(clinician, patientID, { birthDate: '1991-01-01' });
    const radiology = await portal.signIn('radiology');
    expect((await radiology.call('GET', `/api/studies/${studyID}`)).json.attachedOrder).toMatchObject({
      patient: { name: 'Beside, Sofia', birthDate: '1968-04-12' },
      corrections: [{ field: 'birthDate', signed: '1968-04-12', now: '1991-01-01', by: 'The clinician', organization: 'Riverside' }],
    });
  });

  it('finds the order by what was signed and by what is said now', async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside, { familyName: 'Beforehand' });
    const { id } = await draft({ patientID });
    await sign(id);
    await correct(clinician, patientID, { familyName: 'Afterwards' });
    for (const search of ['beforehand', 'afterwards']) {
      const { orders } = (await clinician.call('POST', '/api/orders/search', { search })).json;
      expect(orders).toMatchObject([{ id, patient: { familyName: 'Beforehand' } }]);
    }
  });
});

describe('a chart that is corrected between review and signing', () => {
  it('refuses acceptance and signature in the version that was reviewed, and no change of a field', async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside);
    const { id } = await draft({ patientID });
    await accept(id);
    const reviewed = await read(id);
    expect(reviewed.acceptedAt).not.toBeNull();
    const corrected = await clinician.call('PATCH', `/api/patients/${patientID}`, { birthDate: '1991-01-01', version: 1 });
    expect(corrected.status).toBe(200);
    const refused = await sign(id, reviewed.version);
    expect([refused.status, refused.json.changed, refused.json.detail]).toEqual([409, ['chart'], expect.stringMatching(/chart/)]);
    expect((await accept(id, reviewed.version)).status).toBe(409);
    expect(await read(id)).toMatchObject({ state: 'draft', acceptedAt: null, version: reviewed.version + 1 });
    const changed = await clinician.call('PATCH', `/api/orders/${id}`, { version: reviewed.version, comment: 'typed meanwhile' });
    expect([changed.status, changed.json.version]).toEqual([200, reviewed.version + 2]);
    expect((await clinician.call('PATCH', `/api/orders/${id}`, { version: reviewed.version, comment: 'late' })).status).toBe(409);
    expect((await sign(id, reviewed.version + 2)).json.patient).toMatchObject({ birthDate: '1991-01-01' });
  });

  it('is either in the snapshot that is signed or a correction beside it, whoever is first', async () => {
    for (let round = 0; round < 12; round++) {
      const patientID = await portal.addPatient(portal.organizations.riverside);
      const { id } = await draft({ patientID, senderPatientID: `RACE-${round}` });
      const [signed, corrected] = await Promise.all([
        sign(id),
        clinician.call('PATCH', `/api/patients/${patientID}`, { birthDate: '1991-01-01', version: 1 }),
      ]);
      expect([corrected.status, [200, 409].includes(signed.status)]).toEqual([200, true]);
      const order = await read(id);
      if (signed.status === 409) expect(order).toMatchObject({ state: 'draft', patient: { birthDate: '1991-01-01' } });
      else {
        expect(order.patient.birthDate).toBe('1968-04-12');
        expect(order.corrections).toMatchObject([{ field: 'birthDate', now: '1991-01-01' }]);
        expect(await digestNow(id)).toBe(order.signature?.contentSHA256);
      }
    }
  });
});
