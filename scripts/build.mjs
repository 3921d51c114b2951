// Builds what is not up to date: the server (TypeScript to dist/) and the pages (uploader-ui to dist/uploader-ui/public).
// --server: only the server; --force: even what is up to date.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const force = process.argv.includes('--force');
const serverFolders = ['core', 'gateway', 'workers', 'embedded', 'dicom-samples', 'scripts'];

function* filesBelow(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'generated') yield* filesBelow(path);
    } else yield path;
  }
}

function newest(paths) {
  let latest = 0;
  for (const path of paths) latest = Math.max(latest, statSync(path).mtimeMs);
  return latest;
}

function isUpToDate(stamp, sources) {
  return !force && existsSync(stamp) && statSync(stamp).mtimeMs >= newest(sources);
}

function mark(stamp) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
}

async function buildServer() {
  const sources = serverFolders
    .flatMap((folder) => [...filesBelow(join(root, folder))])
    .filter((path) => /\.(ts|json)$/.test(path) && !path.endsWith('.d.ts'));
  const stamp = join(root, 'dist/.server-built');
  if (isUpToDate(stamp, [...sources, join(root, 'package.json')])) return;
  const { build } = await import('esbuild');
  for (const folder of serverFolders) rmSync(join(root, 'dist', folder), { recursive: true, force: true });
  await build({
    entryPoints: sources.filter((path) => path.endsWith('.ts')),
    outdir: join(root, 'dist'),
    outbase: root,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  mark(stamp);
}

async function buildPages() {
  const sources = [
    ...filesBelow(join(root, 'uploader-ui')),
    ...filesBelow(join(root, 'core/contract')),
    ...filesBelow(join(root, 'core/dicom')),
    ...filesBelow(join(root, 'core/identity')),
    join(root, 'package.json'),
  ];
  const stamp = join(root, 'dist/.pages-built');
  if (!existsSync(join(root, 'uploader-ui/vite.config.ts')) || isUpToDate(stamp, sources)) return;
  const { build } = await import('vite');
  await build({ root: join(root, 'uploader-ui'), configFile: join(root, 'uploader-ui/vite.config.ts'), logLevel: 'warn' });
  mark(stamp);
}

await buildServer();
if (!process.argv.includes('--server')) await buildPages();
