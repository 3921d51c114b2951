import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { EncounterDetail } from '#core/contract/encounters.js';
import type { OrderChange, OrderDetail } from '#core/contract/orders.js';
import type { PatientChart } from '#core/contract/patients.js';
import { startBrowser, type TestBrowser } from '../support/browser.js';
import type { SignedInClient } from '../support/product.js';
import { openProductDatabase } from '../support/product-database.js';
import { demoID, look, lookTwice, signInAs } from './people.js';
import { setStage } from './stage.js';

const stage = setStage();
const [rivers, neurology] = [demoID(701), demoID(631)];
const whole = {
  reasonForReferral: 'Headache since March',
  diagnoses: [{ code: 'I10' }],
  locationID: demoID(613),
  willUploadImages: false,
  willUploadRecords: true,
};

let colleague: SignedInClient;
let otherBrowser: TestBrowser;
/** Who signs, and a colleague of the same clinic, each in a browser of their own. */
let signer: Page;
let meadow: Page;

beforeAll(async () => {
  const database = await openProductDatabase(stage.product);
  await database.query(
    `insert into accounts (organization_id, username, display_name, role, password_hash)
     select organization_id, 'meadow', 'Jo Meadow', role, password_hash from accounts where username = 'clinician'`,
  );
  await database.end();
  colleague = await stage.product.signIn('meadow');
  otherBrowser = await startBrowser();
  signer = await signInAs(stage, 'clinician');
  meadow = await signInAs({ ...stage, browser: otherBrowser }, 'meadow');
}, 120_000);
afterAll(() => otherBrowser?.close(), 60_000);

const read = (orderID: string): Promise<OrderDetail> => colleague.get(`/api/orders/${orderID}`);
const fileRow = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: name });
const act = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

async function send(method: string, path: string, body: object): Promise<void> {
  const answer = await colleague.request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
}

async function fill(orderID: string, part: Omit<OrderChange, 'version'>): Promise<void> {
  await send('PATCH', `/api/orders/${orderID}`, { ...part, version: (await read(orderID)).version });
}

/** Attaches a file as a program does, and waits until it was looked at. */
async function attach(orderID: string, fileName: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([`%PDF-1.7\n${fileName}`]), fileName);
  const answer = await colleague.request(`/api/orders/${orderID}/attachments`, { method: 'POST', body: form });
  if (!answer.ok) throw new Error(`attaching answered ${answer.status}`);
  const { id } = (await answer.json()) as { id: string };
  while ((await read(orderID)).files.some((file) => file.id === id && file.state !== 'ready')) await signer.waitForTimeout(100);
  return id;
}

let people = 0;

/** A patient of the clinic's own, and a whole draft for it. */
async function begin(): Promise<{ patientID: string; encounterID: string; orderID: string }> {
  people++;
  const { id: patientID } = await colleague.post<{ id: string }>('/api/patients', {
    familyName: `Seen${'abcdefgh'[people]}`,
    givenName: 'Sofia',
    birthDate: `19${40 + people * 5}-04-12`,
    sex: 'F',
    patientID: `SEEN-${people}`,
  });
  const { id } = await colleague.post<{ id: string }>('/api/encounters', { patientID, authorizingProviderID: rivers });
  await colleague.post(`/api/encounters/${id}/orders`, { orderTypeIDs: [neurology] });
  const { drafts } = await colleague.get<EncounterDetail>(`/api/encounters/${id}`);
  const orderID = drafts[0]?.id ?? '';
  await fill(orderID, whole);
  return { patientID, encounterID: id, orderID };
}

async function correctChart(patientID: string, part: object): Promise<void> {
  const { version } = await colleague.get<PatientChart>(`/api/patients/${patientID}`);
  await send('PATCH', `/api/patients/${patientID}`, { ...part, version });
}

async function acceptOn(page: Page, encounterID: string): Promise<void> {
  await page.goto(`${stage.product.url}/encounters/${encounterID}/review`);
  await act(page, 'Accept').click();
  await page.getByText('Accepted', { exact: true }).waitFor();
  await act(page, 'Sign Orders').waitFor();
}

/** Looks again, accepts and signs what stands there now. */
async function signAnew(page: Page): Promise<void> {
  await act(page, 'I have looked at it again').click();
  await act(page, 'Accept').click();
  await act(page, 'Sign Orders').click();
  await page.getByRole('heading', { name: 'Orders Signed in this Encounter' }).waitFor();
}

