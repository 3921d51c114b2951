import { settings } from '#core/config/settings.js';
import { connectDatabase } from '#core/database/database.js';
import { createLogger } from '#core/logging/logger.js';
import { FileObjectStore } from '#core/object-store/file-object-store.js';
import type { WorkerStage } from '#core/pipeline/stages.js';
import { connectQueue, type StageProcessor } from '#core/queue/queue.js';
import { startAttachmentWork } from './attachments/attachment-work.js';
import { issueReceipt } from './confirm/issue-receipt.js';
import { startHousekeeping } from './housekeeping/housekeeping.js';
import { linkStudy } from './link/link-study.js';
import { lowerPriority } from './lower-priority.js';
import { createDecoder } from './validate/pixels/decoder.js';
import { validateInstances } from './validate/validate-instances.js';

const drainMs = 25_000;
// Receiving comes before checking: where they share a machine, this process and its decoder take what reception leaves.
const niceness = 10;

const configuration = settings();
const logger = createLogger('worker', configuration.LOG_LEVEL);
const databaseURL = configuration.DATABASE_URL;
if (!databaseURL) {
  logger.fatal('DATABASE_URL is not set: npm start brings an embedded PostgreSQL and sets it for its workers');
  process.exit(1);
}
lowerPriority(niceness);
const reportError = (error: Error) => logger.warn({ err: error }, 'the database or the queue reports an error');
const connection = connectDatabase(databaseURL, { maxConnections: 10, onIdleError: reportError });
const queue = connectQueue({ databaseURL, redisURL: configuration.REDIS_URL, onError: reportError });
const context = {
  database: connection.database,
  objects: new FileObjectStore(configuration.OBJECT_FOLDER),
  logger,
  decoder: createDecoder(),
};

const processors: Record<WorkerStage, { process: StageProcessor; concurrency: number }> = {
  validate: { process: (job) => validateInstances(context, job), concurrency: 2 },
  link: { process: (job) => linkStudy(context, job), concurrency: 2 },
  confirm: { process: (job) => issueReceipt(context, job), concurrency: 1 },
};
const stageWorkers = (Object.keys(processors) as WorkerStage[]).map((stage) =>
  queue.process(stage, processors[stage].process, {
    concurrency: processors[stage].concurrency,
    onError: (error) => logger.warn({ err: error, stage }, 'a job failed; it comes again'),
  }),
);
const housekeeping = startHousekeeping(context);
const attachmentWork = startAttachmentWork(context, configuration);

let draining = false;
async function drain(): Promise<void> {
  if (draining) return;
  draining = true;
  // Whatever hangs is begun again by another worker: nothing is lost by leaving.
  setTimeout(() => process.exit(1), drainMs).unref();
  await Promise.all(stageWorkers.map((worker) => worker.close()));
  await Promise.all([housekeeping.stop(), attachmentWork.stop()]);
  await context.decoder.close();
  await queue.close();
  await connection.close();
  process.exit(0);
}

process.on('message', (message: { alive?: string }) => {
  if (message.alive === 'asked') process.send?.({ alive: 'yes' });
});
process.on('SIGTERM', () => void drain());
process.on('SIGINT', () => void drain());
process.on('disconnect', () => void drain());
process.send?.({ ready: true });
logger.info('worker is ready');
