import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ExtraLoadName, extraLoadNames, type Load, loadsOf } from './loads.js';
import { type PeerName, peerNames } from './peers/peer.js';

export interface BenchmarkOptions {
  readonly loads: readonly Load[];
  readonly extraLoads: readonly ExtraLoadName[];
  readonly peers: readonly PeerName[];
  readonly rounds: number;
  readonly scale: number;
  readonly writeTo: string | undefined;
  readonly folder: string | undefined;
  readonly profileFolder: string | undefined;
  readonly keep: boolean;
}

/** A mistake on the command line, with what would be right. */
export class UsageError extends Error {}

export const usage = `npm run bench -- [options]
  --loads ct1,mr,…     of ${[...loadsOf(1).map(({ name }) => name), ...extraLoadNames].join(', ')} (default: all)
  --peers ours,…       of ${peerNames.join(', ')} (default: those that are installed)
  --rounds 3           rounds of each load, interleaved among the receivers
  --scale 0.1          a tenth of the instances and bytes, for a quick look
  --write FILE         writes the tables to a file too
  --folder DIR         where the receivers store: on the disk that is to be measured (default: the system's temporary folder)
  --profile DIR        writes a CPU profile of gateway and worker for each round (the figures then include the profiler)
  --keep               keeps the folder with its data and logs`;

/** @throws UsageError naming what is wrong. */
export function readOptions(args: readonly string[]): BenchmarkOptions {
  const { values } = parseOrComplain(args);
  const scale = positive(values.scale, 'scale');
  const loads = loadsOf(scale);
  const known = [...loads.map(({ name }) => name), ...extraLoadNames];
  const wanted = chosen(values.loads, known, 'loads');
  return {
    loads: loads.filter(({ name }) => wanted.includes(name)),
    extraLoads: extraLoadNames.filter((name) => wanted.includes(name)),
    peers: chosen(values.peers, peerNames, 'peers'),
    rounds: Math.ceil(positive(values.rounds, 'rounds')),
    scale,
    writeTo: values.write,
    folder: values.folder,
    profileFolder: values.profile && resolve(values.profile),
    keep: values.keep,
  };
}

function parseOrComplain(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        loads: text,
        peers: text,
        rounds: { ...text, default: '3' },
        scale: { ...text, default: '1' },
        write: text,
        folder: text,
        profile: text,
        keep: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function chosen<Name extends string>(list: string | undefined, known: readonly Name[], option: string): readonly Name[] {
  if (list === undefined) return known;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0) throw new UsageError(`--${option} has ${unknown.join(', ')}; known are ${known.join(', ')}`);
  return known.filter((name) => names.includes(name));
}

function positive(text: string, option: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new UsageError(`--${option} takes a number above 0`);
  return number;
}
