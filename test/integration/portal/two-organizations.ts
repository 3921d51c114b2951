import { randomUUID } from 'node:crypto';
import type { Route } from '../../../gateway/http/route.js';
import type { Answer, Client, PortalFixture } from './portal-fixture.js';

/** The ids of one organization's things, by the word of the address that stands before them. */
export interface Belongings {
  orders: string;
  encounters: string;
  patients: string;
  attachments: string;
  uploads: string;
  studies: string;
  series: string;
  tokens: string;
  providers: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  sopInstanceUID: string;
}

/** Ids that nothing has. */
export const nothing: Belongings = {
  orders: '00000000-0000-4000-8000-000000000001',
  encounters: '00000000-0000-4000-8000-000000000002',
  patients: '00000000-0000-4000-8000-000000000003',
  attachments: '00000000-0000-4000-8000-000000000004',
  uploads: '00000000-0000-4000-8000-000000000005',
  studies: '00000000-0000-4000-8000-000000000006',
  series: '00000000-0000-4000-8000-000000000007',
  tokens: '00000000-0000-4000-8000-000000000008',
  providers: '00000000-0000-4000-8000-000000000009',
  studyInstanceUID: '2.25.1',
  seriesInstanceUID: '2.25.2',
  sopInstanceUID: '2.25.3',
};

/** Gives an organization one of each thing that an address can name. */
export async function furnish(portal: PortalFixture, client: Client, person: 'clinician' | 'clinician2'): Promise<Belongings> {
  const { database } = portal;
  const organizationID = person === 'clinician' ? portal.organizations.riverside : portal.organizations.hilltop;
  const patients = await portal.addPatient(organizationID, { familyName: `Of ${person}` });
  const order = await portal.placeOrder(client, { patientID: patients });
  if (order.status !== 200) throw new Error(`the order answered ${order.status}: ${order.text}`);
  const encounter = await client.call('POST', '/api/encounters', { patientID: patients });
  if (encounter.status >= 300) throw new Error(`the encounter answered ${encounter.status}: ${encounter.text}`);
  const { id: attachments } = await database
    .insertInto('attachments')
    .values({
      order_id: order.json.id,
      organization_id: organizationID,
      account_id: portal.accountIDs[person],
      file_name: 'letter.pdf',
      state: 'ready',
      media_type: 'application/pdf',
      reserved_bytes: 4,
      received_bytes: 4,
      object_key: 'a/nothing',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: uploads } = await database
    .insertInto('uploads')
    .values({ order_id: order.json.id, account_id: portal.accountIDs[person], receipt_number: `U-${randomUUID()}` })
    .returning('id')
    .executeTakeFirstOrThrow();
  const studies = await portal.storeInstances(organizationID, 1);
  const uids = await database
    .selectFrom('instances')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .innerJoin('studies', 'studies.id', 'instances.study_id')
    .select(['series.id', 'sop_instance_uid', 'series_instance_uid', 'study_instance_uid'])
    .where('instances.study_id', '=', studies)
    .executeTakeFirstOrThrow();
  const token = await client.call('POST', '/api/tokens', { name: 'x', expiresInDays: 1 });
  return {
    ...{ orders: order.json.id, encounters: encounter.json.id, patients, attachments, uploads, studies, series: uids.id },
    ...{ tokens: token.json.id, providers: portal.choices.providerID[person] },
    studyInstanceUID: uids.study_instance_uid,
    seriesInstanceUID: uids.series_instance_uid,
    sopInstanceUID: uids.sop_instance_uid,
  };
}

const uidNames = ['studyInstanceUID', 'seriesInstanceUID', 'sopInstanceUID'] as const;
/** What an address names that belongs to no organization. */
const ofNobody: Record<string, string> = { frames: '1', path: 'x', code: 'G43.109', year: '2026' };

/**
 * Fills the parameters of an address with one organization's ids.
 *
 * @throws for a parameter that has no fixture: a new route needs one here, or the matrix would pass it by.
 */
export function addressWith(path: string, things: Belongings): string {
  const segments = path.split('/');
  return segments
    .map((segment, position) => {
      const name = /^[:*](\w+)$/.exec(segment)?.[1];
      if (name === undefined) return segment;
      const value = things[kindOf(name, path, segments[position - 1] ?? '') as keyof Belongings] ?? ofNobody[name];
      if (value === undefined) throw new Error(`no fixture for ${segment} of ${path}: add one to two-organizations.ts`);
      return value;
    })
    .join('/');
}

function kindOf(name: string, path: string, before: string): string {
  if ((uidNames as readonly string[]).includes(name)) return name;
  if (name === 'attachmentID') return 'attachments';
  // All patients of the registry are patients.
  if (before === 'registry') return 'patients';
  // The hospital's own lists are one and the same for every administrator.
  if (path.startsWith('/api/admin/')) return 'orders';
  return before;
}

/** A body that gets past the schema of its route, so that what is answered is the handler's. */
export function requestOf(route: Route, body: unknown = route.examples?.request): [body: unknown, headers: Record<string, string>] {
  if (route.method === 'get' || route.method === 'head') return [undefined, {}];
  if (route.body !== 'stream') return [route.body ? (body ?? {}) : undefined, {}];
  const type =
    route.bodyType ?? (/dicom-web/.test(route.path) ? 'multipart/related; type="application/dicom"' : 'application/offset+octet-stream');
  const headers = { 'content-type': /multipart/.test(type) ? `${type}; boundary=b` : type };
  const tus = { 'tus-resumable': '1.0.0', 'upload-length': '4', 'upload-offset': '0', 'upload-metadata': 'filename bGV0dGVyLnBkZg==' };
  return ['--b--\r\n', { ...headers, ...tus }];
}

/** Asks a route as somebody. */
export function ask(client: Client, route: Route, things: Belongings, body?: unknown): Promise<Answer> {
  const [sent, headers] = requestOf(route, body);
  return client.call(route.method.toUpperCase(), addressWith(route.path, things), sent, headers);
}
