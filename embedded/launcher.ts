import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { closeDemoAccounts } from '#core/accounts/demo-accounts.js';
import type { Settings } from '#core/config/settings.js';
import { connectDatabase, migrateDatabase } from '#core/database/database.js';
import { type DemoOrder, seedDemoData } from './demo-data.js';
import { takesWrites } from './disk-probe.js';
import { type InstanceLock, lockInstance } from './instance-lock.js';
import { watchLog } from './log-watch.js';
import { OperatorError } from './operator-error.js';
import { type EmbeddedPostgresql, startEmbeddedPostgresql } from './postgresql.js';
import { watchForStuckPostgresql } from './postgresql-watch.js';
import { stopPostmaster } from './postmaster.js';
import { type PortTaken, SupervisedProcess } from './supervised-process.js';

const drainMs = 30_000;
const postgresqlGivesUpAfter = 5;
const longestPauseMs = 30_000;

const demoAccountsClosed =
  'The demo accounts of this data folder are closed, since their password is published and this is no demonstration; docs/operations.md says how to make an administrator.';

export interface LauncherOptions {
  settings: Settings;
  environment: NodeJS.ProcessEnv;
  programs: { gateway: string; worker: string };
  /** One sentence for the terminal. */
  say: (sentence: string) => void;
  /** It can't go on; the sentence says why. */
  onGivingUp: (reason: string) => void;
}

/** What is up, for the terminal. */
export interface Launched {
  httpPort: number;
  dimsePort: number;
  workerCount: number;
  logFolder: string;
  demoOrders: DemoOrder[];
}

