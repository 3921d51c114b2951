import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { Repeating } from '#core/pipeline/repeating.js';
import { connectQueue, type QueueConnection, type StageJob } from '#core/queue/queue.js';
import { relayBatch, startOutboxRelay, sweep } from '../../../gateway/enqueue/outbox-relay.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { startTestRedis, type TestRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';
import { buildProgram, Fixture, logger } from '../workers/fixture.js';
import { smallImage } from '../workers/small-image.js';

let postgresql: TestPostgresql;
let redis: TestRedis;
let program: Awaited<ReturnType<typeof buildProgram>>;
let folder: string;
let url: string;
let fixture: Fixture;

beforeAll(async () => {
  [postgresql, redis, program] = await Promise.all([
    startTestPostgresql({ durable: false }),
    startTestRedis(),
    buildProgram('workers/main.ts', 'workers/validate/pixels/decoder-process.ts'),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'gateway-relay-'));
}, 60_000);
beforeEach(async () => {
  await redis.restart();
  await redis.command('FLUSHALL');
  url = await postgresql.freshDatabase();
  fixture = new Fixture(url, folder);
  await fixture.prepare();
}, 30_000);
afterEach(() => fixture.close());
afterAll(async () => {
  await Promise.all([postgresql?.stop(), redis?.stop(), program?.remove(), rm(folder, { recursive: true, force: true })]);
});

async function storeStudy(instanceCount: number, study = '1'): Promise<string> {
  const reception = await fixture.openReception();
  let studyID = '';
  for (let instance = 1; instance <= instanceCount; instance++) {
    studyID = (await fixture.store(smallImage({ study, instance }), reception)).studyID;
  }
  return studyID;
}

const backends = [
  ['PostgreSQL', () => undefined],
  ['Redis', () => redis.url],
] as const;

describe.each(backends)('Outbox relay with the queue on %s', (_name, redisURL) => {
  let queue: QueueConnection;
  beforeEach(() => {
    queue = connectQueue({ databaseURL: url, redisURL: redisURL(), onError: () => undefined });
  });
  afterEach(() => queue.close());

  it('makes one job of all rows of a study and empties the outbox', async () => {
    const studyID = await storeStudy(5);
    expect(await relayBatch({ database: fixture.database, queue, logger, quietMs: 0 })).toBe(5);
    expect(await fixture.outbox()).toEqual([]);
    const taken: StageJob[] = [];
    const worker = queue.process('validate', async (job) => void taken.push(job), { concurrency: 1, onError: () => undefined });
    await until('the job is taken', () => taken.length > 0);
    await worker.close();
    expect(taken).toEqual([{ studyID }]);
  }, 30_000);

  it('makes jobs again for whatever waits without progress', async () => {
    const studyID = await storeStudy(1);
    await sql`delete from outbox`.execute(fixture.database);
    const options = { database: fixture.database, queue, logger };
    expect(await sweep({ ...options, patienceMs: 60_000 })).toBe(0);
    expect(await sweep({ ...options, patienceMs: 0 })).toBe(1);
    await sql`update studies set stage = 'validated' where id = ${studyID}`.execute(fixture.database);
    await sql`update instances set validated_at = now()`.execute(fixture.database);
    expect(await sweep({ ...options, patienceMs: 0 })).toBe(1);
    expect((await queue.counts('link')).waiting).toBe(1);
  }, 30_000);
});

