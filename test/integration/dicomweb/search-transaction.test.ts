import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { type AskOptions, type DicomwebHarness, jsonOf, makeSample, startDicomweb, uidOf } from './dicomweb-harness.js';

type Item = Record<string, { vr: string; Value?: unknown[] }>;

jest.setTimeout(30_000);

let postgresql: TestPostgresql;
let gateway: DicomwebHarness;
let orderID: string;

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
  gateway = await startDicomweb(await postgresql.freshDatabase());
  orderID = await gateway.makeOrder('riverside');
  await store([
    { study: 'head', instance: '1' },
    { study: 'head', instance: '2' },
    { study: 'head', series: 'b', instance: '3', modality: 'SR' },
    {
      study: 'knee',
      patientName: 'Müller^Jörg',
      patientID: 'P_2',
      studyDate: '20240315',
      studyTime: '2359',
      accessionNumber: 'ACC2',
      modality: 'MR',
    },
    { study: 'tokyo', patientName: 'Yamada^Tarou=山田^太郎=やまだ^たろう', patientID: 'P%3', studyDate: '20250101' },
  ]);
  await store([{ study: 'ordered', patientID: 'P4' }], { path: `/orders/${orderID}/dicom-web/studies` });
  await store([{ study: 'hilltop only', patientID: 'P5' }], { as: 'clinician2' });
  await store([{ study: 'head', instance: '1', patientName: 'Later^Copy' }], { as: 'clinician2' });
}, 60_000);

afterAll(async () => {
  await gateway?.close();
  await postgresql?.stop();
});

async function store(settings: Parameters<typeof makeSample>[0][], options: AskOptions & { path?: string } = {}): Promise<void> {
  const answer = await gateway.store(
    settings.map((one) => makeSample(one).file),
    options,
  );
  if (answer.status !== 200) throw new Error(`stored with ${answer.status}: ${answer.body}`);
}

async function search(path: string, options: AskOptions = {}): Promise<Item[]> {
  const answer = await gateway.ask(path, options);
  if (answer.status === 204) return [];
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
  return jsonOf<Item[]>(answer);
}

const studyNames = ['head', 'knee', 'tokyo', 'ordered', 'hilltop only'];
const namesOf = (found: Item[]) =>
  found.map((item) => studyNames.find((name) => uidOf(name) === item['0020000D']?.Value?.[0]) ?? '?').sort();
const studies = async (query: string, options?: AskOptions) => namesOf(await search(`/dicom-web/studies${query}`, options));

