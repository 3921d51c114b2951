import type { Settings } from '#core/config/settings.js';
import { connectDatabase } from '#core/database/database.js';
import type { Logger } from '#core/logging/logger.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import type { InstanceStore } from './arriving-instance.js';
import { DoubtfulRows } from './doubtful-rows.js';
import { DurableInstanceStore } from './durable-instance-store.js';
import { EarlyRows } from './early-rows.js';
import { LandingFolders } from './landing-folders.js';
import { NamedAttachments } from './named-attachments.js';
import { Readiness } from './readiness.js';
import { ReceptionLog } from './reception-log.js';
import { recoverLandings } from './recovery.js';
import { RejectedStudies } from './rejected-studies.js';
import { RowBatch } from './row-batch.js';
import type { StoreParts } from './store-parts.js';

export interface OpenedInstanceStore {
  store: InstanceStore;
  /** Writes what is gathered, marks the landing folder as done with, closes connections. Call it when no door is open any more. */
  close(): Promise<void>;
}

/**
 * Puts the store together, takes up what an earlier process left, and opens a landing folder.
 *
 * @throws GatewayError `out-of-resources` or `database-unavailable`: reception can't be durable, so the gateway must not start.
 */
export async function openInstanceStore(
  engines: { databaseURL: string; objects: ObjectStore },
  settings: Settings,
  process: { gatewayID: string; logger: Logger },
): Promise<OpenedInstanceStore> {
  const { logger, gatewayID } = process;
  const onIdleError = (error: Error) => logger.warn({ err: error }, 'a database connection broke');
  const strict = connectDatabase(engines.databaseURL, {
    maxConnections: 8,
    statementTimeoutMs: 8_000,
    onIdleError,
    plansWithoutScans: true,
  });
  const relaxed = connectDatabase(engines.databaseURL, {
    maxConnections: 2,
    statementTimeoutMs: 8_000,
    onIdleError,
    relaxedDurability: true,
  });
  const rows = new RowBatch(strict.pool);
  const parts: StoreParts = {
    database: strict.database,
    objects: engines.objects,
    folders: new LandingFolders(settings.OBJECT_FOLDER, gatewayID, strict.database),
    rows,
    earlyRows: new EarlyRows(strict.pool, rows),
    doubtful: new DoubtfulRows(rows, engines.objects, logger),
    receptions: new ReceptionLog(relaxed.database, gatewayID, logger),
    attachments: new NamedAttachments(strict.database),
    rejected: new RejectedStudies(strict.database),
    readiness: new Readiness(settings.OBJECT_FOLDER, settings.MIN_FREE_BYTES, relaxed.pool),
    maxInstanceBytes: settings.MAX_INSTANCE_BYTES,
  };
  await parts.folders.start();
  await parts.readiness.start();
  await recoverLandings(parts, settings.OBJECT_FOLDER, process);
  return {
    store: new DurableInstanceStore(parts),
    async close() {
      parts.doubtful.stop();
      parts.readiness.stop();
      await parts.receptions.flush();
      await parts.folders.stop();
      await Promise.all([strict.close(), relaxed.close()]);
    },
  };
}
