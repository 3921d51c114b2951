import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startBrowser, type TestBrowser } from '../support/browser.js';
import { type Product, startProduct } from '../support/product.js';
import { signInAs, violationsOf } from './people.js';

const pictures = join(import.meta.dirname, '../../test-output/end-to-end');
let product: Product;
let browser: TestBrowser;
let page: Page;
let files: string;

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'codes-'));
  await mkdir(pictures, { recursive: true });
  product = await startProduct();
  browser = await startBrowser();
  page = await signInAs(browser, product, 'admin');
  browser.context.setDefaultTimeout(15_000);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await rm(files, { recursive: true, force: true });
}, 60_000);

/** Tabs on until the focus is on what has this name. */
async function tabTo(name: RegExp): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const labels =
        element && 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent) : [];
      return [element?.getAttribute('aria-label'), ...labels, element?.textContent].filter(Boolean).join(' ');
    });
    if (name.test(found)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

describe('The administrator’s pages', () => {
  it.each(['organizations', 'providers', 'locations', 'order-types', 'tips', 'hospital', 'icd10cm'])(
    'pass WCAG 2.2 AA checks in light and dark and fit a narrow screen: %s',
    async (name) => {
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.goto(`${product.url}/admin/${name}`);
        await page.locator(`html[data-mantine-color-scheme="${colorScheme}"] h1`).waitFor();
        await page.getByRole('button').nth(3).waitFor();
        await page.screenshot({ path: join(pictures, `admin-${name}-${colorScheme}.png`), fullPage: true });
        expect(await violationsOf(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(
          0,
        );
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
    },
    60_000,
  );

  it('enable PACS to PACS for an organization, and its clinician is offered it', async () => {
    const before = await product.signIn('clinician2');
    expect(
      (await before.get<{ user: { organization: { pacsToPacsEnabled: boolean } } }>('/api/session')).user.organization.pacsToPacsEnabled,
    ).toBe(false);
    await page.goto(`${product.url}/admin/organizations`);
    await page
      .getByRole('link', { name: 'Hilltop Practice' })
      .or(page.getByRole('button', { name: 'Hilltop Practice' }))
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('switch', { name: 'PACS to PACS is offered' }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(
      (await before.get<{ user: { organization: { pacsToPacsEnabled: boolean } } }>('/api/session')).user.organization.pacsToPacsEnabled,
    ).toBe(true);
  }, 60_000);
});

describe('A region by the keyboard alone', () => {
  it('is given another number, which the pages show', async () => {
    await page.goto(`${product.url}/admin/locations`);
    await page.getByText('South Valley').first().waitFor();
    await tabTo(/^South Valley$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Phone to call').waitFor();
    await tabTo(/Phone to call/);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('+1 555 0139');
    await tabTo(/^Save$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('cell', { name: '+1 555 0139' }).first().waitFor();
  }, 60_000);
});

describe('An order by the keyboard alone', () => {
  it('is begun, completed, accepted and signed', async () => {
    page = await signInAs(browser, product, 'clinician');
    browser.context.setDefaultTimeout(15_000);
    await page.getByRole('heading', { name: /^Welcome/ }).waitFor();
    await tabTo(/Place an Order/);
    await page.keyboard.press('Enter');
    await page.getByLabel('Name, birth date or MRN').waitFor();
    await page.keyboard.type('Sample, Sofia');
    await page.getByRole('link', { name: 'Sample, Sofia' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Authorizing Provider/ }).waitFor();
    await tabTo(/Rivers, Riley/);
    await page.keyboard.press('Space');
    await tabTo(/^Accept$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Preference List/ }).waitFor();
    await tabTo(/Referral to Cardiology/);
    await page.keyboard.press('Space');
    await tabTo(/^Accept Orders$/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Complete the orders/ }).waitFor();
    await tabTo(/Reason for Referral/);
    await page.keyboard.type('Palpitations at rest');
    await tabTo(/By ICD-10-CM code or keywords/);
    await page.keyboard.type('I10');
    await page.getByRole('option', { name: /I10/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await tabTo(/^Location/);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(/^Yes/);
    await page.keyboard.press('ArrowDown');
    await tabTo(/^Yes|^No/);
    await page.keyboard.press('ArrowDown');
    await page.getByText('Saved', { exact: true }).waitFor();
    await tabTo(/^Review$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    await tabTo(/^Accept$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign Orders' }).waitFor();
    await tabTo(/^Sign Orders$/);
    await page.keyboard.press('Enter');
    await page
      .getByText('Seal of what was signed')
      .or(page.getByRole('heading', { name: 'Orders Signed in this Encounter' }))
      .first()
      .waitFor();
  }, 90_000);
});

describe('The code set', () => {
  it('is imported in the browser, and the page says which is in use', async () => {
    const row = (order: number, code: string, billable: 0 | 1, title: string) =>
      `${String(order).padStart(5, '0')} ${code.padEnd(7)} ${billable} ${title.slice(0, 60).padEnd(60)} ${title}`;
    const codes = [
      row(1, 'G43', 0, 'Migraine'),
      ...Array.from({ length: 1500 }, (_, index) => row(index + 2, `G43${String(index).padStart(4, '0')}`, 1, `Migraine of kind ${index}`)),
    ];
    await writeFile(join(files, 'icd10cm-order-2027.txt'), `${codes.join('\r\n')}\r\n`);
    page = await signInAs(browser, product, 'admin');
    await page.goto(`${product.url}/admin/icd10cm`);
    await page.getByTestId('choose-codes').setInputFiles(join(files, 'icd10cm-order-2027.txt'));
    await page
      .getByRole('button', { name: /^Import/ })
      .last()
      .click();
    const imported = page.getByRole('row').filter({ hasText: 'icd10cm-order-2027.txt' });
    await imported.getByText('1,501').waitFor();
    await imported.getByText('1,500').waitFor();
    await imported.getByText('In use').waitFor();
  }, 60_000);
});
