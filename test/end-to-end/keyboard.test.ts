import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { FileChooser, Locator, Page } from 'playwright-core';
import { storeInstances } from '../support/dicomweb-client.js';
import { demoPassword } from '../support/product.js';
import { until } from '../support/until.js';
import { whenAllChecked } from '../support/worklist.js';
import { demoID, gotFocus, lookTwice, signInAs, tabTo } from './people.js';
import { pictures, root, setStage } from './stage.js';

const stage = setStage();
let page: Page;
/** The windows for files that the page has opened. Listened for from the beginning: to begin with it when a key is pressed may be too late. */
const choosers: FileChooser[] = [];

type Role = 'button' | 'link' | 'heading' | 'checkbox' | 'radio' | 'option' | 'tab' | 'cell';
const named = (role: Role, name: string | RegExp): Locator =>
  page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) }).first();
const button = (name: string | RegExp): Locator => named('button', name);
const link = (name: string | RegExp): Locator => named('link', name);
const heading = (name: string | RegExp): Locator => named('heading', name);
const field = (name: string): Locator => page.getByLabel(name).first();
const dialog = (): Locator => page.getByRole('dialog');
const press = (...keys: string[]): Promise<void> =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

async function enter(target: Locator): Promise<void> {
  await tabTo(target);
  await press('Enter');
}

async function write(target: Locator, words: string): Promise<void> {
  await tabTo(target);
  await press('ControlOrMeta+A');
  await page.keyboard.type(words);
}

/** Writes where the page itself put the focus; a busy browser needs a moment to do so. */
async function writeWhereFocused(target: Locator, words: string): Promise<void> {
  await gotFocus(target);
  await page.keyboard.type(words);
}

/** From the top of a page that was just opened, by a link of the header. */
async function goByHeader(name: string): Promise<void> {
  await page.goto(stage.product.url);
  await enter(page.getByRole('navigation', { name: 'Main pages' }).getByRole('link', { name, exact: true }));
  await page.locator('h1').first().waitFor();
}

/** Opens a dialog, closes it by Escape, and finds the focus where it was. */
async function opensAndCloses(opener: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(opener);
  await press(key);
  await dialog().waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role="dialog"]'));
  await press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  await gotFocus(opener);
}

async function chooseFiles(opener: Locator, paths: string | string[]): Promise<void> {
  await enter(opener);
  const chooser = await until(`${opener} opens a window`, () => choosers.shift(), { timeoutMs: 15_000 });
  await chooser.setFiles(paths);
}

async function openAdminPage(name: string): Promise<void> {
  await goByHeader('Administration');
  await enter(page.getByRole('navigation', { name: 'Pages of the administration' }).getByRole('link', { name, exact: true }));
  await heading(name).waitFor();
}

async function openChart(): Promise<void> {
  await goByHeader('Patients');
  await writeWhereFocused(field('Name, birth date or MRN'), 'Sample, Sofia');
  await page.getByText('1 patient found').waitFor();
  await press('ArrowDown', 'Enter');
  await heading('Chart of Sample, Sofia').waitFor();
}

async function openOrder(patient: string, orderType: string): Promise<void> {
  await goByHeader('My orders');
  await enter(page.getByRole('row').filter({ hasText: orderType }).getByRole('link', { name: patient }));
  await heading(patient).waitFor();
}

async function openStudy(patient: RegExp): Promise<void> {
  await page.goto(stage.product.url);
  await tabTo(page.getByRole('tab', { selected: true }));
  // The last of the tabs shows all.
  await press('End', 'Enter');
  await enter(link(patient));
  await heading(patient).waitFor();
}

async function placeOrder(): Promise<void> {
  await openChart();
  await enter(button('Place an Order'));
  await heading(/Authorizing Provider$/).waitFor();
  await tabTo(page.getByLabel('Rivers, Riley, MD'));
  await press('Space');
  await enter(button('Accept'));
  await heading(/Preference List$/).waitFor();
  await tabTo(page.getByLabel('Referral to Cardiology'));
  await press('Space');
  await enter(button('Accept Orders'));
  await heading(/Complete the orders$/).waitFor();
}

