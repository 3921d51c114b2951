import { type Database, notifyChange } from '#core/database/database.js';
import type { OrderEvent } from '#core/database/tables.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { OrderState } from '#core/pipeline/stages.js';
import type { Caller } from '../http/route.js';

export interface LockedOrder {
  id: string;
  organization_id: string;
  patient_key: string;
  encounter_id: string | null;
  state: OrderState;
  accepted_at: Date | null;
  version: number;
}

/**
 * Locks orders of the caller's organization for a change, always in the order of their ids, so that two who lock several never wait for each other.
 *
 * @throws GatewayError `not-found` when one is not there or not the caller's.
 */
export async function lockOrders(transaction: Database, caller: Caller, orderIDs: readonly string[]): Promise<LockedOrder[]> {
  const wanted = [...new Set(orderIDs)];
  const rows = await transaction
    .selectFrom('referral_orders')
    .select(['id', 'organization_id', 'patient_key', 'encounter_id', 'state', 'accepted_at', 'version'])
    .where('id', 'in', wanted)
    .where('organization_id', '=', caller.organizationID)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (rows.length !== wanted.length) throw new GatewayError('not-found');
  return rows;
}

/**
 * Locks one order of the caller's organization for a change.
 *
 * @throws GatewayError `not-found` for one that is not there or not the caller's.
 */
export async function lockOrder(transaction: Database, caller: Caller, orderID: string): Promise<LockedOrder> {
  const [order] = await lockOrders(transaction, caller, [orderID]);
  if (!order) throw new GatewayError('not-found');
  return order;
}

/** @throws GatewayError `conflict` when another version is there than was seen; the caller reads the order again and decides anew. */
export function assertVersionSeen(order: LockedOrder, version: number | undefined): void {
  if (version === undefined || version === order.version) return;
  throw new GatewayError('conflict', { explanation: 'Somebody changed the order meanwhile.', details: { version: order.version } });
}

/** @throws GatewayError `conflict` for an order that is no draft any more. */
export function assertDraft(order: LockedOrder): void {
  if (order.state === 'draft') return;
  const explanation =
    order.state === 'signed'
      ? 'The order is signed; nothing of it is changed any more, only added.'
      : `The order is ${order.state} already.`;
  throw new GatewayError('conflict', { explanation });
}

/** Writes down what happened to an order. */
export async function addHistory(
  transaction: Database,
  caller: Caller,
  entry: { orderID: string; event: OrderEvent; from: OrderState | null; to: OrderState; reason?: string; imageCount?: number },
): Promise<void> {
  await transaction
    .insertInto('order_history')
    .values({
      order_id: entry.orderID,
      event: entry.event,
      from_state: entry.from,
      to_state: entry.to,
      account_id: caller.accountID,
      reason: entry.reason ?? null,
      image_count: entry.imageCount ?? null,
    })
    .execute();
}

/** Tells open pages that an order has changed. */
export function tellOrder(transaction: Database, order: { id: string; organization_id: string }): Promise<void> {
  return notifyChange(transaction, { kind: 'order', id: order.id, organizationID: order.organization_id, orderID: order.id });
}
