import { type RawBuilder, type Selectable, sql } from 'kysely';
import { isAttachmentMediaType } from '#core/attachments/media-types.js';
import { type Attachment, type AttachmentList, attachmentLimits } from '#core/contract/attachments.js';
import type { Database } from '#core/database/database.js';
import type { Tables } from '#core/database/tables.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { OrderState } from '#core/pipeline/stages.js';
import type { Caller } from '../../http/route.js';
import { isoTime } from '../dicom-text.js';
import { withdrawalOf } from '../order-parts.js';
import { seesOrder } from '../order-rows.js';

export type AttachmentRow = Selectable<Tables['attachments']> & {
  warnings: Attachment['warnings'];
  by: string;
  withdrawn_by_name: string | null;
  order_state: OrderState;
};

async function selectAttachments(database: Database, condition: RawBuilder<unknown>): Promise<AttachmentRow[]> {
  const { rows } = await sql<AttachmentRow>`
    select t.*, a.display_name as by, w.display_name as withdrawn_by_name, o.state as order_state
    from attachments t join accounts a on a.id = t.account_id join referral_orders o on o.id = t.order_id
      left join accounts w on w.id = t.withdrawn_by
    where ${condition} order by t.created_at, t.id limit 1000`.execute(database);
  return rows;
}

/**
 * Reads one attachment that is neither refused nor removed.
 *
 * @throws GatewayError `not-found` for one that is not there or not the caller's: one answer for both.
 */
export async function readAttachmentRow(database: Database, caller: Caller, id: string): Promise<AttachmentRow> {
  const [row] = await selectAttachments(
    database,
    sql`t.id = ${id}::uuid and t.state not in ('refused', 'removed') and ${seesOrder(caller)}`,
  );
  if (!row) throw new GatewayError('not-found');
  return row;
}

/** Reads one attachment as the pages show it. @throws GatewayError `not-found`, see readAttachmentRow. */
export async function readAttachment(database: Database, caller: Caller, id: string): Promise<Attachment> {
  const row = await readAttachmentRow(database, caller, id);
  const { attachments } = await listAttachments(database, row.order_id);
  return attachments.find((one) => one.id === row.id) ?? attachmentOf(row);
}

/** Everything that stands with an order or is on its way there. Whoever asks has made sure that the caller may see the order. */
export async function listAttachments(database: Database, orderID: string): Promise<AttachmentList> {
  const rows = await selectAttachments(database, sql`t.order_id = ${orderID}::uuid and t.state not in ('refused', 'removed')`);
  const attachments = rows.map(attachmentOf);
  const documents = attachments.filter((one) => one.mediaType === 'application/pdf' && one.state !== 'reserved' && !one.withdrawn);
  if (documents.length > 1) for (const one of documents) one.warnings = ['many-pdfs', ...one.warnings];
  return { attachments, roomTaken: rows.reduce((sum, row) => sum + row.reserved_bytes, 0), room: attachmentLimits.orderBytes };
}

function attachmentOf(row: AttachmentRow): Attachment {
  return {
    id: row.id,
    orderID: row.order_id,
    fileName: row.file_name,
    description: row.description,
    state: row.state,
    mediaType: isAttachmentMediaType(row.media_type) ? row.media_type : null,
    byteCount: row.reserved_bytes,
    receivedBytes: row.received_bytes,
    pageCount: row.page_count,
    width: row.width,
    height: row.height,
    hasPreview: row.preview_key !== null,
    scan: row.scan,
    warnings: row.warnings,
    refusalCode: row.refusal_code,
    afterSigning: row.after_signing,
    withdrawn: withdrawalOf({ ...row, by: row.withdrawn_by_name }),
    by: row.by,
    createdAt: isoTime(row.created_at),
  };
}
