import { type Kysely, sql } from 'kysely';

const statements = `
create table server_secrets (
  name text primary key,
  value text not null,
  created_at timestamptz not null default now()
);

create index refusals_study on refusals (organization_id, study_instance_uid) where study_instance_uid is not null;
create index receptions_order on receptions (order_id) where order_id is not null;
create index uploads_order on uploads (order_id);
create index upload_instances_uid on upload_instances (sop_instance_uid);
create index api_tokens_account on api_tokens (account_id);
`;

/** Secrets that every gateway of one system shares, and indexes of the ledger. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(database);
}
