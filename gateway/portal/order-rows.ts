import { type RawBuilder, sql } from 'kysely';
import type { OrderListItem } from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import type { OrderSignature } from '#core/database/tables.js';
import type { OrderState } from '#core/pipeline/stages.js';
import { locationPhone, providerName } from '#core/referral/content-to-sign.js';
import { readSignedContent, type SignedContent } from '#core/referral/signed-content.js';
import { type Missing, missingOfOrders, nothingMissing } from '#core/studies/missing-instances.js';
import { imagesStateOfOrder, studyStatesOfOrder } from '#core/studies/study-state.js';
import type { Caller } from '../http/route.js';
import { isoTime, isoTimeOrNull } from './dicom-text.js';
import { emptyLedger, ledgersOfOrders } from './ledger.js';
import { containing, isHospitalStaff } from './visibility.js';

export interface OrderRow {
  id: string;
  order_number: string;
  organization_id: string;
  organization_name: string;
  pacs_to_pacs_enabled: boolean;
  state: OrderState;
  patient_key: string;
  family_name: string;
  given_name: string;
  middle_name: string;
  other_names: string[];
  birth_date: string | null;
  sex: 'F' | 'M' | 'O' | null;
  images_by: 'browser' | 'pacs' | 'none';
  images_state: OrderListItem['imagesState'];
  encounter_id: string | null;
  order_type_id: string | null;
  order_type_name: string;
  department: string;
  is_order_type_offered: boolean;
  authorizing_provider_id: string | null;
  authorizing_provider_name: string;
  is_provider_there: boolean;
  may_sign: boolean;
  is_own_provider: boolean;
  location_id: string | null;
  location_name: string | null;
  location_region: string | null;
  location_phone: string | null;
  is_location_there: boolean;
  reason_for_referral: string;
  will_upload_images: boolean | null;
  will_upload_records: boolean | null;
  insurance: { payer: string; memberID: string; group: string } | null;
  comment: string;
  priority: 'routine' | 'urgent';
  placer_order_number: string | null;
  study_count: number;
  study_states: OrderListItem['studyStates'];
  attachment_count: number;
  attachments_under_way: number;
  created_at: Date;
  accepted_at: Date | null;
  signed_at: Date | null;
  signed_by_name: string | null;
  signature: OrderSignature | null;
  /** What was signed: the row says the same, whatever things are called now. Null for a draft and for what was signed before it was kept. */
  signed: SignedContent | null;
  /** What the chart says of the patient now. */
  chart: ChartNames;
  cancelled_reason: string | null;
  closed_at: Date | null;
  closed_by_name: string | null;
  closed_reason: string | null;
  sender_patient_id: string | null;
  sender_accession_number: string | null;
  images_description: string | null;
  called_ae_title: string;
  called_ae_title_expires_at: Date;
  version: number;
}

/** What a chart says of a person, as far as an order shows it. */
export type ChartNames = Pick<OrderRow, 'family_name' | 'given_name' | 'middle_name' | 'other_names' | 'birth_date' | 'sex'>;

/** The condition that the provider `v` is there and has not retired: nobody signs for another. */
export const providerIsThere = sql<boolean>`(v.id is not null and v.retired_at is null)`;

/** The name of the type `t` of the order `o`: as it was signed, else as it is called now. */
export const orderTypeName = sql<string>`coalesce(nullif(o.order_type, ''), t.name, '')`;

/** The condition that an account may sign for the provider `v`: it is the provider's own, or a delegate's. */
export const maySignFor = (accountID: string): RawBuilder<boolean> => sql<boolean>`(v.account_id is not distinct from ${accountID}::uuid
  or exists (select from provider_delegates d where d.provider_id = v.id and d.account_id = ${accountID}::uuid))`;

/**
 * The condition under which the caller may see the order `o`: their organization's all; hospital staff every order that was signed once, since a
 * draft is nobody's business but its writers'.
 */
export function seesOrder(caller: Caller): RawBuilder<boolean> {
  if (isHospitalStaff(caller.role)) return sql<boolean>`o.signed_at is not null`;
  return sql<boolean>`o.organization_id = ${caller.organizationID}::uuid`;
}

/** The condition that a word of a search is found in an order; also by what its patient's chart said before. */
export function orderMatches(word: string): RawBuilder<unknown> {
  const pattern = containing(word);
  return sql`(p.family_name ilike ${pattern} or p.given_name ilike ${pattern} or o.order_number ilike ${pattern}
    or o.sender_patient_id ilike ${pattern} or o.sender_accession_number ilike ${pattern} or p.birth_date::text = ${word}
    or o.patient_key in (select c.patient_key from patient_changes c where (c.field in ('familyName', 'givenName') and c.former ilike ${pattern})
      or (c.field = 'birthDate' and c.former = ${word})))`;
}

/** Orders `o` with their patients `p` and organizations `g`. */
export const fromOrders = sql`from referral_orders o join patients p on p.id = o.patient_key join organizations g on g.id = o.organization_id`;

