import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from './ending-with-us.js';
import { freePort } from './ports.js';
import { until } from './until.js';

export interface ToolResult {
  code: number | null;
  /** What the tool wrote, both streams in order of arrival. */
  output: string;
}

export interface DimseTarget {
  port: number;
  host?: string;
  callingAETitle?: string;
  calledAETitle?: string;
}

/** Runs one of DCMTK's programs to its end. */
export async function runDcmtk(program: string, args: readonly string[], options: { timeoutMs?: number } = {}): Promise<ToolResult> {
  const child = spawn(program, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TCP_NODELAY: '1' },
    timeout: options.timeoutMs ?? 120_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

const titles = (target: DimseTarget) => ['-aet', target.callingAETitle ?? 'RIVERSIDE_PACS', '-aec', target.calledAETitle ?? 'REFERRAL_GW'];
const address = (target: DimseTarget) => [target.host ?? '127.0.0.1', String(target.port)];

export const echoscu = (target: DimseTarget, args: readonly string[] = []) =>
  runDcmtk('echoscu', ['-v', ...titles(target), ...args, ...address(target)]);
/** `args` for instance `['-xs']` (propose JPEG lossless) or `['+sd', '+r']` (folders, recursively). */
export const storescu = (target: DimseTarget, paths: readonly string[], args: readonly string[] = []) =>
  runDcmtk('storescu', ['-v', ...titles(target), ...args, ...address(target), ...paths]);
export const dcmsend = (target: DimseTarget, paths: readonly string[], args: readonly string[] = []) =>
  runDcmtk('dcmsend', ['-v', ...titles(target), ...args, ...address(target), ...paths]);
export const findscu = (target: DimseTarget, keys: readonly string[], args: readonly string[] = ['-S']) =>
  runDcmtk('findscu', ['-v', ...titles(target), ...args, ...keys.flatMap((key) => ['-k', key]), ...address(target)]);

export interface RunningStorescp {
  readonly port: number;
  readonly aeTitle: string;
  readonly folder: string;
  /** Paths of what it has received. */
  received(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts storescp as a destination that keeps data sets bit by bit. */
export async function startStorescp(options: { aeTitle?: string; args?: readonly string[] } = {}): Promise<RunningStorescp> {
  const folder = await mkdtemp(join(tmpdir(), 'storescp-'));
  const port = await freePort();
  const aeTitle = options.aeTitle ?? 'STORESCP';
  const child: ChildProcess = spawn(
    'storescp',
    ['-aet', aeTitle, '--bit-preserving', '+xa', '-od', folder, ...(options.args ?? []), String(port)],
    {
      stdio: 'ignore',
      env: { ...process.env, TCP_NODELAY: '1' },
    },
  );
  const forget = endWithUs(child.pid ?? 0, folder);
  await until('storescp listens', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    return true;
  });
  return {
    port,
    aeTitle,
    folder,
    received: async () => (await readdir(folder)).map((name) => join(folder, name)),
    async stop() {
      forget();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
