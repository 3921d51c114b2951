import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { textOfPDF } from '../../support/pdf-text.js';
import { until } from '../../support/until.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;

beforeAll(async () => {
  portal = await startPortal();
  clinician = await portal.signIn('clinician');
}, 60_000);
afterAll(() => portal.close(), 60_000);

async function print(client: Client, path: string): Promise<{ headers: Headers; pages: string[] }> {
  const response = await fetch(portal.url + path, { headers: { cookie: client.cookie } });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return { headers: response.headers, pages: await textOfPDF(new Uint8Array(await response.arrayBuffer())) };
}

describe('the printed order', () => {
  it('is shown in the browser under its number, for the clinic and for the hospital, and every print is recorded', async () => {
    const order = (await portal.placeOrder(clinician)).json;
    for (const client of [clinician, await portal.signIn('radiology'), await portal.signIn('admin')]) {
      const { headers, pages } = await print(client, `/api/orders/${order.id}/document?timeZone=America/Chicago`);
      expect(headers.get('content-type')).toBe('application/pdf');
      expect(headers.get('content-disposition')).toBe(`inline; filename="${order.orderNumber}.pdf"`);
      expect(headers.get('cache-control')).toContain('no-store');
      for (const part of [
        order.orderNumber,
        'Sample, Sofia',
        'Second opinion',
        'G43.109',
        'Electronically signed',
        `The ${client.person}`,
      ]) {
        expect(pages.join(' ')).toContain(part);
      }
    }
    const printed = portal.database.selectFrom('audit_records').select('subject').where('event', '=', 'order-printed');
    // The record of a look is written behind the answer.
    await until('every print is recorded', async () => (await printed.execute()).length === 3, { timeoutMs: 10_000 });
    expect(await printed.execute()).toEqual([1, 2, 3].map(() => ({ subject: { orderID: order.id } })));
  });

  it('says of a draft and of a cancelled order what they are', async () => {
    const draft = (await portal.draftOrder(clinician)).json;
    expect((await print(clinician, `/api/orders/${draft.id}/document`)).pages[0]).toContain('Draft, not signed');
    const order = (await portal.placeOrder(clinician)).json;
    await clinician.call('POST', `/api/orders/${order.id}/cancellation`, { reason: 'The patient moved away' });
    const { pages } = await print(clinician, `/api/orders/${order.id}/document?language=es&paper=a4`);
    expect(pages[0]).toMatch(/Cancelada el .* por The clinician, porque: The patient moved away/);
  });

  it("holds this patient's identifiers and this order's files, and nothing of anybody else's", async () => {
    const { riverside, hilltop } = portal.organizations;
    const patientID = await portal.addPatient(riverside);
    const other = await portal.addPatient(riverside);
    const ids = [
      { patient_key: patientID, organization_id: riverside, patient_id: 'RC-MINE' },
      { patient_key: patientID, organization_id: hilltop, patient_id: 'HT-THEIRS' },
      { patient_key: other, organization_id: riverside, patient_id: 'RC-OTHER' },
    ];
    await portal.database.insertInto('patient_identifiers').values(ids).execute();
    const order = (await portal.placeOrder(clinician, { patientID })).json;
    const otherOrder = (await portal.placeOrder(clinician, { patientID: other })).json;
    const file = { organization_id: riverside, account_id: portal.accountIDs.clinician, reserved_bytes: 1 };
    await portal.database
      .insertInto('attachments')
      .values([
        { ...file, order_id: order.id, file_name: 'letter.pdf', state: 'ready' },
        { ...file, order_id: order.id, file_name: 'removed.pdf', state: 'removed' },
        { ...file, order_id: order.id, file_name: 'infected.pdf', state: 'quarantined' },
        { ...file, order_id: otherOrder.id, file_name: 'strangers.pdf', state: 'ready' },
      ])
      .execute();
    const text = (await print(clinician, `/api/orders/${order.id}/document`)).pages.join(' ');
    for (const part of ['RC-MINE', 'letter.pdf']) expect(text).toContain(part);
    for (const part of ['HT-THEIRS', 'RC-OTHER', 'removed.pdf', 'infected.pdf', 'strangers.pdf']) expect(text).not.toContain(part);
  });

  it('answers 400 to a time zone, a language and a paper that do not exist', async () => {
    const order = (await portal.draftOrder(clinician)).json;
    for (const query of ['timeZone=Mars/Base', 'language=xx', 'paper=wall']) {
      expect((await clinician.call('GET', `/api/orders/${order.id}/document?${query}`)).status).toBe(400);
    }
  });
});
