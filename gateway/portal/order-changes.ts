import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { cancellationRequest, type OrderRequest, orderDetail, orderRequest, senderIdentifiersRequest } from '#core/contract/orders.js';
import { type Database, notifyChange } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { type Caller, type Route, route } from '../http/route.js';
import { recordChange } from './looks.js';
import { readOrder } from './orders.js';

const calledAETitleDays = 30;
// Without I, L, O, 0 and 1, which are read wrongly over the telephone.
const aeTitleLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Makes a called AE title for an order: eight letters and digits that nobody confuses. */
export function makeCalledAETitle(): string {
  return Array.from({ length: 8 }, () => aeTitleLetters[randomInt(aeTitleLetters.length)]).join('');
}

function assertMayPush(caller: Caller): void {
  if (caller.pacsToPacsEnabled) return;
  throw new GatewayError('conflict', {
    explanation:
      'PACS to PACS is not enabled for your organization. Choose images from your computer, or ask the hospital to enable PACS to PACS.',
  });
}

const place = route({
  method: 'post',
  path: '/api/orders',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Place a referral order and sign it.',
  body: orderRequest,
  answer: orderDetail,
  status: 201,
  async handle({ context, caller, body }) {
    if (body.imagesBy === 'pacs') assertMayPush(caller);
    const orderID = await context.database.transaction().execute((transaction) => insertOrder(transaction, context, caller, body));
    return readOrder(context.database, caller, orderID);
  },
});

async function insertOrder(transaction: Database, context: GatewayContext, caller: Caller, body: OrderRequest): Promise<string> {
  const senderPatientID = body.senderPatientID || null;
  const patientKey = (await findPatient(transaction, caller, body)) ?? (await insertPatient(transaction, caller, body));
  if (senderPatientID) await knowPatientID(transaction, caller.organizationID, patientKey, senderPatientID);
  const { id } = await transaction
    .insertInto('referral_orders')
    .values({
      organization_id: caller.organizationID,
      patient_key: patientKey,
      state: 'signed',
      images_by: body.imagesBy,
      reason_for_referral: body.reasonForReferral,
      authorizing_provider: body.authorizingProvider,
      sender_patient_id: senderPatientID,
      sender_accession_number: body.senderAccessionNumber || null,
      called_ae_title: await freeCalledAETitle(transaction, context.settings.AE_TITLE),
      called_ae_title_expires_at: sql<Date>`now() + make_interval(days => ${calledAETitleDays})`,
      created_by: caller.accountID,
      signed_by: caller.accountID,
      signed_at: sql`now()`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (senderPatientID) await judgeUnattachedAnew(transaction, caller.organizationID, senderPatientID);
  await notifyChange(transaction, { kind: 'order', id, organizationID: caller.organizationID, orderID: id });
  await recordChange(transaction, caller, { event: 'order-signed', action: 'C', subject: { orderID: id } });
  return id;
}

/** The same person is found again only where the sender's Patient ID and everything else agree to the letter. */
async function findPatient(transaction: Database, caller: Caller, { patient, senderPatientID }: OrderRequest): Promise<string | null> {
  if (!senderPatientID) return null;
  const row = await transaction
    .selectFrom('patients')
    .innerJoin('patient_identifiers', 'patient_identifiers.patient_key', 'patients.id')
    .select('patients.id')
    .where('patient_identifiers.organization_id', '=', caller.organizationID)
    .where('patient_id', '=', senderPatientID)
    .where('family_name', '=', patient.familyName)
    .where('given_name', '=', patient.givenName)
    .where('birth_date', '=', patient.birthDate)
    .where('sex', '=', patient.sex)
    .executeTakeFirst();
  return row?.id ?? null;
}

async function insertPatient(transaction: Database, caller: Caller, { patient }: OrderRequest): Promise<string> {
  const { id } = await transaction
    .insertInto('patients')
    .values({ family_name: patient.familyName, given_name: patient.givenName, birth_date: patient.birthDate, sex: patient.sex })
    .returning('id')
    .executeTakeFirstOrThrow();
  await transaction.insertInto('organization_patients').values({ organization_id: caller.organizationID, patient_key: id }).execute();
  return id;
}

async function knowPatientID(transaction: Database, organizationID: string, patientKey: string, patientID: string): Promise<void> {
  await sql`insert into patient_identifiers (patient_key, organization_id, patient_id, issuer_of_patient_id)
    select ${patientKey}::uuid, g.id, ${patientID}, g.issuer_of_patient_id from organizations g where g.id = ${organizationID}::uuid
    on conflict do nothing`.execute(transaction);
}

async function freeCalledAETitle(transaction: Database, ownAETitle: string): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const title = makeCalledAETitle();
    const taken = await transaction.selectFrom('referral_orders').select('id').where('called_ae_title', '=', title).executeTakeFirst();
    if (!taken && title !== ownAETitle) return title;
  }
  throw new GatewayError('internal', { explanation: 'No free AE title was found; try again.' });
}

