import { existsSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { connectDatabase } from '#core/database/database.js';
import { startImport } from '#core/diagnoses/importing.js';
import { openOrderFile } from '#core/diagnoses/opened-file.js';
import { startEmbeddedPostgresql } from '../../../embedded/postgresql.js';
import { endsAfterProcesses } from '../child-process.js';
import { startGateway } from '../peers/gateway.js';
import type { GatewayClient } from '../peers/gateway-client.js';
import type { PeerPlace } from '../peers/peer.js';
import type { AbsoluteFigure } from '../table.js';

const orderFile = resolve('../shared/reference/icd10cm-order-Jan-2021.txt.gz');
const searchBudgetMs = 30;
const importBudgetS = 30;
const searchCount = 500;

/** Codes, words while they are typed, abbreviations, lay terms, British spelling, typing errors, and what finds nothing. */
const queries =
  'MI,CHF,COPD,HTN,T2DM,DVT,afib,ckd stage 3,torn acl right knee,hip fx,breast ca,bone mets,heart attack,high blood pr,kidney stone,broken wrist left,brain tumour,haematuria,hypertention,pnuemonia,hart attack,i50,I5O.9,s82,g43 109,right knee pain,abd pain rlq,fracture,cancer,pain,f,fr,frac,unspecified,diabetes with neuropathy,malignant neoplasm of breast left,fracture of left radius initial encounter,lung nodule,multiple myeloma,qqqqzzzz xkcd'.split(
    ',',
  );

/** Imports the order file of a year, and searches it as a clinician's page does. */
export async function measureDiagnosisSearches(place: PeerPlace): Promise<AbsoluteFigure[]> {
  if (!existsSync(orderFile)) throw new Error(`there is no ${orderFile}`);
  mkdirSync(place.folder, { recursive: true });
  const postgresql = await startEmbeddedPostgresql({ folder: join(place.folder, 'postgresql'), logFile: place.logFile });
  const stopPostgresql = endsAfterProcesses(postgresql);
  try {
    const environment = { DATABASE_URL: postgresql.url, WORKERS: '0' };
    const gateway = await startGateway({ ...place, folder: join(place.folder, 'gateway') }, { environment });
    try {
      return [await measureImport(postgresql.url), ...(await measureSearches(gateway.clinician))];
    } finally {
      await gateway.stop();
    }
  } finally {
    await stopPostgresql();
  }
}

async function measureImport(url: string): Promise<AbsoluteFigure> {
  const connection = connectDatabase(url, { maxConnections: 2 });
  try {
    const startedAt = performance.now();
    const file = await openOrderFile(orderFile);
    const { finished } = await startImport(connection.database, { file, fileName: basename(orderFile) });
    const { codeCount, error } = await finished;
    if (error) throw error;
    const seconds = (performance.now() - startedAt) / 1000;
    const what = `import of an ICD-10-CM order file, ${codeCount} rows`;
    return { what, measured: `${seconds.toFixed(1)} s`, budget: `${importBudgetS} s`, isKept: seconds <= importBudgetS };
  } finally {
    await connection.close();
  }
}

async function measureSearches(client: GatewayClient): Promise<AbsoluteFigure[]> {
  const search = async (text: string) => {
    const askedAt = performance.now();
    const answer = await client.get(`/api/icd10cm?search=${encodeURIComponent(text)}`);
    await answer.arrayBuffer();
    return performance.now() - askedAt;
  };
  // The first one after an import reads the list into memory.
  const firstMs = await search('heart failure');
  for (const text of queries) await search(text);
  const times: number[] = [];
  for (let index = 0; index < searchCount; index += 1) times.push(await search(queries[index % queries.length] as string));
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(part * times.length))] as number;
  const measured = `p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms (longest ${at(1).toFixed(1)}; the first after the import ${firstMs.toFixed(0)})`;
  const what = `${searchCount} mixed searches for diagnosis codes, over HTTP`;
  return [{ what, measured, budget: `p99 ${searchBudgetMs} ms`, isKept: at(0.99) <= searchBudgetMs }];
}
