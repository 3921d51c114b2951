import { type Kysely, sql } from 'kysely';

// The expressions are those that gateway/query/matching.ts compares; another spelling would not use the index.
const indexes = [
  `create index studies_patient_name on studies (lower(rtrim(split_part(patient_name, '=', 1), '^ ')) text_pattern_ops)`,
  `create index studies_study_date_range on studies (study_date collate "C")`,
  `create index studies_patient_id_prefix on studies (patient_id text_pattern_ops)`,
  `create index studies_accession_number_prefix on studies (accession_number text_pattern_ops)`,
  'create index series_modality on series (modality, study_id)',
];

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of indexes) await sql.raw(statement).execute(database);
}
