import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type HomeAnswer, homeAnswer } from '#core/contract/encounters.js';
import { until } from '../../support/until.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let provider: Client;
let colleague: Client;
let bystander: Client;
let stranger: Client;
let patientID: string;

beforeAll(async () => {
  portal = await startPortal();
  await Promise.all(['colleague', 'bystander'].map(addAccount));
  const signIn = (username: string) => portal.signIn(username as never);
  [provider, colleague, bystander, stranger] = await Promise.all([
    signIn('clinician'),
    signIn('colleague'),
    signIn('bystander'),
    signIn('clinician2'),
  ]);
}, 60_000);
beforeEach(async () => {
  await portal.database.deleteFrom('provider_delegates').execute();
  await portal.database.updateTable('referral_orders').set({ state: 'cancelled' }).where('state', '=', 'draft').execute();
  await portal.database.updateTable('encounters').set({ closed_at: new Date() }).execute();
  patientID = await portal.addPatient(portal.organizations.riverside, { familyName: 'Waters', givenName: 'Wren' });
});
afterAll(() => portal.close(), 60_000);

/** An account of Riverside with the password of the fixture's people. */
async function addAccount(username: string): Promise<void> {
  const { password_hash } = await portal.database
    .selectFrom('accounts')
    .select('password_hash')
    .where('username', '=', 'clinician')
    .executeTakeFirstOrThrow();
  await portal.database
    .insertInto('accounts')
    .values({
      organization_id: portal.organizations.riverside,
      username,
      display_name: `The ${username}`,
      role: 'clinician',
      password_hash,
    })
    .execute();
}

const home = async (client: Client): Promise<HomeAnswer> => homeAnswer.parse((await client.call('GET', '/api/home')).json);
const waiting = async (client: Client) => (await home(client)).waitingForSignature;
const nothing = { orderCount: 0, encounters: [] };

/** A draft of the colleague's, complete and for the provider where `changes` says nothing else. */
const place = async (changes?: Record<string, unknown>, client = colleague) =>
  (await portal.draftOrder(client, { patientID, ...changes })).json as { id: string; encounterID: string };
const act = async (client: Client, orderID: string, what: string, body: object = { version: 1 }) => {
  const answer = await client.call('POST', `/api/orders/${orderID}/${what}`, body);
  if (answer.status >= 300) throw new Error(`${what} answered ${answer.status}: ${answer.text}`);
};

