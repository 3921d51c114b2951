import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import {
  boundary,
  type DicomwebHarness,
  jsonOf,
  makeSample,
  multipart,
  startDicomweb,
  storeContentType,
  uidOf,
} from './dicomweb-harness.js';

type Item = Record<string, { Value?: unknown[] }>;
const items = (body: Item, tag: string) => (body[tag]?.Value ?? []) as Item[];
const values = (list: Item[], tag: string) => list.map((item) => item[tag]?.Value?.[0]);

jest.setTimeout(30_000);

let postgresql: TestPostgresql;
let gateway: DicomwebHarness;

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
  gateway = await startDicomweb(await postgresql.freshDatabase(), { HTTP_STALL_TIMEOUT_MS: '400', MAX_INSTANCE_BYTES: '2000000' });
}, 60_000);

afterAll(async () => {
  await gateway?.close();
  await postgresql?.stop();
});

const instanceCount = async (sopInstanceUID: string) =>
  (await gateway.connection.database.selectFrom('instances').select('id').where('sop_instance_uid', '=', sopInstanceUID).execute()).length;

const lastReception = () =>
  gateway.connection.database.selectFrom('receptions').selectAll().orderBy('started_at', 'desc').limit(1).executeTakeFirstOrThrow();

/** Waits until a condition holds, and gives what it gave. */
async function until<Result>(condition: () => Promise<Result | false>): Promise<Result> {
  for (let tries = 0; tries < 250; tries += 1) {
    const result = await condition();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the condition never held');
}

/** Sends raw bytes on a connection of its own; resolves with what came back when it closes. */
function sendRaw(pieces: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(gateway.port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk)).on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(received).toString('latin1')));
    for (const piece of pieces) socket.write(piece);
  });
}

