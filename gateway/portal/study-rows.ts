import { type Selectable, sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import type { Tables } from '#core/database/tables.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Caller } from '../http/route.js';
import { isHospitalStaff, seesStudy } from './visibility.js';

export type StudyRow = Selectable<Tables['studies']> & {
  organization_name: string;
  order_number: string | null;
  order_organization_id: string | null;
};

/** Studies (s) with their organization (g) and the order that they may have (o). */
export const fromStudies = sql`from studies s join organizations g on g.id = s.organization_id left join referral_orders o on o.id = s.order_id`;

/** A study may have been linked to another organization's order; its sender does not learn whose. */
export function seesOrderOf(caller: Caller, row: StudyRow): boolean {
  return isHospitalStaff(caller.role) || row.order_organization_id === caller.organizationID;
}

/**
 * Reads the row of one study.
 *
 * @throws GatewayError `not-found` for a study that is not there or not the caller's: one answer for both.
 */
export async function findStudy(database: Database, caller: Caller, studyID: string): Promise<StudyRow> {
  const { rows } = await sql<StudyRow>`
    select s.*, g.name as organization_name, o.order_number, o.organization_id as order_organization_id
    ${fromStudies} where s.id = ${studyID}::uuid and ${seesStudy(caller)}`.execute(database);
  const [row] = rows;
  if (!row) throw new GatewayError('not-found');
  return row;
}
