import { cpus, totalmem } from 'node:os';
import type { Load } from './loads.js';
import type { PeerName, ProcessGroup } from './peers/peer.js';
import type { RoundFigures } from './round.js';

/** The rounds of one load at one receiver, or why there are none. */
export interface Measured {
  readonly load: Load;
  readonly peer: PeerName;
  readonly title: string;
  readonly rounds: readonly RoundFigures[];
  readonly failure: string | undefined;
}

/** A figure of this gateway alone, beside what it may be. */
export interface AbsoluteFigure {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  readonly isKept: boolean;
}

const none = '-';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

const figure = (value: number | undefined, digits: number) => (value === undefined || Number.isNaN(value) ? none : value.toFixed(digits));

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map((_, index) => (index < 2 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

const columns = [
  'load',
  'receiver',
  'wall s (all rounds)',
  'instances/s',
  'MB/s',
  'time / Orthanc',
  'budget',
  'CPU ms/instance',
  'memory above idle MB',
  'p50 ms',
  'p99 ms',
  'sender CPU %',
];

/** The table of loads: medians of the rounds, and the ratio of median wall times to Orthanc's in this run. */
export function loadTable(measured: readonly Measured[]): string {
  return markdownTable(
    columns,
    measured.map((each) => loadRow(each, measured)),
  );
}

function loadRow(row: Measured, all: readonly Measured[]): string[] {
  const { rounds, load, title } = row;
  const [first] = rounds;
  if (!first) return [load.title, title, row.failure ?? 'not measured', ...columns.slice(3).map(() => none)];
  const wallMs = median(rounds.map((round) => round.wallMs));
  const orthanc = all.find((other) => other.load === load && other.peer === 'orthanc' && other.rounds.length > 0);
  const ratio = orthanc && wallMs / median(orthanc.rounds.map((round) => round.wallMs));
  const isOurs = row.peer === 'ours';
  return [
    load.title,
    row.failure ? `${title} (then: ${row.failure})` : title,
    rounds.map((round) => (round.wallMs / 1000).toFixed(2)).join(', '),
    figure((first.instanceCount * 1000) / wallMs, first.instanceCount > 1 ? 0 : 2),
    figure(first.byteCount / 1000 / wallMs, 0),
    ratio === undefined ? none : `${ratio.toFixed(2)}${isOurs ? (ratio <= load.timeBudget ? ' kept' : ' missed') : ''}`,
    isOurs ? `<= ${load.timeBudget}` : none,
    cpuCell(rounds, first.instanceCount),
    figure(highest(rounds), 0),
    figure(median(rounds.map((round) => round.p50Ms)), 2),
    figure(median(rounds.map((round) => round.p99Ms)), 2),
    figure(median(rounds.map((round) => (100 * round.cpuMs) / round.wallMs)), 0),
  ];
}

const highest = (rounds: readonly RoundFigures[]): number | undefined => {
  const peaks = rounds.flatMap(({ peakBytesAboveIdle }) => peakBytesAboveIdle ?? []);
  return peaks.length > 0 ? Math.max(...peaks) / 1e6 : undefined;
};

const groupTitles: Record<ProcessGroup, string> = { main: 'gateway', workers: 'workers', postgresql: 'PostgreSQL', other: 'launcher' };

function cpuCell(rounds: readonly RoundFigures[], instanceCount: number): string {
  const perGroup = (Object.keys(groupTitles) as ProcessGroup[]).map((group) => {
    const values = rounds.flatMap(({ receiverCpuMs }) => receiverCpuMs?.[group] ?? []);
    return { group, perInstance: values.length > 0 ? median(values) / instanceCount : 0 };
  });
  const total = perGroup.reduce((sum, { perInstance }) => sum + perInstance, 0);
  if (total === 0) return none;
  const parts = perGroup.filter(({ perInstance }) => perInstance > 0);
  if (parts.length === 1) return total.toFixed(2);
  return `${total.toFixed(2)} (${parts.map(({ group, perInstance }) => `${groupTitles[group]} ${perInstance.toFixed(2)}`).join(', ')})`;
}

export function absoluteTable(figures: readonly AbsoluteFigure[]): string {
  return markdownTable(
    ['this gateway alone', 'measured', 'budget', 'kept'],
    figures.map(({ what, measured, budget, isKept }) => [what, measured, budget, isKept ? 'yes' : 'no']),
  );
}

/** One paragraph on where and how the figures were taken. */
export function circumstances(options: { rounds: number; scale: number; isProfiled: boolean }, versions: readonly string[]): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
  const notes = [`Node ${process.version}`, ...versions, machine, `${options.rounds} interleaved rounds`];
  if (options.scale !== 1) notes.push(`scale ${options.scale}: not for comparing with the budgets`);
  if (options.isProfiled) notes.push('this gateway ran under a profiler');
  return `${notes.join('; ')}.`;
}
