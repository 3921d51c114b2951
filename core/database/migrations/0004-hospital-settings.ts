import { type Kysely, sql } from 'kysely';

/** One row: who receives, and whom to call. `contacts` is a list of { region, phone }. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table hospital_settings (
      only_row boolean primary key default true check (only_row),
      name text not null default 'Receiving hospital',
      contacts jsonb not null default '[]',
      updated_at timestamptz not null default now()
    )`.execute(database);
  await sql`insert into hospital_settings default values`.execute(database);
}
