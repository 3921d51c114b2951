import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '#core/config/settings.js';
import { connectDatabase, type DatabaseConnection } from '#core/database/database.js';
import { encodePart10Header } from '#core/dicom/part10-file.js';
import { createLogger } from '#core/logging/logger.js';
import { FileObjectStore } from '#core/object-store/file-object-store.js';
import type { OrderState, Role } from '#core/pipeline/stages.js';
import {
  attributes,
  type DataElement,
  encodeDataSet,
  explicitLittleEndian,
  mergeDataSets,
} from '../../../dicom-samples/generate/data-set-writer.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { createApp } from '../../../gateway/http/app.js';
import { makeToken } from '../../../gateway/http/authentication.js';
import { startHttpServer } from '../../../gateway/http/server.js';
import { searchRoutes } from '../../../gateway/query/routes.js';
import { storeRoutes } from '../../../gateway/receive/stow-rs/routes.js';
import { retrieveRoutes } from '../../../gateway/retrieve/routes.js';
import { openInstanceStore } from '../../../gateway/store/open-instance-store.js';

export type AccountName = 'clinician' | 'pacs' | 'clinician2' | 'radiology' | 'admin';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  /** False when the connection was cut before the answer's end. */
  isWhole: boolean;
}

export interface AskOptions {
  as?: AccountName;
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

export interface DicomwebHarness {
  readonly port: number;
  readonly connection: DatabaseConnection;
  readonly context: GatewayContext;
  readonly objectFolder: string;
  readonly organizations: Record<'riverside' | 'hilltop' | 'hospital', string>;
  tokenOf(account: AccountName): string;
  setDraining(isDraining: boolean): void;
  makeOrder(organization: 'riverside' | 'hilltop', state?: OrderState): Promise<string>;
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** Stores parts, each application/dicom. */
  store(parts: readonly Buffer[], options?: AskOptions & { path?: string }): Promise<Answer>;
  close(): Promise<void>;
}

export const boundary = 'gateway-test-boundary';
export const storeContentType = `multipart/related; type="application/dicom"; boundary=${boundary}`;

/** Starts DICOMweb as the gateway wires it, on a migrated database, with two clinics and the hospital. */
export async function startDicomweb(databaseURL: string, environment: Record<string, string> = {}): Promise<DicomwebHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-dicomweb-'));
  const settings = readSettings({
    DATA_DIR: folder,
    MIN_FREE_BYTES: '0',
    DATABASE_URL: databaseURL,
    HTTP_PORT: '0',
    PUBLIC_URL: 'https://gateway.example.org',
    ...environment,
  });
  const connection = connectDatabase(databaseURL, { maxConnections: 8 });
  const objects = new FileObjectStore(settings.OBJECT_FOLDER);
  const logger = createLogger('test', environment.LOG_LEVEL ?? 'silent');
  const gatewayID = randomUUID();
  const opened = await openInstanceStore({ databaseURL, objects }, settings, { gatewayID, logger });
  let isDraining = false;
  const context: GatewayContext = {
    settings,
    database: connection.database,
    objects,
    store: opened.store,
    logger,
    gatewayID,
    changes: { subscribe: () => () => undefined, close: async () => undefined },
    draining: () => isDraining,
  };
  const http = await startHttpServer(createApp(context, [...storeRoutes, ...searchRoutes, ...retrieveRoutes]), settings);
  const { organizations, tokens } = await makePeople(connection);
  const ask = (path: string, options: AskOptions = {}) => sendRequest(http.port, path, tokens, options);
  return {
    port: http.port,
    connection,
    context,
    objectFolder: settings.OBJECT_FOLDER,
    organizations,
    tokenOf: (account) => tokens[account],
    setDraining: (value) => {
      isDraining = value;
    },
    makeOrder: (organization, state = 'signed') => makeOrder(connection, organizations[organization], state),
    ask,
    store: (parts, { path = '/dicom-web/studies', ...options } = {}) =>
      ask(path, { method: 'POST', body: multipart(parts), ...options, headers: { 'content-type': storeContentType, ...options.headers } }),
    async close() {
      http.server.closeAllConnections();
      await http.close();
      await opened.close();
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makePeople({ database }: DatabaseConnection) {
  const rows = await database
    .insertInto('organizations')
    .values([
      { name: 'Riverside', kind: 'referring' },
      { name: 'Hilltop', kind: 'referring' },
      { name: 'Hospital', kind: 'hospital' },
    ])
    .returning('id')
    .execute();
  const [riverside = '', hilltop = '', hospital = ''] = rows.map((row) => row.id);
  const add = (username: AccountName, role: Role, organizationID: string) => makeAccount(database, { username, role, organizationID });
  const tokens = {
    clinician: await add('clinician', 'clinician', riverside),
    pacs: await add('pacs', 'pacs', riverside),
    clinician2: await add('clinician2', 'clinician', hilltop),
    radiology: await add('radiology', 'radiology', hospital),
    admin: await add('admin', 'admin', hospital),
  };
  return { organizations: { riverside, hilltop, hospital }, tokens };
}

async function makeAccount(
  database: DatabaseConnection['database'],
  { username, role, organizationID }: { username: string; role: Role; organizationID: string },
): Promise<string> {
  const account = await database
    .insertInto('accounts')
    .values({ username, role, display_name: username, organization_id: organizationID, password_hash: 'none' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { token, tokenSHA256 } = makeToken();
  await database
    .insertInto('api_tokens')
    .values({ account_id: account.id, name: 'test', token_sha256: tokenSHA256, expires_at: new Date(Date.now() + 3_600_000) })
    .execute();
  return token;
}

async function makeOrder({ database }: DatabaseConnection, organizationID: string, state: OrderState): Promise<string> {
  const patient = await database
    .insertInto('patients')
    .values({ family_name: 'Sample', given_name: 'Sofia', birth_date: null, sex: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  const order = await database
    .insertInto('referral_orders')
    .values({
      organization_id: organizationID,
      patient_key: patient.id,
      state,
      signed_at: state === 'draft' ? null : new Date(),
      images_by: 'browser',
      called_ae_title: randomUUID().slice(0, 8).toUpperCase(),
      called_ae_title_expires_at: new Date(Date.now() + 86_400_000),
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow();
  return order.id;
}

function sendRequest(port: number, path: string, tokens: Record<AccountName, string>, options: AskOptions): Promise<Answer> {
  const { as = 'clinician', method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.length) } : {};
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { authorization: `Bearer ${tokens[as]}`, ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
        response.on('close', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), isWhole: response.complete }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Makes a multipart body of application/dicom parts, or of parts with another header. */
export function multipart(parts: readonly (Buffer | { header: string; body: Buffer })[], isEnded = true): Buffer {
  const pieces = parts.flatMap((part) => {
    const { header, body } = Buffer.isBuffer(part) ? { header: 'Content-Type: application/dicom', body: part } : part;
    return [Buffer.from(`--${boundary}\r\n${header}\r\n\r\n`), body, Buffer.from('\r\n')];
  });
  return Buffer.concat([...pieces, Buffer.from(isEnded ? `--${boundary}--\r\n` : '')]);
}

export interface SampleSettings {
  study?: string;
  series?: string;
  instance?: string;
  patientName?: string;
  patientID?: string;
  modality?: string;
  studyDate?: string;
  studyTime?: string;
  accessionNumber?: string;
  pixelData?: Buffer;
  characterSet?: string;
}

export interface Sample {
  file: Buffer;
  dataSet: Buffer;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  sopInstanceUID: string;
}

/** A UID that follows from a name. */
export function uidOf(name: string): string {
  return `2.25.${BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 24)}`)}`;
}

export const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';

/** Makes a small CT instance in Explicit VR Little Endian. */
export function makeSample(settings: SampleSettings = {}): Sample {
  const study = settings.study ?? randomUUID();
  const series = settings.series ?? 'series';
  const studyInstanceUID = uidOf(study);
  const seriesInstanceUID = uidOf(`${study}/${series}`);
  const sopInstanceUID = uidOf(`${study}/${series}/${settings.instance ?? '1'}`);
  const { pixelData = Buffer.alloc(512, 7) } = settings;
  const priv: DataElement[] = [
    { tag: 0x00090010, vr: 'LO', value: 'SAMPLEWORKS' },
    { tag: 0x00091001, vr: 'UN', value: Buffer.from([1, 2, 3, 4]) },
  ];
  const described = attributes({
    SpecificCharacterSet: settings.characterSet ?? 'ISO_IR 192',
    SOPClassUID: CT_IMAGE_STORAGE,
    SOPInstanceUID: sopInstanceUID,
    StudyDate: settings.studyDate ?? '20240102',
    StudyTime: settings.studyTime ?? '101530',
    AccessionNumber: settings.accessionNumber ?? 'ACC1',
    Modality: settings.modality ?? 'CT',
    ReferringPhysicianName: 'Referrer^Rita',
    StudyDescription: 'Head',
    SeriesDescription: 'Axial',
    PatientName: Buffer.from(settings.patientName ?? 'Sample^Sofia'),
    PatientID: settings.patientID ?? 'P1',
    PatientBirthDate: '19680412',
    PatientSex: 'F',
    StudyInstanceUID: studyInstanceUID,
    SeriesInstanceUID: seriesInstanceUID,
    StudyID: '1',
    SeriesNumber: 1,
    InstanceNumber: 1,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: 16,
    Columns: 16,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
  });
  const dataSet = encodeDataSet(mergeDataSets(described, priv, [{ tag: 0x7fe00010, vr: 'OW', value: pixelData }]), explicitLittleEndian);
  const header = encodePart10Header({ sopClassUID: CT_IMAGE_STORAGE, sopInstanceUID, transferSyntaxUID: '1.2.840.10008.1.2.1' });
  return { file: Buffer.concat([header, dataSet]), dataSet, studyInstanceUID, seriesInstanceUID, sopInstanceUID };
}

type Json = Record<string, { vr: string; Value?: never[] }>;

/** The body of an answer as DICOM JSON. */
export function jsonOf<Result = Json>(answer: Answer): Result {
  return JSON.parse(answer.body.toString('utf8')) as Result;
}

/** The bodies of the parts of a multipart answer. */
export function partsOf(answer: Answer): Buffer[] {
  const [, mark] = /boundary=("?)([^";]+)\1/.exec(String(answer.headers['content-type']))?.slice(1) ?? [];
  const delimiter = Buffer.from(`--${mark}`);
  const parts: Buffer[] = [];
  let at = answer.body.indexOf(delimiter);
  while (at >= 0) {
    const next = answer.body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), at + delimiter.length);
    if (next < 0) break;
    parts.push(answer.body.subarray(answer.body.indexOf('\r\n\r\n', at) + 4, next));
    at = next + 2;
  }
  return parts;
}
