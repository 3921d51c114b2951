import { chmodSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgresql } from '../../../embedded/postgresql.js';
import { isAlive } from '../../../embedded/postmaster.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { until } from '../../support/until.js';

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  let folder: string;
  const start = () => startEmbeddedPostgresql({ folder: join(folder, 'postgresql'), logFile: join(folder, 'postgresql.log') });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-embedded-'));
    chmodSync(folder, 0o711);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('keeps fsync and synchronous_commit on and listens on the loopback address only', async () => {
    const server = await start();
    try {
      const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'data_checksums'];
      const values = await Promise.all(names.map(async (name) => Object.values((await ask(server.url, `show ${name}`))[0] as object)[0]));
      expect(Object.fromEntries(names.map((name, at) => [name, values[at]]))).toEqual({
        fsync: 'on',
        synchronous_commit: 'on',
        full_page_writes: 'on',
        listen_addresses: '127.0.0.1',
        data_checksums: 'on',
      });
      await expect(ask(server.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password');
    } finally {
      await server.stop();
    }
  }, 60_000);

  it('keeps data and port when the server was killed and its pid file is stale', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 7 as value');
    process.kill(first.processID, 'SIGKILL');
    await first.exited;
    const second = await start();
    try {
      expect(await ask(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
      expect(second.leftovers).toBe('stale-file');
      expect(second.port).toBe(first.port);
    } finally {
      await second.stop();
    }
  }, 60_000);

  it('ends the busy backend of a dead postmaster, whose memory it holds, and comes back on the kept port', async () => {
    const first = await start();
    const client = new pg.Client({ connectionString: first.url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const backend = rows[0]?.pid ?? 0;
    // A loop that waits for nothing does not notice that its postmaster has died.
    const busy = client.query('do $$ begin loop end loop; end $$').catch(() => undefined);
    await until('the backend is at work', async () => {
      const active = await ask(first.url, `select 1 from pg_stat_activity where pid = ${backend} and state = 'active'`);
      return active.length > 0;
    });
    process.kill(first.processID, 'SIGKILL');
    await first.exited;
    expect(isAlive(backend)).toBe(true);
    const second = await start();
    try {
      expect(second.port).toBe(first.port);
      expect(isAlive(backend)).toBe(false);
      expect(await ask(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
    } finally {
      await busy;
      await second.stop();
      if (isAlive(backend)) process.kill(backend, 'SIGKILL');
    }
  }, 60_000);

  it('takes over from a server that a killed launcher left running', async () => {
    const first = await start();
    const second = await start();
    try {
      await first.exited;
      expect(second.leftovers).toBe('stopped');
      expect(await ask(second.url, 'select value from kept')).toEqual([{ value: 7 }]);
    } finally {
      await second.stop();
    }
  }, 60_000);

  it('ignores a pid file whose process id now belongs to another program', async () => {
    await writeFile(join(folder, 'postgresql/cluster/postmaster.pid'), `${process.pid}\n${folder}\n0\n5432\n\n127.0.0.1\n\nready\n`);
    const server = await start();
    try {
      expect(server.leftovers).toBe('stale-file');
    } finally {
      await server.stop();
    }
  }, 60_000);

  it('makes its files anew when the first start was killed while it made them', async () => {
    const interrupted = await mkdtemp(join(tmpdir(), 'gateway-embedded-'));
    chmodSync(interrupted, 0o711);
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(interrupted, 'postgresql/making-1/base'), { recursive: true });
    const server = await startEmbeddedPostgresql({ folder: join(interrupted, 'postgresql'), logFile: join(interrupted, 'log') });
    try {
      expect(await ask(server.url, 'select 1 as value')).toEqual([{ value: 1 }]);
    } finally {
      await server.stop();
      await rm(interrupted, { recursive: true, force: true });
    }
  }, 60_000);

  it('writes no value of a failed statement to its log', async () => {
    const server = await start();
    try {
      await expect(ask(server.url, `select 'Doe^Jane'::date`)).rejects.toThrow();
    } finally {
      await server.stop();
    }
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(join(folder, 'postgresql.log'), 'utf8')).not.toContain('Doe^Jane');
  }, 60_000);
});

describe('test PostgreSQL', () => {
  let server: TestPostgresql;
  beforeAll(async () => {
    server = await startTestPostgresql();
  }, 60_000);
  afterAll(() => server.stop());

  it('gives migrated databases that know nothing of each other', async () => {
    const [one, other] = [await server.freshDatabase(), await server.freshDatabase()];
    await ask(one, `insert into organizations (name, kind) values ('Somewhere', 'referring')`);
    expect(await ask(other, 'select count(*)::int as count from organizations')).toEqual([{ count: 0 }]);
  }, 60_000);

  it('comes back with its data after kill and restart', async () => {
    const database = await server.freshDatabase();
    await ask(database, `insert into organizations (name, kind) values ('Kept', 'referring')`);
    await server.kill();
    await server.restart();
    expect(await ask(database, 'select name from organizations')).toEqual([{ name: 'Kept' }]);
  }, 60_000);
});
