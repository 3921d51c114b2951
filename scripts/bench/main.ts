// What `npm run bench` measures: this gateway and the receivers found beside it, load by load in interleaved rounds, on the disk that is there.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { abandonAllProcesses, stopAllProcesses } from './child-process.js';
import { measureAttachments } from './extra/attachments.js';
import { measureBesideBusyWorkers } from './extra/busy-workers.js';
import { measureDiagnosisSearches } from './extra/icd10cm.js';
import { measureLargeInstances } from './extra/memory.js';
import { measurePatientSearches } from './extra/patients.js';
import { measureSearches } from './extra/qido.js';
import { measureReadiness } from './extra/ready.js';
import { type ExtraLoadName, type Load, loadsOf } from './loads.js';
import { type BenchmarkOptions, readOptions, UsageError, usage } from './options.js';
import { startGateway } from './peers/gateway.js';
import { startOrthanc } from './peers/orthanc.js';
import type { PeerName, PeerPlace, RunningPeer } from './peers/peer.js';
import { startStorescp } from './peers/storescp.js';
import { type MeasuredPeer, type RoundFigures, runRound, takeIdleMeasure } from './round.js';
import { type AbsoluteFigure, absoluteTable, circumstances, loadTable, type Measured } from './table.js';

const programs: Partial<Record<PeerName, string>> = { storescp: 'storescp', orthanc: 'Orthanc' };
const temporaryMemoryFileSystem = 0x01021994;

const note = (sentence: string) => process.stderr.write(`${sentence}\n`);
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

let interrupted = false;
let folder = '';
let isKept = false;

async function run(options: BenchmarkOptions): Promise<void> {
  isKept = options.keep;
  folder = makeFolder(options.folder);
  const versions: string[] = [];
  const measured = options.loads.length > 0 ? await runLoads(options, versions) : [];
  const figures = options.peers.includes('ours') ? await runExtraLoads(options) : [];
  if (interrupted) return;
  const tables = [circumstances({ ...options, isProfiled: options.profileFolder !== undefined }, versions)];
  if (measured.length > 0) tables.push(loadTable(measured));
  if (figures.length > 0) tables.push(absoluteTable(figures));
  const text = `${tables.join('\n\n')}\n`;
  process.stdout.write(`\n${text}`);
  if (options.writeTo) writeFileSync(options.writeTo, text);
}

/** A folder of our own on a real disk: what lies in memory would need no time to become durable. */
function makeFolder(wanted: string | undefined): string {
  const isInMemory = process.platform === 'linux' && statfsSync(tmpdir()).type === temporaryMemoryFileSystem;
  const parent = wanted ? resolve(wanted) : isInMemory ? resolve('data') : tmpdir();
  mkdirSync(parent, { recursive: true });
  const made = mkdtempSync(join(parent, 'gateway-bench-'));
  // PostgreSQL crosses it as a user of its own where this runs as root.
  chmodSync(made, 0o711);
  return made;
}

const placeOf = (name: string): PeerPlace => ({ folder: join(folder, name), logFile: join(folder, `${name}.log`) });

async function startPeer(name: PeerName, options: BenchmarkOptions): Promise<RunningPeer> {
  if (name === 'storescp') return startStorescp(placeOf(name));
  if (name === 'orthanc') return startOrthanc(placeOf(name));
  return startGateway(placeOf(name), { profileFolder: options.profileFolder });
}

async function startPeers(options: BenchmarkOptions, versions: string[]): Promise<MeasuredPeer[]> {
  const peers: MeasuredPeer[] = [];
  for (const name of options.peers) {
    const program = programs[name];
    const version = program ? spawnSync(program, ['--version'], { encoding: 'utf8' }) : undefined;
    if (version?.error) {
      note(`${program} is not installed: no figures for it.`);
      continue;
    }
    if (version) versions.push(version.stdout.split('\n')[0]?.replace('$', '').split(' ').slice(0, 3).join(' ').trim() ?? '');
    try {
      const peer = await startPeer(name, options);
      note(`${peer.title} is up`);
      peers.push(await takeIdleMeasure(peer));
    } catch (error) {
      note(`${name} did not start: ${reasonOf(error)}`);
    }
  }
  return peers;
}

async function runLoads(options: BenchmarkOptions, versions: string[]): Promise<Measured[]> {
  const peers = await startPeers(options, versions);
  const measured: Measured[] = [];
  for (const [index, load] of options.loads.entries()) {
    const capable = peers.filter(({ peer }) => peer.target(load.door));
    const rows = capable.map((each) => ({ each, rounds: [] as RoundFigures[], failure: undefined as string | undefined }));
    for (let round = 1; round <= options.rounds && !interrupted; round += 1) {
      for (const row of rows) {
        if (interrupted || row.failure) continue;
        try {
          const figures = await runRound(row.each, load, 100 * (index + 1) + round, placeOf('sender').logFile);
          row.rounds.push(figures);
          note(`${load.name} round ${round}: ${row.each.peer.title} ${(figures.wallMs / 1000).toFixed(2)} s`);
        } catch (error) {
          row.failure = reasonOf(error);
          note(`${load.name} round ${round}: ${row.each.peer.title} failed: ${row.failure}`);
        }
      }
    }
    for (const { each, rounds, failure } of rows) measured.push({ load, peer: each.peer.name, title: each.peer.title, rounds, failure });
  }
  for (const { peer } of peers) await peer.stop();
  return measured;
}

async function runExtraLoads(options: BenchmarkOptions): Promise<AbsoluteFigure[]> {
  const ct = loadsOf(options.scale).find(({ name }) => name === 'ct1') as Load;
  const measures: Record<ExtraLoadName, (place: PeerPlace) => Promise<AbsoluteFigure[]>> = {
    ready: (place) => measureReadiness(place, ct, options.rounds),
    busy: (place) => measureBesideBusyWorkers(place, ct, options.rounds),
    qido: (place) => measureSearches(place, options.scale),
    patients: (place) => measurePatientSearches(place, options.scale),
    attachments: (place) => measureAttachments(place),
    icd10cm: (place) => measureDiagnosisSearches(place),
    memory: (place) => measureLargeInstances(place, options.scale),
  };
  const figures: AbsoluteFigure[] = [];
  for (const name of options.extraLoads) {
    if (interrupted) break;
    note(`${name} …`);
    try {
      figures.push(...(await measures[name](placeOf(name))));
    } catch (error) {
      figures.push({ what: name, measured: `not measured: ${reasonOf(error)}`, budget: '-', isKept: false });
    }
    if (!isKept) rmSync(join(folder, name), { recursive: true, force: true });
  }
  return figures;
}

async function endAll(): Promise<void> {
  await stopAllProcesses();
  if (folder && !isKept) rmSync(folder, { recursive: true, force: true });
  else if (folder) note(`Data and logs are kept in ${folder}`);
}

function onSignal(): void {
  if (interrupted) {
    void abandonAllProcesses().finally(() => process.exit(130));
    return;
  }
  interrupted = true;
  note('Stopping what was started (once more ends it at once).');
  void endAll().finally(() => process.exit(130));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  process.exitCode = 1;
  note(error instanceof UsageError ? `${error.message}\n\n${usage}` : reasonOf(error));
}
// After a signal, its handler ends everything and this process.
if (!interrupted) await endAll();
