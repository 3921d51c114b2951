import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { SignedContent } from './signed-content.js';

/** The name of the provider `v` as it stands on orders: Rivers, Riley, MD. */
export const providerName = sql<string>`concat_ws(', ', v.family_name, v.given_name, nullif(v.credentials, ''))`;

/** The phone number of the location `l` in the region `r`. */
export const locationPhone = sql<string>`coalesce(nullif(l.phone, ''), r.phone)`;

/**
 * Reads all that a signature of an order covers, in one statement and so as of one moment. Whoever signs holds the locks of its patient and of the
 * order meanwhile, and has made sure that nothing is missing.
 *
 * @throws GatewayError `not-found` for an order that is not there or lacks its provider, type or location.
 */
export async function readContentToSign(database: Database, orderID: string): Promise<SignedContent> {
  const { rows } = await sql<{ content: SignedContent }>`
    select jsonb_build_object('form', 2, 'orderID', o.id, 'orderNumber', o.order_number,
      'organization', jsonb_build_object('id', g.id, 'name', g.name, 'address', g.address, 'phone', g.phone, 'fax', g.fax),
      'patient', jsonb_build_object('id', p.id, 'familyName', p.family_name, 'givenName', p.given_name, 'middleName', p.middle_name,
        'otherNames', p.other_names, 'birthDate', p.birth_date, 'sex', p.sex, 'patientIDs', coalesce((select jsonb_agg(
          jsonb_build_object('patientID', k.patient_id, 'issuerOfPatientID', k.issuer_of_patient_id) order by k.patient_id, k.id)
          from patient_identifiers k where k.patient_key = p.id and k.organization_id = o.organization_id), '[]')),
      'provider', jsonb_build_object('id', v.id, 'name', ${providerName}, 'npi', v.npi, 'phone', v.phone),
      'orderType', jsonb_build_object('id', t.id, 'name', t.name, 'department', t.department),
      'reasonForReferral', o.reason_for_referral, 'diagnoses', coalesce((select jsonb_agg(
        jsonb_build_object('code', d.code, 'codeYear', d.code_year, 'title', d.title) order by d.position)
        from order_diagnoses d where d.order_id = o.id), '[]'),
      'location', jsonb_build_object('id', l.id, 'name', l.name, 'address', l.address, 'region', r.name, 'phone', ${locationPhone}),
      'willUploadImages', coalesce(o.will_upload_images, false), 'willUploadRecords', coalesce(o.will_upload_records, false),
      'insurance', o.insurance, 'comment', o.comment, 'priority', o.priority,
      'files', coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'fileName', f.file_name, 'description', f.description,
        'mediaType', f.media_type, 'byteCount', f.reserved_bytes, 'sha256', coalesce(f.sha256, ''), 'pageCount', f.page_count)
        order by f.created_at, f.id) from attachments f where f.order_id = o.id and f.state = 'ready'), '[]')) as content
    from referral_orders o join patients p on p.id = o.patient_key join organizations g on g.id = o.organization_id
      join providers v on v.id = o.authorizing_provider_id join order_types t on t.id = o.order_type_id
      join locations l on l.id = o.location_id join regions r on r.id = l.region_id
    where o.id = ${orderID}::uuid`.execute(database);
  const [row] = rows;
  if (!row) throw new GatewayError('not-found');
  return row.content;
}
