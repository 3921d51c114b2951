import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectDatabase, migrateDatabase } from '#core/database/database.js';
import { type EmbeddedPostgresql, startEmbeddedPostgresql } from '../../embedded/postgresql.js';
import { endWithUs } from './ending-with-us.js';

export interface TestPostgresql {
  /** An empty database without any table; `freshDatabase` gives migrated ones. */
  readonly url: string;
  readonly port: number;
  readonly processID: number;
  /** Makes an empty, migrated database and gives its URL. */
  freshDatabase(): Promise<string>;
  /** Ends the server as kill -9 would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and the same port; a running one is stopped first. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of its own below a temporary folder. It ends and its folder goes when `stop` is called, and also when the test process dies.
 * It flushes to disk as the product's does unless `durable: false`.
 */
export async function startTestPostgresql(options: { durable?: boolean; maxConnections?: number } = {}): Promise<TestPostgresql> {
  const root = await mkdtemp(join(tmpdir(), 'gateway-pg-'));
  await chmod(root, 0o711);
  const start = () =>
    startEmbeddedPostgresql({
      folder: join(root, 'pg'),
      logFile: join(root, 'postgresql.log'),
      settings: {
        shared_buffers: '64MB',
        max_connections: String(options.maxConnections ?? 100),
        ...(options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
      },
    });
  let server = await start();
  let forget = endWithUs(server.processID, root);
  let template: Promise<string> | undefined;
  const stopServer = async () => {
    forget();
    await server.stop();
  };
  return {
    get url() {
      return server.url;
    },
    get port() {
      return server.port;
    },
    get processID() {
      return server.processID;
    },
    async freshDatabase() {
      template ??= makeTemplate(server);
      const name = `test_${randomBytes(6).toString('hex')}`;
      await administer(server, `create database ${name} template ${await template} strategy file_copy`);
      return server.urlOf(name);
    },
    async kill() {
      forget();
      process.kill(server.processID, 'SIGKILL');
      await server.exited;
    },
    async restart() {
      await stopServer();
      server = await start();
      forget = endWithUs(server.processID, root);
    },
    async stop() {
      await stopServer();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function administer(server: EmbeddedPostgresql, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.urlOf('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function makeTemplate(server: EmbeddedPostgresql): Promise<string> {
  await administer(server, 'create database migrated_template');
  const connection = connectDatabase(server.urlOf('migrated_template'));
  try {
    await migrateDatabase(connection.database);
  } finally {
    await connection.close();
  }
  return 'migrated_template';
}
