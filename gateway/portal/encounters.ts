import { sql } from 'kysely';
import {
  acceptOrdersRequest,
  authorizingProviderRequest,
  type EncounterDetail,
  encounterDetail,
  encounterRequest,
  signOrdersRequest,
} from '#core/contract/encounters.js';
import type { Database } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import { type Caller, type Route, route } from '../http/route.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';
import { assertProvider, openEncounter } from './encounter-opening.js';
import { recordChange, recordLook } from './looks.js';
import { areOrderTypesOffered } from './order-content.js';
import { insertDraft, writeDraft } from './order-drafts.js';
import { exampleIDs, orderListItemExample } from './order-examples.js';
import { lockOrders, tellOrder } from './order-locking.js';
import { listItemsOf, selectOrders } from './order-rows.js';
import { signOrders } from './order-signing.js';
import { readProviders } from './providers.js';

const ordersShown = 200;
const encounterExample = {
  id: exampleIDs.encounter,
  patient: {
    id: exampleIDs.patient,
    familyName: 'Sample',
    givenName: 'Sofia',
    middleName: '',
    birthDate: '1968-04-12',
    sex: 'F',
    identifiers: [{ patientID: 'RC-100234', issuerOfPatientID: null }],
  },
  authorizingProvider: { id: exampleIDs.provider, name: 'Rivers, Riley, MD', npi: '1234567893', maySign: true, isMe: true },
  openedAt: '2026-11-22T08:55:00.000Z',
  closedAt: null,
  drafts: [orderListItemExample],
  signed: [],
};

const open = route({
  method: 'post',
  path: '/api/encounters',
  access: ['clinician'],
  scope: 'organization',
  summary: "Open an encounter with a patient of the organization; the caller's open one is answered where there is one (200).",
  body: encounterRequest,
  answer: encounterDetail,
  status: 201,
  examples: { request: { patientID: exampleIDs.patient }, answer: { ...encounterExample, authorizingProvider: null, drafts: [] } },
  async handle({ context, caller, body, response }) {
    const { id, isNew } = await inTransaction(context.database, (transaction) => openEncounter(transaction, caller, body));
    const encounter = await readEncounter(context.database, caller, id);
    if (isNew) return encounter;
    recordLook(context, caller, 'encounter-viewed', { encounterID: id });
    response.status(200).json(encounter);
    return undefined;
  },
});

/**
 * Reads an encounter as its page shows it.
 *
 * @throws GatewayError `not-found` for one that is not there or not of the caller's organization: one answer for both.
 */
async function readEncounter(database: Database, caller: Caller, encounterID: string): Promise<EncounterDetail> {
  const { rows } = await sql<{
    id: string;
    authorizing_provider_id: string | null;
    opened_at: Date;
    closed_at: Date | null;
    patient: EncounterDetail['patient'];
  }>`
    select e.id, e.authorizing_provider_id, e.opened_at, e.closed_at, jsonb_build_object('id', p.id, 'familyName', p.family_name,
      'givenName', p.given_name, 'middleName', p.middle_name, 'birthDate', p.birth_date, 'sex', p.sex,
      'identifiers', coalesce((select jsonb_agg(jsonb_build_object('patientID', k.patient_id, 'issuerOfPatientID', k.issuer_of_patient_id)
        order by k.patient_id) from patient_identifiers k where k.patient_key = p.id and k.organization_id = e.organization_id), '[]')) as patient
    from encounters e join patients p on p.id = e.patient_key
    where e.id = ${encounterID}::uuid and e.organization_id = ${caller.organizationID}::uuid`.execute(database);
  const [row] = rows;
  if (!row) throw new GatewayError('not-found');
  const orders = await selectOrders(database, caller, sql`o.encounter_id = ${encounterID}::uuid`, { limit: ordersShown, offset: 0 });
  const items = await listItemsOf(database, orders);
  const provider = row.authorizing_provider_id && (await readProviders(database, caller, row.authorizing_provider_id))[0];
  return {
    id: row.id,
    patient: row.patient,
    authorizingProvider: provider || null,
    openedAt: isoTime(row.opened_at),
    closedAt: isoTimeOrNull(row.closed_at),
    // In the order in which they were placed, as a person goes through them.
    drafts: items.filter((order) => order.state === 'draft').reverse(),
    signed: items.filter((order) => order.signedAt !== null).reverse(),
  };
}

interface LockedEncounter {
  id: string;
  patient_key: string;
  authorizing_provider_id: string | null;
  closed_at: Date | null;
}

/** @throws GatewayError `not-found` for an encounter that is not there or not of the caller's organization. */
async function lockEncounter(transaction: Database, caller: Caller, encounterID: string): Promise<LockedEncounter> {
  const row = await transaction
    .selectFrom('encounters')
    .select(['id', 'patient_key', 'authorizing_provider_id', 'closed_at'])
    .where('id', '=', encounterID)
    .where('organization_id', '=', caller.organizationID)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new GatewayError('not-found');
  return row;
}

function assertOpen(encounter: LockedEncounter): void {
  if (encounter.closed_at) throw new GatewayError('conflict', { explanation: 'The encounter is closed; open a new one with the patient.' });
}

const show = route({
  method: 'get',
  path: '/api/encounters/:id',
  access: ['clinician'],
  scope: 'organization',
  summary: 'An encounter with its drafts and the orders signed in it.',
  answer: encounterDetail,
  examples: { answer: encounterExample },
  async handle({ context, caller, params }) {
    const encounter = await readEncounter(context.database, caller, params.id ?? '');
    recordLook(context, caller, 'encounter-viewed', {
      encounterID: encounter.id,
      orderIDs: [...encounter.drafts, ...encounter.signed].map((order) => order.id),
    });
    return encounter;
  },
});

