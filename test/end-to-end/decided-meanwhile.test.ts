import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { OrderListItem } from '#core/contract/orders.js';
import type { StudyDetail } from '#core/contract/studies.js';
import { sofia } from '../../dicom-samples/generate/identities.js';
import { oneImage } from '../interoperability/one-image.js';
import { sendPart10File } from '../support/dimse-peer/index.js';
import type { SignedInClient } from '../support/product.js';
import { until } from '../support/until.js';
import { whenAllChecked } from '../support/worklist.js';
import { gotFocus, look, lookTwice, signInAs } from './people.js';
import { setStage } from './stage.js';

const stage = setStage();
let colleague: SignedInClient;
let page: Page;
let orders: OrderListItem[];

beforeAll(async () => {
  colleague = await stage.product.signIn('radiology');
  ({ orders } = await colleague.get<{ orders: OrderListItem[] }>('/api/orders?limit=200'));
  page = await signInAs(stage, 'radiology');
}, 120_000);

async function push(name: string): Promise<string> {
  const { bytes, studyInstanceUID } = oneImage({ patient: sofia, study: `decided-${name}` });
  expect((await sendPart10File(bytes, { port: stage.product.dimsePort })).status).toBe(0);
  const study = (await whenAllChecked(colleague)).find((each) => each.studyInstanceUID === studyInstanceUID);
  return study?.id ?? '';
}
const read = (studyID: string) => colleague.get<StudyDetail>(`/api/studies/${studyID}`);
const otherOrder = (study: StudyDetail) => orders.find(({ id, state }) => id !== study.order?.id && state === 'signed')?.id ?? '';
const attach = (studyID: string, orderID: string) =>
  colleague.post(`/api/studies/${studyID}/attachment`, { orderID, reason: 'named by telephone' });

describe('A study that two people decide on', () => {
  it('is not confirmed by who looked at it under another order: the page says so, shows it as it is now, and keeps the focus', async () => {
    const studyID = await push('one');
    await page.goto(`${stage.product.url}/studies/${studyID}`);
    const confirm = page.getByRole('button', { name: 'Confirm receipt' });
    await confirm.waitFor();
    // The colleague is quicker than the press, and the press is quicker than the news of it.
    await page.route('**/confirmation', async (route) => {
      await attach(studyID, otherOrder(await read(studyID)));
      await route.continue();
    });
    await confirm.focus();
    await page.keyboard.press('Enter');
    const told = page.getByRole('alert').filter({ hasText: /attached to another order, or detached, while you looked/ });
    await told.waitFor();
    expect(await told.textContent()).toMatch(/This page shows the study as it is now/);
    await gotFocus(confirm);
    await page.getByRole('heading', { name: 'Whose images?' }).first().waitFor();
    await page.unroute('**/confirmation');
    await lookTwice(page, 'desk-changed-while-looking');
    expect((await read(studyID)).decisions).toEqual([]);
  }, 120_000);

  it('tells who answers a question that was closed meanwhile, where the form has left the page with its question', async () => {
    const studyID = await push('two');
    const first = await read(studyID);
    await attach(studyID, otherOrder(first));
    await page.goto(`${stage.product.url}/studies/${studyID}`);
    await page.getByLabel("Yes, they are of the order's patient").check();
    await page.getByLabel('Reason').fill('by telephone');
    await page.route('**/answers', async (route) => {
      await attach(studyID, first.order?.id ?? '');
      await route.continue();
    });
    await page.getByRole('button', { name: 'Answer' }).click();
    const told = page.getByRole('alert').filter({ hasText: /while you looked|not open any more/ });
    await told.waitFor();
    await page.unroute('**/answers');
    await page.setViewportSize({ width: 360, height: 800 });
    await look(page, 'desk-answer-refused-narrow');
    await page.setViewportSize({ width: 1280, height: 900 });
    expect((await read(studyID)).order?.id).toBe(first.order?.id);
  }, 120_000);

  it('says that it came again after it was rejected, on its page and in the worklist', async () => {
    const studyID = await push('three');
    const { instanceSet } = await read(studyID);
    await colleague.post(`/api/studies/${studyID}/rejection`, { instanceSet, reason: 'The wrong side' });
    await page.goto(`${stage.product.url}/studies/${studyID}`);
    await page.getByText('The wrong side').first().waitFor();
    await push('three');
    await page.getByText(/It came again on .*, after it was rejected/).waitFor();
    await look(page, 'desk-came-again');
    await page.goto(`${stage.product.url}/worklist?state=rejected`);
    await until('the worklist says it', () => page.getByText('came again').first().isVisible(), { timeoutMs: 15_000 });
    await lookTwice(page, 'desk-worklist-came-again');
  }, 120_000);
});
