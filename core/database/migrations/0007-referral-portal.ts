import { type Kysely, sql } from 'kysely';

const hospital = `
-- Letters without accents in lower case: how names are compared and searched. unaccent reads a dictionary file, so PostgreSQL calls it
-- stable; the dictionary does not change here.
create extension if not exists unaccent;
create extension if not exists fuzzystrmatch;
create function fold(text) returns text language sql immutable strict parallel safe
  as $$ select lower(unaccent('unaccent'::regdictionary, $1)) $$;

alter table hospital_settings
  drop column contacts,
  add column department_name text not null default 'Radiology',
  add column version integer not null default 1;

create table regions (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  phone text not null,
  position integer not null default 0,
  retired_at timestamptz,
  version integer not null default 1
);

create table locations (
  id uuid primary key default gen_random_uuid(),
  region_id uuid not null references regions,
  name text not null,
  address text not null default '',
  phone text not null default '',
  retired_at timestamptz,
  version integer not null default 1,
  unique (region_id, name)
);

create table tips (
  id uuid primary key default gen_random_uuid(),
  topic text not null check (topic in ('attachments', 'images', 'review', 'patients')),
  words_en text not null,
  words_es text not null default '',
  position integer not null default 0,
  retired_at timestamptz,
  version integer not null default 1
);

create table order_types (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  department text not null,
  description text not null default '',
  retired_at timestamptz,
  version integer not null default 1
);
`;

const organizations = `
alter table organizations
  add column address text not null default '',
  add column phone text not null default '',
  add column fax text not null default '',
  add column disabled_at timestamptz,
  add column version integer not null default 1;

-- The preference list.
create table organization_order_types (
  organization_id uuid not null references organizations,
  order_type_id uuid not null references order_types,
  position integer not null default 0,
  primary key (organization_id, order_type_id)
);

create table providers (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations,
  family_name text not null,
  given_name text not null,
  credentials text not null default '',
  npi text check (npi ~ '^[0-9]{10}$'),
  phone text not null default '',
  fax text not null default '',
  email text not null default '',
  -- The provider's own account, where there is one.
  account_id uuid unique references accounts,
  retired_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now()
);
create unique index providers_npi on providers (organization_id, npi) where retired_at is null;
create index providers_organization on providers (organization_id, family_name, given_name);

-- Who may sign for a provider.
create table provider_delegates (
  provider_id uuid not null references providers,
  account_id uuid not null references accounts,
  added_at timestamptz not null default now(),
  added_by uuid references accounts,
  primary key (provider_id, account_id)
);
`;

const patients = `
alter table patients
  add column middle_name text not null default '',
  add column address text not null default '',
  add column city text not null default '',
  add column postal_code text not null default '',
  add column phone text not null default '',
  add column preferred_language text not null default '',
  add column created_by_organization uuid references organizations,
  add column created_by uuid references accounts,
  add column updated_at timestamptz not null default now(),
  add column version integer not null default 1;

-- How a patient came to an organization's list: its own chart, taken over from the registry with a reason, or made by an order of a program.
alter table organization_patients
  add column added_by uuid references accounts,
  add column how text not null default 'created' check (how in ('created', 'registry')),
  add column reason text;
create index organization_patients_patient on organization_patients (patient_key);

create table encounters (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations,
  patient_key uuid not null references patients,
  opened_by uuid not null references accounts,
  authorizing_provider_id uuid references providers,
  opened_at timestamptz not null default now(),
  closed_at timestamptz
);
create unique index encounters_open on encounters (organization_id, patient_key, opened_by) where closed_at is null;
create index encounters_patient on encounters (patient_key, opened_at desc);
create index encounters_opened_by on encounters (opened_by, opened_at desc);

-- What an organization knows of its patient; another organization never sees it.
create table patient_diagnoses (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organizations,
  patient_key uuid not null references patients,
  code text not null,
  code_year integer not null,
  title text not null,
  noted_at timestamptz not null default now(),
  noted_by uuid references accounts,
  unique (organization_id, patient_key, code)
);
`;

