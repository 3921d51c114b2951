import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { storeInstances } from '../support/dicomweb-client.js';
import { look, lookTwice, signInAs, turnTo } from './people.js';
import { pictures, setStage } from './stage.js';

const stage = setStage();
/** The clinician's tab: the walk goes on from step to step. */
let page: Page;
let neurology = '';

beforeAll(writeRecords);

async function writeRecords(): Promise<void> {
  const document = await PDFDocument.create();
  for (let number = 1; number <= 3; number++)
    document.addPage().drawText(`Delacroix, Elodie  1988-08-08  page ${number}`, { x: 40, y: 700 });
  await writeFile(join(stage.samples, 'Delacroix, Elodie, 1988-08-08.pdf'), await document.save());
  await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#b08968' } })
    .jpeg()
    .toFile(join(stage.samples, 'wound.jpg'));
}

let isBroken = false;
/** A step of the walk; once one has failed, those after it stand on nothing and fail at once. */
function step(name: string, walk: () => Promise<void>, patienceMs: number): void {
  it(
    name,
    async () => {
      if (isBroken) throw new Error('a step before this one failed');
      isBroken = true;
      await walk().catch(async (error) => {
        await page?.screenshot({ path: join(pictures, 'failed.png'), fullPage: true });
        throw error;
      });
      isBroken = false;
    },
    patienceMs,
  );
}

const seen = (name: string): Promise<void> => lookTwice(page, name);
const encounterID = (): string => /\/encounters\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
const button = (name: string | RegExp) => page.getByRole('button', { name });
const link = (name: string | RegExp) => page.getByRole('link', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name });

describe('PORTAL 2: signing in leads to a welcome page', () => {
  step(
    'shows the way to place an order, the orders at a glance and the place of the In Basket',
    async () => {
      page = await signInAs(stage, 'clinician');
      await heading(/^Welcome/).waitFor();
      await link('Place an Order').first().waitFor();
      await page.getByRole('list', { name: 'My orders by the state of their images' }).waitFor();
      await heading('In Basket').waitFor();
      await seen('02-welcome');
    },
    120_000,
  );
});

describe('PORTAL 3: Place an Order begins with the patient', () => {
  step(
    'finds one of the own patients in one line, with a typing error',
    async () => {
      await link('Place an Order').first().click();
      await page.getByLabel('Name, birth date or MRN').fill('Smaple, Sofia');
      await page.getByText(/^\d+ patients? found$/).waitFor();
      expect([await link('Sample, Sofia').count(), await link('Doe, Archibald').count()]).toEqual([1, 0]);
      await seen('03-my-patients');
    },
    120_000,
  );

  step(
    'finds somebody of the registry by name and birth date, and takes the chart over with a reason only',
    async () => {
      await page.getByLabel('Name, birth date or MRN').fill('Delacroix, Elodie 08/08/1988');
      await page.getByText('None of your patients fits').waitFor();
      await button('Search all Patients').click();
      await page.getByLabel('Last name').waitFor();
      expect(await page.getByLabel('Birth date').inputValue()).toBe('1988-08-08');
      await page.locator('form').getByRole('button', { name: 'Search all Patients' }).click();
      await button(/^Add to my patients: Delacroix/).waitFor();
      await seen('03-registry');
      await button(/^Add to my patients: Delacroix/).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Add to my patients' }).click();
      await dialog.getByText('Say in a few words why you need this chart.').waitFor();
      await dialog.getByLabel('Reason').fill('New referral, seen today');
      await dialog.getByRole('button', { name: 'Add to my patients' }).click();
      await heading(/Authorizing Provider/).waitFor();
      expect(encounterID()).not.toBe('');
    },
    120_000,
  );

  step(
    'suggests likely duplicates before a chart is made, and makes it when it is nobody of them',
    async () => {
      const encounter = page.url();
      await page.goto(`${stage.product.url}/patients/new`);
      await page.getByText(/legal document/).waitFor();
      await page.getByLabel('Last name').fill('Andersen');
      await page.getByLabel('First name').fill('Kathrin');
      await page.getByLabel('Birth date').fill('1985-03-14');
      await page.getByRole('combobox', { name: 'Sex' }).click();
      await page.getByRole('option', { name: 'Female' }).click();
      await button('Create the chart').click();
      await heading(/^Is it (one of|this person)/).waitFor();
      await seen('03-duplicates');
      await button('None of these: create the chart').click();
      await heading(/Chart of Andersen, Kathrin/).waitFor();
      await seen('03-chart');
      await page.goto(encounter);
    },
    120_000,
  );
});

