// Stage 2 of the image's way, store: the one place where success is decided. Whatever the door, the order is fixed: every byte checked and
// on stable storage under its final name, then the row with its outbox entry, then the answer. A crash in between leaves bytes without a
// row in a folder that is written down; recovery.ts takes them up at the next start.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { crc32 } from '@node-rs/crc32';
import type { AuditEntry } from '#core/audit/audit.js';
import { DataSetInspection, type InspectedDataSet } from '#core/dicom/data-set-inspection.js';
import { classifyPreamble, encodePart10Header, Part10Reader } from '#core/dicom/part10-file.js';
import { GatewayError, toGatewayError } from '#core/errors/gateway-error.js';
import { replaceCopy } from '#core/studies/copies.js';
import type {
  AnnouncedInstance,
  ArrivingInstance,
  InstanceStore,
  KnownIdentity,
  Reception,
  ReceptionOutcome,
  ReceptionRequest,
  Refusal,
  Rejection,
  StoredInstance,
} from './arriving-instance.js';
import type { EarlyRow } from './early-rows.js';
import { compareWithFirst, keepAside } from './existing-instance.js';
import { makeInstanceRow } from './instance-row.js';
import type { LandingFile } from './landing-file.js';
import type { LandingFolder } from './landing-folders.js';
import { landingName } from './landing-name.js';
import type { InstanceRow, RowOutcome } from './row-batch.js';
import type { StoreParts } from './store-parts.js';

export class DurableInstanceStore implements InstanceStore {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  assertReady(): void {
    this.#parts.readiness.assert();
  }

  openReception(request: ReceptionRequest): Promise<Reception> {
    return this.#parts.receptions.open(request);
  }

  closeReception(reception: Reception, outcome: ReceptionOutcome, audit?: AuditEntry): void {
    this.#parts.attachments.forget(reception);
    this.#parts.rejected.forget(reception);
    this.#parts.receptions.close(reception, outcome, audit);
  }

