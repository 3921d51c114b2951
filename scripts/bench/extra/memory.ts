import { startGateway } from '../peers/gateway.js';
import type { PeerPlace } from '../peers/peer.js';
import { samplePeakMemory } from '../process-tree.js';
import { mainProcessIDs } from '../round.js';
import { prepareSender } from '../sending.js';
import type { AbsoluteFigure } from '../table.js';

const budgetBytes = 250_000_000;
const gigabyte = 1_000_000_000;

/** Sends one very large instance through either door of a fresh gateway and watches the memory of its process. */
export async function measureLargeInstances(place: PeerPlace, scale: number): Promise<AbsoluteFigure[]> {
  const gateway = await startGateway(place);
  try {
    const figures: AbsoluteFigure[] = [];
    for (const [index, door] of (['dimse', 'stow-rs'] as const).entries()) {
      const byteCount = 2 * Math.round((gigabyte * scale) / 2);
      const load = {
        name: 'memory',
        door,
        content: 'large',
        instanceCount: 1,
        byteCount,
        connectionCount: 1,
        instancesPerRequest: 1,
      } as const;
      const target = gateway.target(door);
      if (!target) throw new Error(`there is no ${door} door`);
      const sender = await prepareSender({ load, seed: 9100 + index, target }, place.logFile);
      const memory = samplePeakMemory(() => mainProcessIDs(gateway));
      let peakBytes: number | undefined;
      try {
        await gateway.settle(await sender.send());
      } finally {
        peakBytes = memory.stop();
        await sender.stop();
      }
      figures.push({
        what: `highest memory of the gateway in all, one instance of ${Math.round(byteCount / 1e6)} MB by ${door === 'dimse' ? 'C-STORE' : 'STOW-RS'}`,
        measured: peakBytes === undefined ? '-' : `${Math.round(peakBytes / 1e6)} MB`,
        budget: `${budgetBytes / 1e6} MB`,
        isKept: peakBytes !== undefined && peakBytes <= budgetBytes,
      });
    }
    return figures;
  } finally {
    await gateway.stop();
  }
}