/** A study that came before its order, or before its Patient ID was known, gets another chance to find it. */
async function judgeUnattachedAnew(transaction: Database, organizationID: string, patientID: string): Promise<void> {
  await sql`
    with waiting as (
      update studies set stage = 'validated', stage_changed_at = now()
      where organization_id = ${organizationID}::uuid and patient_id = ${patientID} and order_id is null and stage in ('validated', 'linked')
      returning id
    )
    insert into outbox (stage, study_id) select 'link', id from waiting`.execute(transaction);
}

interface LockedOrder {
  id: string;
  organization_id: string;
  patient_key: string;
  state: string;
  version: number;
}

/**
 * Locks an order of the caller's organization for a change.
 *
 * @throws GatewayError `not-found` for one that is not there or not the caller's, `conflict` when another version is there than the caller saw.
 */
async function lockOrder(transaction: Database, caller: Caller, orderID: string, version: number | undefined): Promise<LockedOrder> {
  const row = await transaction
    .selectFrom('referral_orders')
    .select(['id', 'organization_id', 'patient_key', 'state', 'version'])
    .where('id', '=', orderID)
    .where('organization_id', '=', caller.organizationID)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new GatewayError('not-found');
  if (version !== undefined && version !== row.version) {
    throw new GatewayError('conflict', { explanation: 'Somebody changed the order meanwhile.' });
  }
  return row;
}

const nameSender = route({
  method: 'put',
  path: '/api/orders/:id/sender-identifiers',
  access: ['clinician'],
  scope: 'organization',
  summary: "Say under which Patient ID the sender's PACS knows the patient, so that its push finds the order.",
  body: senderIdentifiersRequest,
  answer: orderDetail,
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await context.database.transaction().execute(async (transaction) => {
      const order = await lockOrder(transaction, caller, orderID, body.version);
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
      await knowPatientID(transaction, order.organization_id, order.patient_key, body.senderPatientID);
      await judgeUnattachedAnew(transaction, order.organization_id, body.senderPatientID);
      await notifyChange(transaction, { kind: 'order', id: orderID, organizationID: order.organization_id, orderID });
      await recordChange(transaction, caller, { event: 'order-sender-identifiers-set', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

const cancel = route({
  method: 'post',
  path: '/api/orders/:id/cancellation',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Cancel a referral order with a reason. What was stored for it stays.',
  body: cancellationRequest,
  answer: orderDetail,
  async handle({ context, caller, params, body }) {
    const orderID = params.id ?? '';
    await context.database.transaction().execute(async (transaction) => {
      const order = await lockOrder(transaction, caller, orderID, body.version);
      if (order.state !== 'signed' && order.state !== 'draft') {
        throw new GatewayError('conflict', { explanation: `The order is ${order.state} already.` });
      }
      await transaction
        .updateTable('referral_orders')
        .set((set) => ({ state: 'cancelled', cancelled_reason: body.reason, updated_at: sql`now()`, version: set('version', '+', 1) }))
        .where('id', '=', orderID)
        .execute();
      await notifyChange(transaction, { kind: 'order', id: orderID, organizationID: order.organization_id, orderID });
      await recordChange(transaction, caller, { event: 'order-cancelled', action: 'U', subject: { orderID } });
    });
    return readOrder(context.database, caller, orderID);
  },
});

export const orderChangeRoutes: Route[] = [place, nameSender, cancel];
