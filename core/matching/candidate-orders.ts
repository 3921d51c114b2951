import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/database.js';
import { normalPatientID } from '../identity/patient-ids.js';
import type { KnownPatientID, OrderedPatient, StatedPatient } from '../identity/statements.js';
import type { CandidateOrder } from './match-order.js';
import { readMatchingSettings } from './matching-settings.js';

interface OrderRow {
  id: string;
  sender_patient_id: string | null;
  sender_accession_number: string | null;
  is_of_sender: boolean;
  issuer_of_patient_id: string | null;
  family_name: string;
  given_name: string;
  middle_name: string;
  other_names: unknown[];
  birth_date: string | null;
  sex: string | null;
  signed_patient: Partial<OrderedPatient> | null;
  identifiers: KnownPatientID[];
  has_studies: boolean;
  may_receive: boolean;
  may_fit: boolean;
}

const maxOrders = 500;

export interface StudyToMatch {
  id: string;
  organizationID: string;
  accessionNumber: string | null;
}

export interface CandidateOrders {
  orders: CandidateOrder[];
  /** False when more orders might fit than are looked at: nothing may be concluded from the list then. */
  isComplete: boolean;
}

/**
 * What an order says of its patient, with the Patient IDs that hold for studies of one sending organization: as it was signed and, where the chart
 * says something else today, as the chart says. Empty for no such order.
 */
export async function orderedPatients(database: Database, orderID: string, senderOrganizationID: string): Promise<OrderedPatient[]> {
  const [order] = await candidatesByID(database, { id: '', organizationID: senderOrganizationID, accessionNumber: null }, [orderID]);
  return [...(order?.patients ?? [])];
}

/** Reads given orders as candidates for a study, whoever wrote them and whatever their state; they are only ever offered. The order of the ids is kept. */
export async function candidatesByID(
  database: Database,
  study: Pick<StudyToMatch, 'id' | 'organizationID' | 'accessionNumber'>,
  orderIDs: readonly string[],
): Promise<CandidateOrder[]> {
  if (orderIDs.length === 0) return [];
  const { rows } = await sql<OrderRow>`
    ${selectOrders(study.organizationID, { mayReceive: sql`false`, mayFit: sql`false` })}
    where o.id = any (${orderIDs}::uuid[]) order by array_position(${orderIDs}::uuid[], o.id)`.execute(database);
  return rows.map(toCandidate);
}

/**
 * The signed orders of an organization to which a study may belong.
 *
 * By itself a study goes only to orders that expect images and either still await them or were signed lately (the hospital says what that is).
 * Older ones, those that expect none, and those from which a person has detached the study are offered to a person. Cancelled and closed ones
 * are no candidates. Every order that the judge could find to agree is among them: one that shares a birth date or a Patient ID with any
 * statement of the images; orders that share the accession number or the family name come as suggestions.
 */
export async function candidateOrders(
  database: Database,
  study: StudyToMatch,
  statements: readonly StatedPatient[],
): Promise<CandidateOrders> {
  const { candidateDays } = await readMatchingSettings(database);
  const mayFit = sql<boolean>`((${sharesBirthDate(statements)} or ${sharesPatientID(study, statements)}) is true)`;
  const mayReceive = sql<boolean>`(o.images_by <> 'none' and (${awaitsImages} or o.signed_at > now() - make_interval(days => ${candidateDays}))
    and not ${isOfDetachedPatient(study)})`;
  const accessionNumber = study.accessionNumber?.trim() || null;
  const families = familyNames(statements);
  const { rows } = await sql<OrderRow>`
    ${selectOrders(study.organizationID, { mayReceive, mayFit })}
    where o.organization_id = ${study.organizationID}::uuid and o.state = 'signed'
      and (${mayFit} or btrim(o.sender_accession_number) = ${accessionNumber}
        or fold(p.family_name) = any (select fold(name) from unnest(${families}::text[]) as name))
    order by ${mayFit} desc, o.signed_at desc nulls last, o.id limit ${maxOrders + 1}`.execute(database);
  const shown = rows.slice(0, maxOrders);
  return { orders: shown.map(toCandidate), isComplete: rows.length <= maxOrders || rows[maxOrders]?.may_fit === false };
}

/** A person has detached the study from an order of this patient: no order of the patient takes it by itself any more. */
function isOfDetachedPatient(study: StudyToMatch): RawBuilder<boolean> {
  return sql<boolean>`exists (select from study_attachments a join referral_orders former on former.id = a.order_id
    where a.study_id = ${study.id}::uuid and a.detached_at is not null and former.patient_key = o.patient_key)`;
}

