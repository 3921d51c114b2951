import { sql } from 'kysely';
import type { PatientChart, PatientListItem, RegistryRow } from '#core/contract/patients.js';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { FoundPatient } from '#core/referral/patient-search.js';
import type { Caller } from '../http/route.js';
import { isoTime } from './dicom-text.js';

/**
 * Reads a chart as the caller's organization sees it: its own identifiers and diagnoses only.
 *
 * @throws GatewayError `not-found` for a patient that is not on the organization's list: one answer for those that are not there at all.
 */
export async function readChart(database: Database, caller: Caller, patientKey: string): Promise<PatientChart> {
  const patient = await database
    .selectFrom('patients')
    .innerJoin('organization_patients', 'organization_patients.patient_key', 'patients.id')
    .selectAll('patients')
    .where('patients.id', '=', patientKey)
    .where('organization_patients.organization_id', '=', caller.organizationID)
    .executeTakeFirst();
  if (!patient) throw new GatewayError('not-found');
  const identifiers = await identifiersOf(database, caller, [patientKey]);
  const diagnoses = await database
    .selectFrom('patient_diagnoses')
    .selectAll()
    .where('patient_key', '=', patientKey)
    .where('organization_id', '=', caller.organizationID)
    .orderBy('noted_at', 'desc')
    .limit(200)
    .execute();
  return {
    id: patient.id,
    familyName: patient.family_name,
    givenName: patient.given_name,
    middleName: patient.middle_name,
    otherNames: otherNamesOf(patient.other_names),
    birthDate: patient.birth_date,
    sex: patient.sex,
    identifiers: identifiers.get(patient.id) ?? [],
    address: patient.address,
    city: patient.city,
    postalCode: patient.postal_code,
    phone: patient.phone,
    preferredLanguage: patient.preferred_language,
    version: patient.version,
    mayChange: patient.created_by_organization === caller.organizationID,
    diagnoses: diagnoses.map((row) => ({ code: row.code, codeYear: row.code_year, title: row.title, notedAt: isoTime(row.noted_at) })),
  };
}

/** Older rows may hold something else than a list of names. */
export function otherNamesOf(stored: unknown): string[] {
  return Array.isArray(stored) ? stored.filter((name): name is string => typeof name === 'string') : [];
}

/** The identifiers that the caller's organization gave to patients. */
export async function identifiersOf(
  database: Database,
  caller: Caller,
  patientKeys: string[],
): Promise<Map<string, PatientListItem['identifiers']>> {
  const rows = await database
    .selectFrom('patient_identifiers')
    .select(['patient_key', 'patient_id', 'issuer_of_patient_id'])
    .where('organization_id', '=', caller.organizationID)
    .where('patient_key', '=', sql<string>`any(${patientKeys}::uuid[])`)
    .orderBy('patient_id')
    .execute();
  const identifiers = new Map<string, PatientListItem['identifiers']>();
  for (const row of rows) {
    const known = identifiers.get(row.patient_key) ?? [];
    identifiers.set(row.patient_key, [...known, { patientID: row.patient_id, issuerOfPatientID: row.issuer_of_patient_id }]);
  }
  return identifiers;
}

/** When each of these patients came to the caller's list; those that are not on it are missing. */
export async function addedAtOf(database: Database, caller: Caller, patientKeys: string[]): Promise<Map<string, string>> {
  const rows = await database
    .selectFrom('organization_patients')
    .select(['patient_key', 'added_at'])
    .where('organization_id', '=', caller.organizationID)
    .where('patient_key', '=', sql<string>`any(${patientKeys}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.patient_key, isoTime(row.added_at)]));
}

/** What the registry shows of patients: enough to recognise somebody, nothing to learn from. */
export async function registryRowsOf(database: Database, caller: Caller, patients: readonly FoundPatient[]): Promise<RegistryRow[]> {
  const mine = await addedAtOf(
    database,
    caller,
    patients.map(({ id }) => id),
  );
  return patients.map(({ id, familyName, givenName, birthDate, sex }) => ({
    id,
    familyName,
    givenName,
    birthDate,
    sex,
    isMine: mine.has(id),
  }));
}

/**
 * Writes the Patient ID (MRN) under which the organization knows a patient; an empty one is taken away. Must be called inside a transaction.
 *
 * @throws GatewayError `conflict` when the organization has another patient under it; the person looks which of the two is right.
 */
export async function writePatientID(transaction: Database, caller: Caller, patientKey: string, patientID: string): Promise<void> {
  // Two charts made at once must not both take it; the table can't forbid it, since images of one patient may bring several.
  await sql`select pg_advisory_xact_lock(4703, hashtext(${`${caller.organizationID} ${patientID.toUpperCase()}`}))`.execute(transaction);
  const taken = await transaction
    .selectFrom('patient_identifiers')
    .select('id')
    .where('organization_id', '=', caller.organizationID)
    .where(sql<string>`upper(patient_id)`, '=', patientID.toUpperCase())
    .where('patient_key', '<>', patientKey)
    .limit(1)
    .executeTakeFirst();
  if (taken && patientID !== '') {
    throw new GatewayError('conflict', {
      explanation:
        'Your organization has another patient under this Patient ID (MRN). Search for it in My Patients, or correct the number.',
    });
  }
  const known = await transaction
    .selectFrom('patient_identifiers')
    .select(['id', 'patient_id'])
    .where('organization_id', '=', caller.organizationID)
    .where('patient_key', '=', patientKey)
    .orderBy('id')
    .execute();
  if (known.some((row) => row.patient_id === patientID)) return;
  // A correction takes the place of what was wrong.
  if (known.length > 0)
    await transaction
      .deleteFrom('patient_identifiers')
      .where(
        'id',
        'in',
        known.map(({ id }) => id),
      )
      .execute();
  if (patientID === '') return;
  await sql`insert into patient_identifiers (patient_key, organization_id, patient_id, issuer_of_patient_id)
    select ${patientKey}::uuid, g.id, ${patientID}, g.issuer_of_patient_id from organizations g where g.id = ${caller.organizationID}::uuid`.execute(
    transaction,
  );
}
