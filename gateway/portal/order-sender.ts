import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { moveDraftsOfPatient } from '#core/referral/draft-versions.js';
import type { Caller } from '../http/route.js';

export const calledAETitleDays = 30;
// Without I, L, O, 0 and 1, which are read wrongly over the telephone.
const aeTitleLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** Makes a called AE title for an order: eight letters and digits that nobody confuses. */
export function makeCalledAETitle(): string {
  return Array.from({ length: 8 }, () => aeTitleLetters[randomInt(aeTitleLetters.length)]).join('');
}

/** Makes a called AE title that no order has and that is not this system's own. */
export async function freeCalledAETitle(transaction: Database, ownAETitle: string): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const title = makeCalledAETitle();
    const taken = await transaction.selectFrom('referral_orders').select('id').where('called_ae_title', '=', title).executeTakeFirst();
    if (!taken && title !== ownAETitle) return title;
  }
  throw new GatewayError('internal', { explanation: 'No free AE title was found; try again.' });
}

/** @throws GatewayError `conflict` where PACS to PACS is not enabled for the caller's organization. */
export function assertMayPush(caller: Caller): void {
  if (caller.pacsToPacsEnabled) return;
  throw new GatewayError('conflict', {
    explanation:
      'PACS to PACS is not enabled for your organization. Choose images from your computer, or ask the hospital to enable PACS to PACS.',
  });
}

/**
 * Keeps the Patient ID under which the caller's organization's PACS knows a patient, so that what it sends finds the patient's orders. One that was
 * not known is shown on the patient's drafts, so their versions move. The caller holds the lock of the patient.
 */
export async function knowPatientID(
  transaction: Database,
  caller: Caller,
  { patientKey, patientID }: { patientKey: string; patientID: string },
): Promise<void> {
  const { rows } = await sql`insert into patient_identifiers (patient_key, organization_id, patient_id, issuer_of_patient_id)
    select ${patientKey}::uuid, g.id, ${patientID}, g.issuer_of_patient_id from organizations g where g.id = ${caller.organizationID}::uuid
    on conflict do nothing returning id`.execute(transaction);
  if (rows.length > 0) await moveDraftsOfPatient(transaction, patientKey, caller, caller.organizationID);
}
