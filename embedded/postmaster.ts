import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What postmaster.pid says: its lines are process id, data directory, start time, port, socket directory, address, shared memory key, status. */
export interface PostmasterFile {
  processID: number;
  port: number;
  status: string;
}

export async function readPostmasterFile(clusterFolder: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(clusterFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const processID = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isInteger(processID) || processID <= 1) return undefined;
  return { processID, port: Number.parseInt(lines[3] ?? '', 10), status: (lines[7] ?? '').trim() };
}

export function isAlive(processID: number): boolean {
  try {
    process.kill(processID, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a living process is the postmaster of this cluster, and not one that was given the process id of a dead one. */
async function isPostmasterOf(clusterFolder: string, processID: number): Promise<boolean> {
  if (!isAlive(processID)) return false;
  if (process.platform === 'linux') {
    // A postmaster's working directory is its cluster; the link follows a renamed folder.
    const workingFolder = await readlink(`/proc/${processID}/cwd`).catch(() => '');
    return workingFolder === (await realpath(clusterFolder));
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(processID)]).catch(() => ({ stdout: '' }));
  return stdout.includes(clusterFolder);
}

export async function waitUntilDead(processID: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(processID)) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

const stopSteps = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
] as const;

/** Stops a postmaster: fast shutdown, then immediate (or that at once); what was committed survives both. */
export async function stopPostmaster(processID: number, mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
  for (const [signal, timeoutMs] of mode === 'fast' ? stopSteps : stopSteps.slice(1)) {
    try {
      process.kill(processID, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw error;
    }
    if (await waitUntilDead(processID, timeoutMs)) return;
  }
}

/** Ends the server that a crash of ours left running on this cluster, and removes the pid file of one that is no more. Answers what it found. */
export async function clearLeftovers(clusterFolder: string): Promise<'nothing' | 'stale-file' | 'stopped'> {
  const file = await readPostmasterFile(clusterFolder);
  if (!file) return 'nothing';
  if (await isPostmasterOf(clusterFolder, file.processID)) {
    await stopPostmaster(file.processID);
    return 'stopped';
  }
  await rm(join(clusterFolder, 'postmaster.pid'), { force: true });
  return 'stale-file';
}
