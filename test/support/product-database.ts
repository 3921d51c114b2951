import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Product } from './product.js';

/** Opens the embedded database of a running product, to prepare what no address makes and to count what stands there. */
export async function openProductDatabase(product: Product): Promise<pg.Client> {
  const folder = join(product.dataDir, 'postgresql');
  const [password, port] = await Promise.all(['password', 'port'].map((name) => readFile(join(folder, name), 'utf8')));
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'gateway',
    database: 'gateway',
    password: password?.trim() ?? '',
  });
  await client.connect();
  return client;
}

export interface FurtherClinic {
  organizationID: string;
  username: string;
  callingAETitle: string;
}

/** Makes a clinic of its own with a clinician (password of the demo accounts) and a peer on the loopback address. */
export async function addClinic(database: pg.Client, name: string): Promise<FurtherClinic> {
  const username = `clinician-${name}`;
  const callingAETitle = name.toUpperCase().replaceAll('-', '_').slice(0, 16);
  const { rows } = await database.query<{ id: string }>(
    "insert into organizations (name, kind, pacs_to_pacs_enabled) values ($1, 'referring', true) returning id",
    [`Clinic ${name}`],
  );
  const organizationID = rows[0]?.id ?? '';
  await database.query(
    `insert into accounts (organization_id, username, display_name, role, password_hash)
     select $1, $2, $2, 'clinician', password_hash from accounts where username = 'clinician'`,
    [organizationID, username],
  );
  await database.query("insert into peers (organization_id, name, ae_title, addresses) values ($1, $2, $3, '{127.0.0.1/32}')", [
    organizationID,
    `PACS ${name}`,
    callingAETitle,
  ]);
  return { organizationID, username, callingAETitle };
}
