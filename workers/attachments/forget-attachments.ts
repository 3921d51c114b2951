import { sql } from 'kysely';
import { derivedKeys } from '#core/attachments/keys.js';
import { giveUpFile } from '#core/attachments/order-files.js';
import { inTransaction } from '#core/database/in-transaction.js';
import type { WorkerContext } from '../context.js';

// A file that comes in one request is touched every half minute while it does; without a touch its gateway is gone.
const wholeFilePatience = '5 minutes';
const batch = 200;

/**
 * Ends what was begun and left, and deletes the bytes of whatever is refused or removed. The row says first that a file is gone, then its bytes
 * go, then the row forgets their place: a crash in between is taken up by the next round.
 */
export async function forgetAttachments({ database, objects }: WorkerContext, abandonedAfterMs: number): Promise<void> {
  const abandoned = sql`make_interval(secs => ${abandonedAfterMs / 1000})`;
  const isLeft = sql<boolean>`touched_at < now() - case when resumable then ${abandoned}
    else least(${wholeFilePatience}::interval, ${abandoned}) end`;
  const { rows: left } = await sql<{ id: string; order_id: string }>`
    select id, order_id from attachments where state = 'reserved' and ${isLeft} limit ${batch}`.execute(database);
  for (const { id, order_id } of left) {
    const change = { attachmentID: id, orderID: order_id, accountID: null };
    // One that is touched meanwhile is not left any more.
    await inTransaction(database, (transaction) => giveUpFile(transaction, change, { refusalCode: null, onlyIf: isLeft }));
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
