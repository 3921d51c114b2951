import { type RawBuilder, sql } from 'kysely';
import { isUsableUID } from '#core/dicom/uid.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { OrderState, Role } from '#core/pipeline/stages.js';
import type { Caller, RouteInput } from '../http/route.js';

/** The two addresses of the DICOMweb service: for all that a caller may see, and for one order. */
export const dicomwebRoots = { all: '/dicom-web', order: '/orders/:orderId/dicom-web' } as const;

/** Which studies one request is about: those its caller may see, of one order where the address names one. */
export interface DicomwebScope {
  caller: Caller;
  order: { id: string; organizationID: string; state: OrderState } | null;
  /** What every address in an answer starts with; made of PUBLIC_URL, never of the Host header. */
  baseURL: string;
}

const uuidGrammar = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isHospitalStaff = (role: Role): boolean => role === 'radiology' || role === 'admin';

/**
 * Finds out what a request is about.
 *
 * @throws GatewayError `not-found` for an order that is not there or not the caller's: one answer for both.
 */
export async function resolveScope(input: RouteInput): Promise<DicomwebScope> {
  const { caller, context, params } = input;
  const orderID = params.orderId;
  if (orderID === undefined) return { caller, order: null, baseURL: `${context.settings.PUBLIC_URL}/dicom-web` };
  const order = uuidGrammar.test(orderID) ? await findOrder(input, orderID) : undefined;
  if (!order) throw new GatewayError('not-found');
  return { caller, order, baseURL: `${context.settings.PUBLIC_URL}/orders/${order.id}/dicom-web` };
}

async function findOrder({ caller, context }: RouteInput, orderID: string): Promise<DicomwebScope['order'] | undefined> {
  const row = await context.database
    .selectFrom('referral_orders')
    .select(['id', 'organization_id', 'state', 'signed_at'])
    .where('id', '=', orderID)
    .executeTakeFirst();
  // Until it is signed, an order is nobody's business but its writers'.
  const isVisible = row && (isHospitalStaff(caller.role) ? row.signed_at !== null : row.organization_id === caller.organizationID);
  return isVisible ? { id: row.id, organizationID: row.organization_id, state: row.state } : undefined;
}

/**
 * The conditions, of which one must hold, under which a row of `studies` (by its alias) may be seen: hospital staff all, `pacs` what its
 * organization sent, clinicians that and what is attached to their organization's orders; at an order's address what is attached to it.
 * No row fulfils two of them, so that each can use an index of its own.
 */
export function visibilities({ caller, order }: DicomwebScope, alias: string): RawBuilder<boolean>[] {
  const organizationID = sql.ref(`${alias}.organization_id`);
  const orderID = sql.ref(`${alias}.order_id`);
  if (order) return [sql<boolean>`${orderID} = ${order.id}::uuid`];
  if (isHospitalStaff(caller.role)) return [sql<boolean>`true`];
  const own = sql<boolean>`${organizationID} = ${caller.organizationID}::uuid`;
  if (caller.role === 'pacs') return [own];
  // An array is made once, before the search: few studies are attached across organizations, which the planner can't know.
  const attached = sql<boolean>`${sql.ref(`${alias}.id`)} = any (array(
    select a.id from referral_orders as o join studies as a on a.order_id = o.id
    where o.organization_id = ${caller.organizationID}::uuid and a.organization_id <> ${caller.organizationID}::uuid))`;
  return [own, attached];
}

/** The condition under which a row of `studies` may be seen, as one. */
export function visibleStudies(scope: DicomwebScope, alias: string): RawBuilder<boolean> {
  const conditions = visibilities(scope, alias).map((condition) => sql`(${condition})`);
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

/**
 * The conditions, of which one must hold, under which a row of `studies` is the copy that this caller is given where several organizations
 * sent the same Study Instance UID: a clinician's own; else the one received first of those that may be seen.
 */
export function givenStudies(scope: DicomwebScope, alias: string): RawBuilder<boolean>[] {
  const [visible, attached] = visibilities(scope, alias);
  const [otherVisible, otherAttached] = visibilities(scope, 'earlier_copy');
  if (!visible || (scope.caller.role === 'pacs' && !scope.order)) return visible ? [visible] : [];
  const sameUID = sql`earlier_copy.study_instance_uid = ${sql.ref(`${alias}.study_instance_uid`)}`;
  const earlier = sql`(earlier_copy.first_received_at, earlier_copy.id) < (${sql.ref(`${alias}.first_received_at`)}, ${sql.ref(`${alias}.id`)})`;
  if (!attached) {
    return [
      sql<boolean>`${visible} and not exists (select 1 from studies as earlier_copy where ${sameUID} and ${earlier} and ${otherVisible})`,
    ];
  }
  // An organization has one copy of its own at most, so that nothing need be compared.
  const isFirst = sql`not exists (select 1 from studies as earlier_copy where ${sameUID} and (${otherVisible} or (${earlier} and ${otherAttached})))`;
  return [visible, sql<boolean>`${attached} and ${isFirst}`];
}

/** Selects the other copies of a study that the caller may see. */
export function otherCopies(scope: DicomwebScope, alias: string, idColumn = 'id'): RawBuilder<unknown> {
  return sql`select 1 from studies as other_copy where other_copy.study_instance_uid = ${sql.ref(`${alias}.study_instance_uid`)}
    and other_copy.id <> ${sql.ref(`${alias}.${idColumn}`)} and ${visibleStudies(scope, 'other_copy')}`;
}

export const OTHER_COPY_WARNING = 'Another organization sent the same Study Instance UID; the copy received first is given';

/** The UIDs that an address names. */
export interface NamedResource {
  studyInstanceUID?: string;
  seriesInstanceUID?: string;
  sopInstanceUID?: string;
}

/**
 * Reads the UIDs of an address.
 *
 * @throws GatewayError `bad-request` when one of them can be no UID.
 */
export function namedResource(params: Record<string, string>): NamedResource {
  const named: NamedResource = {};
  for (const key of ['studyInstanceUID', 'seriesInstanceUID', 'sopInstanceUID'] as const) {
    const uid = params[key];
    if (uid === undefined) continue;
    if (!isUsableUID(uid)) throw new GatewayError('bad-request', { explanation: `${key} in the address is not a UID` });
    named[key] = uid;
  }
  return named;
}

/** Writes the address of a study, series or instance. */
export function resourceURL(baseURL: string, named: NamedResource): string {
  const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = named;
  const parts = [baseURL, 'studies', studyInstanceUID];
  if (seriesInstanceUID) parts.push('series', seriesInstanceUID);
  if (sopInstanceUID) parts.push('instances', sopInstanceUID);
  return parts.join('/');
}
