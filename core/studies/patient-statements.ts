import { sql } from 'kysely';
import type { Database } from '../database/database.js';
import type { JsonPersonName } from '../dicom/dicom-json-types.js';
import { isSamePatient } from '../identity/judge-identity.js';
import type { StatedPatient } from '../identity/statements.js';

export interface PatientOfStudy extends StatedPatient {
  instanceCount: number;
  /** One of the instances that say so. */
  sopInstanceUID: string;
}

const maxStatements = 100;

/** Every different statement of a patient among the instances of a study, the most frequent first; at most a hundred. */
export async function patientsOfStudy(database: Database, studyID: string): Promise<PatientOfStudy[]> {
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
    group by 1, 2, 3, 4, 5, 6 order by count(*) desc, min(sop_instance_uid) limit ${maxStatements}`.execute(database);
  return rows.map((row) => ({
    patientID: row.id,
    issuerOfPatientID: row.issuer,
    patientName: row.name && typeof row.name === 'object' ? row.name : null,
    patientBirthDate: row.birth_date,
    patientSex: row.sex,
    isTextTrusted: row.text_trusted,
    instanceCount: row.count,
    sopInstanceUID: row.sop_instance_uid,
  }));
}

/** Whether a study speaks of more than one person. */
export function areSeveralPatients(patients: readonly StatedPatient[]): boolean {
  return patients.some((one, index) => patients.slice(index + 1).some((other) => !isSamePatient(one, other)));
}
