import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Route } from '../../../gateway/http/route.js';
import { portalRoutes } from '../../../gateway/portal/routes.js';
import { type Client, type Person, type PortalFixture, people, startPortal } from './portal-fixture.js';
import { addressWith, type Belongings, furnish } from './two-organizations.js';

// Machines that build are busy.
jest.setTimeout(30_000);

const nameOf = (route: Route) => `${route.method.toUpperCase()} ${route.path}`;
const named = (routes: readonly Route[]) => routes.map((route) => [nameOf(route), route] as const);
const taking = portalRoutes.filter((route) => route.body !== undefined && route.body !== 'stream' && route.access !== 'public');
const forms = portalRoutes.filter((route) => route.bodyType?.startsWith('multipart/'));
const leak = /node_modules|\bat \w+ \(|\.[tj]s:\d+|select .* from|insert into|\/gateway\/|constraint "|relation "/i;

let portal: PortalFixture;
const clients = {} as Record<Person, Client>;
let own: Belongings;

beforeAll(async () => {
  portal = await startPortal();
  for (const person of people) clients[person] = await portal.signIn(person);
  own = await furnish(portal, clients.clinician, 'clinician');
}, 60_000);
afterAll(() => portal.close(), 60_000);

const whoMay = (route: Route) => clients[people.find((one) => (route.access as readonly string[]).includes(one)) ?? 'admin'];
const send = (route: Route, body: string | undefined, headers: Record<string, string> = {}) =>
  whoMay(route).call(route.method.toUpperCase(), addressWith(route.path, own), body, headers);
const isAlive = async () => expect((await portal.call('GET', '/health/live')).status).toBe(200);

describe('bodies that no honest program sends (C04)', () => {
  it.each(named(taking))('%s refuses them with a problem that says nothing of the inside (C12)', async (_name, route) => {
    const bodies: [string, Record<string, string>, number[]][] = [
      ['{"a": ', {}, [400]],
      ['[]', {}, [400]],
      ['{"__proto__": {"role": "admin"}}', {}, [400]],
      ['{"constructor": {"prototype": {"x": 1}}}', {}, [400]],
      ['{"x": "a\\u0000b"}', {}, [400]],
      [`{"x": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`, {}, [400]],
      ['<x/>', { 'content-type': 'application/xml' }, [415]],
      ['{}', { 'content-type': 'application/json; charset=klingon' }, [415]],
      ['{}', { 'content-encoding': 'gzip' }, [415]],
    ];
    for (const [body, headers, statuses] of bodies) {
      const answer = await send(route, body, headers);
      expect(statuses).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.text).not.toMatch(leak);
    }
    expect(({} as Record<string, unknown>).role).toBeUndefined();
  });

  const part = (headers: string, text = 'x') => `--b\r\n${headers}\r\n\r\n${text}\r\n`;
  const fileHeaders = 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf';
  const deep = `a${'[x]'.repeat(2_000)}`;
  it.each(
    named(forms).flatMap(([name, route]) =>
      [
        ['no boundary', 'multipart/form-data', part(fileHeaders)],
        ['an empty boundary', 'multipart/form-data; boundary=', part(fileHeaders)],
        ['an endless boundary', `multipart/form-data; boundary=${'b'.repeat(10_000)}`, part(fileHeaders)],
        ['a body that ends in a header', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; na'],
        ['a body that ends in a file', 'multipart/form-data; boundary=b', `--b\r\n${fileHeaders}\r\n\r\n%PDF`],
        ['no part at all', 'multipart/form-data; boundary=b', '--b--\r\n'],
        ['a part without a name', 'multipart/form-data; boundary=b', `${part('Content-Disposition: form-data')}--b--\r\n`],
        ['a field __proto__', 'multipart/form-data; boundary=b', `${part('Content-Disposition: form-data; name="__proto__"')}--b--\r\n`],
        ['a deep field name', 'multipart/form-data; boundary=b', `${part(`Content-Disposition: form-data; name="${deep}"`)}--b--\r\n`],
        ['10,000 fields', 'multipart/form-data; boundary=b', `${part('Content-Disposition: form-data; name="a"').repeat(10_000)}--b--\r\n`],
        ['a flood of part headers', 'multipart/form-data; boundary=b', `${part(`${'X: y\r\n'.repeat(20_000)}${fileHeaders}`)}--b--\r\n`],
        [
          'a huge field',
          'multipart/form-data; boundary=b',
          `${part('Content-Disposition: form-data; name="year"', '2'.repeat(2_000_000))}--b--\r\n`,
        ],
        ['a form of another type', 'application/x-www-form-urlencoded', 'file=x'],
        ['two files', 'multipart/form-data; boundary=b', `${part(fileHeaders)}${part(fileHeaders)}--b--\r\n`],
        ['a file under another name', 'multipart/form-data; boundary=b', `${part(fileHeaders.replace('"file"', '"x"'))}--b--\r\n`],
      ].map(([what, type, body]) => [what, name, route, type, body] as const),
    ),
  )('refuses %s at %s, keeps nothing and goes on', async (_what, _name, route, type, body) => {
    const count = async () => ({
      attachments: (await portal.database.selectFrom('attachments').select('id').where('state', 'in', ['received', 'ready']).execute())
        .length,
      releases: (await portal.database.selectFrom('icd10cm_releases').select('id').execute()).length,
      files: await readdir(join(portal.context.settings.DATA_DIR, 'icd10cm-imports')).catch(() => []),
    });
    const before = await count();
    const answer = await send(route, body, { 'content-type': type ?? '' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toMatch(leak);
    expect(await count()).toEqual(before);
    await isAlive();
  });
});

describe('bodies without end (C08)', () => {
  it.each(named(taking))('%s answers 413 to a chunked one and reads no further', async (_name, route) => {
    const client = whoMay(route);
    const head = [
      `${route.method.toUpperCase()} ${addressWith(route.path, own)} HTTP/1.1`,
      ...['Host: x', 'Content-Type: application/json', 'Transfer-Encoding: chunked'],
      ...[`Cookie: ${client.cookie}`, `X-CSRF-Token: ${client.csrfToken}`],
    ];
    const status = await floodUntilAnswered(`${head.join('\r\n')}\r\n\r\n`, (route.bodyLimitBytes ?? 2 ** 20) + 2 ** 20);
    expect(status).toMatch(/^HTTP\/1.1 413/);
  });
});

/** Sends chunks until there is an answer; fails when more than `enough` bytes were taken without one. */
function floodUntilAnswered(head: string, enough: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    let sent = 0;
    const socket = connect(Number(new URL(portal.url).port), '127.0.0.1', () => {
      socket.write(head);
      flood();
    });
    const flood = () => {
      while (!socket.destroyed && sent <= enough * 4) {
        sent += 65_536;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('drain', flood);
    socket.setTimeout(20_000, () => socket.destroy());
    socket.once('data', (answer) => {
      resolve(answer.toString('latin1').split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed without an answer after ${sent} bytes`)));
  });
}

describe('ids that are none (C12)', () => {
  const ids = ['1', 'undefined', "'%20or%201=1", '..%2f..%2fetc%2fpasswd', '%00', '%ZZ', 'x'.repeat(3_000), '%F0%9F%98%80'];
  it.each(named(portalRoutes.filter((route) => /:\w*id\b/i.test(route.path))))(
    '%s answers them as nothing, or as no request, and says nothing of the inside',
    async (_name, route) => {
      for (const id of ids) {
        const address = route.path.replace(/:\w+/g, id);
        const answer = await whoMay(route).call(route.method.toUpperCase(), address, undefined);
        expect([400, 404]).toContain(answer.status);
        expect(answer.text).not.toMatch(leak);
      }
    },
  );
});
