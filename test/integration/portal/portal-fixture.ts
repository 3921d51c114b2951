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
import type { GatewayContext } from '../../../gateway/context.js';
import { createApp } from '../../../gateway/http/app.js';
import { hashPassword } from '../../../gateway/http/passwords.js';
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
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  signIn(person: Person): Promise<Client>;
  placeOrder(client: Client, changes?: Record<string, unknown>): Promise<Answer>;
  storeInstances(organizationID: string, count: number, studyInstanceUID?: string, uids?: string[]): Promise<string>;
  /** What validation and linking would do: all instances sound, the study linked. */
  makeReady(studyID: string, orderID: string, identity?: 'agrees' | 'differs'): Promise<void>;
  startDraining(): void;
  close(): Promise<void>;
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
    json: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined,
  };
}

/** Starts the portal on a real PostgreSQL with a hospital, two clinics and an account of each role. */
export async function startPortal(environment: Record<string, string> = {}): Promise<PortalFixture> {
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
  const http = await startHttpServer(createApp(context, portalRoutes), settings);
  const url = `http://127.0.0.1:${http.port}`;
  const { organizations, accountIDs } = await insertPeople(database);
  const call: PortalFixture['call'] = (method, path, body, headers = {}) => request(url, method, path, body, headers);
  return {
    url,
    context,
    database,
    organizations,
    accountIDs,
    call,
    async signIn(person) {
      const answer = await call('POST', '/api/session', { username: person, password });
      if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const { csrfToken } = answer.json;
      return {
        cookie,
        csrfToken,
        call: (method, path, body, headers = {}) => call(method, path, body, { cookie, 'x-csrf-token': csrfToken, ...headers }),
      };
    },
    placeOrder: (client, changes = {}) => client.call('POST', '/api/orders', { ...orderBody, ...changes }),
    storeInstances: (organizationID, count, studyInstanceUID, uids) =>
      insertInstances(database, organizationID, { count, studyInstanceUID: studyInstanceUID ?? makeUID(), uids }),
    async makeReady(studyID, orderID, identity = 'agrees') {
      await sql`update instances set state = 'sound', validated_at = now() where study_id = ${studyID}`.execute(database);
      await sql`select attach_studies(array[${studyID}::uuid], ${orderID}::uuid, 'address', null)`.execute(database);
      await sql`update studies set stage = 'linked', identity = ${identity} where id = ${studyID}`.execute(database);
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

export const orderBody = {
  patient: { familyName: 'Sample', givenName: 'Sofia', birthDate: '1968-04-12', sex: 'F' },
  senderPatientID: 'RC-1',
  reasonForReferral: 'Second opinion',
  authorizingProvider: 'Dr. Provider',
  imagesBy: 'browser',
};

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
  const attributes = { '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Sample^Sofia' }] }, '00100040': { vr: 'CS', Value: ['F'] } };
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