describe('PORTAL 4 and 5: Order Entry', () => {
  step(
    'offers the providers of the organization and accepts the one chosen',
    async () => {
      await page.getByRole('radio', { name: /Rivers, Riley/ }).check();
      await seen('04-authorizing-provider');
      await button('Accept').click();
      await heading(/Preference List/).waitFor();
    },
    120_000,
  );

  step(
    'makes an order of each referral that is ticked on the preference list',
    async () => {
      await page.getByRole('checkbox', { name: 'Referral to Neurology' }).check();
      await page.getByRole('checkbox', { name: 'Referral to Orthopaedics' }).check();
      await seen('05-preference-list');
      await button('Accept Orders').click();
      await heading(/Complete the orders/).waitFor();
      const drafts = page.getByRole('navigation', { name: 'Orders to complete' });
      await drafts.getByRole('link', { name: 'Referral to Neurology' }).click();
      await page.waitForURL(/\/complete\/[0-9a-f-]{36}/);
      neurology = /\/complete\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
      expect(await drafts.getByRole('link').count()).toBe(2);
    },
    120_000,
  );
});

async function chooseDiagnosis(search: string, option: RegExp): Promise<void> {
  const field = page.getByLabel('By ICD-10-CM code or keywords');
  await field.fill(search);
  await page.getByRole('option', { name: option }).first().click();
}

describe('PORTAL 6: completing the order', () => {
  step(
    'saves what is typed as it is typed, so that a closed tab loses nothing',
    async () => {
      await page.getByLabel('Reason for Referral').fill('Attacks of one-sided headache with flickering lights');
      await page.getByText('Saved', { exact: true }).waitFor();
      const address = page.url();
      await page.close();
      page = await stage.browser.newPage();
      await page.goto(address);
      await page.getByLabel('Reason for Referral').waitFor();
      expect(await page.getByLabel('Reason for Referral').inputValue()).toBe('Attacks of one-sided headache with flickering lights');
    },
    120_000,
  );

  step(
    'finds diagnoses by code, by words in any order with a typing error, and goes through a header to what can be chosen',
    async () => {
      await chooseDiagnosis('G43.109', /G43\.109/);
      await chooseDiagnosis('pressure high blod', /I10/);
      await page.getByLabel('By ICD-10-CM code or keywords').fill('R51');
      await page.getByRole('option', { name: /^R51 / }).first().click();
      await page
        .getByRole('option', { name: /R51\.9/ })
        .first()
        .click();
      const chosen = page.getByRole('list', { name: /Diagnoses of this order/ });
      expect(await chosen.getByRole('listitem').count()).toBe(3);
    },
    120_000,
  );

  step(
    'asks for the location and the two questions',
    async () => {
      await page.locator('#field-location').click();
      await page.getByRole('option').first().click();
      await page.getByRole('radiogroup', { name: 'Will you be uploading images?' }).getByLabel('Yes').check();
      await page.getByRole('radiogroup', { name: 'Will you be uploading records?' }).getByLabel('Yes').check();
      await page.getByLabel('Insurer').fill('Lakeview Health Plan');
      await page.getByText('Saved', { exact: true }).waitFor();
      await seen('06-completing');
    },
    120_000,
  );
});

describe('PORTAL 7: attached files', () => {
  const chooser = () => page.locator('#field-attachments input[type=file]').first();

  step(
    'takes a PDF and a photograph, counts pages and shows pictures',
    async () => {
      await chooser().setInputFiles([join(stage.samples, 'Delacroix, Elodie, 1988-08-08.pdf'), join(stage.samples, 'wound.jpg')]);
      await page.getByText('3 pages').waitFor({ timeout: 60_000 });
      await page.locator('#field-attachments img').nth(1).waitFor({ timeout: 60_000 });
      // The tip about names of files is a friendly warning, not a wall.
      await page.getByText('The file’s name does not name the patient.').waitFor();
      await page.getByLabel(/Description of wound\.jpg/).fill('Left hand, today');
      await page.keyboard.press('Tab');
      await page.getByText('The description is saved.').first().waitFor();
    },
    120_000,
  );

  step(
    'points a DICOM file to the image upload',
    async () => {
      await chooser().setInputFiles(join(stage.samples, 'studies/dx-hand/DX0001.dcm'));
      await page.getByText('This is a DICOM image, and was not attached.').waitFor();
      await seen('07-attached-files');
    },
    120_000,
  );
});

