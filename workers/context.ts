import type { Database } from '#core/database/database.js';
import type { Logger } from '#core/logging/logger.js';
import type { ObjectStore } from '#core/object-store/object-store.js';

/** What main.ts wires together once and every stage is handed. */
export interface WorkerContext {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly logger: Logger;
}
