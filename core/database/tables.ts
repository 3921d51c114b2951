import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { IdentityVerdict, InstanceState, OrderState, QuestionKind, Role, StudyStage } from '../pipeline/stages.js';

type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type OptionalTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** JSON columns are written as text and read as values. */
type Json<T extends object> = JSONColumnType<T>;
type DefaultedJson<T extends object> = ColumnType<T, string | undefined, string>;
type OptionalJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;

export interface DicomJsonElement {
  vr: string;
  Value?: unknown[];
  BulkDataURI?: string;
  InlineBinary?: string;
}
/** A data set in the DICOM JSON model: eight upper-case hexadecimal digits to element. @see PS3.18 F.2 */
export type DicomJson = Record<string, DicomJsonElement>;

export interface StoredFinding {
  code: string;
  severity: 'info' | 'warning' | 'error';
  explanation: string;
  whatToDo: string;
}

/** Who signed an order, for whom, and what exactly: the digest is that of the content's canonical JSON. */
export interface OrderSignature {
  accountID: string;
  by: string;
  /** The authorizing provider, where a delegate signed. */
  onBehalfOf: string | null;
  at: string;
  via: 'session' | 'token';
  remoteAddress: string | null;
  contentSHA256: string;
}

export type OrderEvent =
  | 'created'
  | 'accepted'
  | 'reopened'
  | 'signed'
  | 'added-to'
  | 'file-added'
  | 'file-withdrawn'
  | 'cancelled'
  | 'closed'
  | 'opened-again'
  | 'images-left-out';
export type AttachmentState = 'reserved' | 'received' | 'ready' | 'refused' | 'quarantined' | 'removed';

