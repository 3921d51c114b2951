import { readdirSync, readFileSync } from 'node:fs';

// What /proc counts in: USER_HZ, which Linux keeps at 100 for programs whatever the kernel's own clock, and pages.
const ticksPerSecond = 100;
const pageBytes = 4096;

export interface ProcessUse {
  readonly processID: number;
  readonly commandLine: string;
  /** Own CPU time and that of children which have ended. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

interface StatLine {
  parentID: number;
  cpuMs: number;
  residentBytes: number;
}

/** Reads a process and all that descend from it; undefined where there is no /proc to read. */
export function readProcessTree(rootID: number): ProcessUse[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const all = new Map<number, StatLine>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat) all.set(Number(name), stat);
  }
  const isBelow = (processID: number): boolean => {
    if (processID === rootID) return true;
    const parentID = all.get(processID)?.parentID ?? 0;
    return parentID > 1 && isBelow(parentID);
  };
  return [...all]
    .filter(([processID]) => isBelow(processID))
    .map(([processID, { cpuMs, residentBytes }]) => ({ processID, cpuMs, residentBytes, commandLine: readCommandLine(processID) }));
}

/** Reads the resident memory of one process; undefined when it has ended or there is no /proc. */
export function readResidentBytes(processID: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${processID}/statm`, 'latin1').split(' ')[1]) * pageBytes;
  } catch {
    // It has ended, or this system has no /proc: there is nothing to sample.
    return undefined;
  }
}

function readStat(processID: number): StatLine | undefined {
  try {
    // The command's name stands in brackets and may hold anything; what is counted here starts with field 3 behind it.
    const fields = readFileSync(`/proc/${processID}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return {
      parentID: Number(fields[1]),
      cpuMs: (ticks * 1000) / ticksPerSecond,
      residentBytes: Number(fields[21]) * pageBytes,
    };
  } catch {
    // It ended while the list was read.
    return undefined;
  }
}

function readCommandLine(processID: number): string {
  try {
    return readFileSync(`/proc/${processID}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    // It ended while the list was read.
    return '';
  }
}

export interface PeakMemory {
  /** Ends the sampling and gives the highest value, in bytes. */
  stop(): number | undefined;
}

/** Samples the resident memory of processes every 50 ms and keeps the highest of any one of them; which they are is asked anew twice a second. */
export function samplePeakMemory(listProcessIDs: () => readonly number[]): PeakMemory {
  let peak: number | undefined;
  let processIDs: readonly number[] = [];
  let sampleCount = 0;
  const sample = () => {
    if (sampleCount % 10 === 0) processIDs = listProcessIDs();
    sampleCount += 1;
    for (const processID of processIDs) {
      const residentBytes = readResidentBytes(processID);
      if (residentBytes !== undefined) peak = Math.max(peak ?? 0, residentBytes);
    }
  };
  sample();
  const timer = setInterval(sample, 50);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return peak;
    },
  };
}
