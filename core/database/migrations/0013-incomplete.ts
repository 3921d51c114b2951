import { type Kysely, sql } from 'kysely';

const statements = `
-- An upload of a browser that stopped for now, and one whose rest a person left out.
alter table uploads
  add column paused_at timestamptz,
  add column ended_at timestamptz,
  add column ended_by uuid references accounts,
  add column ended_reason text;

-- Announced, and not to come any more: a person left it out.
alter table upload_instances add column left_out boolean not null default false;
drop index upload_instances_study;
create index upload_instances_study on upload_instances (study_instance_uid, upload_id);

-- What an upload announced of one study. While is_awaited is true, something of it may still be missing: only then are its instances compared
-- with what is here. It is set to false once nothing is, and stays so, since instances are never taken away.
create table upload_studies (
  upload_id uuid not null references uploads,
  study_instance_uid text not null,
  organization_id uuid not null references organizations,
  order_id uuid not null references referral_orders,
  announced_count integer not null,
  is_awaited boolean not null default true,
  primary key (upload_id, study_instance_uid)
);
create index upload_studies_awaited on upload_studies (study_instance_uid, organization_id) where is_awaited;
create index upload_studies_awaited_order on upload_studies (order_id) where is_awaited;
insert into upload_studies (upload_id, study_instance_uid, organization_id, order_id, announced_count)
select u.id, a.study_instance_uid, o.organization_id, o.id, count(*)
from uploads u join referral_orders o on o.id = u.order_id join upload_instances a on a.upload_id = u.id
group by u.id, a.study_instance_uid, o.organization_id, o.id;

-- A decision says how much of what was announced it was made on.
alter table decisions
  add column announced_count integer,
  add column missing_count integer not null default 0,
  add column left_out_count integer not null default 0;

alter table order_history
  add column image_count integer,
  drop constraint order_history_event_check,
  add constraint order_history_event_check
    check (event in ('created', 'accepted', 'reopened', 'signed', 'added-to', 'file-added', 'file-withdrawn', 'cancelled', 'closed', 'opened-again',
      'images-left-out'));
`;

/** What was announced and has not arrived keeps a study incomplete, until it comes or a person leaves it out. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(statements).execute(database);
}
