import { randomInt } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { demoID as id } from '#core/accounts/demo-accounts.js';
import type { OrderSignature, Tables } from '#core/database/tables.js';
import { readContentToSign } from '#core/referral/content-to-sign.js';
import { digestOfContent } from '#core/referral/signed-content.js';
import { demoAccounts, hilltop, riverside } from './demo-people.js';
import { patientOfDraft } from './demo-registry.js';

interface DemoPatient {
  id: string;
  familyName: string;
  givenName: string;
  otherNames: string[];
  birthDate: string;
  sex: 'F' | 'M' | 'O';
  patientID: string;
}

const patient = (number: number, name: [string, string], birthDate: string, sex: 'F' | 'M' | 'O', patientID: string): DemoPatient => ({
  id: id(number),
  familyName: name[0],
  givenName: name[1],
  otherNames: [],
  birthDate,
  sex,
  patientID,
});

/** People of the samples, and of the widely known test CD of one Archibald Doe. Nobody of them lives. */
const sofia = patient(301, ['Sample', 'Sofia'], '1968-04-12', 'F', 'RC-100234');
const archibald = patient(302, ['Doe', 'Archibald'], '1952-06-14', 'M', '77654033');
const oscar = patient(303, ['Other', 'Oscar'], '1971-09-30', 'M', 'RC-200777');
const tarou = { ...patient(304, ['Yamada', 'Tarou'], '1968-04-12', 'O', 'RC-300013'), otherNames: ['山田^太郎', 'やまだ^たろう'] };

/** What the demo orders ask for: an order type, a location and a code, by the ids and words of the demo hospital. */
const orders = [
  {
    id: id(401),
    organization: riverside,
    patient: sofia,
    imagesBy: 'browser',
    reason: 'Headache with aura, CT elsewhere; second opinion',
    orderTypeID: id(631),
    locationID: id(613),
    providerID: id(701),
    diagnosis: { code: 'G43.109', title: 'Migraine with aura, not intractable, without status migrainosus' },
  },
  {
    id: id(402),
    organization: riverside,
    patient: archibald,
    imagesBy: 'browser',
    reason: 'Chronic sinusitis; earlier CT and MR on a CD',
    orderTypeID: id(637),
    locationID: id(614),
    providerID: id(701),
    diagnosis: { code: 'J32.9', title: 'Chronic sinusitis, unspecified' },
  },
  {
    id: id(403),
    organization: hilltop,
    patient: oscar,
    imagesBy: 'browser',
    reason: 'Fall on the left hand, persistent pain',
    orderTypeID: id(633),
    locationID: id(615),
    providerID: id(703),
    diagnosis: { code: 'M79.642', title: 'Pain in left hand' },
  },
  {
    id: id(404),
    organization: riverside,
    patient: tarou,
    imagesBy: 'pacs',
    reason: 'Follow-up of an incidental finding',
    orderTypeID: id(636),
    locationID: id(611),
    providerID: id(701),
    diagnosis: { code: 'R91.1', title: 'Solitary pulmonary nodule' },
  },
] as const;

/** The year of the code set from which the demo's diagnoses are. */
const codeYear = 2026;

export interface DemoOrder {
  orderNumber: string;
  organization: string;
  patientName: string;
  senderPatientID: string;
  imagesBy: string;
  calledAETitle: string;
}

