// A draft's version moves with everything that its signer sees: its fields, its files, its patient's chart. Acceptance and signature name the
// version that was reviewed; who writes fields is stopped by other fields only, so that typing goes on while files arrive.
import { sql } from 'kysely';
import { type Database, notifyChange } from '../database/database.js';
import { addOrderHistory } from './order-history.js';

/** Who changed something: null where the gateway did it by itself. */
export interface Changer {
  accountID: string | null;
  organizationID: string | null;
}

interface Draft {
  id: string;
  organization_id: string;
  accepted_at: Date | null;
}

/**
 * Moves the version of a draft on after its files changed; an accepted one is open again. An order that is no draft stays as it is. The caller
 * holds the lock of the order.
 */
export async function moveDraftOfFiles(transaction: Database, orderID: string, accountID: string | null): Promise<void> {
  const draft = await transaction
    .selectFrom('referral_orders')
    .select(['id', 'organization_id', 'accepted_at'])
    .where('id', '=', orderID)
    .where('state', '=', 'draft')
    .executeTakeFirst();
  if (draft) await moveDraft(transaction, draft, 'files_changed_at_version', accountID);
}

/**
 * Moves the versions of a patient's drafts on after the chart changed, and tells open pages; `ofOrganization`: only of one organization, for what
 * the others don't see. The caller holds the lock of the patient; the drafts are locked here, in the order of their ids.
 */
export async function moveDraftsOfPatient(
  transaction: Database,
  patientKey: string,
  by: Changer,
  ofOrganization: string | null = null,
): Promise<void> {
  const drafts = await transaction
    .selectFrom('referral_orders')
    .select(['id', 'organization_id', 'accepted_at'])
    .where('patient_key', '=', patientKey)
    .where('state', '=', 'draft')
    .where(sql<boolean>`(${ofOrganization}::uuid is null or organization_id = ${ofOrganization}::uuid)`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  for (const draft of drafts) {
    // Persons of another organization are not named.
    const accountID = draft.organization_id === by.organizationID ? by.accountID : null;
    await moveDraft(transaction, draft, 'chart_changed_at_version', accountID);
    await notifyChange(transaction, { kind: 'order', id: draft.id, organizationID: draft.organization_id, orderID: draft.id });
  }
}

async function moveDraft(
  transaction: Database,
  draft: Draft,
  changed: 'files_changed_at_version' | 'chart_changed_at_version',
  accountID: string | null,
): Promise<void> {
  await transaction
    .updateTable('referral_orders')
    .set((set) => ({
      version: set('version', '+', 1),
      [changed]: set('version', '+', 1),
      accepted_at: null,
      accepted_by: null,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', draft.id)
    .execute();
  if (!draft.accepted_at) return;
  // What was accepted is not what stands there now.
  await addOrderHistory(transaction, { orderID: draft.id, event: 'reopened', from: 'draft', to: 'draft', accountID });
}
