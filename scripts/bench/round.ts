import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from './loads.js';
import type { ProcessGroup, RunningPeer } from './peers/peer.js';
import { type PeakMemory, readProcessTree, samplePeakMemory } from './process-tree.js';
import type { SendJob, SendResult } from './sender/job.js';
import { prepareSender } from './sending.js';

/** A receiver with what it held before the first load. */
export interface MeasuredPeer {
  readonly peer: RunningPeer;
  /** Resident bytes of the largest process of its main group, idle. */
  readonly idleBytes: number | undefined;
}

export interface RoundFigures extends SendResult {
  /** CPU milliseconds of the receiver's processes, what follows reception included; undefined where it can't be read. */
  readonly receiverCpuMs: Partial<Record<ProcessGroup, number>> | undefined;
  readonly peakBytesAboveIdle: number | undefined;
}

const quietWindowMs = 500;
const quietCpuMs = 40;
const quietPatienceMs = 60_000;

/** Lets a started receiver come to rest and notes what it holds. */
export async function takeIdleMeasure(peer: RunningPeer): Promise<MeasuredPeer> {
  await waitUntilQuiet(peer);
  return { peer, idleBytes: residentBytes(peer) };
}

/**
 * Sends one load once and reads what it cost.
 *
 * Nothing else of this run works meanwhile: the receiver measured before is at rest and what it wrote is on the disk.
 *
 * @throws Error when the receiver refused anything, or its work on it did not end.
 */
export async function runRound({ peer, idleBytes }: MeasuredPeer, load: Load, seed: number, logFile: string): Promise<RoundFigures> {
  const target = peer.target(load.door);
  if (!target) throw new Error('it has no such door');
  const { timeBudget: _budget, title: _title, ...sent } = load;
  return measure(peer, idleBytes, { load: sent, seed, target }, logFile);
}

async function measure(peer: RunningPeer, idleBytes: number | undefined, job: SendJob, logFile: string): Promise<RoundFigures> {
  const sender = await prepareSender(job, logFile);
  let memory: PeakMemory | undefined;
  try {
    await waitUntilQuiet(peer);
    flushDisk();
    const before = cpuByGroup(peer);
    memory = samplePeakMemory(() => mainProcessIDs(peer));
    peer.toggleProfile?.();
    const result = await sender.send();
    const peakBytes = memory.stop();
    await sender.stop();
    await peer.settle(result);
    peer.toggleProfile?.();
    await waitUntilQuiet(peer);
    const after = cpuByGroup(peer);
    return {
      ...result,
      receiverCpuMs: before && after && subtract(after, before),
      peakBytesAboveIdle: peakBytes === undefined || idleBytes === undefined ? undefined : peakBytes - idleBytes,
    };
  } finally {
    memory?.stop();
    await sender.stop();
  }
}

/** What one receiver left in the system's write cache must not be paid for by the next. */
function flushDisk(): void {
  if (process.platform !== 'win32') spawnSync('sync');
}

export function mainProcessIDs(peer: RunningPeer): number[] {
  return (readProcessTree(peer.rootProcessID) ?? [])
    .filter(({ commandLine }) => peer.groupOf(commandLine) === 'main')
    .map(({ processID }) => processID);
}

function residentBytes(peer: RunningPeer): number | undefined {
  const main = readProcessTree(peer.rootProcessID)?.filter(({ commandLine }) => peer.groupOf(commandLine) === 'main');
  return main && main.length > 0 ? Math.max(...main.map((each) => each.residentBytes)) : undefined;
}

function cpuByGroup(peer: RunningPeer): Partial<Record<ProcessGroup, number>> | undefined {
  const tree = readProcessTree(peer.rootProcessID);
  if (!tree) return undefined;
  const sums: Partial<Record<ProcessGroup, number>> = {};
  for (const { commandLine, cpuMs } of tree) {
    const group = peer.groupOf(commandLine);
    sums[group] = (sums[group] ?? 0) + cpuMs;
  }
  return sums;
}

function subtract(
  after: Partial<Record<ProcessGroup, number>>,
  before: Partial<Record<ProcessGroup, number>>,
): Partial<Record<ProcessGroup, number>> {
  const groups = Object.keys(after) as ProcessGroup[];
  return Object.fromEntries(groups.map((group) => [group, (after[group] ?? 0) - (before[group] ?? 0)]));
}

async function waitUntilQuiet(peer: RunningPeer): Promise<void> {
  const total = () => Object.values(cpuByGroup(peer) ?? {}).reduce((sum, cpuMs) => sum + cpuMs, 0);
  const deadline = Date.now() + quietPatienceMs;
  for (let last = total(); Date.now() < deadline; ) {
    await delay(quietWindowMs);
    const now = total();
    if (now - last <= quietCpuMs) return;
    last = now;
  }
}
