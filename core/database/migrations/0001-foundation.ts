import { type Kysely, sql } from 'kysely';

const tables = `
create table organizations (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  kind text not null check (kind in ('referring', 'hospital')),
  pacs_to_pacs_enabled boolean not null default false,
  issuer_of_patient_id text,
  created_at timestamptz not null default now()
);

create table accounts (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations,
  username text not null unique,
  display_name text not null,
  role text not null check (role in ('clinician', 'pacs', 'radiology', 'admin')),
  password_hash text not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);

create table sessions (
  sid text primary key,
  sess json not null,
  expire timestamptz not null
);
create index sessions_expire on sessions (expire);

create table api_tokens (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references accounts,
  name text not null,
  token_sha256 text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create table peers (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations,
  name text not null,
  ae_title text not null unique,
  addresses inet[] not null,
  host text,
  port integer check (port between 1 and 65535),
  certificate_subject text,
  enabled boolean not null default true,
  created_at timestamptz not null default now()
);

create table patients (
  id uuid primary key default gen_random_uuid(),
  family_name text not null,
  given_name text not null,
  other_names jsonb not null default '[]',
  birth_date date,
  sex text check (sex in ('F', 'M', 'O')),
  created_at timestamptz not null default now()
);

create table patient_identifiers (
  id uuid primary key default gen_random_uuid(),
  patient_key uuid not null references patients,
  organization_id uuid references organizations,
  patient_id text not null,
  issuer_of_patient_id text,
  unique nulls not distinct (patient_key, organization_id, patient_id, issuer_of_patient_id)
);
create index patient_identifiers_value on patient_identifiers (patient_id);

create table organization_patients (
  organization_id uuid not null references organizations,
  patient_key uuid not null references patients,
  added_at timestamptz not null default now(),
  primary key (organization_id, patient_key)
);

create sequence order_numbers start 100001;

create table referral_orders (
  id uuid primary key default gen_random_uuid(),
  order_number text not null unique default 'RO-' || nextval('order_numbers'),
  organization_id uuid not null references organizations,
  patient_key uuid not null references patients,
  state text not null check (state in ('draft', 'signed', 'cancelled', 'closed')),
  images_by text not null check (images_by in ('browser', 'pacs', 'none')),
  reason_for_referral text not null default '',
  authorizing_provider text not null default '',
  sender_patient_id text,
  sender_accession_number text,
  images_description text,
  called_ae_title text not null unique,
  called_ae_title_expires_at timestamptz not null,
  created_by uuid references accounts,
  signed_by uuid references accounts,
  signed_at timestamptz,
  cancelled_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
create index referral_orders_organization on referral_orders (organization_id, created_at desc);
create index referral_orders_sender_patient_id on referral_orders (organization_id, sender_patient_id) where state = 'signed';

create table receptions (
  id uuid primary key,
  organization_id uuid not null references organizations,
  door text not null check (door in ('dimse', 'stow-rs', 'upload')),
  peer_id uuid references peers,
  account_id uuid references accounts,
  order_id uuid references referral_orders,
  calling_ae_title text,
  called_ae_title text,
  remote_address text,
  tls boolean not null default false,
  gateway_id text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  outcome text not null default 'open' check (outcome in ('open', 'completed', 'released', 'aborted', 'lost')),
  stored_count integer not null default 0,
  refused_count integer not null default 0
);
create index receptions_organization on receptions (organization_id, started_at desc);
create index receptions_open on receptions (gateway_id) where ended_at is null;

create table refusals (
  id bigserial primary key,
  reception_id uuid references receptions,
  organization_id uuid references organizations,
  at timestamptz not null default now(),
  door text not null,
  calling_ae_title text,
  called_ae_title text,
  remote_address text,
  sop_class_uid text,
  sop_instance_uid text,
  study_instance_uid text,
  error_code text not null,
  status integer,
  explanation text not null
);
create index refusals_organization on refusals (organization_id, at desc);
create index refusals_reception on refusals (reception_id);

create table storage_folders (
  folder text primary key,
  gateway_id text not null,
  host text not null,
  process_id integer not null,
  opened_at timestamptz not null default now(),
  closed_at timestamptz
);

create table studies (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations,
  study_instance_uid text not null,
  order_id uuid references referral_orders,
  stage text not null default 'received' check (stage in ('received', 'validated', 'linked', 'confirmed', 'rejected')),
  stage_changed_at timestamptz not null default now(),
  identity text check (identity in ('agrees', 'differs', 'unknown')),
  identity_evidence jsonb,
  attributes jsonb not null default '{}',
  patient_id text,
  patient_name text,
  patient_birth_date text,
  study_date text,
  accession_number text,
  first_received_at timestamptz not null default now(),
  last_received_at timestamptz not null default now(),
  unique (organization_id, study_instance_uid)
);
create index studies_uid on studies (study_instance_uid);
create index studies_order on studies (order_id);
create index studies_stage on studies (stage, last_received_at desc);
create index studies_organization on studies (organization_id, first_received_at desc, id);
create index studies_first_received on studies (first_received_at desc, id);
create index studies_patient_id on studies (patient_id);
create index studies_study_date on studies (study_date);
create index studies_accession_number on studies (accession_number);

create table series (
  id uuid primary key default gen_random_uuid(),
  study_id uuid not null references studies,
  series_instance_uid text not null,
  modality text,
  series_number integer,
  attributes jsonb not null default '{}',
  thumbnail_key text,
  thumbnail_state text not null default 'none' check (thumbnail_state in ('none', 'ready', 'impossible')),
  unique (study_id, series_instance_uid)
);
create index series_uid on series (series_instance_uid);

create table instances (
  id uuid primary key,
  seq bigserial,
  -- One foreign key only: each is a lock on a row that all senders of a study share. That of the study is needed, since it makes a
  -- decision (which locks the study) wait for an instance that is being committed, and the other way round.
  organization_id uuid not null,
  study_id uuid not null references studies,
  series_id uuid not null,
  reception_id uuid not null,
  sop_instance_uid text not null,
  sop_class_uid text not null,
  transfer_syntax_uid text not null,
  byte_count bigint not null,
  data_set_offset integer not null,
  data_set_crc32 bigint not null,
  data_set_sha256 text,
  file_sha256 text,
  object_key text not null,
  preamble text not null,
  attributes jsonb not null,
  pixel_data jsonb not null,
  findings jsonb not null default '[]',
  text_trusted boolean not null default true,
  state text not null default 'received' check (state in ('received', 'sound', 'quarantined')),
  validated_at timestamptz,
  received_at timestamptz not null default now(),
  unique (sop_instance_uid, organization_id)
) with (toast_tuple_target = 8160);
create index instances_study on instances (study_id, seq);
create index instances_series on instances (series_id);
create index instances_awaiting on instances (study_id) where validated_at is null;

create table conflicting_instances (
  id uuid primary key,
  instance_id uuid not null references instances,
  organization_id uuid not null references organizations,
  reception_id uuid not null references receptions,
  sop_instance_uid text not null,
  transfer_syntax_uid text not null,
  byte_count bigint not null,
  data_set_offset integer not null,
  data_set_sha256 text not null,
  object_key text not null,
  attributes jsonb not null,
  received_at timestamptz not null default now(),
  unique (instance_id, data_set_sha256)
);

create table outbox (
  id bigserial primary key,
  stage text not null,
  study_id uuid not null,
  created_at timestamptz not null default now()
);

create table study_attachments (
  id uuid primary key default gen_random_uuid(),
  study_id uuid not null references studies,
  order_id uuid not null references referral_orders,
  how text not null check (how in ('address', 'called-ae-title', 'matched', 'person')),
  account_id uuid references accounts,
  reason text,
  evidence jsonb,
  attached_at timestamptz not null default now(),
  detached_at timestamptz
);
create unique index study_attachments_current on study_attachments (study_id) where detached_at is null;
create index study_attachments_order on study_attachments (order_id);

create table study_namings (
  study_id uuid not null references studies,
  order_id uuid not null references referral_orders,
  named_at timestamptz not null default now(),
  primary key (study_id, order_id)
);

create table questions (
  id uuid primary key default gen_random_uuid(),
  study_id uuid not null references studies,
  kind text not null,
  evidence jsonb not null,
  asked_at timestamptz not null default now(),
  answered_at timestamptz,
  answered_by uuid references accounts,
  answer text,
  reason text
);
create unique index questions_open on questions (study_id, kind) where answered_at is null;

create table decisions (
  id uuid primary key default gen_random_uuid(),
  study_id uuid not null references studies,
  order_id uuid references referral_orders,
  decision text not null check (decision in ('confirmed', 'rejected')),
  instance_set text not null,
  instance_count integer not null,
  reason text,
  account_id uuid not null references accounts,
  decided_at timestamptz not null default now()
);
create index decisions_study on decisions (study_id, decided_at desc);

create table receipts (
  id uuid primary key default gen_random_uuid(),
  receipt_number text not null unique,
  decision_id uuid not null unique references decisions,
  study_id uuid not null references studies,
  body text not null,
  signature text not null,
  key_id text not null,
  issued_at timestamptz not null default now()
);

create table signing_keys (
  key_id text primary key,
  public_key text not null,
  private_key text not null,
  created_at timestamptz not null default now()
);

create table uploads (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references referral_orders,
  account_id uuid not null references accounts,
  description text not null default '',
  receipt_number text not null unique,
  created_at timestamptz not null default now()
);

create table upload_instances (
  upload_id uuid not null references uploads,
  study_instance_uid text not null,
  series_instance_uid text not null,
  sop_instance_uid text not null,
  primary key (upload_id, sop_instance_uid)
);
create index upload_instances_study on upload_instances (study_instance_uid);

create table audit_records (
  id bigserial primary key,
  at timestamptz not null,
  event text not null,
  action text not null check (action in ('C', 'R', 'U', 'D', 'E')),
  outcome integer not null check (outcome in (0, 4, 8, 12)),
  account_id uuid,
  organization_id uuid,
  peer_ae_title text,
  remote_address text,
  subject jsonb not null,
  previous_hash text not null,
  hash text not null
);
create index audit_records_at on audit_records (at);
`;