describe('Outbox relay', () => {
  it('keeps every row while the queue refuses, and passes on once when it is back', async () => {
    await storeStudy(3);
    let isDown = true;
    const added: string[] = [];
    let attempts = 0;
    const queue = {
      add: async (stage: string) => {
        attempts++;
        if (isDown) throw new Error('connection refused');
        added.push(stage);
      },
    };
    const relay = startOutboxRelay({ database: fixture.database, queue, logger, pollMs: 10 });
    await until('the queue was tried', () => attempts >= 2);
    expect(await fixture.outbox()).toHaveLength(3);
    isDown = false;
    await until('the outbox is empty', async () => (await fixture.outbox()).length === 0);
    await relay.stop();
    expect(added).toEqual(['validate']);
  }, 30_000);

  it('keeps every row while the queue hangs (F07)', async () => {
    await storeStudy(1);
    const queue = { add: () => new Promise<void>(() => undefined) };
    await expect(relayBatch({ database: fixture.database, queue, logger, quietMs: 0, queueTimeoutMs: 100 })).rejects.toThrow(
      'does not answer',
    );
    expect(await fixture.outbox()).toEqual(['validate']);
  }, 30_000);

  it('keeps rows while Redis is away and passes them on when it is back (F05)', async () => {
    const queue = connectQueue({ databaseURL: url, redisURL: redis.url, onError: () => undefined });
    const relay = startOutboxRelay({ database: fixture.database, queue, logger, pollMs: 20 });
    await redis.kill();
    await storeStudy(2);
    expect(await fixture.outbox()).toHaveLength(2);
    await redis.restart();
    await until('the outbox is empty', async () => (await fixture.outbox()).length === 0);
    await relay.stop();
    expect((await queue.counts('validate')).waiting).toBeGreaterThanOrEqual(1);
    await queue.close();
  }, 60_000);

  it('moves each row once when two gateways run it', async () => {
    await Promise.all([storeStudy(4, '1'), storeStudy(4, '2')]);
    const added: string[] = [];
    const queue = { add: async (_stage: string, job: StageJob) => void added.push(job.studyID) };
    const moved = await Promise.all([1, 2].map(() => relayBatch({ database: fixture.database, queue, logger, quietMs: 0 })));
    expect((moved[0] ?? 0) + (moved[1] ?? 0)).toBe(8);
    expect(new Set(added).size).toBe(2);
  }, 30_000);
});

describe('The way from outbox to linked study', () => {
  let relay: Repeating;
  let queue: QueueConnection;
  const start = (redisURL?: string) => {
    queue = connectQueue({ databaseURL: url, redisURL, onError: () => undefined });
    relay = startOutboxRelay({ database: fixture.database, queue, logger, pollMs: 20, sweepMs: 500, patienceMs: 1000 });
  };
  afterEach(async () => {
    await relay.stop();
    await queue.close();
  });

  async function startWorker(redisURL?: string): Promise<ChildProcess> {
    const child = fork(program.entry, [], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: url,
        OBJECT_STORE: `file:${folder}`,
        LOG_LEVEL: 'silent',
        ...(redisURL ? { REDIS_URL: redisURL } : {}),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    return child;
  }

  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    const exited = once(child, 'exit');
    child.kill(signal);
    return ((await exited) as [number | null])[0];
  }

  const checkedCount = async () =>
    (await sql<{ n: number }>`select count(*) as n from instances where validated_at is not null`.execute(fixture.database)).rows[0]?.n ??
    0;
  const isLinked = async (studyID: string) => (await fixture.study(studyID)).stage === 'linked';

  it('comes to its end though workers are killed in their job three times (F03), and ends cleanly on SIGTERM', async () => {
    start();
    const studyID = await storeStudy(200);
    for (let round = 0; round < 3; round++) {
      const before = await checkedCount();
      const worker = await startWorker();
      await until('the worker makes progress', async () => round === 2 || (await checkedCount()) > before, { timeoutMs: 5_000 }).catch(
        () => undefined,
      );
      await end(worker, 'SIGKILL');
    }
    const last = await startWorker();
    await until('the study is linked', () => isLinked(studyID), { timeoutMs: 60_000 });
    const instances = await fixture.instances(studyID);
    expect(instances.every((instance) => instance.state === 'sound' && instance.data_set_sha256)).toBe(true);
    expect(await end(last, 'SIGTERM')).toBe(0);
  }, 120_000);

  it('comes to its end though the queue loses all its data (F06)', async () => {
    start(redis.url);
    const studyID = await storeStudy(3);
    await until('the outbox is empty', async () => (await fixture.outbox()).length === 0);
    await redis.command('FLUSHALL');
    const worker = await startWorker(redis.url);
    await until('the study is linked', () => isLinked(studyID), { timeoutMs: 60_000 });
    expect(await end(worker, 'SIGTERM')).toBe(0);
  }, 120_000);

  it('ends its worker when the process that started it goes away', async () => {
    start();
    const worker = await startWorker();
    const exited = once(worker, 'exit');
    worker.disconnect();
    expect(((await exited) as [number | null])[0]).toBe(0);
  }, 60_000);
});
