import { type Selectable, sql } from 'kysely';
import type { StudyDecision, StudySeries, StudySummary } from '#core/contract/studies.js';
import type { Database } from '#core/database/database.js';
import type { Tables } from '#core/database/tables.js';
import type { QuestionKind } from '#core/pipeline/stages.js';
import { missingOfStudies, nothingMissing } from '#core/studies/missing-instances.js';
import { dateForPeople, isoTime, isoTimeOrNull, textOf } from './dicom-text.js';
import { emptyLedger, ledgersOfStudies } from './ledger.js';
import { resendsOf } from './resends.js';

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
export async function seriesOfStudies(database: Database, studyIDs: readonly string[]): Promise<Map<string, StudySeries[]>> {
  const { rows } = await sql<Selectable<Tables['series']> & { instance_count: number }>`
    select e.*, (select count(*) from instances i where i.series_id = e.id) as instance_count
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
async function openQuestionKinds(database: Database, studyIDs: readonly string[]): Promise<Map<string, QuestionKind[]>> {
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
export async function decisionsOnStudies(database: Database, studyIDs: readonly string[]): Promise<Map<string, StudyDecision[]>> {
  const rows = await database
    .selectFrom('decisions')
    .innerJoin('accounts', 'accounts.id', 'decisions.account_id')
    .leftJoin('receipts', 'receipts.decision_id', 'decisions.id')
    .select(['decisions.id', 'decisions.study_id', 'decision', 'decided_at', 'display_name', 'reason', 'instance_count', 'receipt_number'])
    .select(['announced_count', 'missing_count', 'left_out_count'])
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
    announced: row.announced_count,
    missing: row.missing_count,
    leftOut: row.left_out_count,
    receiptNumber: row.receipt_number,
  }));
}

/** What every list says of studies, beside their rows and with their series; the order is kept. */
export async function summarizeStudies<Row extends Selectable<Tables['studies']>>(
  database: Database,
  rows: readonly Row[],
): Promise<{ row: Row; series: StudySeries[]; summary: StudySummary }[]> {
  const ids = rows.map((row) => row.id);
  const seriesByStudy = await seriesOfStudies(database, ids);
  const questions = await openQuestionKinds(database, ids);
  const ledgers = await ledgersOfStudies(database, ids);
  const missing = await missingOfStudies(database, ids);
  const resends = await resendsOf(database, ids);
  return rows.map((row) => {
    const series = seriesByStudy.get(row.id) ?? [];
    const summary = {
      id: row.id,
      studyInstanceUID: row.study_instance_uid,
      studyDate: dateForPeople(row.study_date),
      studyDescription: textOf(row.attributes, '00081030'),
      modalities: [...new Set(series.flatMap(({ modality }) => modality ?? []))].sort(),
      stage: row.stage,
      identity: row.identity,
      openQuestions: questions.get(row.id) ?? [],
      ledger: ledgers.get(row.id) ?? emptyLedger,
      ...(missing.get(row.id) ?? nothingMissing),
      firstReceivedAt: isoTime(row.first_received_at),
      lastReceivedAt: isoTime(row.last_received_at),
      resentAt: isoTimeOrNull(resends.get(row.id) ?? null),
    };
    return { row, series, summary };
  });
}
