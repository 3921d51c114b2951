import { sql } from 'kysely';
import type { HomeAnswer } from '#core/contract/encounters.js';
import type { Database } from '#core/database/database.js';
import { missingOfOrders, nothingMissing, orderLacksAnnounced } from '#core/studies/missing-instances.js';
import type { Caller } from '../http/route.js';
import { isoTime } from './dicom-text.js';
import { emptyLedger, ledgersOfOrders } from './ledger.js';
import { orderTypeName } from './order-rows.js';

const shown = 20;

interface StoppedRow {
  id: string;
  order_number: string;
  order_type: string;
  family_name: string;
  given_name: string;
  birth_date: string | null;
  at: Date;
}

/** Orders of the caller's organization for which a browser announced more than is here, the newest upload first. */
export async function stoppedUploads(database: Database, caller: Caller): Promise<HomeAnswer['stoppedUploads']> {
  const { rows } = await sql<StoppedRow>`
    select o.id, o.order_number, ${orderTypeName} as order_type, p.family_name, p.given_name, p.birth_date, n.at
    from (select w.order_id, max(u.created_at) as at from upload_studies w join uploads u on u.id = w.upload_id
      where w.is_awaited and w.organization_id = ${caller.organizationID}::uuid group by 1) n
    join referral_orders o on o.id = n.order_id join patients p on p.id = o.patient_key left join order_types t on t.id = o.order_type_id
    where ${orderLacksAnnounced} order by n.at desc, o.id limit ${shown}`.execute(database);
  const ids = rows.map((row) => row.id);
  const missing = await missingOfOrders(database, ids);
  const ledgers = await ledgersOfOrders(database, ids);
  return rows.map((row) => ({
    orderID: row.id,
    orderNumber: row.order_number,
    orderType: row.order_type,
    patient: { familyName: row.family_name, givenName: row.given_name, birthDate: row.birth_date },
    received: (ledgers.get(row.id) ?? emptyLedger).received,
    ...(missing.get(row.id) ?? nothingMissing),
    at: isoTime(row.at),
  }));
}
