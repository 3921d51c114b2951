import type { OrderChange, OrderDiagnosis } from '#core/contract/orders.js';
import type { Database } from '#core/database/database.js';
import { currentRelease, findBillableCode } from '#core/diagnoses/releases.js';
import { InvalidFieldsError } from '../http/problem-details.js';
import type { Caller } from '../http/route.js';

type Content = Omit<OrderChange, 'version'>;

/** What of an order can be changed while it is a draft, as columns. */
export interface DraftColumns {
  order_type_id?: string;
  authorizing_provider_id?: string;
  reason_for_referral?: string;
  location_id?: string | null;
  will_upload_images?: boolean | null;
  will_upload_records?: boolean | null;
  insurance?: string | null;
  comment?: string;
  priority?: 'routine' | 'urgent';
  sender_patient_id?: string | null;
  sender_accession_number?: string | null;
}

/** What is written when a draft is made or changed; undefined diagnoses stay as they are. */
export interface DraftContent {
  columns: DraftColumns;
  diagnoses: OrderDiagnosis[] | undefined;
}

/**
 * Looks up everything that a draft chooses: the order type on the organization's preference list, the provider and the location among those that are
 * offered, the codes in the current code set.
 *
 * @throws InvalidFieldsError that names each choice which is not offered.
 */
export async function readContent(database: Database, caller: Caller, content: Content): Promise<DraftContent> {
  const fields: Record<string, string> = {};
  if (content.orderTypeID && !(await areOrderTypesOffered(database, caller, [content.orderTypeID]))) {
    fields.orderTypeID = 'This order type is not on your preference list.';
  }
  if (content.authorizingProviderID && !(await isProviderThere(database, caller, content.authorizingProviderID))) {
    fields.authorizingProviderID = 'This provider can not authorize orders of your organization.';
  }
  if (content.locationID && !(await isLocationThere(database, content.locationID))) fields.locationID = 'This location is not offered.';
  const diagnoses = content.diagnoses && (await readDiagnoses(database, content.diagnoses, fields));
  if (Object.keys(fields).length > 0) throw new InvalidFieldsError(fields);
  return { columns: columnsOf(content), diagnoses };
}

function columnsOf(content: Content): DraftColumns {
  const { insurance, senderPatientID, senderAccessionNumber } = content;
  const columns: DraftColumns = {
    order_type_id: content.orderTypeID,
    authorizing_provider_id: content.authorizingProviderID,
    reason_for_referral: content.reasonForReferral,
    location_id: content.locationID,
    will_upload_images: content.willUploadImages,
    will_upload_records: content.willUploadRecords,
    insurance: insurance && JSON.stringify(insurance),
    comment: content.comment,
    priority: content.priority,
    sender_patient_id: senderPatientID === undefined ? undefined : senderPatientID || null,
    sender_accession_number: senderAccessionNumber === undefined ? undefined : senderAccessionNumber || null,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** Whether all of these order types are on the preference list of the caller's organization. */
export async function areOrderTypesOffered(database: Database, caller: Caller, orderTypeIDs: readonly string[]): Promise<boolean> {
  const rows = await database
    .selectFrom('organization_order_types as l')
    .innerJoin('order_types as t', 't.id', 'l.order_type_id')
    .select('t.id')
    .where('l.organization_id', '=', caller.organizationID)
    .where('t.id', 'in', [...orderTypeIDs])
    .where('t.retired_at', 'is', null)
    .execute();
  return rows.length === new Set(orderTypeIDs).size;
}

/** Whether a provider can authorize orders of the caller's organization. */
export async function isProviderThere(database: Database, caller: Caller, providerID: string): Promise<boolean> {
  const row = await database
    .selectFrom('providers')
    .select('id')
    .where('id', '=', providerID)
    .where('organization_id', '=', caller.organizationID)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a patient is on the list of the caller's organization. */
export async function isMyPatient(database: Database, caller: Caller, patientID: string): Promise<boolean> {
  const row = await database
    .selectFrom('organization_patients')
    .select('patient_key')
    .where('patient_key', '=', patientID)
    .where('organization_id', '=', caller.organizationID)
    .executeTakeFirst();
  return row !== undefined;
}

async function isLocationThere(database: Database, locationID: string): Promise<boolean> {
  const row = await database
    .selectFrom('locations as l')
    .innerJoin('regions as r', 'r.id', 'l.region_id')
    .select('l.id')
    .where('l.id', '=', locationID)
    .where('l.retired_at', 'is', null)
    .where('r.retired_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

async function readDiagnoses(
  database: Database,
  wanted: readonly { code: string }[],
  fields: Record<string, string>,
): Promise<OrderDiagnosis[]> {
  if (wanted.length > 0 && !(await currentRelease(database))) {
    fields.diagnoses = 'No ICD-10-CM code set has been imported yet, so that no code can be chosen; ask an administrator to import one.';
    return [];
  }
  const found = new Map<string, OrderDiagnosis>();
  for (const [position, { code }] of wanted.entries()) {
    const known = await findBillableCode(database, code);
    if (known) found.set(known.code, { code: known.code, codeYear: known.year, title: known.title });
    else fields[`diagnoses.${position}.code`] = 'This is no billable code of the current ICD-10-CM code set.';
  }
  return [...found.values()];
}

/** Writes the diagnoses of a draft in place of those that were there. */
export async function replaceDiagnoses(transaction: Database, orderID: string, diagnoses: readonly OrderDiagnosis[]): Promise<void> {
  await transaction.deleteFrom('order_diagnoses').where('order_id', '=', orderID).execute();
  if (diagnoses.length === 0) return;
  await transaction
    .insertInto('order_diagnoses')
    .values(
      diagnoses.map((diagnosis, position) => ({
        order_id: orderID,
        position,
        code: diagnosis.code,
        code_year: diagnosis.codeYear,
        title: diagnosis.title,
      })),
    )
    .execute();
}
