import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { textOfPDF } from '../../support/pdf-text.js';
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
    const records = await portal.database.selectFrom('audit_records').select('subject').where('event', '=', 'order-printed').execute();
    expect(records).toEqual([1, 2, 3].map(() => ({ subject: { orderID: order.id } })));
  });

  it('says of a draft and of a cancelled order what they are', async () => {
    const draft = (await portal.draftOrder(clinician)).json;
    expect((await print(clinician, `/api/orders/${draft.id}/document`)).pages[0]).toContain('Draft, not signed');
    const order = (await portal.placeOrder(clinician)).json;
    await clinician.call('POST', `/api/orders/${order.id}/cancellation`, { reason: 'The patient moved away' });
    const { pages } = await print(clinician, `/api/orders/${order.id}/document?language=es&paper=a4`);
    expect(pages[0]).toMatch(/Cancelada el .* por The clinician, porque: The patient moved away/);
  });

  it('answers 400 to a time zone, a language and a paper that do not exist', async () => {
    const order = (await portal.draftOrder(clinician)).json;
    for (const query of ['timeZone=Mars/Base', 'language=xx', 'paper=wall']) {
      expect((await clinician.call('GET', `/api/orders/${order.id}/document?${query}`)).status).toBe(400);
    }
  });
});
