import { sql } from 'kysely';
import type { z } from 'zod';
import {
  type ChartRequest,
  chartChange,
  chartRequest,
  type Demographics,
  type DuplicateCandidate,
  patientChart,
  patientSearchAnswer,
  patientSearchRequest,
} from '#core/contract/patients.js';
import type { Database } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { noteChartChange, readChartFacts } from '#core/referral/chart-changes.js';
import { type FoundPatient, findPatients } from '#core/referral/patient-search.js';
import { readPatientSearch } from '#core/referral/patient-search-line.js';
import { lockPatients } from '#core/studies/locks.js';
import { patientsChanged } from '#core/studies/rejudging.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import { type Caller, type Route, type RouteInput, route } from '../http/route.js';
import { recordChange, recordLook } from './looks.js';
import { addedAtOf, identifiersOf, readChart, writePatientID } from './patient-charts.js';
import { findDuplicates } from './patient-duplicates.js';
import { recordShown, takeLookup } from './registry-window.js';

export const exampleChart = {
  id: '6f1f4a52-7c3b-4d0e-9a51-0c8f5b2d7e11',
  familyName: 'Sample',
  givenName: 'Sofia',
  middleName: '',
  otherNames: ['Muster, Sofia'],
  birthDate: '1968-04-12',
  sex: 'F',
  identifiers: [{ patientID: 'RC-800123', issuerOfPatientID: null }],
  address: '1 Sample Street',
  city: 'Sampleton',
  postalCode: '00001',
  phone: '555 0100',
  preferredLanguage: 'English',
  version: 1,
  mayChange: true,
  diagnoses: [],
};
const exampleListItem = {
  id: exampleChart.id,
  familyName: exampleChart.familyName,
  givenName: exampleChart.givenName,
  middleName: exampleChart.middleName,
  birthDate: exampleChart.birthDate,
  sex: exampleChart.sex,
  identifiers: exampleChart.identifiers,
  addedAt: '2026-11-20T14:58:00.000Z',
};

const search = route({
  method: 'post',
  path: '/api/patients/search',
  access: ['clinician'],
  scope: 'organization',
  summary:
    "Search your organization's patients: `last, first` or `first last`, a birth date, an MRN, in one line; typing errors are forgiven. Empty: those added or seen last.",
  body: patientSearchRequest as z.ZodType<z.infer<typeof patientSearchRequest>>,
  answer: patientSearchAnswer,
  examples: { request: { search: 'Sample, Sofia', limit: 20 }, answer: { patients: [exampleListItem], total: 1 } },
  async handle({ context, caller, body }) {
    const line = readPatientSearch(body.search);
    const isEmpty = `${line.family}${line.given}${line.names}` === '' && line.birthDates.length + line.identifiers.length === 0;
    const { patients, total } =
      isEmpty && body.search === ''
        ? await latestPatients(context.database, caller, body.limit)
        : totalled(await findPatients(context.database, line, { listOf: caller.organizationID }, body.limit));
    const shown = patients.slice(0, body.limit);
    const ids = shown.map(({ id }) => id);
    const identifiers = await identifiersOf(context.database, caller, ids);
    const addedAt = await addedAtOf(context.database, caller, ids);
    recordLook(context, caller, 'patients-searched', { count: ids.length, patientKeys: ids });
    return {
      // Who left the list meanwhile is not shown.
      patients: shown.flatMap((patient) => {
        const added = addedAt.get(patient.id);
        return added ? [{ ...patient, identifiers: identifiers.get(patient.id) ?? [], addedAt: added }] : [];
      }),
      total,
    };
  },
});

const totalled = (patients: FoundPatient[]) => ({ patients, total: patients.length });

