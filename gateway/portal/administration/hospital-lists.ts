import { sql } from 'kysely';
import type { z } from 'zod';
import {
  type LocationRow,
  locationRow,
  locationRows,
  locationWrite,
  type OrderTypeRow,
  orderTypeRow,
  orderTypeRows,
  orderTypeWrite,
  type RegionRow,
  regionRow,
  regionRows,
  regionWrite,
  type TipRow,
  tipRow,
  tipRows,
  tipWrite,
} from '#core/contract/administration.js';
import type { Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from '../../http/problem-details.js';
import type { Route } from '../../http/route.js';
import { type AdministeredList, routesOfList } from './administered-list.js';

const exampleID = '6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0011';
const isRetired = (body: { retired: boolean }) => body.retired;
const only = (id: string | undefined) => (id === undefined ? sql`true` : sql`id = ${id}::uuid`);

const orderTypeExample = {
  name: 'Neurology, headache',
  department: 'Neurology',
  description: 'Second opinion within two weeks',
  retired: false,
  version: 1,
};
const orderTypes: AdministeredList<z.infer<typeof orderTypeWrite>, OrderTypeRow> = {
  key: 'orderTypes',
  path: 'order-types',
  thing: 'order-type',
  table: 'order_types',
  retiredColumn: 'retired_at',
  summaries: {
    list: 'All order types, retired ones included.',
    make: 'Make an order type; preference lists can then offer it.',
    change: 'Change or retire an order type; signed orders keep the name under which they were signed.',
  },
  write: orderTypeWrite,
  row: orderTypeRow,
  rows: orderTypeRows,
  example: { write: orderTypeExample, row: { id: exampleID, ...orderTypeExample } },
  columnsOf: ({ name, department, description }) => ({ name, department, description }),
  isRetired,
  async read(database, id) {
    const { rows } = await sql<OrderTypeRow>`
      select id, version, name, department, description, retired_at is not null as retired from order_types
      where ${only(id)} order by retired_at is not null, department, name`.execute(database);
    return rows;
  },
  taken: { name: { field: 'name', words: 'There is an order type with this name already.' } },
};

const regionExample = { name: 'North', phone: '555-0101', position: 1, retired: false, version: 1 };
const regions: AdministeredList<z.infer<typeof regionWrite>, RegionRow> = {
  key: 'regions',
  path: 'regions',
  thing: 'region',
  table: 'regions',
  retiredColumn: 'retired_at',
  summaries: {
    list: 'All regions with the number to call, retired ones included.',
    make: 'Make a region.',
    change: 'Change or retire a region; one that has locations can not be retired.',
  },
  write: regionWrite,
  row: regionRow,
  rows: regionRows,
  example: { write: regionExample, row: { id: exampleID, ...regionExample } },
  columnsOf: ({ name, phone, position }) => ({ name, phone, position }),
  isRetired,
  async read(database, id) {
    const { rows } = await sql<RegionRow>`
      select id, version, name, phone, position, retired_at is not null as retired from regions
      where ${only(id)} order by retired_at is not null, position, name`.execute(database);
    return rows;
  },
  async check(transaction, body, id) {
    if (!body.retired || id === null) return;
    const location = await transaction
      .selectFrom('locations')
      .select('id')
      .where('region_id', '=', id)
      .where('retired_at', 'is', null)
      .executeTakeFirst();
    if (location) {
      throw new GatewayError('conflict', {
        explanation: 'Locations belong to this region: move them to another one or retire them first.',
      });
    }
  },
  taken: { name: { field: 'name', words: 'There is a region with this name already.' } },
};

async function assertRegion(transaction: Database, regionID: string): Promise<void> {
  const region = await transaction
    .selectFrom('regions')
    .select('id')
    .where('id', '=', regionID)
    .where('retired_at', 'is', null)
    // A region that is being retired at this moment must not gain a location.
    .forShare()
    .executeTakeFirst();
  if (!region) throw new InvalidFieldsError({ regionID: 'There is no such region, or it is retired.' });
}

const locationExample = {
  regionID: exampleID,
  name: 'North Campus',
  address: '1 Example Street, Sampletown',
  phone: '',
  retired: false,
  version: 1,
};
const locations: AdministeredList<z.infer<typeof locationWrite>, LocationRow> = {
  key: 'locations',
  path: 'locations',
  thing: 'location',
  table: 'locations',
  retiredColumn: 'retired_at',
  summaries: {
    list: 'All locations, retired ones included.',
    make: 'Make a location in a region.',
    change: 'Change, move or retire a location.',
  },
  write: locationWrite,
  row: locationRow,
  rows: locationRows,
  example: { write: locationExample, row: { ...locationExample, id: '6f0f2c9e-4a0e-4d49-9f6f-5b1a1c9d0012' } },
  columnsOf: ({ regionID, name, address, phone }) => ({ region_id: regionID, name, address, phone }),
  isRetired,
  async read(database, id) {
    const { rows } = await sql<LocationRow>`
      select l.id, l.version, l.region_id as "regionID", l.name, l.address, l.phone, l.retired_at is not null as retired
      from locations l join regions r on r.id = l.region_id
      where ${id === undefined ? sql`true` : sql`l.id = ${id}::uuid`}
      order by l.retired_at is not null, r.position, r.name, l.name`.execute(database);
    return rows;
  },
  check: (transaction, body) => (body.retired ? Promise.resolve() : assertRegion(transaction, body.regionID)),
  taken: { name: { field: 'name', words: 'There is a location with this name in the region already.' } },
};

const tipExample = {
  topic: 'attachments' as const,
  wordsEn: 'One PDF is better than many.',
  wordsEs: 'Un solo PDF es mejor que muchos.',
  position: 1,
  retired: false,
  version: 1,
};
const tips: AdministeredList<z.infer<typeof tipWrite>, TipRow> = {
  key: 'tips',
  path: 'tips',
  thing: 'tip',
  table: 'tips',
  retiredColumn: 'retired_at',
  summaries: {
    list: 'All tips, retired ones included.',
    make: 'Make a tip; pages of its topic show it.',
    change: 'Change or retire a tip.',
  },
  write: tipWrite,
  row: tipRow,
  rows: tipRows,
  example: { write: tipExample, row: { id: exampleID, ...tipExample } },
  columnsOf: ({ topic, wordsEn, wordsEs, position }) => ({ topic, words_en: wordsEn, words_es: wordsEs, position }),
  isRetired,
  async read(database, id) {
    const { rows } = await sql<TipRow>`
      select id, version, topic, words_en as "wordsEn", words_es as "wordsEs", position, retired_at is not null as retired from tips
      where ${only(id)} order by retired_at is not null, topic, position, id`.execute(database);
    return rows;
  },
  taken: {},
};

export const hospitalListRoutes: Route[] = [
  ...routesOfList(orderTypes),
  ...routesOfList(regions),
  ...routesOfList(locations),
  ...routesOfList(tips),
];
