// The test command. Without a word: what the tests need from the system, the build, the checks, then every folder of tests.
// With words: only these folders (unit, integration, interoperability, durability, end-to-end, corpus).
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { check, endsAnyway, root, runTests, Tally } from './check.mjs';

const oneAtATime = ['--runInBand', ...endsAnyway];
const projects = {
  unit: ['--maxWorkers=2'],
  integration: ['--maxWorkers=2', ...endsAnyway],
  interoperability: oneAtATime,
  durability: oneAtATime,
  'end-to-end': oneAtATime,
  corpus: oneAtATime,
};

const isOnPath = (program) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const systemPackages = {
  chromium: () => ['chromium', 'chromium-browser', 'google-chrome'].some(isOnPath),
  dcmtk: () => ['storescu', 'dcmsend', 'storescp', 'dcmdump'].every(isOnPath),
  orthanc: () => isOnPath('Orthanc'),
  'orthanc-dicomweb': () =>
    ['/usr/share/orthanc/plugins', '/usr/lib/orthanc'].some((folder) => existsSync(join(folder, 'libOrthancDicomWeb.so'))),
  'redis-server': () => isOnPath('redis-server'),
  ffmpeg: () => isOnPath('ffmpeg'),
};

/** Installs what the tests need from the system where that is allowed; else says what is missing and ends. */
function bringSystemPackages() {
  const missing = () => Object.keys(systemPackages).filter((name) => !systemPackages[name]());
  if (missing().length === 0) return;
  const mayInstall = process.getuid?.() === 0 && isOnPath('apt-get');
  if (mayInstall) {
    process.stdout.write(`Installing for the tests: ${missing().join(', ')}\n`);
    // RUNLEVEL=1 keeps the packages from starting their services.
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', ...missing()],
    ]) {
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
    }
  }
  const stillMissing = missing();
  if (stillMissing.length === 0) return;
  process.stderr.write(
    `The tests need these system packages, by Debian's names: ${stillMissing.join(', ')}. Install them and run the tests again.\n`,
  );
  process.stdout.write('\n0 passed, 1 failed\n');
  process.exit(1);
}

function build(tally) {
  process.stdout.write('\n== build\n');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
  tally.step(status === 0);
  return status === 0;
}

function corpusFolder() {
  const folder = resolve(process.env.CORPUS_DIR ?? join(root, '../shared/corpus'));
  return existsSync(join(folder, 'MANIFEST.json')) ? folder : undefined;
}

function runCorpus(tally) {
  const folder = corpusFolder();
  if (!folder) {
    process.stdout.write('No corpus here (CORPUS_DIR, or ../shared/corpus beside the project): nothing to run.\n');
    return;
  }
  process.env.CORPUS_DIR = folder;
  runTests(tally, 'corpus', projects.corpus);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in projects));
if (unknown.length > 0) {
  process.stderr.write(`No folder of tests is named ${unknown.join(', ')}: there are ${Object.keys(projects).join(', ')}.\n`);
  process.exit(1);
}

const tally = new Tally();
const needsProduct = asked.some((name) => name !== 'unit') || asked.length === 0;
if (needsProduct && asked.join() !== 'corpus') bringSystemPackages();
const isBuilt = needsProduct ? build(tally) : true;
if (asked.length === 0) check(tally);
const folders = asked.length > 0 ? asked : ['integration', 'interoperability', 'durability', 'end-to-end'];
for (const name of isBuilt ? folders : []) {
  if (name === 'corpus') runCorpus(tally);
  else runTests(tally, name, projects[name]);
}
tally.close();
