// Stage 3, enqueue: turns outbox rows into jobs, and makes jobs again from the database for whatever waits without progress.
// It promises that nothing stored is ever forgotten: a row leaves the outbox only when the queue has taken its job, and a job that the
// queue lost is made again within a minute. Any number of gateways may run it.
import { sql } from 'kysely';
import type { Database } from '#core/database/database.js';
import type { Logger } from '#core/logging/logger.js';
import { type Repeating, startRepeating } from '#core/pipeline/repeating.js';
import { type WorkerStage, workerStages } from '#core/pipeline/stages.js';
import type { QueueConnection } from '#core/queue/queue.js';

export interface OutboxRelayOptions {
  database: Database;
  queue: Pick<QueueConnection, 'add'>;
  logger: Logger;
  /** Milliseconds between looks into the outbox; default 250. */
  pollMs?: number;
  /** Milliseconds between sweeps; default 20,000. */
  sweepMs?: number;
  /** Milliseconds without progress after which a job is made again; default 30,000. */
  patienceMs?: number;
  /**
   * Milliseconds for which a study must have been quiet before it is handed on, so that a study that is arriving becomes one job and not dozens;
   * ten times that is the longest wait. Default 750.
   */
  quietMs?: number;
  /** Milliseconds that the queue may take for one batch; default 5,000. */
  queueTimeoutMs?: number;
}

interface Work {
  stage: WorkerStage;
  studyID: string;
}

const batchSize = 1000;
const defaultQuietMs = 750;
const maxSwept = 500;
// Two sweeps at once would only make each job twice.
const sweepLock = 4702;

/** Starts the relay. While the queue or the database is away it tries again with growing pauses; reception goes on meanwhile. */
export function startOutboxRelay(options: OutboxRelayOptions): Repeating {
  const { logger, pollMs = 250, sweepMs = 20_000 } = options;
  let nextSweep = Date.now() + sweepMs;
  const look = async () => {
    const moved = await relayBatch(options);
    if (Date.now() >= nextSweep) {
      await sweep(options);
      nextSweep = Date.now() + sweepMs;
    }
    return moved === batchSize;
  };
  return startRepeating(look, {
    pollMs,
    longestPauseMs: 5_000,
    onFailure(error, failures) {
      if (failures === 1) logger.warn({ err: error }, 'jobs wait in the database: the queue or the database is away; reception goes on');
    },
    onRecovery: (failures) => logger.info({ failures }, 'the queue takes jobs again'),
  });
}

/** Moves a batch from the outbox to the queue and gives the number of rows moved; nothing is moved unless the queue took every job. */
export async function relayBatch(options: OutboxRelayOptions): Promise<number> {
  // Most looks find nothing; they need no transaction.
  const waiting = await options.database.selectFrom('outbox').select('id').limit(1).executeTakeFirst();
  if (!waiting) return 0;
  return options.database.transaction().execute(async (transaction) => {
    const quiet = `${options.quietMs ?? defaultQuietMs} milliseconds`;
    const { rows } = await sql<{ stage: string; study_id: string }>`
      delete from outbox where id in (
        select id from outbox where (stage, study_id) in (
          select stage, study_id from outbox group by stage, study_id
          having stage <> 'validate' or max(created_at) < now() - ${quiet}::interval or min(created_at) < now() - 10 * ${quiet}::interval)
        order by id limit ${batchSize} for update skip locked)
      returning stage, study_id`.execute(transaction);
    const distinct = new Map(rows.map((row) => [`${row.stage} ${row.study_id}`, row]));
    const work: Work[] = [];
    for (const { stage, study_id } of distinct.values()) {
      if (isWorkerStage(stage)) work.push({ stage, studyID: study_id });
      else options.logger.error({ stage }, 'an outbox row names a stage that no worker carries out');
    }
    await addAll(options, work);
    return rows.length;
  });
}

/** Makes jobs again for whatever has waited longer than the patience; gives their number. */
export async function sweep(options: OutboxRelayOptions): Promise<number> {
  const patience = `${options.patienceMs ?? 30_000} milliseconds`;
  return options.database.transaction().execute(async (transaction) => {
    const { rows: lock } = await sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${sweepLock}::bigint) as held`.execute(
      transaction,
    );
    if (!lock[0]?.held) return 0;
    const { rows } = await sql<{ stage: WorkerStage; study_id: string }>`
      (select distinct 'validate' as stage, study_id from instances
        where validated_at is null and received_at < now() - ${patience}::interval limit ${maxSwept})
      union
      (select 'validate', id from studies
        where stage = 'received' and greatest(stage_changed_at, last_received_at) < now() - ${patience}::interval limit ${maxSwept})
      union
      (select 'link', id from studies where stage = 'validated' and stage_changed_at < now() - ${patience}::interval limit ${maxSwept})
      union
      (select 'confirm', d.study_id from decisions d
        where d.decision = 'confirmed' and d.decided_at < now() - ${patience}::interval
          and not exists (select from receipts r where r.decision_id = d.id) limit ${maxSwept})`.execute(transaction);
    if (rows.length > 0) options.logger.info({ jobs: rows.length }, 'jobs are made again from the database');
    await addAll(
      options,
      rows.map((row) => ({ stage: row.stage, studyID: row.study_id })),
    );
    return rows.length;
  });
}

function isWorkerStage(stage: string): stage is WorkerStage {
  return Object.hasOwn(workerStages, stage);
}

async function addAll(options: OutboxRelayOptions, work: Work[]): Promise<void> {
  if (work.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  // A queue that hangs must not hold the outbox's rows, and a connection, for ever.
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the queue does not answer')), options.queueTimeoutMs ?? 5_000);
  });
  try {
    await Promise.race([Promise.all(work.map(({ stage, studyID }) => options.queue.add(stage, { studyID }))), late]);
  } finally {
    clearTimeout(timer);
  }
}
