import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { EncounterDetail } from '#core/contract/encounters.js';
import type { OrderChange, OrderDetail } from '#core/contract/orders.js';
import { startFakeClamd } from '../support/clamd.js';
import { freePort } from '../support/ports.js';
import type { SignedInClient } from '../support/product.js';
import { openProductDatabase } from '../support/product-database.js';
import { demoID, lookTwice, signInAs } from './people.js';
import { setStage } from './stage.js';

const clamdPort = await freePort();
const stage = setStage({ CLAMD_HOST: '127.0.0.1', CLAMD_PORT: String(clamdPort) });
const [rivers, brook, ford] = [demoID(701), demoID(702), demoID(704)];
const [neurology, orthopaedics, cardiology] = [demoID(631), demoID(633), demoID(634)];
const whole = {
  reasonForReferral: 'Headache since March',
  diagnoses: [{ code: 'I10' }],
  locationID: demoID(613),
  willUploadImages: false,
  willUploadRecords: false,
};

let colleague: SignedInClient;
let page: Page;

beforeAll(async () => {
  colleague = await stage.product.signIn('clinician');
  page = await signInAs(stage, 'clinician');
}, 120_000);

const read = (orderID: string): Promise<OrderDetail> => colleague.get(`/api/orders/${orderID}`);