async function completeOrder(): Promise<void> {
  await write(field('Reason for Referral'), 'Palpitations at rest');
  await write(field('By ICD-10-CM code or keywords'), 'I10');
  await page.getByRole('option', { name: /I10/ }).first().waitFor();
  await press('Enter');
  await tabTo(page.locator('#field-location'));
  await press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await press('ArrowDown', 'Enter');
  for (const question of ['Will you be uploading images?', 'Will you be uploading records?']) {
    await tabTo(page.getByRole('radiogroup', { name: question }).getByLabel('Yes'));
    await press('ArrowDown');
  }
  await opensAndCloses(button('Remove this order'));
  await chooseFiles(button('Attach Files'), join(stage.samples, 'letter.pdf'));
  await write(field('Description of letter.pdf'), 'A letter');
  await page.getByText('Attached', { exact: true }).waitFor();
}

const clinicianPages: Record<string, () => Promise<void>> = {
  '/': async () => {
    await goByHeader('Welcome');
    await opensAndCloses(button('Show the keys'));
    await enter(link('Place an Order'));
    await field('Name, birth date or MRN').waitFor();
  },
  '/orders': async () => {
    await goByHeader('My orders');
    await write(page.getByRole('searchbox', { name: 'Search by name or order number' }), 'Sample');
    await enter(link('Sample, Sofia'));
    await heading('Sample, Sofia').waitFor();
  },
  '/orders/new': async () => {
    await goByHeader('My orders');
    await enter(link('Place an Order'));
    await page.waitForURL(/\/patients\?for=order$/);
    await field('Name, birth date or MRN').waitFor();
  },
  '/patients': async () => {
    await openChart();
  },
  '/patients/all': async () => {
    await goByHeader('Patients');
    await enter(link('Search all Patients'));
    await write(field('Last name'), 'Delacroix');
    await write(field('First name'), 'Elodie');
    await tabTo(field('Birth date'));
    await page.keyboard.type('08081988');
    await enter(page.locator('form').getByRole('button', { name: 'Search all Patients' }));
    await opensAndCloses(button(/^Add to my patients: Delacroix/));
    await enter(button(/^Add to my patients: Delacroix/));
    await writeWhereFocused(dialog().getByRole('textbox'), 'Seen today');
    await enter(dialog().getByRole('button', { name: 'Add to my patients' }));
    await heading(/^Chart of Delacroix/).waitFor();
  },
  '/patients/new': async () => {
    await goByHeader('Patients');
    await enter(link('Create a new Chart'));
    await write(field('Last name'), 'Okafor');
    await write(field('First name'), 'Chidy');
    await tabTo(field('Birth date'));
    await page.keyboard.type('07022009');
    await tabTo(page.getByRole('combobox', { name: 'Sex' }));
    await press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    await press('ArrowDown', 'Enter');
    await enter(button('Add a name'));
    await gotFocus(field('Other name 1'));
    await page.keyboard.type('Okafor, Chi');
    await enter(button('Add a name'));
    await gotFocus(field('Other name 2'));
    await enter(button('Remove other name 2'));
    await gotFocus(field('Other name 1'));
    await enter(button('Create the chart'));
    await heading(/^Is it (one of|this person)/).waitFor();
    await opensAndCloses(button('It is this person: Chart 1'));
    await enter(button('None of these: create the chart'));
    await heading(/^Chart of Okafor, Chidy/).waitFor();
  },
  '/patients/:patientID': async () => {
    await openChart();
    await enter(button('Place an Order'));
    await page.getByRole('navigation', { name: 'Steps of Order Entry' }).waitFor();
  },
  '/encounters/:encounterID/:step?/:orderID?': async () => {
    await placeOrder();
    await completeOrder();
    await enter(button('Review'));
    await button('Accept').waitFor();
    await enter(button('Accept'));
    await enter(button('Sign Orders'));
    await heading(/Orders Signed in this Encounter$/).waitFor();
    await opensAndCloses(button(/^Add to: Referral to Cardiology/));
    await opensAndCloses(button(/^Cancel the order: Referral to Cardiology/));
  },
  '/orders/:orderID': async () => {
    await openOrder('Sample, Sofia', 'Referral to Neurology');
    await enter(button('Send images'));
    await chooseFiles(button('Browse for a folder or disc'), join(stage.samples, 'cd'));
    await page.getByText('Not among the images: 4 files').waitFor();
    const studies = page.getByRole('checkbox', { name: /^Send study/ });
    await tabTo(studies.first());
    await press('Space');
    expect(await studies.first().isChecked()).toBe(false);
    // The last study is another patient's: sending it is asked about first.
    await opensAndCloses(studies.last(), 'Space');
    expect(await studies.last().isChecked()).toBe(false);
    await enter(button('Start over'));
    await openOrder('Doe, Archibald', 'Referral to Otolaryngology');
    await opensAndCloses(button('Cancel the order'));
    await press('Enter');
    await writeWhereFocused(dialog().getByRole('textbox'), 'The patient has moved away');
    await enter(dialog().getByRole('button', { name: 'Cancel the order' }));
    await page.getByText('This order was cancelled: The patient has moved away').waitFor();
  },
  '/partner': async () => {
    await goByHeader('PACS connection');
    await enter(button('Copy AE title'));
    await enter(button('Why?'));
    await heading('What was refused in this push, and why').waitFor();
  },
  '*': async () => {
    await page.goto(`${stage.product.url}/nowhere`);
    await page.getByText('There is no such page').waitFor();
    await enter(link('Welcome'));
    await heading(/^Welcome/).waitFor();
  },
};

