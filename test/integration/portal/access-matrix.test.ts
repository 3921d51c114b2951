import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Role } from '#core/pipeline/stages.js';
import type { Route } from '../../../gateway/http/route.js';
import { portalRoutes } from '../../../gateway/portal/routes.js';
import { searchRoutes } from '../../../gateway/query/routes.js';
import { storeRoutes } from '../../../gateway/receive/stow-rs/routes.js';
import { retrieveRoutes } from '../../../gateway/retrieve/routes.js';
import { type Client, type Person, type PortalFixture, people, startPortal } from './portal-fixture.js';
import { addressWith, ask, type Belongings, furnish, nothing } from './two-organizations.js';

// Machines that build are busy.
jest.setTimeout(30_000);

const routes = [...portalRoutes, ...storeRoutes, ...searchRoutes, ...retrieveRoutes];
const nameOf = (route: Route) => `${route.method.toUpperCase()} ${route.path}`;
const rows = routes.map((route) => [nameOf(route), route] as const);
const guarded = rows.filter(([, route]) => route.access !== 'public');
const writing = guarded.filter(([, route]) => route.method !== 'get' && route.method !== 'head');
const naming = guarded.filter(([, route]) => /[:*]/.test(route.path));
const roleOf = (person: Person): Role => (person === 'clinician2' ? 'clinician' : person);
const mayAsk = (route: Route, person: Person) => (route.access as readonly string[]).includes(roleOf(person));
const isStaff = (person: Person) => person === 'radiology' || person === 'admin';

/** These name what belongs to everybody who may ask. */
const ofEverybody = new Map([
  ['POST /api/registry/:id/adoption', 'any patient of the registry can be added to a list, with a reason that is recorded'],
  ['GET /api/icd10cm/:code', 'the code set is one for all'],
]);
/** These answer 404 for a thing that is there, since a part of it is not. */
const notMadeYet = new Map([
  ['POST /api/encounters/:id/signature', 'the order that the example names is not there'],
  ['POST /api/registry/:id/adoption', 'only who was shown by a search can be added'],
  ['GET /api/series/:id/thumbnail', 'no picture was drawn'],
  ['GET /api/studies/:id/receipt', 'nothing was decided'],
  ['GET /api/attachments/:id/preview', 'no preview was drawn'],
  ['GET /api/attachments/:id/content', 'the bytes are not in the store of this test'],
  ['HEAD /api/orders/:id/attachments/resumable/:attachmentID', 'the attachment is whole'],
  ['PATCH /api/orders/:id/attachments/resumable/:attachmentID', 'the attachment is whole'],
  ['DELETE /api/orders/:id/attachments/resumable/:attachmentID', 'the attachment is whole'],
]);

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

let portal: PortalFixture;
const clients = {} as Record<Person, Client>;
let own: Belongings;
let foreign: Belongings;

beforeAll(async () => {
  portal = await startPortal({}, routes);
  for (const person of people) clients[person] = await portal.signIn(person);
  own = await furnish(portal, clients.clinician, 'clinician');
  foreign = await furnish(portal, clients.clinician2, 'clinician2');
}, 60_000);
afterAll(() => portal.close(), 60_000);

describe('the route table', () => {
  it('leaves only health and sign-in without credentials (C01)', () => {
    const open = rows.filter(([, route]) => route.access === 'public').map(([name]) => name);
    expect(open.sort()).toEqual(['GET /health/live', 'GET /health/ready', 'POST /api/session']);
  });

  it.each(rows)('has a rule for %s: roles, scope, and a fixture for each thing that its address names', (_name, route) => {
    expect(route.access === 'public' || route.access.length > 0).toBe(true);
    expect(addressWith(route.path, nothing)).not.toMatch(/[:*]/);
    // Who names a thing says whose it must be.
    if (/[:*]/.test(route.path) && !ofEverybody.has(nameOf(route))) expect(route.scope).not.toBe('none');
    const isForStaffAlone = route.access !== 'public' && route.access.every((role) => role === 'radiology' || role === 'admin');
    if (route.scope === 'hospital') expect(isForStaffAlone).toBe(true);
  });
});

