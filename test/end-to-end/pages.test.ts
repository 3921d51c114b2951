import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { retrieveInstance } from '../support/dicomweb-client.js';
import { takeApart } from '../support/dimse-peer/index.js';
import { signInAs, turnTo, violationsOf } from './people.js';
import { root, setStage } from './stage.js';

interface Listed {
  file: string;
  expect: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  sopInstanceUID: string;
}

let uploadedCount = 0;
const stage = setStage();

/** Chooses the samples' disc for Sofia's order, with its first series unchecked. */
async function chooseDisc(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sample, Sofia' }).first().click();
  await page.getByText('Order number').waitFor();
  await page.goto(`${page.url()}?send=1`);
  await page.getByTestId('choose-folder').setInputFiles(join(stage.samples, 'cd'));
  await page.getByText('Not among the images: 4 files').waitFor();
  await page.locator('.found-series input').first().uncheck();
}

describe('The way of a disc from the browser to a confirmed receipt', () => {
  it('lists the disc, leaves the other patient unchecked and uploads what is checked', async () => {
    const page = await signInAs(stage, 'clinician');
    await chooseDisc(page);
    expect(await page.getByText('Another person?').count()).toBe(1);
    expect(
      await page
        .getByLabel(/^Send study/)
        .last()
        .isChecked(),
    ).toBe(false);
    expect(await violationsOf(page)).toEqual([]);
    const announced = Number(/^\d+/.exec((await page.locator('.panel-foot-note').first().textContent()) ?? '')?.[0]);
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText('Your images were uploaded and shared with').waitFor();
    expect(await page.locator('.done-ledger dd').allTextContents()).toEqual([announced, announced, announced].map(String));
    uploadedCount = announced;
    await page.getByRole('button', { name: 'Upload Another Study' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  }, 120_000);

  it('gives back every uploaded instance with the bytes that were on the disc, and none that was unchecked', async () => {
    const { samples: listed } = JSON.parse(await readFile(join(root, 'dicom-samples/manifest.json'), 'utf8')) as { samples: Listed[] };
    const onDisc = listed.filter(({ file, expect: outcome }) => file.startsWith('cd/') && outcome !== 'reject');
    const caller = await stage.product.signIn('clinician');
    const returned = new Map<string, boolean>();
    for (const { file, ...address } of onDisc) {
      const bytes = await retrieveInstance(caller, address);
      const sent = takeApart(await readFile(join(stage.samples, file)));
      if (bytes) returned.set(file, takeApart(bytes).dataSet.equals(sent.dataSet));
    }
    expect(returned.size).toBe(uploadedCount);
    expect([...returned.values()].every(Boolean)).toBe(true);
    expect(returned.size).toBeLessThan(onDisc.length);
  }, 120_000);

  it('sends nothing twice when the same disc is chosen again', async () => {
    const page = await signInAs(stage, 'clinician');
    await chooseDisc(page);
    let sentCount = 0;
    page.on('request', (request) => {
      if (request.url().includes('/dicom-web/studies')) sentCount++;
    });
    await page.getByRole('button', { name: 'Upload Selected Studies' }).click();
    await page.getByText('from before and').waitFor();
    expect(sentCount).toBe(0);
    await page.close();
  }, 120_000);

  it('lets radiology confirm from the worklist by keyboard, and shows it to the clinician', async () => {
    const page = await signInAs(stage, 'radiology');
    await page.goto(`${stage.product.url}/worklist?state=ready`);
    await page.locator('a.row-link').first().waitFor({ timeout: 60_000 });
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('#confirm-receipt[aria-disabled="false"]').waitFor({ timeout: 60_000 });
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('c');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save the signed receipt' }).waitFor();
    await page.close();
    const clinician = await signInAs(stage, 'clinician');
    await clinician.getByRole('link', { name: 'Sample, Sofia' }).first().click();
    await clinician.getByText('Receipt confirmed by').first().waitFor();
    await clinician.close();
  }, 120_000);
});

describe('Pages in the dark', () => {
  it.each(['/orders', '/patients', '/partner', '/worklist?state=all'])(
    'pass WCAG 2.2 AA checks on %s',
    async (path) => {
      const page = await signInAs(stage, path.startsWith('/worklist') ? 'radiology' : 'clinician');
      await page.goto(stage.product.url + path);
      await page.locator('h1').waitFor();
      await turnTo(page, 'dark');
      expect(await violationsOf(page)).toEqual([]);
      await page.close();
    },
    120_000,
  );
});
