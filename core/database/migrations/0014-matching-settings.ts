import { type Kysely, sql } from 'kysely';

// How long a signed order takes further studies by itself, and which stand-ins the senders of this hospital write for names, Patient IDs and birth dates.
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    alter table hospital_settings
      add column candidate_days integer not null default 90 check (candidate_days between 1 and 3650),
      add column placeholders jsonb not null default '{"names": [], "patientIDs": [], "birthDates": []}'`.execute(database);
}