const appendAudit = `
create function append_audit_record(
  event text, action text, outcome integer, account_id uuid, organization_id uuid, peer_ae_title text, remote_address text, subject jsonb
) returns bigint language plpgsql as $$
declare
  at timestamptz := clock_timestamp();
  previous text;
  new_id bigint;
begin
  perform pg_advisory_xact_lock(4701);
  select r.hash into previous from audit_records r order by r.id desc limit 1;
  previous := coalesce(previous, repeat('0', 64));
  insert into audit_records as r (at, event, action, outcome, account_id, organization_id, peer_ae_title, remote_address, subject, previous_hash, hash)
  values (at, event, action, outcome, account_id, organization_id, peer_ae_title, remote_address, subject, previous,
    audit_record_hash(previous, at, event, action, outcome, account_id, organization_id, peer_ae_title, remote_address, subject))
  returning r.id into new_id;
  return new_id;
end $$;
`;

const auditHash = `
create function audit_record_hash(
  previous text, at timestamptz, event text, action text, outcome integer, account_id uuid, organization_id uuid, peer_ae_title text,
  remote_address text, subject jsonb
) returns text language sql stable as $$
  select encode(sha256(convert_to(jsonb_build_array(
    previous, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), event, action, outcome, account_id, organization_id,
    peer_ae_title, remote_address, subject)::text, 'UTF8')), 'hex')
$$;
`;

