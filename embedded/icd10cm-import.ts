// Imports a CMS order file: npm run icd10cm:import -- FILE [--year N]. Works with the database of DATABASE_URL, or with the embedded PostgreSQL of
// DATA_DIR, while the product runs on it and while it does not.
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { connectDatabase, type Database, migrateDatabase } from '#core/database/database.js';
import { ensureBuiltInCodes } from '#core/diagnoses/built-in-codes.js';
import { startImport } from '#core/diagnoses/importing.js';
import { openOrderFile } from '#core/diagnoses/opened-file.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { OperatorError } from './operator-error.js';
import { reachDatabase } from './reach-database.js';

const usage = 'Say the file: npm run icd10cm:import -- FILE [--year 2026]. FILE is the order file of CMS, plain, .gz or .zip.';
const statementTimeoutMs = 120_000;

function readArguments(): { path: string; year: number | undefined } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { year: { type: 'string' } } });
    const [path, ...more] = positionals;
    const year = values.year === undefined ? undefined : Number(values.year);
    if (path && more.length === 0 && (year === undefined || Number.isInteger(year))) return { path, year };
  } catch (cause) {
    throw new OperatorError(usage, { cause });
  }
  throw new OperatorError(usage);
}

async function importInto(database: Database, path: string, year: number | undefined): Promise<string> {
  await migrateDatabase(database);
  await ensureBuiltInCodes(database);
  const startedAt = performance.now();
  let told = 0;
  const onProgress = (rowsDone: number) => {
    if (rowsDone - told < 20_000) return;
    told = rowsDone;
    process.stdout.write(`${rowsDone.toLocaleString('en')} rows …\n`);
  };
  const file = await openOrderFile(path);
  const started = await startImport(database, { file, fileName: basename(path), year, onProgress });
  process.stdout.write(`Importing ${file.name} as the ICD-10-CM codes of ${started.year}.\n`);
  const { codeCount, billableCount, error } = await started.finished;
  if (error) throw error;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return `The codes of ${started.year} are ready: ${codeCount.toLocaleString('en')} rows, ${billableCount.toLocaleString('en')} of them billable, in ${seconds} s.`;
}

function sentenceOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof GatewayError) return `Nothing was changed. ${error.explanation ?? error.message}`;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? `There is no such file: ${message.split("'")[1] ?? ''}` : `The import failed: ${message}`;
}

try {
  const { path, year } = readArguments();
  const reached = await reachDatabase();
  try {
    const connection = connectDatabase(reached.url, { maxConnections: 3, statementTimeoutMs });
    try {
      process.stdout.write(`${await importInto(connection.database, path, year)}\n`);
    } finally {
      await connection.close();
    }
  } finally {
    await reached.leave();
  }
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
