import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from '@jest/globals';
import { startBrowser, type TestBrowser } from '../support/browser.js';
import { type Product, startProduct } from '../support/product.js';

export const root = join(import.meta.dirname, '../..');
/** Where what a person saw is kept, to be looked at. */
export const pictures = join(root, 'test-output/end-to-end');

/** What the tests of one file share: the running product, a browser, and the sample images in a folder that goes with them. */
export interface Stage {
  readonly product: Product;
  readonly browser: TestBrowser;
  readonly samples: string;
}

/** Sets the stage before the first test of a file and clears it after the last. `env` goes over the product's settings. */
export function setStage(env: NodeJS.ProcessEnv = {}): Stage {
  const stage: { -readonly [Part in keyof Stage]?: Stage[Part] } = {};
  beforeAll(async () => {
    await mkdir(pictures, { recursive: true });
    stage.samples = await mkdtemp(join(tmpdir(), 'samples-'));
    await promisify(execFile)(process.execPath, [join(root, 'dist/dicom-samples/generate/main.js'), stage.samples], { cwd: root });
    stage.product = await startProduct({ env });
    stage.browser = await startBrowser();
  }, 180_000);
  afterAll(async () => {
    await stage.browser?.close();
    await stage.product?.stop();
    if (stage.samples) await rm(stage.samples, { recursive: true, force: true });
  }, 60_000);
  return stage as Stage;
}
