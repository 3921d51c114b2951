import { type Kysely, sql } from 'kysely';

// Instances are checked in the order in which they came: the next few are found without a look at all others that wait.
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`drop index instances_awaiting`.execute(database);
  await sql`create index instances_awaiting on instances (study_id, seq) where validated_at is null`.execute(database);
}
