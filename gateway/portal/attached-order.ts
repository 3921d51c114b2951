import { sql } from 'kysely';
import type { StudyDetail } from '#core/contract/studies.js';
import type { Database } from '#core/database/database.js';
import { correctionsSince } from '#core/referral/chart-changes.js';
import { readSignedContent, type SignedContent } from '#core/referral/signed-content.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';

interface AttachedRow {
  id: string;
  order_number: string;
  organization_id: string;
  organization: string;
  family_name: string;
  given_name: string;
  middle_name: string;
  birth_date: string | null;
  sex: string | null;
  sender_patient_id: string | null;
  issuer_of_patient_id: string | null;
  reason_for_referral: string;
  authorizing_provider: string;
  signed_at: Date | null;
  signed_content: object | null;
  how: 'address' | 'called-ae-title' | 'matched' | 'person';
  attached_at: Date;
  attached_by: string | null;
  reason: string | null;
}

/** The order that a study is attached to, as it was signed, with what the chart says otherwise today beside it. */
export async function attachedOrderOf(database: Database, studyID: string): Promise<StudyDetail['attachedOrder']> {
  const { rows } = await sql<AttachedRow>`
    select o.*, g.name as organization, g.issuer_of_patient_id, p.family_name, p.given_name, p.middle_name, p.birth_date, p.sex, t.how, t.attached_at,
      t.reason, c.display_name as attached_by
    from studies s join study_attachments t on t.study_id = s.id and t.detached_at is null and t.order_id = s.order_id
    join referral_orders o on o.id = t.order_id join patients p on p.id = o.patient_key join organizations g on g.id = o.organization_id
    left join accounts c on c.id = t.account_id
    where s.id = ${studyID}::uuid`.execute(database);
  const [row] = rows;
  if (!row) return null;
  const signed = readSignedContent(row.signed_content);
  return {
    id: row.id,
    orderNumber: row.order_number,
    organization: row.organization,
    patient: patientOf(row, signed),
    corrections: await correctionsOf(database, row, signed),
    reasonForReferral: signed?.reasonForReferral ?? row.reason_for_referral,
    authorizingProvider: row.authorizing_provider,
    signedAt: isoTimeOrNull(row.signed_at),
    how: row.how,
    attachedAt: isoTime(row.attached_at),
    attachedBy: row.attached_by,
    reason: row.reason,
  };
}

function patientOf(row: AttachedRow, signed: SignedContent | null): NonNullable<StudyDetail['attachedOrder']>['patient'] {
  const { familyName, givenName, middleName, birthDate, sex } = signed?.patient ?? {
    familyName: row.family_name,
    givenName: row.given_name,
    middleName: row.middle_name,
    birthDate: row.birth_date,
    sex: row.sex,
  };
  return {
    patientID: row.sender_patient_id,
    issuerOfPatientID: row.issuer_of_patient_id,
    name: `${familyName}, ${[givenName, middleName].filter(Boolean).join(' ')}`,
    birthDate,
    sex,
  };
}

async function correctionsOf(database: Database, row: AttachedRow, signed: SignedContent | null) {
  if (!signed || !row.signed_at) return [];
  return correctionsSince(database, { patient: signed.patient, organizationID: row.organization_id, signedAt: row.signed_at });
}
