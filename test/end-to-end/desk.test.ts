import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { words as english } from '../../uploader-ui/src/app/words.en.js';
import { words as spanish } from '../../uploader-ui/src/app/words.es.js';
import { storeInstances } from '../support/dicomweb-client.js';
import type { SignedInClient } from '../support/product.js';
import { whenAllChecked } from '../support/worklist.js';
import { demoID, look, signInAs } from './people.js';
import { setStage } from './stage.js';

const stage = setStage();
let radiology: SignedInClient;
let page: Page;

beforeAll(async () => {
  const file = (name: string) => readFile(join(stage.samples, name));
  const [rivers, hill] = [await stage.product.signIn('clinician'), await stage.product.signIn('clinician2')];
  radiology = await stage.product.signIn('radiology');
  // To its order, to another patient's order, to an order that is found, to none, and one that is refused.
  await storeInstances(rivers, [await file('studies/ct-head/axial/CT0001.dcm')], `/orders/${demoID(401)}/dicom-web`);
  await storeInstances(rivers, [await file('studies/mr-head/MR0001.dcm')], `/orders/${demoID(402)}/dicom-web`);
  await storeInstances(hill, [await file('studies/dx-hand/DX0001.dcm')]);
  await storeInstances(rivers, [await file('charsets/katakana-kanji.dcm'), await file('broken/uid-too-long.dcm')]);
  await whenAllChecked(radiology);
}, 120_000);

describe('The search of a list', () => {
  it.each([
    ['clinician', '/orders', 'Doe, Archibald'],
    ['radiology', '/orders', 'Other, Oscar'],
    ['radiology', '/worklist?state=all', 'Other, Oscar'],
  ])(
    'puts no name into an address, and is as it was after going back: %s at %s',
    async (username, path, other) => {
      page = await signInAs(stage, username);
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      page.on('framenavigated', (frame) => addresses.push(frame.url()));
      await page.goto(stage.product.url + path);
      const [field, found, left] = [
        page.getByRole('searchbox'),
        page.getByRole('link', { name: 'Sample, Sofia' }).first(),
        page.getByRole('link', { name: other }),
      ];
      await left.first().waitFor();
      await field.fill('Sample');
      await left.first().waitFor({ state: 'detached' });
      await found.click();
      await page.getByRole('heading', { name: 'Sample, Sofia' }).waitFor();
      await page.goBack();
      await found.waitFor();
      expect(await field.inputValue()).toBe('Sample');
      expect(await left.count()).toBe(0);
      expect(addresses.length).toBeGreaterThan(3);
      expect(addresses.filter((address) => /sample|sofia/i.test(address))).toEqual([]);
      await page.close();
    },
    120_000,
  );
});

/** What a template looks like once it is filled in; null where hardly anything of it is the template's own. */
function shapeOf(template: string): RegExp | null {
  const parts = template.trim().split(/(\{\{[^}]*\}\})/);
  const own = (part: string): boolean => !part.startsWith('{{');
  if (parts.filter(own).join('').replace(/\P{L}/gu, '').length < 3) return null;
  const literal = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  const filled = (part: string): string => (part.includes(', number') ? '[\\d.,]+' : '.+?');
  return new RegExp(`^${parts.map((part) => (own(part) ? literal(part) : filled(part))).join('')}$`, 'u');
}

const shapes = (table: Record<string, string>): RegExp[] => Object.values(table).flatMap((template) => shapeOf(template) ?? []);
const translated = Object.fromEntries(Object.entries<string>(english).filter(([key, words]) => spanish[key] !== words));
const [englishShapes, spanishShapes] = [shapes(translated), shapes(spanish)];

// Of one of the demo's patients; a word for a sex as well.
const familyName = 'Other';

