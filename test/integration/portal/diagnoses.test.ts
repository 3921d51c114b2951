import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { builtInCodes, ensureBuiltInCodes } from '#core/diagnoses/built-in-codes.js';
import { currentRelease, findBillableCode } from '#core/diagnoses/releases.js';
import { orderLine, smallOrderFile } from '../../support/order-file.js';
import { until } from '../../support/until.js';
import { type Answer, type Client, type PortalFixture, startPortal } from './portal-fixture.js';

let portal: PortalFixture;
let clinician: Client;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  clinician = await portal.signIn('clinician');
  admin = await portal.signIn('admin');
  // The fixture's own few codes go: a new installation has none.
  await portal.database.deleteFrom('icd10cm_releases').execute();
  await Promise.all([ensureBuiltInCodes(portal.database), ensureBuiltInCodes(portal.database)]);
}, 60_000);
afterAll(() => portal.close(), 60_000);

async function send(
  client: Client,
  bytes: string | Uint8Array,
  name: string,
  year?: string,
): Promise<{ status: number; json: Answer['json'] }> {
  const form = new FormData();
  if (year) form.append('year', year);
  form.append('file', new Blob([Buffer.from(bytes as string)]), name);
  const headers = { cookie: client.cookie, 'x-csrf-token': client.csrfToken };
  const answer = await fetch(`${portal.url}/api/admin/icd10cm`, { method: 'POST', body: form, headers });
  return { status: answer.status, json: await answer.json() };
}

async function releaseOf(year: number) {
  const { json } = await admin.call('GET', '/api/admin/icd10cm');
  return json.releases.find((release: { year: number }) => release.year === year);
}

async function importWhole(bytes: string | Uint8Array, name: string, year?: string) {
  const { status, json } = await send(admin, bytes, name, year);
  expect([status, json]).toEqual([202, expect.objectContaining({ source: 'file' })]);
  await until('the import ends', async () => (await releaseOf(json.year)).state !== 'importing');
  return releaseOf(json.year);
}

const search = (text: string) => clinician.call('GET', `/api/icd10cm?search=${encodeURIComponent(text)}`);

describe('the diagnosis codes of a new installation', () => {
  it('are the built-in ones, once, however many processes start', async () => {
    const counted = await portal.database
      .selectFrom('icd10cm_codes')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(counted.count)).toBe(builtInCodes.length);
    expect(await currentRelease(portal.database)).toMatchObject({ year: 2026, source: 'built-in' });
    const { json } = await search('heart attack');
    expect([json.year, json.codes[0].code, json.codes[0].billable]).toEqual([2026, 'I21.9', true]);
  });

  it('can be chosen with and without the dot when they are billable, and only then', async () => {
    expect(await findBillableCode(portal.database, 'i509')).toMatchObject({ code: 'I50.9', title: 'Heart failure, unspecified' });
    expect(await findBillableCode(portal.database, 'I50')).toBeNull();
    expect(await findBillableCode(portal.database, 'Q99.99')).toBeNull();
  });

  it('are shown with what is above and directly below', async () => {
    const { json } = await clinician.call('GET', '/api/icd10cm/m25.56');
    expect(json).toMatchObject({ code: 'M25.56', billable: false });
    expect(json.above.map(({ code }: { code: string }) => code)).toEqual(['M25', 'M25.5']);
    expect(json.below.map(({ code }: { code: string }) => code)).toEqual(['M25.561', 'M25.562', 'M25.569']);
    expect((await clinician.call('GET', '/api/icd10cm/Q99.99')).status).toBe(404);
  });
});

describe('the import of a list', () => {
  it('is for administrators only', async () => {
    expect((await send(clinician, smallOrderFile(), 'icd10cm-order-2025.txt')).status).toBe(403);
  });

  it('makes the codes of the year current when the whole file stands, and counts them', async () => {
    const release = await importWhole(gzipSync(smallOrderFile()), 'icd10cm-order-2025.txt.gz');
    expect(release).toMatchObject({ state: 'ready', codeCount: 6, billableCount: 4, rowsDone: 6, problem: null, isCurrent: true });
    expect((await search('cholera')).json).toMatchObject({ year: 2025, codes: [{ code: 'A00.9' }, {}, {}] });
  });

  it('replaces the list of the same year', async () => {
    await importWhole(smallOrderFile('Heart failure, said anew'), 'icd10cm-order-2025.txt');
    expect((await search('I50.9')).json.codes).toEqual([expect.objectContaining({ title: 'Heart failure, said anew' })]);
    const rows = await portal.database.selectFrom('icd10cm_codes').select('code').where('code', '=', 'A000').execute();
    expect(rows).toHaveLength(1);
  });

  it('leaves the former list as it was when the file turns out to be none, and says in which line', async () => {
    const release = await importWhole(`${smallOrderFile()}nonsense\n`, 'icd10cm-order-2025.txt');
    expect(release).toMatchObject({ state: 'failed', codeCount: 6, isCurrent: true, problem: expect.stringContaining('line 7') });
    expect((await search('I50.9')).json.codes).toEqual([expect.objectContaining({ title: 'Heart failure, said anew' })]);
  });

  it('refuses a part of a list', async () => {
    const release = await importWhole(`${orderLine(1, 'A000', '1', 'Cholera', 'Cholera')}\n`, 'part.txt', '2027');
    expect(release).toMatchObject({ state: 'failed', isCurrent: false, problem: expect.stringContaining('a part') });
  });

  it('keeps several years and uses the newest', async () => {
    await importWhole(smallOrderFile(), 'old.txt', '2024');
    expect((await releaseOf(2024)).isCurrent).toBe(false);
    expect((await releaseOf(2025)).isCurrent).toBe(true);
  });

  it.each([
    ['no year anywhere', 'order.txt', undefined, 'give the year'],
    ['a year that can not be', 'order.txt', '1066', undefined],
  ])('answers 400 to a file with %s', async (_what, name, year, why) => {
    const answer = await send(admin, smallOrderFile(), name, year);
    expect(answer.status).toBe(400);
    if (why) expect(JSON.stringify(answer.json)).toContain(why);
  });

  it('marks an import as failed whose process is gone, and can be repeated', async () => {
    await portal.database
      .insertInto('icd10cm_releases')
      .values({ year: 2028, source: 'file', file_name: 'x', state: 'importing', problem: null, imported_by: null })
      .execute();
    expect(await releaseOf(2028)).toMatchObject({ state: 'failed', problem: expect.stringContaining('interrupted') });
    expect(await importWhole(smallOrderFile(), 'again.txt', '2028')).toMatchObject({ state: 'ready', isCurrent: true });
  });

  it('is written into the audit trail from its start to its end', async () => {
    const events = await portal.database
      .selectFrom('audit_records')
      .select(['event', 'account_id'])
      .where('event', 'like', 'icd10cm-import%')
      .execute();
    expect(new Set(events.map(({ event }) => event))).toEqual(
      new Set(['icd10cm-import-started', 'icd10cm-imported', 'icd10cm-import-failed']),
    );
    expect(new Set(events.map(({ account_id }) => account_id))).toEqual(new Set([portal.accountIDs.admin]));
  });
});
