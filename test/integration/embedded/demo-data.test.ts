import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { connectDatabase, type DatabaseConnection } from '#core/database/database.js';
import { digestOfContent } from '#core/referral/signed-content.js';
import { seedDemoData } from '../../../embedded/demo-data.js';
import type { Caller } from '../../../gateway/http/route.js';
import { readOrder } from '../../../gateway/portal/orders.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';

jest.setTimeout(60_000);

let server: TestPostgresql;
let connection: DatabaseConnection;

beforeAll(async () => {
  server = await startTestPostgresql({ durable: false });
  connection = connectDatabase(await server.freshDatabase(), { maxConnections: 2 });
}, 60_000);
afterAll(async () => {
  await connection.close();
  await server.stop();
}, 60_000);

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const clinician = { accountID: id(201), organizationID: id(101), role: 'clinician' } as Caller;
const count = async (table: string) => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(connection.database);
  return rows[0]?.count ?? 0;
};
const tables = [
  'organizations',
  'accounts',
  'regions',
  'locations',
  'tips',
  'order_types',
  'organization_order_types',
  'providers',
  'patients',
];
const moreTables = [
  'provider_delegates',
  'organization_patients',
  'patient_identifiers',
  'patient_diagnoses',
  'encounters',
  'referral_orders',
];
const counts = () => Promise.all([...tables, ...moreTables, 'order_diagnoses', 'order_history', 'audit_records'].map(count));

describe('demo data', () => {
  it('is a hospital with regions, clinics with providers, a registry, signed orders and a draft in an open encounter', async () => {
    const listed = await seedDemoData(connection.database);
    expect(listed.map((order) => order.patientName)).toEqual(['Sample^Sofia', 'Doe^Archibald', 'Other^Oscar', 'Yamada^Tarou']);
    expect(await count('regions')).toBe(4);
    expect(await count('patients')).toBeGreaterThanOrEqual(60);
    const draft = await readOrder(connection.database, clinician, id(405));
    expect(draft).toMatchObject({ state: 'draft', encounterID: id(451), maySign: true, orderType: 'Referral to Cardiology' });
    const phones = await sql<{ phone: string }>`select phone from regions union select phone from locations union select phone from patients
      union select phone from providers`.execute(connection.database);
    for (const { phone } of phones.rows) expect(phone).toMatch(/^(\+1 555 01\d\d)?$/);
  });

  it('has signatures that hold', async () => {
    const orders = await connection.database
      .selectFrom('referral_orders')
      .select(['signature', 'signed_content'])
      .where('state', '=', 'signed')
      .execute();
    expect(orders).toHaveLength(4);
    for (const order of orders) expect(digestOfContent(order.signed_content ?? {})).toBe(order.signature?.contentSHA256);
  });

  it('is made once, and keeps what people have changed since', async () => {
    await connection.database.deleteFrom('organization_order_types').where('organization_id', '=', id(102)).execute();
    await connection.database.updateTable('regions').set({ phone: '555-9999' }).where('id', '=', id(601)).execute();
    const before = await counts();
    await seedDemoData(connection.database);
    expect(await counts()).toEqual(before);
    const region = await connection.database.selectFrom('regions').select('phone').where('id', '=', id(601)).executeTakeFirstOrThrow();
    expect(region.phone).toBe('555-9999');
  });
});
