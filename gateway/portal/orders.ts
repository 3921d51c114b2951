import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import {
  imagesState as imagesStateSchema,
  type OrderDetail,
  type OrderListItem,
  type OrderStudy,
  orderDetail,
  orderList,
} from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import type { DicomJson } from '#core/database/tables.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type IdentityVerdict, type OrderState, orderStates, type StudyStage } from '#core/pipeline/stages.js';
import { type Caller, type Route, route } from '../http/route.js';
import { dateForPeople, isoTime, isoTimeOrNull, textOf } from './dicom-text.js';
import { emptyLedger, imagesStateOfOrder, ledgersOfOrders, ledgersOfStudies } from './ledger.js';
import { recordLook } from './looks.js';
import { decisionsOnStudies, modalitiesOf, openQuestionKinds, seriesOfStudies, standingDecision } from './study-parts.js';
import { containing, searchWords, seesOrganization } from './visibility.js';

interface OrderRow {
  id: string;
  order_number: string;
  organization_id: string;
  organization_name: string;
  pacs_to_pacs_enabled: boolean;
  state: OrderState;
  family_name: string;
  given_name: string;
  birth_date: string | null;
  sex: 'F' | 'M' | 'O' | null;
  images_by: 'browser' | 'pacs' | 'none';
  images_state: OrderListItem['imagesState'];
  reason_for_referral: string;
  authorizing_provider: string;
  study_count: number;
  created_at: Date;
  signed_at: Date | null;
  signed_by_name: string | null;
  cancelled_reason: string | null;
  sender_patient_id: string | null;
  sender_accession_number: string | null;
  images_description: string | null;
  called_ae_title: string;
  called_ae_title_expires_at: Date;
  version: number;
}

const fromOrders = sql`from referral_orders o join patients p on p.id = o.patient_key join organizations g on g.id = o.organization_id
  left join accounts a on a.id = o.signed_by`;

