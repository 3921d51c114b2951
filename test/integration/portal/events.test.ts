import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { notifyChange } from '#core/database/database.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;

beforeAll(async () => {
  portal = await startPortal();
}, 60_000);
afterAll(() => portal.close(), 60_000);

async function listen(client: Client) {
  const response = await fetch(`${portal.url}/api/events`, { headers: { cookie: client.cookie } });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  return {
    type: response.headers.get('content-type'),
    /** Reads until something is there; an ended stream gives null. */
    async until(what: string | RegExp): Promise<string | null> {
      for (;;) {
        if (text.search(what) >= 0) return text;
        const { done, value } = await reader.read();
        if (done) return null;
        text += Buffer.from(value).toString();
      }
    },
    cancel: () => reader.cancel(),
  };
}

describe('events (server-sent)', () => {
  it('tell each caller of what is theirs, by ids alone', async () => {
    const [riverside, hilltop, radiology] = await Promise.all(
      (['clinician', 'clinician2', 'radiology'] as const).map(async (person) => listen(await portal.signIn(person))),
    );
    expect(riverside?.type).toMatch(/^text\/event-stream/);
    await Promise.all([riverside, hilltop, radiology].map((stream) => stream?.until('retry')));
    await notifyChange(portal.database, { kind: 'study', id: 'study-of-riverside', organizationID: portal.organizations.riverside });
    await notifyChange(portal.database, { kind: 'order', id: 'order-of-hilltop', organizationID: portal.organizations.hilltop });
    expect(await radiology?.until('order-of-hilltop')).toContain('study-of-riverside');
    expect(await hilltop?.until('order-of-hilltop')).not.toContain('riverside');
    expect(await riverside?.until('study-of-riverside')).not.toContain('hilltop');
    await Promise.all([riverside, hilltop, radiology].map((stream) => stream?.cancel()));
  });

  it('end when the session is signed out', async () => {
    const client = await portal.signIn('pacs');
    const stream = await listen(client);
    await stream.until('retry');
    await client.call('DELETE', '/api/session');
    expect(await stream.until('never comes')).toBeNull();
  });

  it('end when the connection to the database was lost and is back, so that pages read anew', async () => {
    const stream = await listen(await portal.signIn('clinician'));
    await stream.until('retry');
    const { sql } = await import('kysely');
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen changes' and datname = current_database()`.execute(
      portal.database,
    );
    expect(await stream.until('never comes')).toBeNull();
    const again = await listen(await portal.signIn('clinician'));
    await again.until('retry');
    await notifyChange(portal.database, { kind: 'reception', id: 'after-the-gap', organizationID: portal.organizations.riverside });
    expect(await again.until('after-the-gap')).toContain('"kind":"reception"');
    await again.cancel();
  });

  it('end when the gateway drains', async () => {
    const stream = await listen(await portal.signIn('clinician'));
    await stream.until('retry');
    portal.startDraining();
    expect(await stream.until('never comes')).toBeNull();
    expect((await portal.call('GET', '/health/ready')).status).toBe(503);
  });
});
