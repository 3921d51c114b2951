import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hashPassword } from '../../../gateway/http/passwords.js';
import { until } from '../../support/until.js';
import { beginResumable, fileLimit, listOf, makeOrder, openWorker, orderLimit, pictureOf, sendPart, tus } from './attachments-harness.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(60_000);

let portal: PortalFixture;
let clinician: Client;
let stranger: Client;
let worker: Awaited<ReturnType<typeof openWorker>>;

beforeAll(async () => {
  portal = await startPortal();
  clinician = await portal.signIn('clinician');
  stranger = await portal.signIn('clinician2');
  worker = await openWorker(portal);
}, 60_000);
afterAll(async () => {
  await worker.close();
  await portal.close();
}, 60_000);

const filesOnDisk = async (): Promise<string[]> => readdir(join(portal.context.settings.OBJECT_FOLDER, 'attachments')).catch(() => []);
const offsetOf = async (location: string) => Number((await tus(portal, clinician, 'HEAD', location)).headers.get('upload-offset'));

/** Sends a part whose connection dies after `sentBytes`. */
async function sendAndBreak(location: string, part: Buffer, from: number, sentBytes: number): Promise<void> {
  const socket = connect(Number(new URL(portal.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `PATCH ${location} HTTP/1.1\r\nHost: x\r\nCookie: ${clinician.cookie}\r\nX-CSRF-Token: ${clinician.csrfToken}\r\nTus-Resumable: 1.0.0\r\n` +
      `Upload-Offset: ${from}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${part.length}\r\n\r\n`,
  );
  socket.write(part.subarray(0, sentBytes));
  const id = location.split('/').at(-1) ?? '';
  const path = join(portal.context.settings.OBJECT_FOLDER, 'attachments', id);
  const { stat } = await import('node:fs/promises');
  await until('what was sent is on the disk', async () => (await stat(path)).size >= from + sentBytes);
  socket.destroy();
}

async function readBack(id: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of portal.context.objects.read(`attachments/${id}`)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

describe('a resumable attachment (F25)', () => {
  it('is byte for byte the same after two interruptions, and its room is kept from the beginning', async () => {
    const orderID = await makeOrder(portal);
    const bytes = pictureOf(12 * 2 ** 20);
    for (let at = 100; at < bytes.length; at += 4_096) bytes.writeUInt32LE(at, at);
    const begun = await beginResumable(portal, clinician, orderID, bytes.length, 'foot.jpg');
    expect(begun.status).toBe(201);
    const location = begun.headers.get('location') ?? '';
    expect(location).toMatch(new RegExp(`^/api/orders/${orderID}/attachments/resumable/[0-9a-f-]{36}$`));
    expect((await listOf(clinician, orderID)).roomTaken).toBe(bytes.length);
    await sendAndBreak(location, bytes, 0, 5 * 2 ** 20);
    const first = await offsetOf(location);
    expect(first).toBeGreaterThanOrEqual(5 * 2 ** 20);
    await sendAndBreak(location, bytes.subarray(first), first, 3 * 2 ** 20);
    const second = await offsetOf(location);
    expect(second).toBeGreaterThanOrEqual(8 * 2 ** 20);
    expect((await sendPart(portal, clinician, location, first, bytes.subarray(first))).status).toBe(409);
    expect((await sendPart(portal, clinician, location, second, bytes.subarray(second))).status).toBe(204);
    const id = location.split('/').at(-1) ?? '';
    const [one] = (await listOf(clinician, orderID)).attachments;
    expect(one).toMatchObject({
      id,
      state: 'received',
      fileName: 'foot.jpg',
      description: 'A film',
      mediaType: 'image/jpeg',
      byteCount: bytes.length,
    });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await readBack(id)).toBe(sha256);
    const row = await portal.database.selectFrom('attachments').select('sha256').where('id', '=', id).executeTakeFirstOrThrow();
    expect(row.sha256).toBe(sha256);
    expect(await offsetOf(location)).toBe(bytes.length);
  });

  it('is nobody else’s: another account, even of the same organization, is answered as if it were not there', async () => {
    const orderID = await makeOrder(portal);
    await portal.database
      .insertInto('accounts')
      .values({
        organization_id: portal.organizations.riverside,
        username: 'colleague',
        display_name: 'Colleague',
        role: 'clinician',
        password_hash: await hashPassword('a password of the tests'),
      })
      .execute();
    const colleague = await portal.signIn('colleague' as never);
    const location = (await beginResumable(portal, clinician, orderID, 5_000)).headers.get('location') ?? '';
    for (const other of [stranger, colleague]) {
      expect((await tus(portal, other, 'HEAD', location)).status).toBe(404);
      expect((await sendPart(portal, other, location, 0, pictureOf(5_000))).status).toBe(404);
      expect((await tus(portal, other, 'DELETE', location)).status).toBe(404);
    }
    expect((await tus(portal, { ...clinician, csrfToken: 'x' }, 'PATCH', location, { body: 'x' })).status).toBe(403);
    expect((await tus(portal, { ...clinician, cookie: '' }, 'HEAD', location)).status).toBe(401);
    expect((await beginResumable(portal, stranger, orderID, 5_000)).status).toBe(404);
    const otherOrder = location.replace(orderID, await makeOrder(portal));
    expect((await tus(portal, clinician, 'HEAD', otherOrder)).status).toBe(404);
    expect(await offsetOf(location)).toBe(0);
  });

  it('is refused before a byte comes when it is larger than a file may be or than the room that is left', async () => {
    const orderID = await makeOrder(portal);
    const tooLarge = await beginResumable(portal, clinician, orderID, fileLimit + 1);
    expect([tooLarge.status, tooLarge.json.code, tooLarge.json.refusalCode]).toEqual([413, 'payload-too-large', 'too-large']);
    const answers = await Promise.all(Array.from({ length: 14 }, () => beginResumable(portal, clinician, orderID, fileLimit)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 413).map(({ json }) => json.refusalCode)).toEqual(Array(4).fill('no-room'));
    expect((await beginResumable(portal, clinician, orderID, orderLimit - 10 * fileLimit)).status).toBe(201);
    expect((await beginResumable(portal, clinician, orderID, 1)).status).toBe(413);
    expect((await beginResumable(portal, clinician, orderID, 0)).status).toBe(400);
    const location = answers.find(({ status }) => status === 201)?.headers.get('location') ?? '';
    expect((await tus(portal, clinician, 'DELETE', location)).status).toBe(204);
    expect((await listOf(clinician, orderID)).roomTaken).toBe(orderLimit - fileLimit);
    expect((await tus(portal, clinician, 'HEAD', location)).status).toBe(404);
  });

  it('is refused at its first bytes when it is of a type that is not taken, and its room is free again', async () => {
    const orderID = await makeOrder(portal);
    const before = await filesOnDisk();
    const bytes = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(50_000)]);
    const location = (await beginResumable(portal, clinician, orderID, bytes.length)).headers.get('location') ?? '';
    const answer = await sendPart(portal, clinician, location, 0, bytes);
    expect([answer.status, answer.json.code, answer.json.refusalCode]).toEqual([415, 'unsupported-media-type', 'dicom']);
    expect(await listOf(clinician, orderID)).toMatchObject({ attachments: [], roomTaken: 0 });
    expect(await filesOnDisk()).toEqual(before);
    const small = (await beginResumable(portal, clinician, orderID, 20)).headers.get('location') ?? '';
    expect((await sendPart(portal, clinician, small, 0, Buffer.from('<html><script></scr>'))).json.refusalCode).toBe('type');
  });

  it('is gone when its order is cancelled while it comes', async () => {
    const orderID = await makeOrder(portal);
    const before = await filesOnDisk();
    const location = (await beginResumable(portal, clinician, orderID, 5_000)).headers.get('location') ?? '';
    await portal.database.updateTable('referral_orders').set({ state: 'cancelled' }).where('id', '=', orderID).execute();
    const answer = await sendPart(portal, clinician, location, 0, pictureOf(5_000));
    expect([answer.status, answer.json.code]).toEqual([409, 'order-not-open']);
    expect(await listOf(clinician, orderID)).toMatchObject({ attachments: [], roomTaken: 0 });
    expect(await filesOnDisk()).toEqual(before);
  });

  it('can not grow beyond what was announced', async () => {
    const orderID = await makeOrder(portal);
    const location = (await beginResumable(portal, clinician, orderID, 5_000)).headers.get('location') ?? '';
    expect((await sendPart(portal, clinician, location, 0, pictureOf(5_001))).status).toBe(413);
    expect(await offsetOf(location)).toBe(0);
    const headers = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    let pieces = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (++pieces > 2_000) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const answer = await tus(portal, clinician, 'PATCH', location, { headers, body }).catch(() => undefined);
    // The connection may be cut before the answer is read; it is never a success.
    expect([413, undefined]).toContain(answer?.status);
    expect(await offsetOf(location)).toBe(0);
    expect((await portal.call('GET', '/health/live')).status).toBe(200);
  });

  it('that a gateway did not live to finish is finished when its sender asks how far it is', async () => {
    const orderID = await makeOrder(portal);
    const bytes = pictureOf(6_000);
    const location = (await beginResumable(portal, clinician, orderID, bytes.length)).headers.get('location') ?? '';
    const id = location.split('/').at(-1) ?? '';
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(portal.context.settings.OBJECT_FOLDER, 'attachments', id), bytes);
    expect(await offsetOf(location)).toBe(6_000);
    expect((await listOf(clinician, orderID)).attachments).toMatchObject([{ id, state: 'received' }]);
  });

  it('that is left is forgotten with its bytes and its room, and one that goes on is not', async () => {
    const orderID = await makeOrder(portal);
    const before = await filesOnDisk();
    const left = (await beginResumable(portal, clinician, orderID, 50_000)).headers.get('location') ?? '';
    await sendAndBreak(left, pictureOf(50_000), 0, 20_000);
    await worker.forget(3_600_000);
    expect(await offsetOf(left)).toBe(20_000);
    await portal.database
      .updateTable('attachments')
      .set({ touched_at: new Date(Date.now() - 86_400_000) })
      .where('order_id', '=', orderID)
      .execute();
    const kept = (await beginResumable(portal, clinician, orderID, 50_000)).headers.get('location') ?? '';
    await worker.forget(3_600_000);
    expect((await tus(portal, clinician, 'HEAD', left)).status).toBe(404);
    expect((await listOf(clinician, orderID)).attachments.map(({ id }) => id)).toEqual([kept.split('/').at(-1)]);
    expect((await filesOnDisk()).filter((name) => !before.includes(name))).toEqual([kept.split('/').at(-1)]);
  });

  it('answers what is no tus request in words', async () => {
    const orderID = await makeOrder(portal);
    const answer = await clinician.call('POST', `/api/orders/${orderID}/attachments/resumable`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([412, 'application/problem+json; charset=utf-8']);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const begin = (headers: Record<string, string>) =>
      tus(portal, clinician, 'POST', `/api/orders/${orderID}/attachments/resumable`, { headers });
    for (const headers of [{}, { 'upload-length': '-1' }, { 'upload-length': '1e3' }, { 'upload-defer-length': '1' }]) {
      expect([400, 501]).toContain((await begin(headers as Record<string, string>)).status);
    }
    const long = `filename ${Buffer.from('a.jpg').toString('base64')},description ${Buffer.from('x'.repeat(300)).toString('base64')}`;
    expect((await begin({ 'upload-length': '100', 'upload-metadata': long })).status).toBe(400);
    expect((await listOf(clinician, orderID)).attachments).toEqual([]);
  });
});
