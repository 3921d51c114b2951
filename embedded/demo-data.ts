import { hash } from '@node-rs/argon2';
import { sql, type Transaction } from 'kysely';
import { demoID, demoPassword, reopenDemoAccounts } from '#core/accounts/demo-accounts.js';
import { recordAudit } from '#core/audit/audit.js';
import type { Database } from '#core/database/database.js';
import type { Tables } from '#core/database/tables.js';
import { seedHospital } from './demo-hospital.js';
import { type DemoOrder, listDemoOrders, seedOrders, seedPatients } from './demo-orders.js';
import { demoAccounts, hospital, organizations, riverside } from './demo-people.js';
import { seedRegistry } from './demo-registry.js';

export type { DemoOrder } from './demo-orders.js';
export { demoAccounts } from './demo-people.js';

/**
 * Makes the demo hospital with its clinics, accounts, peer, patients and signed orders, unless they are there, and keeps the orders' own
 * AE titles from expiring. What people have changed since stays, but that its accounts are open again where they were closed while demo mode was off. A
 * crash leaves all of it or nothing.
 */
export async function seedDemoData(database: Database, password = demoPassword): Promise<DemoOrder[]> {
  const passwordHash = await hash(password);
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(70413)`.execute(transaction);
    const known = await transaction.selectFrom('organizations').select('id').where('id', '=', hospital.id).executeTakeFirst();
    await seedPeople(transaction, passwordHash);
    await reopenDemoAccounts(transaction);
    await seedHospital(transaction, hospital.name);
    await seedPatients(transaction);
    await seedRegistry(transaction);
    await seedOrders(transaction);
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
      id: demoID(501),
      organization_id: riverside.id,
      name: 'Riverside PACS',
      ae_title: 'RIVERSIDE_PACS',
      addresses: '{127.0.0.1/32,::1/128}',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