const orders = `
alter table referral_orders
  add column encounter_id uuid references encounters,
  add column order_type_id uuid references order_types,
  add column order_type text not null default '',
  add column authorizing_provider_id uuid references providers,
  add column location_id uuid references locations,
  add column will_upload_images boolean,
  add column will_upload_records boolean,
  add column insurance jsonb,
  add column comment text not null default '',
  add column priority text not null default 'routine' check (priority in ('routine', 'urgent')),
  add column placer_order_number text,
  add column accepted_at timestamptz,
  add column accepted_by uuid references accounts,
  add column cancelled_at timestamptz,
  add column cancelled_by uuid references accounts,
  add column signature jsonb;
create unique index referral_orders_placer on referral_orders (organization_id, placer_order_number);
create index referral_orders_encounter on referral_orders (encounter_id, created_at);
create index referral_orders_patient on referral_orders (patient_key, created_at desc);

create table order_diagnoses (
  order_id uuid not null references referral_orders,
  position integer not null,
  code text not null,
  code_year integer not null,
  title text not null,
  primary key (order_id, position),
  unique (order_id, code)
);

-- Every state that an order had, and every addition to it: rows are only added.
create table order_history (
  id bigserial primary key,
  order_id uuid not null references referral_orders,
  at timestamptz not null default clock_timestamp(),
  event text not null check (event in ('created', 'accepted', 'reopened', 'signed', 'added-to', 'cancelled', 'closed')),
  from_state text,
  to_state text not null,
  account_id uuid references accounts,
  reason text
);
create index order_history_order on order_history (order_id, id);

create table order_additions (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references referral_orders,
  account_id uuid not null references accounts,
  text text not null,
  added_at timestamptz not null default now()
);
create index order_additions_order on order_additions (order_id, added_at);
`;

const attachments = `
create table attachments (
  id uuid primary key default gen_random_uuid(),
  order_id uuid not null references referral_orders,
  organization_id uuid not null references organizations,
  account_id uuid not null references accounts,
  file_name text not null,
  description text not null default '',
  -- reserved: room is kept, bytes may be arriving; received: whole and durable, being looked at; ready: may be viewed; refused and quarantined:
  -- never handed out; removed: taken back by its sender, its bytes are gone.
  state text not null check (state in ('reserved', 'received', 'ready', 'refused', 'quarantined', 'removed')),
  -- Counted against the order's room until the file is refused or removed.
  reserved_bytes bigint not null check (reserved_bytes >= 0),
  received_bytes bigint not null default 0,
  media_type text,
  sha256 text,
  object_key text,
  preview_key text,
  page_count integer,
  width integer,
  height integer,
  scan text not null default 'none' check (scan in ('none', 'awaiting', 'clean', 'infected', 'unavailable')),
  warnings jsonb not null default '[]',
  refusal_code text,
  after_signing boolean not null default false,
  -- Whether it arrives in parts that may be continued; if not, it lives and dies with its request.
  resumable boolean not null default false,
  -- When bytes last arrived.
  touched_at timestamptz not null default now(),
  -- How often a look at it was begun without an outcome, and when the next may begin: a worker that dies leaves it to another.
  look_attempts integer not null default 0,
  next_look_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  removed_at timestamptz
);
create index attachments_order on attachments (order_id, created_at);
create index attachments_reserved on attachments (touched_at) where state = 'reserved';
create index attachments_received on attachments (next_look_at) where state = 'received';
create index attachments_to_forget on attachments (id) where state in ('refused', 'removed') and object_key is not null;
`;

/** The referral portal: hospital data, providers, encounters, the whole order with its history, attachments. */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const part of [hospital, organizations, patients, orders, attachments]) await sql.raw(part).execute(database);
}
