// What a browser says that it is about to send for an order, and what becomes of the rest when it stops: it is expected until it comes, or
// until a person says that it is not coming.
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, notifyChange } from '../database/database.js';
import { isMissing, settleUpload } from './missing-instances.js';

const receiptLetters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Three columns of equal length: one row an instance. */
export interface Manifest {
  studies: string[];
  series: string[];
  instances: string[];
}

export interface OrderOfUpload {
  id: string;
  organizationID: string;
}

function makeReceiptNumber(): string {
  const letters = Array.from({ length: 8 }, () => receiptLetters[randomInt(receiptLetters.length)]).join('');
  return `U-${new Date().getUTCFullYear()}-${letters}`;
}

/** Writes down what is about to be sent for an order, and answers what need not be sent again. */
export async function announceUpload(
  transaction: Database,
  order: OrderOfUpload,
  upload: { accountID: string; description: string; manifest: Manifest },
): Promise<{ id: string; receiptNumber: string; alreadyStored: string[] }> {
  const { accountID, description, manifest } = upload;
  const receiptNumber = makeReceiptNumber();
  const { id } = await transaction
    .insertInto('uploads')
    .values({ order_id: order.id, account_id: accountID, description, receipt_number: receiptNumber })
    .returning('id')
    .executeTakeFirstOrThrow();
  await sql`insert into upload_instances (upload_id, study_instance_uid, series_instance_uid, sop_instance_uid)
    select ${id}::uuid, * from ${rowsOf(manifest)} on conflict do nothing`.execute(transaction);
  await sql`insert into upload_studies (upload_id, study_instance_uid, organization_id, order_id, announced_count)
    select ${id}::uuid, study_instance_uid, ${order.organizationID}::uuid, ${order.id}::uuid, count(*)
    from upload_instances where upload_id = ${id}::uuid group by study_instance_uid`.execute(transaction);
  await settleUpload(transaction, id);
  const alreadyStored = await storedForOrder(transaction, order, manifest);
  await tellStudies(transaction, order, id);
  return { id, receiptNumber, alreadyStored };
}

const rowsOf = ({ studies, series, instances }: Manifest) => sql`unnest(${studies}::text[], ${series}::text[], ${instances}::text[])`;

/**
 * What need not be sent again: only what came for this very order, so that a broken upload goes on where it was. Whatever came another way is
 * sent and compared by the store, which alone may say that it is the same.
 */
export async function storedForOrder(database: Database, order: OrderOfUpload, manifest: Manifest): Promise<string[]> {
  const { rows } = await sql<{ sop_instance_uid: string }>`
    select distinct a.sop_instance_uid from ${rowsOf(manifest)} as a (study_instance_uid, series_instance_uid, sop_instance_uid)
    join studies s on s.organization_id = ${order.organizationID}::uuid and s.study_instance_uid = a.study_instance_uid
    join instances i on i.study_id = s.id and i.sop_instance_uid = a.sop_instance_uid
    join receptions r on r.id = i.reception_id and r.order_id = ${order.id}::uuid order by 1`.execute(database);
  return rows.map((row) => row.sop_instance_uid);
}

export interface OpenUpload extends OrderOfUpload {
  uploadID: string;
}

/** Notes that an upload has stopped for now: its tab was closed, or it pauses. What it announced is still expected. */
export async function pauseUpload(transaction: Database, upload: OpenUpload): Promise<void> {
  // An earlier upload of the order that nobody sends any more would look alive by what this one sent.
  await sql`update uploads u set paused_at = now() from uploads paused
    where paused.id = ${upload.uploadID}::uuid and u.order_id = paused.order_id and u.created_at <= paused.created_at`.execute(transaction);
  await tellStudies(transaction, upload, upload.uploadID);
}

/**
 * Notes that the rest of an upload is not coming, and answers how many instances were left out with that. An earlier upload of the order that
 * announced the same does not expect it any more; a later one does.
 */
export async function leaveOutRest(
  transaction: Database,
  upload: OpenUpload,
  by: { accountID: string; reason: string | null },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with rest as (
      select a.sop_instance_uid from upload_studies w
      join upload_instances a on a.upload_id = w.upload_id and a.study_instance_uid = w.study_instance_uid
      where w.upload_id = ${upload.uploadID}::uuid and ${isMissing}
    ), marked as (
      update upload_instances a set left_out = true from uploads u, uploads ended, rest
      where ended.id = ${upload.uploadID}::uuid and u.order_id = ended.order_id and u.created_at <= ended.created_at
        and a.upload_id = u.id and a.sop_instance_uid = rest.sop_instance_uid and not a.left_out
      returning a.sop_instance_uid
    )
    select count(distinct sop_instance_uid) as count from marked`.execute(transaction);
  await transaction
    .updateTable('uploads')
    .set({ ended_at: sql`now()`, ended_by: by.accountID, ended_reason: by.reason })
    .where('id', '=', upload.uploadID)
    .where('ended_at', 'is', null)
    .execute();
  const earlier = await transaction.selectFrom('uploads').select('id').where('order_id', '=', upload.id).execute();
  for (const { id } of earlier) await settleUpload(transaction, id);
  await tellStudies(transaction, upload, upload.uploadID);
  return rows[0]?.count ?? 0;
}

/** Tells open pages of the order and of the studies that an upload is about. */
async function tellStudies(transaction: Database, order: OrderOfUpload, uploadID: string): Promise<void> {
  const about = { organizationID: order.organizationID, orderID: order.id };
  const { rows } = await sql<{ id: string }>`
    select s.id from upload_studies w join studies s on s.organization_id = w.organization_id and s.study_instance_uid = w.study_instance_uid
    where w.upload_id = ${uploadID}::uuid`.execute(transaction);
  for (const { id } of rows) await notifyChange(transaction, { kind: 'study', id, ...about });
  await notifyChange(transaction, { kind: 'order', id: order.id, ...about });
}
