import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import type { Caller } from '../http/route.js';
import { recordChange } from './looks.js';
import { isMyPatient, isProviderThere } from './order-content.js';

/**
 * Gives the caller's open encounter with a patient, and opens one where there is none. It is locked until the transaction ends, so that nobody
 * closes it before what is placed in it stands.
 *
 * @throws InvalidFieldsError (`bad-request`) for a patient or a provider who is none of the organization's; `conflict` when it was closed at the
 * same moment: ask again.
 */
export async function openEncounter(
  transaction: Database,
  caller: Caller,
  body: { patientID: string; authorizingProviderID?: string | undefined },
): Promise<{ id: string; isNew: boolean }> {
  if (!(await isMyPatient(transaction, caller, body.patientID))) {
    throw new InvalidFieldsError({ patientID: 'This patient is not among those of your organization.' });
  }
  if (body.authorizingProviderID) await assertProvider(transaction, caller, body.authorizingProviderID);
  const mine = { organization_id: caller.organizationID, patient_key: body.patientID, opened_by: caller.accountID };
  const made = await transaction
    .insertInto('encounters')
    .values({ ...mine, authorizing_provider_id: body.authorizingProviderID ?? null })
    .onConflict((conflict) => conflict.columns(['organization_id', 'patient_key', 'opened_by']).where('closed_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) {
    await recordChange(transaction, caller, {
      event: 'encounter-opened',
      action: 'C',
      subject: { encounterID: made.id, patientID: body.patientID },
    });
    return { id: made.id, isNew: true };
  }
  const known = await transaction
    .selectFrom('encounters')
    .select('id')
    .where((by) => by.and(mine))
    .where('closed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  // It was closed between the two statements; another try opens a new one.
  if (!known) throw new GatewayError('conflict', { explanation: 'The encounter was closed meanwhile.' });
  return { id: known.id, isNew: false };
}

/** @throws InvalidFieldsError (`bad-request`) for a provider who is not there, or of another organization. */
export async function assertProvider(database: Database, caller: Caller, providerID: string): Promise<void> {
  if (await isProviderThere(database, caller, providerID)) return;
  throw new InvalidFieldsError({ authorizingProviderID: 'This provider can not authorize orders of your organization.' });
}
