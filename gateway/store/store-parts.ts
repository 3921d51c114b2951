import type { Database } from '#core/database/database.js';
import type { ObjectStore } from '#core/object-store/object-store.js';
import type { DoubtfulRows } from './doubtful-rows.js';
import type { EarlyRows } from './early-rows.js';
import type { LandingFolders } from './landing-folders.js';
import type { NamedAttachments } from './named-attachments.js';
import type { Readiness } from './readiness.js';
import type { ReceptionLog } from './reception-log.js';
import type { RejectedStudies } from './rejected-studies.js';
import type { RowBatch } from './row-batch.js';

/** What the store is made of; open-instance-store.ts puts it together. */
export interface StoreParts {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly folders: LandingFolders;
  readonly rows: RowBatch;
  readonly earlyRows: EarlyRows;
  readonly doubtful: DoubtfulRows;
  readonly receptions: ReceptionLog;
  readonly attachments: NamedAttachments;
  readonly rejected: RejectedStudies;
  readonly readiness: Readiness;
  readonly maxInstanceBytes: number;
}
