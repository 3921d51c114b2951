// Checks types, lint and formatting, import rules and the unit tests; every step runs, so that one run tells all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const sourceFolders = ['core', 'gateway', 'workers', 'embedded', 'uploader-ui', 'scripts', 'test', 'dicom-samples'];

/** Runs a program of the project's own packages and tells whether it ended well. */
function run(name, packageName, program, args, environment = {}) {
  process.stdout.write(`\n== ${name}\n`);
  const path = join(root, 'node_modules', packageName, program);
  const { status } = spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
  return status === 0;
}

// A test that leaves a server open must not keep the run from ending.
export const endsAnyway = ['--forceExit'];

/** Counts of tests; a step that is no test counts when it fails. */
export class Tally {
  passed = 0;
  failed = 0;

  step(endedWell) {
    if (!endedWell) this.failed += 1;
  }

  add(result) {
    this.passed += result.numPassedTests;
    this.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  }

  /** Prints the closing line and sets the exit code. */
  close() {
    process.stdout.write(`\n${this.passed} passed, ${this.failed} failed\n`);
    process.exitCode = this.failed === 0 ? 0 : 1;
  }
}

/** Runs one folder of tests; ending badly without a failed test (no test found, a crash) counts as one failure. */
export function runTests(tally, project, args = []) {
  const folder = mkdtempSync(join(tmpdir(), 'test-result-'));
  const resultFile = join(folder, 'result.json');
  const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  const endedWell = run(
    `tests: ${project}`,
    'jest',
    'bin/jest.js',
    ['--selectProjects', project, '--json', `--outputFile=${resultFile}`, ...args],
    { NODE_OPTIONS: options },
  );
  const before = tally.failed;
  try {
    tally.add(JSON.parse(readFileSync(resultFile, 'utf8')));
  } catch {
    // No result was written: the runner itself broke down, which is counted below.
  }
  rmSync(folder, { recursive: true, force: true });
  if (!endedWell && tally.failed === before) tally.failed += 1;
}

export function check(tally) {
  tally.step(run('types', 'typescript', 'bin/tsc', ['-p', '.']));
  tally.step(run('lint and formatting', '@biomejs/biome', 'bin/biome', ['check', '--error-on-warnings', '.']));
  tally.step(
    run('import rules', 'dependency-cruiser', 'bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', ...sourceFolders]),
  );
  runTests(tally, 'unit', ['--maxWorkers=2']);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tally = new Tally();
  check(tally);
  tally.close();
}
