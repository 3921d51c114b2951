import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { duplicateCandidate, patientChart, patientSearchAnswer, registrySearchAnswer } from '#core/contract/patients.js';
import { until } from '../../support/until.js';
import { type Answer, type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let riverside: Client;
let hilltop: Client;

beforeAll(async () => {
  portal = await startPortal();
  [riverside, hilltop] = await Promise.all([portal.signIn('clinician'), portal.signIn('clinician2')]);
}, 60_000);
afterAll(() => portal.close(), 60_000);
beforeEach(async () => {
  await portal.database.deleteFrom('registry_searches').execute();
});

const nothing = '00000000-0000-4000-8000-000000000000';
const person = (familyName: string, givenName: string, birthDate: string, more: object = {}) => ({
  familyName,
  givenName,
  birthDate,
  sex: 'F',
  ...more,
});

async function chartOf(client: Client, body: object): Promise<ReturnType<typeof patientChart.parse>> {
  const answer = await client.call('POST', '/api/patients', body);
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return patientChart.parse(answer.json);
}
const lookUp = (client: Client, search: string): Promise<Answer> => client.call('POST', '/api/registry/search', { search });
async function idsInRegistry(client: Client, search: string): Promise<string[]> {
  return registrySearchAnswer.parse((await lookUp(client, search)).json).patients.map(({ id }) => id);
}
async function idsOnList(client: Client, search: string): Promise<string[]> {
  const answer = await client.call('POST', '/api/patients/search', { search });
  return patientSearchAnswer.parse(answer.json).patients.map(({ id }) => id);
}

describe('Search My Patients', () => {
  const found: [string, object, string[]][] = [
    [
      'a typing error',
      person('Smith', 'Johanna', '1961-02-13'),
      ['Smtih, Johanna', 'smith, johana', 'Johanna Smith', 'smi', '13.02.1961', 'Smith 2/13/1961'],
    ],
    ['a name that sounds alike', person('Schaefer', 'Katherine', '1962-02-03'), ['Schäfer, Catherine', 'Shaefer, Kathryn', 'Schaefer, K']],
    ['an apostrophe', person("O'Brien", 'Nora', '1963-11-05'), ['OBrien, Nora', "o'brien nora", 'O Brien, Nora', 'o’brien']],
    ['an umlaut', person('Müller', 'Jörg', '1964-05-06'), ['Mueller, Joerg', 'muller, jorg', 'MÜLLER JÖRG']],
    [
      'a double name',
      person('Garcia-Lopez', 'Ana Maria', '1965-07-08'),
      ['Garcia Lopez, Ana', 'Lopez, Ana Maria', 'garcialopez', 'Ana Lopez'],
    ],
    [
      'a middle name',
      person('Quill', 'Peter', '1966-09-10', { middleName: 'Jason' }),
      ['Quill, Peter Jason', 'Quill, Jason', 'Quill, Peter J', 'Peter, Quill'],
    ],
    [
      'an MRN',
      person('Emaren', 'Zora', '1967-10-11', { patientID: 'RC-77 01'.replace(' ', '') }),
      ['RC-7701', 'rc-7701', 'MRN: RC-7701', 'Emaren RC-7701'],
    ],
    ['a wrong birth date', person('Datum', 'Wrong', '1968-04-12'), ['Datum, Wrong 1968-12-04', 'Datum, Wrong 1970-01-01', '12 Apr 1968']],
  ];
  it.each(found)('finds a patient in spite of %s', async (_what, body, searches) => {
    const { id } = await chartOf(riverside, body);
    for (const search of searches) expect([search, (await idsOnList(riverside, search)).includes(id)]).toEqual([search, true]);
    expect((await idsOnList(riverside, searches[0] ?? ''))[0]).toBe(id);
  });

  it("never finds another organization's patients nor their identifiers", async () => {
    await chartOf(hilltop, person('Hidden', 'Hera', '1971-01-02', { patientID: 'HT-1' }));
    for (const search of ['Hidden, Hera', 'hidden', 'HT-1', '1971-01-02', 'Hidden, Hera 1971-01-02', 'Hidenn, Herra 1971-01-02']) {
      const answer = await riverside.call('POST', '/api/patients/search', { search });
      expect([search, answer.json]).toEqual([search, { patients: [], total: 0 }]);
    }
  });

  it('answers an empty search with those added last, and cuts the list where it was asked to', async () => {
    const { id } = await chartOf(riverside, person('Latest', 'Lara', '1972-03-04'));
    const answer = patientSearchAnswer.parse((await riverside.call('POST', '/api/patients/search', { limit: 2 })).json);
    expect(answer.patients.map((patient) => patient.id)).toEqual([id, expect.any(String)]);
    expect(answer.total).toBeGreaterThan(2);
    for (const givenName of ['Ada', 'Bela', 'Cleo']) await chartOf(riverside, person('Latterly', givenName, '1972-04-05'));
    const found = await riverside.call('POST', '/api/patients/search', { search: 'Latterly', limit: 2 });
    expect([found.json.patients.length, found.json.total]).toEqual([2, 3]);
  });

  it('takes wildcards, operators and markup as text (A15, A16, A19)', async () => {
    const { id } = await chartOf(riverside, person('<b>Zeta</b>', "Ze'ta & | !", '1973-04-05'));
    expect(await idsOnList(riverside, '<b>Zeta</b>')).toContain(id);
    for (const search of [
      '%',
      '_',
      '%%%, ___',
      "':* & !",
      "' | 'fsmith",
      '\\',
      ':*',
      '((',
      '𝒜𝓃𝓃𝒶',
      '🙂',
      ', ,',
      "'; drop table patients; --",
    ]) {
      const answer = await riverside.call('POST', '/api/patients/search', { search });
      expect([search, answer.status]).toEqual([search, 200]);
    }
    expect(await idsOnList(riverside, '%')).toEqual([]);
    for (const body of [
      '{"search":"a\\u0000b"}',
      '{"__proto__":{"search":"x"}}',
      { search: 'x'.repeat(10_000) },
      { search: 7 },
      { search: 'x', constructor: 1 },
    ]) {
      expect((await riverside.call('POST', '/api/patients/search', body)).status).toBe(400);
    }
  });
});

describe('a chart', () => {
  it('shows identifiers and diagnoses of the own organization only', async () => {
    const { id } = await chartOf(hilltop, person('Shared', 'Sara', '1974-05-06', { patientID: 'HT-SECRET' }));
    await portal.database
      .insertInto('patient_diagnoses')
      .values({ organization_id: portal.organizations.hilltop, patient_key: id, code: 'C61', code_year: 2026, title: 'Secret' })
      .execute();
    expect(await idsInRegistry(riverside, 'Shared, Sara 1974-05-06')).toEqual([id]);
    const adopted = await riverside.call('POST', `/api/registry/${id}/adoption`, { reason: 'referred to us' });
    expect(patientChart.parse(adopted.json)).toMatchObject({ identifiers: [], diagnoses: [], mayChange: false });
    expect(adopted.text).not.toMatch(/SECRET|Secret/);
    expect((await hilltop.call('GET', `/api/patients/${id}`)).text).toMatch(/HT-SECRET.*Secret/);
    expect([await idsOnList(riverside, 'Shared, Sara'), await idsOnList(riverside, 'HT-SECRET')]).toEqual([[id], []]);
  });

  it('of another organization answers as nothing does', async () => {
    const { id } = await chartOf(hilltop, person('Foreign', 'Fay', '1975-06-07'));
    const calls: [string, (id: string) => string, unknown][] = [
      ['GET', (one) => `/api/patients/${one}`, undefined],
      ['PATCH', (one) => `/api/patients/${one}`, { phone: '1', version: 1 }],
      ['POST', (one) => `/api/registry/${one}/adoption`, { reason: 'curious' }],
    ];
    for (const [method, path, body] of calls) {
      const [foreign, missing] = [await riverside.call(method, path(id), body), await riverside.call(method, path(nothing), body)];
      expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    }
  });

  it('is changed in the version that was seen, by the organization that made it, and found under its new name', async () => {
    const chart = await chartOf(riverside, person('Before', 'Bea', '1976-07-08', { patientID: 'RC-OLD', phone: '555' }));
    const change = (client: Client, body: object) => client.call('PATCH', `/api/patients/${chart.id}`, body);
    expect((await change(riverside, { familyName: 'After', version: 7 })).status).toBe(409);
    const changed = await change(riverside, { familyName: 'After', patientID: 'RC-NEW', version: 1 });
    expect(patientChart.parse(changed.json)).toMatchObject({
      familyName: 'After',
      phone: '555',
      version: 2,
      identifiers: [{ patientID: 'RC-NEW', issuerOfPatientID: null }],
    });
    expect(await idsOnList(riverside, 'After, Bea')).toEqual([chart.id]);
    expect(await idsOnList(riverside, 'RC-OLD')).toEqual([]);
    expect((await lookUp(hilltop, 'After, Bea 1976-07-08')).status).toBe(200);
    await hilltop.call('POST', `/api/registry/${chart.id}/adoption`, { reason: 'referred to us' });
    expect((await change(hilltop, { phone: '666', version: 2 })).status).toBe(403);
  });

  it('has other names under which images may come, each once and at most ten', async () => {
    const otherNames = ['Muster, Omi', 'Образцова^Оми', 'Yamada^Omi=山田^おみ'];
    const chart = await chartOf(riverside, person('Sample', 'Omi', '1976-08-08', { otherNames: [...otherNames, ' Muster, Omi '] }));
    expect(chart.otherNames).toEqual(otherNames);
    expect(await idsOnList(riverside, 'Muster, Omi')).toEqual([chart.id]);
    const change = (body: object) => riverside.call('PATCH', `/api/patients/${chart.id}`, body);
    const untouched = await change({ phone: '555-0188', version: 1 });
    expect(untouched.json).toMatchObject({ otherNames, version: 2 });
    const changed = await change({ otherNames: ['Alias, Omi'], version: 2 });
    expect(patientChart.parse(changed.json)).toMatchObject({ otherNames: ['Alias, Omi'], version: 3 });
    expect((await change({ otherNames: [], version: 3 })).json.otherNames).toEqual([]);
    expect(await chartOf(riverside, person('Plain', 'Pia', '1976-09-09'))).toMatchObject({ otherNames: [] });
  });

  it.each([
    ['no family and given name', 'Omi Muster'],
    ['nothing before the comma', ', Omi'],
    ['digits only', '1, 2'],
    ['an empty text', ' '],
    ['129 characters', `Muster, ${'o'.repeat(121)}`],
    ['a backslash, which divides values in DICOM', 'Muster, O\\mi'],
  ])('is refused with another name of %s, and the row is named', async (_what, name) => {
    const answer = await riverside.call(
      'POST',
      '/api/patients',
      person('Refused', 'Rena', '1976-10-10', { otherNames: ['Muster, Omi', name] }),
    );
    expect([answer.status, Object.keys(answer.json.fields)]).toEqual([400, ['otherNames.1']]);
  });

  it('is refused with eleven other names', async () => {
    const otherNames = Array.from('abcdefghijk', (letter) => `Muster, ${letter}a`);
    const answer = await riverside.call('POST', '/api/patients', person('Refused', 'Rena', '1976-10-10', { otherNames }));
    expect([answer.status, answer.json.fields]).toEqual([400, { otherNames: 'This may have at most 10 entries.' }]);
  });

  it('changes once when two save the same version at the same time', async () => {
    const { id } = await chartOf(riverside, person('Together', 'Tess', '1977-08-09'));
    const save = (phone: string) => riverside.call('PATCH', `/api/patients/${id}`, { phone, version: 1 });
    const answers = await Promise.all(['1', '2', '3'].map(save));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it("keeps another organization's identifier of the patient when its own is corrected", async () => {
    const { id } = await chartOf(riverside, person('Corrected', 'Cora', '1978-09-10', { patientID: 'RC-WRONG' }));
    await portal.database
      .insertInto('patient_identifiers')
      .values({ patient_key: id, organization_id: portal.organizations.hilltop, patient_id: 'HT-KEPT' })
      .execute();
    await riverside.call('PATCH', `/api/patients/${id}`, { patientID: 'RC-RIGHT', version: 1 });
    const left = await portal.database.selectFrom('patient_identifiers').select('patient_id').where('patient_key', '=', id).execute();
    expect(left.map((row) => row.patient_id).sort()).toEqual(['HT-KEPT', 'RC-RIGHT']);
  });

  it('is recorded when it is made, changed, shown and found, by ids and the names of fields', async () => {
    const { id } = await chartOf(riverside, person('Looked', 'Lena', '1979-10-11'));
    await riverside.call('PATCH', `/api/patients/${id}`, { phone: '555-0177', version: 1 });
    await riverside.call('GET', `/api/patients/${id}`);
    expect(await idsOnList(riverside, 'Looked, Lena')).toEqual([id]);
    const records = async () =>
      (await portal.database.selectFrom('audit_records').select(['event', 'account_id', 'subject']).execute()).filter((row) =>
        JSON.stringify(row.subject).includes(id),
      );
    // The record of a look is written behind the answer.
    await until('all is recorded', async () => (await records()).length === 4, { timeoutMs: 10_000 });
    const found = await records();
    expect(new Set(found.map(({ account_id }) => account_id))).toEqual(new Set([portal.accountIDs.clinician]));
    expect(found.map(({ event, subject }) => ({ event, subject }))).toEqual(
      expect.arrayContaining([
        { event: 'patient-created', subject: { patientKey: id, notTheSameAs: [] } },
        { event: 'patient-changed', subject: { patientKey: id, fields: ['phone'] } },
        { event: 'patient-viewed', subject: { patientKey: id } },
        { event: 'patients-searched', subject: { count: 1, patientKeys: [id] } },
      ]),
    );
  });

  it('needs a birth date of a living person and keeps a program from inventing fields', async () => {
    for (const more of [
      { birthDate: '2999-01-01' },
      { birthDate: '1700-01-01' },
      { birthDate: '1968-02-30' },
      { familyName: ' ' },
      { sex: 'X' },
      { version: 3 },
    ]) {
      expect((await riverside.call('POST', '/api/patients', { ...person('Odd', 'Otto', '1968-01-01'), ...more })).status).toBe(400);
    }
    const { id } = await chartOf(riverside, person('Even', 'Eva', '1968-02-02'));
    const late = await riverside.call('PATCH', `/api/patients/${id}`, { birthDate: '2999-01-01', version: 1 });
    expect([late.status, Object.keys(late.json.fields)]).toEqual([400, ['birthDate']]);
  });
});

describe('a likely duplicate', () => {
  const cases: [string, object, object, string][] = [
    ['all agrees', person('Twice', 'Tara', '1980-01-02'), person('TWICE', 'Tara', '1980-01-02'), 'same'],
    ['a letter is wrong', person('Kowalski', 'Petra', '1980-02-03'), person('Kowalsky', 'Petra', '1980-02-03'), 'likely'],
    ['names are exchanged', person('Marlin', 'Judith', '1980-03-04'), person('Judith', 'Marlin', '1980-03-04'), 'likely'],
    ['day and month are exchanged', person('Verne', 'Paula', '1980-04-05'), person('Verne', 'Paula', '1980-05-04'), 'likely'],
    ['it sounds the same', person('Meyer', 'Kristina', '1980-06-07'), person('Maier', 'Christina', '1980-06-07'), 'likely'],
    [
      'one is known by a maiden name',
      person('Neumann', 'Carla', '1980-09-01', { otherNames: ['Altmann, Carla'] }),
      person('Altmann', 'Carla', '1980-09-01'),
      'likely',
    ],
    [
      'the new one names the name of the other',
      person('Jungmann', 'Carla', '1980-10-01'),
      person('Ehemann', 'Carla', '1980-10-01', { otherNames: ['Jungmann^Carla'] }),
      'likely',
    ],
    ['a given name is an initial', person('Holm', 'Berta', '1980-08-09'), person('Holm', 'B', '1980-08-09'), 'possible'],
  ];
  it.each(cases)('is suggested before a chart is made when %s', async (_what, first, second, likeness) => {
    const { id } = await chartOf(hilltop, first);
    const answer = await riverside.call('POST', '/api/patients', second);
    expect([answer.status, answer.json.code]).toEqual([409, 'likely-duplicate']);
    expect(answer.json.candidates.map((candidate: unknown) => duplicateCandidate.strict().parse(candidate))).toEqual([
      expect.objectContaining({ id, likeness, isMine: false }),
    ]);
    const made = await riverside.call('POST', '/api/patients', { ...second, notTheSameAs: [id] });
    expect(made.status).toBe(201);
  });

  it('is suggested while one of several is not named as somebody else, the likeliest first', async () => {
    // By its id the less likely one would come first.
    const likely = '10000000-0000-4000-8000-000000000001';
    await portal.database
      .insertInto('patients')
      .values({ id: likely, family_name: 'Several', given_name: 'Sam', birth_date: '1980-09-10', sex: 'M' })
      .execute();
    const { id: same } = await chartOf(hilltop, person('Several', 'Sam', '1980-09-10', { notTheSameAs: [likely] }));
    const again = (notTheSameAs: string[]) =>
      riverside.call('POST', '/api/patients', person('Several', 'Sam', '1980-09-10', { notTheSameAs }));
    const idsOf = ({ json }: Answer) => json.candidates.map((one: { id: string }) => one.id);
    expect(idsOf(await again([]))).toEqual([same, likely]);
    expect(idsOf(await again([same]))).toEqual([likely]);
    expect((await again([same, likely])).status).toBe(201);
  });

  it('can be added to the own patients instead', async () => {
    const { id } = await chartOf(hilltop, person('Instead', 'Ida', '1981-01-02'));
    expect((await riverside.call('POST', '/api/patients', person('Instead', 'Ida', '1981-01-02'))).status).toBe(409);
    expect((await riverside.call('POST', `/api/registry/${id}/adoption`, { reason: 'is the same' })).status).toBe(200);
  });

  it('is not somebody else of the same day, nor a twin', async () => {
    await chartOf(riverside, person('Zwilling', 'Adele', '1982-01-02'));
    await chartOf(riverside, person('Zwilling', 'Bruno', '1982-01-02', { sex: 'M' }));
    await chartOf(riverside, person('Anders', 'Adele', '1982-01-02'));
  });

  it('is found when two charts of one person are made at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => riverside.call('POST', '/api/patients', person('Race', 'Rita', '1983-01-02'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('is refused under an MRN that another patient of the organization has, also when both are made at once', async () => {
    const bodies = [
      person('Alder', 'Uma', '1984-01-02', { patientID: 'RC-RACE' }),
      person('Birch', 'Vera', '1985-02-03', { patientID: 'rc-race' }),
    ];
    const answers = await Promise.all(bodies.map((body) => riverside.call('POST', '/api/patients', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.json.detail).toMatch(/another patient under this Patient ID/);
    await chartOf(hilltop, person('Cedar', 'Wilma', '1986-03-04', { patientID: 'RC-RACE' }));
  });
});

describe('Search All Patients', () => {
  it.each([
    ['Needle', ['name', 'birth-date']],
    ['Needle, Nina', ['birth-date']],
    ['Needle 1968-01-01', ['name']],
    ['N, N 1968-01-01', ['name']],
    ['1968-01-01', ['name']],
    ['%%, %% 1968-01-01', ['name']],
  ])('says what to add to "%s" and does not count it', async (search, missing) => {
    const answer = await lookUp(riverside, search);
    expect([answer.status, answer.json.missing]).toEqual([400, missing]);
    expect(answer.json.fields.search).toMatch(/^Add /);
    expect(await portal.database.selectFrom('registry_searches').selectAll().execute()).toEqual([]);
  });

  it('shows at most ten minimal rows and says that there are more', async () => {
    for (let index = 0; index < 12; index += 1) {
      await portal.database
        .insertInto('patients')
        .values({ family_name: 'Many', given_name: 'Mona', birth_date: '1987-01-02', address: 'secret' })
        .execute();
    }
    const answer = await lookUp(riverside, 'Many, Mona 01/02/1987');
    const { patients, hasMore } = registrySearchAnswer.parse(answer.json);
    expect([patients.length, hasMore]).toEqual([10, true]);
    expect(Object.keys(answer.json.patients[0]).sort()).toEqual(['birthDate', 'familyName', 'givenName', 'id', 'isMine', 'sex']);
  });

  it('finds by an exact MRN, not by a part of it, and forgives a typing error but not another birth date', async () => {
    const { id } = await chartOf(hilltop, person('Wanderlust', 'Thea', '1988-02-03', { patientID: 'HT-4711' }));
    expect(await idsInRegistry(riverside, 'HT-4711')).toEqual([id]);
    expect(await idsInRegistry(riverside, 'HT-471')).toEqual([]);
    expect(await idsInRegistry(riverside, 'Wanderlsut, Thea 3 Feb 1988')).toEqual([id]);
    expect(await idsInRegistry(riverside, 'Thea Wanderlust 19880203')).toEqual([id]);
    expect(await idsInRegistry(riverside, 'Wanderlust, Thea 1988-02-04')).toEqual([]);
    expect(await idsInRegistry(riverside, 'Wand, Th 1988-02-03')).toEqual([]);
  });

  it('is limited for each account, also against searches at once, and says how long to wait', async () => {
    const answers = await Promise.all(Array.from({ length: 34 }, () => lookUp(riverside, 'Nobody, Nora 1950-01-01')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(30);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(200);
    expect((await lookUp(hilltop, 'Nobody, Nora 1950-01-01')).status).toBe(200);
    // Nor does making charts show more of it.
    await chartOf(hilltop, person('Limit', 'Lea', '1988-05-06'));
    expect((await riverside.call('POST', '/api/patients', person('Limit', 'Lea', '1988-05-06'))).status).toBe(429);
  });

  it('opens a chart only with a reason, for the account that was shown it, and only for a while', async () => {
    const { id } = await chartOf(hilltop, person('Gate', 'Gerda', '1989-03-04'));
    const adopt = (body: object) => riverside.call('POST', `/api/registry/${id}/adoption`, body);
    expect((await adopt({ reason: 'referred to us' })).status).toBe(404);
    await lookUp(hilltop, 'Gate, Gerda 1989-03-04');
    expect((await adopt({ reason: 'referred to us' })).status).toBe(404);
    await lookUp(riverside, 'Gate, Gerda 1989-03-04');
    expect((await adopt({})).status).toBe(400);
    expect((await adopt({ reason: '  ' })).status).toBe(400);
    await portal.database
      .updateTable('registry_searches')
      .set({ at: new Date(Date.now() - 31 * 60_000) })
      .execute();
    expect((await adopt({ reason: 'referred to us' })).status).toBe(404);
    await lookUp(riverside, 'Gate, Gerda 1989-03-04');
    expect((await adopt({ reason: 'referred to us' })).status).toBe(200);
    expect(await idsOnList(riverside, 'Gate, Gerda')).toEqual([id]);
    const kept = portal.database.selectFrom('organization_patients').select(['how', 'reason', 'added_by']).where('patient_key', '=', id);
    expect(await kept.where('organization_id', '=', portal.organizations.riverside).execute()).toEqual([
      { how: 'registry', reason: 'referred to us', added_by: portal.accountIDs.clinician },
    ]);
    expect((await lookUp(riverside, 'Gate, Gerda 1989-03-04')).json.patients[0].isMine).toBe(true);
  });

  it('is recorded with a count and ids, and nothing of what was searched for', async () => {
    const { id } = await chartOf(hilltop, person('Recordable', 'Renate', '1990-04-05', { patientID: 'HT-REC' }));
    await lookUp(riverside, 'Recordable, Renate 1990-04-05');
    await riverside.call('POST', '/api/patients', person('Recordable', 'Renate', '1990-04-05'));
    await riverside.call('POST', `/api/registry/${id}/adoption`, { reason: 'Recordable moved here' });
    const rows = await portal.database.selectFrom('audit_records').select(['event', 'subject']).execute();
    expect(rows).toContainEqual({ event: 'registry-searched', subject: { count: 1, patientKeys: [id] } });
    expect(rows).toContainEqual({ event: 'duplicates-shown', subject: { count: 1, patientKeys: [id] } });
    expect(rows).toContainEqual({ event: 'patient-adopted', subject: { patientKey: id } });
    expect(JSON.stringify(rows)).not.toMatch(/Recordable|Renate|1990-04-05|HT-REC|moved/i);
  });

  it('is closed to who does not refer patients', async () => {
    for (const other of ['pacs', 'radiology', 'admin'] as const) {
      expect((await lookUp(await portal.signIn(other), 'Gate, Gerda 1989-03-04')).status).toBe(403);
    }
  });
});
