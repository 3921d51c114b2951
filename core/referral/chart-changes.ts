// What of a chart was changed stays known: orders that were signed before show it beside what was signed, with who and when.
import { sql } from 'kysely';
import type { ChartCorrection } from '../contract/patients.js';
import { type Database, notifyChange } from '../database/database.js';
import { type ChartFacts, differencesSince, differingFields, readableFacts } from './corrections.js';
import { type Changer, moveDraftsOfPatient } from './draft-versions.js';
import type { SignedPatient } from './signed-content.js';

/** Reads a chart with the Patient IDs of one organization; null where there is no such patient. */
export async function readChartFacts(database: Database, patientKey: string, organizationID: string): Promise<ChartFacts | null> {
  const { rows } = await sql<ChartFacts>`
    select p.family_name as "familyName", p.given_name as "givenName", p.middle_name as "middleName", p.other_names as "otherNames",
      p.birth_date as "birthDate", p.sex, coalesce((select jsonb_agg(
        jsonb_build_object('patientID', k.patient_id, 'issuerOfPatientID', k.issuer_of_patient_id) order by k.patient_id, k.id)
        from patient_identifiers k where k.patient_key = p.id and k.organization_id = ${organizationID}::uuid), '[]') as "patientIDs"
    from patients p where p.id = ${patientKey}::uuid`.execute(database);
  return rows[0] ?? null;
}

/**
 * Writes down what a change of a chart made of it since `before` was read, moves the versions of the patient's drafts, and tells the pages of all
 * its orders. The caller holds the lock of the patient and has read `before` under it.
 */
export async function noteChartChange(
  transaction: Database,
  by: Changer & { organizationID: string },
  patientKey: string,
  before: ChartFacts,
): Promise<void> {
  const after = await readChartFacts(transaction, patientKey, by.organizationID);
  if (!after) return;
  const fields = differingFields(before, after);
  if (fields.length === 0) return;
  const [former, now] = [readableFacts(before), readableFacts(after)];
  const change = { patient_key: patientKey, account_id: by.accountID, organization_id: by.organizationID };
  await transaction
    .insertInto('patient_changes')
    .values(fields.map((field) => ({ ...change, field, former: former[field], now: now[field] })))
    .execute();
  // A Patient ID is its organization's own; the others don't see it.
  const isTheirsAlone = fields.every((field) => field === 'patientID');
  await moveDraftsOfPatient(transaction, patientKey, by, isTheirsAlone ? by.organizationID : null);
  await tellOrders(transaction, patientKey);
}

const ordersTold = 200;

/** Drafts have been told already. */
async function tellOrders(transaction: Database, patientKey: string): Promise<void> {
  const orders = await transaction
    .selectFrom('referral_orders')
    .select(['id', 'organization_id'])
    .where('patient_key', '=', patientKey)
    .where('state', '<>', 'draft')
    .orderBy('created_at', 'desc')
    .limit(ordersTold)
    .execute();
  for (const { id, organization_id } of orders) {
    await notifyChange(transaction, { kind: 'order', id, organizationID: organization_id, orderID: id });
  }
}

interface SignedOrder {
  patient: SignedPatient;
  organizationID: string;
  signedAt: Date;
}

/** What the chart says otherwise today than was signed, with who changed it last and when. */
export async function correctionsSince(database: Database, order: SignedOrder): Promise<ChartCorrection[]> {
  const now = await readChartFacts(database, order.patient.id, order.organizationID);
  const differences = now ? differencesSince(order.patient, now) : [];
  if (differences.length === 0) return [];
  const { rows } = await sql<{ field: string; at: Date; by: string | null; organization: string | null }>`
    select distinct on (c.field) c.field, c.at, g.name as organization,
      case when c.organization_id = ${order.organizationID}::uuid then a.display_name end as by
    from patient_changes c left join accounts a on a.id = c.account_id left join organizations g on g.id = c.organization_id
    where c.patient_key = ${order.patient.id}::uuid and c.at >= ${order.signedAt}
      and (c.field <> 'patientID' or c.organization_id = ${order.organizationID}::uuid)
    order by c.field, c.id desc`.execute(database);
  const changes = new Map(rows.map((row) => [row.field, row]));
  return differences.map((difference) => {
    const change = changes.get(difference.field);
    return {
      ...difference,
      at: change?.at.toISOString() ?? null,
      by: change?.by ?? null,
      organization: change?.organization ?? null,
    };
  });
}