const head = (extra: string, path = '/dicom-web/studies') =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.tokenOf('clinician')}\r\nContent-Type: ${storeContentType}\r\n${extra}\r\n\r\n`;

describe('Store transaction', () => {
  it('stores parts of different studies in one request and names each in their order (C1 1, C2 13, C2 16, C2 18, C2 24)', async () => {
    const samples = Array.from({ length: 12 }, (_, index) => makeSample({ study: `many-${index % 3}`, instance: `${index}` }));
    const answer = await gateway.store(samples.map((sample) => sample.file));
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/dicom+json');
    expect(answer.headers['cache-control']).toContain('no-store');
    const body = jsonOf<Item>(answer);
    expect(values(items(body, '00081199'), '00081155')).toEqual(samples.map((sample) => sample.sopInstanceUID));
    expect(values(items(body, '00081199'), '00081190')[0]).toMatch(/^https:\/\/gateway\.example\.org\/dicom-web\/studies\/2\.25\./);
    for (const sample of samples) expect(await instanceCount(sample.sopInstanceUID)).toBe(1);
    // The end of a reception is written behind the answer.
    const reception = await until(async () => {
      const last = await lastReception();
      return last.outcome !== 'open' && last;
    });
    expect(reception).toMatchObject({
      outcome: 'completed',
      door: 'stow-rs',
      organization_id: gateway.organizations.riverside,
    });
  });

  it('takes chunked bodies of any fragmentation (C1 8, C08)', async () => {
    const sample = makeSample();
    const body = multipart([sample.file]);
    const chunks = Array.from({ length: Math.ceil(body.length / 7) }, (_, index) => body.subarray(index * 7, index * 7 + 7));
    const pieces = chunks.map((chunk) => Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]));
    const answer = await sendRaw([head('Transfer-Encoding: chunked\r\nConnection: close'), ...pieces, '0\r\n\r\n']);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(await instanceCount(sample.sopInstanceUID)).toBe(1);
  });

  it('refuses at a study address the parts of another study, each by name (C1 2, A12)', async () => {
    const [one, other] = [makeSample(), makeSample()];
    const path = `/dicom-web/studies/${one.studyInstanceUID}`;
    const mixed = await gateway.store([one.file, other.file], { path });
    expect(mixed.status).toBe(202);
    const body = jsonOf<Item>(mixed);
    expect(values(items(body, '00081199'), '00081155')).toEqual([one.sopInstanceUID]);
    expect(values(items(body, '00081198'), '00081155')).toEqual([other.sopInstanceUID]);
    expect(values(items(body, '00081198'), '00081197')).toEqual([0xa900]);
    expect((await gateway.store([other.file], { path })).status).toBe(409);
    expect(await instanceCount(other.sopInstanceUID)).toBe(0);
  });

  it('lists what is no DICOM, what is cut and what is typed otherwise beside what was stored, and tells the sender (C11, C2 17, A06)', async () => {
    const [one, cut] = [makeSample(), makeSample()];
    const body = multipart([
      Buffer.from('hello'),
      one.file,
      { header: 'Content-Type: image/jpeg', body: one.file },
      cut.file.subarray(0, cut.file.length - 9),
    ]);
    const answer = await gateway.ask('/dicom-web/studies', { method: 'POST', body, headers: { 'content-type': storeContentType } });
    expect(answer.status).toBe(202);
    const listed = jsonOf<Item>(answer);
    expect(values(items(listed, '00081199'), '00081155')).toEqual([one.sopInstanceUID]);
    expect(values(items(listed, '00081198'), '00081155')).toEqual([cut.sopInstanceUID]);
    expect(values(items(listed, '0008119A'), '00081197')).toEqual([0xc000, 0x0110]);
    const { id } = await lastReception();
    const refused = async () =>
      (
        await gateway.connection.database.selectFrom('refusals').select('error_code').where('reception_id', '=', id).orderBy('id').execute()
      ).map((row) => row.error_code);
    // The log of refusals is written behind the answer.
    await until(async () => (await refused()).length >= 3);
    expect((await refused()).sort()).toEqual(['not-dicom', 'truncated', 'unsupported-media-type']);
  });

  it('counts the same bytes again as success with one copy, and refuses other content under the same UID (C2 22, F22)', async () => {
    const first = makeSample({ study: 'twice' });
    const changed = makeSample({ study: 'twice', pixelData: Buffer.alloc(512, 9) });
    expect((await gateway.store([first.file, first.file])).status).toBe(200);
    expect((await gateway.store([first.file])).status).toBe(200);
    expect(await instanceCount(first.sopInstanceUID)).toBe(1);
    const answer = await gateway.store([changed.file]);
    expect(answer.status).toBe(409);
    expect(values(items(jsonOf<Item>(answer), '00081198'), '00081197')).toEqual([49425]);
  });

  it.each([
    ['multipart/form-data; boundary=x', 415],
    ['application/json', 415],
    [`multipart/related; type="application/dicom+json"; boundary=${boundary}`, 415],
    ['multipart/related; type="application/dicom"', 400],
  ])('answers %s with %i and keeps nothing (C1 3, C1 5, C1 10, C05)', async (contentType, status) => {
    const sample = makeSample();
    expect((await gateway.store([sample.file], { headers: { 'content-type': contentType } })).status).toBe(status);
    expect(await instanceCount(sample.sopInstanceUID)).toBe(0);
  });

  it('answers 400 to no parts, 406 to an Accept that cannot be served, 400 to an address that is no UID (C05, C1 7, A01)', async () => {
    const { file } = makeSample();
    expect((await gateway.store([])).status).toBe(400);
    expect((await gateway.store([file], { headers: { accept: 'application/dicom+xml' } })).status).toBe(406);
    expect((await gateway.store([file], { headers: { accept: 'application/dicom+xml, application/*;q=0.1' } })).status).toBe(200);
    expect((await gateway.store([file], { path: '/dicom-web/studies/..%2F..%2Fx' })).status).toBe(400);
  });

  it('answers 400 to a body without a final boundary when nothing was stored, and lists the cut part when something was (C07, C2 13)', async () => {
    const [one, cut] = [makeSample(), makeSample()];
    const ask = (body: Buffer) =>
      gateway.ask('/dicom-web/studies', { method: 'POST', body, headers: { 'content-type': storeContentType } });
    expect((await ask(multipart([cut.file], false))).status).toBe(400);
    const answer = await ask(multipart([one.file, cut.file], false));
    expect(answer.status).toBe(202);
    expect(values(items(jsonOf<Item>(answer), '00081199'), '00081155')).toEqual([one.sopInstanceUID]);
    expect(values(items(jsonOf<Item>(answer), '00081198'), '00081155')).toEqual([cut.sopInstanceUID]);
    expect(await instanceCount(cut.sopInstanceUID)).toBe(0);
  });

  it('keeps the complete parts of a connection that is lost, and nothing of the one that was cut (C1 12)', async () => {
    const [one, cut] = [makeSample(), makeSample()];
    const body = multipart([one.file, cut.file]);
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(head(`Content-Length: ${body.length}`));
    socket.write(body.subarray(0, body.length - 300));
    await until(async () => (await instanceCount(one.sopInstanceUID)) === 1);
    socket.destroy();
    const reception = await until(async () => {
      const last = await lastReception();
      return last.outcome !== 'open' && last;
    });
    expect(reception.outcome).toBe('aborted');
    expect(await instanceCount(one.sopInstanceUID)).toBe(1);
    expect(await instanceCount(cut.sopInstanceUID)).toBe(0);
    const files = (await readdir(gateway.objectFolder, { recursive: true })).filter((path) => /\.(dcm|part)$/.test(path));
    const rows = await gateway.connection.database.selectFrom('instances').select('object_key').execute();
    const kept = await gateway.connection.database.selectFrom('conflicting_instances').select('object_key').execute();
    expect(files.length).toBe(rows.length + kept.length);
  });

  it('ends a sender that stalls with 408, and waits for one that is slow but above the minimum rate (C06)', async () => {
    const stalled = await sendRaw([head('Content-Length: 100000'), `--${boundary}\r\n`]);
    expect(stalled).toMatch(/^HTTP\/1\.1 408 /);
    const sample = makeSample({ pixelData: Buffer.alloc(2000, 1) });
    const body = multipart([sample.file]);
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(head(`Content-Length: ${body.length}\r\nConnection: close`));
    const answered = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString('latin1'))));
    for (let at = 0; at < body.length; at += 200) {
      socket.write(body.subarray(at, at + 200));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(await answered).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('answers 413 to an instance that is larger than the limit, also when its length is not told (C08)', async () => {
    const sample = makeSample({ pixelData: Buffer.alloc(2_100_000) });
    const answer = await gateway.store([sample.file]);
    expect(answer.status).toBe(413);
    expect(await instanceCount(sample.sopInstanceUID)).toBe(0);
  });

  it('answers 503 with Retry-After while draining, before it reads (F16)', async () => {
    gateway.setDraining(true);
    try {
      const answer = await gateway.store([makeSample().file]);
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBeDefined();
    } finally {
      gateway.setDraining(false);
    }
  });

  it('answers 507 with Retry-After before it reads when the disk has too little room (C2 23, F10)', async () => {
    const full = await startDicomweb(await postgresql.freshDatabase(), { MIN_FREE_BYTES: String(2 ** 50) });
    try {
      const answer = await full.store([makeSample().file]);
      expect(answer.status).toBe(507);
      expect(answer.headers['retry-after']).toBeDefined();
    } finally {
      await full.close();
    }
  });

  it('writes an audit record that names the studies and nothing of the patient', async () => {
    const sample = makeSample({ patientName: 'Unforgettable^Name' });
    await gateway.store([sample.file]);
    const { id: receptionID } = await lastReception();
    // It is written behind the answer.
    const record = await until(async () => {
      const records = await gateway.connection.database
        .selectFrom('audit_records')
        .selectAll()
        .where('event', '=', 'instances-received')
        .execute();
      return records.find(({ subject }) => (subject as { receptionID?: string }).receptionID === receptionID) ?? false;
    });
    expect(record.subject).toMatchObject({ studyInstanceUIDs: [sample.studyInstanceUID], storedCount: 1, refusedCount: 0 });
    expect(JSON.stringify(record)).not.toContain('Unforgettable');
  });
});

describe('Store transaction at the address of an order', () => {
  it('attaches what is stored to the order and gives addresses below it', async () => {
    const orderID = await gateway.makeOrder('riverside');
    const sample = makeSample();
    const answer = await gateway.store([sample.file], { path: `/orders/${orderID}/dicom-web/studies` });
    expect(answer.status).toBe(200);
    expect(values(items(jsonOf<Item>(answer), '00081199'), '00081190')[0]).toContain(`/orders/${orderID}/dicom-web/studies/`);
    const study = await gateway.connection.database
      .selectFrom('studies')
      .selectAll()
      .where('study_instance_uid', '=', sample.studyInstanceUID)
      .executeTakeFirstOrThrow();
    expect(study).toMatchObject({ order_id: orderID, organization_id: gateway.organizations.riverside });
  });

  it('warns that the study was rejected before it came again, without the reason, and answers as ever (PS3.18 8.3.4.6)', async () => {
    const { database } = gateway.connection;
    const sample = makeSample();
    const first = await gateway.store([sample.file]);
    expect([first.status, first.headers.warning]).toEqual([200, undefined]);
    const study = await database
      .selectFrom('studies')
      .select('id')
      .where('study_instance_uid', '=', sample.studyInstanceUID)
      .executeTakeFirst();
    const account = await database.selectFrom('accounts').select('id').where('username', '=', 'radiology').executeTakeFirst();
    await database
      .insertInto('decisions')
      .values({
        study_id: study?.id ?? '',
        order_id: null,
        decision: 'rejected',
        instance_set: 'seen',
        instance_count: 1,
        announced_count: null,
        reason: 'Wrong patient Sofia',
        account_id: account?.id ?? '',
      })
      .execute();
    const again = await gateway.store([sample.file, makeSample().file]);
    expect(again.status).toBe(200);
    expect(again.headers.warning).toMatch(
      new RegExp(`^299 REFERRAL_GW "Study ${sample.studyInstanceUID} was rejected by the receiving hospital on \\d{4}-`),
    );
    expect(again.headers.warning).not.toContain('Sofia');
  });

  it("stores for the order's organization when radiology sends", async () => {
    const orderID = await gateway.makeOrder('hilltop');
    const sample = makeSample();
    expect((await gateway.store([sample.file], { path: `/orders/${orderID}/dicom-web/studies`, as: 'radiology' })).status).toBe(200);
    const study = await gateway.connection.database
      .selectFrom('studies')
      .select('organization_id')
      .where('study_instance_uid', '=', sample.studyInstanceUID)
      .executeTakeFirstOrThrow();
    expect(study.organization_id).toBe(gateway.organizations.hilltop);
  });

  it.each(['draft', 'cancelled', 'closed'] as const)('answers 409 for an order that is %s', async (state) => {
    const orderID = await gateway.makeOrder('riverside', state);
    const sample = makeSample();
    const answer = await gateway.store([sample.file], { path: `/orders/${orderID}/dicom-web/studies` });
    expect(answer.status).toBe(409);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(await instanceCount(sample.sopInstanceUID)).toBe(0);
  });

  it("gives another organization's order and no order the same 404 (C02)", async () => {
    const orderID = await gateway.makeOrder('hilltop');
    const none = uidOf('none').slice(-12).padStart(12, '0');
    const foreign = await gateway.store([makeSample().file], { path: `/orders/${orderID}/dicom-web/studies` });
    const absent = await gateway.store([makeSample().file], { path: `/orders/00000000-0000-4000-8000-${none}/dicom-web/studies` });
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(foreign.body.toString()).toBe(absent.body.toString());
  });

  it('is not for the PACS team, nor storing for the administrator (C01)', async () => {
    const orderID = await gateway.makeOrder('riverside');
    const path = `/orders/${orderID}/dicom-web/studies`;
    expect((await gateway.store([makeSample().file], { path, as: 'pacs' })).status).toBe(403);
    expect((await gateway.store([makeSample().file], { as: 'admin' })).status).toBe(403);
    expect((await gateway.store([makeSample().file], { as: 'pacs' })).status).toBe(200);
    expect((await gateway.store([makeSample().file], { headers: { authorization: 'Bearer forged' } })).status).toBe(401);
  });
});
