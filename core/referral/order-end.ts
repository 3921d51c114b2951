// An order's end by the hospital: what comes later is not attached to it and waits for radiology as a question. A mistake can be undone.
import { sql } from 'kysely';
import { type Database, notifyChange } from '../database/database.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { OrderState } from '../pipeline/stages.js';
import { addOrderHistory } from './order-history.js';

interface EndedOrder {
  id: string;
  organization_id: string;
  state: OrderState;
  version: number;
  sender_patient_id: string | null;
}

/** The hospital does not see what was never signed: one answer for it and for what is not there. */
async function lockForHospital(transaction: Database, orderID: string): Promise<EndedOrder> {
  const order = await transaction
    .selectFrom('referral_orders')
    .select(['id', 'organization_id', 'state', 'version', 'sender_patient_id'])
    .where('id', '=', orderID)
    .where('signed_at', 'is not', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!order) throw new GatewayError('not-found');
  return order;
}

/**
 * Closes a signed order in the version that was seen, with who, when and why, and tells its pages. What it has stays.
 *
 * @throws GatewayError `not-found` for one that was never signed; `conflict` when it is over already or has changed since.
 */
export async function closeOrder(
  transaction: Database,
  orderID: string,
  by: { accountID: string; reason: string; version: number },
): Promise<void> {
  const order = await lockForHospital(transaction, orderID);
  if (order.state !== 'signed') throw new GatewayError('conflict', { explanation: `The order is ${order.state} already.` });
  if (order.version !== by.version) {
    throw new GatewayError('conflict', { explanation: 'Somebody changed the order meanwhile.', details: { version: order.version } });
  }
  await transaction
    .updateTable('referral_orders')
    .set((set) => ({
      state: 'closed',
      closed_at: sql<Date>`clock_timestamp()`,
      closed_by: by.accountID,
      closed_reason: by.reason,
      updated_at: sql<Date>`now()`,
      version: set('version', '+', 1),
    }))
    .where('id', '=', orderID)
    .execute();
  await addOrderHistory(transaction, {
    orderID,
    event: 'closed',
    from: 'signed',
    to: 'closed',
    accountID: by.accountID,
    reason: by.reason,
  });
  await tell(transaction, order);
}

/**
 * Opens a closed order again. Answers whose studies may find it now.
 *
 * @throws GatewayError `not-found`; `conflict` for an order that is not closed.
 */
export async function reopenOrder(
  transaction: Database,
  orderID: string,
  by: { accountID: string; reason: string },
): Promise<{ organizationID: string; senderPatientID: string | null }> {
  const order = await lockForHospital(transaction, orderID);
  if (order.state !== 'closed') throw new GatewayError('conflict', { explanation: 'The order is not closed.' });
  await transaction
    .updateTable('referral_orders')
    .set((set) => ({
      state: 'signed',
      closed_at: null,
      closed_by: null,
      closed_reason: null,
      updated_at: sql<Date>`now()`,
      version: set('version', '+', 1),
    }))
    .where('id', '=', orderID)
    .execute();
  const happening = { orderID, event: 'opened-again', from: 'closed', to: 'signed', accountID: by.accountID, reason: by.reason } as const;
  await addOrderHistory(transaction, happening);
  await tell(transaction, order);
  return { organizationID: order.organization_id, senderPatientID: order.sender_patient_id };
}

function tell(transaction: Database, { id, organization_id }: EndedOrder): Promise<void> {
  return notifyChange(transaction, { kind: 'order', id, organizationID: organization_id, orderID: id });
}
