// How an operator's command reaches the database: whether the product runs or not, embedded or external.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { settings } from '#core/config/settings.js';
import { lockInstance } from './instance-lock.js';
import { OperatorError } from './operator-error.js';
import { startEmbeddedPostgresql, urlOfRunningPostgresql } from './postgresql.js';

export interface Reached {
  url: string;
  leave(): Promise<void>;
}

/** Takes the database that is configured, the embedded one that runs, or starts the embedded one until it is left. */
export async function reachDatabase(): Promise<Reached> {
  const { DATABASE_URL, DATA_DIR } = settings();
  if (DATABASE_URL) return { url: DATABASE_URL, leave: async () => undefined };
  await mkdir(DATA_DIR, { recursive: true, mode: 0o711 });
  const folder = join(DATA_DIR, 'postgresql');
  const lock = await lockInstance(DATA_DIR).catch((error: unknown) => (error instanceof OperatorError ? null : Promise.reject(error)));
  if (!lock) return { url: await urlOfRunningPostgresql(folder), leave: async () => undefined };
  try {
    await mkdir(join(DATA_DIR, 'logs'), { recursive: true, mode: 0o700 });
    const server = await startEmbeddedPostgresql({ folder, logFile: join(DATA_DIR, 'logs', 'postgresql.log') });
    const leave = async () => {
      await server.stop();
      lock.release();
    };
    return { url: server.url, leave };
  } catch (error) {
    lock.release();
    throw error;
  }
}
