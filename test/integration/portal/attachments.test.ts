import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { attachment, attachmentList } from '#core/contract/attachments.js';
import { until } from '../../support/until.js';
import { attach, fileLimit, listOf, makeOrder, orderLimit, pictureOf, send } from './attachments-harness.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(60_000);

let portal: PortalFixture;
let clinician: Client;
let stranger: Client;

beforeAll(async () => {
  portal = await startPortal();
  clinician = await portal.signIn('clinician');
  stranger = await portal.signIn('clinician2');
}, 60_000);
afterAll(() => portal.close(), 60_000);

const filesOnDisk = async (): Promise<string[]> => readdir(join(portal.context.settings.OBJECT_FOLDER, 'attachments')).catch(() => []);
const rowOf = (id: string) => portal.database.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const reserve = (orderID: string, byteCount: number) =>
  portal.database
    .insertInto('attachments')
    .values({
      order_id: orderID,
      organization_id: portal.organizations.riverside,
      account_id: portal.accountIDs.clinician,
      file_name: 'other.pdf',
      state: 'reserved',
      reserved_bytes: byteCount,
    })
    .execute();

describe('attaching a file', () => {
  it('answers with the attachment when its bytes are stored, and lists it with the room that it takes', async () => {
    const orderID = await makeOrder(portal);
    const bytes = pictureOf(70_000);
    const answer = await attach(portal, clinician, orderID, bytes, {
      fileName: 'Fuß, links.jpg',
      fields: { description: 'The foot', byteCount: String(bytes.length) },
    });
    expect(answer.status).toBe(201);
    expect(attachment.parse(answer.json)).toMatchObject({
      fileName: 'Fuß, links.jpg',
      description: 'The foot',
      state: 'received',
      mediaType: 'image/jpeg',
      byteCount: 70_000,
      receivedBytes: 70_000,
      by: 'The clinician',
      afterSigning: false,
    });
    const list = attachmentList.parse(await listOf(clinician, orderID));
    expect([list.attachments.length, list.roomTaken, list.room]).toEqual([1, 70_000, orderLimit]);
    const row = await rowOf(answer.json.id);
    expect(row.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    const stored: Buffer[] = [];
    for await (const chunk of portal.context.objects.read(row.object_key ?? '')) stored.push(chunk as Buffer);
    expect(Buffer.concat(stored).equals(bytes)).toBe(true);
  });

  it('takes a file of 100 MB exactly and refuses one byte more with words', async () => {
    const orderID = await makeOrder(portal);
    expect((await attach(portal, clinician, orderID, pictureOf(fileLimit))).status).toBe(201);
    const before = await filesOnDisk();
    const larger = await attach(portal, clinician, orderID, pictureOf(fileLimit + 1));
    expect([larger.status, larger.json.code, larger.json.refusalCode]).toEqual([413, 'payload-too-large', 'too-large']);
    expect(larger.json.detail).toMatch(/100 MB/);
    expect((await attach(portal, clinician, orderID, pictureOf(10), { fields: { byteCount: String(fileLimit + 1) } })).status).toBe(413);
    expect(await filesOnDisk()).toEqual(before);
    expect((await listOf(clinician, orderID)).roomTaken).toBe(fileLimit);
  });

  it('takes what just fits the room of the order, and not one byte more', async () => {
    const orderID = await makeOrder(portal);
    await reserve(orderID, orderLimit - 5_000);
    const more = await attach(portal, clinician, orderID, pictureOf(5_001));
    expect([more.status, more.json.refusalCode]).toEqual([413, 'no-room']);
    expect((await attach(portal, clinician, orderID, pictureOf(5_000))).status).toBe(201);
    expect((await listOf(clinician, orderID)).roomTaken).toBe(orderLimit);
    const none = await attach(portal, clinician, orderID, pictureOf(20));
    expect([none.status, none.json.refusalCode]).toEqual([413, 'no-room']);
  });

  it('takes exactly as many files as fit when more come at once', async () => {
    const orderID = await makeOrder(portal);
    const size = 3 * 2 ** 20;
    await reserve(orderID, orderLimit - 3 * size - 1_000);
    const bytes = pictureOf(size);
    const fields = { byteCount: String(size) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => attach(portal, clinician, orderID, bytes, { fields })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 413, 413, 413, 413, 413]);
    expect((await listOf(clinician, orderID)).roomTaken).toBe(orderLimit - 1_000);
  });

  it.each([
    ['DICOM', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(5_000)]), 'dicom', /image upload/],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>'), 'type', /PDF/],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'type', /PDF/],
    ['a program', Buffer.concat([Buffer.from('4d5a90000300000004000000', 'hex'), Buffer.alloc(8_000)]), 'type', /PDF/],
    ['a ZIP archive', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(200)]), 'type', /PDF/],
  ])('refuses %s whatever its name says, and keeps nothing of it', async (_what, bytes, refusalCode, words) => {
    const orderID = await makeOrder(portal);
    const before = await filesOnDisk();
    const answer = await attach(portal, clinician, orderID, bytes, { fileName: 'record.pdf' });
    expect([answer.status, answer.json.code, answer.json.refusalCode]).toEqual([415, 'unsupported-media-type', refusalCode]);
    expect(answer.json.detail).toMatch(words);
    expect(await filesOnDisk()).toEqual(before);
    expect(await listOf(clinician, orderID)).toMatchObject({ attachments: [], roomTaken: 0 });
  });

  it('marks what is added after signing and writes it into the history of the order', async () => {
    const orderID = await makeOrder(portal, 'signed');
    const answer = await attach(portal, clinician, orderID, pictureOf(500));
    expect(answer.json.afterSigning).toBe(true);
    const history = await portal.database.selectFrom('order_history').selectAll().where('order_id', '=', orderID).execute();
    expect(history).toMatchObject([
      { event: 'file-added', to_state: 'signed', account_id: portal.accountIDs.clinician, attachment_id: answer.json.id },
    ]);
  });

  it('is refused for an order that is cancelled, for one of another organization, and without a CSRF token', async () => {
    expect((await attach(portal, clinician, await makeOrder(portal, 'cancelled'), pictureOf(500))).json.code).toBe('order-not-open');
    const orderID = await makeOrder(portal);
    expect((await attach(portal, stranger, orderID, pictureOf(500))).status).toBe(404);
    expect((await attach(portal, clinician, orderID, pictureOf(500), { headers: { 'x-csrf-token': '' } })).status).toBe(403);
    expect((await listOf(clinician, orderID)).attachments).toEqual([]);
  });
});

