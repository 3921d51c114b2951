// Stage 5, link: answers two questions and never mixes them: to which order does a study belong, and whose images does it hold?
// It promises that nothing is attached on a guess and that every doubt stands open as a question with its evidence. It may run again at any
// time: what is known already is not asked again, what has lost its ground is withdrawn.
import { sql } from 'kysely';
import { recordAudit } from '#core/audit/audit.js';
import { type Database, notifyChange } from '#core/database/database.js';
import { judgeIdentity } from '#core/identity/judge-identity.js';
import { candidateOrders, orderedPatients } from '#core/matching/candidate-orders.js';
import { matchOrder } from '#core/matching/match-order.js';
import { areSeveralPatients, type PatientOfStudy, patientsOfStudy } from '#core/studies/patient-statements.js';
import { type QuestionEvidence, settleQuestion } from '#core/studies/questions.js';
import type { WorkerContext } from '../context.js';

interface LockedStudy {
  id: string;
  organization_id: string;
  order_id: string | null;
  stage: string;
  accession_number: string | null;
  study_instance_uid: string;
}

/** Links one study whose instances are all checked; any other is left as it is. Everything happens in one transaction on the study's row. */
export async function linkStudy(context: WorkerContext, job: { studyID: string }): Promise<void> {
  await context.database.transaction().execute(async (transaction) => {
    const study = await transaction
      .selectFrom('studies')
      .select(['id', 'organization_id', 'order_id', 'stage', 'accession_number', 'study_instance_uid'])
      .where('id', '=', job.studyID)
      .forUpdate()
      .executeTakeFirst();
    if (study?.stage !== 'validated' && study?.stage !== 'linked') return;
    const patients = await patientsOfStudy(transaction, study.id);
    study.order_id ??= await attachAsNamed(transaction, study.id);
    const matchedOrderID = study.order_id ? null : await findOrder(transaction, study, patients);
    const linked = { ...study, order_id: study.order_id ?? matchedOrderID };
    if (linked.order_id) await settleQuestion(transaction, study.id, 'which-order', await otherOrdersNamed(transaction, linked));
    await judge(transaction, linked, patients);
    await askAboutInstances(transaction, study.id);
    await sql`update studies set stage = 'linked', stage_changed_at = now() where id = ${study.id} and stage = 'validated'`.execute(
      transaction,
    );
    await announce(transaction, linked);
    if (matchedOrderID) {
      await recordAudit(transaction, {
        event: 'study-attached',
        action: 'U',
        organizationID: study.organization_id,
        subject: { studyID: study.id, studyInstanceUID: study.study_instance_uid, orderID: matchedOrderID, how: 'matched' },
      });
    }
  });
}

/** The store attaches what was sent to an order's address or title; a crash behind its row may have kept it from that. */
async function attachAsNamed(transaction: Database, studyID: string): Promise<string | null> {
  const { rows } = await sql<{ order_id: string; door: string; account_id: string | null }>`
    select r.order_id, r.door, r.account_id from instances i join receptions r on r.id = i.reception_id
    where i.study_id = ${studyID} and r.order_id is not null and not exists (select from study_attachments a where a.study_id = ${studyID})
    order by i.seq limit 1`.execute(transaction);
  const [named] = rows;
  if (!named) return null;
  await sql`select attach_studies(array[${studyID}::uuid], ${named.order_id}::uuid,
    ${named.door === 'dimse' ? 'called-ae-title' : 'address'}, ${named.account_id}::uuid)`.execute(transaction);
  return named.order_id;
}

/** Attaches the study to the one order that it fits, or asks which. */
async function findOrder(transaction: Database, study: LockedStudy, patients: PatientOfStudy[]): Promise<string | null> {
  const about = { id: study.id, organizationID: study.organization_id, accessionNumber: study.accession_number };
  const match = matchOrder(patients, study.accession_number, await candidateOrders(transaction, about, patients));
  if (match.kind === 'one' && !areSeveralPatients(patients)) {
    await sql`insert into study_attachments (study_id, order_id, how, evidence)
      values (${study.id}, ${match.orderID}, 'matched', ${JSON.stringify(match.evidence)}::jsonb)`.execute(transaction);
    await sql`update studies set order_id = ${match.orderID} where id = ${study.id}`.execute(transaction);
    return match.orderID;
  }
  const candidateOrderIDs = match.kind === 'one' ? [match.orderID] : match.ranked.map(({ orderID }) => orderID);
  const reason = match.kind === 'one' ? 'several-patients' : match.kind;
  await settleQuestion(transaction, study.id, 'which-order', { reason, candidateOrderIDs });
  return null;
}

