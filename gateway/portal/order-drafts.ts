import { sql } from 'kysely';
import { type OrderChange, type OrderRequest, orderChange, orderDetail, orderRequest, versionSeen } from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import { type Caller, type Route, route } from '../http/route.js';
import { openEncounter } from './encounter-opening.js';
import { recordChange, recordLook } from './looks.js';
import { type DraftContent, isMyPatient, readContent, replaceDiagnoses } from './order-content.js';
import { exampleIDs, orderDetailExample } from './order-examples.js';
import { addHistory, assertDraft, assertFieldsSeen, assertVersionSeen, type LockedOrder, lockOrder, tellOrder } from './order-locking.js';
import { diagnosesOfOrder } from './order-parts.js';
import { calledAETitleDays, freeCalledAETitle } from './order-sender.js';
import { readOrder } from './orders.js';

const place = route({
  method: 'post',
  path: '/api/orders',
  access: ['clinician'],
  scope: 'organization',
  summary:
    'Begin a referral order as a draft, in the open encounter of the caller with the patient; one is opened where there is none. A second request with the same placerOrderNumber answers the same order (200).',
  body: orderRequest,
  answer: orderDetail,
  status: 201,
  examples: {
    request: { patientID: exampleIDs.patient, orderTypeID: exampleIDs.orderType, reasonForReferral: 'Headache with aura' },
    answer: orderDetailExample,
  },
  async handle({ context, caller, body, response }) {
    const { id, isNew } = await inTransaction(context.database, (transaction) => placeOrder(transaction, context, caller, body));
    const order = await readOrder(context.database, caller, id);
    if (isNew) return order;
    recordLook(context, caller, 'order-viewed', { orderID: id });
    response.status(200).json(order);
    return undefined;
  },
});

async function placeOrder(
  transaction: Database,
  context: GatewayContext,
  caller: Caller,
  body: OrderRequest,
): Promise<{ id: string; isNew: boolean }> {
  const { patientID, placerOrderNumber, ...wishes } = body;
  if (!(await isMyPatient(transaction, caller, patientID))) {
    throw new InvalidFieldsError({ patientID: 'This patient is not among those of your organization.' });
  }
  const known = placerOrderNumber && (await findByPlacerOrderNumber(transaction, caller, { patientID, placerOrderNumber }));
  if (known) return { id: known, isNew: false };
  const content = await readContent(transaction, caller, wishes);
  // In an encounter the pages can complete and sign it too.
  const encounter = await openEncounter(transaction, caller, { patientID, authorizingProviderID: body.authorizingProviderID });
  const id = await insertDraft(transaction, context, caller, { patientID, encounterID: encounter.id, content, placerOrderNumber });
  if (id) return { id, isNew: true };
  // Two requests with one number: the other one was first, and its order is committed by now.
  const first = placerOrderNumber && (await findByPlacerOrderNumber(transaction, caller, { patientID, placerOrderNumber }));
  if (!first) throw new GatewayError('internal');
  return { id: first, isNew: false };
}

async function findByPlacerOrderNumber(
  transaction: Database,
  caller: Caller,
  wanted: { patientID: string; placerOrderNumber: string },
): Promise<string | null> {
  const row = await transaction
    .selectFrom('referral_orders')
    .select(['id', 'patient_key'])
    .where('organization_id', '=', caller.organizationID)
    .where('placer_order_number', '=', wanted.placerOrderNumber)
    .executeTakeFirst();
  if (row && row.patient_key !== wanted.patientID) {
    throw new GatewayError('conflict', { explanation: 'This placer order number belongs to an order of another patient.' });
  }
  return row?.id ?? null;
}

export interface NewDraft {
  patientID: string;
  content: DraftContent;
  encounterID?: string;
  placerOrderNumber?: string | undefined;
}

/** Writes a draft with its history; null when the placer order number is taken already, and then nothing is written. */
export async function insertDraft(transaction: Database, context: GatewayContext, caller: Caller, draft: NewDraft): Promise<string | null> {
  const row = await transaction
    .insertInto('referral_orders')
    .values({
      ...draft.content.columns,
      organization_id: caller.organizationID,
      patient_key: draft.patientID,
      encounter_id: draft.encounterID ?? null,
      placer_order_number: draft.placerOrderNumber ?? null,
      state: 'draft',
      images_by: 'none',
      called_ae_title: await freeCalledAETitle(transaction, context.settings.AE_TITLE),
      called_ae_title_expires_at: sql<Date>`now() + make_interval(days => ${calledAETitleDays})`,
      created_by: caller.accountID,
      // Several drafts of one transaction are listed in the order in which they were chosen.
      created_at: sql<Date>`clock_timestamp()`,
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'placer_order_number']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row) return null;
  if (draft.content.diagnoses) await replaceDiagnoses(transaction, row.id, draft.content.diagnoses);
  await addHistory(transaction, caller, { orderID: row.id, event: 'created', from: null, to: 'draft' });
  await tellOrder(transaction, { id: row.id, organization_id: caller.organizationID });
  await recordChange(transaction, caller, { event: 'order-drafted', action: 'C', subject: { orderID: row.id } });
  return row.id;
}

