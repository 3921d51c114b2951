// A process of its own for every round: what it costs to send is not in the figures of the receivers, and is known itself.
import { performance } from 'node:perf_hooks';
import { prepareDimse } from './dimse-sender.js';
import type { PreparedSending, SenderMessage, SendJob, SendResult } from './job.js';
import { prepareStow } from './stow-sender.js';

const tell = (message: SenderMessage) => process.send?.(message);

async function send(prepared: PreparedSending): Promise<SendResult> {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const perConnection = await Promise.all(prepared.connections.map((sendOver) => sendOver()));
  const wallMs = performance.now() - began;
  const cpu = process.cpuUsage(cpuBefore);
  const latencies = perConnection.flat().sort((a, b) => a - b);
  const { instanceCount, byteCount, studyInstanceUID } = prepared;
  return {
    instanceCount,
    byteCount,
    studyInstanceUID,
    wallMs,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMs: (cpu.user + cpu.system) / 1000,
  };
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

let prepared: PreparedSending | undefined;

async function take(message: { prepare: SendJob } | { send: true }): Promise<void> {
  if ('prepare' in message) {
    const { target } = message.prepare;
    prepared = target.door === 'dimse' ? await prepareDimse(message.prepare, target) : prepareStow(message.prepare, target);
    // The garbage of the preparation is not to be collected while the clock runs.
    (globalThis as { gc?: () => void }).gc?.();
    tell({ state: 'prepared' });
  } else if (prepared) tell({ state: 'sent', result: await send(prepared) });
}

process.on('message', (message: { prepare: SendJob } | { send: true }) => {
  take(message).catch((error: Error) => tell({ state: 'failed', reason: error.message }));
});
process.on('disconnect', () => process.exit(0));
