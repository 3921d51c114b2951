import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, migrateDatabase } from '#core/database/database.js';
import { ctStudy, type GeneratedInstance } from '../../../dicom-samples/generate/large.js';
import { seedDemoData } from '../../../embedded/demo-data.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { ownPassword, signIn } from '../../support/product.js';
import { startTestRedis, type TestRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

const projectFolder = join(import.meta.dirname, '../../..');

/** The commands of docker-compose.yml, read from there, so that what is tested is what is shipped. */
async function commandOf(service: string): Promise<string> {
  const compose = await readFile(join(projectFolder, 'docker-compose.yml'), 'utf8');
  const command = new RegExp(`\\n  ${service}:\\n(?:    .*\\n)*?    command: node (\\S+)`).exec(compose)?.[1];
  if (!command) throw new Error(`no command of ${service} in docker-compose.yml`);
  return join(projectFolder, command);
}

describe('scaled form: PostgreSQL, Redis, two gateways and a worker as processes of their own', () => {
  let postgresql: TestPostgresql;
  let redis: TestRedis;
  let folder: string;
  const children: ChildProcess[] = [];
  let urls: string[];
  let databaseURL: string;

  async function run(program: string, environment: Record<string, string>): Promise<{ httpPort?: number }> {
    const child = fork(program, [], {
      env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    const [message] = (await once(child, 'message')) as [{ ready?: boolean; httpPort?: number }];
    expect(message.ready).toBe(true);
    return message;
  }

  beforeAll(async () => {
    [postgresql, redis, folder] = await Promise.all([startTestPostgresql(), startTestRedis(), mkdtemp(join(tmpdir(), 'scaled-'))]);
    databaseURL = await postgresql.freshDatabase();
    const connection = connectDatabase(databaseURL);
    await migrateDatabase(connection.database);
    await seedDemoData(connection.database, ownPassword);
    await connection.close();
    const shared = {
      DATA_DIR: folder,
      OBJECT_STORE: `file:${join(folder, 'objects')}`,
      DATABASE_URL: databaseURL,
      REDIS_URL: redis.url,
      DEMO: 'off',
      MIN_FREE_BYTES: '50000000',
    };
    const doors = { HTTP_PORT: '0', DIMSE_PORT: '0', PUBLIC_URL: 'http://images.example.org', TRUST_PROXY: '172.16.0.0/12' };
    const gateway = await commandOf('gateway');
    const ready = await Promise.all([run(gateway, { ...shared, ...doors }), run(gateway, { ...shared, ...doors })]);
    await run(await commandOf('worker'), shared);
    urls = ready.map(({ httpPort }) => `http://127.0.0.1:${httpPort}`);
  }, 120_000);

  afterAll(async () => {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }),
    );
    await Promise.all([postgresql.stop(), redis.stop()]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('gives at one gateway what was stored at the other, validated by a worker', async () => {
    const [one = '', other = ''] = urls;
    const [{ bytes, identities }] = [...ctStudy(1)] as [GeneratedInstance];
    const sender = await signIn(one, 'clinician', ownPassword);
    const body = Buffer.concat([Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'), bytes, Buffer.from('\r\n--b--\r\n')]);
    const stored = await sender.request('/dicom-web/studies', {
      method: 'POST',
      headers: { 'content-type': 'multipart/related; type="application/dicom"; boundary=b', accept: 'application/dicom+json' },
      body,
    });
    expect(stored.status).toBe(200);

    // The session, too, holds at the other gateway.
    const read = await fetch(`${other}/dicom-web/studies/${identities.studyInstanceUID}`, {
      headers: { cookie: sender.cookie, accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
    });
    expect(read.status).toBe(200);
    const answer = Buffer.from(await read.arrayBuffer());
    // Group 0002 may be written anew on the way; the data set behind it may not change by a byte.
    expect(answer.includes(bytes.subarray(1024))).toBe(true);

    const connection = connectDatabase(databaseURL);
    try {
      await until('the worker has validated it', async () => {
        const row = await connection.database.selectFrom('instances').select('state').executeTakeFirst();
        return row?.state === 'sound';
      });
    } finally {
      await connection.close();
    }
  }, 90_000);
});
