// The files of an order and its signature: whoever changes a file locks the order first, as whoever signs it does, so that no signature covers a
// file that is gone. A draft's version moves with its files; of an order that was signed, files are only added or withdrawn.
import { type RawBuilder, sql } from 'kysely';
import { type Database, notifyChange } from '../database/database.js';
import type { AttachmentState } from '../database/tables.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { OrderState } from '../pipeline/stages.js';
import { moveDraftOfFiles } from '../referral/draft-versions.js';
import { addOrderHistory } from '../referral/order-history.js';

export interface OrderOfFile {
  id: string;
  organization_id: string;
  state: OrderState;
  signed_at: Date | null;
}

interface LockedFile {
  id: string;
  order: OrderOfFile;
  state: AttachmentState;
  description: string;
  after_signing: boolean;
  withdrawn_at: Date | null;
}

/** Names a file, and who changes it: null where the gateway does. */
export interface FileChange {
  attachmentID: string;
  orderID: string;
  accountID: string | null;
}

/** Locks the order whose files are to be changed. */
export function lockOrderOfFiles(transaction: Database, orderID: string): Promise<OrderOfFile | undefined> {
  return transaction
    .selectFrom('referral_orders')
    .select(['id', 'organization_id', 'state', 'signed_at'])
    .where('id', '=', orderID)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Locks the order, then the file. @throws GatewayError `not-found` for one that is refused or removed by now. */
async function lockFile(transaction: Database, { attachmentID, orderID }: FileChange): Promise<LockedFile> {
  const order = await lockOrderOfFiles(transaction, orderID);
  const file = await transaction
    .selectFrom('attachments')
    .select(['id', 'state', 'description', 'after_signing', 'withdrawn_at'])
    .where('id', '=', attachmentID)
    .where('order_id', '=', orderID)
    .where('state', 'not in', ['refused', 'removed'])
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!order || !file) throw new GatewayError('not-found');
  return { ...file, order };
}

/** Moves the draft's version on and tells open pages, after a file of a locked order changed. */
export async function noteFilesChanged(transaction: Database, order: OrderOfFile, accountID: string | null): Promise<void> {
  await moveDraftOfFiles(transaction, order.id, accountID);
  await notifyChange(transaction, { kind: 'order', id: order.id, organizationID: order.organization_id, orderID: order.id });
}

/**
 * Takes a file back. Its bytes are the caller's to delete, after the commit.
 *
 * @throws GatewayError `not-found`; `conflict` for a file of an order that was signed, unless it never became whole.
 */
export async function removeFile(transaction: Database, change: FileChange): Promise<void> {
  const file = await lockFile(transaction, change);
  if (file.order.signed_at && file.state !== 'reserved') {
    throw new GatewayError('conflict', { explanation: 'The order is signed, so its files stay. Withdraw the file with a reason instead.' });
  }
  await transaction
    .updateTable('attachments')
    .set({ state: 'removed', removed_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', file.id)
    .execute();
  await noteFilesChanged(transaction, file.order, change.accountID);
}

/**
 * Describes a file anew.
 *
 * @throws GatewayError `not-found`; `conflict` for a file of an order that was signed, unless it was added since and has no description yet.
 */
export async function describeFile(transaction: Database, change: FileChange, description: string): Promise<void> {
  const file = await lockFile(transaction, change);
  if (file.description === description) return;
  const isNew = file.after_signing && file.description === '' && !file.withdrawn_at;
  if (file.order.signed_at && file.state !== 'reserved' && !isNew) {
    throw new GatewayError('conflict', {
      explanation: 'The order is signed, so its files are not described anew. Add to the order instead.',
    });
  }
  await transaction.updateTable('attachments').set({ description }).where('id', '=', file.id).execute();
  await noteFilesChanged(transaction, file.order, change.accountID);
}

/**
 * Withdraws a file of an order that was signed: it stays, and everybody who sees it reads by whom, when and why it was withdrawn.
 *
 * @throws GatewayError `not-found`; `conflict` for a draft, whose files are removed, for a file that is not whole, and for one that is withdrawn.
 */
export async function withdrawFile(transaction: Database, change: FileChange, reason: string): Promise<void> {
  const file = await lockFile(transaction, change);
  if (!file.order.signed_at) throw new GatewayError('conflict', { explanation: 'The order is not signed; remove the file instead.' });
  if (file.state === 'reserved') throw new GatewayError('conflict', { explanation: 'The file has not arrived yet; remove it instead.' });
  if (file.withdrawn_at) throw new GatewayError('conflict', { explanation: 'The file is withdrawn already.' });
  await transaction
    .updateTable('attachments')
    .set({ withdrawn_at: sql<Date>`clock_timestamp()`, withdrawn_by: change.accountID, withdrawn_reason: reason })
    .where('id', '=', file.id)
    .execute();
  const { id, state } = file.order;
  const happening = { orderID: id, event: 'file-withdrawn', from: state, to: state, accountID: change.accountID } as const;
  await addOrderHistory(transaction, { ...happening, reason, attachmentID: file.id });
  await noteFilesChanged(transaction, file.order, change.accountID);
}

/**
 * Ends a file that did not become whole; false when it is something else by now, or `onlyIf` does not hold of it. Its bytes are the caller's to
 * delete, after the commit.
 */
export async function giveUpFile(
  transaction: Database,
  change: FileChange,
  { refusalCode, onlyIf }: { refusalCode: string | null; onlyIf?: RawBuilder<boolean> },
): Promise<boolean> {
  const order = await lockOrderOfFiles(transaction, change.orderID);
  const ended = await transaction
    .updateTable('attachments')
    .set({ state: refusalCode ? 'refused' : 'removed', refusal_code: refusalCode, removed_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', change.attachmentID)
    .where('state', '=', 'reserved')
    .where(onlyIf ?? sql<boolean>`true`)
    .returning('id')
    .executeTakeFirst();
  if (!order || !ended) return false;
  await noteFilesChanged(transaction, order, change.accountID);
  return true;
}

/** What a look found of a whole file. */
export interface LookedAt {
  state: 'ready' | 'quarantined';
  scan: 'none' | 'clean' | 'infected';
  warnings?: readonly string[];
  preview_key?: string | null;
  page_count?: number | null;
  width?: number | null;
  height?: number | null;
}

/** Writes down what a look found; false when the file was taken back meanwhile. */
export async function settleFile(transaction: Database, change: FileChange, { warnings, ...found }: LookedAt): Promise<boolean> {
  const order = await lockOrderOfFiles(transaction, change.orderID);
  const settled = await transaction
    .updateTable('attachments')
    .set({ ...found, ...(warnings && { warnings: JSON.stringify(warnings) }), look_attempts: 0 })
    .where('id', '=', change.attachmentID)
    .where('state', '=', 'received')
    .returning('id')
    .executeTakeFirst();
  if (!order || !settled) return false;
  await noteFilesChanged(transaction, order, change.accountID);
  return true;
}
