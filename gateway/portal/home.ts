import { sql } from 'kysely';
import { type HomeAnswer, homeAnswer } from '#core/contract/encounters.js';
import type { Database } from '#core/database/database.js';
import { providerName } from '#core/referral/content-to-sign.js';
import { imagesStateOfOrder } from '#core/studies/study-state.js';
import { type Caller, type Route, route } from '../http/route.js';
import { isoTime } from './dicom-text.js';
import { recordLook } from './looks.js';
import { exampleIDs, orderListItemExample } from './order-examples.js';
import { listItemsOf, maySignFor, orderTypeName, providerIsThere, seesOrder, selectOrders } from './order-rows.js';
import { stoppedUploads } from './stopped-uploads.js';

const recentShown = 10;
const encountersShown = 50;
/** Counting looks at this many of the newest orders; what is older is looked up in the list. */
const ordersCounted = 2_000;

const home = route({
  method: 'get',
  path: '/api/home',
  access: ['clinician'],
  scope: 'organization',
  summary:
    "The welcome page: the caller's open encounters, orders of colleagues that wait for the caller's signature, signed orders by the state of their images, and the newest orders.",
  answer: homeAnswer,
  examples: {
    answer: {
      openEncounters: [
        {
          id: exampleIDs.encounter,
          patient: { familyName: 'Sample', givenName: 'Sofia', birthDate: '1968-04-12' },
          draftCount: 1,
          openedAt: '2026-11-22T08:55:00.000Z',
        },
      ],
      waitingForSignature: {
        orderCount: 1,
        encounters: [
          {
            id: exampleIDs.encounter,
            patient: { familyName: 'Sample', givenName: 'Sofia', birthDate: '1968-04-12' },
            orders: [{ id: exampleIDs.order, orderType: 'Neurology, headache clinic', isAccepted: true }],
            priority: 'routine',
            placedBy: 'Jo Meadow',
            placedAt: '2026-11-22T09:00:00.000Z',
            onBehalfOf: null,
          },
        ],
      },
      imagesStates: { awaiting: 2, incomplete: 1, received: 1 },
      stoppedUploads: [
        {
          orderID: exampleIDs.order,
          orderNumber: 'RO-2026-000123',
          orderType: 'Neurology, headache clinic',
          patient: { familyName: 'Sample', givenName: 'Sofia', birthDate: '1968-04-12' },
          received: 750,
          missing: 9_250,
          isArriving: false,
          at: '2026-11-22T09:30:00.000Z',
        },
      ],
      recentOrders: [orderListItemExample],
    },
  },
  async handle({ context, caller }): Promise<HomeAnswer> {
    const { database } = context;
    const recent = await selectOrders(database, caller, seesOrder(caller), { limit: recentShown, offset: 0 });
    const answer = {
      openEncounters: await openEncounters(database, caller),
      waitingForSignature: await waitingForSignature(database, caller),
      imagesStates: await countImagesStates(database, caller),
      stoppedUploads: await stoppedUploads(database, caller),
      recentOrders: await listItemsOf(database, recent),
    };
    const waiting = answer.waitingForSignature.encounters;
    const stopped = answer.stoppedUploads.map(({ orderID }) => ({ id: orderID }));
    recordLook(context, caller, 'home-viewed', {
      orderIDs: [...new Set([...waiting.flatMap(({ orders }) => orders), ...stopped, ...recent].map(({ id }) => id))],
      encounterIDs: [...answer.openEncounters, ...waiting].map(({ id }) => id),
    });
    return answer;
  },
});

async function openEncounters(database: Database, caller: Caller): Promise<HomeAnswer['openEncounters']> {
  const { rows } = await sql<{
    id: string;
    family_name: string;
    given_name: string;
    birth_date: string | null;
    draft_count: number;
    opened_at: Date;
  }>`
    select e.id, p.family_name, p.given_name, p.birth_date, e.opened_at,
      (select count(*) from referral_orders o where o.encounter_id = e.id and o.state = 'draft') as draft_count
    from encounters e join patients p on p.id = e.patient_key
    where e.opened_by = ${caller.accountID}::uuid and e.organization_id = ${caller.organizationID}::uuid and e.closed_at is null
    order by e.opened_at desc, e.id limit ${encountersShown}`.execute(database);
  return rows.map((row) => ({
    id: row.id,
    patient: { familyName: row.family_name, givenName: row.given_name, birthDate: row.birth_date },
    draftCount: row.draft_count,
    openedAt: isoTime(row.opened_at),
  }));
}

interface WaitingRow {
  id: string;
  family_name: string;
  given_name: string;
  birth_date: string | null;
  orders: HomeAnswer['waitingForSignature']['encounters'][number]['orders'];
  is_urgent: boolean;
  placed_by: string | null;
  placed_at: Date;
  on_behalf_of: string | null;
  order_count: number;
}

/** By the rule of the signature; what stands in an encounter of the caller's own is among the open ones already. */
async function waitingForSignature(database: Database, caller: Caller): Promise<HomeAnswer['waitingForSignature']> {
  const { rows } = await sql<WaitingRow>`
    select e.id, p.family_name, p.given_name, p.birth_date, min(o.created_at) as placed_at, bool_or(o.priority = 'urgent') as is_urgent,
      jsonb_agg(jsonb_build_object('id', o.id, 'orderType', ${orderTypeName}, 'isAccepted', o.accepted_at is not null)
        order by o.created_at, o.id) as orders,
      string_agg(distinct a.display_name, ', ') as placed_by,
      string_agg(distinct ${providerName}, '; ') filter (where v.account_id is distinct from ${caller.accountID}::uuid) as on_behalf_of,
      (sum(count(*)) over ())::int as order_count
    from encounters e join patients p on p.id = e.patient_key join referral_orders o on o.encounter_id = e.id
    join providers v on v.id = o.authorizing_provider_id left join order_types t on t.id = o.order_type_id
    left join accounts a on a.id = o.created_by
    where e.organization_id = ${caller.organizationID}::uuid and e.closed_at is null and e.opened_by <> ${caller.accountID}::uuid
      and o.state = 'draft' and ${providerIsThere} and ${maySignFor(caller.accountID)}
    group by e.id, p.id
    order by bool_and(o.accepted_at is not null) desc, is_urgent desc, placed_at, e.id limit ${encountersShown}`.execute(database);
  return {
    orderCount: rows[0]?.order_count ?? 0,
    encounters: rows.map((row) => ({
      id: row.id,
      patient: { familyName: row.family_name, givenName: row.given_name, birthDate: row.birth_date },
      orders: row.orders,
      priority: row.is_urgent ? 'urgent' : 'routine',
      placedBy: row.placed_by ?? '',
      placedAt: isoTime(row.placed_at),
      onBehalfOf: row.on_behalf_of,
    })),
  };
}

async function countImagesStates(database: Database, caller: Caller): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select ${imagesStateOfOrder} as state, count(*) as count
    from (select * from referral_orders where organization_id = ${caller.organizationID}::uuid and state = 'signed'
      order by created_at desc limit ${ordersCounted}) o
    group by 1`.execute(database);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

export const homeRoutes: Route[] = [home];
