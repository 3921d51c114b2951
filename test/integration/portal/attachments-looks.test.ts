import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import type { Attachment } from '#core/contract/attachments.js';
import { nothingFound } from '../../../workers/attachments/reader-protocol.js';
import { startFakeClamd } from '../../support/clamd.js';
import { until } from '../../support/until.js';
import { attach, listOf, makeOrder, makePDF, makePhotograph, openWorker, pictureOf } from './attachments-harness.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(60_000);

let portal: PortalFixture;
let clinician: Client;
let stranger: Client;
let radiology: Client;
let worker: Awaited<ReturnType<typeof openWorker>>;

beforeAll(async () => {
  portal = await startPortal({ CLAMD_HOST: '127.0.0.1' });
  clinician = await portal.signIn('clinician');
  stranger = await portal.signIn('clinician2');
  radiology = await portal.signIn('radiology');
  worker = await openWorker(portal);
}, 60_000);
afterAll(async () => {
  await worker.close();
  await portal.close();
}, 60_000);

async function add(orderID: string, bytes: Buffer, fileName = 'scan.pdf'): Promise<string> {
  const answer = await attach(portal, clinician, orderID, bytes, { fileName });
  expect(answer.status).toBe(201);
  return answer.json.id;
}

async function shown(orderID: string, id: string): Promise<Attachment> {
  const one = (await listOf(clinician, orderID)).attachments.find((each) => each.id === id);
  if (!one) throw new Error('it is not listed');
  return one;
}

async function eventsOf(id: string): Promise<string[]> {
  const records = await portal.database.selectFrom('audit_records').select(['event', 'subject']).orderBy('id').execute();
  return records.filter(({ subject }) => (subject as { attachmentID?: string }).attachmentID === id).map(({ event }) => event);
}

