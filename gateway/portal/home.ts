import { sql } from 'kysely';
import { type HomeAnswer, homeAnswer } from '#core/contract/encounters.js';
import type { Database } from '#core/database/database.js';
import { type Caller, type Route, route } from '../http/route.js';
import { isoTime } from './dicom-text.js';
import { imagesStateOfOrder } from './ledger.js';
import { recordLook } from './looks.js';
import { exampleIDs, orderListItemExample } from './order-examples.js';
import { listItemsOf, seesOrder, selectOrders } from './order-rows.js';

const recentShown = 10;
const encountersShown = 50;
/** Counting looks at this many of the newest orders; what is older is looked up in the list. */
const ordersCounted = 2_000;

const home = route({
  method: 'get',
  path: '/api/home',
  access: ['clinician'],
  scope: 'organization',
  summary: "The welcome page: the caller's open encounters, signed orders by the state of their images, and the newest orders.",
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
      imagesStates: { awaiting: 2, received: 1 },
      recentOrders: [orderListItemExample],
    },
  },
  async handle({ context, caller }): Promise<HomeAnswer> {
    const { database } = context;
    const recent = await selectOrders(database, caller, seesOrder(caller), { limit: recentShown, offset: 0 });
    const answer = {
      openEncounters: await openEncounters(database, caller),
      imagesStates: await countImagesStates(database, caller),
      recentOrders: await listItemsOf(database, recent),
    };
    recordLook(context, caller, 'home-viewed', {
      orderIDs: recent.map((row) => row.id),
      encounterIDs: answer.openEncounters.map((one) => one.id),
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

async function countImagesStates(database: Database, caller: Caller): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select ${imagesStateOfOrder} as state, count(*) as count
    from (select * from referral_orders where organization_id = ${caller.organizationID}::uuid and state = 'signed'
      order by created_at desc limit ${ordersCounted}) o
    group by 1`.execute(database);
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

export const homeRoutes: Route[] = [home];
