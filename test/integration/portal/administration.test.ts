import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readMatchingSettings } from '#core/matching/matching-settings.js';
import { DatabasePeerDirectory } from '../../../gateway/receive/dimse/peer-directory.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

jest.setTimeout(30_000);

let portal: PortalFixture;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  admin = await portal.signIn('admin');
}, 60_000);
afterAll(() => portal.close(), 60_000);

const make = async (path: string, body: object) => {
  const answer = await admin.call('POST', `/api/admin/${path}`, body);
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.json;
};
const without = (row: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
const lastAudit = () =>
  portal.database.selectFrom('audit_records').select(['event', 'action', 'subject']).orderBy('id', 'desc').executeTakeFirstOrThrow();

const orderTypeBody = (name: string) => ({ name, department: 'Neurology' });
const organizationBody = (name: string) => ({ name, pacsToPacsEnabled: false });

describe('the lists of the hospital', () => {
  it.each([
    ['order-types', 'orderTypes', { name: 'Headache', department: 'Neurology', description: 'x' }, { department: 'Pain' }, 'department'],
    ['regions', 'regions', { name: 'North', phone: '555-0101' }, { phone: '555-0109' }, 'phone'],
    ['tips', 'tips', { topic: 'review', wordsEn: 'Look twice.' }, { wordsEs: 'Mire dos veces.' }, 'words_es'],
  ])('make, change, retire and list %s, and audit each with the names of what changed', async (path, key, body, change, field) => {
    const made = await make(path, body);
    expect(made).toMatchObject({ ...body, retired: false, version: 1 });
    const { id, ...seen } = made;
    expect(await lastAudit()).toMatchObject({ event: expect.stringMatching(/-made$/), action: 'C', subject: { id } });
    const changed = await admin.call('PUT', `/api/admin/${path}/${id}`, { ...seen, ...change });
    expect([changed.status, changed.json]).toEqual([200, { ...made, ...change, version: 2 }]);
    expect(await lastAudit()).toMatchObject({ action: 'U', subject: { id, fields: [field] } });
    const retired = await admin.call('PUT', `/api/admin/${path}/${id}`, { ...seen, ...change, retired: true, version: 2 });
    expect(retired.json).toMatchObject({ retired: true, version: 3 });
    expect((await lastAudit()).subject).toMatchObject({ fields: ['retired_at'] });
    const list = await admin.call('GET', `/api/admin/${path}`);
    expect(list.json[key]).toContainEqual(retired.json);
    expect((await admin.call('DELETE', `/api/admin/${path}/${id}`)).status).toBe(405);
  });

  it('refuse a change of another version than was seen, and keep what is there', async () => {
    const { id, ...seen } = await make('regions', { name: 'East', phone: '555-0102' });
    expect((await admin.call('PUT', `/api/admin/regions/${id}`, { ...seen, phone: '555-0000' })).status).toBe(200);
    const late = await admin.call('PUT', `/api/admin/regions/${id}`, { ...seen, phone: '555-9999' });
    expect([late.status, late.json.code]).toEqual([409, 'conflict']);
    const blind = await admin.call('PUT', `/api/admin/regions/${id}`, without(seen, 'version'));
    expect([blind.status, Object.keys(blind.json.fields)]).toEqual([400, ['version']]);
    expect((await admin.call('GET', '/api/admin/regions')).text).not.toContain('555-9999');
    expect((await admin.call('PUT', `/api/admin/regions/${randomUUID()}`, seen)).status).toBe(404);
  });

  it('refuse a name that is taken, in words beside its field', async () => {
    await make('order-types', orderTypeBody('Epilepsy'));
    const again = await admin.call('POST', '/api/admin/order-types', orderTypeBody('Epilepsy'));
    expect([again.status, again.json.code, again.json.fields.name]).toEqual([
      409,
      'conflict',
      'There is an order type with this name already.',
    ]);
  });

  it('keep a region that has locations, and a location in a region that is there', async () => {
    const region = await make('regions', { name: 'South', phone: '555-0103' });
    const location = await make('locations', { regionID: region.id, name: 'South Campus' });
    const { id, ...seen } = region;
    expect((await admin.call('PUT', `/api/admin/regions/${id}`, { ...seen, retired: true })).status).toBe(409);
    const { id: locationID, ...was } = location;
    expect((await admin.call('PUT', `/api/admin/locations/${locationID}`, { ...was, retired: true })).status).toBe(200);
    expect((await admin.call('PUT', `/api/admin/regions/${id}`, { ...seen, retired: true })).status).toBe(200);
    const late = await admin.call('POST', '/api/admin/locations', { regionID: id, name: 'Late' });
    expect([late.status, Object.keys(late.json.fields)]).toEqual([400, ['regionID']]);
  });

  it('reach everybody at once: wording, contacts, locations with the number of their region, tips in both languages', async () => {
    const region = await make('regions', { name: 'West', phone: '555-0104' });
    await make('locations', { regionID: region.id, name: 'West Campus', address: '1 West Street' });
    await make('locations', { regionID: region.id, name: 'Former Campus', retired: true });
    await make('tips', { topic: 'images', wordsEn: 'Send the whole study.', wordsEs: 'Envíe el estudio completo.' });
    await make('tips', { topic: 'images', wordsEn: 'Of yesterday.', retired: true });
    const wording = (await admin.call('GET', '/api/admin/hospital')).json;
    const heard: string[] = [];
    const stop = portal.context.changes.subscribe((notice) => heard.push(notice.kind));
    const changed = await admin.call('PUT', '/api/admin/hospital', { ...wording, name: 'Lakeside', departmentName: 'Imaging' });
    expect(changed.json).toEqual({ ...wording, name: 'Lakeside', departmentName: 'Imaging', version: wording.version + 1 });
    expect(await lastAudit()).toMatchObject({ event: 'hospital-wording-changed', subject: { fields: ['name', 'department_name'] } });
    expect((await admin.call('PUT', '/api/admin/hospital', wording)).status).toBe(409);
    const clinician = await portal.signIn('clinician');
    const hospital = (await clinician.call('GET', '/api/hospital')).json;
    stop();
    expect(heard).toContain('hospital');
    expect(hospital).toMatchObject({ name: 'Lakeside', departmentName: 'Imaging' });
    expect(hospital.contacts).toContainEqual({ region: 'West', phone: '555-0104' });
    expect(hospital.locations).toContainEqual(expect.objectContaining({ name: 'West Campus', region: 'West', phone: '555-0104' }));
    expect(hospital.locations.map(({ name }: { name: string }) => name)).not.toContain('Former Campus');
    expect(hospital.tips).toEqual([{ topic: 'images', words: { en: 'Send the whole study.', es: 'Envíe el estudio completo.' } }]);
  });
});

describe('how images find their order', () => {
  const none = { names: [], patientIDs: [], birthDates: [] };
  const placeholders = { names: ['ZZTEST', 'Trauma Alpha'], patientIDs: ['99999'], birthDates: ['18991230'] };

  it('is as it was delivered until the hospital sets it, for the workers as for the pages', async () => {
    expect(await readMatchingSettings(portal.database)).toMatchObject({ candidateDays: 90, ownPlaceholders: none });
    expect((await admin.call('GET', '/api/admin/hospital')).json).toMatchObject({ candidateDays: 90, placeholders: none });
  });

  it('is set by the administrator, read by workers and pages, and recorded by the names of the fields', async () => {
    const { version, ...row } = (await admin.call('GET', '/api/admin/hospital')).json;
    const changed = await admin.call('PUT', '/api/admin/hospital', { ...row, candidateDays: 30, placeholders, version });
    expect([changed.status, changed.json]).toEqual([200, { ...row, candidateDays: 30, placeholders, version: version + 1 }]);
    expect(await lastAudit()).toMatchObject({ event: 'hospital-wording-changed', subject: { fields: ['candidate_days', 'placeholders'] } });
    const { candidateDays, ownPlaceholders, placeholders: judged } = await readMatchingSettings(portal.database);
    expect([candidateDays, ownPlaceholders]).toEqual([30, placeholders]);
    // Those of the hospital and those that are built in.
    expect([judged.isName(['zztest']), judged.isName(['unknown']), judged.isName(['sample'])]).toEqual([true, true, false]);
    expect([judged.isPatientID('99999'), judged.isBirthDate('18991230'), judged.isBirthDate('19680412')]).toEqual([true, true, false]);
    const clinician = await portal.signIn('clinician');
    expect((await clinician.call('GET', '/api/hospital')).json.placeholders).toEqual(placeholders);
  });

  it('stays as it is where a program that knows only the wording changes that', async () => {
    const { name, departmentName, version, candidateDays } = (await admin.call('GET', '/api/admin/hospital')).json;
    const changed = await admin.call('PUT', '/api/admin/hospital', { name, departmentName, version });
    expect([changed.status, changed.json.candidateDays]).toEqual([200, candidateDays]);
    expect(await readMatchingSettings(portal.database)).toMatchObject({ candidateDays, ownPlaceholders: placeholders });
  });

  it.each([
    ['no days', { candidateDays: 0 }, 'candidateDays'],
    ['more than ten years', { candidateDays: 3651 }, 'candidateDays'],
    ['half a day', { candidateDays: 1.5 }, 'candidateDays'],
    ['an empty name', { placeholders: { ...none, names: [' '] } }, 'placeholders.names.0'],
    ['a name of signs only', { placeholders: { ...none, names: ['***'] } }, 'placeholders.names.0'],
    ['a date that is none', { placeholders: { ...none, birthDates: ['1900'] } }, 'placeholders.birthDates.0'],
    [
      'too many Patient IDs',
      { placeholders: { ...none, patientIDs: Array.from({ length: 201 }, (_, at) => `X${at}`) } },
      'placeholders.patientIDs',
    ],
  ])('is refused with %s, and the field is named', async (_what, wrong, field) => {
    const row = (await admin.call('GET', '/api/admin/hospital')).json;
    const answer = await admin.call('PUT', '/api/admin/hospital', { ...row, ...wrong });
    expect([answer.status, Object.keys(answer.json.fields)]).toEqual([400, [field]]);
  });
});

describe('organizations', () => {
  it('are made as referring ones, and offered PACS to PACS or not', async () => {
    const { id, kind, accountCount, providerCount, openOrderCount, orderTypeIDs, ...seen } = await make(
      'organizations',
      organizationBody('Newtown'),
    );
    expect([kind, accountCount, providerCount, openOrderCount, orderTypeIDs]).toEqual(['referring', 0, 0, 0, []]);
    const changed = await admin.call('PUT', `/api/admin/organizations/${id}`, { ...seen, pacsToPacsEnabled: true });
    expect(changed.json).toMatchObject({ pacsToPacsEnabled: true, version: 2 });
    expect((await lastAudit()).subject).toMatchObject({ fields: ['pacs_to_pacs_enabled'] });
    const again = await admin.call('POST', '/api/admin/organizations', organizationBody('Newtown'));
    expect([again.status, again.json.fields]).toEqual([409, { name: 'There is an organization with this name already.' }]);
  });

  it('are offered order types in the order that was chosen, each once and none that is retired', async () => {
    const [one, two] = [await make('order-types', orderTypeBody('One')), await make('order-types', orderTypeBody('Two'))];
    const address = `/api/admin/organizations/${portal.organizations.riverside}/preference-list`;
    const chosen = await admin.call('PUT', address, { orderTypeIDs: [two.id, one.id] });
    expect([chosen.status, chosen.json.orderTypeIDs]).toEqual([200, [two.id, one.id]]);
    expect((await lastAudit()).event).toBe('preference-list-changed');
    for (const ids of [[one.id, one.id], [randomUUID()]]) {
      expect((await admin.call('PUT', address, { orderTypeIDs: ids })).status).toBe(400);
    }
    const { id, ...seen } = two;
    await admin.call('PUT', `/api/admin/order-types/${id}`, { ...seen, retired: true });
    expect((await admin.call('PUT', address, { orderTypeIDs: [two.id] })).status).toBe(400);
  });

  it('that are disabled are shut out at once: sessions, tokens, sign-in and peers', async () => {
    const { hilltop } = portal.organizations;
    const client = await portal.signIn('clinician2');
    const { token } = (await client.call('POST', '/api/tokens', { name: 'x', expiresInDays: 1 })).json;
    const withToken = () => portal.call('GET', '/api/session', undefined, { authorization: `Bearer ${token}` });
    await portal.database
      .insertInto('peers')
      .values({ organization_id: hilltop, name: 'Hilltop PACS', ae_title: 'HILLTOP', addresses: '{127.0.0.1}' })
      .execute();
    const isEnabled = async () => (await new DatabasePeerDirectory(portal.database).findPeer('HILLTOP', '127.0.0.1'))?.enabled;
    expect([(await withToken()).status, await isEnabled()]).toEqual([200, true]);
    const row = (await admin.call('GET', '/api/admin/organizations')).json.organizations.find((one: { id: string }) => one.id === hilltop);
    const seen = without(row, 'id', 'kind', 'accountCount', 'providerCount', 'openOrderCount', 'orderTypeIDs');
    const disabled = await admin.call('PUT', `/api/admin/organizations/${hilltop}`, { ...seen, disabled: true });
    expect(disabled.json).toMatchObject({ disabled: true });
    expect((await client.call('GET', '/api/session')).status).toBe(401);
    expect([(await withToken()).status, await isEnabled()]).toEqual([401, false]);
    await expect(portal.signIn('clinician2')).rejects.toThrow('401');
    await admin.call('PUT', `/api/admin/organizations/${hilltop}`, { ...seen, disabled: false, version: disabled.json.version });
    expect((await client.call('GET', '/api/session')).status).toBe(200);
  });

  it('that are the hospital can not be disabled', async () => {
    const { hospital } = portal.organizations;
    const answer = await admin.call('PUT', `/api/admin/organizations/${hospital}`, {
      ...organizationBody('Hospital'),
      disabled: true,
      version: 1,
    });
    expect([answer.status, answer.json.detail]).toEqual([409, 'The hospital itself can not be disabled.']);
  });
});

describe('providers', () => {
  it('have an account and delegates of their own organization, who are clinicians', async () => {
    const { riverside, hilltop } = portal.organizations;
    const { clinician, clinician2, pacs } = portal.accountIDs;
    // An account is one provider's at most; the fixture's clinics have theirs.
    await portal.database.updateTable('providers').set({ account_id: null }).execute();
    const body = { organizationID: riverside, familyName: 'Rivers', givenName: 'Riley', npi: '1234567893' };
    const made = await make('providers', { ...body, accountID: clinician, delegateAccountIDs: [clinician] });
    expect(made).toMatchObject({ organization: 'Riverside', accountID: clinician, delegateAccountIDs: [clinician] });
    for (const stranger of [clinician2, pacs, randomUUID()]) {
      const answer = await admin.call('POST', '/api/admin/providers', {
        ...body,
        npi: null,
        accountID: stranger,
        delegateAccountIDs: [stranger],
      });
      expect([answer.status, Object.keys(answer.json.fields).sort()]).toEqual([400, ['accountID', 'delegateAccountIDs']]);
    }
    await portal.database.updateTable('accounts').set({ disabled_at: new Date() }).where('id', '=', clinician).execute();
    const disabled = await admin.call('POST', '/api/admin/providers', { ...body, npi: null, delegateAccountIDs: [clinician] });
    expect([disabled.status, Object.keys(disabled.json.fields)]).toEqual([400, ['delegateAccountIDs']]);
    await portal.database.updateTable('accounts').set({ disabled_at: null }).where('id', '=', clinician).execute();
    const sameNPI = await admin.call('POST', '/api/admin/providers', body);
    expect([sameNPI.status, Object.keys(sameNPI.json.fields)]).toEqual([409, ['npi']]);
    const sameAccount = await admin.call('POST', '/api/admin/providers', { ...body, npi: null, accountID: clinician });
    expect([sameAccount.status, Object.keys(sameAccount.json.fields)]).toEqual([409, ['accountID']]);
    const { id, organization, ...seen } = made;
    expect(organization).toBe('Riverside');
    const changed = await admin.call('PUT', `/api/admin/providers/${id}`, { ...seen, delegateAccountIDs: [], phone: '555-0130' });
    expect(changed.json).toMatchObject({ delegateAccountIDs: [], phone: '555-0130' });
    expect((await lastAudit()).subject).toEqual({ id, fields: ['delegateAccountIDs', 'phone'] });
    const moved = await admin.call('PUT', `/api/admin/providers/${id}`, {
      ...seen,
      organizationID: hilltop,
      accountID: null,
      delegateAccountIDs: [],
      version: 2,
    });
    expect(moved.status).toBe(409);
  });

  it('are chosen from the accounts of an organization', async () => {
    const { riverside } = portal.organizations;
    const list = (await admin.call('GET', `/api/admin/accounts?organization=${riverside}`)).json.accounts;
    expect(list.map((one: { username: string }) => one.username).sort()).toEqual(['clinician', 'pacs']);
    expect((await admin.call('GET', '/api/admin/accounts')).json.accounts).toHaveLength(5);
  });
});

describe('what an administrator keeps', () => {
  it('is out of reach for everybody else', async () => {
    const radiology = await portal.signIn('radiology');
    expect((await radiology.call('GET', '/api/admin/organizations')).status).toBe(403);
    expect((await radiology.call('POST', '/api/admin/tips', { topic: 'review', wordsEn: 'x' })).status).toBe(403);
  });
});