const radiologyPages: Record<string, () => Promise<void>> = {
  '/worklist': async () => {
    await goByHeader('Worklist');
    await tabTo(page.getByRole('tab', { name: /^Questions/ }));
    // Behind the incomplete ones.
    await press('ArrowRight', 'ArrowRight', 'Enter');
    await page.waitForURL(/state=ready/);
    await press('/');
    await writeWhereFocused(page.getByRole('searchbox').first(), 'Sample');
    await enter(link('Sample, Sofia'));
    await heading('Sample, Sofia').waitFor();
  },
  '/studies/:studyID': async () => {
    await openStudy(/ﾔﾏﾀﾞ/);
    await opensAndCloses(button('Attach to an order'));
    await press('Enter');
    await writeWhereFocused(dialog().getByRole('searchbox'), 'Yamada');
    await tabTo(dialog().getByRole('radio').first());
    await press('Space');
    await write(dialog().getByLabel('Why does it belong to this order?'), 'The same person in another alphabet');
    await enter(dialog().getByRole('button', { name: 'Attach to this order' }));
    await dialog().waitFor({ state: 'hidden' });
    await button('Attach to another order').waitFor();
    await opensAndCloses(button('Reject'));
    await press('Enter');
    await writeWhereFocused(dialog().getByRole('textbox'), 'Another examination was asked for');
    await enter(dialog().getByRole('button', { name: 'Reject' }));
    await page.getByText('Rejected by').first().waitFor();
  },
};

const adminPages: Record<string, () => Promise<void>> = {
  '/admin': async () => {
    await goByHeader('Administration');
    await heading('Organizations').waitFor();
  },
  '/admin/organizations': async () => {
    await openAdminPage('Organizations');
    await opensAndCloses(button('New organization'));
    await opensAndCloses(link('Hilltop Practice'));
    await press('Enter');
    await enter(dialog().getByRole('button', { name: /Preference List/ }));
    await heading('Preference List of Hilltop Practice').waitFor();
    await write(dialog().getByLabel('Add an order type'), 'Neurosurgery');
    await page.getByRole('option').first().waitFor();
    await press('ArrowDown', 'Enter');
    await enter(dialog().getByRole('button', { name: 'Move Referral to Neurosurgery up' }));
    await press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  },
  '/admin/providers': async () => {
    await openAdminPage('Providers');
    await opensAndCloses(button('New provider'));
    await opensAndCloses(link(/^Ford, Dana/));
  },
  '/admin/locations': async () => {
    await openAdminPage('Locations and regions');
    await opensAndCloses(button('New location'));
    await opensAndCloses(button('New region'));
    await enter(link('South Valley'));
    await write(dialog().getByLabel('Phone to call'), '+1 555 0139');
    await enter(dialog().getByRole('button', { name: 'Save' }));
    await dialog().waitFor({ state: 'hidden' });
    await named('cell', '+1 555 0139').waitFor();
  },
  '/admin/order-types': async () => {
    await openAdminPage('Order types');
    await opensAndCloses(button('New order type'));
  },
  '/admin/tips': async () => {
    await openAdminPage('Tips');
    await opensAndCloses(button('New tip'));
  },
  '/admin/hospital': async () => {
    await openAdminPage('Hospital');
    await write(field('Who confirms the images'), 'Imaging Department');
    await enter(button('Save'));
    await page.getByText('Saved. Every open page shows it now.').waitFor();
  },
  '/admin/icd10cm': async () => {
    await openAdminPage('ICD-10-CM');
    await chooseFiles(button('Choose the file'), join(stage.samples, 'icd10cm-order-2027.txt'));
    await enter(button('Import'));
    await page.getByText('In use').first().waitFor();
  },
};