// What belongs to a patient or study, and to a series, of the indexed attributes; the first instance says it.
const levels = `
create function study_tags() returns text[] language sql immutable as $$
  select array['00080020', '00080030', '00080050', '00080051', '00080080', '00080090', '00080201', '00081030', '00100010', '00100020',
    '00100021', '00100030', '00100040', '00101000', '00101002', '00101010', '0020000D', '00200010']
$$;
create function series_tags() returns text[] language sql immutable as $$
  select array['00080021', '00080031', '00080060', '00080070', '0008103E', '00081090', '00180015', '0020000E', '00200011', '00200060',
    '00400244', '00400245', '00400275']
$$;
create function attributes_of(attributes jsonb, tags text[]) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(attributes) where key = any (tags)
$$;
`;

// The hot path of reception: one call for each commit. Plans are kept from the time when tables are empty and all plans look alike: hence no
// sequential scans, and the cast that leaves the index of the study's UID as the only way to a study.
const storeInstances = `
create function store_instances(input jsonb) returns table ("position" integer, instance_id uuid, stored boolean, study_id uuid)
language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
  x record;
  former record;
  study uuid;
  serie uuid;
  touched uuid[] := '{}';
begin
  for x in
    select * from jsonb_to_recordset(input) as x ("position" integer, id uuid, organization_id uuid, reception_id uuid, study_instance_uid text,
      series_instance_uid text, sop_instance_uid text, sop_class_uid text, transfer_syntax_uid text, byte_count bigint, data_set_offset integer,
      data_set_crc32 bigint, object_key text, preamble text, attributes jsonb, modality text,
      series_number integer, patient_id text, patient_name text, patient_birth_date text, study_date text, accession_number text,
      pixel_data jsonb, findings jsonb, text_trusted boolean)
    order by sop_instance_uid
  loop
    "position" := x.position;
    stored := false;
    -- Instances of one series come one behind the other.
    if (x.organization_id, x.study_instance_uid, x.series_instance_uid) is distinct from former then
      select s.id, e.id into study, serie from studies s
        left join series e on e.study_id = s.id and e.series_instance_uid = x.series_instance_uid
        where s.study_instance_uid = x.study_instance_uid and s.organization_id::text = x.organization_id::text;
      former := null;
    end if;
    if serie is null then
      -- A UID that is there already, under another study, must not leave an empty study behind.
      select i.id, i.study_id into instance_id, study_id from instances i
        where i.sop_instance_uid = x.sop_instance_uid and i.organization_id = x.organization_id;
      if found then
        return next;
        continue;
      end if;
      insert into studies (organization_id, study_instance_uid, attributes, patient_id, patient_name, patient_birth_date, study_date, accession_number)
        values (x.organization_id, x.study_instance_uid, attributes_of(x.attributes, study_tags()), x.patient_id, x.patient_name, x.patient_birth_date, x.study_date, x.accession_number)
        on conflict (organization_id, study_instance_uid) do nothing;
      study := (select s.id from studies s where s.study_instance_uid = x.study_instance_uid and s.organization_id::text = x.organization_id::text);
      insert into series (study_id, series_instance_uid, modality, series_number, attributes)
        values (study, x.series_instance_uid, x.modality, x.series_number, attributes_of(x.attributes, series_tags()))
        on conflict (study_id, series_instance_uid) do nothing;
      serie := (select e.id from series e where e.study_id = study and e.series_instance_uid = x.series_instance_uid);
    end if;
    former := (x.organization_id, x.study_instance_uid, x.series_instance_uid);
    insert into instances as i (id, organization_id, study_id, series_id, reception_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
        byte_count, data_set_offset, data_set_crc32, object_key, preamble, attributes, pixel_data, findings, text_trusted)
      values (x.id, x.organization_id, study, serie, x.reception_id, x.sop_instance_uid, x.sop_class_uid, x.transfer_syntax_uid,
        x.byte_count, x.data_set_offset, x.data_set_crc32, x.object_key, x.preamble, x.attributes, x.pixel_data, x.findings, x.text_trusted)
      on conflict (sop_instance_uid, organization_id) do nothing
      returning i.id, i.study_id into instance_id, study_id;
    if found then
      stored := true;
      if study <> all (touched) then touched := touched || study; end if;
    else
      select i.id, i.id = x.id, i.study_id into instance_id, stored, study_id from instances i
        where i.sop_instance_uid = x.sop_instance_uid and i.organization_id = x.organization_id;
      continue when not found;
    end if;
    return next;
  end loop;
  if touched <> '{}' then
    insert into outbox (stage, study_id) select 'validate', unnest(touched);
    update studies s set stage = 'received', stage_changed_at = now() where s.id = any (touched) and s.stage <> 'received';
  end if;
end $$;
`;

