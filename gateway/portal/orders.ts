import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { imagesState as imagesStateSchema, type OrderDetail, type OrderListItem, orderDetail, orderList } from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { orderedPatients } from '#core/matching/candidate-orders.js';
import { orderStates } from '#core/pipeline/stages.js';
import { correctionsSince, readChartFacts } from '#core/referral/chart-changes.js';
import { missingOf } from '#core/referral/order-completeness.js';
import { missingOfOrders } from '#core/studies/missing-instances.js';
import { imagesStateOfOrder } from '#core/studies/study-state.js';
import { type Caller, type Route, type RouteInput, route } from '../http/route.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';
import { ledgersOfOrders } from './ledger.js';
import { recordLook } from './looks.js';
import { orderDetailExample, orderListItemExample } from './order-examples.js';
import {
  additionsOfOrder,
  diagnosesOfOrder,
  filesOfOrder,
  historyOfOrder,
  openUploadsOfOrder,
  receptionsOfOrder,
  refusalsOfOrder,
  studiesOfOrder,
} from './order-parts.js';
import { fromOrders, listItemOf, listItemsOf, type OrderRow, orderMatches, seesOrder, selectOrders } from './order-rows.js';
import { pageQuery, pageRequest } from './paging.js';
import { searchWords } from './visibility.js';

const listQuery = z.object({
  state: z.enum(orderStates).optional(),
  imagesState: imagesStateSchema.optional(),
  patient: z.uuid().optional().describe('the id of the patient'),
  encounter: z.uuid().optional(),
  search: z.string().trim().max(200).optional(),
  ...pageQuery,
});

type ListQuery = z.infer<typeof listQuery>;

const searchRequest = listQuery.extend(pageRequest).strict();

function listCondition(caller: Caller, query: ListQuery): RawBuilder<unknown> {
  const conditions = [seesOrder(caller) as RawBuilder<unknown>];
  if (query.state) conditions.push(sql`o.state = ${query.state}`);
  if (query.imagesState) conditions.push(sql`${imagesStateOfOrder} = ${query.imagesState}`);
  if (query.patient) conditions.push(sql`o.patient_key = ${query.patient}::uuid`);
  if (query.encounter) conditions.push(sql`o.encounter_id = ${query.encounter}::uuid`);
  for (const word of searchWords(query.search ?? '')) conditions.push(orderMatches(word));
  return sql.join(conditions, sql` and `);
}

async function listOrders(
  { context, caller }: Pick<RouteInput, 'context' | 'caller'>,
  query: ListQuery,
): Promise<z.infer<typeof orderList>> {
  const condition = listCondition(caller, query);
  const rows = await selectOrders(context.database, caller, condition, query);
  const total = await sql<{ total: number }>`select count(*) as total ${fromOrders} where ${condition}`.execute(context.database);
  const orders = await listItemsOf(context.database, rows);
  recordLook(context, caller, 'orders-listed', { orderIDs: rows.map((row) => row.id) });
  return { orders, total: total.rows[0]?.total ?? 0 };
}

const listExample = { orders: [orderListItemExample], total: 1 };

const list = route({
  method: 'get',
  path: '/api/orders',
  access: ['clinician', 'radiology', 'admin'],
  scope: 'organization',
  summary: 'Referral orders, newest first, with the state of their images. Drafts are listed to their own organization only.',
  query: listQuery as z.ZodType<ListQuery>,
  answer: orderList,
  examples: { answer: listExample },
  handle: (input) => listOrders(input, input.query),
});

const search = route({
  method: 'post',
  path: '/api/orders/search',
  access: ['clinician', 'radiology', 'admin'],
  scope: 'organization',
  summary: 'The same list, asked for in a body: names of people belong in no address.',
  body: searchRequest as z.ZodType<ListQuery>,
  answer: orderList,
  examples: { request: { search: 'sample sofia', limit: 50 }, answer: listExample },
  handle: (input) => listOrders(input, input.body),
});

/**
 * Reads one order as its page shows it; a signed one as it was signed, with what the chart says otherwise today beside it. The version is read
 * first: who names it has seen at least what it stands for.
 *
 * @throws GatewayError `not-found` for an order that is not there or not the caller's: one answer for both.
 */
export async function readOrder(database: Database, caller: Caller, orderID: string): Promise<OrderDetail> {
  const condition = sql`o.id = ${orderID}::uuid and ${seesOrder(caller)}`;
  const [row] = await selectOrders(database, caller, condition, { limit: 1, offset: 0 });
  if (!row) throw new GatewayError('not-found');
  const ledgers = await ledgersOfOrders(database, [orderID]);
  const diagnoses = row.signed?.diagnoses ?? (await diagnosesOfOrder(database, orderID));
  return {
    ...listItemOf(row, ledgers.get(orderID), (await missingOfOrders(database, [orderID])).get(orderID)),
    ...contentOf(row),
    patient: await patientOf(database, row),
    corrections: await correctionsOf(database, row),
    files: await filesOfOrder(database, orderID, row.signed),
    diagnoses,
    identity: row.organization_id === caller.organizationID ? await readIdentity(database, row) : null,
    missing: row.state === 'draft' ? missingOfRow(row, diagnoses.length) : [],
    additions: await additionsOfOrder(database, orderID),
    history: await historyOfOrder(database, orderID),
    studies: await studiesOfOrder(database, orderID),
    openUploads: await openUploadsOfOrder(database, orderID),
    receptions: await receptionsOfOrder(database, orderID),
    refusals: await refusalsOfOrder(database, orderID),
  };
}

