// The PostgreSQL that `npm start` brings along: a real server of its own below DATA_DIR, on the loopback address only.
// It promises what an external one promises: fsync and synchronous_commit stay on, and a crash of ours leaves a cluster that starts again.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { OperatorError } from './operator-error.js';
import { findPostgresqlBinaries, type PostgresqlBinaries } from './postgresql-binaries.js';
import { clearLeftovers, readPostmasterFile, stopPostmaster } from './postmaster.js';
import { chooseUser, type RunAs, spawnAs, withReach } from './run-as.js';

const role = 'gateway';
const longestSocketPath = 103;

/** The server's log takes its own events only: the text of a failed statement can quote a patient. */
const serverSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  max_connections: '60',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  fsync: 'on',
  synchronous_commit: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

export interface EmbeddedPostgresqlOptions {
  /** Holds cluster/, password, port and socket/. */
  folder: string;
  logFile: string;
  databaseName?: string;
  /** Over the settings of the product; for tests. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgresql {
  readonly url: string;
  readonly port: number;
  readonly processID: number;
  /** What a crash had left behind and this start cleared away. */
  readonly leftovers: 'nothing' | 'stale-file' | 'stopped';
  /** Resolves when the server has ended, whoever ended it. */
  readonly exited: Promise<void>;
  urlOf(databaseName: string): string;
  stop(): Promise<void>;
}

/**
 * Starts the cluster of a folder, making it at the first start. A server that a killed launcher left running is stopped first; data survives.
 * The server is in a session of its own, so that Ctrl-C in the terminal reaches our processes first and the server last.
 *
 * @throws OperatorError when it can't run here; the sentence says what to do.
 */
export async function startEmbeddedPostgresql(options: EmbeddedPostgresqlOptions): Promise<EmbeddedPostgresql> {
  const binaries = await findPostgresqlBinaries();
  const clusterFolder = join(options.folder, 'cluster');
  await mkdir(options.folder, { recursive: true, mode: 0o711 });
  const existing = await stat(clusterFolder).catch(() => undefined);
  const leftovers = existing ? await clearLeftovers(clusterFolder) : 'nothing';
  const user = chooseUser(existing);
  const runAs = user && withReach(user, binaries.postgres, options.folder);
  const password = await keepPassword(options.folder, existing !== undefined);
  if (!existing) await makeCluster(binaries, options.folder, runAs, password);
  const server = await startServer(binaries, options, runAs);
  const urlOf = (databaseName: string) => makeURL({ ...server, password, databaseName });
  try {
    await ensureDatabase(urlOf('postgres'), options.databaseName ?? role);
  } catch (error) {
    await stopPostmaster(server.processID);
    throw error;
  }
  const stop = async () => {
    await stopPostmaster(server.processID);
    await server.exited;
  };
  return { ...server, leftovers, url: urlOf(options.databaseName ?? role), urlOf, stop };
}

/** The URL of the database in a server that another process of ours has started in the folder. */
export async function urlOfRunningPostgresql(folder: string): Promise<string> {
  const read = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim();
  const [password, port] = await Promise.all([read('password'), read('port')]);
  return makeURL({ password, port: Number(port), socketFolder: '', databaseName: role });
}

function makeURL(place: { password: string; port: number; socketFolder: string; databaseName: string }): string {
  const { password, port, socketFolder, databaseName } = place;
  // A local socket takes half of what the loopback address takes for each statement.
  return socketFolder
    ? `postgres://${role}:${password}@/${databaseName}?host=${encodeURIComponent(socketFolder)}&port=${port}`
    : `postgres://${role}:${password}@127.0.0.1:${port}/${databaseName}`;
}

async function keepPassword(folder: string, clusterExists: boolean): Promise<string> {
  const path = join(folder, 'password');
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.trim()) return kept.trim();
  if (clusterExists)
    throw new OperatorError(`The password of the embedded PostgreSQL is missing: restore ${path} from a backup of DATA_DIR.`);
  const password = randomBytes(24).toString('base64url');
  await writeDurably(path, `${password}\n`, 0o600);
  return password;
}

async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const file = await open(`${path}.new`, 'w', mode);
  await file.writeFile(text);
  await file.datasync();
  await file.close();
  await rename(`${path}.new`, path);
}

