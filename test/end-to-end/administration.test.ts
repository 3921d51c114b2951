import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { look, signInAs, turnTo } from './people.js';
import { setStage } from './stage.js';

const stage = setStage();
let page: Page;

beforeAll(async () => {
  page = await signInAs(stage, 'admin');
});

describe('The administrator’s pages', () => {
  it.each(['organizations', 'providers', 'locations', 'order-types', 'tips', 'hospital', 'icd10cm'])(
    'pass WCAG 2.2 AA checks in light and dark and fit a narrow screen: %s',
    async (name) => {
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${stage.product.url}/admin/${name}`);
        await page.getByRole('button').nth(3).waitFor();
        await turnTo(page, colorScheme);
        await look(page, `admin-${name}-${colorScheme}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(
          0,
        );
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      await turnTo(page, 'light');
    },
    120_000,
  );

  it('enable PACS to PACS for an organization, and its clinician is offered it', async () => {
    const before = await stage.product.signIn('clinician2');
    expect(
      (await before.get<{ user: { organization: { pacsToPacsEnabled: boolean } } }>('/api/session')).user.organization.pacsToPacsEnabled,
    ).toBe(false);
    await page.goto(`${stage.product.url}/admin/organizations`);
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
  }, 120_000);
});

describe('The code set', () => {
  it('is imported in the browser, and the page says which is in use', async () => {
    const row = (order: number, code: string, billable: 0 | 1, title: string) =>
      `${String(order).padStart(5, '0')} ${code.padEnd(7)} ${billable} ${title.slice(0, 60).padEnd(60)} ${title}`;
    const codes = [
      row(1, 'G43', 0, 'Migraine'),
      ...Array.from({ length: 1500 }, (_, index) => row(index + 2, `G43${String(index).padStart(4, '0')}`, 1, `Migraine of kind ${index}`)),
    ];
    await writeFile(join(stage.samples, 'icd10cm-order-2027.txt'), `${codes.join('\r\n')}\r\n`);
    page = await signInAs(stage, 'admin');
    await page.goto(`${stage.product.url}/admin/icd10cm`);
    await page.getByTestId('choose-codes').setInputFiles(join(stage.samples, 'icd10cm-order-2027.txt'));
    await page
      .getByRole('button', { name: /^Import/ })
      .last()
      .click();
    const imported = page.getByRole('row').filter({ hasText: 'icd10cm-order-2027.txt' });
    await imported.getByText('1,501').waitFor();
    await imported.getByText('1,500').waitFor();
    await imported.getByText('In use').waitFor();
  }, 120_000);
});
