import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../../support/until.js';
import { beginResumable, makeOrder } from './attachments-harness.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(40_000);

const stallMs = 600;
let portal: PortalFixture;
let clinician: Client;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal({ HTTP_STALL_TIMEOUT_MS: String(stallMs), HTTP_MIN_BYTES_PER_SECOND: '1000' });
  clinician = await portal.signIn('clinician');
  admin = await portal.signIn('admin');
}, 60_000);
afterAll(() => portal.close(), 60_000);

interface Ended {
  answer: string;
  ms: number;
}

/** Sends what begins a request and then a byte every 50 ms, as many as there are or until the other side ends the connection. */
function drip(beginning: string, drop = 'x', count = Number.POSITIVE_INFINITY): Promise<Ended> {
  return new Promise((resolve) => {
    const started = performance.now();
    let answer = '';
    let left = count;
    const socket = connect(Number(new URL(portal.url).port), '127.0.0.1', () => socket.write(beginning));
    const drops = setInterval(() => left-- > 0 && socket.writable && socket.write(drop), 50);
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    // A connection that is cut while it is written to ends with an error; that it ends is what counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drops);
      resolve({ answer, ms: performance.now() - started });
    });
  });
}

const head = (client: Client | null, line: string, headers: Record<string, string>) =>
  [
    `${line} HTTP/1.1`,
    'Host: x',
    ...Object.entries({ ...(client ? { Cookie: client.cookie, 'X-CSRF-Token': client.csrfToken } : {}), ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '\r\n',
  ].join('\r\n');

const formHead = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\n';
const form = { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': '1000000' };
const isAlive = async () => expect((await portal.call('GET', '/health/live')).status).toBe(200);

describe('requests that come drop by drop (C06)', () => {
  it('ends a JSON body with 408 and its connection, before and after sign-in (C06: drip-fed JSON body)', async () => {
    const json = { 'Content-Type': 'application/json', 'Content-Length': '100000' };
    for (const beginning of [head(null, 'POST /api/session', json), head(clinician, 'POST /api/orders', json)]) {
      const { answer, ms } = await drip(`${beginning}{"`);
      expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*\r\nconnection: close\r\n[\s\S]*"code":"too-slow"/i);
      expect(ms).toBeGreaterThanOrEqual(stallMs - 50);
      expect(ms).toBeLessThan(4_000);
    }
    await isAlive();
  });

  it('takes a JSON body that is whole in its time', async () => {
    const body = JSON.stringify({ username: 'clinician', password: 'wrong password' });
    const beginning = head(null, 'POST /api/session', {
      'Content-Type': 'application/json',
      'Content-Length': String(body.length + 2),
      Connection: 'close',
    });
    // A byte behind the body would be the beginning of another request.
    const { answer } = await drip(beginning + body, ' ', 2);
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });

  it('ends an attachment and keeps nothing of it (C06: drip-fed attachment)', async () => {
    const orderID = await makeOrder(portal);
    const { ms } = await drip(head(clinician, `POST /api/orders/${orderID}/attachments`, form) + formHead);
    expect(ms).toBeLessThan(4_000);
    const rows = () => portal.database.selectFrom('attachments').select('state').where('order_id', '=', orderID).execute();
    await until('the row is let go', async () => (await rows()).every(({ state }) => state !== 'reserved'));
    expect((await clinician.call('GET', `/api/orders/${orderID}/attachments`)).json).toMatchObject({ roomTaken: 0 });
    await isAlive();
  });

  it('ends a part of a resumable upload (C06: drip-fed PATCH)', async () => {
    const orderID = await makeOrder(portal);
    const begun = await beginResumable(portal, clinician, orderID, 1_000_000);
    const headers = {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': '0',
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': '1000000',
    };
    const { ms } = await drip(head(clinician, `PATCH ${begun.headers.get('location')}`, headers));
    expect(ms).toBeLessThan(4_000);
    await isAlive();
  });

  it('ends an order file of diagnosis codes and keeps nothing of it (C06: drip-fed import)', async () => {
    const { ms } = await drip(head(admin, 'POST /api/admin/icd10cm', form) + formHead);
    expect(ms).toBeLessThan(4_000);
    const folder = join(portal.context.settings.DATA_DIR, 'icd10cm-imports');
    await until('the file is gone', async () => (await readdir(folder)).length === 0);
    await isAlive();
  });

  it('ends headers with 408 after their time-out (C06: slow headers)', async () => {
    const { answer, ms } = await drip('GET /api/orders HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(ms).toBeLessThan(4_000);
    await isAlive();
  });
});