/** Reads orders that fulfil a condition, newest first, for one caller. A signed order is given as it was signed. */
export async function selectOrders(
  database: Database,
  caller: Caller,
  condition: RawBuilder<unknown>,
  page: { limit: number; offset: number },
): Promise<OrderRow[]> {
  // The page is chosen before anything is looked up for its orders: an organization may have a hundred thousand.
  const { rows } = await sql<StoredRow>`
    with page as materialized (
      select o.id ${fromOrders} where ${condition} order by o.created_at desc, o.id limit ${page.limit} offset ${page.offset}
    )
    select o.*, g.name as organization_name, g.pacs_to_pacs_enabled, p.family_name, p.given_name, p.middle_name, p.other_names,
      p.birth_date, p.sex, a.display_name as signed_by_name, z.display_name as closed_by_name, ${imagesStateOfOrder} as images_state,
      ${orderTypeName} as order_type_name, coalesce(t.department, '') as department,
      t.id is not null and t.retired_at is null as is_order_type_offered,
      coalesce(nullif(o.authorizing_provider, ''), case when v.id is not null then ${providerName} end, '') as authorizing_provider_name,
      ${providerIsThere} as is_provider_there, ${maySignFor(caller.accountID)} as may_sign,
      v.account_id is not distinct from ${caller.accountID}::uuid as is_own_provider,
      l.name as location_name, r.name as location_region, ${locationPhone} as location_phone,
      l.id is not null and l.retired_at is null and r.retired_at is null as is_location_there,
      (select count(*) from studies s where s.order_id = o.id) as study_count, ${studyStatesOfOrder} as study_states, f.attachment_count, f.attachments_under_way
    ${fromOrders} join page on page.id = o.id left join accounts a on a.id = o.signed_by
    left join accounts z on z.id = o.closed_by
    left join order_types t on t.id = o.order_type_id left join providers v on v.id = o.authorizing_provider_id
    left join locations l on l.id = o.location_id left join regions r on r.id = l.region_id
    cross join lateral (select count(*) filter (where state in ('reserved', 'received', 'ready') and withdrawn_at is null) as attachment_count,
      count(*) filter (where state in ('reserved', 'received')) as attachments_under_way from attachments where order_id = o.id) f
    order by o.created_at desc, o.id`.execute(database);
  return rows.map(asSigned);
}

type StoredRow = Omit<OrderRow, 'signed' | 'chart'> & { signed_content: object | null };

/** Puts what was signed in the place of what the chart and the hospital's lists say now. */
function asSigned({ signed_content, ...row }: StoredRow): OrderRow {
  const { family_name, given_name, middle_name, other_names, birth_date, sex } = row;
  const chart: ChartNames = { family_name, given_name, middle_name, other_names, birth_date, sex };
  const signed = readSignedContent(signed_content);
  if (!signed) return { ...row, chart, signed: null };
  const { patient, location, orderType, provider } = signed;
  return {
    ...row,
    chart,
    signed,
    family_name: patient.familyName,
    given_name: patient.givenName,
    middle_name: patient.middleName,
    other_names: patient.otherNames,
    birth_date: patient.birthDate,
    sex: patient.sex,
    order_type_id: orderType.id,
    order_type_name: orderType.name,
    department: orderType.department,
    authorizing_provider_id: provider.id,
    authorizing_provider_name: provider.name,
    location_id: location.id,
    location_name: location.name,
    location_region: location.region,
    location_phone: location.phone,
    reason_for_referral: signed.reasonForReferral,
    will_upload_images: signed.willUploadImages,
    will_upload_records: signed.willUploadRecords,
    insurance: signed.insurance,
    comment: signed.comment,
    priority: signed.priority,
  };
}

export function listItemOf(
  row: OrderRow,
  ledger: OrderListItem['ledger'] | undefined,
  { missing, isArriving }: Missing = nothingMissing,
): OrderListItem {
  return {
    id: row.id,
    orderNumber: row.order_number,
    organization: { id: row.organization_id, name: row.organization_name },
    state: row.state,
    patient: { familyName: row.family_name, givenName: row.given_name, birthDate: row.birth_date, sex: row.sex },
    imagesBy: row.images_by,
    imagesState: row.images_state,
    orderType: row.order_type_name,
    priority: row.priority,
    reasonForReferral: row.reason_for_referral,
    studyCount: row.study_count,
    studyStates: row.study_states,
    ledger: ledger ?? emptyLedger,
    imagesMissing: missing,
    isArriving,
    createdAt: isoTime(row.created_at),
    signedAt: isoTimeOrNull(row.signed_at),
  };
}

/** Gives orders as lists show them, with their ledgers. */
export async function listItemsOf(database: Database, rows: readonly OrderRow[]): Promise<OrderListItem[]> {
  const ids = rows.map((row) => row.id);
  const ledgers = await ledgersOfOrders(database, ids);
  const missing = await missingOfOrders(database, ids);
  return rows.map((row) => listItemOf(row, ledgers.get(row.id), missing.get(row.id)));
}
