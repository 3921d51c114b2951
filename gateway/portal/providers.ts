import { sql } from 'kysely';
import { type ProviderChoice, preferenceList, providerChoices } from '#core/contract/encounters.js';
import type { Database } from '#core/database/database.js';
import { providerName } from '#core/referral/content-to-sign.js';
import { type Caller, type Route, route } from '../http/route.js';
import { exampleIDs } from './order-examples.js';
import { maySignFor } from './order-rows.js';

/** Reads providers of the caller's organization as they are chosen; retired ones only by their id, where an encounter still names one. */
export async function readProviders(database: Database, caller: Caller, providerID?: string): Promise<ProviderChoice[]> {
  const wanted = providerID ? sql`v.id = ${providerID}::uuid` : sql`v.retired_at is null`;
  const { rows } = await sql<ProviderChoice>`
    select v.id, ${providerName} as name, v.npi, ${maySignFor(caller.accountID)} as "maySign",
      v.account_id is not distinct from ${caller.accountID}::uuid as "isMe"
    from providers v where v.organization_id = ${caller.organizationID}::uuid and ${wanted}
    order by v.family_name, v.given_name, v.id limit 1000`.execute(database);
  return rows;
}

const providers = route({
  method: 'get',
  path: '/api/providers',
  access: ['clinician'],
  scope: 'organization',
  summary: "The providers of the caller's organization who can authorize an order.",
  answer: providerChoices,
  examples: {
    answer: { providers: [{ id: exampleIDs.provider, name: 'Rivers, Riley, MD', npi: '1234567893', maySign: true, isMe: true }] },
  },
  handle: async ({ context, caller }) => ({ providers: await readProviders(context.database, caller) }),
});

const preferences = route({
  method: 'get',
  path: '/api/preference-list',
  access: ['clinician'],
  scope: 'organization',
  summary: "The order types that are offered to the caller's organization, in its order.",
  answer: preferenceList,
  examples: {
    answer: {
      orderTypes: [
        { id: exampleIDs.orderType, name: 'Neurology, headache clinic', department: 'Neurology', description: 'Headache and migraine' },
      ],
    },
  },
  async handle({ context, caller }) {
    const orderTypes = await context.database
      .selectFrom('organization_order_types as l')
      .innerJoin('order_types as t', 't.id', 'l.order_type_id')
      .select(['t.id', 't.name', 't.department', 't.description'])
      .where('l.organization_id', '=', caller.organizationID)
      .where('t.retired_at', 'is', null)
      .orderBy('l.position')
      .orderBy('t.name')
      .execute();
    return { orderTypes };
  },
});

export const providerRoutes: Route[] = [providers, preferences];