/** Puts the patients of the demo orders with the Patient IDs under which their clinics know them. */
export async function seedPatients(transaction: Transaction<Tables>): Promise<void> {
  for (const { organization, patient } of orders) {
    await transaction
      .insertInto('patients')
      .values({
        id: patient.id,
        family_name: patient.familyName,
        given_name: patient.givenName,
        other_names: JSON.stringify(patient.otherNames),
        birth_date: patient.birthDate,
        sex: patient.sex,
        created_by_organization: organization.id,
      })
      // A chart of the demo that was made before charts had an owner gets it once.
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ created_by_organization: organization.id })
          .where('patients.created_by_organization', 'is', null),
      )
      .execute();
    await transaction
      .insertInto('patient_identifiers')
      .values({ patient_key: patient.id, organization_id: organization.id, patient_id: patient.patientID, issuer_of_patient_id: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await transaction
      .insertInto('organization_patients')
      .values({ organization_id: organization.id, patient_key: patient.id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Puts the demo's signed orders and its draft, and keeps the signed ones' own AE titles from expiring. */
export async function seedOrders(transaction: Transaction<Tables>): Promise<void> {
  for (const order of orders) await seedOrder(transaction, order);
  await seedDraft(transaction);
}

async function seedOrder(transaction: Transaction<Tables>, order: (typeof orders)[number]): Promise<void> {
  const expiresAt = new Date(Date.now() + 90 * 86_400_000);
  const renewed = await transaction
    .updateTable('referral_orders')
    .set({ called_ae_title_expires_at: expiresAt })
    .where('id', '=', order.id)
    .executeTakeFirst();
  if (renewed.numUpdatedRows === 0n) await insertOrder(transaction, order, expiresAt);
  // An order of the demo that was made before orders had all this is filled in once.
  const filled = await transaction
    .updateTable('referral_orders')
    .set({
      order_type_id: order.orderTypeID,
      order_type: sql<string>`(select name from order_types where id = ${order.orderTypeID}::uuid)`,
      authorizing_provider_id: order.providerID,
      authorizing_provider: sql<string>`(select concat_ws(', ', family_name, given_name, credentials) from providers where id = ${order.providerID}::uuid)`,
      location_id: order.locationID,
      will_upload_images: true,
      will_upload_records: false,
    })
    .where('id', '=', order.id)
    .where('order_type_id', 'is', null)
    .where(({ exists, selectFrom }) => exists(selectFrom('order_types').select('id').where('order_types.id', '=', order.orderTypeID)))
    .where(({ exists, selectFrom }) => exists(selectFrom('providers').select('id').where('providers.id', '=', order.providerID)))
    .executeTakeFirst();
  if (filled.numUpdatedRows === 0n) return;
  await seedDiagnosisAndHistory(transaction, order);
  await seedSignature(transaction, order);
}

const signerOf = (organizationID: string) =>
  demoAccounts.find((account) => account.role === 'clinician' && account.organization.id === organizationID);

async function insertOrder(transaction: Transaction<Tables>, order: (typeof orders)[number], expiresAt: Date): Promise<void> {
  const signer = signerOf(order.organization.id);
  await transaction
    .insertInto('referral_orders')
    .values({
      id: order.id,
      organization_id: order.organization.id,
      patient_key: order.patient.id,
      state: 'signed',
      images_by: order.imagesBy,
      reason_for_referral: order.reason,
      authorizing_provider: signer?.displayName ?? '',
      sender_patient_id: order.patient.patientID,
      called_ae_title: inventCalledAETitle(),
      called_ae_title_expires_at: expiresAt,
      created_by: signer?.id ?? null,
      signed_by: signer?.id ?? null,
      signed_at: new Date(),
    })
    .execute();
}

async function seedDiagnosisAndHistory(transaction: Transaction<Tables>, order: (typeof orders)[number]): Promise<void> {
  const account_id = signerOf(order.organization.id)?.id ?? null;
  const diagnosis = { ...order.diagnosis, code_year: codeYear };
  await transaction
    .insertInto('order_diagnoses')
    .values({ order_id: order.id, position: 0, ...diagnosis })
    .execute();
  await transaction
    .insertInto('patient_diagnoses')
    .values({ organization_id: order.organization.id, patient_key: order.patient.id, noted_by: account_id, ...diagnosis })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction
    .insertInto('order_history')
    .values([
      { order_id: order.id, event: 'created', from_state: null, to_state: 'draft', account_id, reason: null },
      { order_id: order.id, event: 'signed', from_state: 'draft', to_state: 'signed', account_id, reason: null },
    ])
    .execute();
}

/** What the demo's clinicians signed, as a signature would have it. */
async function seedSignature(transaction: Transaction<Tables>, order: (typeof orders)[number]): Promise<void> {
  const row = await transaction.selectFrom('referral_orders').selectAll().where('id', '=', order.id).executeTakeFirstOrThrow();
  const signer = signerOf(order.organization.id);
  if (!signer || row.state !== 'signed' || !row.signed_at) return;
  const content = await readContentToSign(transaction, order.id);
  const signature: OrderSignature = {
    accountID: signer.id,
    by: signer.displayName,
    onBehalfOf: null,
    at: row.signed_at.toISOString(),
    via: 'session',
    remoteAddress: null,
    contentSHA256: digestOfContent(content),
  };
  await transaction
    .updateTable('referral_orders')
    .set({ signature: JSON.stringify(signature), signed_content: JSON.stringify(content) })
    .where('id', '=', order.id)
    .execute();
}

/** An encounter that is open, with an order that was begun. */
async function seedDraft(transaction: Transaction<Tables>): Promise<void> {
  const draft = { id: id(405), encounterID: id(451), orderTypeID: id(634), providerID: id(701), accountID: id(201) };
  const isThere = await transaction.selectFrom('referral_orders').select('id').where('id', '=', draft.id).executeTakeFirst();
  const offered = await transaction.selectFrom('order_types').select('id').where('id', '=', draft.orderTypeID).executeTakeFirst();
  if (isThere || !offered) return;
  await transaction
    .insertInto('encounters')
    .values({
      id: draft.encounterID,
      organization_id: riverside.id,
      patient_key: patientOfDraft,
      opened_by: draft.accountID,
      authorizing_provider_id: draft.providerID,
    })
    .execute();
  await transaction
    .insertInto('referral_orders')
    .values({
      id: draft.id,
      organization_id: riverside.id,
      patient_key: patientOfDraft,
      encounter_id: draft.encounterID,
      order_type_id: draft.orderTypeID,
      authorizing_provider_id: draft.providerID,
      state: 'draft',
      images_by: 'none',
      reason_for_referral: 'New atrial fibrillation; rate control begun',
      called_ae_title: inventCalledAETitle(),
      called_ae_title_expires_at: new Date(Date.now() + 30 * 86_400_000),
      created_by: draft.accountID,
    })
    .execute();
  await transaction
    .insertInto('order_history')
    .values({ order_id: draft.id, event: 'created', from_state: null, to_state: 'draft', account_id: draft.accountID, reason: null })
    .execute();
}

/** Eight characters that can't be mistaken for each other when read out over a telephone. */
function inventCalledAETitle(): string {
  const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** The demo orders that are signed, for people to send to. */
export async function listDemoOrders(transaction: Transaction<Tables>): Promise<DemoOrder[]> {
  const rows = await transaction
    .selectFrom('referral_orders')
    .innerJoin('organizations', 'organizations.id', 'referral_orders.organization_id')
    .innerJoin('patients', 'patients.id', 'referral_orders.patient_key')
    .select(['order_number', 'organizations.name', 'family_name', 'given_name', 'sender_patient_id', 'images_by', 'called_ae_title'])
    .where(
      'referral_orders.id',
      'in',
      orders.map((order) => order.id),
    )
    .where('state', '=', 'signed')
    .orderBy('order_number')
    .execute();
  return rows.map((row) => ({
    orderNumber: row.order_number,
    organization: row.name,
    patientName: `${row.family_name}^${row.given_name}`,
    senderPatientID: row.sender_patient_id ?? '',
    imagesBy: row.images_by,
    calledAETitle: row.called_ae_title,
  }));
}
