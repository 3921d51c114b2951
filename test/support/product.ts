import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.js';
import { until } from './until.js';

const program = join(import.meta.dirname, '../../dist/embedded/main.js');
export const demoPassword = 'demo-only-password';
/** What the demo accounts have where the product runs without demo mode, which closes those with the published password. */
export const ownPassword = 'a-password-of-its-own';

/** A person signed in over HTTP: requests carry the cookie and, where they write, the token against forged requests. */
export interface SignedInClient {
  readonly user: { id: string; username: string; role: string };
  readonly csrfToken: string;
  readonly cookie: string;
  request(path: string, init?: RequestInit): Promise<Response>;
  get<Answer = unknown>(path: string): Promise<Answer>;
  post<Answer = unknown>(path: string, body: unknown): Promise<Answer>;
}

export interface Product {
  readonly url: string;
  readonly httpPort: number;
  readonly dimsePort: number;
  readonly dataDir: string;
  /** What it wrote to the terminal so far. */
  readonly terminal: string;
  /** Process ids by name: launcher, gateway, worker, worker-2, postgresql. */
  processIDs(): Promise<Record<string, number>>;
  signIn(username: string, password?: string): Promise<SignedInClient>;
  /** Ends the gateway and waits until the launcher has brought up another one. */
  killGateway(signal?: NodeJS.Signals): Promise<void>;
  /** Ends every process at once, PostgreSQL too, as a power failure would; `restart` brings it up again. */
  kill(): Promise<void>;
  /** Stops in order what still runs, then starts on the same data and ports, with other settings where some are given. */
  restart(env?: NodeJS.ProcessEnv): Promise<void>;
  /** Stops in order and removes its data. Answers the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the built product as `npm start` does, on free ports, with data below a temporary folder. `env` goes over the settings. */
export async function startProduct(options: { env?: NodeJS.ProcessEnv } = {}): Promise<Product> {
  const root = await mkdtemp(join(tmpdir(), 'product-'));
  await chmod(root, 0o711);
  const [httpPort = 0, dimsePort = 0] = await freePorts(2);
  const dataDir = join(root, 'data');
  let env: NodeJS.ProcessEnv = { MIN_FREE_BYTES: '50000000', ...options.env };
  let terminal = '';
  let child: ChildProcess;

  const start = async () => {
    child = fork(program, [], {
      env: { PATH: process.env.PATH, HOME: root, HTTP_PORT: String(httpPort), DIMSE_PORT: String(dimsePort), DATA_DIR: dataDir, ...env },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        terminal += text;
      });
    }
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) =>
        reject(new Error(`The product did not start (exit code ${code}):\n${terminal}\n${lastLogLines(dataDir)}`)),
      );
    });
  };
  const stop = async (): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    return (await exited)[0];
  };
  const processIDs = async (): Promise<Record<string, number>> => {
    const { launcher, children } = JSON.parse(await readFile(join(dataDir, 'launcher.json'), 'utf8')) as {
      launcher: { processID: number };
      children: Record<string, { processID: number }>;
    };
    const postmaster = await readFile(join(dataDir, 'postgresql/cluster/postmaster.pid'), 'utf8').catch(() => '');
    return {
      launcher: launcher.processID,
      ...Object.fromEntries(Object.entries(children).map(([name, { processID }]) => [name, processID])),
      ...(postmaster ? { postgresql: Number.parseInt(postmaster, 10) } : {}),
    };
  };
  const url = `http://127.0.0.1:${httpPort}`;
  await start().catch(async (error) => {
    await rm(root, { recursive: true, force: true });
    throw error;
  });

  return {
    url,
    httpPort,
    dimsePort,
    dataDir,
    get terminal() {
      return terminal;
    },
    processIDs,
    signIn: (username, password = demoPassword) => signIn(url, username, password),
    async killGateway(signal = 'SIGKILL') {
      const before = (await processIDs()).gateway;
      if (before) process.kill(before, signal);
      await until('another gateway answers', async () => {
        const now = (await processIDs()).gateway;
        return now !== undefined && now !== before && (await fetch(`${url}/health/ready`)).ok;
      });
    },
    async kill() {
      const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      for (const processID of Object.values(await processIDs())) process.kill(processID, 'SIGKILL');
      await exited;
    },
    async restart(otherEnv) {
      await stop();
      env = { ...env, ...otherEnv };
      await start();
    },
    async stop() {
      const code = await stop();
      await rm(root, { recursive: true, force: true });
      return code;
    },
  };
}

function lastLogLines(dataDir: string): string {
  const logFile = join(dataDir, 'logs/gateway.log');
  return existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n') : 'The gateway wrote no log.';
}

/** Signs in at a running gateway, whoever started it. */
export async function signIn(url: string, username: string, password = demoPassword): Promise<SignedInClient> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  if (!answer.ok) throw new Error(`sign-in of ${username} answered ${answer.status}`);
  const { user, csrfToken } = (await answer.json()) as { user: SignedInClient['user']; csrfToken: string };
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const request = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { cookie, 'x-csrf-token': csrfToken, ...(init.headers as Record<string, string> | undefined) } });
  const json = async <Answer>(path: string, init?: RequestInit): Promise<Answer> => {
    const response = await request(path, init);
    if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  return {
    user,
    csrfToken,
    cookie,
    request,
    get: (path) => json(path),
    post: (path, body) => json(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  };
}
