import { sql } from 'kysely';
import type { z } from 'zod';
import {
  type OrganizationRow,
  organizationRow,
  organizationRows,
  organizationWrite,
  preferenceListWrite,
} from '#core/contract/administration.js';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from '../../http/problem-details.js';
import { type Route, route } from '../../http/route.js';
import { recordChange } from '../looks.js';
import { type AdministeredList, routesOfList, tellEveryPage } from './administered-list.js';

const exampleID = '6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0021';
const orderTypeIDs = ['6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0011'];
const example = {
  name: 'Riverside Clinic',
  pacsToPacsEnabled: true,
  address: '12 River Road, Sampletown',
  phone: '555-0120',
  fax: '555-0121',
  issuerOfPatientID: 'RIVERSIDE',
  disabled: false,
  version: 3,
};
const exampleRow = { ...example, id: exampleID, kind: 'referring', accountCount: 4, providerCount: 2, openOrderCount: 7, orderTypeIDs };

async function readOrganizations(database: Database, id?: string): Promise<OrganizationRow[]> {
  const { rows } = await sql<OrganizationRow>`
    select o.id, o.version, o.name, o.kind, o.pacs_to_pacs_enabled as "pacsToPacsEnabled", o.address, o.phone, o.fax,
      coalesce(o.issuer_of_patient_id, '') as "issuerOfPatientID", o.disabled_at is not null as disabled,
      (select count(*) from accounts a where a.organization_id = o.id and a.disabled_at is null) as "accountCount",
      (select count(*) from providers p where p.organization_id = o.id and p.retired_at is null) as "providerCount",
      (select count(*) from referral_orders r where r.organization_id = o.id and r.state = 'signed') as "openOrderCount",
      array(select t.order_type_id::text from organization_order_types t where t.organization_id = o.id order by t.position) as "orderTypeIDs"
    from organizations o where ${id === undefined ? sql`true` : sql`o.id = ${id}::uuid`}
    order by o.kind desc, o.disabled_at is not null, o.name`.execute(database);
  return rows;
}

const organizations: AdministeredList<z.infer<typeof organizationWrite>, OrganizationRow> = {
  key: 'organizations',
  path: 'organizations',
  thing: 'organization',
  table: 'organizations',
  retiredColumn: 'disabled_at',
  summaries: {
    list: 'All organizations, with their preference lists and how many accounts, providers and open orders they have.',
    make: 'Make a referring organization.',
    change:
      'Change an organization, offer PACS to PACS or not, or disable it: its accounts can no longer sign in and its peers are refused.',
  },
  write: organizationWrite,
  row: organizationRow,
  rows: organizationRows,
  example: { write: example, row: exampleRow },
  columnsOf: (body) => ({
    name: body.name,
    pacs_to_pacs_enabled: body.pacsToPacsEnabled,
    address: body.address,
    phone: body.phone,
    fax: body.fax,
    issuer_of_patient_id: body.issuerOfPatientID || null,
  }),
  columnsOfNew: { kind: 'referring' },
  isRetired: (body) => body.disabled,
  read: readOrganizations,
  async check(transaction, body, id) {
    if (!body.disabled || id === null) return;
    const row = await transaction.selectFrom('organizations').select('kind').where('id', '=', id).executeTakeFirst();
    // Nobody would be left who could enable it again.
    if (row?.kind === 'hospital') throw new GatewayError('conflict', { explanation: 'The hospital itself can not be disabled.' });
  },
  taken: { name: { field: 'name', words: 'There is an organization with this name already.' } },
};

const preferenceList = route({
  method: 'put',
  path: '/api/admin/organizations/:id/preference-list',
  access: ['admin'],
  scope: 'hospital',
  summary: 'Choose the order types that an organization is offered, in their order.',
  body: preferenceListWrite,
  answer: organizationRow,
  examples: { request: { orderTypeIDs }, answer: exampleRow },
  handle: ({ context, caller, params, body }) =>
    context.database.transaction().execute(async (transaction) => {
      const id = params.id ?? '';
      const row = await transaction.selectFrom('organizations').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
      if (!row) throw new GatewayError('not-found');
      await writePreferenceList(transaction, id, body.orderTypeIDs);
      await tellEveryPage(transaction, caller, id);
      const subject = { id, fields: ['orderTypeIDs'], orderTypeIDs: body.orderTypeIDs };
      await recordChange(transaction, caller, { event: 'preference-list-changed', action: 'U', subject });
      const [changed] = await readOrganizations(transaction, id);
      return changed;
    }),
});

/** @throws InvalidFieldsError for an order type that is not there, is retired or stands there twice. */
async function writePreferenceList(transaction: Database, organizationID: string, wanted: string[]): Promise<void> {
  const ids = [...new Set(wanted)];
  const known = ids.length
    ? await transaction.selectFrom('order_types').select('id').where('id', 'in', ids).where('retired_at', 'is', null).execute()
    : [];
  if (known.length !== wanted.length) {
    throw new InvalidFieldsError({
      orderTypeIDs: 'Choose order types that are offered, each once; one is retired, unknown or twice here.',
    });
  }
  await transaction.deleteFrom('organization_order_types').where('organization_id', '=', organizationID).execute();
  if (ids.length === 0) return;
  const rows = ids.map((orderTypeID, position) => ({ organization_id: organizationID, order_type_id: orderTypeID, position }));
  await transaction.insertInto('organization_order_types').values(rows).execute();
}

export const organizationRoutes: Route[] = [...routesOfList(organizations), preferenceList];
