import { type RawBuilder, sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import type { DicomJson } from '#core/database/tables.js';
import { type DicomwebScope, givenStudies, type NamedResource, otherCopies } from '../dicomweb/scope.js';
import { levelOf, type QueryLevel, queryLevels } from './attribute-levels.js';
import { isUniversal, matchJson, matchText } from './matching.js';
import type { MatchingKey } from './search-parameters.js';

type Condition = RawBuilder<boolean>;

export interface SearchRequest {
  level: QueryLevel;
  scope: DicomwebScope;
  named: NamedResource;
  keys: readonly MatchingKey[];
  limit: number;
  offset: number;
}

/** One match; what is below the level of the search is absent. */
export interface SearchRow {
  study_id: string;
  study_instance_uid: string;
  study_attributes: DicomJson;
  series_id?: string;
  series_instance_uid?: string;
  series_attributes?: DicomJson;
  sop_instance_uid?: string;
  instance_attributes?: DicomJson;
  has_other_copy: boolean;
}

const columns: Record<QueryLevel, RawBuilder<unknown>> = {
  study: sql`s.first_received_at, s.id as study_id, s.study_instance_uid, s.organization_id, s.attributes as study_attributes`,
  series: sql`e.id as series_id, e.series_instance_uid, e.series_number, e.attributes as series_attributes`,
  instance: sql`i.seq, i.sop_instance_uid, i.attributes as instance_attributes`,
};

const tables: Record<QueryLevel, RawBuilder<unknown>> = {
  study: sql`studies as s`,
  series: sql`studies as s join series as e on e.study_id = s.id`,
  instance: sql`studies as s join series as e on e.study_id = s.id join instances as i on i.series_id = e.id`,
};

const orders: Record<QueryLevel, RawBuilder<unknown>> = {
  study: sql`first_received_at desc, study_id`,
  series: sql`first_received_at desc, study_id, series_number, series_id`,
  instance: sql`first_received_at desc, study_id, series_number, series_id, seq`,
};

// The columns that stand for an attribute; all others are looked up in the DICOM JSON of their level.
const columnOfTag: Record<string, RawBuilder<string>> = {
  '0020000D': sql`s.study_instance_uid`,
  '00100010': sql`s.patient_name`,
  '00100020': sql`s.patient_id`,
  '00100030': sql`s.patient_birth_date`,
  '00080020': sql`s.study_date`,
  '00080050': sql`s.accession_number`,
  '0020000E': sql`e.series_instance_uid`,
  '00080060': sql`e.modality`,
  '00080016': sql`i.sop_class_uid`,
  '00080018': sql`i.sop_instance_uid`,
};

const attributesOfLevel: Record<QueryLevel, RawBuilder<unknown>> = {
  study: sql`s.attributes`,
  series: sql`e.attributes`,
  instance: sql`i.attributes`,
};

// What is made at the time of the answer and can't be asked for.
const computedTags = new Set(['00080056', '00081190', '00201206', '00201208', '00201209']);

const levelIndex = (level: QueryLevel): number => queryLevels.indexOf(level);
const included = (level: QueryLevel): QueryLevel[] => queryLevels.slice(0, levelIndex(level) + 1);

/** True when a search at this level can use a key; the others are passed over with a Warning. */
export function isMatchable(key: MatchingKey, level: QueryLevel): boolean {
  const [attribute] = key.path;
  if (!attribute || computedTags.has(attribute.tag)) return false;
  if (attribute.vr === 'SQ' && key.path.length === 1) return key.value === '';
  return levelIndex(levelOf(attribute.tag)) <= levelIndex(level);
}

/**
 * Finds what matches, newest study first, one row more than the limit where there are more.
 *
 * @throws GatewayError `bad-request` for a value that can't be what its attribute holds.
 */
export async function searchRows(database: Database, request: SearchRequest): Promise<SearchRow[]> {
  const { level, scope, limit, offset } = request;
  const conditions = [...namedConditions(request.named), ...request.keys.map(keyCondition)];
  const reach = limit + offset + 1;
  const selected = sql.join(included(level).map((each) => columns[each]));
  const branches = givenStudies(scope, 's').map(
    (given) => sql`(select ${selected} from ${tables[level]}
      where ${sql.join([given, ...conditions], sql` and `)} order by ${orders[level]} limit ${reach})`,
  );
  const { rows } = await sql<SearchRow>`
    with page as (select * from (${sql.join(branches, sql` union all `)}) as branch order by ${orders[level]} limit ${limit + 1} offset ${offset})
    select page.*, exists (${otherCopies(scope, 'page', 'study_id')}) as has_other_copy from page order by ${orders[level]}`.execute(
    database,
  );
  return rows;
}

function namedConditions({ studyInstanceUID, seriesInstanceUID }: NamedResource): Condition[] {
  const conditions: Condition[] = [];
  if (studyInstanceUID) conditions.push(sql`s.study_instance_uid = ${studyInstanceUID}`);
  if (seriesInstanceUID) conditions.push(sql`e.series_instance_uid = ${seriesInstanceUID}`);
  return conditions;
}

function keyCondition({ path, value }: MatchingKey): Condition {
  const [attribute, ...inner] = path;
  const last = path.at(-1);
  if (!attribute || !last || isUniversal(value, last.vr)) return sql`true`;
  if (inner.length === 0) {
    const special = inStudyCondition(attribute.tag, value);
    if (special) return special;
    const column = columnOfTag[attribute.tag];
    if (attribute.tag === '00080060') return anyOf(value, (one) => matchText(sql`e.modality`, attribute, one));
    if (column) return matchText(column, attribute, value);
  }
  return matchJson(attributesOfLevel[levelOf(attribute.tag)], path, value);
}

/** ModalitiesInStudy and SOPClassesInStudy are known by what the study holds. @see PS3.4 C.3.4 */
function inStudyCondition(tag: string, value: string): Condition | null {
  if (tag === '00080061') {
    const matches = anyOf(value, (one) => matchText(sql`inside.modality`, { tag, vr: 'CS' }, one));
    return sql`exists (select 1 from series as inside where inside.study_id = s.id and ${matches})`;
  }
  if (tag === '00080062') {
    const matches = matchText(sql`inside.sop_class_uid`, { tag, vr: 'UI' }, value);
    return sql`exists (select 1 from instances as inside where inside.study_id = s.id and ${matches})`;
  }
  return null;
}

/** Clients ask for several modalities at once, with a comma or a backslash between them. */
function anyOf(value: string, match: (one: string) => Condition): Condition {
  const conditions = value
    .split(/[,\\]/)
    .filter((one) => one !== '')
    .map(match);
  return conditions.length > 0 ? sql`(${sql.join(conditions, sql` or `)})` : sql`true`;
}

export interface StudyCounts {
  modalities: string[];
  series: number;
  instances: number;
}

/** Counts what the studies of a page hold. */
export async function countInStudies(database: Database, ids: readonly string[]): Promise<Map<string, StudyCounts>> {
  const { rows } = await sql<StudyCounts & { id: string }>`
    select asked.id,
      array(select distinct modality from series where study_id = asked.id and modality is not null order by 1) as modalities,
      (select count(*) from series where study_id = asked.id) as series,
      (select count(*) from instances where study_id = asked.id) as instances
    from unnest(${ids}::uuid[]) as asked(id)`.execute(database);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Counts the instances of the series of a page. */
export async function countInSeries(database: Database, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; instances: number }>`
    select asked.id, (select count(*) from instances where series_id = asked.id) as instances
    from unnest(${ids}::uuid[]) as asked(id)`.execute(database);
  return new Map(rows.map((row) => [row.id, row.instances]));
}