describe('no, forged and default credentials (C01)', () => {
  it.each(guarded)('%s answers 401, whatever the body', async (_name, route) => {
    const { cookie } = clients.clinician;
    const forged: Record<string, string>[] = [
      {},
      { cookie: 'gateway.sid=s%3Aabc.def' },
      { cookie: `${cookie.slice(0, -4)}AAAA` },
      { authorization: 'Bearer rgw_0123456789012345678901234567890123456789012' },
      { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
      { authorization: 'Bearer forged', cookie },
      { authorization: 'Bearer ' },
    ];
    const hasBody = route.method !== 'get' && route.method !== 'head';
    for (const headers of forged) {
      const address = addressWith(route.path, own);
      const answer = await portal.call(route.method.toUpperCase(), address, hasBody ? '{not json' : undefined, headers);
      expect(answer.status).toBe(401);
      if (route.method !== 'head') expect(answer.json.code).toBe('unauthenticated');
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });
});

describe('roles (C01)', () => {
  it.each(guarded)('%s answers 403 for each role that may not, before it reads a body', async (_name, route) => {
    const hasBody = route.method !== 'get' && route.method !== 'head';
    for (const person of people) {
      if (mayAsk(route, person)) continue;
      const address = addressWith(route.path, own);
      const answer = await clients[person].call(route.method.toUpperCase(), address, hasBody ? '{not json' : undefined);
      expect([person, answer.status]).toEqual([person, 403]);
      if (route.method !== 'head') expect(answer.json.code).toBe('forbidden');
    }
  });
});

describe('cross-site requests (C10)', () => {
  it.each(writing)('%s answers 403 to a session without its CSRF token or with another one', async (_name, route) => {
    const person = people.find((one) => mayAsk(route, one)) ?? 'admin';
    const other = people.find((one) => one !== person) ?? 'pacs';
    for (const token of ['', 'wrong', clients[other].csrfToken]) {
      const headers = { cookie: clients[person].cookie, 'x-csrf-token': token };
      const answer = await portal.call(route.method.toUpperCase(), addressWith(route.path, own), {}, headers);
      expect([answer.status, answer.json.code]).toEqual([403, 'csrf-token-missing']);
    }
  });

  it.each(rows)('%s answers no other origin with CORS headers', async (_name, route) => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': route.method.toUpperCase() };
    const answer = await portal.call('OPTIONS', addressWith(route.path, own), undefined, headers);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    for (const name of ['access-control-allow-origin', 'access-control-allow-credentials']) expect(answer.headers.get(name)).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe("another organization's ids (C02)", () => {
  const asked = naming.filter(([name, route]) => route.scope === 'organization' && !ofEverybody.has(name));
  const strangers = ['clinician', 'pacs'] as const;

  it.each(asked.filter(([, route]) => strangers.some((person) => mayAsk(route, person))))(
    '%s answers them as it answers ids that nothing has',
    async (_name, route) => {
      for (const person of strangers) {
        if (!mayAsk(route, person)) continue;
        const answer = await ask(clients[person], route, foreign);
        const ofNothing = await ask(clients[person], route, nothing);
        expect([person, answer.status, answer.text]).toEqual([person, ofNothing.status, ofNothing.text]);
        expect(answer.text).not.toMatch(/Hilltop|Of clinician2/);
        if (route.path.startsWith('/api/')) expect(answer.status).toBe(404);
        // DICOMweb says of a search without a match that it has none.
        else expect([204, 404, 501]).toContain(route.method === 'post' ? 404 : answer.status);
      }
    },
  );

  it.each(naming.filter(([, route]) => route.scope === 'own-account'))("%s answers another account's as nothing", async (_name, route) => {
    for (const person of people) {
      if (!mayAsk(route, person) || person === 'clinician2') continue;
      const answer = await ask(clients[person], route, foreign);
      expect([answer.status, answer.text]).toEqual([404, (await ask(clients[person], route, nothing)).text]);
    }
  });

  it.each(naming.filter(([, route]) => route.scope === 'hospital' || ofEverybody.has(nameOf(route))))(
    '%s answers 404 to an id that nothing has',
    async (name, route) => {
      const person = people.find((one) => mayAsk(route, one)) ?? 'admin';
      const answer = await ask(clients[person], route, nothing);
      expect(answer.status).toBe(name.endsWith(':code') ? 200 : 404);
    },
  );

  /** Ids that a body can carry, and what they name. */
  const named: Record<string, keyof Belongings> = {
    patientID: 'patients',
    encounterID: 'encounters',
    orderID: 'orders',
    authorizingProviderID: 'providers',
  };
  const carrying = writing.flatMap(([, route]) => {
    if (route.scope !== 'organization' || !mayAsk(route, 'clinician')) return [];
    const request = (route.examples?.request ?? {}) as Record<string, unknown>;
    return Object.keys(named)
      .filter((key) => uuid.test(String(request[key])))
      .map((key) => [`${nameOf(route)} with another ${key}`, route, key] as const);
  });

  it.each(carrying)('%s answers it as one that nothing has', async (_name, route, key) => {
    const choices = { orderTypeID: portal.choices.orderTypeID, locationID: portal.choices.locationID };
    const request = { ...(route.examples?.request as object) } as Record<string, unknown>;
    for (const [name, value] of Object.entries(choices)) if (name in request) request[name] = value;
    for (const [name, kind] of Object.entries(named)) if (name in request) request[name] = own[kind];
    const kind = named[key] as keyof Belongings;
    const answer = await ask(clients.clinician, route, own, { ...request, [key]: foreign[kind] });
    const ofNothing = await ask(clients.clinician, route, own, { ...request, [key]: nothing[kind] });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect([answer.status, answer.text]).toEqual([ofNothing.status, ofNothing.text]);
  });
});

// Last, since what is asked is also done.
describe('those who may', () => {
  const order = ['get', 'head', 'put', 'patch', 'post', 'delete'];
  const asked = guarded
    .filter(([name, route]) => route.path.startsWith('/api/') && !name.endsWith('/api/events') && name !== 'DELETE /api/session')
    .sort(([, one], [, other]) => order.indexOf(one.method) - order.indexOf(other.method));

  it.each(asked)('%s answers them for what is theirs', async (name, route) => {
    for (const person of people) {
      if (!mayAsk(route, person) || person === 'clinician2') continue;
      if (route.scope === 'own-account' && person !== 'clinician') continue;
      const answer = await ask(clients[person], route, own);
      expect([401, 403].includes(answer.status) && answer.json?.code === 'unauthenticated').toBe(false);
      expect(answer.status).toBeLessThan(500);
      const isThere = /[:*]/.test(route.path) && route.scope !== 'hospital' && !notMadeYet.has(name);
      if (isThere) expect([person, answer.status, answer.text]).not.toEqual([person, 404, expect.anything()]);
      // What is done once can't be done again by the next.
      if (route.method !== 'get' || isStaff(person)) break;
    }
  });
});
