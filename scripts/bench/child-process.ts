import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

interface Ending {
  stop(): Promise<void>;
  /** Ends it at once; where there is no such way, as `stop`. */
  abandon?(): Promise<void>;
}

const running = new Set<StartedProcess>();
/** What ends after all processes: what they stand on. */
const foundations = new Set<Ending>();
let isEnding = false;

export interface StartOptions {
  readonly logFile: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** A module of Node with a channel, instead of a program. */
  readonly module?: boolean;
  readonly executionArguments?: readonly string[];
  /** How long it may take to end by itself. */
  readonly drainMs?: number;
}

/** A program that this run has started and will end, whatever happens. */
export class StartedProcess {
  readonly child: ChildProcess;
  readonly #drainMs: number;
  readonly #exited: Promise<unknown>;

  constructor(file: string, args: readonly string[], options: StartOptions) {
    if (isEnding) throw new Error('interrupted');
    const log = openSync(options.logFile, 'a');
    // A session of its own: Ctrl-C reaches this run alone, which then ends them in order.
    const common = { env: { ...process.env, ...options.environment }, cwd: options.folder, detached: true };
    this.child = options.module
      ? fork(file, [...args], { ...common, stdio: ['ignore', log, log, 'ipc'], execArgv: [...(options.executionArguments ?? [])] })
      : spawn(file, args, { ...common, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#drainMs = options.drainMs ?? 5000;
    this.#exited = new Promise((resolve) => {
      this.child.once('exit', resolve);
      this.child.once('error', resolve);
    });
    running.add(this);
    void this.#exited.then(() => running.delete(this));
  }

  get processID(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return !running.has(this);
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), this.#drainMs);
    await this.#exited;
    clearTimeout(timer);
  }

  /** For the second Ctrl-C: the gateway's launcher ends its own children at once when it is told twice. */
  async abandon(): Promise<void> {
    this.child.kill('SIGTERM');
    await Promise.race([this.#exited, delay(2000)]);
    this.child.kill('SIGKILL');
  }
}

/** Notes something that processes stand on and that is to end after them; gives the way to end it sooner. */
export function endsAfterProcesses(foundation: Ending): () => Promise<void> {
  foundations.add(foundation);
  return async () => {
    foundations.delete(foundation);
    await foundation.stop();
  };
}

/** Ends everything that was started; nothing more can be started afterwards. */
export async function stopAllProcesses(): Promise<void> {
  isEnding = true;
  await Promise.all([...running].map((started) => started.stop()));
  for (const foundation of [...foundations]) await foundation.stop();
}

export async function abandonAllProcesses(): Promise<void> {
  isEnding = true;
  await Promise.all([...running].map((started) => started.abandon()));
  for (const foundation of [...foundations]) await (foundation.abandon ?? foundation.stop).call(foundation);
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Waits until a port of a started program takes connections. @throws Error when it ended instead. */
export async function waitForPort(port: number, started: StartedProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (started.hasEnded) throw new Error(`it ended while starting; see ${logFile}`);
    const socket = connect({ port, host: '127.0.0.1' });
    try {
      await once(socket, 'connect');
      return;
    } catch {
      // Not listening yet.
      await delay(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`it did not listen on port ${port} within 60 s; see ${logFile}`);
}
