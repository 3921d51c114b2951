// QIDO-RS: searches studies, series and instances that the caller may see (PS3.18 10.6). Answers in DICOM JSON, page by page; names what it
// could not use in a Warning. Values never reach SQL but as parameters, nor a log.
import { recordAudit } from '#core/audit/audit.js';
import type { DicomJson, DicomJsonElement } from '#core/database/tables.js';
import { vrOfTag } from '#core/dicom/data-dictionary.js';
import { addWarning, assertAcceptsDicomJson, sendDicomJson } from '../dicomweb/dicom-json-answer.js';
import { type DicomwebScope, namedResource, OTHER_COPY_WARNING, resolveScope, resourceURL } from '../dicomweb/scope.js';
import type { RouteInput } from '../http/route.js';
import { levelOf, type QueryLevel, queryLevels, returnedAttributes, returnedWhenKnown } from './attribute-levels.js';
import { parseSearchParameters, type SearchParameters } from './search-parameters.js';
import { countInSeries, countInStudies, isMatchable, type SearchRow, type StudyCounts, searchRows } from './search-query.js';

/** Results that one answer has at most, and where the client names no limit. */
const pageSizes: Record<QueryLevel, { most: number; byDefault: number }> = {
  study: { most: 1000, byDefault: 100 },
  series: { most: 1000, byDefault: 1000 },
  instance: { most: 5000, byDefault: 5000 },
};

/**
 * Carries out one Search transaction: 200 with the matches, 204 when there is none.
 *
 * @throws GatewayError `bad-request` for parameters and values that can't be searched for, `not-found` for an order that is not the
 *   caller's, `not-acceptable` when DICOM JSON is not accepted.
 * @see PS3.18 10.6
 */
export async function searchTransaction(input: RouteInput, level: QueryLevel): Promise<undefined> {
  const { request, response, context } = input;
  const scope = await resolveScope(input);
  const named = namedResource(input.params);
  assertAcceptsDicomJson(request);
  const parameters = parseSearchParameters(new URL(request.originalUrl, 'http://gateway.invalid').searchParams);
  const keys = parameters.keys.filter((key) => isMatchable(key, level));
  const limit = Math.min(parameters.limit ?? pageSizes[level].byDefault, pageSizes[level].most);
  const found = limit === 0 ? [] : await searchRows(context.database, { level, scope, named, keys, limit, offset: parameters.offset });
  const rows = found.slice(0, limit);
  const body = await describeRows(input, { level, scope, parameters, rows, isWithinStudy: named.studyInstanceUID !== undefined });
  await recordAudit(context.database, {
    event: `${level === 'study' ? 'studies' : level === 'series' ? 'series' : 'instances'}-searched`,
    action: 'R',
    accountID: input.caller.accountID,
    organizationID: input.caller.organizationID,
    remoteAddress: input.caller.remoteAddress,
    subject: {
      ...named,
      orderID: scope.order?.id,
      attributes: keys.map((key) => key.path.map(({ tag }) => tag).join('.')),
      count: rows.length,
    },
  });
  if (parameters.isFuzzyWanted)
    addWarning(response, 'The fuzzymatching parameter is not supported. Only literal matching has been performed.');
  if (keys.length < parameters.keys.length) addWarning(response, 'Attributes that this level of search does not match were passed over');
  if (found.length > limit) addWarning(response, 'There are additional results that can be requested with limit and offset');
  if (rows.some((row) => row.has_other_copy)) addWarning(response, OTHER_COPY_WARNING);
  if (body.length > 0) sendDicomJson(response, 200, body);
  else response.status(204).setHeader('Cache-Control', 'private, no-store').end();
  return undefined;
}

interface Page {
  level: QueryLevel;
  scope: DicomwebScope;
  parameters: SearchParameters;
  rows: readonly SearchRow[];
  isWithinStudy: boolean;
}

async function describeRows({ context }: RouteInput, page: Page): Promise<DicomJson[]> {
  if (page.rows.length === 0) return [];
  const levels = describedLevels(page);
  const distinct = (ids: (string | undefined)[]) => [...new Set(ids.filter((id) => id !== undefined))];
  const [studies, series] = await Promise.all([
    levels.has('study') ? countInStudies(context.database, distinct(page.rows.map((row) => row.study_id))) : undefined,
    levels.has('series') ? countInSeries(context.database, distinct(page.rows.map((row) => row.series_id))) : undefined,
  ]);
  return page.rows.map((row) => {
    const answer = describeRow(page, levels, row);
    if (studies) addStudyCounts(answer, studies.get(row.study_id));
    const instances = row.series_id ? series?.get(row.series_id) : undefined;
    if (instances !== undefined) answer['00201209'] = { vr: 'IS', Value: [instances] };
    return answer;
  });
}

/** Below a study's or a series' address its own attributes are not told again. @see PS3.18 10.6.3.3 */
function describedLevels({ level, isWithinStudy, rows }: Page): ReadonlySet<QueryLevel> {
  const levels = new Set<QueryLevel>([level]);
  if (!isWithinStudy) levels.add('study');
  if (level === 'instance' && (!isWithinStudy || new Set(rows.map((row) => row.series_id)).size > 1)) levels.add('series');
  return levels;
}

function describeRow({ level, scope, parameters }: Page, levels: ReadonlySet<QueryLevel>, row: SearchRow): DicomJson {
  const known: DicomJson = { ...row.study_attributes, ...row.series_attributes, ...row.instance_attributes };
  const answer: DicomJson = { '00080005': { vr: 'CS', Value: ['ISO_IR 192'] }, '00080056': { vr: 'CS', Value: ['ONLINE'] } };
  for (const each of queryLevels) {
    if (!levels.has(each)) continue;
    for (const tag of returnedAttributes[each]) answer[tag] = known[tag] ?? { vr: vrOfTag(Number.parseInt(tag, 16)) };
    for (const tag of returnedWhenKnown[each]) if (known[tag]) answer[tag] = known[tag];
  }
  for (const [tag, element] of Object.entries(known)) if (isWanted(tag, parameters) && isAtOrAbove(tag, level)) answer[tag] ??= element;
  answer['0020000D'] = uid(row.study_instance_uid);
  if (row.series_instance_uid) answer['0020000E'] = uid(row.series_instance_uid);
  if (row.sop_instance_uid) answer['00080018'] = uid(row.sop_instance_uid);
  const named = {
    studyInstanceUID: row.study_instance_uid,
    seriesInstanceUID: row.series_instance_uid,
    sopInstanceUID: row.sop_instance_uid,
  };
  answer['00081190'] = { vr: 'UR', Value: [resourceURL(scope.baseURL, named)] };
  return answer;
}

function isWanted(tag: string, { includeFields, keys }: SearchParameters): boolean {
  if (tag === '00080005') return false;
  return includeFields === 'all' || includeFields.has(tag) || keys.some((key) => key.path[0]?.tag === tag);
}

const isAtOrAbove = (tag: string, level: QueryLevel): boolean => queryLevels.indexOf(levelOf(tag)) <= queryLevels.indexOf(level);

const uid = (value: string): DicomJsonElement => ({ vr: 'UI', Value: [value] });

function addStudyCounts(answer: DicomJson, counts: StudyCounts | undefined): void {
  if (!counts) return;
  answer['00080061'] = counts.modalities.length > 0 ? { vr: 'CS', Value: counts.modalities } : { vr: 'CS' };
  answer['00201206'] = { vr: 'IS', Value: [counts.series] };
  answer['00201208'] = { vr: 'IS', Value: [counts.instances] };
}
