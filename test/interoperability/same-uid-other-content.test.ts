import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type pg from 'pg';
import type { StudyDetail } from '#core/contract/studies.js';
import { retrieveInstance, storeInstances } from '../support/dicomweb-client.js';
import { connect, type Requestor, sendPart10File, takeApart } from '../support/dimse-peer/index.js';
import { scanLogs } from '../support/patient-data-scan.js';
import { type Product, type SignedInClient, startProduct } from '../support/product.js';
import { openProductDatabase } from '../support/product-database.js';
import { whenAllChecked } from '../support/worklist.js';
import { type OneImage, oneImage } from './one-image.js';

jest.setTimeout(120_000);

const CONFLICTING_CONTENT = 0xc111;
const raceCount = 12;

let product: Product;
let database: pg.Client;
let riverside: SignedInClient;
let radiology: SignedInClient;

beforeAll(async () => {
  product = await startProduct();
  database = await openProductDatabase(product);
  riverside = await product.signIn('clinician');
  radiology = await product.signIn('radiology');
});

afterAll(async () => {
  await database?.end();
  await product?.stop();
});

async function openAssociation(image: OneImage): Promise<Requestor> {
  const requestor = await connect({ port: product.dimsePort });
  const { sopClassUID, transferSyntaxUID } = takeApart(image.bytes);
  const answer = await requestor.associate({ contexts: [{ id: 1, abstractSyntax: sopClassUID, transferSyntaxes: [transferSyntaxUID] }] });
  if (answer.kind !== 'accepted') throw new Error('the association was not accepted');
  return requestor;
}

async function storeOver(requestor: Requestor, image: OneImage): Promise<number> {
  const answer = await requestor.storeDataSet({ ...takeApart(image.bytes), contextID: 1 });
  if (answer.kind !== 'response') throw new Error(`no response but ${answer.kind}`);
  return answer.status;
}

async function storeByStow(image: OneImage): Promise<number> {
  const answer = await storeInstances(riverside, [image.bytes]);
  return answer.stored.length === 1 ? 0 : (answer.failed[0]?.failureReason ?? -1);
}

/** Of two contents with one UID exactly one is acknowledged, and it is the one that is kept. */
async function expectFirstStays(images: readonly [OneImage, OneImage], statuses: readonly number[]): Promise<void> {
  expect([...statuses].sort((one, other) => one - other)).toEqual([0, CONFLICTING_CONTENT]);
  const winner = images[statuses.indexOf(0)] as OneImage;
  const retrieved = await retrieveInstance(riverside, winner);
  expect(retrieved && takeApart(retrieved).dataSet.equals(takeApart(winner.bytes).dataSet)).toBe(true);
  const { rows } = await database.query<{ kept: string; aside: string }>(
    `select (select count(*) from instances where sop_instance_uid = $1) as kept,
       (select count(*) from conflicting_instances where sop_instance_uid = $1) as aside`,
    [winner.sopInstanceUID],
  );
  expect(rows).toEqual([{ kept: '1', aside: '1' }]);
}

const twoContents = (study: string): [OneImage, OneImage] => [oneImage({ study, content: 1 }), oneImage({ study, content: 2 })];

describe('B14 the same SOP Instance UID with other content, raced', () => {
  it('has one winner over two associations', async () => {
    for (let race = 0; race < raceCount; race++) {
      const images = twoContents(`race-dimse-${race}`);
      const requestors = await Promise.all(images.map(openAssociation));
      const statuses = await Promise.all(images.map((image, index) => storeOver(requestors[index] as Requestor, image)));
      await Promise.all(requestors.map((requestor) => requestor.release()));
      await expectFirstStays(images, statuses);
    }
  });

  it('has one winner over both doors', async () => {
    for (let race = 0; race < raceCount; race++) {
      const images = twoContents(`race-doors-${race}`);
      const requestor = await openAssociation(images[0]);
      const statuses = await Promise.all([storeOver(requestor, images[0]), storeByStow(images[1])]);
      await requestor.release();
      await expectFirstStays(images, statuses);
    }
  });

  it('has one winner inside one Store request', async () => {
    const images = twoContents('race-one-request');
    const answer = await storeInstances(
      riverside,
      images.map(({ bytes }) => bytes),
    );
    expect(answer).toMatchObject({ status: 202, stored: [images[0].sopInstanceUID], otherFailures: [] });
    expect(answer.failed).toEqual([{ sopInstanceUID: images[0].sopInstanceUID, failureReason: CONFLICTING_CONTENT }]);
  });
});

describe('F21 the same instance sent again', () => {
  it('is a success over either door, also at the same time, and one copy', async () => {
    const image = oneImage({ study: 'again' });
    const requestors = await Promise.all([image, image, image].map(openAssociation));
    const statuses = await Promise.all([...requestors.map((requestor) => storeOver(requestor, image)), storeByStow(image)]);
    expect(statuses).toEqual([0, 0, 0, 0]);
    await Promise.all(requestors.map((requestor) => requestor.release()));
    expect(await storeByStow(image)).toBe(0);
    const { rows } = await database.query('select count(*) as count from instances where sop_instance_uid = $1', [image.sopInstanceUID]);
    expect(rows).toEqual([{ count: '1' }]);
  });
});

describe('F22 a conflicting SOP Instance UID', () => {
  it('leaves the first, tells the sender and asks radiology', async () => {
    const [first, second] = twoContents('f22');
    expect(await storeByStow(first)).toBe(0);
    const sent = await sendPart10File(second.bytes, { port: product.dimsePort });
    expect(sent.status).toBe(CONFLICTING_CONTENT);
    expect(sent.comment).not.toBe('');
    const answer = await storeInstances(riverside, [second.bytes]);
    expect({ status: answer.status, failed: answer.failed }).toEqual({
      status: 409,
      failed: [{ sopInstanceUID: first.sopInstanceUID, failureReason: CONFLICTING_CONTENT }],
    });
    // Kept aside once, however often it comes.
    await expectFirstStays([first, second], [0, CONFLICTING_CONTENT]);
    const studies = await whenAllChecked(radiology);
    const study = studies.find(({ studyInstanceUID }) => studyInstanceUID === first.studyInstanceUID);
    const detail = await radiology.get<StudyDetail>(`/api/studies/${study?.id}`);
    expect(detail.questions.map(({ kind }) => kind)).toContain('conflicting-content');
    expect(detail.mayConfirm).toBe(false);
    const refusals = await riverside.get<{ refusals: { code: string; sopInstanceUID: string }[] }>('/api/refusals?limit=200');
    expect(refusals.refusals.filter(({ sopInstanceUID }) => sopInstanceUID === first.sopInstanceUID).map(({ code }) => code)).toEqual([
      'conflicting-content',
      'conflicting-content',
    ]);
  });

  it('is in conflict for one organization only', async () => {
    const image = oneImage({ study: 'f22', content: 3 });
    const hilltop = await product.signIn('clinician2');
    expect((await storeInstances(hilltop, [image.bytes])).stored).toEqual([image.sopInstanceUID]);
    expect(await retrieveInstance(hilltop, image)).toEqual(image.bytes);
  });

  it('leaves no patient data in the logs (A18)', async () => {
    const { found } = await scanLogs(product, [{ patientName: 'Sample^Sofia', patientID: 'RC-100234', patientBirthDate: '19680412' }]);
    expect(found).toEqual([]);
  });
});
