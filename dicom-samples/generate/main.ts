import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generateSamples, type SampleManifest } from './samples.js';

/** Command: writes the samples below a folder and prints a summary; `--manifest <file>` writes the manifest too. */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { manifest: { type: 'string' } } });
const targetFolder = path.resolve(positionals[0] ?? 'dicom-samples/generated');
const manifest = await generateSamples(targetFolder);
if (values.manifest !== undefined) {
  await writeFile(values.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
}
process.stdout.write(summaryOf(manifest, targetFolder));

function summaryOf({ samples }: SampleManifest, folder: string): string {
  const byFolder = new Map<string, { fileCount: number; byteCount: number }>();
  for (const { file, bytes } of samples) {
    const name = file.split('/')[0] ?? '';
    const sum = byFolder.get(name) ?? { fileCount: 0, byteCount: 0 };
    byFolder.set(name, { fileCount: sum.fileCount + 1, byteCount: sum.byteCount + bytes });
  }
  const lines = [...byFolder].map(
    ([name, sum]) => `  ${name.padEnd(20)}${String(sum.fileCount).padStart(5)} files ${(sum.byteCount / 1e6).toFixed(1).padStart(8)} MB`,
  );
  return `${samples.length} samples in ${folder}\n${lines.join('\n')}\n`;
}
