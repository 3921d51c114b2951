import { closureRequest, orderDetail, reopeningRequest } from '#core/contract/orders.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { closeOrder, reopenOrder } from '#core/referral/order-end.js';
import { orderEnded, orderOpenedAgain } from '#core/studies/rejudging.js';
import { hospitalStaff, type Route, route } from '../http/route.js';
import { recordChange } from './looks.js';
import { orderDetailExample } from './order-examples.js';
import { lockPatientsOf } from './order-locking.js';
import { readOrder } from './orders.js';

const signedExample = { ...orderDetailExample, state: 'signed', missing: [], signedAt: '2026-11-22T09:12:00.000Z' };
const closedExample = {
  ...signedExample,
  state: 'closed',
  closed: { by: 'Robin Radiology', at: '2026-12-20T09:00:00.000Z', reason: 'The patient was seen; nothing more is expected' },
};

const close = route({
  method: 'post',
  path: '/api/orders/:id/closure',
  access: hospitalStaff,
  scope: 'hospital',
  summary:
    'Close a signed order with a reason. What it has stays; what comes later is not attached to it and waits for radiology as a question.',
  body: closureRequest,
  answer: orderDetail,
  examples: { request: { reason: 'The patient was seen; nothing more is expected', version: 6 }, answer: closedExample },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      await closeOrder(transaction, orderID, { accountID: caller.accountID, ...body });
      await orderEnded(transaction, orderID, { account: caller });
      await recordChange(transaction, caller, { event: 'order-closed', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

const reopen = route({
  method: 'post',
  path: '/api/orders/:id/reopening',
  access: hospitalStaff,
  scope: 'hospital',
  summary: 'Open an order again that was closed by mistake, with a reason.',
  body: reopeningRequest,
  answer: orderDetail,
  examples: { request: { reason: 'Further images are expected' }, answer: signedExample },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      await lockPatientsOf(transaction, [orderID]);
      await reopenOrder(transaction, orderID, { accountID: caller.accountID, ...body });
      await orderOpenedAgain(transaction, orderID, { account: caller });
      await recordChange(transaction, caller, { event: 'order-opened-again', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

export const orderClosingRoutes: Route[] = [close, reopen];