/** Makes the cluster beside its place and moves it there when it is whole: a crash leaves nothing that looks like a cluster. */
async function makeCluster(binaries: PostgresqlBinaries, folder: string, runAs: RunAs | undefined, password: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('making-')) await rm(join(folder, name), { recursive: true, force: true });
  }
  const making = join(folder, `making-${process.pid}`);
  const passwordFile = join(folder, `making-${process.pid}.password`);
  await mkdir(making, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (runAs) for (const path of [making, passwordFile]) await chown(path, runAs.uid, runAs.gid);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = ['-D', making, '-U', role, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...locale];
  const initdb = spawnAs(runAs, binaries.initdb, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  let complaint = '';
  initdb.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = (await once(initdb, 'close')) as [number | null];
  await rm(passwordFile, { force: true });
  if (code !== 0)
    throw new OperatorError(`The embedded PostgreSQL could not make its files in ${folder}: ${complaint.trim().split('\n').at(-1)}`);
  await rename(making, join(folder, 'cluster'));
}

interface Server {
  port: number;
  /** Empty where there is no local socket. */
  socketFolder: string;
  processID: number;
  exited: Promise<void>;
}

async function startServer(binaries: PostgresqlBinaries, options: EmbeddedPostgresqlOptions, runAs: RunAs | undefined): Promise<Server> {
  const socketFolder = await makeSocketFolder(options.folder, runAs);
  const keptPort = Number((await readFile(join(options.folder, 'port'), 'utf8').catch(() => '')).trim()) || 0;
  const deadline = Date.now() + 20_000;
  for (;;) {
    // The kept port each time, unless another program has it: those who are connected know this one.
    const port = await freePort(keptPort);
    const server = await launchServer(binaries, options, { runAs, port, socketFolder });
    if (server) {
      await writeDurably(join(options.folder, 'port'), `${port}\n`, 0o600);
      return server;
    }
    // The port was taken in between, or the last processes of a killed server still hold its shared memory: both pass.
    if (Date.now() > deadline)
      throw new OperatorError(`The embedded PostgreSQL does not start: the reason is at the end of ${options.logFile}.`);
    await delay(300);
  }
}

/** A folder for the socket, where its path is short enough for one. */
async function makeSocketFolder(folder: string, runAs: RunAs | undefined): Promise<string> {
  const socketFolder = join(folder, 'socket');
  if (process.platform === 'win32' || Buffer.byteLength(`${socketFolder}/.s.PGSQL.65535`) > longestSocketPath) return '';
  await mkdir(socketFolder, { recursive: true, mode: 0o700 });
  if (runAs) await chown(socketFolder, runAs.uid, runAs.gid);
  return socketFolder;
}

async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(wanted, '127.0.0.1');
    await once(probe, 'listening');
    return (probe.address() as { port: number }).port;
  } catch (error) {
    if (wanted === 0) throw error;
    return freePort(0);
  } finally {
    probe.close();
  }
}

/** Launches the server and waits until it takes connections; undefined when it ended instead. */
async function launchServer(
  binaries: PostgresqlBinaries,
  options: EmbeddedPostgresqlOptions,
  place: { runAs: RunAs | undefined; port: number; socketFolder: string },
): Promise<Server | undefined> {
  const clusterFolder = join(options.folder, 'cluster');
  const settings = { ...serverSettings, port: String(place.port), unix_socket_directories: place.socketFolder, ...options.settings };
  const args = ['-D', clusterFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = await open(options.logFile, 'a', 0o600);
  const child = spawnAs(place.runAs, binaries.postgres, args, { stdio: ['ignore', log.fd, log.fd], detached: true, cwd: '/' });
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      ended = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  child.unref();
  await log.close();
  const deadline = Date.now() + 60_000;
  while (!ended && Date.now() < deadline) {
    const file = await readPostmasterFile(clusterFolder);
    if (file?.processID === child.pid && file?.status === 'ready')
      return { port: place.port, socketFolder: place.socketFolder, processID: file?.processID ?? 0, exited };
    await delay(20);
  }
  if (!ended && child.pid) await stopPostmaster(child.pid);
  return undefined;
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
