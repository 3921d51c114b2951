import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readSettings } from '#core/config/settings.js';
import { connectDatabase, type Database } from '#core/database/database.js';
import { makeUID } from '#core/dicom/uid.js';
import { createLogger } from '#core/logging/logger.js';
import { FileObjectStore } from '#core/object-store/file-object-store.js';
import type { Role } from '#core/pipeline/stages.js';
import { linkStudy } from '#core/studies/linking.js';
import { validated } from '#core/studies/transitions.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { createApp } from '../../../gateway/http/app.js';
import { hashPassword } from '../../../gateway/http/passwords.js';
import type { Route } from '../../../gateway/http/route.js';
import { startHttpServer } from '../../../gateway/http/server.js';
import { createChangeFeed } from '../../../gateway/portal/change-feed.js';
import { portalRoutes } from '../../../gateway/portal/routes.js';
import { startTestPostgresql } from '../../support/postgresql.js';

const password = 'a password of the tests';
export const people = ['clinician', 'clinician2', 'pacs', 'radiology', 'admin'] as const;
export type Person = (typeof people)[number];
const roleOf: Record<Person, Role> = {
  clinician: 'clinician',
  clinician2: 'clinician',
  pacs: 'pacs',
  radiology: 'radiology',
  admin: 'admin',
};

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // Tests look into answers of many shapes; each expectation is the check.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  json: any;
}

export interface Client {
  person: Person;
  cookie: string;
  csrfToken: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface PortalFixture {
  url: string;
  context: GatewayContext;
  database: Database;
  organizations: { hospital: string; riverside: string; hilltop: string };
  accountIDs: Record<Person, string>;
  /** What orders are made of: two order types and a location for both clinics, the provider of each clinic's clinician, a code. */
  choices: Choices;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  signIn(person: Person): Promise<Client>;
  /** A patient on the list of an organization. */
  addPatient(organizationID: string, person?: Partial<TestPatient>): Promise<string>;
  /** A draft with everything filled in, of Sofia Sample where `changes` names no other patient. */
  draftOrder(client: Client, changes?: Record<string, unknown>): Promise<Answer>;
  /** A signed order: `draftOrder`, then its signature, whose answer is given; a refused draft's answer otherwise. */
  placeOrder(client: Client, changes?: Record<string, unknown>): Promise<Answer>;
  storeInstances(organizationID: string, count: number, studyInstanceUID?: string, uids?: string[]): Promise<string>;
  /** Has the images of a study speak of an order's patient (or of one born on another day), sends them to the order, checks and links them. */
  makeReady(studyID: string, orderID: string, identity?: 'agrees' | 'differs'): Promise<void>;
  startDraining(): void;
  close(): Promise<void>;
}

export interface TestPatient {
  familyName: string;
  givenName: string;
  birthDate: string;
  sex: 'F' | 'M' | 'O';
}

export interface Choices {
  orderTypeID: string;
  otherOrderTypeID: string;
  locationID: string;
  /** The provider whose account the clinician's is, by person. */
  providerID: { clinician: string; clinician2: string };
}

async function request(url: string, method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const isText = typeof body === 'string';
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text !== '' && /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined,
  };
}