async function change(orderID: string, part: Omit<OrderChange, 'version'>): Promise<void> {
  const { version } = await read(orderID);
  const answer = await colleague.request(`/api/orders/${orderID}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...part, version }),
  });
  if (!answer.ok) throw new Error(`the change answered ${answer.status}: ${await answer.text()}`);
}

/** Opens an encounter with a draft for each order type. */
async function begin(
  patient: number,
  authorizingProviderID: string,
  orderTypeIDs: string[],
  by = colleague,
): Promise<{ id: string; drafts: string[] }> {
  const { id } = await by.post<{ id: string }>('/api/encounters', { patientID: demoID(patient), authorizingProviderID });
  await by.post(`/api/encounters/${id}/orders`, { orderTypeIDs });
  const { drafts } = await by.get<EncounterDetail>(`/api/encounters/${id}`);
  return { id, drafts: drafts.map((draft) => draft.id) };
}

async function goToReview(encounterID: string): Promise<void> {
  await page.goto(`${stage.product.url}/encounters/${encounterID}/review`);
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await page.getByText('Accepted', { exact: true }).first().waitFor();
}

describe('Two people who change the same order', () => {
  const reason = () => page.getByLabel('Reason for Referral');

  /** The colleague's change arrives while the page's own is on its way. */
  async function typeWhileColleagueWrites(orderID: string, mine: string, theirs: string): Promise<void> {
    let isFirst = true;
    await page.route(`**/api/orders/${orderID}`, async (route) => {
      if (route.request().method() === 'PATCH' && isFirst) {
        isFirst = false;
        await change(orderID, { reasonForReferral: theirs, priority: 'urgent' });
      }
      await route.continue();
    });
    await reason().fill(mine);
    await page.getByText('Somebody else changed this order while you wrote').waitFor();
    await page.unroute(`**/api/orders/${orderID}`);
  }

  it.each([
    ['Keep mine', 'As I wrote it'],
    ['Take what is stored', 'As the colleague wrote it'],
  ])(
    'see both versions, lose nothing that was typed, and go on with either: %s',
    async (choice, kept) => {
      const encounter = await begin(choice === 'Keep mine' ? 1001 : 1004, rivers, [neurology]);
      const [orderID = ''] = encounter.drafts;
      await page.goto(`${stage.product.url}/encounters/${encounter.id}/complete/${orderID}`);
      await typeWhileColleagueWrites(orderID, 'As I wrote it', 'As the colleague wrote it');
      expect(await reason().inputValue()).toBe('As I wrote it');
      expect(await page.locator('.conflict-side p').allTextContents()).toEqual(['As I wrote it', 'As the colleague wrote it']);
      await page.getByLabel('For scheduling').fill('Typed while the question stood');
      await lookTwice(page, 'conflict');
      await page.getByRole('button', { name: choice }).click();
      await page.getByText('Saved', { exact: true }).waitFor();
      expect(await reason().inputValue()).toBe(kept);
      expect(await read(orderID)).toMatchObject({
        reasonForReferral: kept,
        comment: 'Typed while the question stood',
        priority: 'urgent',
      });
    },
    120_000,
  );
});

describe('Sign Orders', () => {
  it('signs the chosen orders of an encounter at once and leaves the other a draft', async () => {
    const encounter = await begin(1010, rivers, [neurology, orthopaedics, cardiology]);
    for (const id of encounter.drafts) await change(id, whole);
    await page.goto(`${stage.product.url}/encounters/${encounter.id}/review`);
    await page.getByRole('checkbox', { name: 'Sign Referral to Orthopaedics' }).uncheck();
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    let requestCount = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/signature')) requestCount++;
    });
    await page.getByRole('button', { name: 'Sign Orders' }).waitFor();
    await lookTwice(page, 'sign-several');
    await page.getByRole('button', { name: 'Sign Orders' }).click();
    await page.getByRole('heading', { name: 'Orders Signed in this Encounter' }).waitFor();
    expect(await page.locator('.signed-name').allTextContents()).toEqual(['Referral to Neurology', 'Referral to Cardiology']);
    await page.getByText('1 order of this encounter is not signed yet.').waitFor();
    expect(requestCount).toBe(1);
    const states = await Promise.all(encounter.drafts.map(async (id) => [(await read(id)).orderType, (await read(id)).state]));
    expect(Object.fromEntries(states)).toEqual({
      'Referral to Neurology': 'signed',
      'Referral to Orthopaedics': 'draft',
      'Referral to Cardiology': 'signed',
    });
    await lookTwice(page, 'signed-several');
  }, 120_000);

  it('names whom a delegate signs for', async () => {
    const encounter = await begin(1023, brook, [neurology]);
    await change(encounter.drafts[0] ?? '', whole);
    await goToReview(encounter.id);
    await page.getByText('You, Dr. Riley Rivers, sign for Brook, Morgan, NP.').waitFor();
    await page.getByRole('button', { name: 'Sign Orders' }).click();
    await page.getByRole('heading', { name: 'Orders Signed in this Encounter' }).waitFor();
    expect((await read(encounter.drafts[0] ?? '')).signature).toMatchObject({ by: 'Dr. Riley Rivers', onBehalfOf: 'Brook, Morgan, NP' });
  }, 120_000);

  it('is no button for whoever may not sign, who reads who may', async () => {
    const encounter = await begin(1028, ford, [neurology]);
    const [orderID = ''] = encounter.drafts;
    await change(orderID, whole);
    await goToReview(encounter.id);
    await page.getByText('You can’t sign for Ford, Dana, DO').waitFor();
    await page.getByRole('link', { name: 'choose another authorizing provider' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign Orders' }).count()).toBe(0);
    await lookTwice(page, 'may-not-sign');
    expect((await read(orderID)).state).toBe('draft');
  }, 120_000);

  it('shows nothing of an encounter to another organization', async () => {
    const encounter = await begin(1032, rivers, [neurology]);
    const other = await signInAs(stage, 'clinician2');
    await other.goto(`${stage.product.url}/encounters/${encounter.id}/review`);
    await other.getByRole('alert').waitFor();
    expect(await other.getByRole('button', { name: /^(Accept|Sign Orders)$/ }).count()).toBe(0);
    expect(await other.getByText('Referral to Neurology').count()).toBe(0);
    await other.close();
    page = await signInAs(stage, 'clinician');
  }, 120_000);
});

describe('What a colleague placed', () => {
  let meadow: SignedInClient;
  const waiting = () => page.getByRole('region', { name: 'Waiting for your signature' });

  beforeAll(async () => {
    const database = await openProductDatabase(stage.product);
    await database.query(
      `insert into accounts (organization_id, username, display_name, role, password_hash)
       select organization_id, 'meadow', 'Jo Meadow', role, password_hash from accounts where username = 'clinician'`,
    );
    await database.end();
    meadow = await stage.product.signIn('meadow');
  }, 60_000);

  it('comes by itself to the welcome page of whoever may sign it, and is one step from the signature', async () => {
    await page.goto(stage.product.url);
    await page.getByRole('heading', { name: 'My orders' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await waiting().count()).toBe(0);
    await lookTwice(page, 'welcome-nothing-waits');
    const encounter = await begin(1010, rivers, [neurology, cardiology], meadow);
    for (const id of encounter.drafts) {
      await change(id, { ...whole, priority: 'urgent' });
      await meadow.post(`/api/orders/${id}/acceptance`, { version: (await read(id)).version });
    }
    const forBrook = await begin(1023, brook, [orthopaedics], meadow);
    await waiting().getByText('Referral to Neurology, Referral to Cardiology').waitFor();
    await waiting().getByText('3 orders').waitFor();
    await waiting()
      .getByText(/Placed by Jo Meadow .* For Brook, Morgan, NP · 1 not accepted yet/)
      .waitFor();
    await lookTwice(page, 'welcome-waiting');
    await page.setViewportSize({ width: 360, height: 800 });
    await lookTwice(page, 'welcome-waiting-narrow');
    await page.setViewportSize({ width: 1280, height: 900 });
    await waiting()
      .getByRole('link', { name: /^Review and sign: / })
      .click();
    await page.getByRole('button', { name: 'Sign Orders' }).click();
    await page.getByRole('heading', { name: 'Orders Signed in this Encounter' }).waitFor();
    expect(await Promise.all(encounter.drafts.map(async (id) => (await read(id)).signature?.by))).toEqual(
      encounter.drafts.map(() => 'Dr. Riley Rivers'),
    );
    await page.getByRole('link', { name: 'Welcome', exact: true }).click();
    await waiting().getByText('1 order', { exact: true }).waitFor();
    const [draft = ''] = forBrook.drafts;
    await meadow.post(`/api/orders/${draft}/cancellation`, { reason: 'not needed' });
    await waiting().waitFor({ state: 'detached' });
  }, 120_000);
});

describe('Attached files', () => {
  let clamd: Awaited<ReturnType<typeof startFakeClamd>> | undefined;
  let orderID = '';
  const row = (name: string | RegExp) => page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: name });

  async function attach(name: string, bytes: string | Buffer): Promise<void> {
    await writeFile(join(stage.samples, name), bytes);
    await page.getByTestId('choose-attachments').setInputFiles(join(stage.samples, name));
  }

  beforeAll(async () => {
    const encounter = await begin(1041, rivers, [neurology]);
    orderID = encounter.drafts[0] ?? '';
    await page.goto(`${stage.product.url}/encounters/${encounter.id}/complete/${orderID}`);
  }, 120_000);

  it('wait while the virus scanner is away, say so, and pass by themselves when it is back', async () => {
    await attach('letter.pdf', '%PDF-1.7\nA letter');
    await row('letter.pdf').getByText('Waits for the virus scanner').waitFor();
    await row('letter.pdf').getByText('is scanned by itself as soon as the virus scanner is back').waitFor();
    expect(await row('letter.pdf').getByRole('link').count()).toBe(0);
    await lookTwice(page, 'scanner-away');
    clamd = await startFakeClamd(clamdPort);
    await row('letter.pdf').getByText('Attached, scanned').waitFor({ timeout: 30_000 });
    await row('letter.pdf').getByRole('link', { name: 'Download' }).waitFor();
  }, 120_000);

  it('are set aside where the scanner finds something, and nobody can open them', async () => {
    await attach('attack.pdf', '%PDF-1.7\nX5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*');
    await row('attack.pdf').getByText('Set aside').waitFor();
    await row('attack.pdf').getByText('The virus scanner found something in it, so nobody can open it.').waitFor();
    expect(await row('attack.pdf').getByRole('link').count()).toBe(0);
    const { attachments } = await colleague.get<{ attachments: { id: string; state: string }[] }>(`/api/orders/${orderID}/attachments`);
    const quarantined = attachments.find(({ state }) => state === 'quarantined');
    expect((await colleague.request(`/api/attachments/${quarantined?.id}/content`)).status).toBe(409);
  }, 120_000);

  it('are refused by the gateway in plain words where the page was mistaken', async () => {
    // A transport stream begins with this letter, too; the gateway looks further.
    await attach('visit.mpg', 'Good morning, this is no film at all.');
    await row('visit.mpg').getByRole('alert').waitFor();
    await lookTwice(page, 'attachment-refused');
    expect((await row('visit.mpg').getByRole('alert').innerText()).split(/\n+/)).toEqual([
      'Only PDF, JPEG, PNG, .wmv, .mpg and .mp4 files can be attached. What counts is what the file is, not its name.',
      'Save it as PDF, or as JPEG, PNG, .mp4, .mpg or .wmv, and attach that.',
    ]);
    expect(await row('visit.mpg').getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await row('visit.mpg').getByRole('button', { name: 'Leave it out' }).click();
  }, 120_000);

  it('come from the clipboard as a picture, with a name that says so', async () => {
    await stage.browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.product.url });
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d')?.fillRect(0, 0, 40, 40);
      const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      if (png) await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    });
    await page.keyboard.press('ControlOrMeta+V');
    await row(/pasted.*\.png/i)
      .getByText('Attached, scanned')
      .waitFor({ timeout: 30_000 });
    await row(/pasted.*\.png/i)
      .locator('img')
      .waitFor();
    await lookTwice(page, 'attached-files');
    await clamd?.close();
  }, 120_000);
});
