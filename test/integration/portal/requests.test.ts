import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;
let admin: Client;

beforeAll(async () => {
  portal = await startPortal();
  clinician = await portal.signIn('clinician');
  admin = await portal.signIn('admin');
}, 60_000);
afterAll(() => portal.close(), 60_000);

function rawExchange(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(portal.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
      if (/^HTTP\/1.1 (?!100)[\s\S]*\r\n\r\n/.test(answer)) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('bad requests (C04, C07, C12, A19)', () => {
  const bodies: [string, string | undefined, Record<string, string>, number][] = [
    ['malformed JSON', '{"patient": ', {}, 400],
    ['JSON that is no object', '"text"', {}, 400],
    ['an array', '[]', {}, 400],
    ['__proto__', '{"__proto__": {"role": "admin"}}', {}, 400],
    ['a nested __proto__', '{"patient": {"__proto__": {"x": 1}}}', {}, 400],
    ['constructor', '{"constructor": {"prototype": {"x": 1}}}', {}, 400],
    ['a NUL character', '{"reasonForReferral": "a\\u0000b"}', {}, 400],
    ['another content type', '<order/>', { 'content-type': 'application/xml' }, 415],
    ['an unknown charset', '{}', { 'content-type': 'application/json; charset=klingon' }, 415],
    ['a compressed body', '{}', { 'content-encoding': 'gzip' }, 415],
    ['no body', undefined, {}, 400],
    ['a body above the limit', JSON.stringify({ reasonForReferral: 'x'.repeat(1_100_000) }), {}, 413],
  ];
  it.each(bodies)('answers %s with problem details and goes on', async (_what, body, headers, status) => {
    const answer = await clinician.call('POST', '/api/orders', body, headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(answer.text).not.toMatch(/node_modules|at \w+ \(|select |\/gateway\//i);
    expect(({} as Record<string, unknown>).role).toBeUndefined();
    expect((await portal.call('GET', '/health/live')).status).toBe(200);
  });

  it('names each field that can not be accepted, in words, without repeating it', async () => {
    const answer = await portal.placeOrder(clinician, {
      placerOrderNumber: '',
      priority: 'yesterday',
      extra: 1,
    });
    expect(answer.json.fields).toMatchObject({
      placerOrderNumber: 'This is needed.',
      priority: 'This must be one of: routine, urgent.',
      body: 'There are fields here that are not known.',
    });
    expect(answer.text).not.toContain('yesterday');
  });

  it.each([
    '/api/orders?limit=0',
    '/api/orders?limit=x',
    '/api/orders?limit=1&limit=2',
    '/api/studies?state=other',
    '/api/orders?search=%00',
    '/api/orders/%ZZ',
    '/api/studies?organization=1',
  ])('answers 400 to %s', async (path) => {
    expect((await clinician.call('GET', path)).status).toBe(400);
  });

  it.each(['/api/orders/1', '/api/orders/undefined', `/api/orders/${'a'.repeat(2000)}`, '/api/orders/%00', "/api/orders/'%20or%201=1"])(
    'answers %s as it answers an order that does not exist',
    async (path) => {
      const answer = await clinician.call('GET', path);
      expect([404, 400]).toContain(answer.status);
    },
  );

  it('answers search texts of every kind without an error', async () => {
    for (const search of ["'", '%', '_', '\\', '"; drop table patients; --', 'Ω', '(', '1968-04-12']) {
      expect((await clinician.call('GET', `/api/orders?search=${encodeURIComponent(search)}`)).status).toBe(200);
      expect((await clinician.call('GET', `/api/studies?search=${encodeURIComponent(search)}`)).status).toBe(200);
      for (const list of ['orders', 'studies']) expect((await clinician.call('POST', `/api/${list}/search`, { search })).status).toBe(200);
    }
  });

  it('answers 405 with Allow to a method that an address does not have', async () => {
    const answer = await clinician.call('DELETE', '/api/orders');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('answers 431 or 400 to header floods and malformed requests, and stays alive (C06: header flood)', async () => {
    expect(await rawExchange(`GET /api/orders HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/);
    expect(await rawExchange('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(
      await rawExchange('POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 400/);
    expect((await portal.call('GET', '/health/live')).status).toBe(200);
  });

  it('answers 401 before it asks for a body that was announced (Expect: 100-continue)', async () => {
    const answer = await rawExchange(
      'POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 401/);
  });
});

describe('operations', () => {
  it('is ready while reception can be durable', async () => {
    const answer = await portal.call('GET', '/health/ready');
    expect([answer.status, answer.json.status]).toEqual([200, 'ready']);
  });

  it('is only degraded while the queue takes no jobs', async () => {
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1);
    await portal.database
      .updateTable('outbox')
      .set({ created_at: new Date(Date.now() - 600_000) })
      .where('study_id', '=', studyID)
      .execute();
    const answer = await portal.call('GET', '/health/ready');
    expect([answer.status, answer.json.status, answer.json.degraded.length]).toEqual([200, 'degraded', 1]);
  });

  it('gives figures to an administrator, without any patient', async () => {
    const answer = await admin.call('GET', '/metrics');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('gateway_instances_stored');
    expect(answer.text).not.toMatch(/Sample|Sofia|RC-1/);
  });

  it('describes every route as OpenAPI', async () => {
    const answer = await admin.call('GET', '/api/openapi.json');
    expect(answer.json.openapi).toBe('3.1.0');
    expect(Object.keys(answer.json.paths)).toContain('/api/studies/{id}/confirmation');
    expect(answer.json.paths['/api/orders'].post.requestBody).toBeDefined();
  });
});

describe('readiness without room', () => {
  it('answers 503 with the reason and no path below MIN_FREE_BYTES', async () => {
    const full = await startPortal({ MIN_FREE_BYTES: String(Number.MAX_SAFE_INTEGER) });
    try {
      const answer = await full.call('GET', '/health/ready');
      expect([answer.status, answer.json.status]).toEqual([503, 'not-ready']);
      expect(answer.json.reasons).toEqual(['There is no room to store anything at the moment']);
      expect(answer.text).not.toContain(full.context.settings.DATA_DIR);
    } finally {
      await full.close();
    }
  }, 60_000);
});
