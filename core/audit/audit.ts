import { sql } from 'kysely';
import type { Database } from '../database/database.js';

/** One look or change. `subject` holds our own ids and UIDs, never attributes of a patient. */
export interface AuditEntry {
  /** What happened, as a short verb-noun, for instance `study-viewed`. */
  event: string;
  /** Create, read, update, delete or execute. @see PS3.15 A.5.2.2 */
  action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** 0 success, 4 minor failure, 8 serious failure, 12 major failure. @see PS3.15 A.5.2.2 */
  outcome?: 0 | 4 | 8 | 12;
  accountID?: string | null;
  organizationID?: string | null;
  peerAETitle?: string | null;
  remoteAddress?: string | null;
  subject: Record<string, unknown>;
}

/**
 * Appends an audit record to the hash chain. Inside a transaction it should be the last statement, since appending is serialised until the commit.
 */
export async function recordAudit(database: Database, entry: AuditEntry): Promise<void> {
  await sql`select append_audit_record(${entry.event}, ${entry.action}, ${entry.outcome ?? 0}::integer, ${entry.accountID ?? null}::uuid,
    ${entry.organizationID ?? null}::uuid, ${entry.peerAETitle ?? null}, ${entry.remoteAddress ?? null}, ${JSON.stringify(entry.subject)}::jsonb)`.execute(
    database,
  );
}

/**
 * Walks the whole chain and names the first record whose hash does not follow from its content and its predecessor.
 * `headHash` is what an operator keeps elsewhere: a chain that no longer holds it was cut or written anew.
 */
export async function verifyAuditChain(database: Database): Promise<{ brokenAt: number | null; records: number; headHash: string }> {
  const { rows } = await sql<{ broken_at: number | null; records: number; head: string | null }>`
    with chain as (
      select id, hash, previous_hash, lag(hash, 1, repeat('0', 64)) over (order by id) as expected_previous,
        audit_record_hash(previous_hash, at, event, action, outcome, account_id, organization_id, peer_ae_title, remote_address, subject) as expected_hash
      from audit_records
    )
    select min(id) filter (where previous_hash <> expected_previous or hash <> expected_hash) as broken_at, count(*) as records,
      (select hash from audit_records order by id desc limit 1) as head
    from chain`.execute(database);
  const row = rows[0];
  return { brokenAt: row?.broken_at ?? null, records: row?.records ?? 0, headHash: row?.head ?? '0'.repeat(64) };
}
