// What bounds looking into the registry: so many look-ups in a while for each account, counted in the database for all gateways together, and a memory
// of who was shown, since an id alone opens no chart.
import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Caller, RouteInput } from '../http/route.js';
import { recordChange } from './looks.js';

const windowSeconds = 300;
const lookupsPerWindow = 30;
const shownForMinutes = 30;

/**
 * Counts a look-up before it is made, so that one that fails counts too. The answer says how long to wait (Retry-After).
 *
 * @throws GatewayError `rate-limited` when the account made too many in the last minutes; the person waits.
 */
export async function takeLookup({ context, caller, response }: Pick<RouteInput, 'context' | 'caller' | 'response'>): Promise<number> {
  const taken = await context.database.transaction().execute(async (transaction) => {
    // Two requests at once must not both take the last place.
    await sql`select pg_advisory_xact_lock(4702, hashtext(${caller.accountID}))`.execute(transaction);
    await sql`delete from registry_searches where account_id = ${caller.accountID}::uuid and at < now() - interval '1 day'`.execute(
      transaction,
    );
    const { rows } = await sql<{ made: number; wait: number }>`
      select count(*) as made, ceil(extract(epoch from min(at) + ${windowSeconds} * interval '1 second' - clock_timestamp()))::integer as wait
      from registry_searches where account_id = ${caller.accountID}::uuid and at > clock_timestamp() - ${windowSeconds} * interval '1 second'`.execute(
      transaction,
    );
    const [row] = rows;
    if (row && row.made >= lookupsPerWindow) return { id: null, wait: Math.max(1, row.wait) };
    const made = await transaction
      .insertInto('registry_searches')
      .values({ account_id: caller.accountID })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { id: made.id, wait: 0 };
  });
  if (taken.id !== null) return taken.id;
  response.set('Retry-After', String(taken.wait));
  throw new GatewayError('rate-limited', {
    explanation: `At most ${lookupsPerWindow} look-ups in the registry are possible in ${windowSeconds / 60} minutes.`,
  });
}

/** Remembers and records who was shown by a look-up: ids and a count, never what was searched for. No record, no answer. */
export async function recordShown(database: Database, caller: Caller, lookup: number, event: string, shown: string[]): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`update registry_searches set shown = ${shown}::uuid[], at = clock_timestamp() where id = ${lookup}`.execute(transaction);
    await recordChange(transaction, caller, { event, action: 'R', subject: { count: shown.length, patientKeys: shown } });
  });
}

/** Whether this account was shown this patient a short while ago. */
export async function wasShown(database: Database, caller: Caller, patientKey: string): Promise<boolean> {
  const { rows } = await sql`
    select from registry_searches where account_id = ${caller.accountID}::uuid and at > clock_timestamp() - ${shownForMinutes} * interval '1 minute'
      and ${patientKey}::uuid = any(shown) limit 1`.execute(database);
  return rows.length > 0;
}
