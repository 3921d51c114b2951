import { sql } from 'kysely';
import { type MissingItem, orderDetail, versionSeen } from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import type { OrderSignature } from '#core/database/tables.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { readContentToSign } from '#core/referral/content-to-sign.js';
import { digestOfContent, type SignedContent } from '#core/referral/signed-content.js';
import { patientsChanged } from '#core/studies/rejudging.js';
import { type Caller, type Route, route } from '../http/route.js';
import { recordChange } from './looks.js';
import { orderDetailExample } from './order-examples.js';
import { addHistory, assertVersionSeen, type LockedOrder, lockOrders, lockPatientsOf, tellOrder } from './order-locking.js';
import { diagnosesOfOrder } from './order-parts.js';
import { type OrderRow, selectOrders } from './order-rows.js';
import { calledAETitleDays, knowPatientID } from './order-sender.js';
import { missingOfRow, readOrder } from './orders.js';

/** An order in the version that its signer saw. */
export interface SeenOrder {
  id: string;
  version: number;
}

/**
 * Signs drafts as they were seen: all of them or, when it throws, none; an order that is signed already stays as it is. Afterwards nothing of their
 * content changes any more. The caller's transaction holds all of it: state, signature, history, the patient's diagnoses and the audit record.
 *
 * @throws GatewayError `not-found` for an order that is not the caller's; `conflict` when another version is there, when the order is over, or with
 * `missing` (and `orders`, by id) when something is not filled in; `forbidden` when the caller is neither the authorizing provider nor a delegate.
 */
export async function signOrders(transaction: Database, caller: Caller, seen: readonly SeenOrder[], encounterID?: string): Promise<void> {
  const named = seen.map(({ id }) => id);
  await lockPatientsOf(transaction, named);
  const locked = await lockOrders(transaction, caller, named);
  if (encounterID && locked.some((order) => order.encounter_id !== encounterID)) throw new GatewayError('not-found');
  const drafts = locked.filter((order) => order.state !== 'signed');
  for (const order of drafts) assertSignable(order, seen);
  if (drafts.length === 0) return;
  const ids = drafts.map(({ id }) => id);
  const rows = await selectOrders(transaction, caller, sql`o.id = any(${ids}::uuid[])`, { limit: ids.length, offset: 0 });
  const complete = await completeOrders(transaction, rows);
  const at = await clockOf(transaction);
  for (const row of complete) await writeSignature(transaction, caller, row, at);
  // After all are signed: a Patient ID that becomes known changes the chart of drafts.
  for (const row of complete) await keepSenderPatientID(transaction, caller, row);
  await noteDiagnoses(transaction, caller, ids);
  // Studies that came before their order, or before its Patient ID was known, get another chance to find it.
  await patientsChanged(transaction, { account: caller }, [...new Set(complete.map((row) => row.patient_key))]);
  // Appending to the audit trail waits for everyone else who does; so it comes last.
  for (const { id } of drafts) await recordChange(transaction, caller, { event: 'order-signed', action: 'U', subject: { orderID: id } });
}

function assertSignable(order: LockedOrder, seen: readonly SeenOrder[]): void {
  if (order.state !== 'draft') throw new GatewayError('conflict', { explanation: `The order is ${order.state} already.` });
  for (const { id, version } of seen) if (id === order.id) assertVersionSeen(order, version);
}

async function completeOrders(transaction: Database, rows: readonly OrderRow[]): Promise<readonly OrderRow[]> {
  if (rows.some((row) => row.is_provider_there && !row.may_sign)) {
    throw new GatewayError('forbidden', {
      explanation:
        'Only the authorizing provider of an order, or a delegate of that provider, signs it. Ask one of them, or choose another provider.',
    });
  }
  const incomplete: { id: string; missing: MissingItem[] }[] = [];
  for (const row of rows) {
    const missing = missingOfRow(row, (await diagnosesOfOrder(transaction, row.id)).length);
    if (missing.length > 0) incomplete.push({ id: row.id, missing });
  }
  if (incomplete.length === 0) return rows;
  const missing = [...new Set(incomplete.flatMap((order) => order.missing))];
  throw new GatewayError('conflict', {
    explanation: 'Something is missing before this can be signed.',
    details: { missing, orders: incomplete },
  });
}

