import { sql } from 'kysely';
import type { OrderStudy } from '#core/contract/orders.js';
import type { StudyDetail } from '#core/contract/studies.js';
import type { Database } from '#core/database/database.js';
import type { DicomJson } from '#core/database/tables.js';
import type { QuestionKind } from '#core/pipeline/stages.js';
import { isoTime, textOf } from './dicom-text.js';

export type SeriesPart = StudyDetail['series'][number];
export type DecisionPart = StudyDetail['decisions'][number];

function grouped<Row extends { study_id: string }, Part>(rows: readonly Row[], partOf: (row: Row) => Part): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const row of rows) {
    const group = groups.get(row.study_id);
    if (group) group.push(partOf(row));
    else groups.set(row.study_id, [partOf(row)]);
  }
  return groups;
}

/** The series of several studies with their counts, in the order in which people read them. */
export async function seriesOfStudies(database: Database, studyIDs: readonly string[]): Promise<Map<string, SeriesPart[]>> {
  const { rows } = await sql<{
    id: string;
    study_id: string;
    series_instance_uid: string;
    modality: string | null;
    series_number: number | null;
    attributes: DicomJson;
    thumbnail_state: 'none' | 'ready' | 'impossible';
    instance_count: number;
  }>`
    select e.id, e.study_id, e.series_instance_uid, e.modality, e.series_number, e.attributes, e.thumbnail_state,
      (select count(*) from instances i where i.series_id = e.id) as instance_count
    from series e where e.study_id = any(${studyIDs}::uuid[])
    order by e.series_number nulls last, e.series_instance_uid`.execute(database);
  return grouped(rows, (row) => ({
    id: row.id,
    seriesInstanceUID: row.series_instance_uid,
    modality: row.modality,
    seriesNumber: row.series_number,
    description: textOf(row.attributes, '0008103E'),
    bodyPart: textOf(row.attributes, '00180015'),
    laterality: textOf(row.attributes, '00200060'),
    instanceCount: row.instance_count,
    thumbnail: row.thumbnail_state,
  }));
}

/** The kinds of the open questions of several studies. */
export async function openQuestionKinds(database: Database, studyIDs: readonly string[]): Promise<Map<string, QuestionKind[]>> {
  const rows = await database
    .selectFrom('questions')
    .select(['study_id', 'kind'])
    .where('study_id', '=', sql<string>`any(${studyIDs}::uuid[])`)
    .where('answered_at', 'is', null)
    .orderBy('asked_at')
    .execute();
  return grouped(rows, (row) => row.kind);
}

/** The decisions on several studies, newest first. */
export async function decisionsOnStudies(database: Database, studyIDs: readonly string[]): Promise<Map<string, DecisionPart[]>> {
  const rows = await database
    .selectFrom('decisions')
    .innerJoin('accounts', 'accounts.id', 'decisions.account_id')
    .leftJoin('receipts', 'receipts.decision_id', 'decisions.id')
    .select(['decisions.id', 'decisions.study_id', 'decision', 'decided_at', 'display_name', 'reason', 'instance_count', 'receipt_number'])
    .where('decisions.study_id', '=', sql<string>`any(${studyIDs}::uuid[])`)
    .orderBy('decided_at', 'desc')
    .execute();
  return grouped(rows, (row) => ({
    id: row.id,
    decision: row.decision,
    at: isoTime(row.decided_at),
    by: row.display_name,
    reason: row.reason,
    instanceCount: row.instance_count,
    receiptNumber: row.receipt_number,
  }));
}

/** The modalities of a study's series, each once. */
export function modalitiesOf(series: readonly SeriesPart[]): string[] {
  return [...new Set(series.map((one) => one.modality).filter((modality): modality is string => modality !== null))].sort();
}

/** The decision that stands, as long as the study has not been opened again. */
export function standingDecision(stage: string, decisions: readonly DecisionPart[]): OrderStudy['decision'] {
  const [latest] = decisions;
  if (!latest || latest.decision !== stage) return null;
  return { decision: latest.decision, at: latest.at, by: latest.by, reason: latest.reason, receiptNumber: latest.receiptNumber };
}
