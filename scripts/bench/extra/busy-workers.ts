import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from '../loads.js';
import { type RunningGateway, startGateway } from '../peers/gateway.js';
import type { PeerPlace } from '../peers/peer.js';
import { takeIdleMeasure } from '../round.js';
import type { SendResult } from '../sender/job.js';
import { type PreparedSender, prepareSender } from '../sending.js';
import { type AbsoluteFigure, median } from '../table.js';

const budget = 1.2;
const patienceMs = 60_000;

/** Compares the slowest answers (p99) while the workers check another study with those while they have nothing to do. */
export async function measureBesideBusyWorkers(place: PeerPlace, load: Load, rounds: number): Promise<AbsoluteFigure[]> {
  const gateway = await startGateway(place);
  const lesser = { ...load, instanceCount: Math.ceil(load.instanceCount / 3) };
  try {
    const idle: number[] = [];
    const busy: number[] = [];
    // What a process does for the first time takes longer: the first round is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      const [first, second, other] = [
        await prepare(gateway, lesser, 3 * round, place.logFile),
        await prepare(gateway, lesser, 3 * round + 1, place.logFile),
        await prepare(gateway, load, 3 * round + 2, place.logFile),
      ];
      await takeIdleMeasure(gateway);
      const alone = await sendAndStop(first);
      await takeIdleMeasure(gateway);
      const { studyInstanceUID } = await sendAndStop(other);
      await waitUntilBegun(gateway, studyInstanceUID);
      const beside = await sendAndStop(second);
      if (round === 0) continue;
      idle.push(alone.p99Ms);
      busy.push(beside.p99Ms);
    }
    const ratio = median(busy) / median(idle);
    const all = (values: number[]) => values.map((each) => each.toFixed(1)).join(', ');
    const measured = `${ratio.toFixed(2)} (p99 ${all(busy)} ms beside, ${all(idle)} ms alone)`;
    const what = `answers to ${lesser.instanceCount} CT instances while ${load.instanceCount} others are checked, p99 by that with idle workers`;
    return [{ what, measured, budget: `${budget}`, isKept: ratio <= budget }];
  } finally {
    await gateway.stop();
  }
}

function prepare({ dimsePort }: RunningGateway, load: Load, seed: number, logFile: string): Promise<PreparedSender> {
  const target = { door: 'dimse', port: dimsePort, callingAETitle: 'RIVERSIDE_PACS', calledAETitle: 'REFERRAL_GW' } as const;
  return prepareSender({ load, seed: 8000 + seed, target }, logFile);
}

async function sendAndStop(sender: PreparedSender): Promise<SendResult> {
  try {
    return await sender.send();
  } finally {
    await sender.stop();
  }
}

/** Resolves when the workers are in the middle of the study. */
async function waitUntilBegun({ radiology }: RunningGateway, studyInstanceUID: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await radiology.findStudy(studyInstanceUID))?.ledger.validated) {
    if (Date.now() > deadline) throw new Error(`no instance was validated within ${patienceMs / 1000} s`);
    await delay(20);
  }
}
