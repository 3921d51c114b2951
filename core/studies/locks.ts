// Everyone locks in one sequence: patients, then orders, then studies, each by id. Two who follow it never wait for each other in a circle.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { BegunAnew } from '../database/in-transaction.js';
import type { IdentityVerdict, OrderState, StudyStage } from '../pipeline/stages.js';

/** The order of a study as it stands while it is locked. */
export interface OrderOfStudy {
  id: string;
  organizationID: string;
  state: OrderState;
  version: number;
  patientKey: string;
  patientVersion: number;
}

/** A study's tie to its order. */
export interface Link {
  id: string;
  how: 'address' | 'called-ae-title' | 'matched' | 'person';
}

export interface StudyNow {
  id: string;
  organizationID: string;
  studyInstanceUID: string;
  accessionNumber: string | null;
  stage: StudyStage;
  identity: IdentityVerdict | null;
  identityEvidence: object | null;
  orderID: string | null;
  order: OrderOfStudy | null;
  link: Link | null;
}

/** Holds patients against a change of what is known of them; for those that are about to be changed themselves, ask for `update`. */
export async function lockPatients(
  transaction: Database,
  patientKeys: readonly string[],
  strength: 'share' | 'update' = 'share',
): Promise<void> {
  if (patientKeys.length === 0) return;
  const how = strength === 'share' ? sql`for share` : sql`for no key update`;
  await sql`select from patients where id = any (${patientKeys}::uuid[]) order by id ${how}`.execute(transaction);
}

/** Locks studies, in the sequence of their ids, so that nobody decides or links them meanwhile. */
export async function lockStudies(transaction: Database, studyIDs: readonly string[]): Promise<void> {
  if (studyIDs.length === 0) return;
  await sql`select from studies where id = any (${studyIDs}::uuid[]) order by id for update`.execute(transaction);
}

/**
 * Locks a study with the order that it belongs to (and further orders) and their patients, in the common sequence, and reads it. While the study is
 * locked no instance can be added to it: its insert needs the study's row. Null when there is no such study.
 *
 * @throws BegunAnew when the study was linked elsewhere before it was locked; `inTransaction` runs the work again.
 */
export async function lockForStudy(
  transaction: Database,
  studyID: string,
  furtherOrderIDs: readonly string[] = [],
): Promise<StudyNow | null> {
  const before = await transaction.selectFrom('studies').select('order_id').where('id', '=', studyID).executeTakeFirst();
  if (!before) return null;
  const orderIDs = [...new Set([before.order_id ?? [], ...furtherOrderIDs].flat())];
  const { rows: patients } = await sql<{ patient_key: string }>`
    select distinct patient_key from referral_orders where id = any (${orderIDs}::uuid[])`.execute(transaction);
  await lockPatients(
    transaction,
    patients.map(({ patient_key }) => patient_key),
  );
  if (orderIDs.length > 0) {
    await sql`select from referral_orders where id = any (${orderIDs}::uuid[]) order by id for share`.execute(transaction);
  }
  await lockStudies(transaction, [studyID]);
  const study = await readStudy(transaction, studyID);
  if (!study || study.orderID !== before.order_id) throw new BegunAnew();
  return study;
}

/** Reads a study with its order and its link; null when there is no such study. */
export async function readStudy(database: Database, studyID: string): Promise<StudyNow | null> {
  const [study] = await readStudies(database, [studyID]);
  return study ?? null;
}

interface StudyRow {
  id: string;
  organization_id: string;
  study_instance_uid: string;
  accession_number: string | null;
  stage: StudyStage;
  identity: IdentityVerdict | null;
  identity_evidence: object | null;
  order_id: string | null;
  order_organization_id: string | null;
  order_state: OrderState;
  order_version: number;
  patient_key: string;
  patient_version: number;
  link_id: string | null;
  how: Link['how'];
}

/** Reads studies with their orders and links, in the sequence of their ids. */
export async function readStudies(database: Database, studyIDs: readonly string[]): Promise<StudyNow[]> {
  const { rows } = await sql<StudyRow>`
    select s.id, s.organization_id, s.study_instance_uid, s.accession_number, s.stage, s.identity, s.identity_evidence, s.order_id,
      o.organization_id as order_organization_id, o.state as order_state, o.version as order_version, p.id as patient_key,
      p.version as patient_version, a.id as link_id, a.how
    from studies s left join referral_orders o on o.id = s.order_id left join patients p on p.id = o.patient_key
      left join study_attachments a on a.study_id = s.id and a.detached_at is null
    where s.id = any (${studyIDs}::uuid[]) order by s.id`.execute(database);
  return rows.map((row) => ({
    id: row.id,
    organizationID: row.organization_id,
    studyInstanceUID: row.study_instance_uid,
    accessionNumber: row.accession_number,
    stage: row.stage,
    identity: row.identity,
    identityEvidence: row.identity_evidence,
    orderID: row.order_id,
    order:
      row.order_id && row.order_organization_id
        ? {
            id: row.order_id,
            organizationID: row.order_organization_id,
            state: row.order_state,
            version: row.order_version,
            patientKey: row.patient_key,
            patientVersion: row.patient_version,
          }
        : null,
    link: row.link_id ? { id: row.link_id, how: row.how } : null,
  }));
}
