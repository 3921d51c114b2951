import { randomInt } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { sql, type Transaction } from 'kysely';
import { recordAudit } from '#core/audit/audit.js';
import type { Database } from '#core/database/database.js';
import type { Tables } from '#core/database/tables.js';
import type { Role } from '#core/pipeline/stages.js';

export const demoPassword = 'demo-only-password';

/** Ids are fixed, so that a second run finds what the first one made. */
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const hospital = { id: id(100), name: 'Lakeview Regional Hospital' };
const riverside = { id: id(101), name: 'Riverside Clinic' };
const hilltop = { id: id(102), name: 'Hilltop Practice' };

const organizations = [
  { ...hospital, kind: 'hospital', pacs_to_pacs_enabled: false },
  { ...riverside, kind: 'referring', pacs_to_pacs_enabled: true },
  { ...hilltop, kind: 'referring', pacs_to_pacs_enabled: false },
] as const;

/** Numbers from the range that is kept for fiction. */
const contacts = [
  { region: 'North Shore', phone: '+1 555 0110' },
  { region: 'Central', phone: '+1 555 0120' },
  { region: 'South Valley', phone: '+1 555 0130' },
  { region: 'Lakeview Health System', phone: '+1 555 0100' },
];

export const demoAccounts: readonly {
  id: string;
  username: string;
  displayName: string;
  role: Role;
  organization: { id: string; name: string };
}[] = [
  { id: id(201), username: 'clinician', displayName: 'Dr. Riley Rivers', role: 'clinician', organization: riverside },
  { id: id(202), username: 'clinician2', displayName: 'Dr. Harper Hill', role: 'clinician', organization: hilltop },
  { id: id(203), username: 'pacs', displayName: 'Riverside PACS team', role: 'pacs', organization: riverside },
  { id: id(204), username: 'radiology', displayName: 'Lane Lakeview', role: 'radiology', organization: hospital },
  { id: id(205), username: 'admin', displayName: 'Ari Admin', role: 'admin', organization: hospital },
];

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

const orders = [
  { id: id(401), organization: riverside, patient: sofia, imagesBy: 'browser', reason: 'Headache with aura, CT elsewhere; second opinion' },
  { id: id(402), organization: riverside, patient: archibald, imagesBy: 'browser', reason: 'Chronic sinusitis; earlier CT and MR on a CD' },
  { id: id(403), organization: hilltop, patient: oscar, imagesBy: 'browser', reason: 'Fall on the left hand, persistent pain' },
  { id: id(404), organization: riverside, patient: tarou, imagesBy: 'pacs', reason: 'Follow-up of an incidental finding' },
] as const;

export interface DemoOrder {
  orderNumber: string;
  organization: string;
  patientName: string;
  senderPatientID: string;
  imagesBy: string;
  calledAETitle: string;
}

/**
 * Makes the demo hospital with its clinics, accounts, peer, patients and signed orders, unless they are there, and keeps the orders' own
 * AE titles from expiring. What people have changed since stays. A crash leaves all of it or nothing.
 */
export async function seedDemoData(database: Database): Promise<DemoOrder[]> {
  const passwordHash = await hash(demoPassword);
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(70413)`.execute(transaction);
    const known = await transaction.selectFrom('organizations').select('id').where('id', '=', hospital.id).executeTakeFirst();
    await seedPeople(transaction, passwordHash);
    await seedPatients(transaction);
    for (const order of orders) await seedOrder(transaction, order);
    const listed = await listDemoOrders(transaction);
    if (!known) await recordAudit(transaction, { event: 'demo-data-made', action: 'C', organizationID: hospital.id, subject: {} });
    return listed;
  });
}

async function seedPeople(transaction: Transaction<Tables>, passwordHash: string): Promise<void> {
  await transaction
    .insertInto('organizations')
    .values([...organizations])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction
    .updateTable('hospital_settings')
    .set({ name: hospital.name, contacts: JSON.stringify(contacts) })
    .where(sql<boolean>`contacts = '[]'::jsonb`)
    .execute();
  await transaction
    .insertInto('accounts')
    .values(
      demoAccounts.map(({ id, username, displayName, role, organization }) => ({
        id,
        username,
        display_name: displayName,
        role,
        organization_id: organization.id,
        password_hash: passwordHash,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction
    .insertInto('peers')
    .values({
      id: id(501),
      organization_id: riverside.id,
      name: 'Riverside PACS',
      ae_title: 'RIVERSIDE_PACS',
      addresses: '{127.0.0.1/32,::1/128}',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function seedPatients(transaction: Transaction<Tables>): Promise<void> {
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
      })
      .onConflict((conflict) => conflict.doNothing())
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

async function seedOrder(transaction: Transaction<Tables>, order: (typeof orders)[number]): Promise<void> {
  const expiresAt = new Date(Date.now() + 90 * 86_400_000);
  const renewed = await transaction
    .updateTable('referral_orders')
    .set({ called_ae_title_expires_at: expiresAt })
    .where('id', '=', order.id)
    .executeTakeFirst();
  if (renewed.numUpdatedRows > 0n) return;
  const signer = demoAccounts.find((account) => account.role === 'clinician' && account.organization.id === order.organization.id);
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

/** Eight characters that can't be mistaken for each other when read out over a telephone. */
function inventCalledAETitle(): string {
  const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

async function listDemoOrders(transaction: Transaction<Tables>): Promise<DemoOrder[]> {
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