async function addProvider(familyName: string, delegate: string): Promise<string> {
  const { id } = await portal.database
    .insertInto('providers')
    .values({ organization_id: portal.organizations.riverside, family_name: familyName, given_name: 'Morgan', npi: null, account_id: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await addDelegate(id, delegate);
  return id;
}

async function addDelegate(provider_id: string, username: string): Promise<void> {
  const { id } = await portal.database.selectFrom('accounts').select('id').where('username', '=', username).executeTakeFirstOrThrow();
  await portal.database.insertInto('provider_delegates').values({ provider_id, account_id: id, added_by: null }).execute();
}

describe('what waits for a signature', () => {
  it('is told to the authorizing provider, with whose and what it is and who placed it; to nobody else', async () => {
    const first = await place({ priority: 'urgent' });
    const second = await place({ orderTypeID: portal.choices.otherOrderTypeID });
    await act(colleague, first.id, 'acceptance');
    expect(await waiting(provider)).toEqual({
      orderCount: 2,
      encounters: [
        {
          id: first.encounterID,
          patient: { familyName: 'Waters', givenName: 'Wren', birthDate: '1968-04-12' },
          orders: [
            { id: first.id, orderType: 'Referral to Neurology', isAccepted: true },
            { id: second.id, orderType: 'Referral to Cardiology', isAccepted: false },
          ],
          priority: 'urgent',
          placedBy: 'The colleague',
          placedAt: expect.any(String),
          onBehalfOf: null,
        },
      ],
    });
    for (const other of [colleague, bystander, stranger]) expect([other.person, await waiting(other)]).toEqual([other.person, nothing]);
  });

  it('is told to a delegate with the name of the provider, until the administrator takes that back', async () => {
    await place({ authorizingProviderID: await addProvider('Brook', 'bystander') });
    expect(await waiting(bystander)).toMatchObject({ orderCount: 1, encounters: [{ onBehalfOf: 'Brook, Morgan' }] });
    expect(await waiting(provider)).toEqual(nothing);
    await portal.database.deleteFrom('provider_delegates').execute();
    expect(await waiting(bystander)).toEqual(nothing);
  });

  it('is not told of the encounters that one has opened oneself: they are among the open ones', async () => {
    await addDelegate(portal.choices.providerID.clinician, 'colleague');
    const own = await place({}, provider);
    const { encounterID } = await place();
    expect((await waiting(provider)).encounters.map(({ id }) => id)).toEqual([encounterID]);
    expect((await home(provider)).openEncounters.map(({ id }) => id)).toEqual([own.encounterID]);
    expect((await waiting(colleague)).encounters.map(({ id }) => id)).toEqual([own.encounterID]);
    expect((await home(colleague)).openEncounters.map(({ id }) => id)).toEqual([encounterID]);
  });

  it('is gone when it is signed or cancelled, or another provider is chosen', async () => {
    const [signed, cancelled, moved] = [await place(), await place(), await place()];
    const left = async () => (await waiting(provider)).encounters.flatMap(({ orders }) => orders.map(({ id }) => id));
    expect(await left()).toEqual([signed.id, cancelled.id, moved.id]);
    await act(provider, signed.id, 'signature');
    expect(await left()).toEqual([cancelled.id, moved.id]);
    await act(colleague, cancelled.id, 'cancellation', { reason: 'not needed' });
    expect(await left()).toEqual([moved.id]);
    const authorizingProviderID = await addProvider('Creek', 'bystander');
    await colleague.call('PATCH', `/api/orders/${moved.id}`, { version: 1, authorizingProviderID });
    expect(await waiting(provider)).toEqual(nothing);
  });

  it('is nothing where the signature would be refused: for a provider who has retired, and in another organization', async () => {
    const retiring = await addProvider('Glen', 'bystander');
    await addDelegate(retiring, 'clinician2');
    await place({ authorizingProviderID: retiring });
    expect(await waiting(stranger)).toEqual(nothing);
    expect((await waiting(bystander)).orderCount).toBe(1);
    await portal.database.updateTable('providers').set({ retired_at: new Date() }).where('id', '=', retiring).execute();
    expect(await waiting(bystander)).toEqual(nothing);
  });

  it('begins with what is accepted, then with what is urgent, then with what has waited longest; all of it is counted', async () => {
    const placed: string[] = [];
    for (const changes of [{}, { priority: 'urgent' }, {}, {}]) {
      const order = await place({ ...changes, patientID: await portal.addPatient(portal.organizations.riverside) });
      placed.push(order.id);
    }
    const [oldest, urgent, accepted, youngest] = placed as [string, string, string, string];
    await act(colleague, accepted, 'acceptance');
    const { encounters } = await waiting(provider);
    expect(encounters.map(({ orders }) => orders[0]?.id)).toEqual([accepted, urgent, oldest, youngest]);
    for (let count = 4; count < 51; count++) await place({ patientID: await portal.addPatient(portal.organizations.riverside) });
    const all = await waiting(provider);
    expect([all.orderCount, all.encounters.length]).toEqual([51, 50]);
  });

  it('leaves a record of the look with its ids and nobody’s name', async () => {
    const { id, encounterID } = await place();
    // Newer orders: the record names what waits, also where it is not among the newest.
    for (let count = 0; count < 10; count++) await portal.draftOrder(bystander);
    await home(provider);
    const looks = async () =>
      (
        await portal.database
          .selectFrom('audit_records')
          .select('subject')
          .where('event', '=', 'home-viewed')
          .where('account_id', '=', portal.accountIDs.clinician)
          .execute()
      ).map(({ subject }) => JSON.stringify(subject));
    const look = await until('the look is recorded', async () => (await looks()).find((one) => one.includes(id)), { timeoutMs: 10_000 });
    expect(look).toContain(encounterID);
    expect(look).not.toMatch(/Waters|Wren|1968/);
  });
});
