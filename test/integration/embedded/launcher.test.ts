import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../support/ports.js';
import { type Product, startProduct } from '../../support/product.js';
import { until } from '../../support/until.js';

const program = join(import.meta.dirname, '../../../dist/embedded/main.js');
const isAlive = (processID: number) => {
  try {
    return process.kill(processID, 0);
  } catch {
    return false;
  }
};

/** On Linux a niceness belongs to a thread, elsewhere to the process. */
function nicenessOfThreads(processID: number): number[] {
  if (process.platform !== 'linux') return [getPriority(processID)];
  return readdirSync(`/proc/${processID}/task`).map((threadID) => getPriority(Number(threadID)));
}

/** Starts a launcher that is to refuse, and gives what it says. */
async function refusal(env: Record<string, string>): Promise<{ code: number | null; words: string }> {
  const child = spawn(process.execPath, [program], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, words: words.trim() };
}

interface Orders {
  orders: { orderNumber: string; state: string; patient: { familyName: string } }[];
}

describe('npm start on one machine', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 120_000);
  afterAll(() => product.stop(), 60_000);

  it('says what is up and where, who may sign in and which orders expect images', () => {
    expect(product.terminal).toContain(product.url);
    expect(product.terminal).toContain(`REFERRAL_GW@127.0.0.1:${product.dimsePort}`);
    expect(product.terminal).toContain('demo-only-password');
    for (const words of ['clinician2', 'radiology', 'Sample^Sofia', 'Doe^Archibald', 'Other^Oscar', product.dataDir, 'Ctrl-C']) {
      expect(product.terminal).toContain(words);
    }
    expect(product.terminal).not.toContain('"level"');
  });

  it('lets reception go before the work of the workers, with all their threads', async () => {
    const { gateway, worker } = await product.processIDs();
    const ofWorker = nicenessOfThreads(worker ?? 0);
    expect(new Set(ofWorker)).toEqual(new Set([10]));
    expect(Math.max(...nicenessOfThreads(gateway ?? 0))).toBeLessThan(10);
    if (process.platform === 'linux') expect(ofWorker.length).toBeGreaterThan(5);
  });

  it('answers a second start on the same data folder with one sentence', async () => {
    const [http = 0, dimse = 0] = await freePorts(2);
    const { code, words } = await refusal({ DATA_DIR: product.dataDir, HTTP_PORT: String(http), DIMSE_PORT: String(dimse) });
    expect(code).toBe(1);
    expect(words.split('\n')).toHaveLength(1);
    expect(words).toContain(String((await product.processIDs()).launcher));
  }, 60_000);

  it.each([
    ['HTTP_PORT', 'DIMSE_PORT', (product: Product) => product.httpPort],
    ['DIMSE_PORT', 'HTTP_PORT', (product: Product) => product.dimsePort],
  ])(
    'names %s and its port in one sentence when that port is taken',
    async (taken, free, portOf) => {
      const [other = 0] = await freePorts(1);
      const { code, words } = await refusal({
        DATA_DIR: `${product.dataDir}-other`,
        [taken]: String(portOf(product)),
        [free]: String(other),
      });
      expect(code).toBe(1);
      expect(words.split('\n')).toHaveLength(1);
      expect(words).toContain(`Port ${portOf(product)} is taken`);
      expect(words).toContain(taken);
    },
    60_000,
  );

  it('starts a killed gateway and a killed worker again', async () => {
    const before = await product.processIDs();
    process.kill(before.worker ?? 0, 'SIGKILL');
    await product.killGateway();
    const after = await until('another worker runs', async () => {
      const ids = await product.processIDs();
      return ids.worker && ids.worker !== before.worker ? ids : undefined;
    });
    expect(after.gateway).not.toBe(before.gateway);
    expect(product.terminal).toContain('The gateway ended (SIGKILL)');
  }, 60_000);

  it('keeps its data when every process was killed at once', async () => {
    const listed = async () =>
      (await (await product.signIn('clinician')).get<Orders>('/api/orders')).orders.map((order) => order.orderNumber);
    const before = await listed();
    expect(before.length).toBeGreaterThanOrEqual(2);
    await product.kill();
    await product.restart();
    expect((await listed()).sort()).toEqual([...before].sort());
  }, 120_000);

  it('takes over what a killed launcher left running', async () => {
    const before = await product.processIDs();
    process.kill(before.launcher ?? 0, 'SIGKILL');
    await until('the launcher is dead', () => !isAlive(before.launcher ?? 0));
    await product.restart();
    expect(Object.values(before).filter(isAlive)).toEqual([]);
    expect((await product.signIn('radiology')).user.role).toBe('radiology');
  }, 120_000);

  it('ends with exit code 0 and leaves no process behind when it is asked to stop', async () => {
    const processIDs = Object.values(await product.processIDs());
    expect(processIDs).toHaveLength(4);
    expect(await product.stop()).toBe(0);
    expect(processIDs.filter(isAlive)).toEqual([]);
  }, 60_000);
});
