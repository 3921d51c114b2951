import { type Kysely, sql } from 'kysely';

const releases = `
-- One row for each list that was taken in or tried. Several of a year can stand here while one replaces the other; searches see the ready ones.
create table icd10cm_releases (
  id uuid primary key default gen_random_uuid(),
  year integer not null,
  source text not null check (source in ('built-in', 'file')),
  file_name text,
  code_count integer not null default 0,
  billable_count integer not null default 0,
  state text not null check (state in ('importing', 'ready', 'failed')),
  rows_done integer not null default 0,
  problem text,
  imported_by uuid references accounts,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
create unique index icd10cm_releases_ready on icd10cm_releases (year, source) where state = 'ready';
create unique index icd10cm_releases_importing on icd10cm_releases ((true)) where state = 'importing';

-- code without its dot, as in the file.
create table icd10cm_codes (
  release_id uuid not null references icd10cm_releases on delete cascade,
  code text collate "C" not null,
  position integer not null,
  billable boolean not null,
  short_title text not null,
  title text not null,
  primary key (release_id, code)
);
`;

/** Lists of diagnosis codes that become visible whole: a list that is being imported stands beside the one that it will replace. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(releases).execute(database);
}