/** What stands on the page, or is read out from it, in words of the English table; what says that it is English does not count. */
async function englishLeft(): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const isForeign = (element: Element | null): boolean => Boolean(element?.closest('script, style, :not(html)[lang="en"]'));
    const texts: (string | null)[] = [document.title];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) if (!isForeign(nodes.currentNode.parentElement)) texts.push(nodes.currentNode.textContent);
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      for (const element of document.querySelectorAll(`[${name}]`)) if (!isForeign(element)) texts.push(element.getAttribute(name));
    return [...new Set(texts.map((text) => text?.trim() ?? ''))];
  });
  const fits = (text: string) => (shape: RegExp) => shape.test(text);
  return shown.filter((text) => text !== familyName && englishShapes.some(fits(text)) && !spanishShapes.some(fits(text)));
}

async function isSpanish(name: string): Promise<void> {
  await page.locator('h1, h2').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[class*="Skeleton"], [aria-busy="true"]'));
  expect([name, await englishLeft()]).toEqual([name, []]);
  await look(page, `es-${name}`);
}

async function inSpanish(username: string): Promise<void> {
  await page.evaluate(() => localStorage.clear());
  page = await signInAs(stage, username);
  await page.getByRole('button', { name: 'Español' }).click();
  await page.locator('html[lang="es"]').waitFor();
}

async function at(path: string, name: string): Promise<void> {
  await page.goto(stage.product.url + path);
  await isSpanish(name);
}

/** Looks into the dialog that a control opens. */
async function opened(control: string, name: string): Promise<void> {
  // One dialog may give way to the next.
  await page.getByRole('dialog').evaluateAll((former) => {
    for (const dialog of former) dialog.setAttribute('data-former', '');
  });
  await page.getByRole('button', { name: control, exact: true }).first().click();
  await page.locator('[role="dialog"]:not([data-former])').waitFor();
  await page.locator('[data-former]').waitFor({ state: 'detached' });
  await isSpanish(name);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

describe('In Spanish', () => {
  it('finds the English words of an English page', async () => {
    page = await signInAs(stage, 'radiology');
    await page.goto(`${stage.product.url}/worklist?state=all`);
    await page.getByRole('link', { name: 'Sample, Sofia' }).first().waitFor();
    expect(await englishLeft()).toEqual(expect.arrayContaining(['Worklist', 'Being checked', 'Name, Patient ID, accession, order']));
  }, 120_000);

  it.each(['questions', 'incomplete', 'ready', 'checking', 'confirmed', 'rejected', 'all'])(
    'stands every word of the worklist: %s',
    async (state) => {
      if (state === 'questions') await inSpanish('radiology');
      await at(`/worklist?state=${state}`, `worklist-${state}`);
    },
    120_000,
  );

  it('stands every word of a study, its questions and its dialogs', async () => {
    const studies = await whenAllChecked(radiology);
    for (const study of studies) {
      const name = `study-${study.patient.name?.toLowerCase().replace(/\W+/g, '-')}-${study.modalities[0]}`;
      await at(`/studies/${study.id}`, name);
      await opened(spanish['decide.reject'], `${name}-reject`);
      await opened(spanish[study.order ? 'attach.other' : 'attach.title'], `${name}-attach`);
    }
    await opened(spanish['keys.help'], 'keys');
  }, 120_000);

  it.each(['/orders', `/orders/${demoID(401)}`, '/partner', '/admin'])(
    'stands every word that radiology reads at %s',
    (path) => at(path, `radiology${path.replace(/\W+/g, '-')}`),
    120_000,
  );

  it.each(['organizations', 'providers', 'locations', 'order-types', 'tips', 'hospital', 'icd10cm'])(
    'stands every word that an administrator reads: %s',
    async (name) => {
      if (name === 'organizations') await inSpanish('admin');
      await at(`/admin/${name}`, `admin-${name}`);
      if (name === 'hospital' || name === 'icd10cm') return;
      await page.locator('a.row-link').first().click();
      await page.getByRole('dialog').waitFor();
      await isSpanish(`admin-${name}-dialog`);
      if (name === 'organizations') await opened(spanish['admin.preferences-change'], 'admin-preferences');
    },
    120_000,
  );
});
