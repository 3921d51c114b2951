import { type AuditEntry, recordAudit } from '../audit/audit.js';
import type { Database } from '../database/database.js';

/** A person, or a program with a person's token. */
export interface AccountActor {
  account: { accountID: string; organizationID: string; remoteAddress: string | null };
}
export interface PeerActor {
  peer: { organizationID: string; aeTitle: string | null; remoteAddress: string | null };
}
/** Who moves a study on its way. */
export type Actor = AccountActor | PeerActor | 'system';

/** An audit record that is still owed. Appending waits for everyone else who appends, so it is written after every row is locked and changed. */
export type Happening = Pick<AuditEntry, 'event' | 'action' | 'subject'> & { organizationID: string };

/** The account of an actor, where it is one. */
export function accountOf(actor: Actor): string | null {
  return typeof actor === 'object' && 'account' in actor ? actor.account.accountID : null;
}

/** Writes down what an actor did, as the last statements of its transaction: no record, no change. */
export async function recordHappenings(transaction: Database, actor: Actor, happenings: readonly Happening[]): Promise<void> {
  for (const { organizationID, ...happening } of happenings) {
    await recordAudit(transaction, { ...happening, ...whoIs(actor, organizationID) });
  }
}

function whoIs(actor: Actor, organizationID: string) {
  if (actor === 'system') return { organizationID };
  if ('account' in actor) {
    const { accountID, remoteAddress } = actor.account;
    return { accountID, organizationID: actor.account.organizationID, remoteAddress };
  }
  return { organizationID: actor.peer.organizationID, peerAETitle: actor.peer.aeTitle, remoteAddress: actor.peer.remoteAddress };
}
