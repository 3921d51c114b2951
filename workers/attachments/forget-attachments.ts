import { sql } from 'kysely';
import { derivedKeys } from '#core/attachments/keys.js';
import { notifyChange } from '#core/database/database.js';
import type { WorkerContext } from '../context.js';

// A file that comes in one request is touched every half minute while it does; without a touch its gateway is gone.
const wholeFilePatience = '5 minutes';
const batch = 200;

/**
 * Ends what was begun and left, and deletes the bytes of whatever is refused or removed. The row says first that a file is gone, then its bytes
 * go, then the row forgets their place: a crash in between is taken up by the next round.
 */
export async function forgetAttachments({ database, objects }: WorkerContext, abandonedAfterMs: number): Promise<void> {
  const { rows: left } = await sql<{ order_id: string; organization_id: string }>`
    update attachments set state = 'removed', removed_at = now()
    where state = 'reserved' and touched_at < now() - case when resumable then make_interval(secs => ${abandonedAfterMs / 1000})
      else least(${wholeFilePatience}::interval, make_interval(secs => ${abandonedAfterMs / 1000})) end
    returning order_id, organization_id`.execute(database);
  for (const { order_id, organization_id } of left) {
    await notifyChange(database, { kind: 'order', id: order_id, organizationID: organization_id, orderID: order_id });
  }
  const { rows: gone } = await sql<{ id: string; object_key: string }>`
    select id, object_key from attachments where state in ('refused', 'removed') and object_key is not null limit ${batch}`.execute(
    database,
  );
  for (const { id, object_key } of gone) {
    for (const key of [...derivedKeys(object_key), object_key]) await objects.remove(key);
    await sql`update attachments set object_key = null where id = ${id}`.execute(database);
  }
}
