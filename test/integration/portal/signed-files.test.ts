import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { orderDetail } from '#core/contract/orders.js';
import { digestOfContent, readSignedContent } from '#core/referral/signed-content.js';
import { textOfPDF } from '../../support/pdf-text.js';
import { attach, listOf, makePDF, openWorker, pictureOf } from './attachments-harness.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(120_000);

let portal: PortalFixture;
let clinician: Client;
let radiology: Client;
let worker: Awaited<ReturnType<typeof openWorker>>;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, radiology] = await Promise.all([portal.signIn('clinician'), portal.signIn('radiology')]);
  worker = await openWorker(portal);
}, 120_000);
afterAll(async () => {
  await worker.close();
  await portal.close();
}, 60_000);

const read = async (id: string) => orderDetail.parse((await clinician.call('GET', `/api/orders/${id}`)).json);
const act = (id: string, what: 'acceptance' | 'signature', version: number) =>
  clinician.call('POST', `/api/orders/${id}/${what}`, { version });
const remove = (fileID: string) => clinician.call('DELETE', `/api/attachments/${fileID}`);
const describeAs = (fileID: string, description: string) => clinician.call('PATCH', `/api/attachments/${fileID}`, { description });
const withdraw = (fileID: string, reason = 'It is of another patient') =>
  clinician.call('POST', `/api/attachments/${fileID}/withdrawal`, { reason });

/** A file that stands with the order, looked at. */
async function addFile(orderID: string, fileName = 'scan.jpg'): Promise<string> {
  const answer = await attach(portal, clinician, orderID, pictureOf(400), { fileName });
  await worker.lookAtAll();
  return answer.json.id;
}

