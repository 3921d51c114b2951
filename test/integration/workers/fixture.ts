import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { build } from 'esbuild';
import { sql } from 'kysely';
import { connectDatabase, type Database, type DatabaseConnection } from '#core/database/database.js';
import { DataSetInspection } from '#core/dicom/data-set-inspection.js';
import { classifyPreamble, Part10Reader } from '#core/dicom/part10-file.js';
import { createLogger } from '#core/logging/logger.js';
import { FileObjectStore } from '#core/object-store/file-object-store.js';
import { makeInstanceRow } from '../../../gateway/store/instance-row.js';

export const logger = createLogger('test', 'silent');
const project = resolve(import.meta.dirname, '../../..');

/** Builds a program of the project (and those it starts beside it) for a process of its own; what it imports from packages stays outside. */
export async function buildProgram(source: string, ...beside: string[]): Promise<{ entry: string; remove(): Promise<void> }> {
  await mkdir(join(project, 'test-output'), { recursive: true });
  const folder = await mkdtemp(join(project, 'test-output', 'program-'));
  const entry = join(folder, basename(source).replace('.ts', '.js'));
  await build({
    entryPoints: [source, ...beside].map((path) => join(project, path)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    conditions: ['source'],
    outdir: folder,
    entryNames: '[name]',
    logLevel: 'error',
  });
  return { entry, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An organization with a patient, an order and a reception, and a way to store instances as the gateway does. */
export class Fixture {
  readonly connection: DatabaseConnection;
  readonly database: Database;
  readonly objects: FileObjectStore;
  readonly folder: string;
  readonly organizationID = randomUUID();
  readonly accountID = randomUUID();

  constructor(url: string, folder: string) {
    this.connection = connectDatabase(url);
    this.database = this.connection.database;
    this.folder = folder;
    this.objects = new FileObjectStore(folder);
  }

  async prepare(): Promise<void> {
    await sql`insert into organizations (id, name, kind) values (${this.organizationID}, ${`Clinic ${this.organizationID}`}, 'referring')`.execute(
      this.database,
    );
    await sql`insert into accounts (id, organization_id, username, display_name, role, password_hash)
      values (${this.accountID}, ${this.organizationID}, ${this.accountID}, 'Radiology Staff', 'radiology', 'x')`.execute(this.database);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  async makeOrder(patient: {
    familyName: string;
    givenName: string;
    birthDate: string;
    sex?: string;
    senderPatientID?: string;
    imagesBy?: string;
    state?: string;
  }): Promise<string> {
    const patientKey = randomUUID();
    const orderID = randomUUID();
    await sql`insert into patients (id, family_name, given_name, birth_date, sex)
      values (${patientKey}, ${patient.familyName}, ${patient.givenName}, ${patient.birthDate}, ${patient.sex ?? null})`.execute(
      this.database,
    );
    await sql`insert into referral_orders (id, organization_id, patient_key, state, images_by, sender_patient_id, called_ae_title,
        called_ae_title_expires_at, signed_at)
      values (${orderID}, ${this.organizationID}, ${patientKey}, ${patient.state ?? 'signed'}, ${patient.imagesBy ?? 'pacs'},
        ${patient.senderPatientID ?? null}, ${orderID.slice(0, 16)}, now() + interval '1 day', now())`.execute(this.database);
    return orderID;
  }

  async openReception(orderID: string | null = null): Promise<string> {
    const id = randomUUID();
    await sql`insert into receptions (id, organization_id, door, order_id, gateway_id, ended_at, outcome)
      values (${id}, ${this.organizationID}, 'dimse', ${orderID}, 'test', now(), 'released')`.execute(this.database);
    return id;
  }

  /** Stores one Part 10 file as gateway/store would, and gives the ids of its rows. */
  async store(
    bytes: Buffer,
    receptionID: string,
    how?: { orderID: string },
  ): Promise<{ instanceID: string; studyID: string; objectKey: string }> {
    const reader = new Part10Reader();
    const dataSet = reader.push(bytes) ?? reader.end() ?? Buffer.alloc(0);
    const transferSyntaxUID = reader.transferSyntaxUID ?? '1.2.840.10008.1.2';
    const inspection = new DataSetInspection(transferSyntaxUID);
    await inspection.push(dataSet);
    const inspected = await inspection.finish();
    const id = randomUUID();
    const objectKey = `test/${id}`;
    await this.objects.write(objectKey, bytes);
    const row = makeInstanceRow(inspected, {
      id,
      organizationID: this.organizationID,
      receptionID,
      transferSyntaxUID,
      byteCount: bytes.length,
      dataSetOffset: bytes.length - dataSet.length,
      dataSetCRC32: crc32(dataSet),
      objectKey,
      preamble: reader.preamble ? classifyPreamble(reader.preamble) : 'zeros',
    });
    const { rows } = await sql<{
      study_id: string;
    }>`select * from store_instances(${JSON.stringify([{ ...row, position: 0 }])}::jsonb)`.execute(this.database);
    const studyID = rows[0]?.study_id ?? '';
    if (how) await sql`select attach_studies(array[${studyID}::uuid], ${how.orderID}::uuid, 'address', null)`.execute(this.database);
    return { instanceID: id, studyID, objectKey };
  }

  async study(studyID: string) {
    return this.database.selectFrom('studies').selectAll().where('id', '=', studyID).executeTakeFirstOrThrow();
  }

  async instances(studyID: string) {
    return this.database.selectFrom('instances').selectAll().where('study_id', '=', studyID).orderBy('seq').execute();
  }

  async openQuestions(studyID: string) {
    const rows = await this.database
      .selectFrom('questions')
      .selectAll()
      .where('study_id', '=', studyID)
      .where('answered_at', 'is', null)
      .orderBy('kind')
      .execute();
    return rows;
  }

  async outbox(): Promise<string[]> {
    const rows = await this.database.selectFrom('outbox').selectAll().orderBy('id').execute();
    return rows.map((row) => row.stage);
  }
}
