import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { connectDatabase, type DatabaseConnection } from '#core/database/database.js';
import { DatabasePeerDirectory } from '../../../../../gateway/receive/dimse/peer-directory.js';
import { startTestPostgresql, type TestPostgresql } from '../../../../support/postgresql.js';

let postgresql: TestPostgresql;
let connection: DatabaseConnection;
let directory: DatabasePeerDirectory;
const organizations = new Map<string, string>();

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
  connection = connectDatabase(await postgresql.freshDatabase());
  directory = new DatabasePeerDirectory(connection.database);
  const { database } = connection;
  for (const name of ['Riverside', 'Hilltop']) {
    const { id } = await database.insertInto('organizations').values({ name, kind: 'referring' }).returning('id').executeTakeFirstOrThrow();
    organizations.set(name, id);
  }
  await database
    .insertInto('peers')
    .values([
      { organization_id: of('Riverside'), name: 'PACS', ae_title: 'NET_PACS', addresses: '{10.1.0.0/16,fd00::/8,127.0.0.1}' },
      { organization_id: of('Riverside'), name: 'off', ae_title: 'OFF_PACS', addresses: '{127.0.0.1}', enabled: false },
    ])
    .execute();
  const patient = await database
    .insertInto('patients')
    .values({ family_name: 'Sample', given_name: 'Sofia' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const order = (title: string, state: 'draft' | 'signed' | 'cancelled' | 'closed', expires: string) => ({
    organization_id: of('Riverside'),
    patient_key: patient.id,
    state,
    images_by: 'pacs' as const,
    called_ae_title: title,
    called_ae_title_expires_at: expires,
  });
  await database
    .insertInto('referral_orders')
    .values([
      order('OPEN', 'signed', '2999-01-01'),
      order('DRAFT', 'draft', '2999-01-01'),
      order('CANCELLED', 'cancelled', '2999-01-01'),
      order('CLOSED', 'closed', '2999-01-01'),
      order('EXPIRED', 'signed', '2001-01-01'),
    ])
    .execute();
}, 120_000);

afterAll(async () => {
  await connection?.close();
  await postgresql?.stop();
});

function of(name: string): string {
  return organizations.get(name) ?? '';
}

describe('peer directory (B12)', () => {
  it.each([
    ['127.0.0.1', true],
    ['10.1.200.3', true],
    ['fd00::17', true],
    ['10.2.0.1', false],
    ['127.0.0.2', false],
    ['::1', false],
  ])('says whether a peer may come from %s: %s', async (address, isFromItsAddress) => {
    expect(await directory.findPeer('NET_PACS', address)).toMatchObject({
      organizationID: of('Riverside'),
      enabled: true,
      isFromItsAddress,
    });
  });

  it('knows a peer that is switched off as such, and nobody under another title', async () => {
    expect(await directory.findPeer('OFF_PACS', '127.0.0.1')).toMatchObject({ enabled: false });
    expect(await directory.findPeer('net_pacs', '127.0.0.1')).toBeNull();
    expect(await directory.findPeer("' or 1=1 --", '127.0.0.1')).toBeNull();
  });

  it('sees at once that a peer which was refused has been configured', async () => {
    expect(await directory.findPeer('NEW_PACS', '127.0.0.1')).toBeNull();
    await sql`insert into peers (organization_id, name, ae_title, addresses)
      values (${of('Hilltop')}::uuid, 'new', 'NEW_PACS', '{127.0.0.1}')`.execute(connection.database);
    expect(await directory.findPeer('NEW_PACS', '127.0.0.1')).toMatchObject({ organizationID: of('Hilltop') });
  });

  it('finds the order of a called AE title only while it takes images, and only for its organization', async () => {
    expect(await directory.findOrder('OPEN', of('Riverside'))).toEqual(expect.any(String));
    expect(await directory.findOrder('OPEN', of('Hilltop'))).toBeNull();
    for (const title of ['DRAFT', 'CANCELLED', 'CLOSED', 'EXPIRED', 'NONE']) {
      expect(await directory.findOrder(title, of('Riverside'))).toBeNull();
    }
  });
});
