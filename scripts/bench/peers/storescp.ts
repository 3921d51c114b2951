import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, StartedProcess, waitForPort } from '../child-process.js';
import type { PeerPlace, RunningPeer } from './peer.js';

/** Starts DCMTK's storescp as fast as it can be made: bit-preserving, longest PDUs, no Nagle, a process per association. */
export async function startStorescp({ folder, logFile }: PeerPlace): Promise<RunningPeer> {
  const files = join(folder, 'files');
  mkdirSync(files, { recursive: true });
  const port = await freePort();
  const started = new StartedProcess('storescp', ['+B', '--fork', '-pdu', '131072', '-od', files, String(port)], {
    logFile,
    environment: { TCP_NODELAY: '1' },
  });
  await waitForPort(port, started, logFile);
  return {
    name: 'storescp',
    title: 'storescp',
    rootProcessID: started.processID,
    groupOf: () => 'main',
    target: (door) => (door === 'dimse' ? { door, port, callingAETitle: 'BENCH', calledAETitle: 'STORESCP' } : undefined),
    settle: async () => {
      for (const name of readdirSync(files)) rmSync(join(files, name));
    },
    stop: () => started.stop(),
  };
}
