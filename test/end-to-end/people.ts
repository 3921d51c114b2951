import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { demoPassword } from '../support/product.js';
import { until } from '../support/until.js';
import { pictures, type Stage } from './stage.js';

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Ids of the demo data are fixed. */
export const demoID = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Signs a demo person in, in a tab of its own. */
export async function signInAs({ browser, product }: Stage, username: string): Promise<Page> {
  await browser.context.clearCookies();
  const page = await browser.newPage();
  await page.goto(product.url);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return page;
}

/** What axe finds against WCAG 2.2 AA and good practice, named by rule and place. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeSource, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> } };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`);
  });
}

export async function turnTo(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
}

/** Keeps what a person sees, and holds the page to WCAG 2.2 AA in the colors that it has. */
export async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  expect(await violationsOf(page)).toEqual([]);
}

/** Looks in light and in the dark. */
export async function lookTwice(page: Page, name: string): Promise<void> {
  await look(page, name);
  await turnTo(page, 'dark');
  await look(page, `${name}-dark`);
  await turnTo(page, 'light');
}

export const hasFocus = (target: Locator): Promise<boolean> => target.evaluate((element) => element === document.activeElement);

/** Waits until the page has put the focus on the control. */
export async function gotFocus(target: Locator): Promise<void> {
  await target.waitFor();
  await until(`the focus comes to ${target}`, () => hasFocus(target), { timeoutMs: 15_000 }).catch(async (error) => {
    const there = await target.page().evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
    throw new Error(`${error.message}; it is on ${there}`);
  });
}

/** Tabs on until the focus is on the control. */
export async function tabTo(target: Locator): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < 120; step++) {
    await target.page().keyboard.press('Tab');
    if (await hasFocus(target)) return;
  }
  throw new Error(`Tab does not reach ${target}`);
}

/** Drops files and folders onto an element, as a person does with the mouse. */
export async function dropOnto(page: Page, selector: string, paths: readonly string[]): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not on the page`);
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...at, data });
  await session.detach();
}
