// Stage store: what comes again for a study that radiology rejected. Its sender is told, and radiology sees that it came again.
import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import type { Reception, Rejection } from './arriving-instance.js';

/** Looks once for each reception and study whether the study stands rejected. */
export class RejectedStudies {
  readonly #database: Database;
  readonly #looks = new Map<string, Map<string, Promise<Rejection | null>>>();
  readonly #noted = new Map<string, Set<string>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Begins the look, or gives the one of an earlier instance. It never rejects: an instance is stored whether or not anything can be said of its study. */
  look(reception: Reception, studyInstanceUID: string): Promise<Rejection | null> {
    const looks = this.#looks.get(reception.id) ?? new Map<string, Promise<Rejection | null>>();
    this.#looks.set(reception.id, looks);
    let look = looks.get(studyInstanceUID);
    if (!look) {
      // A database that is away fails the row of the instance itself, which says so.
      look = this.#find(reception.organizationID, studyInstanceUID).catch(() => null);
      looks.set(studyInstanceUID, look);
    }
    return look;
  }

  async #find(organizationID: string, studyInstanceUID: string): Promise<Rejection | null> {
    const { rows } = await sql<{ study_id: string; decision_id: string; decided_at: Date }>`
      select s.id as study_id, d.id as decision_id, d.decided_at from studies s
      cross join lateral (select * from decisions d where d.study_id = s.id order by d.decided_at desc limit 1) d
      where s.study_instance_uid = ${studyInstanceUID} and s.organization_id = ${organizationID}::uuid and d.decision = 'rejected'`.execute(
      this.#database,
    );
    const [row] = rows;
    return row ? { studyID: row.study_id, decisionID: row.decision_id, at: row.decided_at } : null;
  }

  /** Writes down, once for each reception, that a rejected study came again. Call it before the answer. */
  async note(reception: Reception, { studyID, decisionID }: Rejection): Promise<void> {
    const noted = this.#noted.get(reception.id) ?? new Set();
    if (noted.has(studyID)) return;
    const notice = JSON.stringify({ kind: 'study', id: studyID, organizationID: reception.organizationID, orderID: reception.orderID });
    await sql`with noted as (
        insert into study_resends (study_id, reception_id, decision_id) values (${studyID}::uuid, ${reception.id}::uuid, ${decisionID}::uuid)
        on conflict do nothing returning 1)
      select pg_notify('changes', ${notice}) from noted`.execute(this.#database);
    noted.add(studyID);
    this.#noted.set(reception.id, noted);
  }

  forget(reception: Reception): void {
    this.#looks.delete(reception.id);
    this.#noted.delete(reception.id);
  }
}
