import { sql } from 'kysely';
import type { z } from 'zod';
import type { receptionListItem } from '#core/contract/partners.js';
import type { Database } from '#core/database/database.js';
import { isoTime } from './dicom-text.js';

type RejectedStudy = z.infer<typeof receptionListItem>['rejectedStudies'][number];

/** When studies last came again after their newest decision, which rejected them. */
export async function resendsOf(database: Database, studyIDs: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ study_id: string; at: Date }>`
    select r.study_id, max(r.at) as at from study_resends r where r.study_id = any(${studyIDs}::uuid[])
      and r.decision_id = (select d.id from decisions d where d.study_id = r.study_id order by d.decided_at desc limit 1)
    group by r.study_id`.execute(database);
  return new Map(rows.map((row) => [row.study_id, row.at]));
}

/** The studies of receptions that came again after radiology had rejected them. */
export async function rejectedStudiesOf(database: Database, receptionIDs: readonly string[]): Promise<Map<string, RejectedStudy[]>> {
  const { rows } = await sql<{ reception_id: string; study_instance_uid: string; decided_at: Date; reason: string | null }>`
    select r.reception_id, s.study_instance_uid, d.decided_at, d.reason from study_resends r
    join studies s on s.id = r.study_id join decisions d on d.id = r.decision_id
    where r.reception_id = any(${receptionIDs}::uuid[]) order by r.at, s.id`.execute(database);
  const studies = new Map<string, RejectedStudy[]>();
  for (const { reception_id, study_instance_uid, decided_at, reason } of rows) {
    const known = studies.get(reception_id) ?? [];
    studies.set(reception_id, [...known, { studyInstanceUID: study_instance_uid, rejectedAt: isoTime(decided_at), reason }]);
  }
  return studies;
}
