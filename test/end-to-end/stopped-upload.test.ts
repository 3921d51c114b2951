import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { OrderDetail } from '#core/contract/orders.js';
import { words as spanish } from '../../uploader-ui/src/app/words.es.js';
import { startBrowser } from '../support/browser.js';
import { storeInstances } from '../support/dicomweb-client.js';
import type { SignedInClient } from '../support/product.js';
import { until } from '../support/until.js';
import { demoID, look, lookTwice, signInAs, turnTo } from './people.js';
import { type Stage, setStage } from './stage.js';

const imageCount = 240;
const orderID = demoID(401);
const storeAddress = '**/dicom-web/studies';

const stage = setStage();
/** The other person's browser. */
let desk: Stage;
let clinician: SignedInClient;
let folder: string;
/** How far the upload came before its tab was closed; what was on its way at that moment may have come whole. */
let here = 0;
let missing = 0;

/** The same CT image as many times as is wanted, each under an identifier of its own. */
async function writeImages(name: string, from: number, to: number): Promise<string> {
  const path = join(stage.samples, name);
  await mkdir(path);
  const sample = (await readFile(join(stage.samples, 'studies/ct-head/axial/CT0001.dcm'))).toString('latin1');
  const [uid = ''] = /2\.25\.\d+|1\.2\.[\d.]+\d/.exec(sample.slice(sample.indexOf('\x02\x00\x03\x00UI') + 8)) ?? [];
  for (let number = from; number < to; number++) {
    const other = uid.slice(0, -4) + String(1000 + number);
    await writeFile(join(path, `IM${number}.dcm`), Buffer.from(sample.replaceAll(uid, other), 'latin1'));
  }
  return path;
}

beforeAll(async () => {
  desk = { ...stage, product: stage.product, samples: stage.samples, browser: await startBrowser() };
  clinician = await stage.product.signIn('clinician');
  folder = await writeImages('many', 0, imageCount);
}, 120_000);
afterAll(() => desk?.browser.close(), 30_000);

const orderNow = () => clinician.get<OrderDetail>(`/api/orders/${orderID}`);
/** How many parts of requests were answered as stored; one that is sent twice counts twice. */
const storedParts = async () => (await orderNow()).receptions.reduce((sum, { storedCount }) => sum + storedCount, 0);

async function choose(page: Page, path: string): Promise<void> {
  await page.getByTestId('choose-folder').setInputFiles(path);
  await page.getByRole('button', { name: 'Upload Selected Studies' }).and(page.locator(':enabled')).waitFor();
}

/** Closes the tab as a person does: the browser asks whether to leave while something is sent. */
async function closeTab(page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  return asked;
}

async function openStudy(): Promise<Page> {
  const page = await signInAs(desk, 'radiology');
  await page.goto(`${stage.product.url}/worklist?state=all`);
  await page.getByRole('link', { name: 'Sample, Sofia' }).first().click();
  await page.locator('#confirm-receipt').waitFor();
  return page;
}

