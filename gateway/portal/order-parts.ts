import { type Selectable, sql } from 'kysely';
import type { OrderDetail, OrderDiagnosis, OrderFile, OrderStudy } from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import type { Tables } from '#core/database/tables.js';
import type { SignedContent } from '#core/referral/signed-content.js';
import { isMissing } from '#core/studies/missing-instances.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';
import { rejectedStudiesOf } from './resends.js';
import { decisionsOnStudies, summarizeStudies } from './study-parts.js';

/** The studies attached to an order, in the order in which they came. */
export async function studiesOfOrder(database: Database, orderID: string): Promise<OrderStudy[]> {
  const { rows } = await sql<Selectable<Tables['studies']>>`
    select * from studies where order_id = ${orderID}::uuid order by first_received_at, id limit 500`.execute(database);
  const decisions = await decisionsOnStudies(
    database,
    rows.map((row) => row.id),
  );
  return (await summarizeStudies(database, rows)).map(({ row, series, summary }) => {
    const ofStudy = decisions.get(row.id) ?? [];
    const [latest] = ofStudy;
    // A study that was opened again has no decision that stands.
    return { ...summary, series, decision: latest?.decision === row.stage ? latest : null, decisions: ofStudy };
  });
}

/** The uploads of an order of which something is missing, newest first; nothing where the order takes nothing any more. */
export async function openUploadsOfOrder(database: Database, orderID: string): Promise<OrderDetail['openUploads']> {
  const { rows } = await sql<{ id: string; receipt_number: string; by: string; at: Date; announced: number; missing: number }>`
    select u.id, u.receipt_number, c.display_name as by, u.created_at as at,
      (select sum(n.announced_count)::int from upload_studies n where n.upload_id = u.id) as announced, count(*) as missing
    from upload_studies w join uploads u on u.id = w.upload_id join accounts c on c.id = u.account_id
    join referral_orders o on o.id = w.order_id and o.state = 'signed'
    join upload_instances a on a.upload_id = w.upload_id and a.study_instance_uid = w.study_instance_uid
    where w.is_awaited and w.order_id = ${orderID}::uuid and ${isMissing}
    group by u.id, c.id order by u.created_at desc limit 50`.execute(database);
  return rows.map(({ receipt_number, at, ...row }) => ({ ...row, receiptNumber: receipt_number, at: isoTime(at) }));
}

/** The associations and requests that brought something for an order, newest first. */
export async function receptionsOfOrder(database: Database, orderID: string): Promise<OrderDetail['receptions']> {
  const { rows } = await sql<Selectable<Tables['receptions']>>`
    select c.* from receptions c where c.id in (
      select id from receptions where order_id = ${orderID}::uuid
      union select i.reception_id from studies s join instances i on i.study_id = s.id where s.order_id = ${orderID}::uuid)
    order by c.started_at desc limit 50`.execute(database);
  const ids = rows.map((row) => row.id);
  const rejected = await rejectedStudiesOf(database, ids);
  return rows.map((row) => ({
    id: row.id,
    door: row.door,
    callingAETitle: row.calling_ae_title,
    calledAETitle: row.called_ae_title,
    startedAt: isoTime(row.started_at),
    endedAt: isoTimeOrNull(row.ended_at),
    outcome: row.outcome,
    storedCount: row.stored_count,
    refusedCount: row.refused_count,
    rejectedStudies: rejected.get(row.id) ?? [],
  }));
}

/** What was refused of an order's studies, newest first. */
export async function refusalsOfOrder(database: Database, orderID: string): Promise<OrderDetail['refusals']> {
  const { rows } = await sql<Selectable<Tables['refusals']>>`
    select r.* from refusals r where r.id in (
      select r.id from receptions c join refusals r on r.reception_id = c.id where c.order_id = ${orderID}::uuid
      union select r.id from studies s join refusals r on r.organization_id = s.organization_id and r.study_instance_uid = s.study_instance_uid
      where s.order_id = ${orderID}::uuid)
    order by r.at desc, r.id desc limit 200`.execute(database);
  return rows.map((row) => ({
    at: isoTime(row.at),
    sopInstanceUID: row.sop_instance_uid,
    code: row.error_code,
    explanation: row.explanation,
  }));
}

/** The diagnoses of an order in their order. */
export async function diagnosesOfOrder(database: Database, orderID: string): Promise<OrderDiagnosis[]> {
  return database
    .selectFrom('order_diagnoses')
    .select(['code', 'code_year as codeYear', 'title'])
    .where('order_id', '=', orderID)
    .orderBy('position')
    .execute();
}

/** What was added to an order after it was signed, oldest first. */
export async function additionsOfOrder(database: Database, orderID: string): Promise<OrderDetail['additions']> {
  const rows = await database
    .selectFrom('order_additions as n')
    .innerJoin('accounts as a', 'a.id', 'n.account_id')
    .select(['n.text', 'a.display_name', 'n.added_at'])
    .where('n.order_id', '=', orderID)
    .orderBy('n.added_at')
    .orderBy('n.id')
    .execute();
  return rows.map((row) => ({ text: row.text, by: row.display_name, at: isoTime(row.added_at) }));
}

/** Everything that happened to an order, oldest first. */
export async function historyOfOrder(database: Database, orderID: string): Promise<OrderDetail['history']> {
  const rows = await database
    .selectFrom('order_history as h')
    .leftJoin('accounts as a', 'a.id', 'h.account_id')
    .leftJoin('attachments as f', 'f.id', 'h.attachment_id')
    .select(['h.event', 'h.at', 'a.display_name', 'h.reason', 'f.file_name', 'h.image_count'])
    .where('h.order_id', '=', orderID)
    .orderBy('h.id')
    .execute();
  return rows.map((row) => ({
    event: row.event,
    at: isoTime(row.at),
    by: row.display_name,
    reason: row.reason,
    imageCount: row.image_count,
    fileName: row.file_name,
  }));
}

const mostFiles = 1000;

/** The files of an order, oldest first, those that are set aside or withdrawn among them; of a signed one by the names that were signed. */
export async function filesOfOrder(database: Database, orderID: string, signed: SignedContent | null): Promise<OrderFile[]> {
  const rows = await database
    .selectFrom('attachments as f')
    .leftJoin('accounts as w', 'w.id', 'f.withdrawn_by')
    .selectAll('f')
    .select('w.display_name as withdrawn_by_name')
    .where('f.order_id', '=', orderID)
    .where('f.state', 'not in', ['refused', 'removed'])
    .orderBy('f.created_at')
    .orderBy('f.id')
    .limit(mostFiles)
    .execute();
  const inSignature = new Map(signed?.files.map((file) => [file.id, file]));
  return rows.map((row) => {
    const file = inSignature.get(row.id);
    return {
      id: row.id,
      fileName: file?.fileName ?? row.file_name,
      description: file?.description ?? row.description,
      state: row.state as OrderFile['state'],
      mediaType: file?.mediaType ?? row.media_type,
      byteCount: file?.byteCount ?? row.reserved_bytes,
      pageCount: file?.pageCount ?? row.page_count,
      isSigned: file !== undefined,
      afterSigning: row.after_signing,
      withdrawn: withdrawalOf({ ...row, by: row.withdrawn_by_name }),
    };
  });
}

/** Who withdrew a file, when and why; null for one that stands. */
export function withdrawalOf(row: {
  withdrawn_at: Date | null;
  withdrawn_reason: string | null;
  by: string | null;
}): OrderFile['withdrawn'] {
  return row.withdrawn_at && { by: row.by, at: isoTime(row.withdrawn_at), reason: row.withdrawn_reason ?? '' };
}