/** Starts the portal on a real PostgreSQL with a hospital, two clinics and an account of each role. */
export async function startPortal(
  environment: Record<string, string> = {},
  routes: readonly Route[] = portalRoutes,
): Promise<PortalFixture> {
  const server = await startTestPostgresql({ durable: false });
  const folder = await mkdtemp(join(tmpdir(), 'gateway-portal-'));
  const databaseURL = await server.freshDatabase();
  const { database, close } = connectDatabase(databaseURL, { maxConnections: 10 });
  const settings = readSettings({ DATA_DIR: folder, MIN_FREE_BYTES: '0', DATABASE_URL: databaseURL, HTTP_PORT: '0', ...environment });
  const logger = createLogger('test', 'silent');
  let draining = false;
  const context: GatewayContext = {
    settings,
    database,
    objects: new FileObjectStore(settings.OBJECT_FOLDER),
    // The portal asks the store for one thing only.
    store: { assertReady() {} } as unknown as GatewayContext['store'],
    logger,
    gatewayID: randomUUID(),
    changes: createChangeFeed(databaseURL, logger),
    draining: () => draining,
  };
  const http = await startHttpServer(createApp(context, routes), settings);
  const url = `http://127.0.0.1:${http.port}`;
  const { organizations, accountIDs } = await insertPeople(database);
  const choices = await insertChoices(database, organizations, accountIDs);
  const call: PortalFixture['call'] = (method, path, body, headers = {}) => request(url, method, path, body, headers);
  const patients = { clinician: '', clinician2: '' };
  const draftOrder: PortalFixture['draftOrder'] = async (client, changes = {}) => {
    const who = client.person === 'clinician2' ? 'clinician2' : 'clinician';
    const home = who === 'clinician2' ? organizations.hilltop : organizations.riverside;
    patients[who] ||= await insertPatient(database, home, sofia);
    const content = { ...orderBody, orderTypeID: choices.orderTypeID, locationID: choices.locationID };
    const body = { ...content, patientID: patients[who], authorizingProviderID: choices.providerID[who], ...changes };
    return client.call('POST', '/api/orders', body);
  };
  return {
    url,
    context,
    database,
    organizations,
    accountIDs,
    choices,
    call,
    async signIn(person) {
      const answer = await call('POST', '/api/session', { username: person, password });
      if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const { csrfToken } = answer.json;
      return {
        person,
        cookie,
        csrfToken,
        call: (method, path, body, headers = {}) => call(method, path, body, { cookie, 'x-csrf-token': csrfToken, ...headers }),
      };
    },
    addPatient: (organizationID, person) => insertPatient(database, organizationID, { ...sofia, ...person }),
    draftOrder,
    async placeOrder(client, changes) {
      const draft = await draftOrder(client, changes);
      if (draft.status !== 201) return draft;
      return client.call('POST', `/api/orders/${draft.json.id}/signature`, { version: draft.json.version });
    },
    storeInstances: (organizationID, count, studyInstanceUID, uids) =>
      insertInstances(database, organizationID, { count, studyInstanceUID: studyInstanceUID ?? makeUID(), uids }),
    async makeReady(studyID, orderID, identity = 'agrees') {
      await speakOfPatient(database, { studyID, orderID, identity });
      await sql`select attach_studies(array[${studyID}::uuid], ${orderID}::uuid, 'address', null)`.execute(database);
      await finishChecking(database, studyID);
    },
    startDraining() {
      draining = true;
    },
    async close() {
      draining = true;
      await http.close();
      await context.changes.close();
      await close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Spoken {
  studyID: string;
  orderID: string;
  identity: 'agrees' | 'differs';
}

async function speakOfPatient(database: Database, { studyID, orderID, identity }: Spoken): Promise<void> {
  const birthDate = identity === 'agrees' ? sql`to_char(p.birth_date, 'YYYYMMDD')` : sql`'19770707'`;
  await sql`update instances i set attributes = i.attributes || jsonb_build_object(
      '00100010', jsonb_build_object('vr', 'PN', 'Value', jsonb_build_array(jsonb_build_object('Alphabetic', p.family_name || '^' || p.given_name))),
      '00100020', jsonb_build_object('vr', 'LO', 'Value', jsonb_build_array(o.sender_patient_id)),
      '00100030', jsonb_build_object('vr', 'DA', 'Value', jsonb_build_array(${birthDate})),
      '00100040', jsonb_build_object('vr', 'CS', 'Value', jsonb_build_array(p.sex)))
    from referral_orders o join patients p on p.id = o.patient_key where o.id = ${orderID}::uuid and i.study_id = ${studyID}::uuid`.execute(
    database,
  );
}

/** What the workers do: every instance is sound, and the study linked. */
export async function finishChecking(database: Database, studyID: string): Promise<void> {
  await sql`update instances set state = 'sound', validated_at = now() where study_id = ${studyID} and validated_at is null`.execute(
    database,
  );
  const study = await database.selectFrom('studies').select(['id', 'stage']).where('id', '=', studyID).executeTakeFirstOrThrow();
  if (study.stage === 'received') await validated(database, study);
  await linkStudy(database, studyID);
}

const sofia: TestPatient = { familyName: 'Sample', givenName: 'Sofia', birthDate: '1968-04-12', sex: 'F' };

/** What does not depend on the fixture's ids. */
export const orderBody = {
  senderPatientID: 'RC-1',
  reasonForReferral: 'Second opinion',
  diagnoses: [{ code: 'G43.109' }],
  willUploadImages: true,
  willUploadRecords: false,
};

async function insertPatient(database: Database, organizationID: string, person: TestPatient): Promise<string> {
  const { id } = await database
    .insertInto('patients')
    .values({
      family_name: person.familyName,
      given_name: person.givenName,
      birth_date: person.birthDate,
      sex: person.sex,
      created_by_organization: organizationID,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await database.insertInto('organization_patients').values({ organization_id: organizationID, patient_key: id }).execute();
  return id;
}

async function insertChoices(
  database: Database,
  organizations: PortalFixture['organizations'],
  accountIDs: PortalFixture['accountIDs'],
): Promise<Choices> {
  const idOf = async (inserted: { executeTakeFirstOrThrow(): Promise<{ id: string }> }) => (await inserted.executeTakeFirstOrThrow()).id;
  const orderType = (name: string, department: string) =>
    idOf(database.insertInto('order_types').values({ name, department }).returning('id'));
  const provider = (organization_id: string, familyName: string, account_id: string) =>
    idOf(
      database
        .insertInto('providers')
        .values({ organization_id, family_name: familyName, given_name: 'Pat', credentials: 'MD', npi: null, account_id })
        .returning('id'),
    );
  const orderTypeID = await orderType('Referral to Neurology', 'Neurology');
  const otherOrderTypeID = await orderType('Referral to Cardiology', 'Cardiology');
  for (const organization_id of [organizations.riverside, organizations.hilltop]) {
    await database
      .insertInto('organization_order_types')
      .values([orderTypeID, otherOrderTypeID].map((order_type_id, position) => ({ organization_id, order_type_id, position })))
      .execute();
  }
  const region_id = await idOf(database.insertInto('regions').values({ name: 'Central of the tests', phone: '555-0120' }).returning('id'));
  const locationID = await idOf(database.insertInto('locations').values({ region_id, name: 'Main campus' }).returning('id'));
  await insertCodes(database);
  return {
    orderTypeID,
    otherOrderTypeID,
    locationID,
    providerID: {
      clinician: await provider(organizations.riverside, 'River', accountIDs.clinician),
      clinician2: await provider(organizations.hilltop, 'Hill', accountIDs.clinician2),
    },
  };
}

async function insertCodes(database: Database): Promise<void> {
  const release = await database
    .insertInto('icd10cm_releases')
    .values({ year: 2026, source: 'built-in', file_name: null, state: 'ready', problem: null, imported_by: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  const codes: [string, boolean, string][] = [
    ['G43', false, 'Migraine'],
    ['G43109', true, 'Migraine with aura, not intractable, without status migrainosus'],
    ['I10', true, 'Essential (primary) hypertension'],
    ['R911', true, 'Solitary pulmonary nodule'],
  ];
  await database
    .insertInto('icd10cm_codes')
    .values(
      codes.map(([code, billable, title], position) => ({ release_id: release.id, code, position, billable, short_title: title, title })),
    )
    .execute();
}

async function insertPeople(database: Database): Promise<Pick<PortalFixture, 'organizations' | 'accountIDs'>> {
  const organization = async (name: string, kind: 'referring' | 'hospital', pacsToPacs: boolean) => {
    const row = await database
      .insertInto('organizations')
      .values({ name, kind, pacs_to_pacs_enabled: pacsToPacs })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  };
  const hospital = await organization('Hospital', 'hospital', false);
  const riverside = await organization('Riverside', 'referring', true);
  const hilltop = await organization('Hilltop', 'referring', false);
  const home: Record<Person, string> = { clinician: riverside, clinician2: hilltop, pacs: riverside, radiology: hospital, admin: hospital };
  const passwordHash = await hashPassword(password);
  const accountIDs = {} as Record<Person, string>;
  for (const person of people) {
    const { id } = await database
      .insertInto('accounts')
      .values({
        organization_id: home[person],
        username: person,
        display_name: `The ${person}`,
        role: roleOf[person],
        password_hash: passwordHash,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    accountIDs[person] = id;
  }
  return { organizations: { hospital, riverside, hilltop }, accountIDs };
}

interface Wanted {
  count: number;
  studyInstanceUID: string;
  uids?: string[] | undefined;
}

async function insertInstances(database: Database, organizationID: string, wanted: Wanted): Promise<string> {
  const receptionID = randomUUID();
  await database
    .insertInto('receptions')
    .values({
      id: receptionID,
      organization_id: organizationID,
      door: 'stow-rs',
      gateway_id: 'test',
      ended_at: new Date(),
      outcome: 'completed',
    })
    .execute();
  const attributes = {
    '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Sample^Sofia' }] },
    '00100020': { vr: 'LO', Value: ['RC-1'] },
    '00100030': { vr: 'DA', Value: ['19680412'] },
    '00100040': { vr: 'CS', Value: ['F'] },
  };
  const rows = Array.from({ length: wanted.count }, (_, position) => ({
    position,
    id: randomUUID(),
    organization_id: organizationID,
    reception_id: receptionID,
    study_instance_uid: wanted.studyInstanceUID,
    series_instance_uid: `${wanted.studyInstanceUID.slice(0, 50)}.1`,
    sop_instance_uid: wanted.uids?.[position] ?? makeUID(),
    sop_class_uid: '1.2.840.10008.5.1.4.1.1.2',
    transfer_syntax_uid: '1.2.840.10008.1.2.1',
    byte_count: 1000,
    data_set_offset: 300,
    data_set_crc32: 1,
    object_key: `i/${randomUUID()}`,
    preamble: 'zeros',
    attributes,
    modality: 'CT',
    series_number: 1,
    patient_id: 'RC-1',
    patient_name: 'Sample^Sofia',
    patient_birth_date: '19680412',
    study_date: '20260101',
    accession_number: null,
    pixel_data: { kind: 'native' },
    findings: [],
    text_trusted: true,
  }));
  const stored = await sql<{ study_id: string }>`select * from store_instances(${JSON.stringify(rows)}::jsonb)`.execute(database);
  return stored.rows[0]?.study_id ?? '';
}
