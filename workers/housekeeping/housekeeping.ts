import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import type { Logger } from '#core/logging/logger.js';

export interface Housekeeping {
  stop(): Promise<void>;
}

const periodMs = 60_000;
// A gateway on another machine can't be asked whether it lives; no association lasts that long.
const longestReception = '24 hours';

/** Tidies up every minute; a failure is logged and tried again at the next round. */
export function startHousekeeping(options: { database: Database; logger: Logger; periodMs?: number }): Housekeeping {
  const { database, logger } = options;
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = tidyUp(database).catch((error: unknown) => logger.warn({ err: error }, 'housekeeping failed; it is tried again'));
  }, options.periodMs ?? periodMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Forgets ended sign-ins and closes, as lost, what gateways that are gone have left open. */
export async function tidyUp(database: Database): Promise<void> {
  await sql`delete from sessions where expire < now()`.execute(database);
  const { rows } = await sql<{ gateway_id: string; host: string | null; process_id: number | null }>`
    select distinct r.gateway_id, f.host, f.process_id
    from receptions r left join storage_folders f on f.gateway_id = r.gateway_id and f.closed_at is null
    where r.ended_at is null and r.started_at < now() - interval '1 minute'`.execute(database);
  const living = new Set(rows.filter(isPerhapsAlive).map((row) => row.gateway_id));
  const gone = [...new Set(rows.map((row) => row.gateway_id))].filter((gatewayID) => !living.has(gatewayID));
  await sql`update receptions set outcome = 'lost', ended_at = now()
    where ended_at is null and started_at < now() - interval '1 minute'
      and (gateway_id = any (${gone}::text[]) or started_at < now() - ${longestReception}::interval)`.execute(database);
}

function isPerhapsAlive({ host, process_id }: { host: string | null; process_id: number | null }): boolean {
  if (host === null || process_id === null) return false;
  if (host !== hostname()) return true;
  try {
    process.kill(process_id, 0);
    return true;
  } catch (error) {
    // Not ours to signal, yet there.
    return (error as { code?: string }).code === 'EPERM';
  }
}
