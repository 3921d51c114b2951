import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type DicomwebScope, givenStudies, type NamedResource, otherCopies } from '../dicomweb/scope.js';

/** The instances that an address names, as they were at one moment: what arrives later is not among them. */
export interface InstanceSelection {
  studyID: string;
  named: NamedResource;
  instanceCount: number;
  transferSyntaxUIDs: readonly string[];
  lastSeq: number;
  hasOtherCopy: boolean;
}

/** What must be known of an instance to hand it out. */
export interface StoredInstanceRow {
  id: string;
  seq: number;
  sopClassUID: string;
  sopInstanceUID: string;
  seriesInstanceUID: string;
  transferSyntaxUID: string;
  objectKey: string;
  byteCount: number;
  dataSetOffset: number;
  dataSetSHA256: string | null;
  dataSetCRC32: number;
  /** What the stored preamble begins like; `absent` when the file came without. */
  preamble: string;
}

const ROWS_AT_ONCE = 200;

/**
 * Finds what an address names among what the caller may see.
 *
 * @throws GatewayError `not-found` for what is not there and for what is another's: one answer for both.
 */
export async function selectInstances(database: Database, scope: DicomwebScope, named: NamedResource): Promise<InstanceSelection> {
  const { rows: studies } = await sql<{ id: string; has_other_copy: boolean }>`
    select s.id, exists (${otherCopies(scope, 's')}) as has_other_copy from studies as s
    where s.study_instance_uid = ${named.studyInstanceUID} and (${sql.join(givenStudies(scope, 's'), sql` or `)}) limit 1`.execute(
    database,
  );
  const study = studies[0];
  if (!study) throw new GatewayError('not-found');
  const summary = await namedInstances(database, study.id, named)
    .select(({ fn }) => [fn.countAll<number>().as('instanceCount'), fn.max<number>('i.seq').as('lastSeq')])
    .select(sql<string[]>`array_agg(distinct i.transfer_syntax_uid)`.as('transferSyntaxUIDs'))
    .executeTakeFirstOrThrow();
  if (summary.instanceCount === 0) throw new GatewayError('not-found');
  return { studyID: study.id, named, hasOtherCopy: study.has_other_copy, ...summary };
}

function namedInstances(database: Database, studyID: string, { seriesInstanceUID, sopInstanceUID }: NamedResource) {
  return database
    .selectFrom('instances as i')
    .innerJoin('series as e', 'e.id', 'i.series_id')
    .where('i.study_id', '=', studyID)
    .$if(seriesInstanceUID !== undefined, (query) => query.where('e.series_instance_uid', '=', seriesInstanceUID ?? ''))
    .$if(sopInstanceUID !== undefined, (query) => query.where('i.sop_instance_uid', '=', sopInstanceUID ?? ''));
}

/** Gives the instances of a selection in the order of their arrival, a few rows at a time. */
export async function* readSelection(database: Database, selection: InstanceSelection): AsyncGenerator<StoredInstanceRow, void, undefined> {
  let after = 0;
  for (;;) {
    const rows: StoredInstanceRow[] = await namedInstances(database, selection.studyID, selection.named)
      .select([
        'i.id',
        'i.seq',
        'i.sop_class_uid as sopClassUID',
        'i.sop_instance_uid as sopInstanceUID',
        'e.series_instance_uid as seriesInstanceUID',
        'i.transfer_syntax_uid as transferSyntaxUID',
        'i.object_key as objectKey',
        'i.byte_count as byteCount',
        'i.data_set_offset as dataSetOffset',
        'i.data_set_sha256 as dataSetSHA256',
        'i.data_set_crc32 as dataSetCRC32',
        'i.preamble',
      ])
      .where('i.seq', '>', after)
      .where('i.seq', '<=', selection.lastSeq)
      .orderBy('i.seq')
      .limit(ROWS_AT_ONCE)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_AT_ONCE) return;
    after = last.seq;
  }
}