async function selectOrders(
  database: Database,
  condition: RawBuilder<unknown>,
  page: { limit: number; offset: number },
): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select o.*, g.name as organization_name, g.pacs_to_pacs_enabled, p.family_name, p.given_name, p.birth_date, p.sex,
      a.display_name as signed_by_name, ${imagesStateOfOrder} as images_state,
      (select count(*) from studies s where s.order_id = o.id) as study_count
    ${fromOrders} where ${condition} order by o.created_at desc, o.id limit ${page.limit} offset ${page.offset}`.execute(database);
  return rows;
}

const listQuery = z.object({
  state: z.enum(orderStates).optional(),
  imagesState: imagesStateSchema.optional(),
  search: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

function listCondition(caller: Caller, query: z.infer<typeof listQuery>): RawBuilder<unknown> {
  const conditions = [seesOrganization(caller, 'o.organization_id') as RawBuilder<unknown>];
  if (query.state) conditions.push(sql`o.state = ${query.state}`);
  if (query.imagesState) conditions.push(sql`${imagesStateOfOrder} = ${query.imagesState}`);
  for (const word of searchWords(query.search ?? '')) conditions.push(orderMatches(word));
  return sql.join(conditions, sql` and `);
}

/** The condition that a word of a search is found in an order. */
export function orderMatches(word: string): RawBuilder<unknown> {
  const pattern = containing(word);
  return sql`(p.family_name ilike ${pattern} or p.given_name ilike ${pattern} or o.order_number ilike ${pattern}
    or o.sender_patient_id ilike ${pattern} or o.sender_accession_number ilike ${pattern} or p.birth_date::text = ${word})`;
}

const list = route({
  method: 'get',
  path: '/api/orders',
  access: ['clinician', 'radiology', 'admin'],
  scope: 'organization',
  summary: 'Referral orders, newest first, with the state of their images.',
  query: listQuery as z.ZodType<z.infer<typeof listQuery>>,
  answer: orderList,
  async handle({ context, caller, query }) {
    const condition = listCondition(caller, query);
    const rows = await selectOrders(context.database, condition, query);
    const total = await sql<{ total: number }>`select count(*) as total ${fromOrders} where ${condition}`.execute(context.database);
    const ledgers = await ledgersOfOrders(
      context.database,
      rows.map((row) => row.id),
    );
    recordLook(context, caller, 'orders-listed', { orderIDs: rows.map((row) => row.id) });
    return { orders: rows.map((row) => listItemOf(row, ledgers.get(row.id))), total: total.rows[0]?.total ?? 0 };
  },
});

function listItemOf(row: OrderRow, ledger: OrderListItem['ledger'] | undefined): OrderListItem {
  return {
    id: row.id,
    orderNumber: row.order_number,
    organization: { id: row.organization_id, name: row.organization_name },
    state: row.state,
    patient: { familyName: row.family_name, givenName: row.given_name, birthDate: row.birth_date, sex: row.sex },
    imagesBy: row.images_by,
    imagesState: row.images_state,
    reasonForReferral: row.reason_for_referral,
    studyCount: row.study_count,
    ledger: ledger ?? emptyLedger,
    createdAt: isoTime(row.created_at),
    signedAt: isoTimeOrNull(row.signed_at),
  };
}

/**
 * Reads one order as its page shows it.
 *
 * @throws GatewayError `not-found` for an order that is not there or not the caller's: one answer for both.
 */
export async function readOrder(database: Database, caller: Caller, orderID: string): Promise<OrderDetail> {
  const condition = sql`o.id = ${orderID}::uuid and ${seesOrganization(caller, 'o.organization_id')}`;
  const [row] = await selectOrders(database, condition, { limit: 1, offset: 0 });
  if (!row) throw new GatewayError('not-found');
  const ledgers = await ledgersOfOrders(database, [orderID]);
  return {
    ...listItemOf(row, ledgers.get(orderID)),
    version: row.version,
    authorizingProvider: row.authorizing_provider,
    signedBy: row.signed_by_name,
    cancelledReason: row.cancelled_reason,
    senderPatientID: row.sender_patient_id,
    senderAccessionNumber: row.sender_accession_number,
    imagesDescription: row.images_description,
    calledAETitle: row.called_ae_title,
    calledAETitleExpiresAt: isoTime(row.called_ae_title_expires_at),
    pacsToPacsEnabled: row.pacs_to_pacs_enabled,
    studies: await studiesOfOrder(database, orderID),
    receptions: await receptionsOfOrder(database, orderID),
    refusals: await refusalsOfOrder(database, orderID),
  };
}

const show = route({
  method: 'get',
  path: '/api/orders/:id',
  access: ['clinician', 'radiology', 'admin'],
  scope: 'organization',
  summary: 'One referral order with its studies, its ledger and what was sent for it.',
  answer: orderDetail,
  async handle({ context, caller, params }) {
    const order = await readOrder(context.database, caller, params.id ?? '');
    recordLook(context, caller, 'order-viewed', { orderID: order.id });
    return order;
  },
});

async function studiesOfOrder(database: Database, orderID: string): Promise<OrderStudy[]> {
  const { rows } = await sql<{
    id: string;
    study_instance_uid: string;
    study_date: string | null;
    attributes: DicomJson;
    stage: StudyStage;
    identity: IdentityVerdict | null;
    first_received_at: Date;
    last_received_at: Date;
  }>`select * from studies where order_id = ${orderID}::uuid order by first_received_at, id limit 500`.execute(database);
  const ids = rows.map((row) => row.id);
  const series = await seriesOfStudies(database, ids);
  const questions = await openQuestionKinds(database, ids);
  const decisions = await decisionsOnStudies(database, ids);
  const ledgers = await ledgersOfStudies(database, ids);
  return rows.map((row) => ({
    id: row.id,
    studyInstanceUID: row.study_instance_uid,
    studyDate: dateForPeople(row.study_date),
    studyDescription: textOf(row.attributes, '00081030'),
    modalities: modalitiesOf(series.get(row.id) ?? []),
    stage: row.stage,
    identity: row.identity,
    openQuestions: questions.get(row.id) ?? [],
    ledger: ledgers.get(row.id) ?? emptyLedger,
    series: (series.get(row.id) ?? []).map(({ bodyPart: _bodyPart, laterality: _laterality, ...part }) => part),
    firstReceivedAt: isoTime(row.first_received_at),
    lastReceivedAt: isoTime(row.last_received_at),
    decision: standingDecision(row.stage, decisions.get(row.id) ?? []),
  }));
}

async function receptionsOfOrder(database: Database, orderID: string): Promise<OrderDetail['receptions']> {
  const { rows } = await sql<{
    id: string;
    door: 'dimse' | 'stow-rs' | 'upload';
    calling_ae_title: string | null;
    called_ae_title: string | null;
    started_at: Date;
    ended_at: Date | null;
    outcome: 'open' | 'completed' | 'released' | 'aborted' | 'lost';
    stored_count: number;
    refused_count: number;
  }>`
    select c.* from receptions c where c.id in (
      select id from receptions where order_id = ${orderID}::uuid
      union select i.reception_id from studies s join instances i on i.study_id = s.id where s.order_id = ${orderID}::uuid)
    order by c.started_at desc limit 50`.execute(database);
  return rows.map((row) => ({
    id: row.id,
    door: row.door,
    callingAETitle: row.calling_ae_title,
    calledAETitle: row.called_ae_title,
    startedAt: isoTime(row.started_at),
    endedAt: isoTimeOrNull(row.ended_at),
    outcome: row.outcome,
    storedCount: row.stored_count,
    refusedCount: row.refused_count,
  }));
}

async function refusalsOfOrder(database: Database, orderID: string): Promise<OrderDetail['refusals']> {
  const { rows } = await sql<{ at: Date; sop_instance_uid: string | null; error_code: string; explanation: string }>`
    select r.* from refusals r where r.id in (
      select r.id from receptions c join refusals r on r.reception_id = c.id where c.order_id = ${orderID}::uuid
      union select r.id from studies s join refusals r on r.organization_id = s.organization_id and r.study_instance_uid = s.study_instance_uid
      where s.order_id = ${orderID}::uuid)
    order by r.at desc, r.id desc limit 200`.execute(database);
  return rows.map((row) => ({
    at: isoTime(row.at),
    sopInstanceUID: row.sop_instance_uid,
    code: row.error_code,
    explanation: row.explanation,
  }));
}

export const orderRoutes: Route[] = [list, show];
