import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { storescu } from '../support/dcmtk.js';
import { storeInstances } from '../support/dicomweb-client.js';
import { dropOnto, signInAs } from './people.js';
import { setStage } from './stage.js';

const sofiaOrder = '00000000-0000-4000-8000-000000000401';
const pushedOrder = '00000000-0000-4000-8000-000000000404';

const stage = setStage();

/** The same instance with other pixels. */
async function withOtherPixels(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 0xff;
  return bytes;
}

async function openOrder(orderID: string, username = 'clinician'): Promise<Page> {
  const page = await signInAs(stage, username);
  await page.goto(`${stage.product.url}/orders/${orderID}?send=1`);
  return page;
}

const storeAddress = '**/dicom-web/studies';

describe('Images sent from the browser over a bad line', () => {
  it('reads a dropped folder to its depth', async () => {
    const page = await openOrder(sofiaOrder);
    const images = '.drop >> nth=0';
    await page.locator(images).waitFor();
    await dropOnto(page, images, [join(stage.samples, 'studies/ct-head')]);
    await page.getByText('36 images').first().waitFor();
    expect(await page.locator('.found-series').count()).toBe(2);
    await page.close();
  }, 120_000);

  it('waits while the network is gone, goes on by itself, and sends every image once', async () => {
    const page = await openOrder(sofiaOrder);
    await page.getByTestId('choose-folder').setInputFiles(join(stage.samples, 'studies/ct-head'));
    await page.getByText('36 images').first().waitFor();
    let isDown = true;
    await page.route(storeAddress, (route) => (isDown ? route.abort('internetdisconnected') : route.continue()));
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText(/The network is gone|No answer from the hospital/).waitFor();
    isDown = false;
    await page.getByText('Your images were uploaded and shared with').waitFor({ timeout: 60_000 });
    expect(await page.locator('.done-ledger dd').allTextContents()).toEqual(['36', '36', '36']);
    await page.close();
  }, 120_000);

  it('cancels after asking, says what is stored, and sends only the rest afterwards', async () => {
    const page = await openOrder(sofiaOrder);
    await page.getByTestId('choose-folder').setInputFiles(join(stage.samples, 'studies/mr-head'));
    await page.getByText('10 images').first().waitFor();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(storeAddress, async (route) => {
      await released;
      await route.continue().catch(() => undefined);
    });
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Stop sending' }).click();
    await page.getByText('Sending was cancelled.').first().waitFor();
    release();
    await page.unroute(storeAddress);
    await page.getByRole('button', { name: 'Send the rest' }).click();
    await page.getByText('Your images were uploaded and shared with').waitFor({ timeout: 60_000 });
    expect(await page.locator('.done-ledger dd').allTextContents()).toEqual(['10', '10', '10']);
    await page.close();
  }, 120_000);

  it('names the image that was refused, and why, beside those that are stored', async () => {
    const folder = join(stage.samples, 'with-conflict');
    await mkdir(folder);
    for (const name of ['MR0001.dcm', 'MR0002.dcm']) await copyFile(join(stage.samples, 'studies/mr-head', name), join(folder, name));
    await writeFile(join(folder, 'MR0002.dcm'), await withOtherPixels(join(folder, 'MR0002.dcm')));
    const page = await openOrder(sofiaOrder);
    // The manifest would spare the gateway an image that it has: sent anyway, its content decides.
    await page.route('**/uploads', async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      await route.fulfill({ response, json: Array.isArray(body.alreadyStored) ? { ...body, alreadyStored: [] } : body });
    });
    await page.getByTestId('choose-folder').setInputFiles(folder);
    await page.getByText('2 images').first().waitFor();
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText('1 image was not stored').waitFor();
    await page.getByText('The hospital has another image under the same identifier').click();
    await page.getByText('MR0002.dcm').waitFor();
    await page.close();
  }, 120_000);
});

describe('A push, watched from the pages', () => {
  it('shows on the order what arrives while it arrives', async () => {
    const page = await openOrder(pushedOrder);
    await page.getByText('Nothing has arrived yet.').waitFor();
    const file = join(stage.samples, 'charsets/kanji.dcm');
    expect((await storescu({ port: stage.product.dimsePort }, [file])).code).toBe(0);
    await page.getByRole('cell', { name: 'RIVERSIDE_PACS' }).first().waitFor({ timeout: 30_000 });
    await page.close();
  }, 120_000);

  it('tells the sender’s team which instance was refused and why', async () => {
    const file = join(stage.samples, 'changed.dcm');
    await writeFile(file, await withOtherPixels(join(stage.samples, 'studies/ct-head/axial/CT0001.dcm')));
    await storescu({ port: stage.product.dimsePort }, [file]);
    const page = await signInAs(stage, 'pacs');
    await page.goto(`${stage.product.url}/partner`);
    await page
      .getByText(/other content|another content|different content/i)
      .first()
      .waitFor();
    await page.close();
  }, 120_000);
});

describe('Two people and a study that changes', () => {
  it('refuses a confirmation of what radiology has not seen, and decides nothing', async () => {
    const clinician = await stage.product.signIn('clinician2');
    const file = (name: string) => readFile(join(stage.samples, name));
    const order = '00000000-0000-4000-8000-000000000403';
    const { stored } = await storeInstances(clinician, [await file('studies/dx-hand/DX0001.dcm')], `/orders/${order}/dicom-web`);
    expect(stored).toHaveLength(1);
    const page = await signInAs(stage, 'radiology');
    // Without live changes the page goes on showing what it showed.
    await page.route('**/api/events', (route) => route.abort());
    await page.goto(`${stage.product.url}/worklist?state=all`);
    await page.getByRole('link', { name: 'Other, Oscar' }).first().click();
    await page.locator('#confirm-receipt').waitFor();
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('The other hand was asked for');
    const other = await file('studies/dx-hand/DX0001.dcm');
    const uid = stored[0] ?? '';
    const changed = Buffer.from(other.toString('latin1').replaceAll(uid, `${uid.slice(0, -1)}${uid.endsWith('1') ? '2' : '1'}`), 'latin1');
    expect((await storeInstances(clinician, [changed], `/orders/${order}/dicom-web`)).stored).toHaveLength(1);
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await page
      .getByText(/More images arrived while you looked/)
      .first()
      .waitFor();
    await page.close();
  }, 120_000);

  it('shows the clinician why radiology rejected the images', async () => {
    const page = await signInAs(stage, 'radiology');
    await page.goto(`${stage.product.url}/worklist?state=all`);
    await page.getByRole('link', { name: 'Other, Oscar' }).first().click();
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('The other hand was asked for');
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Rejected by').first().waitFor();
    await page.close();
    const clinician = await openOrder('00000000-0000-4000-8000-000000000403', 'clinician2');
    await clinician.getByText('Reason: The other hand was asked for').first().waitFor();
    await clinician.close();
  }, 120_000);
});