/** The database's clock, read while the orders are locked: every change of a file has another moment, before or after. */
async function clockOf(transaction: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(transaction);
  return rows[0]?.now ?? new Date();
}

async function writeSignature(transaction: Database, caller: Caller, row: OrderRow, at: Date): Promise<void> {
  const content = await readContentToSign(transaction, row.id);
  await transaction
    .updateTable('referral_orders')
    .set((set) => ({
      state: 'signed',
      images_by: content.willUploadImages ? 'browser' : 'none',
      authorizing_provider: content.provider.name,
      order_type: content.orderType.name,
      signed_by: caller.accountID,
      signed_at: at,
      signature: sql<string>`${JSON.stringify(signatureOf(caller, content, { at, isOwn: row.is_own_provider }))}::jsonb`,
      signed_content: sql<string>`${JSON.stringify(content)}::jsonb`,
      called_ae_title_expires_at: sql<Date>`now() + make_interval(days => ${calledAETitleDays})`,
      updated_at: sql`now()`,
      version: set('version', '+', 1),
    }))
    .where('id', '=', row.id)
    .execute();
  await addHistory(transaction, caller, { orderID: row.id, event: 'signed', from: 'draft', to: 'signed' });
  await tellOrder(transaction, row);
}

async function keepSenderPatientID(transaction: Database, caller: Caller, row: OrderRow): Promise<void> {
  if (!row.sender_patient_id) return;
  await knowPatientID(transaction, caller, { patientKey: row.patient_key, patientID: row.sender_patient_id });
}

function signatureOf(caller: Caller, content: SignedContent, { at, isOwn }: { at: Date; isOwn: boolean }): OrderSignature {
  return {
    accountID: caller.accountID,
    by: caller.displayName,
    onBehalfOf: isOwn ? null : content.provider.name,
    at: at.toISOString(),
    via: caller.via,
    remoteAddress: caller.remoteAddress,
    contentSHA256: digestOfContent(content),
  };
}

/**
 * What was signed for a patient is a diagnosis that the organization knows of from now on. Rows are written in one order, so that two who sign
 * for the same patient never wait for each other.
 */
async function noteDiagnoses(transaction: Database, caller: Caller, orderIDs: readonly string[]): Promise<void> {
  await sql`
    insert into patient_diagnoses (organization_id, patient_key, code, code_year, title, noted_by)
    select distinct on (o.patient_key, d.code) o.organization_id, o.patient_key, d.code, d.code_year, d.title, ${caller.accountID}::uuid
    from order_diagnoses d join referral_orders o on o.id = d.order_id where o.id = any(${orderIDs}::uuid[])
    order by o.patient_key, d.code, d.code_year desc
    on conflict (organization_id, patient_key, code) do update
      set code_year = excluded.code_year, title = excluded.title, noted_at = excluded.noted_at, noted_by = excluded.noted_by`.execute(
    transaction,
  );
}

const sign = route({
  method: 'post',
  path: '/api/orders/:id/signature',
  access: ['clinician'],
  scope: 'organization',
  summary:
    'Sign an order as its authorizing provider or a delegate, in the version that was reviewed; 409 names what is missing, or what `changed` since: fields, files, the chart. Signing it again changes nothing.',
  body: versionSeen,
  answer: orderDetail,
  examples: {
    request: { version: 5 },
    answer: {
      ...orderDetailExample,
      state: 'signed',
      missing: [],
      version: 6,
      signedAt: '2026-11-22T09:12:00.000Z',
      signedBy: 'Dr. Riley Rivers',
      signature: { by: 'Dr. Riley Rivers', onBehalfOf: null, at: '2026-11-22T09:12:00.000Z', contentSHA256: '5d'.repeat(32) },
    },
  },
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await inTransaction(context.database, (transaction) => signOrders(transaction, caller, [{ id: orderID, version: body.version }]));
    return readOrder(context.database, caller, orderID);
  },
});

export const orderSigningRoutes: Route[] = [sign];
