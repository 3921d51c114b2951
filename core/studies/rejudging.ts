// What is known of a patient or an order changes: in the same transaction every study that stands on it is looked at anew. Undecided studies get
// their new identity and questions at once; a decided one whose verdict does not hold any more is opened again with a question. Studies that wait
// for an order go back to the link stage where this may be theirs.
import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { comparableID } from '../matching/candidate-orders.js';
import { type Actor, type Happening, recordHappenings } from './actor.js';
import { groundOfOtherOrder } from './grounds.js';
import { evidenceOf, isOvertaken, judgeStudy, settleIdentity } from './identity.js';
import { lockStudies, readStudies, type StudyNow } from './locks.js';
import { patientsOfStudy } from './patient-statements.js';
import { settleQuestion } from './questions.js';
import { linked, sentToLink, tellOfStudy } from './transitions.js';

/**
 * Looks anew at every study of the orders of patients, and at those that wait and may be theirs. Call it after the change of a chart, of a Patient ID
 * or of what an order says, in its transaction, which must have locked the patients (and then the orders) before it changed anything; nothing may be
 * locked, only audit records be written, behind it.
 */
export async function patientsChanged(transaction: Database, actor: Actor, patientKeys: readonly string[]): Promise<void> {
  const own = await linkedStudies(transaction, sql`o.patient_key = any (${patientKeys}::uuid[]) and s.stage <> 'rejected'`);
  const waiting: string[] = [];
  for (const patientKey of patientKeys) waiting.push(...(await waitingStudies(transaction, patientKey)));
  await lockStudies(transaction, [...own, ...waiting]);
  const happenings: Happening[] = [];
  for (const study of await readStudies(transaction, [...own, ...waiting])) {
    if (study.orderID === null) happenings.push(...(await sentToLink(transaction, study, 'an order may fit')));
    else if (study.order && patientKeys.includes(study.order.patientKey)) happenings.push(...(await judgeAnew(transaction, study)));
  }
  await recordHappenings(transaction, actor, happenings);
}

/**
 * Looks anew at the studies of an order that was cancelled or closed: those that nobody has decided are asked about when it is cancelled. Call it
 * after the change, in its transaction, which holds the order's lock; nothing may be locked, only audit records be written, behind it.
 */
export async function orderEnded(transaction: Database, orderID: string, actor: Actor): Promise<void> {
  const own = await linkedStudies(transaction, sql`o.id = ${orderID}::uuid and s.stage in ('received', 'validated', 'linked')`);
  const waiting = await waitingForOrders(transaction, [orderID]);
  await lockStudies(transaction, [...own, ...waiting]);
  const happenings: Happening[] = [];
  for (const study of await readStudies(transaction, [...own, ...waiting])) {
    if (study.orderID === null) happenings.push(...(await sentToLink(transaction, study, 'an order ended')));
    if (study.orderID !== orderID) continue;
    const ground = await groundOfOtherOrder(transaction, study, await patientsOfStudy(transaction, study.id));
    await settleQuestion(transaction, study.id, 'which-order', ground);
    await tellOfStudy(transaction, study, [orderID]);
  }
  await recordHappenings(transaction, actor, happenings);
}

/**
 * Looks anew at the studies that wait for an order which takes images again. Call it after the change, in its transaction, which must have locked the
 * patient and then the order; nothing may be locked, only audit records be written, behind it.
 */
export async function orderOpenedAgain(transaction: Database, orderID: string, actor: Actor): Promise<void> {
  const order = await transaction.selectFrom('referral_orders').select('patient_key').where('id', '=', orderID).executeTakeFirst();
  if (order) await patientsChanged(transaction, actor, [order.patient_key]);
}

async function judgeAnew(transaction: Database, study: StudyNow): Promise<Happening[]> {
  const evidence = await judgeStudy(transaction, study, await patientsOfStudy(transaction, study.id));
  const before = evidenceOf(study.identityEvidence);
  if (study.stage === 'rejected' || JSON.stringify(before) === JSON.stringify(evidence)) return [];
  // The decision keeps what it was made on; the page shows it beside what is known now.
  if (study.stage === 'confirmed' && !isOvertaken(before, evidence)) return [];
  await settleIdentity(transaction, study, evidence);
  await tellOfStudy(transaction, study, [study.orderID]);
  return study.stage === 'confirmed' ? linked(transaction, study, 'the identity does not hold any more') : [];
}

async function linkedStudies(transaction: Database, condition: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from referral_orders o join studies s on s.order_id = o.id where ${condition}`.execute(transaction);
  return rows.map(({ id }) => id);
}

/** Studies without an order that are asked about with one of these orders among the candidates, or that were sent for one of them. */
async function waitingForOrders(transaction: Database, orderIDs: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from studies s where s.order_id is null and s.stage in ('validated', 'linked') and s.id in (
      select q.study_id from questions q where q.kind = 'which-order' and q.answered_at is null
        and q.evidence -> 'candidateOrderIDs' ?| ${orderIDs}::text[]
      union all select n.study_id from study_namings n where n.order_id = any (${orderIDs}::uuid[]))`.execute(transaction);
  return rows.map(({ id }) => id);
}

/** Studies without an order, of the organizations that have signed orders for a patient, that share something with what is known of the patient. */
async function waitingStudies(transaction: Database, patientKey: string): Promise<string[]> {
  const { rows: orders } = await sql<{ id: string; organization_id: string; sender_patient_id: string | null }>`
    select id, organization_id, sender_patient_id from referral_orders where patient_key = ${patientKey}::uuid and state = 'signed'`.execute(
    transaction,
  );
  if (orders.length === 0) return [];
  const identifiers = await transaction
    .selectFrom('patient_identifiers')
    .select('patient_id')
    .where('patient_key', '=', patientKey)
    .execute();
  const ids = [...orders.map((order) => order.sender_patient_id), ...identifiers.map((row) => row.patient_id)].map(comparableID);
  const { rows } = await sql<{ id: string }>`
    select s.id from studies s join patients p on p.id = ${patientKey}::uuid
    where s.order_id is null and s.stage in ('validated', 'linked')
      and s.organization_id = any (${orders.map((order) => order.organization_id)}::uuid[])
      and (left(regexp_replace(coalesce(s.patient_birth_date, ''), '\\D', '', 'g'), 8) = to_char(p.birth_date, 'YYYYMMDD')
        or upper(btrim(normalize(s.patient_id, NFKC))) = any (${ids.filter((id) => id !== '')}::text[])
        or fold(split_part(split_part(s.patient_name, '=', 1), '^', 1)) = fold(p.family_name))`.execute(transaction);
  const asked = await waitingForOrders(
    transaction,
    orders.map(({ id }) => id),
  );
  return [...rows.map(({ id }) => id), ...asked];
}