describe('A file that a colleague swaps while an order is signed', () => {
  it('is named on the page that was reviewed, which signs nothing until it was looked at again', async () => {
    const { encounterID, orderID } = await begin();
    await attach(orderID, 'letter.pdf');
    await acceptOn(signer, encounterID);
    await signer.getByRole('link', { name: 'letter.pdf' }).waitFor();
    await lookTwice(signer, 'review-with-files');
    await meadow.goto(`${stage.product.url}/encounters/${encounterID}/complete/${orderID}`);
    await fileRow(meadow, 'letter.pdf').getByRole('button', { name: 'Remove letter.pdf' }).click();
    await act(meadow, 'Remove').click();
    await fileRow(meadow, 'letter.pdf').waitFor({ state: 'detached' });
    await writeFile(join(stage.samples, 'swapped.pdf'), '%PDF-1.7\nAnother letter');
    await meadow.getByTestId('choose-attachments').setInputFiles(join(stage.samples, 'swapped.pdf'));
    await fileRow(meadow, 'swapped.pdf').getByText('Attached', { exact: true }).waitFor();
    await signer.getByText('File taken away: letter.pdf').waitFor();
    await signer.getByText('File added: swapped.pdf').waitFor();
    expect(await act(signer, 'Sign Orders').count()).toBe(0);
    await lookTwice(signer, 'review-changed');
    await signer.setViewportSize({ width: 360, height: 800 });
    await look(signer, 'review-changed-narrow');
    await signer.setViewportSize({ width: 1280, height: 900 });
    expect(await read(orderID)).toMatchObject({ state: 'draft', acceptedAt: null });
    await signAnew(signer);
    expect((await read(orderID)).files.map((file) => [file.fileName, file.isSigned])).toEqual([['swapped.pdf', true]]);
  }, 120_000);

  it('is no news to whoever comes to the review from writing the order', async () => {
    const { encounterID, orderID } = await begin();
    await signer.goto(`${stage.product.url}/encounters/${encounterID}/complete/${orderID}`);
    await signer.getByLabel('Reason for Referral').fill('Written just before the review');
    await act(signer, 'Review').click();
    await act(signer, 'Accept').waitFor();
    await signer.getByText('Written just before the review').waitFor();
    expect(await signer.getByText('This changed since you looked at it').count()).toBe(0);
  }, 120_000);

  it('is refused by the gateway, in words, where the page had no time to hear of it', async () => {
    const { encounterID, orderID } = await begin();
    const fileID = await attach(orderID, 'letter.pdf');
    await acceptOn(signer, encounterID);
    await signer.route('**/signature', async (route) => {
      await colleague.request(`/api/attachments/${fileID}`, { method: 'DELETE' });
      await route.continue();
    });
    await act(signer, 'Sign Orders').click();
    await signer.getByText('A file of the order was added, removed or described anew since you reviewed it.').waitFor();
    await signer.getByText('File taken away: letter.pdf').waitFor();
    await signer.unroute('**/signature');
    await lookTwice(signer, 'signature-refused');
    expect((await read(orderID)).state).toBe('draft');
    await signAnew(signer);
    expect((await read(orderID)).files).toEqual([]);
  }, 120_000);

  it('does not disturb whoever types while it becomes ready', async () => {
    const { encounterID, orderID } = await begin();
    await signer.goto(`${stage.product.url}/encounters/${encounterID}/complete/${orderID}`);
    const reason = signer.getByLabel('Reason for Referral');
    for (const words of ['Typed while the first file came', 'Typed while the second file came']) {
      await signer.route(`**/api/orders/${orderID}`, async (route) => {
        if (route.request().method() === 'PATCH') await attach(orderID, `${words}.pdf`);
        await route.continue();
      });
      await reason.fill(words);
      await signer.getByText('Saved', { exact: true }).waitFor();
      await signer.unroute(`**/api/orders/${orderID}`);
      expect(await signer.getByText('Somebody else changed this order').count()).toBe(0);
      expect([await reason.inputValue(), (await read(orderID)).reasonForReferral]).toEqual([words, words]);
    }
  }, 120_000);
});