async function latestPatients(database: Database, caller: Caller, limit: number): Promise<{ patients: FoundPatient[]; total: number }> {
  const { rows } = await sql<FoundPatient>`
    select p.id, p.family_name as "familyName", p.given_name as "givenName", p.middle_name as "middleName", p.birth_date as "birthDate", p.sex
    from (
      select patient_key, max(at) as at from (
        (select patient_key, added_at as at from organization_patients where organization_id = ${caller.organizationID}::uuid
          order by added_at desc limit ${limit})
        union all
        (select patient_key, opened_at from encounters where organization_id = ${caller.organizationID}::uuid order by opened_at desc limit ${4 * limit})
      ) latest group by patient_key) l
    join patients p on p.id = l.patient_key
    join organization_patients o on o.patient_key = p.id and o.organization_id = ${caller.organizationID}::uuid
    order by l.at desc, p.id limit ${limit}`.execute(database);
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from (select from organization_patients where organization_id = ${caller.organizationID}::uuid limit 1000) l`.execute(
    database,
  );
  return { patients: rows, total: counted[0]?.total ?? rows.length };
}

const show = route({
  method: 'get',
  path: '/api/patients/:id',
  access: ['clinician'],
  scope: 'organization',
  summary: 'The chart of one of your patients, with the identifiers and diagnoses of your organization.',
  answer: patientChart,
  examples: { answer: exampleChart },
  async handle({ context, caller, params }) {
    const chart = await readChart(context.database, caller, params.id ?? '');
    recordLook(context, caller, 'patient-viewed', { patientKey: chart.id });
    return chart;
  },
});

const create = route({
  method: 'post',
  path: '/api/patients',
  access: ['clinician'],
  scope: 'organization',
  summary:
    'Create a new chart. Answers 409 `likely-duplicate` with `candidates` when the registry may have the person already; name those that are somebody else in notTheSameAs.',
  body: chartRequest as z.ZodType<ChartRequest>,
  answer: patientChart,
  status: 201,
  examples: {
    request: {
      familyName: 'Sample',
      givenName: 'Sofia',
      otherNames: ['Muster, Sofia'],
      birthDate: '1968-04-12',
      sex: 'F',
      patientID: 'RC-800123',
    },
    answer: exampleChart,
  },
  async handle(input) {
    const { context, caller, body } = input;
    assertBirthDate(body.birthDate);
    const made = await context.database.transaction().execute((transaction) => createChart(transaction, caller, body));
    if (!Array.isArray(made)) return made;
    await refuseDuplicate(input, made);
  },
});

/** Makes the chart, or gives the candidates that nobody has said to be somebody else. */
async function createChart(transaction: Database, caller: Caller, body: ChartRequest) {
  // Two charts of one person made at once must see each other.
  await sql`select pg_advisory_xact_lock(4704, hashtext(${body.birthDate}))`.execute(transaction);
  const candidates = await findDuplicates(transaction, caller, body, body.notTheSameAs);
  if (candidates.length > 0) return candidates;
  const { id } = await transaction
    .insertInto('patients')
    .values({ ...columnsOf(body), created_by_organization: caller.organizationID, created_by: caller.accountID } as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('organization_patients')
    .values({ organization_id: caller.organizationID, patient_key: id, added_by: caller.accountID, how: 'created' })
    .execute();
  if (body.patientID) await writePatientID(transaction, caller, id, body.patientID);
  const chart = await readChart(transaction, caller, id);
  await recordChange(transaction, caller, {
    event: 'patient-created',
    action: 'C',
    subject: { patientKey: id, notTheSameAs: body.notTheSameAs },
  });
  return chart;
}

/** Candidates are rows of the registry: showing them counts and is recorded as a look-up there, and lets one of them be added. */
async function refuseDuplicate(input: RouteInput<ChartRequest>, candidates: DuplicateCandidate[]): Promise<never> {
  const lookup = await takeLookup(input);
  const ids = candidates.map(({ id }) => id);
  await recordShown(input.context.database, input.caller, lookup, 'duplicates-shown', ids);
  throw new GatewayError('likely-duplicate', { details: { candidates } });
}

const change = route({
  method: 'patch',
  path: '/api/patients/:id',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Correct a chart that your organization made, in the version that was seen.',
  body: chartChange as z.ZodType<z.infer<typeof chartChange>>,
  answer: patientChart,
  examples: { request: { phone: '555 0101', version: 1 }, answer: { ...exampleChart, phone: '555 0101', version: 2 } },
  async handle({ context, caller, params, body, request }) {
    const patientKey = params.id ?? '';
    if (body.birthDate !== undefined) assertBirthDate(body.birthDate);
    return inTransaction(context.database, async (transaction) => {
      // In the sequence in which everyone locks, the chart first: who changes it waits here for who changes it already.
      await lockPatients(transaction, [patientKey], 'update');
      const before = await readChartFacts(transaction, patientKey, caller.organizationID);
      const seen = await readChart(transaction, caller, patientKey);
      if (!seen.mayChange) {
        throw new GatewayError('forbidden', { explanation: 'Only the organization that made this chart may change it.' });
      }
      if (seen.version !== body.version)
        throw new GatewayError('conflict', { explanation: 'Somebody else has changed this chart meanwhile.' });
      // The schema fills in what was left out; only what was sent is a change.
      const sent = Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(request.body as object, name)));
      const { patientID, ...demographics } = sent as typeof body;
      await transaction
        .updateTable('patients')
        .set({ ...columnsOf(demographics), updated_at: sql`now()`, version: sql`version + 1` })
        .where('id', '=', patientKey)
        .execute();
      if (patientID !== undefined) await writePatientID(transaction, caller, patientKey, patientID);
      if (before) await noteChartChange(transaction, caller, patientKey, before);
      const fields = Object.keys(sent).filter((name) => name !== 'version');
      const chart = await readChart(transaction, caller, patientKey);
      if (fields.some((name) => identifying.has(name))) await patientsChanged(transaction, { account: caller }, [patientKey]);
      await recordChange(transaction, caller, { event: 'patient-changed', action: 'U', subject: { patientKey, fields } });
      return chart;
    });
  },
});

/** What says who somebody is; a change of any of it is a change of whose images fit. */
const identifying = new Set(['familyName', 'givenName', 'middleName', 'otherNames', 'birthDate', 'sex', 'patientID']);

const columnOf = {
  familyName: 'family_name',
  givenName: 'given_name',
  middleName: 'middle_name',
  birthDate: 'birth_date',
  sex: 'sex',
  address: 'address',
  city: 'city',
  postalCode: 'postal_code',
  phone: 'phone',
  preferredLanguage: 'preferred_language',
} as const;

function columnsOf({ otherNames, ...said }: Partial<Demographics>): Record<string, string> {
  const names = Object.keys(columnOf) as (keyof typeof columnOf)[];
  const columns = Object.fromEntries(names.flatMap((name) => (said[name] === undefined ? [] : [[columnOf[name], said[name]]])));
  return otherNames === undefined ? columns : { ...columns, other_names: JSON.stringify([...new Set(otherNames)]) };
}

function assertBirthDate(birthDate: string): void {
  // A day of grace, since the person may be east of here.
  const isFuture = Date.parse(birthDate) > Date.now() + 86_400_000;
  const isLongAgo = Number(birthDate.slice(0, 4)) < new Date().getUTCFullYear() - 130;
  if (isFuture || isLongAgo) throw new InvalidFieldsError({ birthDate: 'This must be the birth date of a living person.' });
}

export const patientRoutes: Route[] = [search, create, show, change];