/** Nothing of what came for the order, but for what was rejected. */
const awaitsImages = sql<boolean>`not exists (select from studies s where s.order_id = o.id and s.stage <> 'rejected')`;

const signedPatient = sql<object | null>`(o.signed_content -> 'patient')`;

/** Every way to write a date holds its eight digits in one order: more than the judge takes passes here, nothing less. */
function sharesBirthDate(statements: readonly StatedPatient[]): RawBuilder<boolean> {
  const dates = distinct(
    statements.map(({ patientBirthDate }) => (patientBirthDate ?? '').normalize('NFKC').replace(/\D/g, '').slice(0, 8)),
  );
  return sql<boolean>`(to_char(p.birth_date, 'YYYYMMDD') = any (${dates}::text[])
    or left(regexp_replace(${signedPatient} ->> 'birthDate', '\\D', '', 'g'), 8) = any (${dates}::text[]))`;
}

function sharesPatientID(study: StudyToMatch, statements: readonly StatedPatient[]): RawBuilder<boolean> {
  const ids = distinct(statements.flatMap(({ patientID }) => [comparableID(patientID), normalPatientID(patientID)]));
  const shares = (column: string) => sql`upper(btrim(normalize(${sql.ref(column)}, NFKC))) = any (${ids}::text[])`;
  return sql<boolean>`(${shares('o.sender_patient_id')} or exists (select from patient_identifiers k
    where k.patient_key = o.patient_key and k.organization_id = ${study.organizationID}::uuid and ${shares('k.patient_id')}))`;
}

function familyNames(statements: readonly StatedPatient[]): string[] {
  const groups = statements.flatMap(({ patientName }) => [patientName?.Alphabetic, patientName?.Ideographic, patientName?.Phonetic]);
  return distinct(groups.map((group) => group?.split('^')[0]?.trim() ?? ''));
}

export function comparableID(patientID: string | null): string {
  return (patientID ?? '').normalize('NFKC').trim().toUpperCase();
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text !== '');

function selectOrders(senderOrganizationID: string, is: { mayReceive: RawBuilder<unknown>; mayFit: RawBuilder<unknown> }) {
  return sql`
    select o.id, o.sender_patient_id, o.sender_accession_number, o.organization_id = ${senderOrganizationID}::uuid as is_of_sender,
      g.issuer_of_patient_id, p.family_name, p.given_name, p.middle_name, p.other_names, p.birth_date, p.sex, ${signedPatient} as signed_patient,
      coalesce((select jsonb_agg(jsonb_build_object('patientID', k.patient_id, 'issuerOfPatientID', k.issuer_of_patient_id) order by k.id)
        from patient_identifiers k where k.patient_key = p.id and k.organization_id = ${senderOrganizationID}::uuid), '[]') as identifiers,
      exists (select from studies s where s.order_id = o.id) as has_studies, ${is.mayReceive} as may_receive, ${is.mayFit} as may_fit
    from referral_orders o join patients p on p.id = o.patient_key join organizations g on g.id = o.organization_id`;
}

function toCandidate(row: OrderRow): CandidateOrder {
  return {
    orderID: row.id,
    patients: statementsOf(row),
    accessionNumber: row.sender_accession_number,
    hasStudies: row.has_studies,
    mayReceiveByItself: row.may_receive,
  };
}

function statementsOf(row: OrderRow): OrderedPatient[] {
  // The order's own Patient ID is the one of the organization that wrote it; at another place it means somebody else.
  const own =
    row.is_of_sender && row.sender_patient_id ? [{ patientID: row.sender_patient_id, issuerOfPatientID: row.issuer_of_patient_id }] : [];
  const patientIDs = [...own, ...row.identifiers];
  const today = {
    familyName: row.family_name,
    givenName: row.given_name,
    middleName: row.middle_name,
    otherNames: row.other_names.filter((name): name is string => typeof name === 'string'),
    birthDate: row.birth_date,
    sex: row.sex,
    patientIDs,
  };
  const signed = row.signed_patient && { ...asSigned(row.signed_patient), patientIDs };
  return signed && JSON.stringify(signed) !== JSON.stringify(today) ? [signed, today] : [today];
}

/** What the snapshot of a signed order says, member by member in the sequence of `today`. */
function asSigned(signed: Partial<OrderedPatient>): Omit<OrderedPatient, 'patientIDs'> {
  return {
    familyName: signed.familyName ?? '',
    givenName: signed.givenName ?? '',
    middleName: signed.middleName ?? '',
    otherNames: (signed.otherNames ?? []).filter((name): name is string => typeof name === 'string'),
    birthDate: signed.birthDate || null,
    sex: signed.sex || null,
  };
}
