import { type AuditEntry, recordAudit } from '#core/audit/audit.js';
import type { Database } from '#core/database/database.js';
import type { GatewayContext } from '../context.js';
import type { Caller } from '../http/route.js';

type Happening = Pick<AuditEntry, 'event' | 'action' | 'subject'>;

function entryOf(caller: Caller, happening: Happening): AuditEntry {
  return { ...happening, accountID: caller.accountID, organizationID: caller.organizationID, remoteAddress: caller.remoteAddress };
}

/** Writes down that somebody looked; the answer does not wait for it. */
export function recordLook(context: GatewayContext, caller: Caller, event: string, subject: Record<string, unknown>): void {
  recordAudit(context.database, entryOf(caller, { event, action: 'R', subject })).catch((error: unknown) => {
    // The look has happened; what is left is to tell the operator that its record is missing.
    context.logger.error({ err: error, event, accountID: caller.accountID }, 'audit record could not be written');
  });
}

/** Writes down a change as the last statement of its transaction: no record, no change. */
export function recordChange(transaction: Database, caller: Caller, happening: Happening): Promise<void> {
  return recordAudit(transaction, entryOf(caller, happening));
}
