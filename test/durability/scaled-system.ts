import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectDatabase } from '#core/database/database.js';
import { seedDemoData } from '../../embedded/demo-data.js';
import { startTestPostgresql, type TestPostgresql } from '../support/postgresql.js';
import { ownPassword } from '../support/product.js';
import { until } from '../support/until.js';

const programs = {
  gateway: join(import.meta.dirname, '../../dist/gateway/main.js'),
  worker: join(import.meta.dirname, '../../dist/workers/main.js'),
};

const longestLog = 20_000;

export interface RunningProcess {
  readonly processID: number;
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  signal(signal: NodeJS.Signals): void;
}

export interface RunningGateway extends RunningProcess {
  readonly url: string;
  readonly httpPort: number;
  readonly dimsePort: number;
}

/** A PostgreSQL with demo data, and gateways and workers on it as processes of their own, each killed when the test is over. */
export class ScaledSystem {
  readonly postgresql: TestPostgresql;
  readonly objectFolder: string;
  readonly databaseURL: string;
  readonly #folder: string;
  readonly #pool: pg.Pool;
  readonly #settings: Record<string, string>;
  readonly #children: ChildProcess[] = [];
  #log = '';

  private constructor(postgresql: TestPostgresql, folder: string, settings: Record<string, string>) {
    this.postgresql = postgresql;
    this.#folder = folder;
    this.objectFolder = join(folder, 'objects');
    this.databaseURL = settings.DATABASE_URL ?? '';
    this.#settings = { ...settings, DATA_DIR: folder, OBJECT_STORE: `file:${this.objectFolder}` };
    this.#pool = new pg.Pool({ connectionString: this.databaseURL, max: 2 });
    // Tests kill the server under it; the next query takes another connection.
    this.#pool.on('error', () => undefined);
  }

  static async start(environment: Record<string, string> = {}): Promise<ScaledSystem> {
    const [postgresql, folder] = await Promise.all([startTestPostgresql(), mkdtemp(join(tmpdir(), 'durability-'))]);
    const databaseURL = await postgresql.freshDatabase();
    const connection = connectDatabase(databaseURL);
    await seedDemoData(connection.database, ownPassword);
    await connection.close();
    const settings = { DATABASE_URL: databaseURL, DEMO: 'off', MIN_FREE_BYTES: '50000000', LOG_LEVEL: 'warn', ...environment };
    return new ScaledSystem(postgresql, folder, settings);
  }

  /** The end of what gateways and workers wrote. */
  get log(): string {
    return this.#log;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#pool.query<Row>(text, values)).rows;
  }

  async startGateway(environment: Record<string, string> = {}): Promise<RunningGateway> {
    const { running, ready } = await this.#run('gateway', { HTTP_PORT: '0', DIMSE_PORT: '0', ...environment });
    return {
      ...running,
      url: `http://127.0.0.1:${ready.httpPort}`,
      httpPort: Number(ready.httpPort),
      dimsePort: Number(ready.dimsePort),
    };
  }

  async startWorker(environment: Record<string, string> = {}): Promise<RunningProcess> {
    return (await this.#run('worker', environment)).running;
  }

  async #run(program: keyof typeof programs, environment: Record<string, string>) {
    const child = fork(programs[program], [], {
      env: { PATH: process.env.PATH, ...this.#settings, ...environment },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = `${this.#log}${text}`.slice(-longestLog);
      });
    }
    this.#children.push(child);
    const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals);
    const ready = once(child, 'message').then(([message]) => message as { httpPort?: number; dimsePort?: number });
    const first = await Promise.race([ready, ended]);
    if (typeof first !== 'object') throw new Error(`the ${program} did not start (${first})`);
    const running: RunningProcess = { processID: child.pid ?? 0, ended, signal: (signal) => void child.kill(signal) };
    return { running, ready: first };
  }

  /** Waits until a study has been validated and linked, and answers what state its instances are in. */
  async whenLinked(studyInstanceUID: string, timeoutMs: number): Promise<{ state: string; count: number }[]> {
    await until(
      'the study is linked',
      async () => {
        const [study] = await this.query<{ stage: string }>('select stage from studies where study_instance_uid = $1', [studyInstanceUID]);
        return study?.stage === 'linked';
      },
      { timeoutMs, everyMs: 100 },
    );
    return this.query(
      `select i.state, count(*)::int as count from instances i join studies s on s.id = i.study_id
        where s.study_instance_uid = $1 and i.validated_at is not null group by i.state`,
      [studyInstanceUID],
    );
  }

  async close(): Promise<void> {
    await this.#pool.end();
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }),
    );
    await this.postgresql.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