describe('An upload whose tab is closed in the middle', () => {
  it('is asked about by the browser, and stops at what was stored', async () => {
    const page = await signInAs(stage, 'clinician');
    await page.goto(`${stage.product.url}/orders/${orderID}?send=1`);
    await choose(page, folder);
    let passed = 0;
    await page.route(storeAddress, async (route) => {
      // Two requests get through; then the line is gone.
      if (passed++ < 2) await route.continue();
      else await route.abort('internetdisconnected');
    });
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText('of 240 images stored').first().waitFor();
    await until('two requests are stored', async () => (await storedParts()) === 100, { timeoutMs: 60_000 });
    expect((await orderNow()).imagesState).toBe('uploading');
    await look(page, 'stopped-upload-sending');
    expect(await closeTab(page)).toEqual(['beforeunload']);
    await until('the order says that it stopped', async () => (await orderNow()).imagesState === 'incomplete');
    here = await storedParts();
    missing = imageCount - here;
    expect(here).toBeGreaterThanOrEqual(100);
    expect(missing).toBeGreaterThan(0);
    expect(await orderNow()).toMatchObject({ imagesMissing: missing, isArriving: false });
  }, 120_000);

  it('leaves a study that radiology sees as incomplete, and is asked about before it confirms a part', async () => {
    const page = await signInAs(desk, 'radiology');
    await page.goto(`${stage.product.url}/worklist?state=incomplete`);
    const row = page.getByRole('row', { name: /Sample, Sofia/ });
    await row.getByText(`Incomplete, ${missing} not here yet`).waitFor();
    await lookTwice(page, 'stopped-upload-worklist');
    await row.getByRole('link').first().click();
    await page.getByText(`Incomplete, ${missing} not here yet`).waitFor();
    await lookTwice(page, 'stopped-upload-study');
    await page.locator('#confirm-receipt').click();
    const dialog = page.getByRole('dialog', { name: 'This study is incomplete' });
    await dialog.getByText(new RegExp(`^${missing} images were announced .* ${here} of 240 are here\\.$`)).waitFor();
    await lookTwice(page, 'stopped-upload-asked');
    await dialog.getByRole('button', { name: 'Wait for the rest' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await orderNow()).studies).toMatchObject([{ stage: 'linked', decisions: [], missing }]);
    await page.setViewportSize({ width: 360, height: 740 });
    await look(page, 'stopped-upload-study-narrow');
    await page.goto(`${stage.product.url}/worklist?state=incomplete`);
    await row.waitFor();
    await look(page, 'stopped-upload-worklist-narrow');
    await page.close();
  }, 120_000);

  it('is told to its clinician, and goes on with the same folder, sending nothing twice', async () => {
    const page = await signInAs(stage, 'clinician');
    await page.getByText(`Your upload stopped at ${here} of 240.`).waitFor();
    await lookTwice(page, 'stopped-upload-welcome');
    await page.goto(`${stage.product.url}/orders`);
    await page
      .getByRole('row', { name: /Sample, Sofia/ })
      .getByText(`Incomplete, ${missing} not here yet`)
      .waitFor();
    await lookTwice(page, 'stopped-upload-orders');
    await page.goto(`${stage.product.url}/orders/${orderID}`);
    await page.getByText(`Your upload stopped at ${here} of 240.`).waitFor();
    await lookTwice(page, 'stopped-upload-order-closed');
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await page.getByTestId('choose-folder').waitFor({ state: 'attached' });
    await page.goto(stage.product.url);
    await page.setViewportSize({ width: 360, height: 740 });
    await look(page, 'stopped-upload-welcome-narrow');
    await page.getByRole('link', { name: 'Go on: Sample, Sofia' }).click();
    await page.getByText(`Your upload stopped at ${here} of 240.`).waitFor();
    await look(page, 'stopped-upload-order-narrow');
    await page.setViewportSize({ width: 1280, height: 900 });
    await lookTwice(page, 'stopped-upload-order');
    await choose(page, folder);
    await page.getByText(`${here} are here already; ${missing} will be sent.`).waitFor();
    await lookTwice(page, 'stopped-upload-chosen');
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText('Your images were uploaded and shared with').waitFor({ timeout: 60_000 });
    expect(await page.locator('.done-ledger dd').allTextContents()).toEqual(['240', '240', '240']);
    await until('every image was sent once', async () => (await storedParts()) === imageCount);
    expect((await orderNow()).receptions.reduce((sum, { refusedCount }) => sum + refusedCount, 0)).toBe(0);
    await page.close();
  }, 120_000);

  it('is complete then, and confirmed with one press', async () => {
    await until('the study is ready', async () => (await orderNow()).imagesState === 'received', { timeoutMs: 60_000 });
    const page = await openStudy();
    await page.locator('#confirm-receipt:not([data-disabled])').click();
    await page.getByText('Receipt confirmed by').first().waitFor();
    expect((await orderNow()).studies[0]?.decision).toMatchObject({ announced: 240, missing: 0, instanceCount: 240 });
    await page.close();
  }, 120_000);
});

describe('A folder that lacks some of what was announced', () => {
  let page: Page;

  it('says how many are still missing once it is sent', async () => {
    // More was announced than the folder has: it came from a disc that was copied in part.
    const rest = await writeImages('rest', imageCount, imageCount + 10);
    const announced = await writeImages('announced', imageCount + 10, imageCount + 40);
    page = await signInAs(stage, 'clinician');
    await page.goto(`${stage.product.url}/orders/${orderID}?send=1`);
    await choose(page, announced);
    await page.route(storeAddress, () => undefined);
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText('Sending. Each image counts').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Stop sending' }).click();
    await page.getByText('30 images are still expected').waitFor();
    await lookTwice(page, 'stopped-upload-cancelled');
    await page.unroute(storeAddress);
    await page.reload();
    await choose(page, rest);
    await page.getByText('30 images that were announced before are not among these.', { exact: false }).waitFor();
    await look(page, 'stopped-upload-lacks');
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByRole('heading', { name: '30 announced images are still missing' }).waitFor({ timeout: 60_000 });
    await lookTwice(page, 'stopped-upload-still-missing');
  }, 120_000);

  it('is confirmed as a part once the desk was asked, which stays visible as of then when the rest is settled', async () => {
    await until('the study is linked again', async () => (await orderNow()).studies[0]?.stage === 'linked', { timeoutMs: 60_000 });
    const staff = await openStudy();
    await staff.locator('#confirm-receipt:not([data-disabled])').click();
    await staff.getByRole('button', { name: 'Confirm 250 of 280' }).click();
    await staff.getByText('250 of 280 images; 30 were announced and had not arrived').waitFor();
    await lookTwice(staff, 'stopped-upload-decided');
    await staff.close();
    await page.getByText('250 of 280 images; 30 were announced and had not arrived').first().waitFor();
    await page.getByText('As of then: 240 images').waitFor();
    await lookTwice(page, 'stopped-upload-decided-order');
    await page.close();
  }, 120_000);
});

