import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const projectFolder = join(import.meta.dirname, '../../..');
const { forbidden } = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };

/** One fault for each rule: a file, and what it must not import. */
const faults: Record<string, { file: string; text: string }> = {
  'core-stands-alone': { file: 'core/referral/fault.ts', text: `import '../../gateway/store/sound.js';` },
  'errors-import-nothing': { file: 'core/errors/fault.ts', text: `import 'node:fs';` },
  'dicom-knows-errors-only': { file: 'core/dicom/fault.ts', text: `import '#core/config/sound.js';` },
  'contract-knows-itself-only': {
    file: 'core/contract/fault.ts',
    text: `import type { Sound } from '../config/sound.js';\nexport type Fault = Sound;`,
  },
  'identity-knows-dicom-and-contract-only': { file: 'core/identity/fault.ts', text: `import '../config/sound.js';` },
  'identity-is-free-of-node': { file: 'core/identity/node-fault.ts', text: `import '../dicom/reads-files.js';` },
  'contract-is-free-of-node': { file: 'core/contract/node-fault.ts', text: `import 'node:path';` },
  'gateway-knows-no-worker': { file: 'gateway/store/worker-fault.ts', text: `import '../../workers/link/sound.js';` },
  'worker-knows-no-gateway': { file: 'workers/link/gateway-fault.ts', text: `import '../../gateway/store/sound.js';` },
  'pages-know-contract-identity-and-dicom-only': { file: 'uploader-ui/src/fault.ts', text: `import '#core/config/sound.js';` },
  'pages-are-free-of-node': { file: 'uploader-ui/src/node-fault.ts', text: `import '#core/dicom/reads-files.js';` },
  'server-knows-no-page': { file: 'gateway/http/page-fault.ts', text: `import '../../uploader-ui/src/sound.js';` },
  'worker-stages-stand-apart': { file: 'workers/link/fault.ts', text: `import '../validate/sound.js';` },
  'doors-stand-apart': { file: 'gateway/receive/dimse/fault.ts', text: `import '../stow-rs/sound.js';` },
  'store-knows-no-door': { file: 'gateway/store/door-fault.ts', text: `import '../receive/stow-rs/sound.js';` },
  'dcmjs-dimse-in-its-places': { file: 'gateway/portal/fault.ts', text: `import 'dcmjs-dimse';` },
  'express-in-routes-only': { file: 'gateway/portal/express-fault.ts', text: `import express from 'express';\nexpress();` },
  'bullmq-in-its-places': { file: 'workers/link/queue-fault.ts', text: `import 'bullmq';` },
  'object-store-chosen-by-main': { file: 'gateway/store/object-fault.ts', text: `import '#core/object-store/file-object-store.js';` },
  'nothing-imports-tests': { file: 'scripts/fault.ts', text: `import '../test/support/sound.js';` },
  'nothing-imports-samples': { file: 'embedded/fault.ts', text: `import '../dicom-samples/sound.js';` },
  'no-cycles': { file: 'core/audit/back.ts', text: `import './fault.js';` },
  'no-development-package-in-production': { file: 'embedded/development-fault.ts', text: `import 'esbuild';` },
  'imports-resolve': { file: 'core/queue/fault.ts', text: `import './nowhere.js';` },
};

/** What the faults import, and what no rule may object to. */
const sound: Record<string, string> = {
  'core/config/sound.ts': 'export interface Sound { one: 1 }',
  'core/contract/sound.ts': `import { z } from 'zod';\nexport const sound = z.string();`,
  'core/dicom/reads-files.ts': `import 'node:fs';\nimport '../errors/sound.js';`,
  'core/errors/sound.ts': 'export const sound = 1;',
  'core/audit/fault.ts': `import './back.js';`,
  'core/object-store/file-object-store.ts': `import './object-store.js';`,
  'core/object-store/object-store.ts': 'export const sound = 1;',
  'gateway/main.ts': `import 'bullmq';\nimport '#core/object-store/file-object-store.js';\nimport './receive/dimse/sound.js';`,
  'gateway/receive/dimse/sound.ts': `import 'dcmjs-dimse';\nimport '../../store/sound.js';`,
  'gateway/receive/stow-rs/sound.ts': `import '../../store/sound.js';`,
  'gateway/receive/stow-rs/routes.ts': `import express from 'express';\nexpress();`,
  'gateway/store/sound.ts': `import '#core/object-store/object-store.js';`,
  'workers/link/sound.ts': `import '#core/config/sound.js';`,
  'workers/validate/sound.ts': 'export const sound = 1;',
  'uploader-ui/src/sound.ts': `import '#core/contract/sound.js';`,
  'test/support/sound.ts': 'export const sound = 1;',
  'dicom-samples/sound.ts': 'export const sound = 1;',
};

describe('import rules', () => {
  let tree: string;
  let violations: { from: string; rule: { name: string } }[];

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'import-rules-'));
    const planted = Object.fromEntries(Object.values(faults).map(({ file, text }) => [file, text]));
    for (const [file, text] of Object.entries({ ...sound, ...planted })) {
      await mkdir(dirname(join(tree, file)), { recursive: true });
      await writeFile(join(tree, file), `${text}\n`);
    }
    for (const name of ['node_modules', 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      await symlink(join(projectFolder, name), join(tree, name));
    }
    const program = join(projectFolder, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const folders = ['core', 'gateway', 'workers', 'embedded', 'uploader-ui', 'scripts', 'test', 'dicom-samples'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
      {
        cwd: tree,
        maxBuffer: 50_000_000,
      },
    );
    violations = (JSON.parse(stdout) as { summary: { violations: typeof violations } }).summary.violations;
  }, 60_000);

  afterAll(() => rm(tree, { recursive: true, force: true }));

  it('have a planted fault each', () => {
    expect(Object.keys(faults).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  it.each(Object.entries(faults))('%s reports its planted fault', (name, { file }) => {
    expect(violations.filter(({ rule }) => rule.name === name).map(({ from }) => from)).toContain(file);
  });

  it('object to nothing that is allowed', () => {
    const soundFiles = Object.keys(sound).filter((file) => file !== 'core/audit/fault.ts');
    expect(violations.filter(({ from }) => soundFiles.includes(from)).map(({ from, rule }) => `${rule.name}: ${from}`)).toEqual([]);
  });
});
