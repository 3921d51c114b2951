import { setTimeout as delay } from 'node:timers/promises';
import { sofia } from '../../../dicom-samples/generate/identities.js';
import type { Load } from '../loads.js';
import { type RunningGateway, startGateway } from '../peers/gateway.js';
import type { PeerPlace } from '../peers/peer.js';
import { takeIdleMeasure } from '../round.js';
import { prepareSender } from '../sending.js';
import { type AbsoluteFigure, median } from '../table.js';

const budgetS = 10;
const patienceMs = 180_000;

/** Measures how long after the last answer a study is validated, linked and has its pictures, as radiology sees it. */
export async function measureReadiness(place: PeerPlace, load: Load, rounds: number): Promise<AbsoluteFigure[]> {
  const gateway = await startGateway(place);
  try {
    const seconds: number[] = [];
    for (let round = 1; round <= rounds; round += 1) seconds.push(await measureOnce(gateway, load, round, place.logFile));
    const measured = `${median(seconds).toFixed(1)} s (${seconds.map((each) => each.toFixed(1)).join(', ')})`;
    const what = `${load.instanceCount} CT instances ready for radiology (validated, linked, thumbnails) after the last answer`;
    return [{ what, measured, budget: `${budgetS} s`, isKept: median(seconds) <= budgetS }];
  } finally {
    await gateway.stop();
  }
}

async function measureOnce(gateway: RunningGateway, load: Load, seed: number, logFile: string): Promise<number> {
  // The order's own called AE title names the order, and the patient is the order's: nothing is left to ask.
  const calledAETitle = await gateway.clinician.calledAETitleFor('Sample');
  await takeIdleMeasure(gateway);
  const target = { door: 'dimse', port: gateway.dimsePort, callingAETitle: 'RIVERSIDE_PACS', calledAETitle } as const;
  const sender = await prepareSender({ load, seed: 9000 + seed, patient: sofia, target }, logFile);
  try {
    const { studyInstanceUID, instanceCount } = await sender.send();
    const answeredAt = performance.now();
    await waitUntilReady(gateway, studyInstanceUID, instanceCount);
    return (performance.now() - answeredAt) / 1000;
  } finally {
    await sender.stop();
  }
}

async function waitUntilReady({ radiology }: RunningGateway, studyInstanceUID: string, instanceCount: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const study = await radiology.findStudy(studyInstanceUID);
    if (study?.stage === 'linked' && study.ledger.validated === instanceCount) {
      const { series } = await radiology.readStudy(study.id);
      if (series.every(({ thumbnail }) => thumbnail !== 'none')) return;
    }
    if (Date.now() > deadline) {
      const seen = study ? `it is "${study.stage}" with ${study.ledger.validated} of ${instanceCount} validated` : 'it is not listed';
      throw new Error(`the study was not ready within ${patienceMs / 1000} s: ${seen}`);
    }
    await delay(100);
  }
}