// One instance of a series that is there already, which is nearly every one: half the work of the call for many. It answers nothing, and has done
// nothing, when the series is new or the SOP Instance UID is there; the call for many decides then.
const storeInstance = `
create function store_instance(id uuid, organization_id uuid, reception_id uuid, study_instance_uid text, series_instance_uid text,
  sop_instance_uid text, sop_class_uid text, transfer_syntax_uid text, byte_count bigint, data_set_offset integer, data_set_crc32 bigint,
  object_key text, preamble text, attributes jsonb, pixel_data jsonb, findings jsonb, text_trusted boolean
) returns uuid language plpgsql as $$
#variable_conflict use_variable
declare
  study uuid;
  serie uuid;
begin
  select s.id, e.id into study, serie from studies s join series e on e.study_id = s.id and e.series_instance_uid = series_instance_uid
    where s.study_instance_uid = study_instance_uid and s.organization_id::text = organization_id::text;
  if not found then return null; end if;
  insert into instances (id, organization_id, study_id, series_id, reception_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
      byte_count, data_set_offset, data_set_crc32, object_key, preamble, attributes, pixel_data, findings, text_trusted)
    values (id, organization_id, study, serie, reception_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
      byte_count, data_set_offset, data_set_crc32, object_key, preamble, attributes, pixel_data, findings, text_trusted)
    on conflict on constraint instances_sop_instance_uid_organization_id_key do nothing;
  if not found then return null; end if;
  insert into outbox (stage, study_id) values ('validate', study);
  update studies s set stage = 'received', stage_changed_at = now() where s.id = study and s.stage <> 'received';
  return study;
end $$;
`;

/**
 * An order was named for studies, by its address or its own called AE title. A study without an order is attached; one that has another order
 * keeps it and goes back to be linked, where a person is asked.
 */
const attachNamed = `
create function attach_studies(study_ids uuid[], named_order uuid, how text, account uuid) returns setof uuid language plpgsql as $$
#variable_conflict use_column
begin
  insert into study_namings (study_id, order_id) select unnest(study_ids), named_order
  on conflict (study_id, order_id) do update set named_at = now();
  return query
  with attached as (
    update studies s set order_id = named_order where s.id = any (study_ids) and s.order_id is null returning s.id
  )
  insert into study_attachments (study_id, order_id, how, account_id)
  select a.id, named_order, attach_studies.how, account from attached a
  returning study_id;
  insert into outbox (stage, study_id) select 'link', s.id from studies s where s.id = any (study_ids) and s.order_id <> named_order;
  update studies s set stage = 'validated', stage_changed_at = now()
  where s.id = any (study_ids) and s.order_id <> named_order and s.stage in ('linked', 'confirmed', 'rejected');
end $$;
`;

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of [tables, levels, auditHash, appendAudit, storeInstances, storeInstance, attachNamed])
    await sql.raw(statement).execute(database);
}
