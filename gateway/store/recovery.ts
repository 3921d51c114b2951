// Stage store, at the start of a gateway: looks through the landing folders of processes that are gone. A whole instance without a row was
// never acknowledged, yet it is here: it is checked again and stored. What is not whole is deleted.
import fs from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
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

/** Takes up what a crash left; resolves with the numbers of instances stored and of files deleted. */
export async function recoverLandings(
  parts: StoreParts,
  root: string,
  self: { gatewayID: string; logger: Logger },
): Promise<{ stored: number; deleted: number }> {
  const open = await parts.database
    .selectFrom('storage_folders')
    .selectAll()
    .where('closed_at', 'is', null)
    .where('gateway_id', '<>', self.gatewayID)
    .execute();
  const total = { stored: 0, deleted: 0 };
  const gatewayIDs = new Set<string>();
  const landed = new Map<string, string[]>();
  for (const folder of open) {
    if (!(await isLeftBehind(folder, root))) continue;
    const { stored, deleted } = await recoverFolder(parts, join(root, folder.folder), folder.folder);
    total.stored += stored;
    total.deleted += deleted;
    await parts.database.updateTable('storage_folders').set({ closed_at: new Date() }).where('folder', '=', folder.folder).execute();
    gatewayIDs.add(folder.gateway_id);
    for (const { receptionID, instanceID } of (await readdir(join(root, folder.folder)).catch(() => [])).flatMap(factsOf)) {
      landed.set(receptionID, [...(landed.get(receptionID) ?? []), instanceID]);
    }
  }
  for (const gatewayID of gatewayIDs) await endLostReceptions(parts, gatewayID, landed);
  if (total.stored + total.deleted > 0) self.logger.info(total, 'landing folders of an earlier process were taken up');
  return total;
}

const factsOf = (name: string): LandingFacts[] => {
  const facts = parseLandingName(name);
  return facts ? [facts] : [];
};

/** Ends what a process that is gone had open; with each end goes the audit record that it owed, or neither is written. */
async function endLostReceptions(parts: StoreParts, gatewayID: string, landed: ReadonlyMap<string, string[]>): Promise<void> {
  await parts.database.transaction().execute(async (transaction) => {
    const lost = await transaction
      .updateTable('receptions')
      .set({ outcome: 'lost', ended_at: new Date() })
      .where('gateway_id', '=', gatewayID)
      .where('ended_at', 'is', null)
      .returningAll()
      .execute();
    for (const reception of lost) {
      // Found by their ids: instances have no index by reception. Those in folders that were full before are not counted here.
      const stored = await transaction
        .selectFrom('instances')
        .select('id')
        .where('id', 'in', landed.get(reception.id) ?? [reception.id])
        .where('reception_id', '=', reception.id)
        .execute();
      const storedCount = Math.max(stored.length, reception.stored_count);
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

async function recoverFolder(parts: StoreParts, path: string, name: string): Promise<{ stored: number; deleted: number }> {
  const counts = { stored: 0, deleted: 0 };
  for (const file of await readdir(path).catch(() => [])) {
    const outcome = await recoverFile(parts, path, { folder: name, file });
    if (outcome !== 'known') counts[outcome]++;
  }
  return counts;
}

async function recoverFile(
  parts: StoreParts,
  path: string,
  place: { folder: string; file: string },
): Promise<'known' | 'stored' | 'deleted'> {
  const facts = parseLandingName(place.file);
  const objectKey = `${place.folder}/${place.file}`;
  if (facts && (await hasRow(parts, objectKey))) return 'known';
  const row = facts ? await readAsRow(parts, join(path, place.file), { ...facts, objectKey }) : null;
  if (row) {
    const outcome = await parts.rows.add(row);
    if (outcome.stored) {
      await attachAsNamed(parts, row.reception_id, outcome.studyID);
      return 'stored';
    }
  }
  await rm(join(path, place.file), { force: true });
  return 'deleted';
}

async function hasRow(parts: StoreParts, objectKey: string): Promise<boolean> {
  const id = parseLandingName(objectKey.slice(objectKey.indexOf('/') + 1))?.instanceID ?? '';
  const instance = await parts.database.selectFrom('instances').select('id').where('id', '=', id).executeTakeFirst();
  if (instance) return true;
  const replaced = await parts.database.selectFrom('instances').select('id').where('object_key', '=', objectKey).executeTakeFirst();
  if (replaced) return true;
  return (await parts.database.selectFrom('conflicting_instances').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** Null when the file is not whole, not what its name says, or nobody knows any more who sent it. */
async function readAsRow(parts: StoreParts, path: string, facts: LandingFacts & { objectKey: string }): Promise<InstanceRow | null> {
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
