import { sql } from 'kysely';
import { type Database, notifyChange } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Reception } from './arriving-instance.js';

/** Attaches a study to the order that its reception was addressed to, once per reception and study. */
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
      const { rows } = await sql`select attach_studies(array[${studyID}::uuid], ${reception.orderID}::uuid, ${reception.orderNamedBy},
        ${reception.accountID}::uuid)`.execute(this.#database);
      if (rows.length > 0) {
        await notifyChange(this.#database, {
          kind: 'order',
          id: reception.orderID,
          organizationID: reception.organizationID,
          orderID: reception.orderID,
        });
      }
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
