import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import type { OrderedPatient, StatedPatient } from '../identity/statements.js';
import type { CandidateOrder } from './match-order.js';

interface OrderRow {
  id: string;
  sender_patient_id: string | null;
  sender_accession_number: string | null;
  is_of_sender: boolean;
  family_name: string;
  given_name: string;
  middle_name: string;
  other_names: string[];
  birth_date: string | null;
  sex: string | null;
  identifiers: { patientID: string; issuerOfPatientID: string | null }[];
  has_studies: boolean;
}

const maxOrders = 500;

/** What an order says of its patient, with the Patient IDs that hold for studies of one sending organization; empty for no such order. */
export async function orderedPatients(database: Database, orderID: string, senderOrganizationID: string): Promise<OrderedPatient[]> {
  const { rows } = await selectOrders(senderOrganizationID, sql`o.id = ${orderID}`).execute(database);
  return rows.map(toPatient);
}

/**
 * The signed orders of an organization that expect images and share the birth date, a Patient ID, the accession number or the family name
 * with a study: no other could fit it. Orders from which a person has detached the study are left out.
 */
export async function candidateOrders(
  database: Database,
  study: { id: string; organizationID: string; accessionNumber: string | null },
  statements: readonly StatedPatient[],
): Promise<CandidateOrder[]> {
  const [images] = statements;
  const birthDate = /^\d{8}$/.test(images?.patientBirthDate ?? '') ? images?.patientBirthDate : null;
  const familyName = images?.patientName?.Alphabetic?.split('^')[0]?.trim() || null;
  const patientID = images?.patientID?.trim() || null;
  const { rows } = await selectOrders(
    study.organizationID,
    sql`o.organization_id = ${study.organizationID} and o.state = 'signed' and o.images_by in ('browser', 'pacs')
      and (to_char(p.birth_date, 'YYYYMMDD') = ${birthDate} or upper(o.sender_patient_id) = upper(${patientID})
        or lower(p.family_name) = lower(${familyName}) or o.sender_accession_number = ${study.accessionNumber}
        or exists (select from patient_identifiers k where k.patient_key = o.patient_key and upper(k.patient_id) = upper(${patientID})))
      and not exists (select from study_attachments a where a.study_id = ${study.id} and a.order_id = o.id and a.detached_at is not null)`,
  ).execute(database);
  return rows.map((row) => ({
    orderID: row.id,
    patients: [toPatient(row)],
    accessionNumber: row.sender_accession_number,
    hasStudies: row.has_studies,
    mayReceiveByItself: true,
  }));
}

function selectOrders(senderOrganizationID: string, condition: ReturnType<typeof sql>) {
  return sql<OrderRow>`
    select o.id, o.sender_patient_id, o.sender_accession_number, o.organization_id = ${senderOrganizationID} as is_of_sender,
      p.family_name, p.given_name, p.middle_name, p.other_names, p.birth_date, p.sex,
      coalesce((select jsonb_agg(jsonb_build_object('patientID', k.patient_id, 'issuerOfPatientID', k.issuer_of_patient_id))
        from patient_identifiers k where k.patient_key = p.id and k.organization_id = ${senderOrganizationID}), '[]') as identifiers,
      exists (select from studies s where s.order_id = o.id) as has_studies
    from referral_orders o join patients p on p.id = o.patient_key
    where ${condition} order by o.signed_at desc nulls last, o.id limit ${maxOrders}`;
}

function toPatient(row: OrderRow): OrderedPatient {
  // The order's own Patient ID is the one of the organization that wrote it; at another place it means somebody else.
  const own = row.is_of_sender && row.sender_patient_id ? [{ patientID: row.sender_patient_id, issuerOfPatientID: null }] : [];
  return {
    familyName: row.family_name,
    givenName: row.given_name,
    middleName: row.middle_name,
    otherNames: row.other_names.filter((name): name is string => typeof name === 'string'),
    birthDate: row.birth_date,
    sex: row.sex,
    patientIDs: [...own, ...row.identifiers],
  };
}