describe('PORTAL 8: comment, review and signature', () => {
  step(
    'names and links what is missing, and leads to it',
    async () => {
      await page.getByLabel('For scheduling').fill('Mornings, please');
      await page.getByText('Saved', { exact: true }).waitFor();
      await link(/Review/)
        .first()
        .click();
      await heading(/Review/).waitFor();
      await link('Write the reason for referral').waitFor();
      await seen('08-review-missing');
      await link('Write the reason for referral').click();
      await page.getByLabel('Reason for Referral').waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-reasonForReferral');
    },
    120_000,
  );

  step(
    'lets an order that is not wanted be removed with a reason',
    async () => {
      await button('Remove this order').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').fill('Ticked by mistake');
      await dialog.getByRole('button', { name: 'Remove this order' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page.goto(`${stage.product.url}/encounters/${encounterID()}/review`);
      await heading('Referral to Neurology').waitFor();
    },
    120_000,
  );

  step(
    'accepts, says who signs for whom, and signs',
    async () => {
      await page.getByText('Delacroix').first().waitFor();
      await button('Accept').click();
      await page.getByText(/sign as the authorizing provider/).waitFor();
      await seen('08-review');
      await button('Sign Orders').click();
      // Images were answered YES: the window for them opens.
      await page.waitForURL(new RegExp(`/orders/${neurology}\\?send=1`));
      await page.getByText('Images in DICOM format from your computer').waitFor();
      await page.getByText('PACS to PACS').first().waitFor();
      await seen('08-images-window');
    },
    120_000,
  );
});

describe('PORTAL 9: Orders Signed in this Encounter', () => {
  step(
    'lists the order to be opened, printed, added to and cancelled',
    async () => {
      await page.goBack();
      await heading('Orders Signed in this Encounter').first().waitFor();
      await seen('09-signed');
      const { headers, body } = await page.evaluate(async (id) => {
        const answer = await fetch(`/api/orders/${id}/document`);
        return { headers: answer.headers.get('content-type'), body: (await answer.text()).slice(0, 5) };
      }, neurology);
      expect([headers, body]).toEqual(['application/pdf', '%PDF-']);
      await button(/^Add to/).click();
      await page.getByRole('dialog').getByLabel('What is to be added?').fill('Now with fever');
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await link(/^Open: Referral to Neurology/).click();
      await page.getByText('Now with fever').waitFor();
      await seen('09-order');
    },
    120_000,
  );
});

describe('PORTAL 16 and 18: the order’s page afterwards', () => {
  step(
    'changes by itself when images come',
    async () => {
      const sender = await stage.product.signIn('clinician');
      const image = await readFile(join(stage.samples, 'studies/mr-head/MR0001.dcm'));
      expect((await storeInstances(sender, [image], `/orders/${neurology}/dicom-web`)).stored).toHaveLength(1);
      // Another person's image: a question is open, and the page says so without being loaded again.
      await page
        .getByText(/question/i)
        .first()
        .waitFor({ timeout: 60_000 });
      await seen('16-question-open');
    },
    120_000,
  );

  step(
    'gives the number of the order’s region where something fails',
    async () => {
      await page.route('**/api/orders/**/additions', (route) =>
        route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{}' }),
      );
      await button(/Add to the order/)
        .first()
        .click();
      await page.getByRole('textbox', { name: 'Add to the order' }).fill('This can not be stored now');
      await page.getByRole('textbox', { name: 'Add to the order' }).press('Tab');
      await button(/^Add/).last().click();
      await page.locator('[role=alert] a[href^="tel:"]').first().waitFor();
      expect(await page.getByRole('textbox', { name: 'Add to the order' }).inputValue()).toBe('This can not be stored now');
      await seen('18-contacts');
      await page.unroute('**/api/orders/**/additions');
    },
    120_000,
  );

  step(
    'is cancelled with a reason',
    async () => {
      await page.goto(`${stage.product.url}/orders/${neurology}`);
      await button('Cancel the order').click();
      await page.getByRole('dialog').getByRole('textbox').fill('The patient has moved away');
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel the order' }).click();
      await page.getByText(/This order was cancelled: The patient has moved away/).waitFor();
    },
    120_000,
  );
});

describe('The portal in Spanish, in the dark and on a narrow screen', () => {
  step(
    'speaks Spanish on its pages once chosen',
    async () => {
      await page.goto(stage.product.url);
      await button('Español').click();
      await link('Solicitar una derivación').first().waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('es');
      await seen('es-welcome');
      await button('English').click();
      await link('Place an Order').first().waitFor();
    },
    120_000,
  );

  it.each(['/', '/patients', '/patients/new', '/orders', `/orders/00000000-0000-4000-8000-000000000401`])(
    'passes in the dark at 360 pixels: %s',
    async (path) => {
      await page.setViewportSize({ width: 360, height: 800 });
      await page.goto(stage.product.url + path);
      await page.locator('h1').waitFor();
      await turnTo(page, 'dark');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await look(page, `dark-narrow${path.replace(/\W+/g, '-')}`);
    },
    120_000,
  );
});
