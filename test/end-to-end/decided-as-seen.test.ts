import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { OrderDetail } from '#core/contract/orders.js';
import type { PatientChart } from '#core/contract/patients.js';
import type { StudyDetail } from '#core/contract/studies.js';
import { startBrowser, type TestBrowser } from '../support/browser.js';
import { storeInstances } from '../support/dicomweb-client.js';
import type { SignedInClient } from '../support/product.js';
import { whenAllChecked } from '../support/worklist.js';
import { demoID, look, lookTwice, signInAs } from './people.js';
import { setStage } from './stage.js';

const stage = setStage();
const [ofSofia, ofArchibald] = [demoID(401), demoID(402)];

let clinician: SignedInClient;
let radiology: SignedInClient;
let otherBrowser: TestBrowser;
/** Two people at the desk, each in a browser of their own. */
let near: Page;
let far: Page;

beforeAll(async () => {
  [clinician, radiology] = [await stage.product.signIn('clinician'), await stage.product.signIn('radiology')];
  otherBrowser = await startBrowser();
  near = await signInAs(stage, 'radiology');
  far = await signInAs({ ...stage, browser: otherBrowser }, 'radiology');
}, 120_000);
afterAll(() => otherBrowser?.close(), 60_000);

let studies = 0;

/** Sends the head CT of Sofia's order once more, as a study of its own, and waits until it can be decided. */
async function sendStudy(): Promise<string> {
  studies++;
  const sample = (await readFile(join(stage.samples, 'studies/ct-head/axial/CT0001.dcm'))).toString('latin1');
  const uids = new Set(sample.match(/2\.25\.\d{20,}/g) ?? []);
  let text = sample;
  for (const uid of uids) text = text.replaceAll(uid, uid.slice(0, -3) + String(100 + studies));
  const answer = await storeInstances(clinician, [Buffer.from(text, 'latin1')], `/orders/${ofSofia}/dicom-web`);
  expect(answer.failed).toEqual([]);
  const [sopInstanceUID = ''] = answer.stored;
  const listed = await whenAllChecked(radiology);
  const order = await clinician.get<OrderDetail>(`/api/orders/${ofSofia}`);
  const newest = listed
    .filter(({ id }) => order.studies.some((study) => study.id === id))
    .sort((a, b) => (a.firstReceivedAt < b.firstReceivedAt ? 1 : -1))[0];
  if (!newest || !sopInstanceUID) throw new Error('the study did not come to the worklist');
  return newest.id;
}

const read = (studyID: string): Promise<StudyDetail> => radiology.get(`/api/studies/${studyID}`);
const confirmOn = (page: Page) => page.locator('#confirm-receipt');

async function open(page: Page, studyID: string): Promise<void> {
  await page.unrouteAll();
  await page.goto(`${stage.product.url}/studies/${studyID}`);
  await confirmOn(page).waitFor();
}

/** Nothing new reaches the page any more, as where a proxy holds events back; what it sends still goes out. */
async function keepStale(page: Page, studyID: string): Promise<() => Promise<void>> {
  await page.route('**/api/events*', (route) => route.abort());
  await page.goto(`${stage.product.url}/studies/${studyID}`);
  await confirmOn(page).waitFor();
  const reads = `**/api/studies/${studyID}`;
  await page.route(reads, (route) => (route.request().method() === 'GET' ? route.abort() : route.continue()));
  return () => page.unroute(reads);
}

async function correctChart(changes: object): Promise<void> {
  const { patientID } = await clinician.get<OrderDetail>(`/api/orders/${ofSofia}`);
  const { version } = await clinician.get<PatientChart>(`/api/patients/${patientID}`);
  const answer = await clinician.request(`/api/patients/${patientID}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...changes, version }),
  });
  expect(answer.status).toBe(200);
}

describe('A chart that its clinic changes while radiology looks', () => {
  it('turns the open page into a question by itself, and nothing can be confirmed beside "names agree"', async () => {
    const studyID = await sendStudy();
    await open(near, studyID);
    await near.locator('#confirm-receipt:not([data-disabled])').waitFor();
    await correctChart({ familyName: 'Olgason', birthDate: '1991-01-31' });
    await near.locator('[aria-labelledby^="question-"]').waitFor();
    await near.locator('#confirm-receipt[data-disabled]').waitFor();
    expect((await read(studyID)).identity).toBe('differs');
    await lookTwice(near, 'chart-changed-while-looking');
    await correctChart({ familyName: 'Sample', birthDate: '1968-04-12' });
    await near.locator('#confirm-receipt:not([data-disabled])').waitFor();
  });

  it('refuses the confirmation of a page that never heard of it, in words, and shows what is so now', async () => {
    const studyID = await sendStudy();
    const hearAgain = await keepStale(near, studyID);
    await correctChart({ middleName: 'Maria' });
    await hearAgain();
    await confirmOn(near).click();
    await near
      .getByRole('alert')
      .filter({ hasText: /chart was changed while you looked|changed while you looked/ })
      .waitFor();
    expect((await read(studyID)).stage).toBe('linked');
    await look(near, 'confirmation-refused');
  });
});

describe('Two people at the desk and one study', () => {
  it('is not confirmed under another order than the one that was looked at', async () => {
    const studyID = await sendStudy();
    const hearAgain = await keepStale(near, studyID);
    const { instanceSet } = await read(studyID);
    await radiology.post(`/api/studies/${studyID}/attachment`, { orderID: ofArchibald, reason: 'by telephone', instanceSet });
    await whenAllChecked(radiology);
    await hearAgain();
    await confirmOn(near).click();
    await near
      .getByRole('alert')
      .filter({ hasText: /attached to another order/ })
      .waitFor();
    expect((await read(studyID)).decisions).toEqual([]);
    await near.locator('[aria-labelledby^="question-"]').waitFor();
  });

  it('is attached by the first; the second is told and sees whose it is now', async () => {
    const studyID = await sendStudy();
    await open(far, studyID);
    const hearAgain = await keepStale(near, studyID);
    for (const page of [near, far]) await page.getByRole('button', { name: /Attach to another order/ }).click();
    const choose = async (page: Page): Promise<void> => {
      await page.getByRole('dialog').getByRole('radio').first().check();
      await page.getByRole('dialog').getByLabel('Why does it belong to this order?').fill('said so by telephone');
    };
    await Promise.all([near, far].map(choose));
    const attach = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Attach to this order', exact: true });
    await attach(far).click();
    await far.getByRole('dialog').waitFor({ state: 'detached' });
    await hearAgain();
    await attach(near).click();
    await near.getByRole('alert').first().waitFor();
    expect(await near.getByRole('alert').first().innerText()).toMatch(/attached/);
    await look(near, 'attached-by-another');
  });
});
