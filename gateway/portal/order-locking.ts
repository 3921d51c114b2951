import { sql } from 'kysely';
import { type Database, notifyChange } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { OrderState } from '#core/pipeline/stages.js';
import { addOrderHistory, type OrderHappening } from '#core/referral/order-history.js';
import type { Caller } from '../http/route.js';

export interface LockedOrder {
  id: string;
  organization_id: string;
  patient_key: string;
  encounter_id: string | null;
  state: OrderState;
  accepted_at: Date | null;
  version: number;
  fields_changed_at_version: number;
  files_changed_at_version: number;
  chart_changed_at_version: number;
}

const lockedColumns = [
  'id',
  'organization_id',
  'patient_key',
  'encounter_id',
  'state',
  'accepted_at',
  'version',
  'fields_changed_at_version',
  'files_changed_at_version',
  'chart_changed_at_version',
] as const;

/**
 * Locks the patients of orders, before the orders themselves: a chart that is changed meanwhile waits, and moves the versions of its drafts
 * before or after, never in between.
 */
export async function lockPatientsOf(transaction: Database, orderIDs: readonly string[]): Promise<void> {
  await sql`select from patients where id in (select patient_key from referral_orders where id = any(${orderIDs}::uuid[]))
    order by id for no key update`.execute(transaction);
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
    .select(lockedColumns)
    .where('id', 'in', wanted)
    .where('organization_id', '=', caller.organizationID)
    .orderBy('id')
    .forNoKeyUpdate()
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

/**
 * @throws GatewayError `conflict` when another version is there than was seen, with what `changed`; the caller reads the order again and decides
 * anew.
 */
export function assertVersionSeen(order: LockedOrder, version: number | undefined): void {
  if (version === undefined || version === order.version) return;
  const changed = [
    ...(version < order.fields_changed_at_version ? ['fields'] : []),
    ...(version < order.chart_changed_at_version ? ['chart'] : []),
    ...(version < order.files_changed_at_version ? ['files'] : []),
  ];
  const explanation = changedWords[changed[0] ?? 'fields'];
  throw new GatewayError('conflict', { explanation, details: { version: order.version, changed } });
}

const changedWords: Record<string, string> = {
  fields: 'Somebody changed the order meanwhile.',
  chart: "The patient's chart was changed since you reviewed the order. Look at it again.",
  files: 'A file of the order was added, removed or described anew since you reviewed it. Look at it again.',
};

/**
 * @throws GatewayError `conflict` when a field was changed since the version that was seen. Files that came or a chart that was corrected since
 * are none of the writer's business.
 */
export function assertFieldsSeen(order: LockedOrder, version: number): void {
  if (version < order.fields_changed_at_version || version > order.version) assertVersionSeen(order, version);
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

/** Writes down what somebody did to an order. */
export function addHistory(transaction: Database, caller: Caller, entry: Omit<OrderHappening, 'accountID'>): Promise<void> {
  return addOrderHistory(transaction, { ...entry, accountID: caller.accountID });
}

/** Tells open pages that an order has changed. */
export function tellOrder(transaction: Database, order: { id: string; organization_id: string }): Promise<void> {
  return notifyChange(transaction, { kind: 'order', id: order.id, organizationID: order.organization_id, orderID: order.id });
}
