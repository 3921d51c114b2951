import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import type { JsonPersonName } from '../dicom/dicom-json-types.js';
import { isSamePatient } from '../identity/judge-identity.js';
import type { Placeholders } from '../identity/placeholders.js';
import type { StatedPatient } from '../identity/statements.js';

export interface PatientOfStudy extends StatedPatient {
  instanceCount: number;
  /** One of the instances that say so. */
  sopInstanceUID: string;
}

/** What the instances of a study state of their patient. */
export interface StudyStatements {
  patients: PatientOfStudy[];
  /** False when there are more different statements than are looked at: a person must look then, whatever these say. */
  isComplete: boolean;
}

const maxStatements = 100;

/** Every different statement of a patient among the instances of a study, the most frequent first; at most a hundred. */
export async function patientsOfStudy(database: Database, studyID: string): Promise<StudyStatements> {
  const { rows } = await sql<{
    id: string | null;
    issuer: string | null;
    name: JsonPersonName | null;
    birth_date: string | null;
    sex: string | null;
    text_trusted: boolean;
    count: number;
    sop_instance_uid: string;
  }>`
    select attributes #>> '{00100020,Value,0}' as id, attributes #>> '{00100021,Value,0}' as issuer, attributes #> '{00100010,Value,0}' as name,
      attributes #>> '{00100030,Value,0}' as birth_date, attributes #>> '{00100040,Value,0}' as sex, text_trusted,
      count(*) as count, min(sop_instance_uid) as sop_instance_uid
    from instances where study_id = ${studyID}
    group by 1, 2, 3, 4, 5, 6 order by count(*) desc, min(sop_instance_uid) limit ${maxStatements + 1}`.execute(database);
  const patients = rows.slice(0, maxStatements).map((row) => ({
    patientID: row.id,
    issuerOfPatientID: row.issuer,
    patientName: row.name && typeof row.name === 'object' ? row.name : null,
    patientBirthDate: row.birth_date,
    patientSex: row.sex,
    isTextTrusted: row.text_trusted,
    instanceCount: row.count,
    sopInstanceUID: row.sop_instance_uid,
  }));
  return { patients, isComplete: rows.length <= maxStatements };
}

/** Whether a study speaks, or may speak, of more than one person. */
export function areSeveralPatients(
  { patients, isComplete }: { patients: readonly StatedPatient[]; isComplete: boolean },
  placeholders: Placeholders,
): boolean {
  return !isComplete || patients.some((one, index) => patients.slice(index + 1).some((other) => !isSamePatient(one, other, placeholders)));
}
