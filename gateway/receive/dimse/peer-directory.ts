import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';

export interface FoundPeer {
  readonly peerID: string;
  readonly organizationID: string;
  readonly enabled: boolean;
  readonly isFromItsAddress: boolean;
  readonly certificateSubject: string | null;
}

/** Looks up who may send, and to which order. */
export interface PeerDirectory {
  /** Finds the peer of a calling AE title and says whether it may come from this address; null for an unknown title. */
  findPeer(callingAETitle: string, remoteAddress: string): Promise<FoundPeer | null>;
  /** Finds the order of an organization that takes images under this called AE title now; null when there is none. */
  findOrder(calledAETitle: string, organizationID: string): Promise<string | null>;
}

const KNOWN_FOR_MS = 5_000;
const MOST_KNOWN = 1_000;

/**
 * Looks peers and orders up in the database. A peer that may come is known for five seconds; one that may not is looked up each time, so
 * that a link test tells the truth right after the peer was configured.
 */
export class DatabasePeerDirectory implements PeerDirectory {
  private readonly database: Database;
  private readonly known = new Map<string, { peer: FoundPeer; until: number }>();

  constructor(database: Database) {
    this.database = database;
  }

  async findPeer(callingAETitle: string, remoteAddress: string): Promise<FoundPeer | null> {
    const key = `${callingAETitle}\n${remoteAddress}`;
    const now = performance.now();
    const known = this.known.get(key);
    if (known && known.until > now) return known.peer;
    this.known.delete(key);
    const { rows } = await sql<FoundPeer>`
      select p.id as "peerID", p.organization_id as "organizationID", p.enabled and o.disabled_at is null as enabled,
        p.certificate_subject as "certificateSubject",
        ${remoteAddress}::inet <<= any (p.addresses) as "isFromItsAddress"
      from peers p join organizations o on o.id = p.organization_id where p.ae_title = ${callingAETitle}`.execute(this.database);
    const peer = rows[0] ?? null;
    if (peer?.enabled && peer.isFromItsAddress) {
      if (this.known.size >= MOST_KNOWN) this.known.clear();
      this.known.set(key, { peer, until: now + KNOWN_FOR_MS });
    }
    return peer;
  }

  async findOrder(calledAETitle: string, organizationID: string): Promise<string | null> {
    const order = await this.database
      .selectFrom('referral_orders')
      .select('id')
      .where('called_ae_title', '=', calledAETitle)
      .where('organization_id', '=', organizationID)
      .where('state', '=', 'signed')
      .where('called_ae_title_expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();
    return order?.id ?? null;
  }
}
