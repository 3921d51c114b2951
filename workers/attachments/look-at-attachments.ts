// Looks at the files that came with an order: for viruses, then into them. It stands beside the image's way. The table is its queue, so that
// nothing has to be made again: a row is taken for a time, and whoever dies leaves it to the next. A file is handed out only after this.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type { NamedPatient } from '#core/attachments/identifiers.js';
import { derivedKeys, previewKey, shownKey } from '#core/attachments/keys.js';
import { type AttachmentMediaType, attachmentTypes, isAttachmentMediaType } from '#core/attachments/media-types.js';
import { settleFile } from '#core/attachments/order-files.js';
import { warningsOf } from '#core/attachments/warnings.js';
import { recordAudit } from '#core/audit/audit.js';
import { type Database, notifyChange } from '#core/database/database.js';
import { inTransaction } from '#core/database/in-transaction.js';
import type { WorkerContext } from '../context.js';
import { type Clamd, ScanUnavailable, scanStream } from './clamd.js';
import { drawFilmPoster } from './film-poster.js';
import type { AttachmentReader } from './reader.js';
import { type FileFacts, nothingFound } from './reader-protocol.js';

export interface AttachmentContext extends WorkerContext {
  readonly reader: AttachmentReader;
  /** Null where no virus scan is configured. */
  readonly clamd: Clamd | null;
}

interface ClaimedAttachment {
  id: string;
  order_id: string;
  organization_id: string;
  file_name: string;
  media_type: string | null;
  object_key: string;
  scan: string;
  look_attempts: number;
  completed_at: Date;
}

// Longer than any look may take; whoever took a row and died keeps it no longer.
const leaseSeconds = 180;
const mostAttempts = 3;
const shortestBackoffMs = 5_000;
const longestBackoffMs = 300_000;

/** Looks at the attachment that has waited longest; false when none waits. Several workers may do so at once. */
export async function lookAtNextAttachment(context: AttachmentContext): Promise<boolean> {
  const claimed = await claim(context.database);
  if (!claimed) return false;
  const verdict = context.clamd ? await scan(context, claimed, context.clamd) : 'none';
  if (verdict === 'unavailable') await waitForScan(context, claimed);
  else if (verdict === 'infected') await quarantine(context, claimed);
  else await makeReady(context, claimed, verdict);
  return true;
}

async function claim(database: Database): Promise<ClaimedAttachment | undefined> {
  const { rows } = await sql<ClaimedAttachment>`
    update attachments set look_attempts = look_attempts + 1, next_look_at = now() + make_interval(secs => ${leaseSeconds})
    where id = (
      select id from attachments where state = 'received' and next_look_at <= now() order by next_look_at for update skip locked limit 1)
    returning id, order_id, organization_id, file_name, media_type, object_key, scan, look_attempts, completed_at`.execute(database);
  return rows[0];
}

async function scan(context: AttachmentContext, { id, object_key }: ClaimedAttachment, clamd: Clamd) {
  try {
    return await scanStream(context.objects.read(object_key), clamd);
  } catch (error) {
    if (!(error instanceof ScanUnavailable)) throw error;
    context.logger.warn({ err: error, attachmentID: id }, 'an attachment could not be scanned; it is tried again');
    return 'unavailable' as const;
  }
}

/** Leaves the file where it is, says so, and comes back: after a twentieth of the time that it has waited already. */
async function waitForScan({ database }: AttachmentContext, claimed: ClaimedAttachment): Promise<void> {
  const waitedMs = Date.now() - claimed.completed_at.getTime();
  const backoffSeconds = Math.min(longestBackoffMs, Math.max(shortestBackoffMs, waitedMs / 20)) / 1000;
  await sql`update attachments set scan = 'unavailable', look_attempts = 0, next_look_at = now() + make_interval(secs => ${backoffSeconds})
    where id = ${claimed.id} and state = 'received'`.execute(database);
  if (claimed.scan !== 'unavailable') await announce(database, claimed);
}

async function quarantine({ database, logger }: AttachmentContext, claimed: ClaimedAttachment): Promise<void> {
  logger.warn({ attachmentID: claimed.id, orderID: claimed.order_id }, 'the virus scan found something in an attachment');
  await inTransaction(database, async (transaction) => {
    if (!(await settleFile(transaction, changeOf(claimed), { state: 'quarantined', scan: 'infected' }))) return;
    await recordAudit(transaction, {
      event: 'attachment-quarantined',
      action: 'U',
      outcome: 8,
      organizationID: claimed.organization_id,
      subject: { attachmentID: claimed.id, orderID: claimed.order_id },
    });
  });
}

async function makeReady(context: AttachmentContext, claimed: ClaimedAttachment, verdict: 'clean' | 'none'): Promise<void> {
  const { database, objects } = context;
  const mediaType = isAttachmentMediaType(claimed.media_type) ? claimed.media_type : null;
  // What was begun so often without an end has ended every worker that took it.
  const isPoison = claimed.look_attempts > mostAttempts;
  const facts = isPoison || !mediaType ? { ...nothingFound, isReadable: false } : await lookInto(context, claimed, mediaType);
  const warnings = warningsOf(claimed.file_name, await patientOf(database, claimed.order_id), facts);
  const shown = mediaType ? shownKey(claimed.object_key, mediaType) : null;
  if (facts.shown && shown) await objects.write(shown, facts.shown);
  const key = facts.preview ? previewKey(claimed.object_key, facts.preview.ending) : null;
  if (facts.preview && key) await objects.write(key, facts.preview.bytes);
  const { pageCount, width, height } = facts;
  const found = { state: 'ready', scan: verdict, warnings, preview_key: key, page_count: pageCount, width, height } as const;
  if (await inTransaction(database, (transaction) => settleFile(transaction, changeOf(claimed), found))) return;
  // It was taken back meanwhile: what was made of it goes, too.
  for (const derived of derivedKeys(claimed.object_key)) await objects.remove(derived);
}

const changeOf = ({ id, order_id }: ClaimedAttachment) => ({ attachmentID: id, orderID: order_id, accountID: null });

async function lookInto(context: AttachmentContext, claimed: ClaimedAttachment, mediaType: AttachmentMediaType): Promise<FileFacts> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-attachment-'));
  try {
    const path = join(folder, 'file');
    await pipeline(context.objects.read(claimed.object_key), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    if (attachmentTypes[mediaType].kind !== 'video') return await context.reader({ path, mediaType });
    const poster = await drawFilmPoster(path, mediaType);
    return { ...nothingFound, preview: poster && { bytes: poster, ending: 'png' } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function patientOf(database: Database, orderID: string): Promise<NamedPatient> {
  const { rows } = await sql<{ family_name: string; given_name: string; birth_date: string | null; ids: string[] | null }>`
    select p.family_name, p.given_name, p.birth_date,
      array(select i.patient_id from patient_identifiers i where i.patient_key = p.id) || o.sender_patient_id as ids
    from referral_orders o join patients p on p.id = o.patient_key where o.id = ${orderID}`.execute(database);
  const [row] = rows;
  return {
    familyName: row?.family_name ?? '',
    givenName: row?.given_name ?? '',
    birthDate: row?.birth_date ?? null,
    patientIDs: (row?.ids ?? []).filter((id) => id !== null),
  };
}

function announce(database: Database, { order_id, organization_id }: ClaimedAttachment): Promise<void> {
  return notifyChange(database, { kind: 'order', id: order_id, organizationID: organization_id, orderID: order_id });
}
