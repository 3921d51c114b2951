import { type Kysely, sql } from 'kysely';

const snapshot = `
-- What was signed, whole: the signature's digest is that of its canonical JSON, and pages show a signed order from it.
alter table referral_orders
  add column signed_content jsonb,
  -- The version of a draft in which its fields, its files and its patient's chart changed last: who writes fields is in conflict with the first
  -- only, who signs with all.
  add column fields_changed_at_version integer not null default 1,
  add column files_changed_at_version integer not null default 1,
  add column chart_changed_at_version integer not null default 1,
  add column closed_at timestamptz,
  add column closed_by uuid references accounts,
  add column closed_reason text;
update referral_orders set fields_changed_at_version = version;

-- What was signed before holds no names of the patient and no names of files: in the form that its digest was made of.
update referral_orders o set signed_content = jsonb_build_object(
  'orderID', o.id, 'orderNumber', o.order_number, 'patientID', o.patient_key, 'orderTypeID', coalesce(o.order_type_id::text, ''),
  'orderType', o.order_type, 'authorizingProviderID', coalesce(o.authorizing_provider_id::text, ''),
  'authorizingProvider', o.authorizing_provider, 'reasonForReferral', o.reason_for_referral,
  'diagnoses', coalesce((select jsonb_agg(jsonb_build_object('code', d.code, 'codeYear', d.code_year, 'title', d.title) order by d.position)
    from order_diagnoses d where d.order_id = o.id), '[]'),
  'locationID', coalesce(o.location_id::text, ''), 'willUploadImages', coalesce(o.will_upload_images, false),
  'willUploadRecords', coalesce(o.will_upload_records, false), 'insurance', o.insurance, 'comment', o.comment, 'priority', o.priority,
  'attachments', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'sha256', coalesce(t.sha256, '')) order by t.id) from attachments t
    where t.order_id = o.id and not t.after_signing and (t.state = 'ready' or (t.state = 'removed' and t.removed_at > o.signed_at))), '[]'))
  where o.signature is not null;
`;

const files = `
alter table attachments
  add column withdrawn_at timestamptz,
  add column withdrawn_by uuid references accounts,
  add column withdrawn_reason text;

alter table order_history
  add column attachment_id uuid references attachments,
  drop constraint order_history_event_check,
  add constraint order_history_event_check check (event in
    ('created', 'accepted', 'reopened', 'signed', 'added-to', 'file-added', 'file-withdrawn', 'cancelled', 'closed', 'opened-again'));
`;

const charts = `
-- What of a chart was changed, by whom and when: rows are only added. Orders that were signed before show it beside what was signed.
create table patient_changes (
  id bigserial primary key,
  patient_key uuid not null references patients,
  at timestamptz not null default clock_timestamp(),
  account_id uuid references accounts,
  organization_id uuid references organizations,
  field text not null,
  former text,
  now text
);
create index patient_changes_patient on patient_changes (patient_key, field, id);
`;

/** A signed order keeps what was signed; files are withdrawn, charts corrected and orders closed with who, when and why. */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const part of [snapshot, files, charts]) await sql.raw(part).execute(database);
}
