import type { Database } from '../database/database.js';
import type { OrderEvent } from '../database/tables.js';
import type { OrderState } from '../pipeline/stages.js';

export interface OrderHappening {
  orderID: string;
  event: OrderEvent;
  from: OrderState | null;
  to: OrderState;
  /** Null where the gateway did it by itself. */
  accountID: string | null;
  reason?: string;
  /** The file of the order that it happened to. */
  attachmentID?: string;
  /** How many images it is about, where it is about some. */
  imageCount?: number;
}

/** Writes down what happened to an order; rows are only added. */
export async function addOrderHistory(transaction: Database, happening: OrderHappening): Promise<void> {
  await transaction
    .insertInto('order_history')
    .values({
      order_id: happening.orderID,
      event: happening.event,
      from_state: happening.from,
      to_state: happening.to,
      account_id: happening.accountID,
      reason: happening.reason ?? null,
      attachment_id: happening.attachmentID ?? null,
      image_count: happening.imageCount ?? null,
    })
    .execute();
}
