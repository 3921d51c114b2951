import { sql } from 'kysely';
import { z } from 'zod';
import { accountRows, type ProviderRow, providerRow, providerRows, providerWrite } from '#core/contract/administration.js';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from '../../http/problem-details.js';
import { type Caller, type Route, route } from '../../http/route.js';
import { recordLook } from '../looks.js';
import { type AdministeredList, routesOfList } from './administered-list.js';

type ProviderWrite = z.infer<typeof providerWrite>;

const accountID = '6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0031';
const organizationID = '6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0021';
const example = {
  organizationID,
  familyName: 'Rivers',
  givenName: 'Riley',
  credentials: 'MD',
  npi: '1234567893',
  phone: '555-0130',
  fax: '',
  email: 'riley.rivers@riverside.example',
  accountID,
  delegateAccountIDs: ['6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0032'],
  retired: false,
  version: 2,
};

const providers: AdministeredList<ProviderWrite, ProviderRow> = {
  key: 'providers',
  path: 'providers',
  thing: 'provider',
  table: 'providers',
  retiredColumn: 'retired_at',
  summaries: {
    list: 'All providers with their accounts and delegates, retired ones included.',
    make: 'Make a provider of an organization.',
    change: 'Change or retire a provider, and say whose account may sign for them.',
  },
  write: providerWrite,
  row: providerRow,
  rows: providerRows,
  example: { write: example, row: { ...example, id: '6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0041', organization: 'Riverside Clinic' } },
  columnsOf: (body) => ({
    organization_id: body.organizationID,
    family_name: body.familyName,
    given_name: body.givenName,
    credentials: body.credentials,
    npi: body.npi,
    phone: body.phone,
    fax: body.fax,
    email: body.email,
    account_id: body.accountID,
  }),
  isRetired: (body) => body.retired,
  async read(database, id) {
    const { rows } = await sql<ProviderRow>`
      select p.id, p.version, p.organization_id as "organizationID", o.name as organization, p.family_name as "familyName",
        p.given_name as "givenName", p.credentials, p.npi, p.phone, p.fax, p.email, p.account_id as "accountID",
        array(select d.account_id::text from provider_delegates d where d.provider_id = p.id order by d.added_at, d.account_id) as "delegateAccountIDs",
        p.retired_at is not null as retired
      from providers p join organizations o on o.id = p.organization_id
      where ${id === undefined ? sql`true` : sql`p.id = ${id}::uuid`}
      order by o.name, p.retired_at is not null, p.family_name, p.given_name`.execute(database);
    return rows;
  },
  check: checkProvider,
  writeMore: writeDelegates,
  taken: {
    npi: { field: 'npi', words: 'A provider of this organization has this NPI already.' },
    account: { field: 'accountID', words: 'This account belongs to another provider already.' },
  },
};

async function checkProvider(transaction: Database, body: ProviderWrite, id: string | null): Promise<void> {
  const organization = await transaction
    .selectFrom('organizations')
    .select('kind')
    .where('id', '=', body.organizationID)
    .executeTakeFirst();
  if (organization?.kind !== 'referring') throw new InvalidFieldsError({ organizationID: 'There is no such referring organization.' });
  if (id !== null) await assertStays(transaction, body, id);
  const fields: Record<string, string> = {};
  const ofClinicians = new Set(await clinicianAccounts(transaction, body));
  const words = 'Choose an account of a clinician of the same organization that can sign in.';
  if (body.accountID && !ofClinicians.has(body.accountID)) fields.accountID = words;
  if (!body.delegateAccountIDs.every((one) => ofClinicians.has(one))) fields.delegateAccountIDs = words;
  if (Object.keys(fields).length > 0) throw new InvalidFieldsError(fields);
}

/** Orders name their provider; under another organization they would show a stranger. */
async function assertStays(transaction: Database, body: ProviderWrite, id: string): Promise<void> {
  const row = await transaction.selectFrom('providers').select('organization_id').where('id', '=', id).executeTakeFirst();
  if (row && row.organization_id !== body.organizationID) {
    throw new GatewayError('conflict', {
      explanation: 'A provider stays with the organization: retire this one and make another in the new organization.',
    });
  }
}

async function clinicianAccounts(transaction: Database, body: ProviderWrite): Promise<string[]> {
  const wanted = [...body.delegateAccountIDs, ...(body.accountID ? [body.accountID] : [])];
  if (wanted.length === 0) return [];
  const rows = await transaction
    .selectFrom('accounts')
    .select('id')
    .where('id', 'in', wanted)
    .where('organization_id', '=', body.organizationID)
    .where('role', '=', 'clinician')
    .where('disabled_at', 'is', null)
    .execute();
  return rows.map((row) => row.id);
}

async function writeDelegates(transaction: Database, body: ProviderWrite, id: string, caller: Caller): Promise<string[]> {
  const wanted = [...new Set(body.delegateAccountIDs)];
  const rows = await transaction.selectFrom('provider_delegates').select('account_id').where('provider_id', '=', id).execute();
  const known = rows.map((row) => row.account_id);
  const gone = known.filter((one) => !wanted.includes(one));
  const come = wanted.filter((one) => !known.includes(one));
  if (gone.length > 0) {
    await transaction.deleteFrom('provider_delegates').where('provider_id', '=', id).where('account_id', 'in', gone).execute();
  }
  if (come.length > 0) {
    const values = come.map((one) => ({ provider_id: id, account_id: one, added_by: caller.accountID }));
    await transaction.insertInto('provider_delegates').values(values).execute();
  }
  return gone.length + come.length > 0 ? ['delegateAccountIDs'] : [];
}

const accountsQuery = z.object({ organization: z.uuid().optional() });

const accounts = route({
  method: 'get',
  path: '/api/admin/accounts',
  access: ['admin'],
  scope: 'hospital',
  summary: 'The accounts, of one organization where it is named: who can be a provider or a delegate.',
  query: accountsQuery,
  answer: accountRows,
  examples: {
    answer: {
      accounts: [{ id: accountID, username: 'riley', displayName: 'Riley Rivers', role: 'clinician', organizationID, disabled: false }],
    },
  },
  async handle({ context, caller, query }) {
    const rows = await context.database
      .selectFrom('accounts')
      .select(['id', 'username', 'display_name as displayName', 'role', 'organization_id as organizationID'])
      .select(sql<boolean>`disabled_at is not null`.as('disabled'))
      .$if(query.organization !== undefined, (select) => select.where('organization_id', '=', query.organization ?? ''))
      .orderBy('display_name')
      .orderBy('username')
      .execute();
    recordLook(context, caller, 'account-list-viewed', {});
    return { accounts: rows };
  },
});

export const providerAdministrationRoutes: Route[] = [...routesOfList(providers), accounts];