/** Brings up everything that one machine needs, in order, and takes it down in the opposite one. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #logFolder: string;
  readonly #processes: SupervisedProcess[] = [];
  readonly #undo: (() => void)[] = [];
  #lock: InstanceLock | undefined;
  #postgresql: EmbeddedPostgresql | undefined;
  #starting: Promise<Launched> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.#logFolder = join(options.settings.DATA_DIR, 'logs');
  }

  /**
   * Starts all of it. When it rejects, `stop` still has to be called.
   *
   * @throws OperatorError with one sentence that says what to do.
   */
  start(): Promise<Launched> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<Launched> {
    const { settings, environment } = this.#options;
    makeDataFolder(settings.DATA_DIR);
    mkdirSync(this.#logFolder, { recursive: true, mode: 0o700 });
    this.#lock = await lockInstance(settings.DATA_DIR);
    await refuseTakenPort(settings.HTTP_HOST, settings.HTTP_PORT, 'HTTP_PORT');
    await refuseTakenPort(settings.DIMSE_HOST, settings.DIMSE_PORT, 'DIMSE_PORT');
    const databaseURL = settings.DATABASE_URL ?? (await this.#startPostgresql());
    const demoOrders = await this.#prepareDatabase(databaseURL);
    const childEnvironment = {
      // Several files are synced at once; libuv's four threads would make them wait for each other.
      UV_THREADPOOL_SIZE: '12',
      ...environment,
      DATA_DIR: settings.DATA_DIR,
      DATABASE_URL: databaseURL,
      DEMO: settings.DEMO ? 'on' : 'off',
    };
    const gateway = this.#supervise('gateway', this.#options.programs.gateway, childEnvironment, { givesUpAfter: 5 });
    const workers = Array.from({ length: settings.WORKERS }, (_, index) =>
      this.#supervise(index === 0 ? 'worker' : `worker-${index + 1}`, this.#options.programs.worker, childEnvironment, {
        givesUpAfter: 20,
      }),
    );
    const [ready] = await Promise.all([gateway.start().catch(explainPort), ...workers.map((worker) => worker.start())]);
    return {
      httpPort: Number(ready.httpPort ?? settings.HTTP_PORT),
      dimsePort: Number(ready.dimsePort ?? settings.DIMSE_PORT),
      workerCount: workers.length,
      logFolder: this.#logFolder,
      demoOrders,
    };
  }

  /** Drains the processes, then stops PostgreSQL, then gives the folder free. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Ends everything at once; what was acknowledged is durable, and the next start recovers the rest. */
  abandon(): void {
    for (const child of this.#processes) child.kill();
    if (this.#postgresql) {
      try {
        process.kill(this.#postgresql.processID, 'SIGQUIT');
      } catch {
        // It has ended already.
      }
    }
    this.#lock?.release();
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#processes.map((child) => child.stop(drainMs)));
    // A start under way ends at its next step; what it has begun by then is taken down too.
    await this.#starting?.catch(() => undefined);
    for (const undo of this.#undo.splice(0)) undo();
    await this.#postgresql?.stop();
    this.#lock?.release();
  }

  async #startPostgresql(): Promise<string> {
    const { settings, say } = this.#options;
    const options = { folder: join(settings.DATA_DIR, 'postgresql'), logFile: join(this.#logFolder, 'postgresql.log') };
    const server = await startEmbeddedPostgresql(options);
    if (server.leftovers === 'stopped') say('Took over the data from a run that had not been stopped.');
    if (server.leftovers === 'stale-file') say('The last run ended without being stopped; its data is recovered.');
    this.#postgresql = server;
    this.#watchPostgresql(server, options);
    return server.url;
  }

  #watchPostgresql(server: EmbeddedPostgresql, options: { folder: string; logFile: string }): void {
    const endWatch = watchForStuckPostgresql(server, () => {
      this.#options.say('The embedded PostgreSQL takes no connections and is ended.');
      void stopPostmaster(server.processID, 'immediate');
    });
    void server.exited.then(async () => {
      endWatch();
      if (this.#stopping !== undefined) return;
      this.#options.say('The embedded PostgreSQL ended and is started again.');
      const again = await this.#startPostgresqlAgain(options);
      if (!again) return;
      this.#postgresql = again;
      if (again.port !== server.port) {
        this.#options.onGivingUp('The port of the embedded PostgreSQL was taken by another program meanwhile: start again.');
        return;
      }
      this.#watchPostgresql(again, options);
    });
  }

  /** Tries until it is up, with growing pauses; gives up only where the disk takes writes and it ends all the same. */
  async #startPostgresqlAgain(options: { folder: string; logFile: string }): Promise<EmbeddedPostgresql | undefined> {
    for (let failures = 0; this.#stopping === undefined; ) {
      try {
        return await startEmbeddedPostgresql(options);
      } catch (error) {
        if (failures < postgresqlGivesUpAfter) failures += 1;
        else if (this.#diskTakesWrites()) {
          this.#options.onGivingUp((error as Error).message);
          return undefined;
        }
        await delay(Math.min(longestPauseMs, 500 * 2 ** failures), undefined, { ref: false });
      }
    }
    return undefined;
  }

  #diskTakesWrites(): boolean {
    return takesWrites(this.#options.settings.DATA_DIR);
  }

  async #prepareDatabase(url: string): Promise<DemoOrder[]> {
    const connection = connectDatabase(url, { maxConnections: 2, statementTimeoutMs: 600_000 });
    try {
      await migrateDatabase(connection.database);
      if (this.#options.settings.DEMO) return await seedDemoData(connection.database);
      if ((await closeDemoAccounts(connection.database)) > 0) this.#options.say(demoAccountsClosed);
      return [];
    } catch (cause) {
      if (!this.#options.settings.DATABASE_URL) throw cause;
      const reason =
        ((cause as Error).cause as { code?: string } | undefined)?.code ?? (cause as { code?: string }).code ?? 'unknown reason';
      throw new OperatorError(`The PostgreSQL of DATABASE_URL can't be used (${reason}): is it up, and may this account create tables?`, {
        cause,
      });
    } finally {
      await connection.close();
    }
  }

  #supervise(name: string, program: string, environment: NodeJS.ProcessEnv, policy: { givesUpAfter: number }): SupervisedProcess {
    if (this.#stopping !== undefined) throw new OperatorError('Stopped while starting.');
    const logFile = join(this.#logFolder, `${name}.log`);
    const { say, onGivingUp } = this.#options;
    const child = new SupervisedProcess({
      name,
      program,
      environment,
      logFile,
      say,
      onGivingUp,
      ...policy,
      canRun: () => this.#diskTakesWrites(),
      onChange: () => this.#noteChildren(),
    });
    this.#processes.push(child);
    this.#undo.push(watchLog(name, logFile, say));
    return child;
  }

  #noteChildren(): void {
    this.#lock?.noteChildren(Object.fromEntries(this.#processes.flatMap(({ name, processID }) => (processID ? [[name, processID]] : []))));
  }
}

/** Others may pass through the folder (PostgreSQL's own user must) but not look into it. */
function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new OperatorError(`The data folder ${folder} can't be made (${code}): choose another one with DATA_DIR.`, { cause });
  }
}

async function refuseTakenPort(host: string, port: number, setting: string): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw portTaken({ failed: 'port-taken', port, setting });
    const hostSetting = setting.replace('PORT', 'HOST');
    throw new OperatorError(`${host}:${port} can't be listened on (${code}): change ${hostSetting} or ${setting}.`, { cause });
  } finally {
    probe.close();
  }
}

function portTaken({ port, setting }: PortTaken): OperatorError {
  return new OperatorError(
    `Port ${port} is taken by another program: end that one, or start with another port, for instance ${setting}=${otherPort(port)} npm start.`,
  );
}

const otherPort = (port: number) => (port < 65_000 ? port + 1 : port - 1000);

function explainPort(reason: PortTaken | Error): never {
  throw reason instanceof Error ? reason : portTaken(reason);
}