const chooseProvider = route({
  method: 'put',
  path: '/api/encounters/:id/authorizing-provider',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Choose the authorizing provider of an encounter and of its drafts.',
  body: authorizingProviderRequest,
  answer: encounterDetail,
  examples: { request: { authorizingProviderID: exampleIDs.provider }, answer: encounterExample },
  async handle({ context, caller, params, body }) {
    const encounterID = params.id ?? '';
    const providerID = body.authorizingProviderID;
    await inTransaction(context.database, async (transaction) => {
      const encounter = await lockEncounter(transaction, caller, encounterID);
      assertOpen(encounter);
      await assertProvider(transaction, caller, providerID);
      const others = await draftsOf(transaction, encounterID, providerID);
      if (encounter.authorizing_provider_id === providerID && others.length === 0) return;
      await transaction.updateTable('encounters').set({ authorizing_provider_id: providerID }).where('id', '=', encounterID).execute();
      const locked = others.length > 0 ? await lockOrders(transaction, caller, others) : [];
      // One that was signed since it was looked for keeps the provider who authorized it.
      const drafts = locked.filter((order) => order.state === 'draft');
      for (const order of drafts) {
        await writeDraft(transaction, caller, order, { authorizing_provider_id: providerID });
        await tellOrder(transaction, order);
      }
      await recordChange(transaction, caller, {
        event: 'encounter-provider-chosen',
        action: 'U',
        subject: { encounterID, providerID, orderIDs: drafts.map((order) => order.id) },
      });
    });
    return readEncounter(context.database, caller, encounterID);
  },
});

/** The drafts of an encounter that another provider, or none, is to authorize. */
async function draftsOf(transaction: Database, encounterID: string, providerID: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('referral_orders')
    .select('id')
    .where('encounter_id', '=', encounterID)
    .where('state', '=', 'draft')
    .where(sql<boolean>`authorizing_provider_id is distinct from ${providerID}::uuid`)
    .execute();
  return rows.map((row) => row.id);
}

const acceptOrders = route({
  method: 'post',
  path: '/api/encounters/:id/orders',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Accept Orders: one draft for each chosen order type; one that is a draft of the encounter already is not made twice.',
  body: acceptOrdersRequest,
  answer: encounterDetail,
  status: 201,
  examples: { request: { orderTypeIDs: [exampleIDs.orderType] }, answer: encounterExample },
  async handle({ context, caller, params, body }) {
    const encounterID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      const encounter = await lockEncounter(transaction, caller, encounterID);
      assertOpen(encounter);
      if (!(await areOrderTypesOffered(transaction, caller, body.orderTypeIDs))) {
        throw new InvalidFieldsError({ orderTypeIDs: 'One of these order types is not on your preference list.' });
      }
      const drafted = await transaction
        .selectFrom('referral_orders')
        .select('order_type_id')
        .where('encounter_id', '=', encounterID)
        .where('state', '=', 'draft')
        .execute();
      const known = new Set(drafted.map((row) => row.order_type_id));
      for (const orderTypeID of new Set(body.orderTypeIDs)) {
        if (known.has(orderTypeID)) continue;
        const provider = encounter.authorizing_provider_id ? { authorizing_provider_id: encounter.authorizing_provider_id } : {};
        await insertDraft(transaction, context, caller, {
          patientID: encounter.patient_key,
          encounterID,
          content: { columns: { order_type_id: orderTypeID, ...provider }, diagnoses: undefined },
        });
      }
    });
    return readEncounter(context.database, caller, encounterID);
  },
});

const signAll = route({
  method: 'post',
  path: '/api/encounters/:id/signature',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Sign Orders: all that are named or none; 409 names what is missing, by order.',
  body: signOrdersRequest,
  answer: encounterDetail,
  examples: { request: { orders: [{ id: exampleIDs.order, version: 5 }] }, answer: { ...encounterExample, drafts: [] } },
  async handle({ context, caller, params, body }) {
    const encounterID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      await lockEncounter(transaction, caller, encounterID);
      await signOrders(transaction, caller, body.orders, encounterID);
    });
    return readEncounter(context.database, caller, encounterID);
  },
});

const close = route({
  method: 'post',
  path: '/api/encounters/:id/close',
  access: ['clinician'],
  scope: 'organization',
  summary: 'Close an encounter; drafts keep it open until they are signed or cancelled.',
  answer: encounterDetail,
  examples: { answer: { ...encounterExample, drafts: [], closedAt: '2026-11-22T09:20:00.000Z' } },
  async handle({ context, caller, params }) {
    const encounterID = params.id ?? '';
    await inTransaction(context.database, async (transaction) => {
      const encounter = await lockEncounter(transaction, caller, encounterID);
      if (encounter.closed_at) return;
      const draft = await transaction
        .selectFrom('referral_orders')
        .select('id')
        .where('encounter_id', '=', encounterID)
        .where('state', '=', 'draft')
        .executeTakeFirst();
      if (draft) {
        throw new GatewayError('conflict', {
          explanation: 'Orders of this encounter are not signed yet. Sign or cancel them, then close it.',
        });
      }
      await transaction.updateTable('encounters').set({ closed_at: sql`now()` }).where('id', '=', encounterID).execute();
      await recordChange(transaction, caller, { event: 'encounter-closed', action: 'U', subject: { encounterID } });
    });
    return readEncounter(context.database, caller, encounterID);
  },
});

export const encounterRoutes: Route[] = [open, show, chooseProvider, acceptOrders, signAll, close];