describe('The rest of an upload', () => {
  it('is left out by its clinician, who is asked once; history and both sides say so', async () => {
    const other = demoID(402);
    const page = await signInAs(stage, 'clinician');
    await page.goto(`${stage.product.url}/orders/${other}?send=1`);
    await page.getByTestId('choose-folder').setInputFiles(join(stage.samples, 'studies/mr-head'));
    // Whose images these are is another question: they are checked by hand.
    await page.getByText('10 images').first().waitFor();
    const box = page.getByRole('checkbox').first();
    if (!(await box.isChecked())) {
      await box.click();
      await page.getByRole('button', { name: /^Include them/ }).click();
    }
    await page.route(storeAddress, () => undefined);
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText('Sending. Each image counts').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Stop sending' }).click();
    await page.getByRole('button', { name: 'Leave the rest out' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Leave 10 announced images out?', { exact: false }).waitFor();
    await dialog.getByLabel('Why are they not coming? (optional)').fill('Of another patient');
    await lookTwice(page, 'stopped-upload-leave-out');
    await dialog.getByRole('button', { name: 'Leave them out' }).click();
    await page.getByText('10 images were left out.', { exact: false }).waitFor();
    await page.getByText('Announced images left out').waitFor();
    await page.getByText('Of another patient').waitFor();
    await lookTwice(page, 'stopped-upload-left-out');
    const order = await clinician.get<OrderDetail>(`/api/orders/${other}`);
    expect(order).toMatchObject({ imagesMissing: 0, ledger: { announced: 10, leftOut: 10 } });
    await page.close();
  }, 120_000);

  it('is said in Spanish', async () => {
    const page = await signInAs(stage, 'clinician');
    await page.goto(`${stage.product.url}/orders/${demoID(402)}`);
    await page.getByRole('button', { name: 'Español' }).click();
    await page.getByText(spanish['order.event-images-left-out']).waitFor();
    await page.getByText('10 anunciadas y excluidas').waitFor();
    await turnTo(page, 'dark');
    await look(page, 'stopped-upload-left-out-es');
    await turnTo(page, 'light');
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('html[lang="en"]').waitFor();
    await page.close();
  }, 120_000);
});

describe('An order of several studies', () => {
  it('shows the state of each, on every page that lists it', async () => {
    const images = await Promise.all(['MR0001.dcm', 'MR0002.dcm'].map((name) => readFile(join(stage.samples, 'studies/mr-head', name))));
    await storeInstances(clinician, images, `/orders/${orderID}/dicom-web`);
    await until('both are linked', async () => (await orderNow()).studyStates.ready === 1, { timeoutMs: 60_000 });
    const page = await signInAs(stage, 'clinician');
    const row = page.getByRole('row', { name: /Sample, Sofia/ });
    await row.getByText('1 confirmed, 1 ready').waitFor();
    await lookTwice(page, 'several-studies-welcome');
    await page.goto(`${stage.product.url}/orders`);
    await row.getByText('1 confirmed, 1 ready').waitFor();
    await lookTwice(page, 'several-studies-orders');
    await page.setViewportSize({ width: 360, height: 740 });
    await look(page, 'several-studies-orders-narrow');
    await page.goto(`${stage.product.url}/orders/${orderID}`);
    await page.getByText('1 confirmed, 1 ready').first().waitFor();
    await look(page, 'several-studies-order-narrow');
    await page.setViewportSize({ width: 1280, height: 900 });
    await lookTwice(page, 'several-studies-order');
    await page.close();
  }, 120_000);
});
