import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Settings } from '#core/config/settings.js';
import { connectDatabase, type DatabaseConnection } from '#core/database/database.js';
import { createLogger } from '#core/logging/logger.js';
import { FileObjectStore } from '#core/object-store/file-object-store.js';
import type { InstanceStore, Reception, StoredInstance } from '../../gateway/store/arriving-instance.js';
import { openInstanceStore } from '../../gateway/store/open-instance-store.js';

export interface OpenedTestStore {
  readonly store: InstanceStore;
  readonly connection: DatabaseConnection;
  readonly settings: Settings;
  readonly objects: FileObjectStore;
  readonly organizationID: string;
  /** A reception of the organization by STOW-RS. */
  openReception(): Promise<Reception>;
  /** Sends a Part 10 file in pieces and completes it. */
  send(bytes: Buffer, reception?: Reception, pieceLength?: number): Promise<StoredInstance>;
  /** Closes the store and opens it again on the same folder and database, as a restart does. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the real store on a folder of its own and a migrated database with one organization. */
export async function openTestStore(databaseURL: string, environment: Record<string, string> = {}): Promise<OpenedTestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-store-'));
  const settings = readSettings({ DATA_DIR: folder, MIN_FREE_BYTES: '0', DATABASE_URL: databaseURL, ...environment });
  const connection = connectDatabase(databaseURL, { maxConnections: 4 });
  const objects = new FileObjectStore(settings.OBJECT_FOLDER);
  const logger = createLogger('test', 'silent');
  const open = () => openInstanceStore({ databaseURL, objects }, settings, { gatewayID: randomUUID(), logger });
  const { id: organizationID } = await connection.database
    .insertInto('organizations')
    .values({ name: `Clinic ${randomUUID()}`, kind: 'referring' })
    .returning('id')
    .executeTakeFirstOrThrow();
  let opened = await open();
  const openReception = () =>
    opened.store.openReception({
      organizationID,
      door: 'stow-rs',
      orderID: null,
      orderNamedBy: null,
      accountID: null,
      peerID: null,
      callingAETitle: null,
      calledAETitle: null,
      remoteAddress: '127.0.0.1',
      tls: false,
    });
  return {
    get store() {
      return opened.store;
    },
    connection,
    settings,
    objects,
    organizationID,
    openReception,
    async send(bytes, reception, pieceLength = 65_536) {
      const arriving = opened.store.receivePart10(reception ?? (await openReception()));
      for (let at = 0; at < bytes.length; at += pieceLength) await arriving.write(bytes.subarray(at, at + pieceLength));
      return arriving.complete();
    },
    async reopen() {
      await opened.close();
      opened = await open();
    },
    async close() {
      await opened.close();
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
