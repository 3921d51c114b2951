import pg from 'pg';
import type { ChangeNotice } from '#core/database/database.js';
import type { Logger } from '#core/logging/logger.js';

/** Hands on the change notices of the database (LISTEN changes) to whoever subscribed in this process. */
export interface ChangeFeed {
  /**
   * Returns the way to end the subscription. `onGap` is told when notices may have been missed (the connection to the database was lost and is
   * back): whoever keeps a picture reads it anew.
   */
  subscribe(listener: (notice: ChangeNotice) => void, onGap?: () => void): () => void;
  close(): Promise<void>;
}

const firstDelayMs = 250;
const longestDelayMs = 5_000;

/**
 * Opens a change feed on a connection of its own, which is opened again for as long as the feed lives: a gateway starts without its database
 * and heals by itself.
 */
export function createChangeFeed(databaseURL: string, logger: Logger): ChangeFeed {
  const feed = new DatabaseChangeFeed(databaseURL, logger);
  void feed.start();
  return feed;
}

interface Subscription {
  listener: (notice: ChangeNotice) => void;
  onGap: (() => void) | undefined;
}

class DatabaseChangeFeed implements ChangeFeed {
  readonly #databaseURL: string;
  readonly #logger: Logger;
  readonly #subscriptions = new Set<Subscription>();
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = firstDelayMs;
  #hasListened = false;
  #closed = false;

  constructor(databaseURL: string, logger: Logger) {
    this.#databaseURL = databaseURL;
    this.#logger = logger;
  }

  subscribe(listener: Subscription['listener'], onGap?: () => void): () => void {
    const subscription = { listener, onGap };
    this.#subscriptions.add(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#databaseURL,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5_000,
    });
    this.#client = client;
    let ended = false;
    const end = (error?: Error) => {
      if (ended) return;
      ended = true;
      if (this.#client === client) this.#lost(error);
      client.end().catch((again: unknown) => this.#logger.debug({ err: again }, 'change feed connection was gone already'));
    };
    client.on('error', end);
    client.on('end', () => end());
    client.on('notification', (message) => this.#handOn(message.payload));
    try {
      await client.connect();
      await client.query('listen changes');
    } catch (error) {
      end(error as Error);
      return;
    }
    this.#delayMs = firstDelayMs;
    if (this.#hasListened) for (const { onGap } of this.#subscriptions) onGap?.();
    this.#hasListened = true;
  }

  #lost(error: Error | undefined): void {
    this.#client = null;
    if (this.#closed) return;
    if (this.#delayMs === firstDelayMs) this.#logger.warn({ err: error }, 'change feed lost its connection; opening it again');
    this.#timer = setTimeout(() => void this.start(), this.#delayMs);
    this.#timer.unref();
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
  }

  #handOn(payload: string | undefined): void {
    let notice: ChangeNotice;
    try {
      notice = JSON.parse(payload ?? '') as ChangeNotice;
    } catch (error) {
      this.#logger.warn({ err: error }, 'a change notice could not be read');
      return;
    }
    for (const { listener } of [...this.#subscriptions]) listener(notice);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#subscriptions.clear();
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }
}