async function patientOf(database: Database, row: OrderRow): Promise<OrderDetail['patient']> {
  const identifiers =
    row.signed?.patient.patientIDs ?? (await readChartFacts(database, row.patient_key, row.organization_id))?.patientIDs ?? [];
  return {
    familyName: row.family_name,
    givenName: row.given_name,
    middleName: row.middle_name,
    otherNames: row.other_names,
    birthDate: row.birth_date,
    sex: row.sex,
    identifiers,
  };
}

async function readIdentity(database: Database, { id, organization_id }: OrderRow): Promise<OrderDetail['identity']> {
  const patients = await orderedPatients(database, id, organization_id);
  return {
    patients: patients.map((patient) => ({
      ...patient,
      otherNames: [...patient.otherNames],
      patientIDs: patient.patientIDs.map(({ patientID, issuerOfPatientID }) => ({ patientID, issuerOfPatientID })),
    })),
  };
}

async function correctionsOf(database: Database, { signed, signed_at, organization_id }: OrderRow): Promise<OrderDetail['corrections']> {
  if (!signed || !signed_at) return [];
  return correctionsSince(database, { patient: signed.patient, organizationID: organization_id, signedAt: signed_at });
}

type Elsewhere =
  | 'patient'
  | 'corrections'
  | 'files'
  | 'diagnoses'
  | 'identity'
  | 'missing'
  | 'additions'
  | 'history'
  | 'studies'
  | 'openUploads'
  | 'receptions'
  | 'refusals';

function contentOf(row: OrderRow): Omit<OrderDetail, Elsewhere | keyof OrderListItem> {
  return {
    version: row.version,
    patientID: row.patient_key,
    encounterID: row.encounter_id,
    orderTypeID: row.order_type_id,
    department: row.department,
    authorizingProviderID: row.authorizing_provider_id,
    authorizingProvider: row.authorizing_provider_name,
    location: row.location_id
      ? { id: row.location_id, name: row.location_name ?? '', region: row.location_region ?? '', phone: row.location_phone ?? '' }
      : null,
    willUploadImages: row.will_upload_images,
    willUploadRecords: row.will_upload_records,
    insurance: row.insurance,
    comment: row.comment,
    placerOrderNumber: row.placer_order_number,
    attachmentCount: row.attachment_count,
    acceptedAt: isoTimeOrNull(row.accepted_at),
    maySign: row.may_sign,
    signedBy: row.signed_by_name,
    signature: signatureOf(row),
    cancelledReason: row.cancelled_reason,
    closed: closedOf(row),
    senderPatientID: row.sender_patient_id,
    senderAccessionNumber: row.sender_accession_number,
    imagesDescription: row.images_description,
    calledAETitle: row.called_ae_title,
    calledAETitleExpiresAt: isoTime(row.called_ae_title_expires_at),
    pacsToPacsEnabled: row.pacs_to_pacs_enabled,
  };
}

function closedOf({ closed_at, closed_by_name, closed_reason }: OrderRow): OrderDetail['closed'] {
  return closed_at && { by: closed_by_name, at: isoTime(closed_at), reason: closed_reason ?? '' };
}

function signatureOf({ signature }: OrderRow): OrderDetail['signature'] {
  if (!signature) return null;
  const { by, onBehalfOf, at, contentSHA256 } = signature;
  return { by, onBehalfOf, at, contentSHA256 };
}

/** Names what keeps a draft from being signed; what was chosen and is retired since must be chosen anew. */
export function missingOfRow(row: OrderRow, diagnosisCount: number): OrderDetail['missing'] {
  return missingOf({
    hasAuthorizingProvider: row.is_provider_there,
    hasOrderType: row.is_order_type_offered,
    reasonForReferral: row.reason_for_referral,
    diagnosisCount,
    hasLocation: row.is_location_there,
    willUploadImages: row.will_upload_images,
    willUploadRecords: row.will_upload_records,
    attachmentsUnderWay: row.attachments_under_way,
  });
}

const show = route({
  method: 'get',
  path: '/api/orders/:id',
  access: ['clinician', 'radiology', 'admin'],
  scope: 'organization',
  summary: 'One referral order with its studies, its ledger and what was sent for it.',
  answer: orderDetail,
  examples: { answer: orderDetailExample },
  async handle({ context, caller, params }) {
    const order = await readOrder(context.database, caller, params.id ?? '');
    recordLook(context, caller, 'order-viewed', { orderID: order.id });
    return order;
  },
});

export const orderRoutes: Route[] = [list, search, show];
