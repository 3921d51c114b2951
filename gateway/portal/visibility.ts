import { type RawBuilder, sql } from 'kysely';
import { isHospitalStaff, visibleStudies } from '../dicomweb/scope.js';
import type { Caller } from '../http/route.js';

export { isHospitalStaff };

/** The condition under which the caller may see a row of `studies`; the same as at the DICOMweb service. */
export function seesStudy(caller: Caller, alias = 's'): RawBuilder<boolean> {
  return visibleStudies({ caller, order: null, baseURL: '' }, alias);
}

/** The condition under which the caller may see a row that belongs to one organization: hospital staff all, others their own. */
export function seesOrganization(caller: Caller, column: string): RawBuilder<boolean> {
  if (isHospitalStaff(caller.role)) return sql<boolean>`true`;
  return sql<boolean>`${sql.ref(column)} = ${caller.organizationID}::uuid`;
}

/** A pattern for `ilike` that takes the text of a search as it is. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** The words of a search, each of which must be found somewhere. */
export const searchWords = (search: string): string[] =>
  search
    .split(/[\s,^]+/)
    .filter((word) => word !== '')
    .slice(0, 8);