describe('Search transaction', () => {
  it('gives the required attributes of a study (C12 77)', async () => {
    const [study] = await search('/dicom-web/studies?PatientID=P_2');
    expect(study).toMatchObject({
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00080020': { vr: 'DA', Value: ['20240315'] },
      '00080050': { vr: 'SH', Value: ['ACC2'] },
      '00080056': { vr: 'CS', Value: ['ONLINE'] },
      '00080061': { vr: 'CS', Value: ['MR'] },
      '00080090': { vr: 'PN', Value: [{ Alphabetic: 'Referrer^Rita' }] },
      '00081190': { vr: 'UR', Value: [`https://gateway.example.org/dicom-web/studies/${uidOf('knee')}`] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Jörg' }] },
      '00100020': { vr: 'LO', Value: ['P_2'] },
      '00100030': { vr: 'DA', Value: ['19680412'] },
      '00100040': { vr: 'CS', Value: ['F'] },
      '0020000D': { vr: 'UI', Value: [uidOf('knee')] },
      '00200010': { vr: 'SH', Value: ['1'] },
      '00201206': { vr: 'IS', Value: [1] },
      '00201208': { vr: 'IS', Value: [1] },
    });
    const [head] = await search(`/dicom-web/studies?StudyInstanceUID=${uidOf('head')}`);
    expect(head?.['00080061']?.Value).toEqual(['CT', 'SR']);
    expect([head?.['00201206']?.Value, head?.['00201208']?.Value]).toEqual([[2], [3]]);
  });

  it('searches series and instances at the root and below (C12 76)', async () => {
    const study = `/dicom-web/studies/${uidOf('head')}`;
    const series = await search(`${study}/series`);
    expect(series.map((item) => [item['00080060']?.Value?.[0], item['00201209']?.Value?.[0]]).sort()).toEqual([
      ['CT', 2],
      ['SR', 1],
    ]);
    expect(await search(`${study}/series?Modality=SR`)).toHaveLength(1);
    expect(await search(`${study}/instances`)).toHaveLength(3);
    const instances = await search(`${study}/series/${uidOf('head/series')}/instances`);
    expect(instances.map((item) => item['00080018']?.Value?.[0])).toEqual([uidOf('head/series/1'), uidOf('head/series/2')]);
    expect(instances[0]?.['00081190']?.Value?.[0]).toBe(
      `https://gateway.example.org${study}/series/${uidOf('head/series')}/instances/${uidOf('head/series/1')}`,
    );
    expect(namesOf(await search('/dicom-web/series?Modality=MR'))).toEqual(['knee']);
    expect(await search(`/dicom-web/instances?SOPInstanceUID=${uidOf('head/series/2')}&PatientID=P1`)).toHaveLength(1);
    expect(await search(`/dicom-web/instances?Rows=16&PatientID=P_2`)).toHaveLength(1);
    expect(await search(`/dicom-web/instances?Rows=17`)).toHaveLength(0);
  });

  it.each([
    ['?PatientID=P1', ['head']],
    ['?00100020=P1', ['head']],
    ['?PatientID=P_*', ['knee']],
    ['?PatientID=P%25*', ['tokyo']],
    ['?PatientID=P%3F3', ['tokyo']],
    ['?PatientID=*', ['head', 'knee', 'ordered', 'tokyo']],
    ['?PatientID=', ['head', 'knee', 'ordered', 'tokyo']],
    ['?PatientName=sample*', ['head', 'ordered']],
    ['?PatientName=SAMPLE%5Esofia', ['head', 'ordered']],
    ['?PatientName=Sample%5ESofia%5E%5E', ['head', 'ordered']],
    ['?PatientName=Sample', []],
    ['?PatientName=M%C3%BCller*', ['knee']],
    ['?PatientName=%E5%B1%B1%E7%94%B0*', ['tokyo']],
    ['?PatientName==%E5%B1%B1%E7%94%B0*', ['tokyo']],
    ['?PatientName=yamada*', ['tokyo']],
    ['?StudyDate=20240102', ['head', 'ordered']],
    ['?StudyDate=20240103-20241231', ['knee']],
    ['?StudyDate=-20240315', ['head', 'knee', 'ordered']],
    ['?StudyDate=20240315-', ['knee', 'tokyo']],
    ['?StudyTime=1000-1015', ['head', 'ordered', 'tokyo']],
    ['?StudyTime=2359', ['knee']],
    ['?AccessionNumber=acc2', []],
    ['?AccessionNumber=ACC2', ['knee']],
    ['?ModalitiesInStudy=SR', ['head']],
    ['?ModalitiesInStudy=MR,SR', ['head', 'knee']],
    ['?StudyDescription=H*d', ['head', 'knee', 'ordered', 'tokyo']],
    ['?PatientID=%27%20or%201=1%20--', []],
    [`?StudyInstanceUID=${uidOf('head')},${uidOf('knee')}`, ['head', 'knee']],
    [`?StudyInstanceUID=${uidOf('head')}%5C${uidOf('tokyo')}`, ['head', 'tokyo']],
    ['?ReferringPhysicianName=referrer*', ['head', 'knee', 'ordered', 'tokyo']],
  ])('matches %s with %j (C12 76, C8 59)', async (query, expected) => {
    expect(await studies(query)).toEqual(expected);
  });

  it('pages by limit and offset, newest first, and says when there is more', async () => {
    const all = await search('/dicom-web/studies');
    const first = await gateway.ask('/dicom-web/studies?limit=2');
    expect(jsonOf<Item[]>(first)).toEqual(all.slice(0, 2));
    expect(first.headers.warning).toContain('additional results');
    expect(await search('/dicom-web/studies?limit=2&offset=2')).toEqual(all.slice(2, 4));
    expect((await gateway.ask('/dicom-web/studies?offset=50')).status).toBe(204);
    expect((await gateway.ask('/dicom-web/studies?limit=0')).status).toBe(204);
  });

  it('adds what includefield names, or everything that is known', async () => {
    const at = `/dicom-web/studies/${uidOf('knee')}/instances`;
    const [plain] = await search(at);
    expect(plain?.['00280101']).toBeUndefined();
    expect((await search(`${at}?includefield=BitsStored`))[0]?.['00280101']?.Value).toEqual([12]);
    const [all] = await search(`${at}?includefield=all`);
    expect(all?.['00280004']?.Value).toEqual(['MONOCHROME2']);
    expect(all?.['00100020']?.Value).toEqual(['P_2']);
  });

  it('answers 204 to no match, and warns of literal matching and of what was passed over (C12 76)', async () => {
    const answer = await gateway.ask('/dicom-web/studies?PatientID=nobody&fuzzymatching=true&SliceLocation=1');
    expect(answer.status).toBe(204);
    expect(answer.body).toHaveLength(0);
    expect(answer.headers.warning).toMatch(/^299 .*fuzzymatching.*passed over/s);
    expect((await gateway.ask('/dicom-web/studies?fuzzymatching=false')).headers.warning).toBeUndefined();
  });

  it.each([
    '?Nonsense=1',
    '?__proto__=x',
    '?constructor=x',
    '?limit=-1',
    '?limit=1e9',
    '?limit=99999999999999999999',
    '?StudyDate=yesterday',
    '?StudyDate=-',
    '?StudyTime=25%20o%27clock',
    '?StudyInstanceUID=../..',
    '?PatientID=%00',
    '?NumberOfFrames.Rows=1',
    `?PatientID=${'x'.repeat(9000)}`,
    '?PatientID=1&PatientID=2',
  ])('answers 400 to %s (C09, A19)', async (query) => {
    expect((await gateway.ask(`/dicom-web/studies${query}`)).status).toBe(400);
  });

  it.each([
    '?PatientID=%ff%fe',
    '?PatientID=%ED%A0%80',
    '?PatientName=%25_%5C*',
    '?PatientName=====',
    '?PatientName=%5E%5E%5E',
    '?Rows=1',
    '?RequestAttributesSequence.ScheduledProcedureStepID=1',
    '?RequestAttributesSequence=',
    '?IssuerOfAccessionNumberSequence.UniversalEntityID=x',
    '?offset=2147483647',
    '?PatientBirthDate=00000000-99999999',
    '?OtherPatientIDsSequence.PatientID=*x*',
    '?PatientID=%F0%9F%98%80',
  ])('answers %s without failing (C09)', async (query) => {
    for (const path of ['/dicom-web/studies', '/dicom-web/series', '/dicom-web/instances']) {
      expect([200, 204]).toContain((await gateway.ask(path + query)).status);
    }
  });

  it('answers 406 when only XML is acceptable', async () => {
    expect((await gateway.ask('/dicom-web/studies', { headers: { accept: 'application/dicom+xml' } })).status).toBe(406);
    expect((await gateway.ask('/dicom-web/studies', { headers: { accept: 'application/dicom+xml, */*;q=0.1' } })).status).toBe(200);
  });
});

describe('scope of a search (C02)', () => {
  const found = (as: AskOptions['as'], path = '/dicom-web/studies') => search(path, { as }).then(namesOf);

  it('shows each organization what it sent, hospital staff everything', async () => {
    expect(await found('clinician')).toEqual(['head', 'knee', 'ordered', 'tokyo']);
    expect(await found('pacs')).toEqual(['head', 'knee', 'ordered', 'tokyo']);
    expect(await found('clinician2')).toEqual(['head', 'hilltop only']);
    expect(await found('radiology')).toEqual(['head', 'hilltop only', 'knee', 'ordered', 'tokyo']);
    expect(await found('admin')).toHaveLength(5);
  });

  it('gives radiology the copy received first and says that there is another', async () => {
    const answer = await gateway.ask(`/dicom-web/studies?StudyInstanceUID=${uidOf('head')}`, { as: 'radiology' });
    expect(jsonOf<Item[]>(answer).map((item) => item['00100010']?.Value)).toEqual([[{ Alphabetic: 'Sample^Sofia' }]]);
    expect(answer.headers.warning).toContain('Another organization sent the same Study Instance UID');
    const own = await gateway.ask(`/dicom-web/studies?StudyInstanceUID=${uidOf('head')}`, { as: 'clinician2' });
    expect(jsonOf<Item[]>(own)[0]?.['00100010']?.Value).toEqual([{ Alphabetic: 'Later^Copy' }]);
    expect(own.headers.warning).toBeUndefined();
  });

  it("shows at an order's address what is attached to it, to its organization and to hospital staff only", async () => {
    const path = `/orders/${orderID}/dicom-web/studies`;
    expect(await found('clinician', path)).toEqual(['ordered']);
    expect(await found('radiology', path)).toEqual(['ordered']);
    expect((await gateway.ask(path, { as: 'clinician2' })).status).toBe(404);
    expect((await gateway.ask(path, { as: 'pacs' })).status).toBe(403);
    const [study] = await search(path);
    expect(String(study?.['00081190']?.Value?.[0])).toContain(`/orders/${orderID}/dicom-web/studies/`);
  });

  it("answers 404 at a draft's address to hospital staff, as for an order that is not there", async () => {
    const path = `/orders/${await gateway.makeOrder('riverside', 'draft')}/dicom-web/studies`;
    for (const as of ['radiology', 'admin'] as const) expect((await gateway.ask(path, { as })).status).toBe(404);
    expect((await gateway.ask(path, { as: 'clinician' })).status).toBe(204);
  });

  it("shows a clinician another organization's study once it is attached to their order", async () => {
    const hilltopOrder = await gateway.makeOrder('hilltop');
    await gateway.connection.database
      .updateTable('studies')
      .set({ order_id: hilltopOrder })
      .where('study_instance_uid', '=', uidOf('tokyo'))
      .execute();
    expect(await found('clinician2')).toEqual(['head', 'hilltop only', 'tokyo']);
    expect(await found('clinician2', `/orders/${hilltopOrder}/dicom-web/studies`)).toEqual(['tokyo']);
  });

  it('writes down each search without the values that were searched for', async () => {
    await search('/dicom-web/studies?PatientName=Unforgettable*');
    const record = await gateway.connection.database
      .selectFrom('audit_records')
      .selectAll()
      .where('event', '=', 'studies-searched')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(record.subject).toMatchObject({ attributes: ['00100010'], count: 0 });
    expect(JSON.stringify(record)).not.toContain('Unforgettable');
  });
});
