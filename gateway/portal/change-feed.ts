import type { ChangeNotice } from '#core/database/database.js';

/** Hands on the change notices of the database (LISTEN changes) to whoever subscribed in this process. */
export interface ChangeFeed {
  /** Returns the way to end the subscription. */
  subscribe(listener: (notice: ChangeNotice) => void): () => void;
  close(): Promise<void>;
}
