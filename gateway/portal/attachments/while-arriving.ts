import type { IncomingMessage, ServerResponse } from 'node:http';
import { sql } from 'kysely';
import type { GatewayContext } from '../../context.js';
import { holdToMinimumRate } from '../../http/minimum-rate.js';

const touchEveryMs = 30_000;

/**
 * Watches over a request whose body is an attachment: ends a connection that falls below the minimum rate for a whole window, and keeps
 * housekeeping from taking the row for one that was left. Gives what ends the watch.
 */
export function watchArrival(
  context: GatewayContext,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  attachmentID: () => string | undefined,
): () => void {
  const endRate = holdToMinimumRate(context.settings, { request, response });
  const touch = setInterval(() => {
    const id = attachmentID();
    if (!id) return;
    const touched = sql`update attachments set touched_at = now() where id = ${id}::uuid and state = 'reserved'`.execute(context.database);
    // The next one may succeed; housekeeping is far more patient.
    touched.catch((error: unknown) => context.logger.debug({ err: error }, 'an arriving attachment could not be touched'));
  }, touchEveryMs);
  const end = () => {
    endRate();
    clearInterval(touch);
  };
  // Whoever answers a connection that is gone may wait for ever.
  response.once('close', end);
  return end;
}
