import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brokenSamples } from './broken.js';
import { cdSamples } from './cd.js';
import { characterSetSamples } from './charsets.js';
import type { SampleFile } from './sample.js';
import { studySamples } from './studies.js';
import { transferSyntaxSamples } from './transfer-syntaxes.js';
import { videoSamples } from './video.js';

/** A sample as the manifest lists it: what the file says of itself, its size and digest, and what a receiver should do with it. */
export interface SampleEntry extends Omit<SampleFile, 'bytes'> {
  readonly bytes: number;
  readonly sha256: string;
}

export interface SampleManifest {
  readonly samples: readonly SampleEntry[];
}

/** Makes every sample, one after the other, without keeping any. */
export async function* allSamples(): AsyncGenerator<SampleFile> {
  yield* studySamples();
  yield* transferSyntaxSamples();
  yield* characterSetSamples();
  yield* videoSamples();
  yield* cdSamples();
  yield* brokenSamples();
}

/** Describes a sample for the manifest. */
export function describeSample(sample: SampleFile): SampleEntry {
  const { file, bytes, ...rest } = sample;
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, ...rest };
}

/**
 * Writes all samples below a folder and gives the manifest of what was written.
 *
 * The same program writes the same bytes in every run. Existing files of the same names are replaced, others are left alone.
 */
export async function generateSamples(targetFolder: string): Promise<SampleManifest> {
  const samples: SampleEntry[] = [];
  for await (const sample of allSamples()) {
    const target = path.join(targetFolder, ...sample.file.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, sample.bytes);
    samples.push(describeSample(sample));
  }
  return { samples };
}
