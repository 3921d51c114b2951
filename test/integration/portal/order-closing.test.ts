import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { orderDetail } from '#core/contract/orders.js';
import { makeUID } from '#core/dicom/uid.js';
import { until } from '../../support/until.js';
import { attach, pictureOf } from './attachments-harness.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;
let radiology: Client;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, radiology, admin] = await Promise.all([portal.signIn('clinician'), portal.signIn('radiology'), portal.signIn('admin')]);
}, 60_000);
afterAll(() => portal.close(), 60_000);

const reason = 'The patient was seen; nothing more is expected';
const close = (id: string, version = 2, client = radiology) => client.call('POST', `/api/orders/${id}/closure`, { reason, version });
const reopen = (id: string, client = radiology) => client.call('POST', `/api/orders/${id}/reopening`, { reason: 'Closed by mistake' });
const read = async (id: string, client = clinician) => orderDetail.parse((await client.call('GET', `/api/orders/${id}`)).json);
const place = async () => (await portal.placeOrder(clinician)).json.id as string;

describe('the end of an order', () => {
  it('is set by the hospital with who, when and why, for the clinician to see, and told to open pages', async () => {
    const id = await place();
    const told: string[] = [];
    const stop = portal.context.changes.subscribe((notice) => told.push(`${notice.kind} ${notice.id}`));
    const closed = orderDetail.parse((await close(id)).json);
    expect(closed).toMatchObject({ state: 'closed', version: 3, closed: { by: 'The radiology', at: expect.any(String), reason } });
    const seen = await read(id);
    expect(seen).toMatchObject({ state: 'closed', closed: { by: 'The radiology', reason }, signature: closed.signature });
    expect(seen.history.at(-1)).toMatchObject({ event: 'closed', by: 'The radiology', reason });
    await until('the pages are told', async () => told.includes(`order ${id}`));
    stop();
    expect((await clinician.call('GET', '/api/orders?state=closed')).json.orders).toMatchObject([{ id }]);
  });

  it('takes nothing more: no images, files, words, signature or cancellation', async () => {
    const id = await place();
    await close(id);
    const uid = makeUID();
    const studies = [{ studyInstanceUID: uid, series: [{ seriesInstanceUID: `${uid}.1`, sopInstanceUIDs: [`${uid}.1.1`] }] }];
    for (const client of [clinician, radiology]) {
      const announced = await client.call('POST', `/api/orders/${id}/uploads`, { studies });
      expect([announced.status, announced.json.code]).toEqual([409, 'order-not-open']);
    }
    expect((await attach(portal, clinician, id, pictureOf(300))).json.code).toBe('order-not-open');
    const ask = async (path: string, body: object) => (await clinician.call('POST', `/api/orders/${id}/${path}`, body)).status;
    expect(await ask('additions', { text: 'more' })).toBe(409);
    expect(await ask('cancellation', { reason: 'not needed' })).toBe(409);
    expect(await ask('signature', { version: 3 })).toBe(409);
    expect((await clinician.call('PUT', `/api/orders/${id}/images`, { expected: false, version: 3 })).status).toBe(409);
    expect((await read(id)).state).toBe('closed');
  });

  it('is undone with a reason, and then set again', async () => {
    const id = await place();
    expect((await reopen(id)).status).toBe(409);
    await close(id);
    const opened = await reopen(id, admin);
    expect(opened.json).toMatchObject({ state: 'signed', version: 4, closed: null });
    expect((await read(id)).history.slice(-2)).toMatchObject([
      { event: 'closed', by: 'The radiology' },
      { event: 'opened-again', by: 'The admin', reason: 'Closed by mistake' },
    ]);
    expect((await clinician.call('POST', `/api/orders/${id}/additions`, { text: 'more' })).status).toBe(201);
    expect((await close(id, 4, admin)).status).toBe(200);
  });

  it('is refused in a version that was not seen, for a draft, and for what is over', async () => {
    const id = await place();
    expect((await close(id, 1)).status).toBe(409);
    const draft = (await portal.draftOrder(clinician)).json;
    expect((await close(draft.id, 1)).status).toBe(404);
    await clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'not needed' });
    const over = await close(id, 3);
    expect([over.status, over.json.detail]).toEqual([409, 'The order is cancelled already.']);
    expect((await reopen(id)).status).toBe(409);
  });

  it('is nobody else’s to set, and of two people at once one sets it', async () => {
    const id = await place();
    expect((await close(id, 2, clinician)).status).toBe(403);
    const answers = await Promise.all([close(id), close(id, 2, admin), close(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await read(id)).history.filter(({ event }) => event === 'closed')).toHaveLength(1);
  });
});
