// Stage store, at the start of a gateway: looks through the landing folders of processes that are gone. A whole instance without a row was
// never acknowledged, yet it is here: it is checked again and stored. What is not whole is deleted.
import fs from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from '@node-rs/crc32';
import { recordAudit } from '#core/audit/audit.js';
import { DataSetInspection } from '#core/dicom/data-set-inspection.js';
import { classifyPreamble, Part10Reader } from '#core/dicom/part10-file.js';
import type { Logger } from '#core/logging/logger.js';
import { makeInstanceRow } from './instance-row.js';
import { type LandingFacts, parseLandingName } from './landing-name.js';
import type { InstanceRow } from './row-batch.js';
import type { StoreParts } from './store-parts.js';

/** Another machine's folder counts as left behind when nothing in it changed for this long. */
const FOREIGN_FOLDER_AGE_MS = 900_000;

interface LeftFolder {
  folder: string;
  gateway_id: string;
  host: string;
  process_id: number;
}

/** What was found in the folders of processes that are gone. */
interface Found {
  stored: number;
  deleted: number;
  /** How many instances are here, by the reception that brought them. */
  instanceCounts: Map<string, number>;
}

type LandedFile = LandingFacts & { objectKey: string };

/** Takes up what a crash left; it may be broken off and begun again. */
export async function recoverLandings(parts: StoreParts, root: string, self: { gatewayID: string; logger: Logger }): Promise<void> {
  const open = await parts.database
    .selectFrom('storage_folders')
    .selectAll()
    .where('closed_at', 'is', null)
    .where('gateway_id', '<>', self.gatewayID)
    .execute();
  const found: Found = { stored: 0, deleted: 0, instanceCounts: new Map() };
  const left: LeftFolder[] = [];
  for (const folder of open) {
    if (!(await isLeftBehind(folder, root))) continue;
    await recoverFolder(parts, root, folder.folder, found);
    left.push(folder);
  }
  for (const gatewayID of new Set(left.map((folder) => folder.gateway_id))) await endLostReceptions(parts, gatewayID, found);
  // Closed last: the counts that the ends of the receptions carry are known only while every folder is looked through.
  for (const { folder } of left) {
    await parts.database.updateTable('storage_folders').set({ closed_at: new Date() }).where('folder', '=', folder).execute();
  }
  const { stored, deleted } = found;
  if (stored + deleted > 0) self.logger.info({ stored, deleted }, 'landing folders of an earlier process were taken up');
}

/** Ends what a process that is gone had open; with each end goes the audit record that it owed, or neither is written. */
async function endLostReceptions(parts: StoreParts, gatewayID: string, found: Found): Promise<void> {
  await parts.database.transaction().execute(async (transaction) => {
    const lost = await transaction
      .updateTable('receptions')
      .set({ outcome: 'lost', ended_at: new Date() })
      .where('gateway_id', '=', gatewayID)
      .where('ended_at', 'is', null)
      .returningAll()
      .execute();
    for (const reception of lost) {
      // Those in folders that were full before are counted only by the row.
      const storedCount = Math.max(found.instanceCounts.get(reception.id) ?? 0, reception.stored_count);
      await recordAudit(transaction, {
        event: 'instances-received',
        action: 'C',
        outcome: 8,
        accountID: reception.account_id,
        organizationID: reception.organization_id,
        peerAETitle: reception.calling_ae_title,
        remoteAddress: reception.remote_address,
        subject: { receptionID: reception.id, orderID: reception.order_id, outcome: 'lost', storedCount },
      });
    }
  });
}

async function isLeftBehind(folder: LeftFolder, root: string): Promise<boolean> {
  if (folder.host === hostname()) return folder.process_id === process.pid || !isAlive(folder.process_id);
  try {
    const { mtimeMs } = await stat(join(root, folder.folder));
    return Date.now() - mtimeMs > FOREIGN_FOLDER_AGE_MS;
  } catch {
    // The folder was written down but never made: nothing to find in it.
    return true;
  }
}