export interface Tables {
  hospital_settings: {
    only_row: Generated<boolean>;
    name: Generated<string>;
    department_name: Generated<string>;
    /** How many days after its signature an order takes further studies by itself. */
    candidate_days: Generated<number>;
    /** What this hospital's senders write where they know nothing; birth dates as YYYYMMDD. */
    placeholders: DefaultedJson<{ names: string[]; patientIDs: string[]; birthDates: string[] }>;
    updated_at: Timestamp;
    version: Generated<number>;
  };
  regions: {
    id: Generated<string>;
    name: string;
    phone: string;
    position: Generated<number>;
    retired_at: OptionalTimestamp;
    version: Generated<number>;
  };
  locations: {
    id: Generated<string>;
    region_id: string;
    name: string;
    address: Generated<string>;
    phone: Generated<string>;
    retired_at: OptionalTimestamp;
    version: Generated<number>;
  };
  tips: {
    id: Generated<string>;
    topic: 'patients' | 'attachments' | 'review' | 'images';
    words_en: string;
    words_es: Generated<string>;
    position: Generated<number>;
    retired_at: OptionalTimestamp;
    version: Generated<number>;
  };
  order_types: {
    id: Generated<string>;
    name: string;
    department: string;
    description: Generated<string>;
    retired_at: OptionalTimestamp;
    version: Generated<number>;
  };
  /** The preference list of each organization. */
  organization_order_types: { organization_id: string; order_type_id: string; position: Generated<number> };
  providers: {
    id: Generated<string>;
    organization_id: string;
    family_name: string;
    given_name: string;
    credentials: Generated<string>;
    npi: string | null;
    phone: Generated<string>;
    fax: Generated<string>;
    email: Generated<string>;
    account_id: string | null;
    retired_at: OptionalTimestamp;
    version: Generated<number>;
    created_at: Timestamp;
  };
  provider_delegates: { provider_id: string; account_id: string; added_at: Timestamp; added_by: string | null };
  organizations: {
    id: Generated<string>;
    name: string;
    kind: 'referring' | 'hospital';
    pacs_to_pacs_enabled: Generated<boolean>;
    issuer_of_patient_id: string | null;
    address: Generated<string>;
    phone: Generated<string>;
    fax: Generated<string>;
    disabled_at: OptionalTimestamp;
    version: Generated<number>;
    created_at: Timestamp;
  };
  accounts: {
    id: Generated<string>;
    organization_id: string;
    username: string;
    display_name: string;
    role: Role;
    password_hash: string;
    disabled_at: OptionalTimestamp;
    created_at: Timestamp;
  };
  sessions: { sid: string; sess: Json<object>; expire: Timestamp };
  /** Made once by the first gateway that needs them. */
  server_secrets: { name: string; value: string; created_at: Timestamp };
  api_tokens: {
    id: Generated<string>;
    account_id: string;
    name: string;
    token_sha256: string;
    created_at: Timestamp;
    expires_at: Timestamp;
    revoked_at: OptionalTimestamp;
    last_used_at: OptionalTimestamp;
  };
  peers: {
    id: Generated<string>;
    organization_id: string;
    name: string;
    ae_title: string;
    /** Addresses or networks from which this AE title is believed; `inet[]`, read as text with `addresses::text[]`. */
    addresses: ColumnType<string, string, string>;
    host: string | null;
    port: number | null;
    certificate_subject: string | null;
    enabled: Generated<boolean>;
    created_at: Timestamp;
  };
  patients: {
    id: Generated<string>;
    family_name: string;
    given_name: string;
    other_names: DefaultedJson<string[]>;
    /** YYYY-MM-DD */
    birth_date: string | null;
    sex: 'F' | 'M' | 'O' | null;
    middle_name: Generated<string>;
    address: Generated<string>;
    city: Generated<string>;
    postal_code: Generated<string>;
    phone: Generated<string>;
    preferred_language: Generated<string>;
    created_by_organization: string | null;
    created_by: string | null;
    updated_at: Timestamp;
    version: Generated<number>;
    created_at: Timestamp;
  };
  patient_identifiers: {
    id: Generated<string>;
    patient_key: string;
    organization_id: string | null;
    patient_id: string;
    issuer_of_patient_id: string | null;
  };
  /** Rows are only added. Lists (other names, Patient IDs) are written as people read them. */
  patient_changes: {
    id: Generated<number>;
    patient_key: string;
    at: Timestamp;
    account_id: string | null;
    organization_id: string | null;
    field: string;
    former: string | null;
    now: string | null;
  };
  organization_patients: {
    organization_id: string;
    patient_key: string;
    added_at: Timestamp;
    added_by: string | null;
    how: Generated<'created' | 'registry'>;
    reason: string | null;
  };
  /** Kept by triggers of patients and organization_patients. */
  patient_search: { patient_key: string; keys: string; lists: string[] };
  patient_name_words: { word: string; near: string[] };
  /** Look-ups in the registry; `shown` are the patients of the answer. */
  registry_searches: { id: Generated<number>; account_id: string; at: Timestamp; shown: Generated<string[]> };
  encounters: {
    id: Generated<string>;
    organization_id: string;
    patient_key: string;
    opened_by: string;
    authorizing_provider_id: string | null;
    opened_at: Timestamp;
    closed_at: OptionalTimestamp;
  };
  patient_diagnoses: {
    id: Generated<string>;
    organization_id: string;
    patient_key: string;
    code: string;
    code_year: number;
    title: string;
    noted_at: Timestamp;
    noted_by: string | null;
  };
  order_diagnoses: { order_id: string; position: number; code: string; code_year: number; title: string };
  /** Rows are only added. */
  order_history: {
    id: Generated<number>;
    order_id: string;
    at: Timestamp;
    event: OrderEvent;
    from_state: OrderState | null;
    to_state: OrderState;
    account_id: string | null;
    reason: string | null;
    /** How many images it is about, where it is about some. */
    image_count: number | null;
    /** The file of the order that it happened to. */
    attachment_id: string | null;
  };
  order_additions: { id: Generated<string>; order_id: string; account_id: string; text: string; added_at: Timestamp };
  attachments: {
    id: Generated<string>;
    order_id: string;
    organization_id: string;
    account_id: string;
    file_name: string;
    description: Generated<string>;
    state: AttachmentState;
    reserved_bytes: number;
    received_bytes: Generated<number>;
    media_type: string | null;
    sha256: string | null;
    object_key: string | null;
    preview_key: string | null;
    page_count: number | null;
    width: number | null;
    height: number | null;
    scan: Generated<'none' | 'awaiting' | 'clean' | 'infected' | 'unavailable'>;
    warnings: DefaultedJson<string[]>;
    refusal_code: string | null;
    after_signing: Generated<boolean>;
    resumable: Generated<boolean>;
    touched_at: Timestamp;
    look_attempts: Generated<number>;
    next_look_at: Timestamp;
    created_at: Timestamp;
    completed_at: OptionalTimestamp;
    removed_at: OptionalTimestamp;
    /** A file of a signed order is never removed: it is withdrawn, and its bytes stay. */
    withdrawn_at: OptionalTimestamp;
    withdrawn_by: string | null;
    withdrawn_reason: string | null;
  };
  icd10cm_releases: {
    id: Generated<string>;
    year: number;
    source: 'built-in' | 'file';
    file_name: string | null;
    code_count: Generated<number>;
    billable_count: Generated<number>;
    state: 'importing' | 'ready' | 'failed';
    rows_done: Generated<number>;
    problem: string | null;
    imported_by: string | null;
    started_at: Timestamp;
    finished_at: OptionalTimestamp;
  };
  /** `code` without its dot, as in the file of the code set. */
  icd10cm_codes: { release_id: string; code: string; position: number; billable: boolean; short_title: string; title: string };
  referral_orders: {
    id: Generated<string>;
    order_number: Generated<string>;
    organization_id: string;
    patient_key: string;
    state: OrderState;
    images_by: 'browser' | 'pacs' | 'none';
    reason_for_referral: Generated<string>;
    authorizing_provider: Generated<string>;
    sender_patient_id: string | null;
    sender_accession_number: string | null;
    images_description: string | null;
    called_ae_title: string;
    called_ae_title_expires_at: Timestamp;
    created_by: string | null;
    signed_by: string | null;
    signed_at: OptionalTimestamp;
    cancelled_reason: string | null;
    encounter_id: string | null;
    order_type_id: string | null;
    /** The name as it was when the order was signed. */
    order_type: Generated<string>;
    authorizing_provider_id: string | null;
    location_id: string | null;
    will_upload_images: boolean | null;
    will_upload_records: boolean | null;
    insurance: OptionalJson<{ payer: string; memberID: string; group: string }>;
    comment: Generated<string>;
    priority: Generated<'routine' | 'urgent'>;
    placer_order_number: string | null;
    accepted_at: OptionalTimestamp;
    accepted_by: string | null;
    cancelled_at: OptionalTimestamp;
    cancelled_by: string | null;
    signature: OptionalJson<OrderSignature>;
    /** What was signed, whole; `core/referral/signed-content.ts` has its form. */
    signed_content: OptionalJson<object>;
    closed_at: OptionalTimestamp;
    closed_by: string | null;
    closed_reason: string | null;
    created_at: Timestamp;
    updated_at: Timestamp;
    /** Moves with everything that a signer sees: fields, files, the chart. */
    version: Generated<number>;
    /** The versions of a draft in which its fields, its files and its patient's chart changed last. */
    fields_changed_at_version: Generated<number>;
    files_changed_at_version: Generated<number>;
    chart_changed_at_version: Generated<number>;
  };
  receptions: {
    id: string;
    organization_id: string;
    door: 'dimse' | 'stow-rs' | 'upload';
    peer_id: string | null;
    account_id: string | null;
    order_id: string | null;
    calling_ae_title: string | null;
    called_ae_title: string | null;
    remote_address: string | null;
    tls: Generated<boolean>;
    gateway_id: string;
    started_at: Timestamp;
    ended_at: OptionalTimestamp;
    outcome: Generated<'open' | 'completed' | 'released' | 'aborted' | 'lost'>;
    stored_count: Generated<number>;
    refused_count: Generated<number>;
  };
  refusals: {
    id: Generated<number>;
    reception_id: string | null;
    organization_id: string | null;
    at: Timestamp;
    door: string;
    calling_ae_title: string | null;
    called_ae_title: string | null;
    remote_address: string | null;
    sop_class_uid: string | null;
    sop_instance_uid: string | null;
    study_instance_uid: string | null;
    error_code: string;
    status: number | null;
    explanation: string;
  };
  storage_folders: {
    folder: string;
    gateway_id: string;
    host: string;
    process_id: number;
    opened_at: Timestamp;
    closed_at: OptionalTimestamp;
  };
  studies: {
    id: Generated<string>;
    organization_id: string;
    study_instance_uid: string;
    order_id: string | null;
    stage: Generated<StudyStage>;
    stage_changed_at: Timestamp;
    identity: IdentityVerdict | null;
    identity_evidence: OptionalJson<object>;
    attributes: DefaultedJson<DicomJson>;
    patient_id: string | null;
    patient_name: string | null;
    patient_birth_date: string | null;
    study_date: string | null;
    accession_number: string | null;
    first_received_at: Timestamp;
    last_received_at: Timestamp;
  };
  series: {
    id: Generated<string>;
    study_id: string;
    series_instance_uid: string;
    modality: string | null;
    series_number: number | null;
    attributes: DefaultedJson<DicomJson>;
    thumbnail_key: string | null;
    thumbnail_state: Generated<'none' | 'ready' | 'impossible'>;
    /** Instances that the series had when frames of it were last decoded and its picture drawn. */
    sampled_count: Generated<number>;
  };
  instances: {
    id: string;
    seq: Generated<number>;
    organization_id: string;
    study_id: string;
    series_id: string;
    reception_id: string;
    sop_instance_uid: string;
    sop_class_uid: string;
    transfer_syntax_uid: string;
    byte_count: number;
    data_set_offset: number;
    data_set_crc32: number;
    data_set_sha256: string | null;
    file_sha256: string | null;
    object_key: string;
    preamble: string;
    attributes: Json<DicomJson>;
    pixel_data: Json<StoredPixelData>;
    findings: DefaultedJson<StoredFinding[]>;
    text_trusted: Generated<boolean>;
    state: Generated<InstanceState>;
    validated_at: OptionalTimestamp;
    /** Times that decoding a frame was begun; one that ends the decoder three times is quarantined. */
    decode_attempts: Generated<number>;
    /** Null until frames of it were tried. */
    decoded: boolean | null;
    /** One more for each time that a lost copy was replaced. */
    content_version: Generated<number>;
    received_at: Timestamp;
  };
  conflicting_instances: {
    id: string;
    instance_id: string;
    organization_id: string;
    reception_id: string;
    sop_instance_uid: string;
    transfer_syntax_uid: string;
    byte_count: number;
    data_set_offset: number;
    data_set_sha256: string;
    object_key: string;
    attributes: Json<DicomJson>;
    received_at: Timestamp;
  };
  outbox: { id: Generated<number>; stage: string; study_id: string; created_at: Timestamp };
  study_attachments: {
    id: Generated<string>;
    study_id: string;
    order_id: string;
    how: 'address' | 'called-ae-title' | 'matched' | 'person';
    account_id: string | null;
    reason: string | null;
    evidence: OptionalJson<object>;
    attached_at: Timestamp;
    detached_at: OptionalTimestamp;
    detached_by: string | null;
    detached_reason: string | null;
  };
  study_namings: { study_id: string; order_id: string; named_at: Timestamp };
  questions: {
    id: Generated<string>;
    study_id: string;
    kind: QuestionKind;
    evidence: Json<object>;
    asked_at: Timestamp;
    answered_at: OptionalTimestamp;
    answered_by: string | null;
    answer: string | null;
    reason: string | null;
  };
  decisions: {
    id: Generated<string>;
    study_id: string;
    order_id: string | null;
    decision: 'confirmed' | 'rejected';
    instance_set: string;
    instance_count: number;
    reason: string | null;
    account_id: string;
    decided_at: Timestamp;
    /** How many instances were announced at the time; null where nobody announced a number. */
    announced_count: number | null;
    /** Of these, announced and not here. */
    missing_count: Generated<number>;
    left_out_count: Generated<number>;
    /** What was known then of whose images these are. */
    identity_evidence: OptionalJson<object>;
  };
  /** Exactly what a decision was made of, as it was then. */
  decision_instances: { decision_id: string; instance_id: string; content_version: number; state: InstanceState };
  /** Sent again after it was rejected, once for each reception that did so. */
  study_resends: { study_id: string; reception_id: string; decision_id: string; at: Timestamp };
  receipts: {
    id: Generated<string>;
    receipt_number: string;
    decision_id: string;
    study_id: string;
    body: string;
    signature: string;
    key_id: string;
    issued_at: Timestamp;
  };
  signing_keys: { key_id: string; public_key: string; private_key: string; created_at: Timestamp };
  uploads: {
    id: Generated<string>;
    order_id: string;
    account_id: string;
    description: Generated<string>;
    receipt_number: string;
    created_at: Timestamp;
    /** When its sender said last that it stops for now. */
    paused_at: OptionalTimestamp;
    /** When a person said that its rest is not coming. */
    ended_at: OptionalTimestamp;
    ended_by: string | null;
    ended_reason: string | null;
  };
  upload_instances: {
    upload_id: string;
    study_instance_uid: string;
    series_instance_uid: string;
    sop_instance_uid: string;
    left_out: Generated<boolean>;
  };
  /** What an upload announced of one study; `is_awaited` is false once nothing of it is missing. */
  upload_studies: {
    upload_id: string;
    study_instance_uid: string;
    organization_id: string;
    order_id: string;
    announced_count: number;
    is_awaited: Generated<boolean>;
  };
  audit_records: {
    id: Generated<number>;
    at: Timestamp;
    event: string;
    action: 'C' | 'R' | 'U' | 'D' | 'E';
    outcome: 0 | 4 | 8 | 12;
    account_id: string | null;
    organization_id: string | null;
    peer_ae_title: string | null;
    remote_address: string | null;
    subject: Json<object>;
    previous_hash: string;
    hash: string;
  };
}

/** Where the pixel data stands, counted from the start of the data set (inflated, for deflated transfer syntaxes). */
export interface StoredPixelData {
  kind: 'none' | 'native' | 'float' | 'encapsulated';
  offset?: number;
  length?: number;
  fragmentCount?: number;
}