/** The order by whose address or AE title instances came although the study belongs to another; what a person attached since then is settled. */
async function otherOrdersNamed(transaction: Database, study: LockedStudy): Promise<QuestionEvidence | null> {
  const { rows } = await sql<{ order_id: string }>`
    select named.order_id from study_namings named join referral_orders o on o.id = named.order_id
    where named.study_id = ${study.id} and named.order_id <> ${study.order_id} and o.state in ('signed', 'closed')
      and not exists (select from study_attachments a where a.study_id = ${study.id} and a.detached_at is null and a.how = 'person'
        and a.attached_at >= named.named_at)
      and not exists (select from study_attachments a where a.study_id = ${study.id} and a.order_id = named.order_id
        and a.detached_at >= named.named_at)
    order by named.order_id`.execute(transaction);
  if (rows.length === 0 || !study.order_id) return null;
  return { reason: 'named-twice', candidateOrderIDs: [study.order_id, ...rows.map((row) => row.order_id)] };
}

/** Judges whose images the study holds, on its own, whatever attached it. */
async function judge(transaction: Database, study: LockedStudy, patients: PatientOfStudy[]): Promise<void> {
  const ordered = study.order_id ? await orderedPatients(transaction, study.order_id, study.organization_id) : [];
  if (ordered.length === 0) {
    await sql`update studies set identity = null, identity_evidence = null where id = ${study.id}`.execute(transaction);
    await settleQuestion(transaction, study.id, 'whose-images', null);
    return;
  }
  const evidence = judgeIdentity(patients, ordered);
  await sql`update studies set identity = ${evidence.verdict}, identity_evidence = ${JSON.stringify(evidence)}::jsonb
    where id = ${study.id}`.execute(transaction);
  // A new attachment is a new question, even to the same order.
  const attachment = await transaction
    .selectFrom('study_attachments')
    .select('id')
    .where('study_id', '=', study.id)
    .where('detached_at', 'is', null)
    .executeTakeFirst();
  const ground = { orderID: study.order_id, attachmentID: attachment?.id ?? null, ...evidence };
  await settleQuestion(transaction, study.id, 'whose-images', evidence.verdict === 'agrees' ? null : ground);
}

async function askAboutInstances(transaction: Database, studyID: string): Promise<void> {
  const { rows: conflicts } = await sql<{ count: number; uids: string[]; ids: string[] }>`
    select count(*) as count, (array_agg(distinct c.sop_instance_uid))[1:10] as uids, array_agg(c.id order by c.id) as ids
    from conflicting_instances c join instances i on i.id = c.instance_id where i.study_id = ${studyID}`.execute(transaction);
  await settleQuestion(transaction, studyID, 'conflicting-content', instanceEvidence(conflicts[0]));
  const { rows: unusable } = await sql<{ count: number; uids: string[]; ids: string[] }>`
    select count(*) as count, (array_agg(sop_instance_uid order by seq))[1:10] as uids, array_agg(id order by id) as ids
    from instances where study_id = ${studyID} and state = 'quarantined'`.execute(transaction);
  await settleQuestion(transaction, studyID, 'quarantined-instances', instanceEvidence(unusable[0]));
}

/** Names every instance by id, so that one more makes it another question; `sopInstanceUIDs` holds the first ten for people. */
function instanceEvidence(row: { count: number; uids: string[]; ids: string[] } | undefined): QuestionEvidence | null {
  return row && row.count > 0 ? { instanceCount: row.count, sopInstanceUIDs: row.uids, instanceIDs: row.ids } : null;
}

async function announce(transaction: Database, study: LockedStudy): Promise<void> {
  const change = { id: study.id, organizationID: study.organization_id, orderID: study.order_id };
  await notifyChange(transaction, { kind: 'study', ...change });
  if (study.order_id) await notifyChange(transaction, { ...change, kind: 'order', id: study.order_id });
}
