// What `npm start` runs: everything that one machine needs, until Ctrl-C. Wiring and words only; embedded/launcher.ts does the work.
import { fileURLToPath } from 'node:url';
import { demoPassword } from '#core/accounts/demo-accounts.js';
import { readSettings, SettingsError } from '#core/config/settings.js';
import { demoAccounts } from './demo-data.js';
import { type Launched, Launcher } from './launcher.js';
import { OperatorError } from './operator-error.js';

const say = (sentence: string) => write(process.stdout, sentence);
const complain = (sentence: string) => write(process.stderr, sentence);

/** A terminal that is gone, or a file on a disk that takes nothing, costs the sentence and nothing else. */
function write(stream: NodeJS.WriteStream, sentence: string): void {
  try {
    stream.write(`${sentence}\n`);
  } catch {
    // Nobody is there to be told.
  }
}

function describeLaunched(launched: Launched): string {
  const { httpPort, dimsePort, demoOrders, workerCount, logFolder } = launched;
  const url = settings.PUBLIC_URL.replace(/:0$/, `:${httpPort}`);
  const lines = [
    '',
    'The gateway is up.',
    '',
    `  Portal     ${url}`,
    `  DICOM      ${settings.AE_TITLE}@${settings.DIMSE_PUBLIC_HOST}:${dimsePort}   (AE title@host:port)`,
    `  DICOMweb   ${url}/dicom-web`,
    `  Engines    ${settings.DATABASE_URL ? 'PostgreSQL of DATABASE_URL' : 'embedded PostgreSQL'}, queue in ${settings.REDIS_URL ? 'Redis' : 'PostgreSQL'}, workers: ${workerCount}`,
    `  Data       ${settings.DATA_DIR}`,
    `  Logs       ${logFolder}`,
  ];
  if (settings.DEMO) lines.push(...describeDemo(launched, demoOrders));
  lines.push('', 'Ctrl-C stops it; what was acknowledged stays.', '');
  return lines.join('\n');
}

function describeDemo({ dimsePort }: Launched, orders: Launched['demoOrders']): string[] {
  const host = settings.DIMSE_PUBLIC_HOST;
  return [
    '',
    `  Sign in with password ${demoPassword} as`,
    ...demoAccounts.map(({ username, organization }) => `    ${username.padEnd(11)} ${organization.name}`),
    '',
    '  Signed orders that expect images (number, patient, the Patient ID of the sender, own called AE title)',
    ...orders.map(
      (order) =>
        `    ${order.orderNumber}  ${order.patientName.padEnd(15)} ${order.senderPatientID.padEnd(10)} ${order.calledAETitle}  ${order.organization}`,
    ),
    '',
    `  Send as a PACS:  storescu -aet RIVERSIDE_PACS -aec ${settings.AE_TITLE} ${host} ${dimsePort} file.dcm`,
  ];
}

function readOrExit() {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    complain(error.message);
    process.exit(1);
  }
}

// A terminal that was closed must not end us before everything is stopped in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const settings = readOrExit();
const launcher = new Launcher({
  settings,
  environment: process.env,
  programs: {
    gateway: fileURLToPath(new URL('../gateway/main.js', import.meta.url)),
    worker: fileURLToPath(new URL('../workers/main.js', import.meta.url)),
  },
  say,
  onGivingUp: (reason) => {
    complain(reason);
    void stopAndExit(1);
  },
});

/** Milliseconds within which a second signal is the same one: a terminal sends Ctrl-C to everybody in it, and npm hands it on to us once more. */
const samePressMs = 1000;

let stopping = false;
let signalledAt = 0;

async function stopAndExit(code: number): Promise<void> {
  stopping = true;
  await launcher.stop();
  process.exit(code);
}

function onSignal(): void {
  if (Date.now() - signalledAt < samePressMs) return;
  signalledAt = Date.now();
  if (stopping) {
    complain('Ended at once; the next start recovers what was under way.');
    launcher.abandon();
    process.exit(1);
  }
  say('Stopping: what has begun is finished first (once more Ctrl-C ends it at once).');
  void stopAndExit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
// Only where another program started us with a channel: that program is gone.
process.on('disconnect', () => void stopAndExit(0));

try {
  const launched = await launcher.start();
  say(describeLaunched(launched));
  process.send?.({ ready: true, httpPort: launched.httpPort, dimsePort: launched.dimsePort });
} catch (error) {
  // Stopped by a signal while it started: the stop is under way and ends the process.
  if (!stopping) {
    complain(
      error instanceof OperatorError || error instanceof Error ? error.message : 'The start failed for a reason that nobody foresaw.',
    );
    await stopAndExit(1);
  }
}
