import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { receiptAnswer, type StudyListItem, studyDetail, studyList, studyState } from '#core/contract/studies.js';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { stateOfStudy } from '#core/studies/study-state.js';
import { type Caller, everyRole, type Route, type RouteInput, route } from '../http/route.js';
import { patientOfStudy } from './dicom-text.js';
import { recordLook } from './looks.js';
import { pageQuery, pageRequest } from './paging.js';
import { readStudyDetail } from './study-detail.js';
import { studyExamples } from './study-examples.js';
import { summarizeStudies } from './study-parts.js';
import { findStudy, fromStudies, type StudyRow, seesOrderOf } from './study-rows.js';
import { containing, isHospitalStaff, searchWords, seesStudy } from './visibility.js';

const listQuery = z.object({
  state: z.enum([...studyState.options, 'all']).default('all'),
  search: z.string().trim().max(200).optional(),
  organization: z.uuid().optional(),
  modality: z.string().trim().max(16).optional(),
  ...pageQuery,
});
type ListQuery = z.infer<typeof listQuery>;

const searchRequest = listQuery.extend(pageRequest).strict();

function listCondition(caller: Caller, query: ListQuery): RawBuilder<unknown> {
  const conditions = [seesStudy(caller) as RawBuilder<unknown>];
  if (query.organization) conditions.push(sql`s.organization_id = ${query.organization}::uuid`);
  if (query.modality) conditions.push(sql`exists (select 1 from series e where e.study_id = s.id and e.modality = ${query.modality})`);
  // The number of a foreign order must not be found by those who may not see the order.
  const orderNumber = isHospitalStaff(caller.role)
    ? sql`o.order_number`
    : sql`case when o.organization_id = ${caller.organizationID}::uuid then o.order_number end`;
  for (const word of searchWords(query.search ?? '')) {
    const pattern = containing(word);
    conditions.push(sql`(s.patient_name ilike ${pattern} or s.patient_id ilike ${pattern} or s.accession_number ilike ${pattern}
      or s.study_instance_uid = ${word} or ${orderNumber} ilike ${pattern} or s.attributes #>> '{00081030,Value,0}' ilike ${pattern}
      or s.patient_birth_date = ${word.replaceAll('-', '')})`);
  }
  return sql.join(conditions, sql` and `);
}

const list = route({
  method: 'get',
  path: '/api/studies',
  access: everyRole,
  scope: 'organization',
  summary: 'What came in: the worklist of radiology; others see what is theirs. Questions first, then newest first.',
  query: listQuery as z.ZodType<ListQuery>,
  answer: studyList,
  examples: studyExamples.list,
  handle: (input) => listStudies(input, input.query),
});

const search = route({
  method: 'post',
  path: '/api/studies/search',
  access: everyRole,
  scope: 'organization',
  summary: 'The same list, asked for in a body: names of people belong in no address.',
  body: searchRequest as z.ZodType<ListQuery>,
  answer: studyList,
  examples: { ...studyExamples.list, request: { state: 'ready', search: 'sample sofia', limit: 50 } },
  handle: (input) => listStudies(input, input.body),
});

async function listStudies(
  { context, caller }: Pick<RouteInput, 'context' | 'caller'>,
  query: ListQuery,
): Promise<z.infer<typeof studyList>> {
  const { database } = context;
  const condition = listCondition(caller, query);
  const ofState = query.state === 'all' ? sql`true` : sql`${stateOfStudy} = ${query.state}`;
  const { rows } = await sql<StudyRow>`
    select s.*, g.name as organization_name, o.order_number, o.organization_id as order_organization_id
    ${fromStudies} where ${condition} and ${ofState}
    order by ${stateOfStudy} <> 'questions', s.last_received_at desc, s.id limit ${query.limit} offset ${query.offset}`.execute(database);
  const counted = await sql<{ state: string; count: number }>`
    select ${stateOfStudy} as state, count(*) as count ${fromStudies} where ${condition} group by 1`.execute(database);
  const counts: Record<string, number> = Object.fromEntries([...studyState.options, 'all'].map((state) => [state, 0]));
  for (const { state, count } of counted.rows) {
    counts[state] = count;
    counts.all = (counts.all ?? 0) + count;
  }
  recordLook(context, caller, 'studies-listed', { studyIDs: rows.map((row) => row.id) });
  return { studies: await listItemsOf(database, caller, rows), total: counts[query.state] ?? 0, counts };
}

