// Wiring of the gateway process: engines, store, doors. Opens the doors last and closes them first.
import { randomUUID } from 'node:crypto';
import { closeDemoAccounts } from '#core/accounts/demo-accounts.js';
import { settings } from '#core/config/settings.js';
import { connectDatabase, migrateDatabase, untilDatabaseAnswers } from '#core/database/database.js';
import { ensureBuiltInCodes } from '#core/diagnoses/built-in-codes.js';
import { createLogger } from '#core/logging/logger.js';
import { FileObjectStore } from '#core/object-store/file-object-store.js';
import { connectQueue } from '#core/queue/queue.js';
import type { GatewayContext } from './context.js';
import { startOutboxRelay } from './enqueue/outbox-relay.js';
import { createApp } from './http/app.js';
import { startHttpServer } from './http/server.js';
import { createChangeFeed } from './portal/change-feed.js';
import { portalRoutes } from './portal/routes.js';
import { searchRoutes } from './query/routes.js';
import { startDimseServer } from './receive/dimse/dimse-server.js';
import { storeRoutes } from './receive/stow-rs/routes.js';
import { retrieveRoutes } from './retrieve/routes.js';
import { openInstanceStore } from './store/open-instance-store.js';

const configured = settings();
const logger = createLogger('gateway', configured.LOG_LEVEL);
const databaseURL = configured.DATABASE_URL ?? fail('DATABASE_URL is not set; npm start sets it for its embedded PostgreSQL.');

// Nothing may get here: it is a defect. The process ends, what was acknowledged is durable, the launcher starts it anew.
process.on('unhandledRejection', (error) => {
  logger.fatal({ err: error }, 'unhandled rejection');
  process.exit(70);
});

// The launcher asks whether we still answer, and ends us when we don't.
process.on('message', (message: { alive?: string }) => {
  if (message.alive === 'asked') process.send?.({ alive: 'yes' });
});

const main = connectDatabase(databaseURL, {
  maxConnections: 12,
  onIdleError: (error) => logger.warn({ err: error }, 'a database connection broke'),
});
await untilDatabaseAnswers(main.database, (error) => logger.warn({ err: error }, 'the database does not answer yet'));
await migrateDatabase(main.database);
await ensureBuiltInCodes(main.database);
if (!configured.DEMO && (await closeDemoAccounts(main.database)) > 0) logger.warn('the demo accounts are closed: this is no demonstration');

const gatewayID = randomUUID();
const objects = new FileObjectStore(configured.OBJECT_FOLDER);
const queue = connectQueue({
  databaseURL,
  redisURL: configured.REDIS_URL,
  onError: (error) => logger.warn({ err: error }, 'the queue does not answer; reception goes on'),
});
const changes = createChangeFeed(databaseURL, logger);
const { store, close: closeStore } = await openInstanceStore({ databaseURL, objects }, configured, { gatewayID, logger });

let draining = false;
const context: GatewayContext = {
  settings: configured,
  database: main.database,
  objects,
  store,
  logger,
  gatewayID,
  changes,
  draining: () => draining,
};

const relay = startOutboxRelay({ database: main.database, queue, logger });
const routes = [...portalRoutes, ...storeRoutes, ...searchRoutes, ...retrieveRoutes];
const http = await startHttpServer(createApp(context, routes), configured).catch((error) =>
  failToListen(error, 'HTTP_PORT', configured.HTTP_PORT),
);
const dimse = await startDimseServer(context).catch((error) => failToListen(error, 'DIMSE_PORT', configured.DIMSE_PORT));

logger.info({ httpPort: http.port, dimsePort: dimse.port, gatewayID }, 'the gateway is up');
process.send?.({ ready: true, httpPort: http.port, dimsePort: dimse.port });

async function stop(): Promise<void> {
  if (draining) return;
  draining = true;
  logger.info('draining: what has begun is finished, nothing new is begun');
  // Whatever hangs must not keep the process: what is acknowledged is durable already.
  setTimeout(() => process.exit(0), 28_000).unref();
  await Promise.allSettled([http.close(), dimse.close()]);
  await relay.stop();
  await changes.close();
  await closeStore();
  await Promise.allSettled([queue.close(), main.close()]);
  process.exit(0);
}

process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
// The launcher is gone (kill -9): an orphan would hold the ports against the next start.
process.on('disconnect', () => void stop());

function failToListen(error: { code?: string }, setting: string, port: number): never {
  if (error.code === 'EADDRINUSE') process.send?.({ failed: 'port-taken', setting, port });
  return fail(`${setting} ${port} can't be listened on (${error.code ?? 'unknown reason'}).`, error);
}

function fail(explanation: string, error?: unknown): never {
  logger.fatal({ err: error }, explanation);
  // Give the message to the launcher a moment to leave; then end.
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100);
  throw new Error(explanation, { cause: error });
}
