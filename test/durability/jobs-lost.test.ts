import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ctStudy, type GeneratedInstance, mrStudy } from '../../dicom-samples/generate/large.js';
import { storeInstances } from '../support/dicomweb-client.js';
import { ownPassword, signIn } from '../support/product.js';
import { startTestRedis, type TestRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { type RunningGateway, type RunningProcess, ScaledSystem } from './scaled-system.js';
import { Acknowledgements, openAssociation, sendOverAssociation, storeOver } from './senders.js';

jest.setTimeout(150_000);

const aMinute = 60_000;

let system: ScaledSystem;

afterEach(() => system?.close());

async function send(gateway: RunningGateway, instances: readonly GeneratedInstance[]): Promise<void> {
  const told = new Acknowledgements();
  await sendOverAssociation(gateway.dimsePort, instances, told);
  expect(told.missingOf(instances)).toEqual([]);
}

async function whenOutboxIsEmpty(): Promise<void> {
  await until('the queue has taken every job', async () => (await system.query('select 1 from outbox limit 1')).length === 0);
}

describe('F03 a worker killed in its job, again and again', () => {
  it('does not keep the study from being validated', async () => {
    system = await ScaledSystem.start();
    const gateway = await system.startGateway();
    const all = [...ctStudy(320, { seed: 903 })];
    const study = all[0]?.identities.studyInstanceUID ?? '';
    const lastOnes = all.splice(-3);
    await send(gateway, all);
    const count = async () => {
      const [row] = await system.query<{ received: number; validated: number }>(
        'select count(*)::int as received, count(validated_at)::int as validated from instances',
      );
      return row ?? { received: 0, validated: 0 };
    };
    const progressAtKill: { received: number; validated: number }[] = [];
    for (let kill = 0; kill < 3; kill++) {
      const before = (await count()).validated;
      const worker = await system.startWorker();
      // The job of a dead worker waits for its lock to run out; another image of the study makes a job at once.
      if (kill > 0) await send(gateway, lastOnes.splice(0, 1));
      await until('the job has done a part', async () => (await count()).validated > before, { everyMs: 5 });
      worker.signal('SIGKILL');
      expect(await worker.ended).toBe('SIGKILL');
      progressAtKill.push(await count());
    }
    // A job ends only when nothing of its study is unchecked: every kill fell into one.
    for (const { received, validated } of progressAtKill) expect(validated).toBeLessThan(received);
    expect(progressAtKill[0]?.validated).toBeGreaterThan(0);
    await system.startWorker();
    expect(await system.whenLinked(study, 2 * aMinute)).toEqual([{ state: 'sound', count: 319 }]);
  });
});

describe('Redis as the queue', () => {
  let redis: TestRedis;
  let gateway: RunningGateway;
  let worker: RunningProcess;

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());

  async function startOnRedis(): Promise<void> {
    system = await ScaledSystem.start({ REDIS_URL: redis.url });
    gateway = await system.startGateway();
    worker = await system.startWorker();
  }

  async function expectReception(instances: readonly GeneratedInstance[]): Promise<void> {
    const [first, second] = instances as [GeneratedInstance, GeneratedInstance];
    const requestor = await openAssociation(gateway.dimsePort, [first]);
    expect(await storeOver(requestor, first)).toMatchObject({ kind: 'response', status: 0 });
    await requestor.release();
    const riverside = await signIn(gateway.url, 'clinician', ownPassword);
    expect(await storeInstances(riverside, [second.bytes])).toMatchObject({ status: 200, stored: [second.identities.sopInstanceUID] });
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  }

  it('F05, F06, F07: reception goes on while it is killed or hangs, and every job comes to its end though its data is gone', async () => {
    await startOnRedis();
    const studies = [905, 906, 907].map((seed) => [...mrStudy(2, { seed })]);
    const [whileDead = [], whileFlushed = [], whileHanging = []] = studies;
    await redis.kill();
    await expectReception(whileDead);
    await redis.restart();

    process.kill(redis.processID, 'SIGSTOP');
    try {
      await expectReception(whileHanging);
    } finally {
      process.kill(redis.processID, 'SIGCONT');
    }

    // Nobody takes the job before it is lost.
    worker.signal('SIGKILL');
    await worker.ended;
    await send(gateway, whileFlushed);
    await whenOutboxIsEmpty();
    expect(await redis.command('FLUSHALL')).toContain('+OK');
    const flushedAt = performance.now();
    await system.startWorker();
    for (const [instance] of studies) {
      const left = aMinute - (performance.now() - flushedAt);
      expect(await system.whenLinked(instance?.identities.studyInstanceUID ?? '', left)).toEqual([{ state: 'sound', count: 2 }]);
    }
  });
});
