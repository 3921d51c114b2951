import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, StartedProcess, waitForPort } from '../child-process.js';
import { readProcessTree } from '../process-tree.js';
import { GatewayClient } from './gateway-client.js';
import type { PeerPlace, ProcessGroup, RunningPeer } from './peer.js';

const launcher = fileURLToPath(new URL('../../../embedded/main.js', import.meta.url));
const profiler = new URL('../profiler.js', import.meta.url).href;
const validationPatienceMs = 120_000;

export interface GatewayOptions {
  /** Over the settings with which `npm start` begins. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where a profile of each round is written. */
  readonly profileFolder?: string | undefined;
}

export interface RunningGateway extends RunningPeer {
  /** Sees everything that arrived. */
  readonly radiology: GatewayClient;
  /** Sees the orders of the clinic that sends. */
  readonly clinician: GatewayClient;
  readonly dimsePort: number;
}

/** Starts the product as `npm start` does, with demo data, a data folder and ports of its own. */
export async function startGateway({ folder, logFile }: PeerPlace, options: GatewayOptions = {}): Promise<RunningGateway> {
  mkdirSync(folder, { recursive: true });
  const [httpPort, dimsePort] = [await freePort(), await freePort()];
  const environment = {
    HTTP_PORT: String(httpPort),
    DIMSE_PORT: String(dimsePort),
    DATA_DIR: folder,
    WORKERS: '1',
    DEMO: 'on',
    ...(options.profileFolder ? { NODE_OPTIONS: `--import=${profiler}`, BENCH_PROFILE_FOLDER: options.profileFolder } : {}),
    ...options.environment,
  };
  const started = new StartedProcess(launcher, [], { logFile, environment, module: true, drainMs: 40_000 });
  const url = `http://127.0.0.1:${httpPort}`;
  try {
    await waitUntilUp(started, httpPort, logFile);
    const radiology = await GatewayClient.signIn(url, 'radiology');
    const clinician = await GatewayClient.signIn(url, 'clinician');
    const pacs = await GatewayClient.signIn(url, 'pacs');
    return {
      name: 'ours',
      title: 'this gateway',
      rootProcessID: started.processID,
      groupOf,
      target: (door) =>
        door === 'dimse'
          ? { door, port: dimsePort, callingAETitle: 'RIVERSIDE_PACS', calledAETitle: 'REFERRAL_GW' }
          : { door, port: httpPort, path: '/dicom-web/studies', authorization: `Bearer ${pacs.token}` },
      ...(options.profileFolder ? { toggleProfile: () => toggleProfile(started.processID) } : {}),
      settle: ({ studyInstanceUID, instanceCount }) => waitUntilValidated(radiology, studyInstanceUID, instanceCount),
      stop: () => started.stop(),
      radiology,
      clinician,
      dimsePort,
    };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function waitUntilUp(started: StartedProcess, httpPort: number, logFile: string): Promise<void> {
  const isReady = new Promise<void>((resolve) => {
    started.child.on('message', (message: { ready?: boolean }) => message.ready && resolve());
    started.child.once('exit', () => resolve());
  });
  await isReady;
  await waitForPort(httpPort, started, logFile);
}

function toggleProfile(rootProcessID: number): void {
  for (const { processID, commandLine } of readProcessTree(rootProcessID) ?? []) {
    if (/(gateway|workers)\/main\.js/.test(commandLine)) process.kill(processID, 'SIGUSR2');
  }
}

/** Whose work a process does, by the program that it runs. Processes that a worker starts for pixels count with it. */
function groupOf(commandLine: string): ProcessGroup {
  if (commandLine.includes('gateway/main.js')) return 'main';
  if (commandLine.includes('embedded/main.js')) return 'other';
  return /postgres/.test(commandLine) ? 'postgresql' : 'workers';
}

async function waitUntilValidated(client: GatewayClient, studyInstanceUID: string, instanceCount: number): Promise<void> {
  const deadline = Date.now() + validationPatienceMs;
  for (;;) {
    const study = await client.findStudy(studyInstanceUID);
    if (study && study.ledger.validated + study.ledger.quarantined >= instanceCount) return;
    if (Date.now() > deadline) {
      throw new Error(`${study?.ledger.validated ?? 0} of ${instanceCount} validated after ${validationPatienceMs / 1000} s`);
    }
    await delay(200);
  }
}