/** A file that stands with the order, looked at by nobody: quick, for what is done many times. */
async function insertFile(orderID: string): Promise<string> {
  const { id } = await portal.database
    .insertInto('attachments')
    .values({
      order_id: orderID,
      organization_id: portal.organizations.riverside,
      account_id: portal.accountIDs.clinician,
      file_name: 'records.pdf',
      state: 'ready',
      reserved_bytes: 10,
      sha256: 'ab'.repeat(32),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function signedOrder(): Promise<{ id: string; fileID: string }> {
  const { id } = (await portal.draftOrder(clinician)).json;
  const fileID = await addFile(id);
  expect((await act(id, 'signature', (await read(id)).version)).status).toBe(200);
  return { id, fileID };
}

async function keptOf(orderID: string) {
  const row = await portal.database
    .selectFrom('referral_orders')
    .select(['signed_content', 'signature'])
    .where('id', '=', orderID)
    .executeTakeFirstOrThrow();
  const content = row.signed_content ?? {};
  return { digest: digestOfContent(content), contentSHA256: row.signature?.contentSHA256, files: readSignedContent(content)?.files ?? [] };
}

describe('the files of a draft', () => {
  it('can not be swapped between acceptance and signature', async () => {
    const { id } = (await portal.draftOrder(clinician)).json;
    const first = await addFile(id, 'letter.jpg');
    const accepted = (await act(id, 'acceptance', (await read(id)).version)).json;
    expect(accepted.acceptedAt).not.toBeNull();
    expect((await remove(first)).status).toBe(204);
    const second = await addFile(id, 'swapped.jpg');
    const refused = await act(id, 'signature', accepted.version);
    expect([refused.status, refused.json.changed, refused.json.detail]).toEqual([409, ['files'], expect.stringMatching(/file/)]);
    const again = await read(id);
    expect(again).toMatchObject({ state: 'draft', acceptedAt: null, files: [{ id: second, fileName: 'swapped.jpg' }] });
    expect(again.history.map(({ event }) => event)).toEqual(['created', 'accepted', 'reopened']);
    const signed = await act(id, 'signature', again.version);
    expect(signed.json.files).toMatchObject([{ id: second, isSigned: true }]);
  });

  it('move its version when they become ready, are described, set aside or removed, and not while they arrive', async () => {
    const { id } = (await portal.draftOrder(clinician)).json;
    const versions = [(await read(id)).version];
    const note = async () => versions.push((await read(id)).version);
    const answer = await attach(portal, clinician, id, await makePDF(['Sample, Sofia']), { fileName: 'a.pdf' });
    await note();
    await worker.lookAtAll();
    await note();
    await describeAs(answer.json.id, 'A letter');
    await note();
    await describeAs(answer.json.id, 'A letter');
    await note();
    await remove(answer.json.id);
    await note();
    expect(versions).toEqual([1, 1, 2, 3, 3, 4]);
  });

  it('never stand in the way of who writes its fields', async () => {
    const { id } = (await portal.draftOrder(clinician)).json;
    await addFile(id);
    const write = (version: number, comment: string) => clinician.call('PATCH', `/api/orders/${id}`, { version, comment });
    const written = await write(1, 'typed while the file came');
    expect([written.status, written.json.version]).toEqual([200, 3]);
    expect((await write(2, 'from before the other words')).status).toBe(409);
    expect((await write(99, 'from nowhere')).status).toBe(409);
    expect((await act(id, 'acceptance', 2)).json.changed).toEqual(['fields']);
  });
});

describe('the files of a signed order', () => {
  it('are neither removed nor described anew, and said so in words', async () => {
    const { id, fileID } = await signedOrder();
    const removed = await remove(fileID);
    expect([removed.status, removed.json.detail]).toEqual([409, expect.stringMatching(/Withdraw/)]);
    expect((await describeAs(fileID, 'another')).status).toBe(409);
    await clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'not needed' });
    expect((await remove(fileID)).status).toBe(409);
    const kept = await keptOf(id);
    expect([kept.digest, kept.files.map((file) => file.id)]).toEqual([kept.contentSHA256, [fileID]]);
    expect((await clinician.call('GET', `/api/attachments/${fileID}/content`)).status).toBe(200);
  });

  it('are added to, with the file in the history, and the signature stays', async () => {
    const { id } = await signedOrder();
    const before = (await read(id)).signature;
    const added = await addFile(id, 'later.jpg');
    const order = await read(id);
    expect(order.signature).toEqual(before);
    expect(order.files).toMatchObject([
      { isSigned: true, afterSigning: false },
      { id: added, isSigned: false, afterSigning: true },
    ]);
    expect(order.history.at(-1)).toMatchObject({ event: 'file-added', fileName: 'later.jpg', by: 'The clinician' });
    expect((await describeAs(added, 'what it is')).status).toBe(200);
    expect((await describeAs(added, 'something else')).status).toBe(409);
    expect((await remove(added)).status).toBe(409);
  });

  it('are withdrawn with a reason, stay, and are shown as withdrawn to everybody', async () => {
    const { id, fileID } = await signedOrder();
    expect((await withdraw(fileID, ' ')).status).toBe(400);
    const answer = await withdraw(fileID);
    expect([answer.status, answer.json.withdrawn]).toEqual([
      200,
      { by: 'The clinician', at: expect.any(String), reason: 'It is of another patient' },
    ]);
    expect((await withdraw(fileID)).status).toBe(409);
    for (const client of [clinician, radiology]) {
      const order = orderDetail.parse((await client.call('GET', `/api/orders/${id}`)).json);
      expect(order.files).toMatchObject([{ id: fileID, isSigned: true, withdrawn: { reason: 'It is of another patient' } }]);
      expect(order.attachmentCount).toBe(0);
      expect(order.history.at(-1)).toMatchObject({
        event: 'file-withdrawn',
        fileName: 'scan.jpg',
        by: 'The clinician',
        reason: 'It is of another patient',
      });
      expect((await listOf(client, id)).attachments).toMatchObject([{ id: fileID, withdrawn: { by: 'The clinician' } }]);
    }
    const content = await radiology.call('GET', `/api/attachments/${fileID}/content`);
    expect([content.status, content.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('WITHDRAWN scan.jpg')]);
    const printed = await fetch(`${portal.url}/api/orders/${id}/document`, { headers: { cookie: clinician.cookie } });
    expect((await textOfPDF(new Uint8Array(await printed.arrayBuffer()))).join(' ')).toMatch(
      /scan\.jpg Withdrawn by The clinician on .*: It is of another patient/,
    );
    const kept = await keptOf(id);
    expect(kept.digest).toBe(kept.contentSHA256);
  });

  it('are withdrawn by nobody else, and not before the order is signed', async () => {
    const { id } = (await portal.draftOrder(clinician)).json;
    const draftFile = await addFile(id);
    expect((await withdraw(draftFile)).json.detail).toMatch(/remove the file/);
    const { fileID } = await signedOrder();
    const stranger = await portal.signIn('clinician2');
    const path = `/api/attachments/${fileID}/withdrawal`;
    expect((await stranger.call('POST', path, { reason: 'not mine' })).status).toBe(404);
    expect((await radiology.call('POST', path, { reason: 'not mine' })).status).toBe(403);
  });
});

describe('a file that is taken away while its order is signed', () => {
  it('is either gone and not signed, or signed and there: 50 times', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 50; round++) {
      const { id } = (await portal.draftOrder(clinician)).json;
      const fileID = await insertFile(id);
      const takeAway = () => (round % 2 ? remove(fileID) : describeAs(fileID, 'swapped'));
      const [signed, changed] = await Promise.all([act(id, 'signature', 1), takeAway()]);
      const file = await portal.database.selectFrom('attachments').selectAll().where('id', '=', fileID).executeTakeFirstOrThrow();
      if (signed.status === 200) {
        const kept = await keptOf(id);
        expect([changed.status, file.state, file.description]).toEqual([409, 'ready', '']);
        expect([kept.digest, kept.files.map((one) => one.id)]).toEqual([kept.contentSHA256, [fileID]]);
      } else {
        expect([signed.status, changed.status < 300]).toEqual([409, true]);
        expect(await read(id)).toMatchObject({ state: 'draft', version: 2 });
      }
      outcomes.add(signed.status === 200 ? 'signed' : 'changed');
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });
});
