import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, type Person, type PortalFixture, people, startPortal } from './portal-fixture.js';

const nobody = '00000000-0000-4000-8000-000000000000';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
const clients = {} as Record<Person, Client>;

beforeAll(async () => {
  portal = await startPortal();
  for (const person of people) clients[person] = await portal.signIn(person);
}, 60_000);
afterAll(() => portal.close(), 60_000);

describe('addresses that are none (C01)', () => {
  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/orders/x/y',
    '/dicom-web',
    '/dicom-web/studies',
    `/orders/${nobody}/dicom-web/studies`,
    '//api/orders',
    '/API/orders',
    '/metrics/x',
  ])('answers 401 for the unknown address %s without credentials and 404 with them', async (path) => {
    expect((await portal.call('GET', path)).status).toBe(401);
    expect((await portal.call('POST', path, '{')).status).toBe(401);
    const answer = await clients.radiology.call('GET', path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });
});

describe('cross-site requests (C10)', () => {
  it('refuses a sign-in that another site sends, and a sign-in as a form', async () => {
    const body = { username: 'clinician', password: 'x' };
    expect((await portal.call('POST', '/api/session', body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const form = await portal.call('POST', '/api/session', 'username=a&password=b', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(415);
  });

  it('answers no origin with CORS headers, and every answer with the protecting ones', async () => {
    const answer = await portal.call('GET', '/health/live', undefined, { origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    const preflight = await portal.call('OPTIONS', '/api/orders', undefined, {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
    });
    expect(preflight.status).toBe(401);
  });
});

describe('sessions', () => {
  it('are not made for anonymous requests', async () => {
    const count = async () => (await portal.database.selectFrom('sessions').select('sid').execute()).length;
    const before = await count();
    await portal.call('GET', '/api/session');
    await portal.call('GET', '/health/live');
    await portal.call('POST', '/api/session', { username: 'clinician', password: 'wrong' });
    expect(await count()).toBe(before);
  });

  it('get a new id at sign-in, so that a planted one is worth nothing', async () => {
    const planted = await portal.signIn('clinician');
    const answer = await portal.call(
      'POST',
      '/api/session',
      { username: 'clinician', password: 'a password of the tests' },
      { cookie: planted.cookie },
    );
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie.split(';')[0]).not.toBe(planted.cookie);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect((await planted.call('GET', '/api/session')).status).toBe(401);
  });

  it('end at sign-out, and the cookie kept by somebody is worth nothing', async () => {
    const client = await portal.signIn('clinician');
    expect((await client.call('DELETE', '/api/session')).status).toBe(204);
    expect((await client.call('GET', '/api/session')).status).toBe(401);
  });

  it('end at once when the account is disabled', async () => {
    const client = await portal.signIn('clinician2');
    const set = (disabled: Date | null) =>
      portal.database.updateTable('accounts').set({ disabled_at: disabled }).where('username', '=', 'clinician2').execute();
    await set(new Date());
    expect((await client.call('GET', '/api/session')).status).toBe(401);
    expect((await portal.call('POST', '/api/session', { username: 'clinician2', password: 'a password of the tests' })).status).toBe(401);
    await set(null);
    expect((await client.call('GET', '/api/session')).status).toBe(200);
  });

  it('tell who is signed in', async () => {
    const answer = await clients.clinician.call('GET', '/api/session');
    expect(answer.json.csrfToken).toBe(clients.clinician.csrfToken);
    expect(answer.json.user).toMatchObject({
      username: 'clinician',
      role: 'clinician',
      organization: { name: 'Riverside', kind: 'referring' },
    });
  });

  it('expire after SESSION_TTL_MS, however busy they are', async () => {
    const client = await portal.signIn('pacs');
    const sid = decodeURIComponent(client.cookie).replace(/^gateway\.sid=s:([^.]+)\..*$/, '$1');
    const row = await portal.database.selectFrom('sessions').select('expire').where('sid', '=', sid).executeTakeFirstOrThrow();
    await client.call('GET', '/api/session');
    const again = await portal.database.selectFrom('sessions').select('expire').where('sid', '=', sid).executeTakeFirstOrThrow();
    expect(again.expire).toEqual(row.expire);
    await portal.database
      .updateTable('sessions')
      .set({ expire: new Date(Date.now() - 1000) })
      .where('sid', '=', sid)
      .execute();
    expect((await client.call('GET', '/api/session')).status).toBe(401);
  });
});

describe('sign-in', () => {
  it('answers the same to a wrong password and to an unknown name, and records both', async () => {
    const wrong = await portal.call('POST', '/api/session', { username: 'admin', password: 'wrong' });
    const unknown = await portal.call('POST', '/api/session', { username: 'no such person', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(unknown.text).toBe(wrong.text);
    const failures = await portal.database
      .selectFrom('audit_records')
      .select('subject')
      .where('event', '=', 'sign-in')
      .where('outcome', '=', 4)
      .execute();
    expect(failures.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(failures)).not.toContain('no such person');
  });

  it('answers 429 with Retry-After after too many failures for one name, and lets others in', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 22; attempt++) {
      const answer = await portal.call('POST', '/api/session', { username: 'guessed', password: String(attempt) });
      statuses.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses.slice(20)).toEqual([429, 429]);
    await portal.signIn('radiology');
  });
});

describe('tokens', () => {
  it('act as the account that made them, need no CSRF token, and are kept as a digest only', async () => {
    const made = await clients.clinician.call('POST', '/api/tokens', { name: 'nightly', expiresInDays: 1 });
    expect(made.status).toBe(201);
    const headers = { authorization: `Bearer ${made.json.token}` };
    expect((await portal.call('GET', '/api/session', undefined, headers)).json.user.username).toBe('clinician');
    expect((await portal.placeOrder({ ...clients.clinician, call: (m, p, b) => portal.call(m, p, b, headers) })).status).toBe(200);
    const row = await portal.database.selectFrom('api_tokens').selectAll().where('id', '=', made.json.id).executeTakeFirstOrThrow();
    expect(row.token_sha256).toBe(createHash('sha256').update(made.json.token).digest('hex'));
    expect(row.last_used_at).not.toBeNull();
    const another = await clients.pacs.call('POST', '/api/tokens', { name: 'of another account', expiresInDays: 1 });
    const list = await clients.clinician.call('GET', '/api/tokens');
    expect(list.text).not.toContain(made.json.token);
    expect(list.json.tokens.map(({ id }: { id: string }) => id)).toEqual([made.json.id]);
    expect((await clients.pacs.call('GET', '/api/tokens')).text).toContain(another.json.id);
  });

  it('stop working when revoked, expired, or when their account is disabled; another account can not revoke them', async () => {
    const make = async () => (await clients.admin.call('POST', '/api/tokens', { name: 'x', expiresInDays: 1 })).json;
    const status = async (token: string) =>
      (await portal.call('GET', '/api/session', undefined, { authorization: `Bearer ${token}` })).status;
    const [revoked, expired] = [await make(), await make()];
    expect((await clients.clinician.call('DELETE', `/api/tokens/${revoked.id}`)).status).toBe(404);
    expect(await status(revoked.token)).toBe(200);
    expect((await clients.admin.call('DELETE', `/api/tokens/${revoked.id}`)).status).toBe(204);
    expect(await status(revoked.token)).toBe(401);
    await portal.database
      .updateTable('api_tokens')
      .set({ expires_at: new Date(0) })
      .where('id', '=', expired.id)
      .execute();
    expect(await status(expired.token)).toBe(401);
  });

  it('can not make tokens', async () => {
    const { token } = (await clients.pacs.call('POST', '/api/tokens', { name: 'x', expiresInDays: 1 })).json;
    const answer = await portal.call('POST', '/api/tokens', { name: 'y', expiresInDays: 366 }, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(403);
  });
});