describe('A chart that a colleague corrects', () => {
  it('between review and signature is named and looked at again; afterwards it stands beside what was signed', async () => {
    const { patientID, encounterID, orderID } = await begin();
    await acceptOn(signer, encounterID);
    await meadow.goto(`${stage.product.url}/patients/${patientID}`);
    await act(meadow, 'Edit the chart').click();
    await meadow.getByLabel('Middle name').fill('Maria');
    await act(meadow, 'Save').click();
    await act(meadow, 'Edit the chart').waitFor();
    await signer.getByText('Middle name is another one now').waitFor();
    await correctChart(patientID, { birthDate: '1955-04-21' });
    await signer.getByText('Birth date is another one now').waitFor();
    await lookTwice(signer, 'review-chart-changed');
    await signAnew(signer);
    expect((await read(orderID)).patient).toMatchObject({ birthDate: '1955-04-21', middleName: 'Maria' });
    await signer.goto(`${stage.product.url}/orders/${orderID}`);
    await signer.getByRole('heading', { name: /Sofia Maria/ }).waitFor();
    expect(await signer.getByText('Corrected in the chart since this was signed').count()).toBe(0);
    await correctChart(patientID, { birthDate: '1955-04-12' });
    await signer.getByText('Birth date: 12 Apr 1955 (signed: 21 Apr 1955)').waitFor();
    await signer.getByText(/Corrected by Jo Meadow, Riverside/).waitFor();
    await lookTwice(signer, 'order-corrected');
    expect((await read(orderID)).patient.birthDate).toBe('1955-04-21');
  }, 120_000);
});

describe('A signed order', () => {
  it('keeps a file that is withdrawn with a reason, struck through, for both sides', async () => {
    const { encounterID, orderID } = await begin();
    await attach(orderID, 'wrong.pdf');
    await acceptOn(signer, encounterID);
    await act(signer, 'Sign Orders').click();
    await signer.getByRole('heading', { name: 'Orders Signed in this Encounter' }).waitFor();
    await signer.goto(`${stage.product.url}/orders/${orderID}`);
    const row = fileRow(signer, 'wrong.pdf');
    expect(await row.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
    await row.getByRole('button', { name: 'Withdraw wrong.pdf' }).click();
    const dialog = signer.getByRole('dialog');
    await dialog.getByLabel('Why is it withdrawn?').fill('It is of another patient');
    await lookTwice(signer, 'withdraw-file');
    await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await row.getByText(/^Withdrawn by Dr. Riley Rivers on .*: It is of another patient$/).waitFor();
    await row.locator('s').waitFor();
    await signer.getByText('File withdrawn: wrong.pdf').waitFor();
    await lookTwice(signer, 'withdrawn-file');
    await signer.setViewportSize({ width: 360, height: 800 });
    await look(signer, 'withdrawn-file-narrow');
    await signer.setViewportSize({ width: 1280, height: 900 });
    const radiology = await signInAs({ ...stage, browser: otherBrowser }, 'radiology');
    await radiology.goto(`${stage.product.url}/orders/${orderID}`);
    await fileRow(radiology, 'wrong.pdf')
      .getByText(/Withdrawn by/)
      .waitFor();
    await radiology.close();
  }, 120_000);

  it('is closed by radiology before the eyes of the clinician, and opened again', async () => {
    const { encounterID, orderID } = await begin();
    await acceptOn(signer, encounterID);
    await act(signer, 'Sign Orders').click();
    await signer.getByRole('heading', { name: 'Orders Signed in this Encounter' }).waitFor();
    await signer.goto(`${stage.product.url}/orders/${orderID}`);
    await act(signer, 'Cancel the order').waitFor();
    const radiology = await signInAs({ ...stage, browser: otherBrowser }, 'radiology');
    await radiology.goto(`${stage.product.url}/orders/${orderID}`);
    await act(radiology, 'Close the order').click();
    const dialog = radiology.getByRole('dialog');
    await dialog.getByLabel('Why is it closed?').fill('The patient was seen');
    await lookTwice(radiology, 'close-order');
    await dialog.getByRole('button', { name: 'Close the order' }).click();
    await signer.getByText(/^Closed by the hospital on .*: The patient was seen$/).waitFor();
    expect(await act(signer, 'Cancel the order').count()).toBe(0);
    await lookTwice(signer, 'order-closed');
    await act(radiology, 'Open the order again').click();
    await radiology.getByRole('dialog').getByLabel('Why is it opened again?').fill('More images are to come');
    await radiology.getByRole('dialog').getByRole('button', { name: 'Open the order again' }).click();
    await act(signer, 'Cancel the order').waitFor();
    expect((await read(orderID)).state).toBe('signed');
    await radiology.close();
  }, 120_000);
});
