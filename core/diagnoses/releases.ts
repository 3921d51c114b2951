import type { Icd10cmCode, Icd10cmRelease } from '../contract/diagnoses.js';
import type { Database } from '../database/database.js';
import { withDot, withoutDot } from './code.js';

export interface CurrentRelease {
  id: string;
  year: number;
  source: 'built-in' | 'file';
}

/** Finds the list that searches use now: the newest imported year, the built-in list where nothing was imported, null before either is there. */
export async function currentRelease(database: Database): Promise<CurrentRelease | null> {
  const row = await database
    .selectFrom('icd10cm_releases')
    .select(['id', 'year', 'source'])
    .where('state', '=', 'ready')
    .orderBy((by) => by('source', '=', 'file'), 'desc')
    .orderBy('year', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Finds a code of the current list, written with or without its dot. The answer's code has its dot, as orders keep and show it.
 *
 * Null for what is not in the list and for a header, which leads to codes and is none.
 */
export async function findBillableCode(database: Database, code: string): Promise<Icd10cmCode | null> {
  const release = await currentRelease(database);
  if (!release) return null;
  const row = await database
    .selectFrom('icd10cm_codes')
    .select(['code', 'title'])
    .where('release_id', '=', release.id)
    .where('code', '=', withoutDot(code))
    .where('billable', '=', true)
    .executeTakeFirst();
  return row ? { code: withDot(row.code), year: release.year, title: row.title, billable: true } : null;
}

/**
 * Lists the years, newest first, one row for each: the list that is in use, and over it the state of the newest try to replace it. While
 * a year is imported again or after that failed, the counts are those of what still stands.
 */
export async function listReleases(database: Database): Promise<Icd10cmRelease[]> {
  const rows = await database.selectFrom('icd10cm_releases').selectAll().orderBy('year', 'desc').orderBy('started_at', 'desc').execute();
  const current = await currentRelease(database);
  return [...new Set(rows.map(({ year }) => year))].map((year) => {
    const ofYear = rows.filter((row) => row.year === year);
    const ready = ofYear.find((row) => row.state === 'ready' && row.source === 'file') ?? ofYear.find((row) => row.state === 'ready');
    const tried = ofYear.find((row) => row.state !== 'ready');
    const shown = tried ?? (ready as (typeof rows)[number]);
    return {
      year,
      source: shown.source,
      fileName: shown.file_name,
      state: shown.state,
      codeCount: ready?.code_count ?? 0,
      billableCount: ready?.billable_count ?? 0,
      rowsDone: shown.rows_done,
      problem: shown.problem,
      startedAt: shown.started_at.toISOString(),
      finishedAt: shown.finished_at?.toISOString() ?? null,
      isCurrent: ready !== undefined && ready.id === current?.id,
    };
  });
}