function isAlive(processID: number): boolean {
  try {
    process.kill(processID, 0);
    return isGateway(processID);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/** A process id is used again after a restart of the machine; where /proc tells, only a Node process counts. */
function isGateway(processID: number): boolean {
  try {
    return fs.readFileSync(`/proc/${processID}/cmdline`, 'utf8').includes('gateway/main');
  } catch {
    return true;
  }
}

async function recoverFolder(parts: StoreParts, root: string, folder: string, found: Found): Promise<void> {
  for (const file of await readdir(join(root, folder)).catch(() => [])) {
    const objectKey = `${folder}/${file}`;
    const facts = parseLandingName(file);
    const outcome = facts ? await recoverFile(parts, root, { ...facts, objectKey }) : 'worthless';
    if (outcome === 'worthless') {
      await rm(join(root, objectKey), { force: true });
      found.deleted++;
    }
    if (outcome === 'stored') found.stored++;
    if (facts && (outcome === 'stored' || outcome === 'instance')) {
      found.instanceCounts.set(facts.receptionID, (found.instanceCounts.get(facts.receptionID) ?? 0) + 1);
    }
  }
}

async function recoverFile(parts: StoreParts, root: string, file: LandedFile): Promise<'instance' | 'other-copy' | 'stored' | 'worthless'> {
  const known = await findRow(parts, file);
  if (known) return known;
  const row = await readAsRow(parts, join(root, file.objectKey), file);
  const outcome = row && (await parts.rows.add(row));
  if (!outcome?.stored) return 'worthless';
  await attachAsNamed(parts, file.receptionID, outcome.studyID);
  return 'stored';
}

/** `other-copy`: the bytes took the place of a first copy that was gone, or are kept aside for their conflicting content. */
async function findRow({ database }: StoreParts, { instanceID, objectKey }: LandedFile): Promise<'instance' | 'other-copy' | null> {
  const instance = await database.selectFrom('instances').select('id').where('id', '=', instanceID).executeTakeFirst();
  if (instance) return 'instance';
  const replaced = await database.selectFrom('instances').select('id').where('object_key', '=', objectKey).executeTakeFirst();
  const conflicting = await database.selectFrom('conflicting_instances').select('id').where('id', '=', instanceID).executeTakeFirst();
  return replaced || conflicting ? 'other-copy' : null;
}

/** Null when the file is not whole, not what its name says, or nobody knows any more who sent it. */
async function readAsRow(parts: StoreParts, path: string, facts: LandedFile): Promise<InstanceRow | null> {
  const reception = await parts.database
    .selectFrom('receptions')
    .select('organization_id')
    .where('id', '=', facts.receptionID)
    .executeTakeFirst();
  if (!reception) return null;
  try {
    const reader = new Part10Reader();
    let inspection: DataSetInspection | null = null;
    let checksum = 0;
    let byteCount = 0;
    const inspect = async (bytes: Buffer | null) => {
      if (!bytes) return;
      inspection ??= new DataSetInspection(reader.transferSyntaxUID as string);
      checksum = crc32(bytes, checksum);
      await inspection.push(bytes);
    };
    for await (const chunk of fs.createReadStream(path, { highWaterMark: 262_144 })) {
      byteCount += (chunk as Buffer).length;
      await inspect(reader.push(chunk as Buffer));
    }
    await inspect(reader.end());
    if (!inspection || byteCount !== facts.byteCount || checksum !== facts.dataSetCRC32) return null;
    const inspected = await (inspection as DataSetInspection).finish();
    inspected.findings.unshift(...reader.findingsAgainst(inspected));
    return makeInstanceRow(inspected, {
      id: facts.instanceID,
      organizationID: reception.organization_id,
      receptionID: facts.receptionID,
      transferSyntaxUID: reader.transferSyntaxUID as string,
      byteCount,
      dataSetOffset: reader.dataSetOffset,
      dataSetCRC32: checksum,
      objectKey: facts.objectKey,
      preamble: reader.preamble ? classifyPreamble(reader.preamble) : 'absent',
    });
  } catch {
    // A file that can't be read as what it should be was never acknowledged; it goes.
    return null;
  }
}

async function attachAsNamed(parts: StoreParts, receptionID: string, studyID: string): Promise<void> {
  const row = await parts.database.selectFrom('receptions').selectAll().where('id', '=', receptionID).executeTakeFirstOrThrow();
  await parts.attachments.attach(
    {
      id: row.id,
      organizationID: row.organization_id,
      door: row.door,
      orderID: row.order_id,
      orderNamedBy: row.order_id ? (row.door === 'dimse' ? 'called-ae-title' : 'address') : null,
      accountID: row.account_id,
      peerID: row.peer_id,
      callingAETitle: row.calling_ae_title,
      calledAETitle: row.called_ae_title,
      remoteAddress: row.remote_address,
    },
    studyID,
  );
}
