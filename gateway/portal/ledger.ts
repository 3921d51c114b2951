import { type RawBuilder, sql } from 'kysely';
import type { Ledger } from '#core/contract/ledger.js';
import type { Database } from '#core/database/database.js';
import { isRefusedForGood } from '#core/studies/missing-instances.js';

interface LedgerRow {
  id: string;
  announced: number | null;
  received: number;
  validated: number;
  quarantined: number;
  attached: number;
  confirmed: number;
  refused: number;
  left_out: number;
  byte_count: number;
}

export const emptyLedger: Ledger = {
  announced: null,
  received: 0,
  validated: 0,
  quarantined: 0,
  attached: 0,
  confirmed: 0,
  refused: 0,
  leftOut: 0,
  byteCount: 0,
};

/**
 * Counts the instances of orders at every step, in one statement and so as of one moment.
 * An order's instances are those of its studies and those announced for it that lie in another study of the sender.
 */
export function ledgersOfOrders(database: Database, orderIDs: readonly string[]): Promise<Map<string, Ledger>> {
  const ids = sql`${orderIDs}::uuid[]`;
  return countLedgers(database, {
    ids,
    announced: sql`select u.order_id as id, a.sop_instance_uid, a.study_instance_uid, bool_and(a.left_out or o.state <> 'signed') as is_left_out
      from uploads u join referral_orders o on o.id = u.order_id join upload_instances a on a.upload_id = u.id
      where u.order_id = any(${ids}) group by 1, 2, 3`,
    held: sql`select s.order_id as id, i.sop_instance_uid, i.byte_count, i.state, i.validated_at is not null as checked, true as attached,
        s.stage = 'confirmed' as confirmed
      from studies s join instances i on i.study_id = s.id where s.order_id = any(${ids})
      union all
      select a.id, i.sop_instance_uid, i.byte_count, i.state, i.validated_at is not null, false, false
      from announced a join referral_orders o on o.id = a.id
      join studies s on s.organization_id = o.organization_id and s.study_instance_uid = a.study_instance_uid and s.order_id is distinct from a.id
      join instances i on i.study_id = s.id and i.sop_instance_uid = a.sop_instance_uid`,
    refused: sql`select c.order_id as id, r.id as refusal_id, r.organization_id, r.sop_instance_uid, r.error_code, ${isRefusedForGood} as is_for_good
      from receptions c join refusals r on r.reception_id = c.id where c.order_id = any(${ids})
      union
      select s.order_id, r.id, r.organization_id, r.sop_instance_uid, r.error_code, ${isRefusedForGood}
      from studies s join refusals r on r.organization_id = s.organization_id and r.study_instance_uid = s.study_instance_uid
      where s.order_id = any(${ids})`,
  });
}

/** Counts the instances of studies at every step, in one statement and so as of one moment. */
export function ledgersOfStudies(database: Database, studyIDs: readonly string[]): Promise<Map<string, Ledger>> {
  const ids = sql`${studyIDs}::uuid[]`;
  return countLedgers(database, {
    ids,
    announced: sql`select s.id, a.sop_instance_uid, a.study_instance_uid, bool_and(a.left_out or o.state <> 'signed') as is_left_out
      from studies s join upload_studies w on w.study_instance_uid = s.study_instance_uid and w.organization_id = s.organization_id
      join upload_instances a on a.upload_id = w.upload_id and a.study_instance_uid = w.study_instance_uid
      join referral_orders o on o.id = w.order_id
      where s.id = any(${ids}) group by 1, 2, 3`,
    held: sql`select s.id, i.sop_instance_uid, i.byte_count, i.state, i.validated_at is not null as checked, s.order_id is not null as attached,
        s.stage = 'confirmed' as confirmed
      from studies s join instances i on i.study_id = s.id where s.id = any(${ids})`,
    refused: sql`select s.id, r.id as refusal_id, r.organization_id, r.sop_instance_uid, r.error_code, ${isRefusedForGood} as is_for_good
      from studies s join refusals r on r.organization_id = s.organization_id and r.study_instance_uid = s.study_instance_uid
      where s.id = any(${ids})`,
  });
}

interface LedgerParts {
  ids: RawBuilder<unknown>;
  announced: RawBuilder<unknown>;
  held: RawBuilder<unknown>;
  refused: RawBuilder<unknown>;
}

async function countLedgers(database: Database, parts: LedgerParts): Promise<Map<string, Ledger>> {
  // What came without being announced counts as announced where a number was: each step holds at most what the step before holds.
  // A refusal is over once the instance was stored after all, but for other content under a known UID; and while an announced instance may still
  // come, it is missing and not refused.
  const { rows } = await sql<LedgerRow>`
    with announced as (${parts.announced}),
    held as (${parts.held}),
    refused as (${parts.refused}),
    expected as (
      select id, count(*) as announced from (select id, sop_instance_uid from announced union select id, sop_instance_uid from held) e
      where id in (select id from announced) group by id
    ),
    counted as (
      select id, count(*) as received, count(*) filter (where checked) as validated, count(*) filter (where state = 'quarantined') as quarantined,
        count(*) filter (where checked and attached) as attached, count(*) filter (where checked and attached and confirmed) as confirmed,
        sum(byte_count)::bigint as byte_count
      from held group by id
    ),
    turned_away as (
      select id, count(distinct coalesce(sop_instance_uid, refusal_id::text)) as refused from refused r
      where error_code = 'conflicting-content' or sop_instance_uid is null or not exists (
        select 1 from instances i where i.organization_id = r.organization_id and i.sop_instance_uid = r.sop_instance_uid)
        and (is_for_good or not exists (
          select 1 from announced a where a.id = r.id and a.sop_instance_uid = r.sop_instance_uid and not a.is_left_out))
      group by id
    ),
    left_out as (
      select a.id, count(*) as left_out from announced a
      where a.is_left_out and not exists (select 1 from held h where h.id = a.id and h.sop_instance_uid = a.sop_instance_uid)
      group by a.id
    )
    select w.id, e.announced, coalesce(c.received, 0) as received, coalesce(c.validated, 0) as validated,
      coalesce(c.quarantined, 0) as quarantined, coalesce(c.attached, 0) as attached, coalesce(c.confirmed, 0) as confirmed,
      coalesce(t.refused, 0) as refused, coalesce(l.left_out, 0) as left_out, coalesce(c.byte_count, 0) as byte_count
    from unnest(${parts.ids}) as w (id)
    left join expected e on e.id = w.id left join counted c on c.id = w.id left join turned_away t on t.id = w.id
    left join left_out l on l.id = w.id`.execute(database);
  return new Map(rows.map(({ id, left_out, byte_count, ...counts }) => [id, { ...counts, leftOut: left_out, byteCount: byte_count }]));
}