async function listItemsOf(database: Database, caller: Caller, rows: readonly StudyRow[]): Promise<StudyListItem[]> {
  const studies = await summarizeStudies(database, rows);
  return studies.map(({ row, series, summary }) => {
    const seesOrder = seesOrderOf(caller, row);
    return {
      ...summary,
      identity: seesOrder ? summary.identity : null,
      organization: { id: row.organization_id, name: row.organization_name },
      patient: patientOfStudy(row),
      accessionNumber: row.accession_number,
      order: seesOrder && row.order_id && row.order_number ? { id: row.order_id, orderNumber: row.order_number } : null,
      seriesCount: series.length,
    };
  });
}

const show = route({
  method: 'get',
  path: '/api/studies/:id',
  access: everyRole,
  scope: 'organization',
  summary: 'One study: series, findings, open questions, provenance, the order beside it, and whether it may be confirmed.',
  answer: studyDetail,
  examples: studyExamples.detail,
  async handle({ context, caller, params }) {
    const { database } = context;
    // One snapshot, so that the instance set that is shown is the one that the counts are of.
    const detail = await database
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (snapshot) => {
        const row = await findStudy(snapshot, caller, params.id ?? '');
        const [item] = await listItemsOf(snapshot, caller, [row]);
        if (!item) throw new GatewayError('not-found');
        return readStudyDetail(snapshot, caller, row, item, seesOrderOf(caller, row));
      });
    recordLook(context, caller, 'study-viewed', { studyID: detail.id, studyInstanceUID: detail.studyInstanceUID });
    return detail;
  },
});

const receiptQuery = z.object({ decision: z.uuid().optional() });

const receipt = route({
  method: 'get',
  path: '/api/studies/:id/receipt',
  access: everyRole,
  scope: 'organization',
  summary: 'The signed receipt of a confirmation (`?decision=`, else of the newest): every instance with its digests.',
  query: receiptQuery,
  answer: receiptAnswer,
  examples: studyExamples.receipt,
  async handle({ context, caller, params, query }) {
    const study = await findStudy(context.database, caller, params.id ?? '');
    let receipts = context.database
      .selectFrom('receipts')
      .innerJoin('signing_keys', 'signing_keys.key_id', 'receipts.key_id')
      .select(['body', 'signature', 'receipts.key_id', 'public_key', 'receipt_number'])
      .where('study_id', '=', study.id);
    if (query.decision) receipts = receipts.where('decision_id', '=', query.decision);
    const row = await receipts.orderBy('issued_at', 'desc').limit(1).executeTakeFirst();
    // The receipt names the order; a sender whose study went to a foreign order does not learn its number.
    if (!row || (study.order_id && !seesOrderOf(caller, study))) throw new GatewayError('not-found');
    recordLook(context, caller, 'receipt-viewed', { studyID: study.id, receiptNumber: row.receipt_number });
    return { body: row.body, signature: row.signature, keyID: row.key_id, publicKey: row.public_key };
  },
});

const thumbnail = route({
  method: 'get',
  path: '/api/series/:id/thumbnail',
  answerType: 'image/png',
  access: everyRole,
  scope: 'organization',
  summary: 'The picture of a series (WebP); 404 where there is none.',
  async handle({ context, caller, params, response }) {
    const { rows } = await sql<{ thumbnail_key: string | null }>`
      select e.thumbnail_key from series e join studies s on s.id = e.study_id
      where e.id = ${params.id}::uuid and e.thumbnail_state = 'ready' and ${seesStudy(caller)}`.execute(context.database);
    const key = rows[0]?.thumbnail_key;
    if (!key) throw new GatewayError('not-found');
    // The look is recorded with the page of the study or order that shows the picture.
    const byteCount = await context.objects.byteCount(key);
    response.set({ 'Content-Type': 'image/webp', 'Content-Length': String(byteCount), 'Cache-Control': 'private, max-age=60' });
    await new Promise<void>((resolve, reject) => {
      const bytes = context.objects.read(key);
      bytes.once('error', reject);
      response.once('close', () => {
        bytes.destroy();
        resolve();
      });
      bytes.pipe(response);
    });
    return undefined;
  },
});

export const studyRoutes: Route[] = [list, search, show, receipt, thumbnail];
