import { createPostgresBackend, type Job, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq';
import { type WorkerStage, workerStages } from '../pipeline/stages.js';

/** Ids only: a job can be made again from the database at any time. */
export interface StageJob {
  studyID: string;
}

export type StageProcessor = (job: StageJob, signal: { attempt: number }) => Promise<void>;

export interface QueueConnection {
  /** Adds one job for a study. Processors are idempotent, so a second one for the same study only finds nothing left to do. */
  add(stage: WorkerStage, job: StageJob, options?: { delayMs?: number }): Promise<void>;
  /** Starts taking jobs of a stage. */
  process(stage: WorkerStage, processor: StageProcessor, options: { concurrency: number; onError: (error: Error) => void }): StageWorker;
  /** Counts by state, for metrics. */
  counts(stage: WorkerStage): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface StageWorker {
  /** Finishes the jobs under way and takes no more. */
  close(): Promise<void>;
}

/**
 * Connects to the queue: Redis where a URL is given, else BullMQ's PostgreSQL backend in the schema `bullmq` of the given database.
 * Nothing here is a source of truth: losing the queue loses nothing.
 */
export function connectQueue(engines: {
  databaseURL: string;
  redisURL?: string | undefined;
  onError: (error: Error) => void;
}): QueueConnection {
  const { redisURL } = engines;
  const connection = redisURL
    ? { url: redisURL, maxRetriesPerRequest: null }
    : { connectionString: engines.databaseURL, schema: 'bullmq', migrate: true, max: 4 };
  const backend = redisURL ? undefined : createPostgresBackend;
  const queues = new Map<WorkerStage, Queue>();
  const queueOf = (stage: WorkerStage): Queue => {
    let queue = queues.get(stage);
    if (!queue) {
      const options = {
        connection: redisURL ? { ...connection, maxRetriesPerRequest: 1, enableOfflineQueue: false } : connection,
        defaultJobOptions: { removeOnComplete: true, removeOnFail: 1000, attempts: 5, backoff: { type: 'exponential', delay: 1000 } },
      } as unknown as QueueOptions;
      queue = new Queue(stage, options, backend as never);
      queue.on('error', engines.onError);
      queues.set(stage, queue);
    }
    return queue;
  };
  return {
    async add(stage, job, options = {}) {
      await queueOf(stage).add(workerStages[stage].job, job, { delay: options.delayMs ?? 0 });
    },
    process(stage, processor, options) {
      const workerOptions = { connection, concurrency: options.concurrency, maxStalledCount: 2 } as unknown as WorkerOptions;
      const worker = new Worker(
        stage,
        (job: Job<StageJob>) => processor(job.data, { attempt: job.attemptsMade }),
        workerOptions,
        backend as never,
      );
      worker.on('error', options.onError);
      worker.on('failed', (_job, error) => options.onError(error));
      return { close: () => worker.close() };
    },
    counts: (stage) => queueOf(stage).getJobCounts(),
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
