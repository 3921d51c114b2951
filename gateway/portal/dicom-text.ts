import type { z } from 'zod';
import type { personIdentity } from '#core/contract/studies.js';
import type { DicomJson } from '#core/database/tables.js';
import type { JsonPersonName } from '#core/dicom/dicom-json-types.js';
import { displayName } from '#core/identity/judge-identity.js';

export type PersonIdentity = z.infer<typeof personIdentity>;

/** The first value of an attribute as text; null where there is none. */
export function textOf(attributes: DicomJson, tag: string): string | null {
  const value = attributes[tag]?.Value?.[0];
  if (typeof value === 'string') return value.trim() || null;
  return typeof value === 'number' ? String(value) : null;
}

/** A date of the standard (DA) as YYYY-MM-DD; anything else as it was found. @see PS3.5 6.2 */
export function dateForPeople(value: string | null): string | null {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value ?? '');
  return parts ? `${parts[1]}-${parts[2]}-${parts[3]}` : value || null;
}

/** What a study says of its patient, for people. */
export function patientOfStudy(row: {
  attributes: DicomJson;
  patient_id: string | null;
  patient_name: string | null;
  patient_birth_date: string | null;
}): PersonIdentity {
  const name = row.attributes['00100010']?.Value?.[0];
  return {
    patientID: row.patient_id ?? textOf(row.attributes, '00100020'),
    issuerOfPatientID: textOf(row.attributes, '00100021'),
    name: name && typeof name === 'object' ? displayName(name as JsonPersonName) : displayName({ Alphabetic: row.patient_name ?? '' }),
    birthDate: dateForPeople(row.patient_birth_date ?? textOf(row.attributes, '00100030')),
    sex: textOf(row.attributes, '00100040'),
  };
}

export const isoTime = (date: Date): string => date.toISOString();
export const isoTimeOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;
