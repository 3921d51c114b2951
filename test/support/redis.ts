import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from './ending-with-us.js';
import { freePort } from './ports.js';
import { until } from './until.js';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly processID: number;
  /** Sends one command in inline form and gives the raw answer. */
  command(line: string): Promise<string>;
  /** Ends it as kill -9 would. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Redis of its own as the scaled form runs it: append-only file, no eviction. */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-redis-'));
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--maxmemory-policy',
    'noeviction',
    '--save',
    '',
  ];
  const command = (line: string) => sendInline(port, line);
  let child: ChildProcess;
  let forget: () => void;
  const start = async () => {
    child = spawn('redis-server', args, { stdio: 'ignore' });
    forget = endWithUs(child.pid ?? 0, folder);
    await until('Redis answers', async () => (await command('PING')).startsWith('+PONG'));
  };
  const end = async (signal: NodeJS.Signals) => {
    forget();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get processID() {
      return child.pid ?? 0;
    },
    command,
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      await start();
    },
    async stop() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function sendInline(port: number, line: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(`${line}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString('utf8');
  } finally {
    socket.destroy();
  }
}