const people: Record<string, Record<string, () => Promise<void>>> = {
  clinician: clinicianPages,
  radiology: radiologyPages,
  admin: adminPages,
};

beforeAll(async () => {
  const file = (name: string) => readFile(join(stage.samples, name));
  await writeFile(join(stage.samples, 'letter.pdf'), '%PDF-1.7\nA letter');
  const title = 'Migraine';
  await writeFile(join(stage.samples, 'icd10cm-order-2027.txt'), `00001 G43     1 ${title.padEnd(60)} ${title}\r\n`);
  const rivers = await stage.product.signIn('clinician');
  await storeInstances(rivers, [await file('studies/mr-head/MR0001.dcm')], `/orders/${demoID(401)}/dicom-web`);
  // To no order, and one that is refused.
  await storeInstances(rivers, [await file('charsets/katakana-kanji.dcm'), await file('broken/uid-too-long.dcm')]);
  await whenAllChecked(await stage.product.signIn('radiology'));
}, 120_000);

describe('By the keyboard alone', () => {
  it('is walked on every page of the route table', async () => {
    const table = await readFile(join(root, 'uploader-ui/src/app/routes.tsx'), 'utf8');
    const pages = [...table.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => (/^[/*]/.test(path) ? path : `/admin/${path}`));
    expect(Object.values(people).flatMap(Object.keys).sort()).toEqual(pages.sort());
  });

  describe.each(Object.entries(people))('%s', (username, pages) => {
    it('signs in', async () => {
      await stage.browser.context.clearCookies();
      page = await stage.browser.newPage();
      page.on('filechooser', (chooser) => choosers.push(chooser));
      await page.goto(stage.product.url);
      await writeWhereFocused(field('Username'), username);
      await press('Tab');
      await page.keyboard.type(demoPassword);
      await press('Enter');
      await button('Sign out').waitFor();
    }, 120_000);

    it.each(Object.entries(pages))(
      'reaches %s and does what is done there',
      async (path, walk) => {
        await walk().catch(async (error) => {
          await page.screenshot({ path: join(pictures, `keyboard${path.replace(/\W+/g, '-')}.png`) });
          throw error;
        });
      },
      120_000,
    );
  });

  it('opens the list of keys from the foot of a narrow page, which a wide one is at 400 %, and turns single keys off', async () => {
    page = await signInAs(stage, 'clinician');
    await heading('My orders').waitFor();
    const turn = async (): Promise<void> => {
      await tabTo(dialog().getByRole('switch', { name: 'Keyboard shortcuts' }));
      await press('Space');
    };
    const opener = button('Show the keys');
    // 1280 x 800 at 400 %
    await page.setViewportSize({ width: 320, height: 200 });
    await opensAndCloses(opener);
    await page.screenshot({ path: join(pictures, 'keys-at-400-percent.png') });
    await page.setViewportSize({ width: 360, height: 800 });
    await lookTwice(page, 'keys-narrow-foot');
    await press('Enter');
    await dialog().waitFor();
    await turn();
    await lookTwice(page, 'keys-narrow');
    await press('Escape');
    await gotFocus(opener);
    await press('n', '?', 'Enter');
    await dialog().waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await turn();
    await press('Escape');
    await gotFocus(opener);
    await press('n');
    await page.waitForURL(/\/patients\?for=order$/);
  }, 120_000);
});
