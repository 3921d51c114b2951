import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import { tryAgain } from '#core/database/in-transaction.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Reception } from './arriving-instance.js';

/**
 * Attaches a study to the order that its reception was addressed to, once per reception and study. Whether the order still takes it is looked at then, and
 * not when the reception began.
 */
export class NamedAttachments {
  readonly #database: Database;
  readonly #done = new Map<string, Set<string>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws GatewayError `database-unavailable`; the instance is durable, and its re-send attaches it. */
  async attach(reception: Reception, studyID: string): Promise<void> {
    if (!reception.orderID || !reception.orderNamedBy) return;
    const done = this.#done.get(reception.id) ?? new Set();
    if (done.has(studyID)) return;
    try {
      const { orderID, orderNamedBy, accountID } = reception;
      // It tells open pages by itself.
      const call = sql`select attach_studies(array[${studyID}::uuid], ${orderID}::uuid, ${orderNamedBy}, ${accountID}::uuid)`;
      await tryAgain(() => call.execute(this.#database));
    } catch (error) {
      throw new GatewayError('database-unavailable', { cause: error });
    }
    done.add(studyID);
    this.#done.set(reception.id, done);
  }

  forget(reception: Reception): void {
    this.#done.delete(reception.id);
  }
}