  receiveDataSet(reception: Reception, announced: AnnouncedInstance): ArrivingInstance {
    return new Arrival(this.#parts, reception, { announced });
  }

  receivePart10(reception: Reception, expected: { studyInstanceUID?: string | undefined } = {}): ArrivingInstance {
    return new Arrival(this.#parts, reception, expected);
  }

  recordRefusal(refusal: Refusal): void {
    this.#parts.receptions.refuse(refusal);
  }
}

interface Expected {
  announced?: AnnouncedInstance;
  studyInstanceUID?: string | undefined;
}

class Arrival implements ArrivingInstance {
  readonly #parts: StoreParts;
  readonly #reception: Reception;
  readonly #expected: Expected;
  readonly #id = randomUUID();
  readonly #folder: LandingFolder;
  readonly #file: LandingFile;
  readonly #reader: Part10Reader | null;
  #inspection: DataSetInspection | null = null;
  #transferSyntaxUID = '';
  #dataSetOffset = 0;
  #crc32 = 0;
  #fault: GatewayError | null = null;
  #settled = false;

  constructor(parts: StoreParts, reception: Reception, expected: Expected) {
    this.#parts = parts;
    this.#reception = reception;
    this.#expected = expected;
    this.#folder = parts.folders.take();
    this.#file = this.#folder.takeFile();
    this.#reader = expected.announced ? null : new Part10Reader();
    if (expected.announced) this.#beginWithHeader(reception, expected.announced);
  }

  get known(): KnownIdentity {
    const announced = this.#expected.announced;
    const found = this.#inspection?.identities;
    return {
      sopClassUID: found?.sopClassUID ?? announced?.sopClassUID ?? this.#reader?.mediaStorageSOPClassUID ?? undefined,
      sopInstanceUID: found?.sopInstanceUID ?? announced?.sopInstanceUID ?? this.#reader?.mediaStorageSOPInstanceUID ?? undefined,
      studyInstanceUID: found?.studyInstanceUID,
    };
  }

  write(chunk: Buffer): void | Promise<void> {
    if (this.#fault || this.#settled) return undefined;
    try {
      const pressure = this.#file.append(chunk);
      const inflating = this.#inspect(chunk);
      if (this.#file.byteCount > this.#parts.maxInstanceBytes) throw new GatewayError('payload-too-large');
      if (this.#file.failure) throw this.#file.failure;
      if (!inflating) return pressure;
      return this.#both(pressure, inflating);
    } catch (error) {
      this.#fault = toGatewayError(error);
      return undefined;
    }
  }

  async complete({ mayWait = false } = {}): Promise<StoredInstance> {
    try {
      const inspected = await this.#finishInspection();
      return await this.#makeDurable(inspected, mayWait);
    } catch (error) {
      await this.abandon();
      throw toGatewayError(error);
    }
  }

  async abandon(): Promise<void> {
    if (this.#settled) return;
    this.#settled = true;
    this.#inspection?.abandon();
    await this.#file.discard();
    this.#parts.folders.release(this.#folder);
  }

  #beginWithHeader(reception: Reception, announced: AnnouncedInstance): void {
    const header = encodePart10Header({
      ...announced,
      callingAETitle: reception.callingAETitle ?? undefined,
      receivingAETitle: reception.calledAETitle ?? undefined,
    });
    this.#transferSyntaxUID = announced.transferSyntaxUID;
    this.#dataSetOffset = header.length;
    this.#inspection = new DataSetInspection(announced.transferSyntaxUID);
    void this.#file.append(header);
  }

  #inspect(chunk: Buffer): void | Promise<void> {
    if (this.#inspection) return this.#inspectDataSet(chunk);
    const dataSet = this.#reader?.push(chunk);
    return dataSet ? this.#beginDataSet(dataSet) : undefined;
  }

  #beginDataSet(dataSet: Buffer): void | Promise<void> {
    const reader = this.#reader as Part10Reader;
    this.#transferSyntaxUID = reader.transferSyntaxUID as string;
    this.#dataSetOffset = reader.dataSetOffset;
    this.#inspection = new DataSetInspection(this.#transferSyntaxUID);
    return this.#inspectDataSet(dataSet);
  }

  #inspectDataSet(chunk: Buffer): void | Promise<void> {
    this.#crc32 = crc32(chunk, this.#crc32);
    return this.#inspection?.push(chunk);
  }

  async #both(pressure: void | Promise<void>, inflating: Promise<void>): Promise<void> {
    try {
      await inflating;
      await pressure;
    } catch (error) {
      this.#fault ??= toGatewayError(error);
    }
  }

  async #finishInspection(): Promise<InspectedDataSet> {
    if (this.#fault) throw this.#fault;
    if (!this.#inspection) {
      const dataSet = this.#reader?.end();
      if (!dataSet) throw new GatewayError('not-dicom');
      await this.#beginDataSet(dataSet);
    }
    const inspected = await (this.#inspection as unknown as DataSetInspection).finish();
    this.#checkIdentity(inspected);
    if (this.#reader) inspected.findings.unshift(...this.#reader.findingsAgainst(inspected));
    return inspected;
  }

  #checkIdentity(inspected: InspectedDataSet): void {
    const { announced, studyInstanceUID } = this.#expected;
    if (announced && (announced.sopClassUID !== inspected.sopClassUID || announced.sopInstanceUID !== inspected.sopInstanceUID)) {
      const which = announced.sopClassUID === inspected.sopClassUID ? 'SOP Instance UID' : 'SOP Class UID';
      throw new GatewayError('identity-mismatch', { explanation: `${which} differs between command and data set` });
    }
    if (studyInstanceUID !== undefined && studyInstanceUID !== inspected.studyInstanceUID) throw new GatewayError('study-mismatch');
  }

  async #makeDurable(inspected: InspectedDataSet, mayWait: boolean): Promise<StoredInstance> {
    this.#parts.readiness.assertRoom();
    const { name, row } = this.#describe(inspected);
    const path = join(this.#folder.path, name);
    const early = mayWait ? null : this.#parts.earlyRows.begin(row);
    // Beside the disk's work, so that no answer waits for it.
    const rejection = this.#parts.rejected.look(this.#reception, row.study_instance_uid);
    try {
      await this.#file.finish(path);
      await Promise.all([this.#file.sync(), this.#folder.syncEntries()]);
    } catch (error) {
      this.#parts.readiness.writeFailed(error);
      await early?.abandon();
      throw error;
    }
    this.#parts.readiness.consumed(this.#file.byteCount);
    const outcome = await this.#commitRow(row, early, mayWait);
    return { ...(await this.#conclude(row, outcome, path)), rejection: await this.#noteRejection(await rejection) };
  }

  #describe(inspected: InspectedDataSet): { name: string; row: InstanceRow } {
    const byteCount = this.#file.byteCount;
    const name = landingName({ receptionID: this.#reception.id, instanceID: this.#id, dataSetCRC32: this.#crc32, byteCount });
    const row = makeInstanceRow(inspected, {
      id: this.#id,
      organizationID: this.#reception.organizationID,
      receptionID: this.#reception.id,
      transferSyntaxUID: this.#transferSyntaxUID,
      byteCount,
      dataSetOffset: this.#dataSetOffset,
      dataSetCRC32: this.#crc32,
      objectKey: `${this.#folder.name}/${name}`,
      preamble: this.#reader?.preamble ? classifyPreamble(this.#reader.preamble) : this.#reader ? 'absent' : 'zeros',
    });
    return { name, row };
  }

  async #commitRow(row: InstanceRow, early: EarlyRow | null, mayWait: boolean): Promise<RowOutcome> {
    try {
      return (await early?.commit()) ?? (await this.#parts.rows.add(row, { mayWait }));
    } catch (error) {
      const failure = toGatewayError(error);
      if (failure.kind === 'permanent') throw failure;
      // Whether the row was committed is not known: the bytes stay, and the row is tried again until it is certain.
      if (failure.code === 'database-unavailable') this.#parts.readiness.databaseFailed(failure);
      this.#settled = true;
      this.#file.close();
      this.#parts.doubtful.add(row, () => this.#parts.folders.release(this.#folder));
      throw failure;
    }
  }

  async #conclude(row: InstanceRow, outcome: RowOutcome, path: string): Promise<StoredInstance> {
    let stored = outcome.stored;
    if (stored) this.#keepFile();
    else stored = await this.#settleWithFirst(row, outcome, path).catch(asDatabaseError);
    await this.#parts.attachments.attach(this.#reception, outcome.studyID);
    this.#parts.receptions.countStored(this.#reception, outcome.studyID);
    return {
      outcome: stored ? 'stored' : 'already-stored',
      instanceID: outcome.instanceID,
      studyID: outcome.studyID,
      sopClassUID: row.sop_class_uid,
      sopInstanceUID: row.sop_instance_uid,
      studyInstanceUID: row.study_instance_uid,
      seriesInstanceUID: row.series_instance_uid,
    };
  }

  async #noteRejection(rejection: Rejection | null): Promise<Rejection | null> {
    if (rejection) await this.#parts.rejected.note(this.#reception, rejection).catch(asDatabaseError);
    return rejection;
  }

  async #settleWithFirst(row: InstanceRow, outcome: RowOutcome, path: string): Promise<boolean> {
    const { database, objects } = this.#parts;
    const comparison = await compareWithFirst(database, objects, outcome.instanceID, { row, path });
    if (comparison.outcome === 'same') {
      await this.abandon();
      return false;
    }
    if (comparison.outcome === 'first-copy-lost') {
      const lost = { instanceID: outcome.instanceID, objectKey: comparison.objectKey };
      // Somebody else has just replaced it: what stands there now is compared.
      if (!(await replaceCopy(database, lost, row))) return this.#settleWithFirst(row, outcome, path);
      this.#keepFile();
      return true;
    }
    if (await keepAside(database, outcome.instanceID, { row, path })) this.#keepFile();
    throw new GatewayError('conflicting-content', { subject: { sopInstanceUID: row.sop_instance_uid } });
  }

  #keepFile(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#file.close();
    this.#parts.folders.release(this.#folder);
  }
}

/** What is not one of our own errors came from the database or the disk under it: the sender tries again. */
function asDatabaseError(thrown: unknown): never {
  if (thrown instanceof GatewayError) throw thrown;
  throw new GatewayError('database-unavailable', { cause: thrown });
}
