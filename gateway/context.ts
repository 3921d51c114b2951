import type { Settings } from '#core/config/settings.js';
import type { Database } from '#core/database/database.js';
import type { Logger } from '#core/logging/logger.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import type { ChangeFeed } from './portal/change-feed.js';
import type { InstanceStore } from './store/arriving-instance.js';

/** What main.ts wires together once and every door and route is handed. */
export interface GatewayContext {
  readonly settings: Settings;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly store: InstanceStore;
  readonly logger: Logger;
  /** This process, as receptions and storage folders name it. */
  readonly gatewayID: string;
  /** What changed, in every process of the system, for pages that are open. */
  readonly changes: ChangeFeed;
  /** True from the first SIGTERM on: begin nothing new. */
  readonly draining: () => boolean;
}
