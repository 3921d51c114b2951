import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { GeneratedInstance } from '../../dicom-samples/generate/large.js';
import { type DicomwebCaller, retrieveInstance } from '../support/dicomweb-client.js';
import { takeApart } from '../support/dimse-peer/index.js';
import type { Identical } from './senders.js';

export type Fate = 'whole' | 'absent' | 'altered';

/** What WADO-RS gives of an instance; one that came by STOW-RS has to be the same file, not only the same data set. */
export async function fateOf(caller: DicomwebCaller, instance: GeneratedInstance, identical: Identical = 'data-set'): Promise<Fate> {
  const retrieved = await retrieveInstance(caller, instance.identities);
  if (!retrieved) return 'absent';
  if (identical === 'file') return retrieved.equals(instance.bytes) ? 'whole' : 'altered';
  return takeApart(retrieved).dataSet.equals(takeApart(instance.bytes).dataSet) ? 'whole' : 'altered';
}

/** The instances of which WADO-RS does not give every byte; acknowledged ones must never be among them. */
export async function lostOrAltered(caller: DicomwebCaller, acknowledged: ReadonlyMap<GeneratedInstance, Identical>): Promise<string[]> {
  const wrong: string[] = [];
  await eachOf([...acknowledged], async ([instance, identical]) => {
    const fate = await fateOf(caller, instance, identical);
    if (fate !== 'whole') wrong.push(`${instance.identities.sopInstanceUID}: ${fate}`);
  });
  return wrong;
}

/** Does something for each, four at a time. */
export async function eachOf<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
  };
  await Promise.all([work(), work(), work(), work()]);
}

export interface LandingState {
  partFiles: string[];
  filesWithoutRow: string[];
  rowsWithoutFile: string[];
}

export const inOrder: LandingState = { partFiles: [], filesWithoutRow: [], rowsWithoutFile: [] };

type Query = (text: string) => Promise<pg.QueryResultRow[]>;

/** Compares the landing folders with the rows that point into them. */
export async function lookAtLanding(objectFolder: string, query: Query): Promise<LandingState> {
  const files = new Map<string, number>();
  for (const { folder } of await query('select folder from storage_folders')) {
    for (const name of await readdir(join(objectFolder, folder)).catch(() => [])) {
      files.set(`${folder}/${name}`, (await stat(join(objectFolder, folder, name))).size);
    }
  }
  const rows = await query(
    'select object_key, byte_count from instances union all select object_key, byte_count from conflicting_instances',
  );
  const keys = new Set(rows.map(({ object_key }) => object_key));
  return {
    // Empty ones stand ready for what comes next.
    partFiles: [...files].filter(([key, byteCount]) => key.endsWith('.part') && byteCount > 0).map(([key]) => key),
    filesWithoutRow: [...files.keys()].filter((key) => !key.endsWith('.part') && !keys.has(key)),
    rowsWithoutFile: rows.filter(({ object_key, byte_count }) => files.get(object_key) !== Number(byte_count)).map((row) => row.object_key),
  };
}
