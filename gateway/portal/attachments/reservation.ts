// An attachment's life in the database, from the room that is kept for it to the row that says it is whole. The row comes before the bytes and
// names their place, so that a crash leaves no byte that nobody knows; the bytes are durable before the row says so.
import { sql } from 'kysely';
import { cleanFileName } from '#core/attachments/file-name.js';
import { derivedKeys } from '#core/attachments/keys.js';
import type { AttachmentMediaType } from '#core/attachments/media-types.js';
import { giveUpFile, lockOrderOfFiles } from '#core/attachments/order-files.js';
import { bytesToReserve, type ExpectedSize } from '#core/attachments/room.js';
import { attachmentLimits } from '#core/contract/attachments.js';
import { type Database, notifyChange } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { OrderState } from '#core/pipeline/stages.js';
import { addOrderHistory } from '#core/referral/order-history.js';
import type { GatewayContext } from '../../context.js';
import type { Caller } from '../../http/route.js';
import { recordChange } from '../looks.js';

export interface Announced {
  orderID: string;
  fileName: string;
  description: string;
  size: ExpectedSize;
  isResumable: boolean;
}

export interface Reservation {
  id: string;
  orderID: string;
  objectKey: string;
  byteCount: number;
}

export interface WholeFile {
  byteCount: number;
  sha256: string;
  mediaType: AttachmentMediaType;
}

/** Why a file was not taken, as it is kept with its row. */
export type RefusalCode = 'dicom' | 'type' | 'too-large' | 'broken';

/**
 * Keeps room for a file before a byte of it is taken. The order's row is locked meanwhile, so that files that come together can't exceed its room.
 *
 * @throws GatewayError `not-found` for an order that is not the caller's, `order-not-open` for one that takes nothing any more, `payload-too-large`
 * and `bad-request` as bytesToReserve, `out-of-resources` while the disk is full.
 */
export async function reserveRoom(context: GatewayContext, caller: Caller, announced: Announced): Promise<Reservation> {
  if (context.draining()) throw new GatewayError('shutting-down');
  context.store.assertReady();
  const { orderID } = announced;
  return inTransaction(context.database, async (transaction) => {
    const order = await lockOrderOfFiles(transaction, orderID);
    if (order?.organization_id !== caller.organizationID) throw new GatewayError('not-found');
    assertTakesFiles(order.state);
    const byteCount = bytesToReserve(announced.size, await roomLeft(transaction, orderID));
    const { id } = await transaction
      .insertInto('attachments')
      .values({
        order_id: orderID,
        organization_id: caller.organizationID,
        account_id: caller.accountID,
        file_name: cleanFileName(announced.fileName),
        description: announced.description,
        state: 'reserved',
        reserved_bytes: byteCount,
        resumable: announced.isResumable,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const objectKey = `attachments/${id}`;
    await transaction.updateTable('attachments').set({ object_key: objectKey }).where('id', '=', id).execute();
    await notifyChange(transaction, { kind: 'order', id: orderID, organizationID: caller.organizationID, orderID });
    return { id, orderID, objectKey, byteCount };
  });
}

/** @throws GatewayError `not-found` for an order that is not there or not of the caller's organization, before anything of a request is read. */
export async function assertOwnOrder(context: GatewayContext, caller: Caller, orderID: string): Promise<void> {
  const order = await context.database
    .selectFrom('referral_orders')
    .select('id')
    .where('id', '=', orderID)
    .where('organization_id', '=', caller.organizationID)
    .executeTakeFirst();
  if (!order) throw new GatewayError('not-found');
}

function assertTakesFiles(state: OrderState): void {
  if (state !== 'draft' && state !== 'signed') throw new GatewayError('order-not-open');
}

async function roomLeft(transaction: Database, orderID: string): Promise<number> {
  const { rows } = await sql<{ taken: number }>`select coalesce(sum(reserved_bytes), 0)::bigint as taken from attachments
    where order_id = ${orderID}::uuid and state not in ('refused', 'removed')`.execute(transaction);
  return attachmentLimits.orderBytes - (rows[0]?.taken ?? 0);
}

/**
 * Says that a file is whole and durable, and hands it on to be looked at. What was kept beyond its size is free again.
 *
 * @throws GatewayError `conflict` when it was taken back meanwhile, `order-not-open` when the order was; the file is to be abandoned.
 */
export async function completeAttachment(
  context: GatewayContext,
  caller: Caller,
  reservation: Reservation,
  file: WholeFile,
): Promise<void> {
  const { id, orderID } = reservation;
  await inTransaction(context.database, async (transaction) => {
    const order = await lockOrderOfFiles(transaction, orderID);
    assertTakesFiles(order?.state ?? 'cancelled');
    const isSigned = order?.state === 'signed';
    const completed = await transaction
      .updateTable('attachments')
      .set({
        state: 'received',
        reserved_bytes: file.byteCount,
        received_bytes: file.byteCount,
        media_type: file.mediaType,
        sha256: file.sha256,
        scan: context.settings.CLAMD_HOST ? 'awaiting' : 'none',
        after_signing: isSigned,
        completed_at: sql`clock_timestamp()`,
        next_look_at: sql`now()`,
      })
      .where('id', '=', id)
      .where('state', '=', 'reserved')
      .returning('id')
      .executeTakeFirst();
    if (!completed) throw new GatewayError('conflict', { explanation: 'The file was taken back while it was sent.' });
    if (isSigned) {
      const happening = { orderID, event: 'file-added', from: 'signed', to: 'signed', accountID: caller.accountID } as const;
      await addOrderHistory(transaction, { ...happening, attachmentID: id });
    }
    await notifyChange(transaction, { kind: 'order', id: orderID, organizationID: caller.organizationID, orderID });
    await recordChange(transaction, caller, { event: 'attachment-added', action: 'C', subject: { attachmentID: id, orderID } });
  });
}

/**
 * Ends a file that will not become whole: its room is free at once, then its bytes go. Never throws: what can't be done now, housekeeping does.
 */
export async function abandonAttachment(
  context: GatewayContext,
  reservation: Pick<Reservation, 'id' | 'orderID' | 'objectKey'>,
  refusalCode: RefusalCode | null = null,
): Promise<void> {
  const { id, orderID, objectKey } = reservation;
  try {
    const change = { attachmentID: id, orderID, accountID: null };
    const isEnded = await inTransaction(context.database, (transaction) => giveUpFile(transaction, change, { refusalCode }));
    if (!isEnded) return;
    await forgetBytes(context, id, objectKey);
  } catch (error) {
    context.logger.warn({ err: error, attachmentID: id }, 'an attachment could not be put away; housekeeping does it');
  }
}

/** Deletes the bytes of a row that is refused or removed; only then the row forgets where they were. */
export async function forgetBytes(context: Pick<GatewayContext, 'database' | 'objects'>, id: string, objectKey: string): Promise<void> {
  for (const key of [...derivedKeys(objectKey), objectKey]) await context.objects.remove(key);
  await context.database.updateTable('attachments').set({ object_key: null }).where('id', '=', id).execute();
}
