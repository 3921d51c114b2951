import { statfs } from 'node:fs/promises';
import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import { toGatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { problems } from '../http/problem-details.js';
import { type Route, route } from '../http/route.js';

const databaseLookMs = 3_000;
const outboxLateSeconds = 60;

const live = route({
  method: 'get',
  path: '/health/live',
  access: 'public',
  scope: 'none',
  summary: 'This process answers.',
  answer: z.object({ status: z.literal('ok') }),
  examples: { answer: { status: 'ok' } },
  handle: async () => ({ status: 'ok' }),
});

interface Readiness {
  status: 'ready' | 'degraded' | 'not-ready';
  reasons: string[];
  degraded: string[];
}

const ready = route({
  method: 'get',
  path: '/health/ready',
  access: 'public',
  scope: 'none',
  summary: 'Whether what arrives can be stored durably (200), or why it can not (503). `degraded` lists what else is amiss.',
  answer: z.object({ status: z.enum(['ready', 'degraded', 'not-ready']), reasons: z.array(z.string()), degraded: z.array(z.string()) }),
  examples: { answer: { status: 'ready', reasons: [], degraded: [] } },
  async handle({ context, response }) {
    const readiness = await lookAtReadiness(context);
    response.status(readiness.status === 'not-ready' ? 503 : 200).json(readiness);
    return undefined;
  },
});

/** Looks whether reception can be durable right now; the reasons are written for operators and name no path. */
async function lookAtReadiness(context: GatewayContext): Promise<Readiness> {
  const reasons = new Set<string>();
  const degraded: string[] = [];
  if (context.draining()) reasons.add(problems['shutting-down'].title);
  try {
    context.store.assertReady();
  } catch (error) {
    reasons.add(problems[toGatewayError(error).code].title);
  }
  if (!(await hasRoom(context))) reasons.add(problems['out-of-resources'].title);
  try {
    const late = await inTime(secondsOfOldestOutboxRow(context));
    if (late > outboxLateSeconds) degraded.push(`The queue does not take jobs: the oldest has waited for ${Math.round(late)} s.`);
  } catch (error) {
    context.logger.warn({ err: error }, 'readiness: the database did not answer');
    reasons.add(problems['database-unavailable'].title);
  }
  const status = reasons.size > 0 ? 'not-ready' : degraded.length > 0 ? 'degraded' : 'ready';
  return { status, reasons: [...reasons], degraded };
}

async function hasRoom(context: GatewayContext): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(context.settings.DATA_DIR);
    return bavail * bsize >= context.settings.MIN_FREE_BYTES;
  } catch (error) {
    context.logger.warn({ err: error }, 'readiness: the data folder can not be looked at');
    return false;
  }
}

async function secondsOfOldestOutboxRow(context: GatewayContext): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(created_at))::float8 as seconds from outbox`.execute(context.database);
  return rows[0]?.seconds ?? 0;
}

function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), databaseLookMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const metrics = route({
  method: 'get',
  path: '/metrics',
  answerType: 'text/plain',
  access: ['admin'],
  scope: 'hospital',
  summary: 'Figures in the format of Prometheus, for an administrator or a token of one.',
  async handle({ context, response }) {
    const registry = registryOf(context);
    const text = await registry.metrics();
    response.type(registry.contentType).send(text);
    return undefined;
  },
});

const registries = new WeakMap<GatewayContext, Registry>();

function registryOf(context: GatewayContext): Registry {
  let registry = registries.get(context);
  if (!registry) {
    registry = makeRegistry(context);
    registries.set(context, registry);
  }
  return registry;
}

function makeRegistry(context: GatewayContext): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'gateway_' });
  const counted = (
    name: string,
    help: string,
    labelNames: string[],
    count: () => Promise<{ labels: Record<string, string>; value: number }[]>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset();
        for (const { labels, value } of await count()) this.set(labels, value);
      },
    });
  const rowsOf = async (query: ReturnType<typeof sql<{ labels: Record<string, string>; value: number }>>) =>
    (await query.execute(context.database)).rows;
  counted('gateway_receptions', 'associations and requests by door and outcome', ['door', 'outcome'], () =>
    rowsOf(
      sql`select jsonb_build_object('door', door, 'outcome', outcome) as labels, count(*) as value from receptions group by door, outcome`,
    ),
  );
  counted('gateway_instances_stored', 'instances stored by door', ['door'], () =>
    rowsOf(sql`select jsonb_build_object('door', door) as labels, sum(stored_count)::bigint as value from receptions group by door`),
  );
  counted('gateway_refusals', 'refused instances and associations by code', ['code'], () =>
    rowsOf(sql`select jsonb_build_object('code', error_code) as labels, count(*) as value from refusals group by error_code`),
  );
  counted('gateway_studies', 'studies by stage', ['stage'], () =>
    rowsOf(sql`select jsonb_build_object('stage', stage) as labels, count(*) as value from studies group by stage`),
  );
  counted('gateway_outbox_rows', 'jobs that the queue has not taken yet', ['stage'], () =>
    rowsOf(sql`select jsonb_build_object('stage', stage) as labels, count(*) as value from outbox group by stage`),
  );
  return registry;
}

export const operationRoutes: Route[] = [live, ready, metrics];
