import { type Kysely, sql } from 'kysely';

const statements = `
alter table instances add column decode_attempts integer not null default 0;
alter table instances add column decoded boolean;
alter table series add column sampled_count integer not null default 0;
create unique index signing_keys_only on signing_keys ((true));
create sequence receipt_numbers start 1;
`;

/** How far frames have been decoded, so that an instance that ends decoders again and again is known; one signing key; receipt numbers. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(database);
}