async function bytesOf(path: string, client = clinician, headers: Record<string, string> = {}) {
  const response = await fetch(portal.url + path, { headers: { cookie: client.cookie, ...headers } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const labelled = 'Sample, Sofia 1968-04-12.pdf';
const oneLetter = 'Re: Sofia Sample, born 1968-04-12. Thank you for seeing this patient of ours.';

describe('looking at an attachment', () => {
  it('counts the pages of a PDF, draws the first and follows the tips with friendly warnings', async () => {
    const orderID = await makeOrder(portal);
    const good = await add(orderID, await makePDF([oneLetter, 'second page']), labelled);
    await worker.lookAtAll();
    expect(await shown(orderID, good)).toMatchObject({ state: 'ready', pageCount: 2, hasPreview: true, warnings: [], scan: 'none' });
    const preview = await bytesOf(`/api/attachments/${good}/preview`);
    expect([preview.status, preview.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(await sharp(preview.bytes).metadata()).toMatchObject({ width: 512, height: 768 });
    const anonymous = 'A letter of some length that does not name the person whom it is about.';
    const poor = await add(orderID, await makePDF(Array(51).fill(anonymous)));
    await worker.lookAtAll();
    const warnings = ['many-pdfs', 'too-many-pages', 'label-missing', 'one-identifier'];
    expect(await shown(orderID, poor)).toMatchObject({ state: 'ready', pageCount: 51, warnings });
    expect((await shown(orderID, good)).warnings).toEqual(['many-pdfs']);
  });

  it('keeps a PDF that is cut off, broken or locked, with a warning', async () => {
    const orderID = await makeOrder(portal);
    const whole = await makePDF([oneLetter]);
    const cut = await add(orderID, whole.subarray(0, Math.floor(whole.length * 0.7)), labelled);
    const broken = await add(orderID, Buffer.from('%PDF-1.7\nnothing of it'), labelled);
    await worker.lookAtAll();
    for (const id of [cut, broken]) {
      const one = await shown(orderID, id);
      expect([one.state, one.warnings.includes('not-readable')]).toEqual(['ready', true]);
    }
    expect((await bytesOf(`/api/attachments/${cut}/content`)).status).toBe(200);
  });

  it('shows a photograph upright and without its place, and hands out the original as it came', async () => {
    const orderID = await makeOrder(portal);
    const original = await makePhotograph();
    const before = await sharp(original).metadata();
    expect([before.orientation, before.exif?.includes('Riverside camera')]).toEqual([6, true]);
    const id = await add(orderID, original, 'foot.jpg');
    await worker.lookAtAll();
    expect(await shown(orderID, id)).toMatchObject({ state: 'ready', width: 40, height: 80, hasPreview: true });
    for (const path of ['content?view=1', 'preview']) {
      const { bytes, headers } = await bytesOf(`/api/attachments/${id}/${path}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
      const { width, height, exif, orientation } = await sharp(bytes).metadata();
      expect([width, height, exif, orientation ?? 1]).toEqual([40, 80, undefined, 1]);
      expect(bytes.includes('Riverside camera')).toBe(false);
    }
    expect((await bytesOf(`/api/attachments/${id}/content`)).bytes.equals(original)).toBe(true);
  });

  it('goes on behind a file that ends its reader by time or that is no picture at all', async () => {
    const orderID = await makeOrder(portal);
    const poison = await add(orderID, pictureOf(5_000), 'poison.jpg');
    await worker.lookAtAll({ timeoutMs: 1 }).catch(() => undefined);
    const next = await add(orderID, await makePDF([oneLetter]), labelled);
    await portal.database.updateTable('attachments').set({ next_look_at: new Date() }).where('id', '=', poison).execute();
    await worker.lookAtAll();
    expect((await shown(orderID, poison)).warnings).toContain('not-readable');
    expect(await shown(orderID, next)).toMatchObject({ state: 'ready', warnings: ['not-readable'].slice(1) });
    expect((await bytesOf(`/api/attachments/${poison}/content?view=1`)).status).toBe(409);
  });

  it('draws a frame of a film where ffmpeg is here', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-film-'));
    try {
      const path = join(folder, 'film.mp4');
      const made = spawnSync('ffmpeg', ['-v', 'quiet', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=5:duration=1', '-y', path]);
      const hasFFmpeg = made.error === undefined && made.status === 0;
      if (!hasFFmpeg)
        writeFileSync(path, Buffer.concat([Buffer.from('00000020', 'hex'), Buffer.from('ftypisom0000isommp41'), Buffer.alloc(5_000)]));
      const orderID = await makeOrder(portal);
      const film = readFileSync(path);
      const id = await add(orderID, film, 'film.mp4');
      await worker.lookAtAll();
      expect(await shown(orderID, id)).toMatchObject({ state: 'ready', mediaType: 'video/mp4', hasPreview: hasFFmpeg });
      const part = await bytesOf(`/api/attachments/${id}/content?view=1`, clinician, { range: 'bytes=10-19' });
      expect([part.status, part.headers.get('content-range'), part.headers.get('content-type')]).toEqual([
        206,
        `bytes 10-19/${film.length}`,
        'video/mp4',
      ]);
      expect(part.bytes.equals(film.subarray(10, 20))).toBe(true);
      const beyond = await bytesOf(`/api/attachments/${id}/content`, clinician, { range: `bytes=${film.length}-` });
      expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${film.length}`]);
      expect((await bytesOf(`/api/attachments/${id}/content`, clinician, { range: 'bytes=-5' })).bytes.equals(film.subarray(-5))).toBe(
        true,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the virus scan', () => {
  it('keeps an infected file from everybody and lets a clean one pass', async () => {
    const clamd = await startFakeClamd();
    try {
      const orderID = await makeOrder(portal, 'signed');
      const clean = await add(orderID, await makePDF([oneLetter]), labelled);
      const infected = await add(orderID, Buffer.concat([pictureOf(300_000), Buffer.from('EICAR')]), 'x.jpg');
      expect(await shown(orderID, clean)).toMatchObject({ state: 'received', scan: 'awaiting' });
      expect((await bytesOf(`/api/attachments/${clean}/content`)).status).toBe(409);
      await worker.lookAtAll({ clamdPort: clamd.port });
      expect(clamd.received.some((file) => file.length === 300_005)).toBe(true);
      expect(await shown(orderID, clean)).toMatchObject({ state: 'ready', scan: 'clean' });
      expect(await shown(orderID, infected)).toMatchObject({ state: 'quarantined', scan: 'infected', hasPreview: false });
      for (const client of [clinician, radiology]) {
        const answer = await client.call('GET', `/api/attachments/${infected}/content`);
        expect([answer.status, answer.json.detail]).toEqual([409, expect.stringMatching(/virus/)]);
        expect((await client.call('GET', `/api/attachments/${infected}/preview`)).status).toBe(409);
      }
      expect(await eventsOf(infected)).toEqual(['attachment-added', 'attachment-quarantined']);
    } finally {
      await clamd.close();
    }
  });

  it.each([
    ['reports an error', 'INSTREAM size limit exceeded. ERROR\0'],
    ['hangs up', ''],
    ['breaks off in the middle of its verdict', 'stream: O'],
  ])('that %s has not found a file clean', async (_what, verdict) => {
    const orderID = await makeOrder(portal);
    const id = await add(orderID, await makePDF([oneLetter]), labelled);
    const clamd = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(verdict)));
    await new Promise<void>((resolve) => clamd.listen(0, '127.0.0.1', resolve));
    await worker.lookAtAll({ clamdPort: (clamd.address() as AddressInfo).port });
    clamd.close();
    expect(await shown(orderID, id)).toMatchObject({ state: 'received', scan: 'unavailable' });
    expect((await bytesOf(`/api/attachments/${id}/content`)).status).toBe(409);
  });

  it('that is away leaves a file waiting and says so, and makes up for it later', async () => {
    const orderID = await makeOrder(portal);
    const id = await add(orderID, await makePDF([oneLetter]), labelled);
    const away = await startFakeClamd();
    await away.close();
    await worker.lookAtAll({ clamdPort: away.port });
    expect(await shown(orderID, id)).toMatchObject({ state: 'received', scan: 'unavailable' });
    expect((await bytesOf(`/api/attachments/${id}/content`)).status).toBe(409);
    const clamd = await startFakeClamd();
    await worker.lookAtAll({ clamdPort: clamd.port });
    expect((await shown(orderID, id)).state).toBe('received');
    await portal.database.updateTable('attachments').set({ next_look_at: new Date() }).where('id', '=', id).execute();
    await worker.lookAtAll({ clamdPort: clamd.port });
    expect(await shown(orderID, id)).toMatchObject({ state: 'ready', scan: 'clean' });
    await clamd.close();
  });
});

describe('an attachment that stands with its order', () => {
  it('is handed out never to be sniffed or run, under a name that fits what it is', async () => {
    const orderID = await makeOrder(portal, 'signed');
    const id = await add(orderID, await makePDF([oneLetter]), 'evil.html');
    await worker.lookAtAll();
    const saved = await bytesOf(`/api/attachments/${id}/content`);
    expect(saved.headers.get('content-disposition')).toBe(`attachment; filename="evil.html.pdf"; filename*=UTF-8''evil.html.pdf`);
    expect(saved.headers.get('x-content-type-options')).toBe('nosniff');
    expect(saved.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    const viewed = await bytesOf(`/api/attachments/${id}/content?view=1`);
    expect([viewed.headers.get('content-type'), viewed.headers.get('content-disposition')?.startsWith('inline')]).toEqual([
      'application/pdf',
      true,
    ]);
    expect((await bytesOf(`/api/attachments/${id}/content`, radiology)).status).toBe(200);
    for (const path of ['content', 'preview']) expect((await bytesOf(`/api/attachments/${id}/${path}`, stranger)).status).toBe(404);
    expect((await stranger.call('GET', `/api/orders/${orderID}/attachments`)).status).toBe(404);
  });

  it('is described and taken back by its organization alone, with its bytes and on record', async () => {
    const orderID = await makeOrder(portal);
    const id = await add(orderID, await makePhotograph(), 'foot.jpg');
    await worker.lookAtAll();
    expect((await clinician.call('PATCH', `/api/attachments/${id}`, { description: 'Left foot' })).json.description).toBe('Left foot');
    expect((await clinician.call('PATCH', `/api/attachments/${id}`, { description: 'x'.repeat(201) })).status).toBe(400);
    for (const [client, status] of [
      [stranger, 404],
      [radiology, 403],
    ] as const) {
      expect((await client.call('PATCH', `/api/attachments/${id}`, { description: 'x' })).status).toBe(status);
      expect((await client.call('DELETE', `/api/attachments/${id}`)).status).toBe(status);
    }
    expect((await clinician.call('DELETE', `/api/attachments/${id}`)).status).toBe(204);
    expect((await clinician.call('DELETE', `/api/attachments/${id}`)).status).toBe(404);
    expect(await listOf(clinician, orderID)).toMatchObject({ attachments: [], roomTaken: 0 });
    const left = await readdir(join(portal.context.settings.OBJECT_FOLDER, 'attachments'));
    expect(left.filter((name) => name.startsWith(id))).toEqual([]);
    expect(await eventsOf(id)).toEqual(['attachment-added', 'attachment-described', 'attachment-removed']);
  });

  it('is recorded whenever somebody previews, views or downloads it, or lists it with its order', async () => {
    const orderID = await makeOrder(portal, 'signed');
    const id = await add(orderID, await makePhotograph(), 'foot.jpg');
    await worker.lookAtAll();
    for (const path of ['preview', 'content?view=1', 'content']) await bytesOf(`/api/attachments/${id}/${path}`, radiology);
    const looks = ['attachment-downloaded', 'attachment-previewed', 'attachment-viewed'];
    await until('its looks are recorded', async () => (await eventsOf(id)).length > looks.length);
    expect((await eventsOf(id)).sort()).toEqual(['attachment-added', ...looks]);
    await listOf(radiology, orderID);
    const lists = portal.database.selectFrom('audit_records').select('subject').where('event', '=', 'attachments-listed');
    await until('the list is recorded', async () => JSON.stringify(await lists.execute()).includes(orderID));
  });

  it("is of a draft nobody's but its writers', like the draft", async () => {
    const orderID = await makeOrder(portal);
    const id = await add(orderID, await makePDF([oneLetter]), labelled);
    await worker.lookAtAll();
    const paths = [`/api/orders/${orderID}/attachments`, `/api/attachments/${id}/content`, `/api/attachments/${id}/preview`];
    const answers = (client: Client) => Promise.all(paths.map(async (path) => (await bytesOf(path, client)).status));
    expect([await answers(clinician), await answers(radiology)]).toEqual([Array(3).fill(200), Array(3).fill(404)]);
  });

  it('stays with an order that is closed', async () => {
    const orderID = await makeOrder(portal, 'signed');
    const id = await add(orderID, await makePDF([oneLetter]), labelled);
    await portal.database.updateTable('referral_orders').set({ state: 'closed' }).where('id', '=', orderID).execute();
    expect((await clinician.call('DELETE', `/api/attachments/${id}`)).json).toMatchObject({ status: 409, code: 'conflict' });
    expect((await listOf(clinician, orderID)).attachments).toHaveLength(1);
  });

  it('does not come back when it was taken back while it was looked at', async () => {
    const orderID = await makeOrder(portal);
    const id = await add(orderID, await makePhotograph(), 'foot.jpg');
    const reader = async () => {
      await clinician.call('DELETE', `/api/attachments/${id}`);
      return { ...nothingFound, preview: { bytes: Buffer.from('x'), ending: 'webp' as const }, shown: Buffer.from('x') };
    };
    await worker.lookAtAll({ reader });
    expect((await listOf(clinician, orderID)).attachments).toEqual([]);
    expect((await bytesOf(`/api/attachments/${id}/content`)).status).toBe(404);
    const left = await readdir(join(portal.context.settings.OBJECT_FOLDER, 'attachments'));
    expect(left.filter((name) => name.startsWith(id))).toEqual([]);
  });
});
