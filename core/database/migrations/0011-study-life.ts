import { type Kysely, sql } from 'kysely';

const columns = `
-- Only people detach a study from an order; it is never attached there again by itself.
alter table study_attachments add column detached_by uuid references accounts, add column detached_reason text;

-- Counts the copies that the instance has had: one more when a lost copy was replaced.
alter table instances add column content_version integer not null default 1;

-- What was known of whose images these are when it was decided.
alter table decisions add column identity_evidence jsonb;

-- Exactly what a decision was made of, as it was then. Without a foreign key to instances: ten thousand locks for each decision would serve nothing.
create table decision_instances (
  decision_id uuid not null references decisions,
  instance_id uuid not null,
  content_version integer not null,
  state text not null,
  primary key (decision_id, instance_id)
);
insert into decision_instances (decision_id, instance_id, content_version, state)
select d.id, i.id, 1, i.state from decisions d join instances i on i.study_id = d.study_id and i.validated_at <= d.decided_at;

-- A study that was sent again after it was rejected, once for each reception that did so.
create table study_resends (
  study_id uuid not null references studies,
  reception_id uuid not null references receptions,
  decision_id uuid not null references decisions,
  at timestamptz not null default now(),
  primary key (study_id, reception_id)
);
create index study_resends_reception on study_resends (reception_id);
`;

/**
 * An order was named for studies, by its address or its own called AE title. A study without an order is attached to it, unless the order is over or a
 * person has detached the study from an order of the same patient. Whatever the name changes for a study, the link stage judges it or asks about it: the outbox row and the
 * stage are written with the attachment. A rejected study is taken up again only for an order that it never had.
 */
const attachNamed = `
create or replace function attach_studies(study_ids uuid[], named_order uuid, how text, account uuid) returns setof uuid language plpgsql as $$
#variable_conflict use_column
declare
  order_state text;
  named_patient uuid;
  news uuid[];
  reopened record;
begin
  -- Nearly every call finds the study there already.
  if not exists (select from studies s where s.id = any (study_ids) and s.order_id is distinct from named_order) then
    insert into study_namings (study_id, order_id) select unnest(study_ids), named_order
    on conflict (study_id, order_id) do update set named_at = clock_timestamp();
    return;
  end if;
  -- In the sequence in which everyone locks: the order, then the studies.
  select o.state, o.patient_key into order_state, named_patient from referral_orders o where o.id = named_order for share;
  perform from studies s where s.id = any (study_ids) order by s.id for no key update;
  insert into study_namings (study_id, order_id) select unnest(study_ids), named_order
  on conflict (study_id, order_id) do update set named_at = clock_timestamp();
  news := array(
    select s.id from studies s where s.id = any (study_ids) and s.order_id is distinct from named_order
      and (s.stage <> 'rejected' or not exists (select from study_attachments a where a.study_id = s.id and a.order_id = named_order))
  );
  return query
  with attached as (
    update studies s set order_id = named_order, identity = null, identity_evidence = null
    where s.id = any (news) and s.order_id is null and order_state = 'signed'
      and not exists (
        select from study_attachments a join referral_orders o on o.id = a.order_id
        where a.study_id = s.id and a.detached_at is not null and o.patient_key = named_patient)
    returning s.id
  )
  insert into study_attachments (study_id, order_id, how, account_id)
  select a.id, named_order, attach_studies.how, account from attached a
  returning study_id;
  if found then
    perform pg_notify('changes', json_build_object('kind', 'order', 'id', o.id, 'organizationID', o.organization_id, 'orderID', o.id)::text)
    from referral_orders o where o.id = named_order;
  end if;
  insert into outbox (stage, study_id) select 'link', s.id from studies s where s.id = any (news) and s.stage <> 'received';
  for reopened in
    select s.id, s.stage, s.organization_id from studies s where s.id = any (news) and s.stage in ('linked', 'confirmed', 'rejected') order by s.id
  loop
    update studies s set stage = 'validated', stage_changed_at = now() where s.id = reopened.id;
    perform pg_notify('changes', json_build_object('kind', 'study', 'id', reopened.id, 'organizationID', reopened.organization_id,
      'orderID', named_order)::text);
    if reopened.stage <> 'linked' then
      perform append_audit_record('study-reopened', 'U', 0, account, reopened.organization_id, null, null,
        jsonb_build_object('studyID', reopened.id, 'from', reopened.stage, 'namedOrderID', named_order));
    end if;
  end loop;
end $$;
`;

/** A study's life: what a person detached, copies that were replaced, what a decision was made of, and what came again after a rejection. */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of [columns, attachNamed]) await sql.raw(statement).execute(database);
}