const change = route({
  method: 'patch',
  path: '/api/orders/:id',
  access: ['clinician'],
  scope: 'organization',
  summary:
    'Change what is named of a draft, in the version that was seen; files and charts that changed since are no conflict. A draft that was accepted is open again afterwards.',
  body: orderChange,
  answer: orderDetail,
  examples: { request: { willUploadRecords: false, version: 3 }, answer: orderDetailExample },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      const order = await lockOrder(transaction, caller, orderID);
      assertDraft(order);
      assertFieldsSeen(order, body.version);
      await changeDraft(transaction, caller, order, body);
    });
    return readOrder(context.database, caller, orderID);
  },
});

async function changeDraft(transaction: Database, caller: Caller, order: LockedOrder, body: OrderChange): Promise<void> {
  const { version: _seen, ...wishes } = body;
  const content = await readContent(transaction, caller, wishes);
  if (!(await isChange(transaction, order.id, content))) return;
  if (content.diagnoses) await replaceDiagnoses(transaction, order.id, content.diagnoses);
  await writeDraft(transaction, caller, order, content.columns);
  await tellOrder(transaction, order);
  await recordChange(transaction, caller, { event: 'order-changed', action: 'U', subject: { orderID: order.id } });
}

/** What is written as it stands changes nothing: neither the version nor whether the draft is accepted. */
async function isChange(transaction: Database, orderID: string, content: DraftContent): Promise<boolean> {
  const names = Object.keys(content.columns);
  const row = await transaction.selectFrom('referral_orders').selectAll().where('id', '=', orderID).executeTakeFirstOrThrow();
  const now: Record<string, unknown> = { ...row, insurance: row.insurance && JSON.stringify(row.insurance) };
  const wanted: Record<string, unknown> = { ...content.columns };
  // PostgreSQL keeps the members of a jsonb in an order of its own.
  if (content.columns.insurance && row.insurance) {
    now.insurance = JSON.stringify(Object.entries(row.insurance).sort());
    wanted.insurance = JSON.stringify(Object.entries(JSON.parse(content.columns.insurance)).sort());
  }
  if (names.some((name) => wanted[name] !== now[name])) return true;
  if (!content.diagnoses) return false;
  const codes = (all: { code: string; codeYear: number }[]) => all.map((one) => `${one.codeYear} ${one.code}`).join();
  return codes(content.diagnoses) !== codes(await diagnosesOfOrder(transaction, orderID));
}

/** Writes columns of a locked draft; an accepted one is open again, since what was accepted is not what stands there now. */
export async function writeDraft(
  transaction: Database,
  caller: Caller,
  order: LockedOrder,
  columns: DraftContent['columns'],
): Promise<void> {
  await transaction
    .updateTable('referral_orders')
    .set((set) => ({
      ...columns,
      accepted_at: null,
      accepted_by: null,
      updated_at: sql`now()`,
      version: set('version', '+', 1),
      fields_changed_at_version: set('version', '+', 1),
    }))
    .where('id', '=', order.id)
    .execute();
  if (order.accepted_at) await addHistory(transaction, caller, { orderID: order.id, event: 'reopened', from: 'draft', to: 'draft' });
}

const accept = route({
  method: 'post',
  path: '/api/orders/:id/acceptance',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Accept a draft after its review; 409 names what is missing, or what `changed` since that version: fields, files, the chart.',
  body: versionSeen,
  answer: orderDetail,
  examples: { request: { version: 4 }, answer: { ...orderDetailExample, missing: [], acceptedAt: '2026-11-22T09:10:00.000Z' } },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      const order = await lockOrder(transaction, caller, orderID);
      assertDraft(order);
      assertVersionSeen(order, body.version);
      if (order.accepted_at) return;
      const { missing } = await readOrder(transaction, caller, orderID);
      if (missing.length > 0) throw new GatewayError('conflict', { explanation: 'The order is not complete yet.', details: { missing } });
      await transaction
        .updateTable('referral_orders')
        .set((set) => ({
          accepted_at: sql`now()`,
          accepted_by: caller.accountID,
          updated_at: sql`now()`,
          version: set('version', '+', 1),
        }))
        .where('id', '=', orderID)
        .execute();
      await addHistory(transaction, caller, { orderID, event: 'accepted', from: 'draft', to: 'draft' });
      await tellOrder(transaction, order);
      await recordChange(transaction, caller, { event: 'order-accepted', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

export const orderDraftRoutes: Route[] = [place, change, accept];