describe('abused forms (C04, C05, C08)', () => {
  const boundary = 'xxBOUNDARYxx';
  const part = (name: string, value: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const filePart = part('file', pictureOf(300).toString('latin1'), '; filename="a.jpg"');
  const end = `--${boundary}--\r\n`;
  const typed = { 'content-type': `multipart/form-data; boundary=${boundary}` };

  it.each([
    ['no boundary', filePart + end, { 'content-type': 'multipart/form-data' }, 400],
    ['another type', '{}', { 'content-type': 'application/json' }, 415],
    ['an empty body', '', typed, 400],
    ['no end', filePart, typed, 400],
    ['no file', part('description', 'x') + end, typed, 400],
    ['an empty file', part('file', '', '; filename="a.pdf"') + end, typed, 400],
    ['a file in another field', part('other', 'x', '; filename="a.jpg"') + end, typed, 400],
    ['two files', filePart + filePart + end, typed, 400],
    ['a huge field', part('description', 'x'.repeat(100_000)) + filePart + end, typed, 400],
    ['a description that is too long', part('description', 'x'.repeat(201)) + filePart + end, typed, 400],
    ['many fields', Array.from({ length: 500 }, (_, at) => part(`f${at}`, 'x')).join('') + filePart + end, typed, 400],
    ['an unknown field', part('role', 'admin') + filePart + end, typed, 400],
    ['__proto__', part('__proto__', 'x') + filePart + end, typed, 400],
    ['a nested __proto__', part('__proto__[role]', 'admin') + filePart + end, typed, 400],
    ['an endless nesting', part(`a${'[b]'.repeat(30)}`, 'x') + filePart + end, typed, 400],
    ['a long field name', part('n'.repeat(1_000), 'x') + filePart + end, typed, 400],
    ['a byte count that is none', part('byteCount', '1e99') + filePart + end, typed, 400],
    ['headers without end', `--${boundary}\r\n${'X-A: b\r\n'.repeat(5_000)}`, typed, 400],
  ])('are answered in words and leave nothing: %s', async (_what, body, headers, status) => {
    const orderID = await makeOrder(portal);
    const before = await filesOnDisk();
    const answer = await send(portal, clinician, orderID, Buffer.from(body, 'latin1') as never, headers as Record<string, string>);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(answer.text).not.toMatch(/node_modules|multer|busboy|\/gateway\//i);
    expect(await filesOnDisk()).toEqual(before);
    expect(await listOf(clinician, orderID)).toMatchObject({ attachments: [], roomTaken: 0 });
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  it.each([
    ['../../../etc/cron.d/x.jpg', 'x.jpg'],
    ['..\\\\..\\\\x.jpg', 'x.jpg'],
    ['x\u202Egpj.exe', 'xgpj.exe'],
    ['%2e%2e%2fx.jpg', '%2e%2e%2fx.jpg'],
    ['...', 'attachment'],
  ])('keep a file in its place whatever its name: %j', async (given, kept) => {
    const orderID = await makeOrder(portal);
    const body = Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${given}"\r\n\r\n`),
      pictureOf(300),
      Buffer.from(`\r\n${end}`),
    ]);
    const answer = await send(portal, clinician, orderID, body as never, typed);
    expect([answer.status, answer.json.fileName]).toEqual([201, kept]);
    expect((await rowOf(answer.json.id)).object_key).toBe(`attachments/${answer.json.id}`);
  });

  it('leave nothing when the connection is lost in the middle of the file', async () => {
    const orderID = await makeOrder(portal);
    const before = await filesOnDisk();
    const socket = connect(Number(new URL(portal.url).port), '127.0.0.1');
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`;
    socket.write(
      `POST /api/orders/${orderID}/attachments HTTP/1.1\r\nHost: x\r\nCookie: ${clinician.cookie}\r\nX-CSRF-Token: ${clinician.csrfToken}\r\n` +
        `Content-Type: ${typed['content-type']}\r\nContent-Length: 5000000\r\n\r\n${head}`,
    );
    socket.write(pictureOf(200_000));
    await until(
      'the file begins',
      async () => (await listOf(clinician, orderID)).attachments.length === 1 && (await filesOnDisk()).length > before.length,
    );
    expect((await listOf(clinician, orderID)).attachments).toMatchObject([{ state: 'reserved' }]);
    socket.destroy();
    await until('its row is gone', async () => (await listOf(clinician, orderID)).attachments.length === 0);
    await until('its bytes are gone', async () => (await filesOnDisk()).length === before.length);
    expect((await listOf(clinician, orderID)).roomTaken).toBe(0);
  });

  it('end at the limit when a body never ends', async () => {
    const orderID = await makeOrder(portal);
    const chunk = Buffer.alloc(2 ** 20);
    const socket = connect(Number(new URL(portal.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n${pictureOf(5_000).toString('latin1')}`;
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    socket.write(
      `POST /api/orders/${orderID}/attachments HTTP/1.1\r\nHost: x\r\nCookie: ${clinician.cookie}\r\nX-CSRF-Token: ${clinician.csrfToken}\r\n` +
        `Content-Type: ${typed['content-type']}\r\nTransfer-Encoding: chunked\r\n\r\n${head.length.toString(16)}\r\n`,
    );
    socket.write(Buffer.from(`${head}\r\n`, 'latin1'));
    const piece = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
    while (answer === '' && !socket.destroyed) {
      if (!socket.write(piece)) await next(socket);
    }
    expect(answer).toMatch(/^HTTP\/1.1 413/);
    socket.destroy();
    await until('its row is gone', async () => (await listOf(clinician, orderID)).attachments.length === 0);
  });

  it('are answered while the gateway goes on', async () => {
    expect((await portal.call('GET', '/health/live')).status).toBe(200);
  });
});

/** Resolves when the socket takes more, says something or ends. */
function next(socket: Socket): Promise<void> {
  const events = ['drain', 'close', 'data'] as const;
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) socket.off(event, done);
      resolve();
    };
    for (const event of events) socket.on(event, done);
  });
}
