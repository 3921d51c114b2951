import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../support/ports.js';
import { ownPassword, type Product, startProduct } from '../../support/product.js';
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

describe('The accounts with the published password', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  }, 120_000);
  afterAll(() => product.stop(), 60_000);

  it.each([
    ['DEMO=off is said', { DEMO: 'off' }],
    ['PUBLIC_URL names another host', { PUBLIC_URL: 'https://images.example.org' }],
    ['a proxy is trusted', { TRUST_PROXY: '10.0.0.1' }],
    ['the portal listens beyond loopback', { HTTP_HOST: '0.0.0.0' }],
    ['DICOM listens beyond loopback', { DIMSE_HOST: '0.0.0.0' }],
  ])(
    'are closed with what was opened with them as soon as %s, and open again in demo mode',
    async (_what, settings: Record<string, string>) => {
      const admin = await product.signIn('admin');
      const { token } = await admin.post<{ token: string }>('/api/tokens', { name: 'of the demonstration', expiresInDays: 1 });
      const said = product.terminal.length;
      await product.restart(settings);
      const words = product.terminal.slice(said);
      expect(words.split('\n').filter((line) => line.includes('demo accounts'))).toHaveLength(1);
      for (const username of ['admin', 'radiology', 'clinician', 'clinician2', 'pacs']) {
        await expect(product.signIn(username)).rejects.toThrow('answered 401');
      }
      for (const headers of [{ cookie: admin.cookie }, { authorization: `Bearer ${token}` }] as Record<string, string>[]) {
        expect((await fetch(`${product.url}/api/orders`, { headers })).status).toBe(401);
      }
      await product.restart(Object.fromEntries(Object.keys(settings).map((name) => [name, ''])));
      expect((await product.signIn('admin')).user.role).toBe('admin');
    },
    120_000,
  );

  it('are not needed: an administrator is made beside the running product', async () => {
    await product.restart({ DEMO: 'off' });
    const create = join(import.meta.dirname, '../../../dist/embedded/create-administrator.js');
    const child = spawn(process.execPath, [create, 'warden', 'Our Hospital'], {
      env: { PATH: process.env.PATH, DATA_DIR: product.dataDir },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.end(`${ownPassword}\n`);
    expect((await once(child, 'close'))[0]).toBe(0);
    expect((await product.signIn('warden', ownPassword)).user.role).toBe('admin');
  }, 120_000);
});

describe('npm start in a terminal', () => {
  const projectFolder = join(import.meta.dirname, '../../..');
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'npm-start-'));
    await chmod(folder, 0o711);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['SIGTERM to npm alone', (npm: number) => process.kill(npm, 'SIGTERM')],
    ['Ctrl-C, which everybody in the terminal gets', (npm: number) => process.kill(-npm, 'SIGINT')],
  ])(
    'stops in order at %s, and leaves nothing behind',
    async (_what, signal) => {
      const [http = 0, dimse = 0] = await freePorts(2);
      const data = join(folder, 'data');
      const npm = spawn('npm', ['start'], {
        cwd: projectFolder,
        detached: true,
        env: { ...process.env, HTTP_PORT: String(http), DIMSE_PORT: String(dimse), DATA_DIR: data, MIN_FREE_BYTES: '50000000' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let words = '';
      for (const stream of [npm.stdout, npm.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          words += text;
        });
      }
      const closed = once(npm, 'close');
      await until('it is up', () => words.includes('The gateway is up.'), { timeoutMs: 60_000 });
      const { launcher, children } = JSON.parse(await readFile(join(data, 'launcher.json'), 'utf8'));
      const processIDs: number[] = [
        launcher.processID,
        ...Object.values<{ processID: number }>(children).map(({ processID }) => processID),
      ];
      expect(processIDs.length).toBeGreaterThanOrEqual(3);
      signal(npm.pid ?? 0);
      await closed;
      await until('nothing of it runs', () => !processIDs.some(isAlive), { timeoutMs: 30_000 });
      expect(words.match(/Stopping: what has begun/g)).toHaveLength(1);
      expect(words).not.toContain('Ended at once');
      await expect(fetch(`http://127.0.0.1:${http}/health/live`)).rejects.toThrow();
    },
    120_000,
  );
});
