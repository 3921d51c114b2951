// What was announced and has not arrived. A study that lacks some of it is incomplete for both sides: nobody takes a part for the whole. Only
// what `upload_studies` still awaits is compared with what is here, so that complete studies and pushes cost one look into an index.
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/database.js';
import { type ErrorCode, GatewayError } from '../errors/gateway-error.js';

/** An instance that was refused for one of these is refused again, however often it is sent: it is counted as refused and not as missing. */
export const refusedForGood = [
  'not-dicom',
  'media-directory',
  'truncated',
  'cannot-understand',
  'limit-exceeded',
  'invalid-uid',
  'missing-uid',
  'identity-mismatch',
  'study-mismatch',
  'conflicting-content',
  'sop-class-not-supported',
  'transfer-syntax-not-supported',
  'payload-too-large',
] as const satisfies readonly ErrorCode[];

/** How long after its last bytes an upload counts as under way, where its sender did not say that it stopped. */
const liveFor = sql.lit('2 minutes');
/** What the gateway still writes down of the bytes that had come when the sender stopped. */
const echoOf = sql.lit('5 seconds');

/** Whether a row `r` of refusals stands for good. A file that ends early is one thing, a closed tab that cut the request another. */
export const isRefusedForGood = sql<boolean>`(r.error_code = any (${sql.val([...refusedForGood])}::text[])
  and (r.error_code <> 'truncated' or r.reception_id is null
    or exists (select from receptions c where c.id = r.reception_id and c.outcome in ('completed', 'released'))))`;

/** Whether the announced instance `a` (of upload_instances) of the announcement `w` (of upload_studies) is missing. */
export const isMissing = sql<boolean>`(not a.left_out
  and not exists (select from instances i where i.organization_id = w.organization_id and i.sop_instance_uid = a.sop_instance_uid)
  and not exists (select from refusals r where r.organization_id = w.organization_id and r.study_instance_uid = a.study_instance_uid
    and r.sop_instance_uid = a.sop_instance_uid and ${isRefusedForGood}))`;

/** The announcements `w` that still await something, with their uploads `u`; an order that takes nothing any more awaits nothing. */
const awaited = sql`upload_studies w join uploads u on u.id = w.upload_id
  join referral_orders t on t.id = w.order_id and t.state = 'signed'`;
const instancesOf = sql`upload_instances a on a.upload_id = w.upload_id and a.study_instance_uid = w.study_instance_uid`;
/** Whether something of the announcement `w` is missing. */
const lacksSome = sql<boolean>`exists (select from upload_instances a
  where a.upload_id = w.upload_id and a.study_instance_uid = w.study_instance_uid and ${isMissing})`;
const ofStudy = sql<boolean>`(w.is_awaited and w.study_instance_uid = s.study_instance_uid and w.organization_id = s.organization_id)`;

/** Whether the sender of `u` is at work: bytes for the study `d` (which may not be there yet) came lately, or a request is under way. */
const isLive = sql<boolean>`(greatest(u.created_at, d.last_received_at) > greatest(now() - interval ${liveFor}, u.paused_at + interval ${echoOf})
  or exists (select from receptions c where c.order_id = w.order_id and c.door <> 'dimse' and c.ended_at is null))`;
const studyBehind = sql`studies d on d.organization_id = w.organization_id and d.study_instance_uid = w.study_instance_uid`;
/** A decision is made on what had been announced by then: only what was announced later is asked of its sender again. */
const isStillAsked = sql<boolean>`(d.id is null or d.stage not in ('confirmed', 'rejected') or u.created_at > d.stage_changed_at)`;

/** The condition that the study `s` lacks instances that were announced. */
export const studyLacksAnnounced = sql<boolean>`exists (select from ${awaited} join ${instancesOf} where ${ofStudy} and ${isMissing})`;

/** The condition that instances which were announced for the order `o`, and are still asked for, are missing. */
export const orderLacksAnnounced = sql<boolean>`exists (select from ${awaited} join ${instancesOf} left join ${studyBehind}
  where w.is_awaited and w.order_id = o.id and ${isStillAsked} and ${isMissing})`;

/** The condition that an upload for the order `o` is under way. */
export const orderIsArriving = sql<boolean>`exists (select from ${awaited} left join ${studyBehind}
  where w.is_awaited and w.order_id = o.id and ${isStillAsked} and ${isLive})`;

export interface Missing {
  /** Announced, not here, neither refused for good nor left out. */
  missing: number;
  /** Whether they are on their way right now. */
  isArriving: boolean;
}

export const nothingMissing: Missing = { missing: 0, isArriving: false };

async function countMissing(database: Database, statement: RawBuilder<Missing & { id: string }>): Promise<Map<string, Missing>> {
  const { rows } = await statement.execute(database);
  return new Map(rows.map(({ id, missing, isArriving }) => [id, { missing, isArriving: missing > 0 && isArriving }]));
}

