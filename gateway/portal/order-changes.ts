import { sql } from 'kysely';
import {
  additionRequest,
  cancellationRequest,
  imagesExpectedRequest,
  orderDetail,
  senderIdentifiersRequest,
} from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { orderEnded, patientsChanged } from '#core/studies/rejudging.js';
import { imagesStateOfOrder } from '#core/studies/study-state.js';
import { type Route, route } from '../http/route.js';
import { recordChange } from './looks.js';
import { orderDetailExample } from './order-examples.js';
import { addHistory, assertVersionSeen, lockOrder, lockPatientsOf, tellOrder } from './order-locking.js';
import { assertMayPush, knowPatientID } from './order-sender.js';
import { readOrder } from './orders.js';

const signedExample = { ...orderDetailExample, state: 'signed', missing: [], signedAt: '2026-11-22T09:12:00.000Z' };

const nameSender = route({
  method: 'put',
  path: '/api/orders/:id/sender-identifiers',
  access: ['clinician'],
  scope: 'organization',
  summary: "Say under which Patient ID the sender's PACS knows the patient, so that its push finds the order.",
  body: senderIdentifiersRequest,
  answer: orderDetail,
  examples: { request: { senderPatientID: 'RC-100234', description: 'CT of the head' }, answer: signedExample },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      await lockPatientsOf(transaction, [orderID]);
      const order = await lockOrder(transaction, caller, orderID);
      assertVersionSeen(order, body.version);
      assertMayPush(caller);
      if (order.state !== 'signed') throw new GatewayError('order-not-open');
      await transaction
        .updateTable('referral_orders')
        .set((set) => ({
          sender_patient_id: body.senderPatientID,
          sender_accession_number: body.senderAccessionNumber || null,
          images_description: body.description || null,
          images_by: 'pacs',
          updated_at: sql`now()`,
          version: set('version', '+', 1),
        }))
        .where('id', '=', orderID)
        .execute();
      await knowPatientID(transaction, caller, { patientKey: order.patient_key, patientID: body.senderPatientID });
      await tellOrder(transaction, order);
      await patientsChanged(transaction, { account: caller }, [order.patient_key]);
      await recordChange(transaction, caller, { event: 'order-sender-identifiers-set', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

const expectImages = route({
  method: 'put',
  path: '/api/orders/:id/images',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Say whether images are to come for a signed order; taken back only while nothing came.',
  body: imagesExpectedRequest,
  answer: orderDetail,
  examples: { request: { expected: true, version: 5 }, answer: signedExample },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      await lockPatientsOf(transaction, [orderID]);
      const order = await lockOrder(transaction, caller, orderID);
      assertVersionSeen(order, body.version);
      if (order.state !== 'signed') throw new GatewayError('order-not-open');
      const now = await imagesOf(transaction, orderID);
      if ((now.images_by !== 'none') === body.expected) return;
      if (!body.expected && now.images_state !== 'awaiting') {
        throw new GatewayError('conflict', {
          explanation: 'Images came for this order, or were announced; they can not be taken back here.',
        });
      }
      await transaction
        .updateTable('referral_orders')
        .set((set) => ({ images_by: body.expected ? 'browser' : 'none', updated_at: sql`now()`, version: set('version', '+', 1) }))
        .where('id', '=', orderID)
        .execute();
      await tellOrder(transaction, order);
      // What the sender's PACS sent while no images were expected was attached to nothing.
      await patientsChanged(transaction, { account: caller }, [order.patient_key]);
      const event = body.expected ? 'order-images-expected' : 'order-images-not-expected';
      await recordChange(transaction, caller, { event, action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

interface ImagesOfOrder {
  images_by: 'browser' | 'pacs' | 'none';
  images_state: string;
  sender_patient_id: string | null;
}

async function imagesOf(transaction: Database, orderID: string): Promise<ImagesOfOrder> {
  const { rows } = await sql<ImagesOfOrder>`
    select o.images_by, o.sender_patient_id, ${imagesStateOfOrder} as images_state from referral_orders o where o.id = ${orderID}::uuid`.execute(
    transaction,
  );
  const [row] = rows;
  if (!row) throw new GatewayError('not-found');
  return row;
}

const addTo = route({
  method: 'post',
  path: '/api/orders/:id/additions',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Add words to a signed order; what was signed stays as it is.',
  body: additionRequest,
  answer: orderDetail,
  status: 201,
  examples: { request: { text: 'The patient prefers to be called in the evening.' }, answer: signedExample },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      const order = await lockOrder(transaction, caller, orderID);
      if (order.state === 'draft') throw new GatewayError('conflict', { explanation: 'The order is a draft; change it instead.' });
      if (order.state !== 'signed') throw new GatewayError('conflict', { explanation: `The order is ${order.state} already.` });
      await transaction
        .insertInto('order_additions')
        .values({ order_id: orderID, account_id: caller.accountID, text: body.text })
        .execute();
      await addHistory(transaction, caller, { orderID, event: 'added-to', from: 'signed', to: 'signed' });
      await tellOrder(transaction, order);
      await recordChange(transaction, caller, { event: 'order-added-to', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

const cancel = route({
  method: 'post',
  path: '/api/orders/:id/cancellation',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Cancel a draft or a signed referral order with a reason. What was stored for it stays.',
  body: cancellationRequest,
  answer: orderDetail,
  examples: { request: { reason: 'The patient declined', version: 5 }, answer: { ...signedExample, state: 'cancelled' } },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      const order = await lockOrder(transaction, caller, orderID);
      if (order.state !== 'signed' && order.state !== 'draft') {
        throw new GatewayError('conflict', { explanation: `The order is ${order.state} already.` });
      }
      assertVersionSeen(order, body.version);
      await transaction
        .updateTable('referral_orders')
        .set((set) => ({
          state: 'cancelled',
          cancelled_reason: body.reason,
          cancelled_at: sql`now()`,
          cancelled_by: caller.accountID,
          updated_at: sql`now()`,
          version: set('version', '+', 1),
        }))
        .where('id', '=', orderID)
        .execute();
      await addHistory(transaction, caller, { orderID, event: 'cancelled', from: order.state, to: 'cancelled', reason: body.reason });
      await tellOrder(transaction, order);
      await orderEnded(transaction, orderID, { account: caller });
      await recordChange(transaction, caller, { event: 'order-cancelled', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

export const orderChangeRoutes: Route[] = [nameSender, expectImages, addTo, cancel];