/** Counts what is missing of studies, in one statement; those that lack nothing are not in the answer. */
export function missingOfStudies(database: Database, studyIDs: readonly string[]): Promise<Map<string, Missing>> {
  return countMissing(
    database,
    sql`select w.study_id as id, bool_or(w.is_live) as "isArriving", count(distinct a.sop_instance_uid) as missing
      from (select d.id as study_id, w.*, ${isLive} as is_live from ${awaited} join ${studyBehind}
        where w.is_awaited and d.id = any (${studyIDs}::uuid[])) w
      join ${instancesOf} where ${isMissing} group by w.study_id`,
  );
}

/** Counts what is missing for orders, in one statement; those that lack nothing are not in the answer. */
export function missingOfOrders(database: Database, orderIDs: readonly string[]): Promise<Map<string, Missing>> {
  return countMissing(
    database,
    sql`select w.order_id as id, bool_or(w.is_live) as "isArriving", count(distinct a.sop_instance_uid) as missing
      from (select w.*, ${isLive} as is_live from ${awaited} left join ${studyBehind}
        where w.is_awaited and w.order_id = any (${orderIDs}::uuid[]) and ${isStillAsked}) w
      join ${instancesOf} where ${isMissing} group by w.order_id`,
  );
}

/** Counts what is missing for an order, and stays so although these instances come. */
export async function missingBeyond(database: Database, orderID: string, sopInstanceUIDs: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct a.sop_instance_uid) as count from ${awaited} join ${instancesOf} left join ${studyBehind}
    where w.is_awaited and w.order_id = ${orderID}::uuid and ${isStillAsked} and ${isMissing}
      and not exists (select from unnest(${sopInstanceUIDs}::text[]) as c (sop_instance_uid) where c.sop_instance_uid = a.sop_instance_uid)`.execute(
    database,
  );
  return rows[0]?.count ?? 0;
}

/** How much of a study was announced, and what became of it. */
export interface AnnouncedOfStudy {
  /** What came without being announced counts too; null where nobody announced a number (a push). */
  announced: number | null;
  missing: number;
  /** Announced, and not to come: a person left it out, or its order takes nothing any more. */
  leftOut: number;
}

/** Counts what was announced of one study, for a decision and its receipt. */
export async function announcedOfStudy(database: Database, studyID: string): Promise<AnnouncedOfStudy> {
  const { rows } = await sql<{ announced: number; expected: number; left_out: number }>`
    with study as (select * from studies where id = ${studyID}::uuid),
    announced as (
      select a.sop_instance_uid, bool_and(a.left_out or o.state <> 'signed') as is_left_out
      from study s join upload_studies w on w.study_instance_uid = s.study_instance_uid and w.organization_id = s.organization_id
      join referral_orders o on o.id = w.order_id join ${instancesOf} group by 1
    ),
    here as (select i.sop_instance_uid from study s join instances i on i.study_id = s.id)
    select (select count(*) from announced) as announced,
      (select count(*) from (select sop_instance_uid from announced union select sop_instance_uid from here) e) as expected,
      (select count(*) from announced where is_left_out and sop_instance_uid not in (select sop_instance_uid from here)) as left_out`.execute(
    database,
  );
  const { announced = 0, expected = 0, left_out: leftOut = 0 } = rows[0] ?? {};
  const missing = (await missingOfStudies(database, [studyID])).get(studyID)?.missing ?? 0;
  return { announced: announced > 0 ? expected : null, missing, leftOut };
}

/**
 * Lets a confirmation of an incomplete study pass only where the person said how much is missing.
 *
 * @throws GatewayError `conflict` with a sentence that names the number; the person looks at the study again and says so, or waits.
 */
export function assertMissingAcknowledged(missing: number, acknowledged: number | undefined): void {
  if (missing === (acknowledged ?? 0)) return;
  throw new GatewayError('conflict', { explanation: sayMissing(missing), details: { missing } });
}

function sayMissing(missing: number): string {
  if (missing === 0) return 'Nothing is missing any more of what was announced. Look at the study again before you decide.';
  if (missing === 1) return 'One announced image has not arrived. Confirm what is here by saying that you know it, or wait for the rest.';
  const count = missing.toLocaleString('en-US');
  return `${count} announced images have not arrived. Confirm what is here by saying that you know it, or wait for the rest.`;
}

/** Notes which announcements of a study await nothing any more. Called whenever its instances have all been looked at; it never turns back. */
export async function settleAnnouncements(database: Database, studyID: string): Promise<void> {
  await sql`update upload_studies w set is_awaited = false from studies s
    where s.id = ${studyID}::uuid and ${ofStudy} and not ${lacksSome}`.execute(database);
}

/** Notes the same for what one upload announced. */
export async function settleUpload(database: Database, uploadID: string): Promise<void> {
  await sql`update upload_studies w set is_awaited = false
    where w.upload_id = ${uploadID}::uuid and w.is_awaited and not ${lacksSome}`.execute(database);
}
