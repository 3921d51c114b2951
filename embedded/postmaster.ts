import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
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

/** The processes of PostgreSQL that work in the cluster: their working directory is it, whether their postmaster lives or not. Linux only. */
async function processesOf(clusterFolder: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const folder = await realpath(clusterFolder);
  const isOfCluster = async (processID: number) => {
    const linkOf = (name: string) => readlink(`/proc/${processID}/${name}`).catch(() => '');
    return (await linkOf('cwd')) === folder && basename(await linkOf('exe')) === 'postgres';
  };
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const processID = Number(name);
    if (Number.isInteger(processID) && (await isOfCluster(processID))) found.push(processID);
  }
  return found;
}

/**
 * Ends the backends that a dead postmaster left: one that is busy does not notice the death, holds the shared memory, and no new server starts.
 * What was committed survives; elsewhere than on Linux they end by themselves when their statement does.
 */
async function endOrphans(clusterFolder: string): Promise<void> {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    const orphans = await processesOf(clusterFolder);
    for (const processID of orphans) {
      try {
        process.kill(processID, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await Promise.all(orphans.map((processID) => waitUntilDead(processID, 5_000)));
  }
}

/** Ends what a crash of ours left running on this cluster, and removes the pid file of a server that is no more. Answers what it found. */
export async function clearLeftovers(clusterFolder: string): Promise<'nothing' | 'stale-file' | 'stopped'> {
  const found = await clearPostmaster(clusterFolder);
  await endOrphans(clusterFolder);
  return found;
}

async function clearPostmaster(clusterFolder: string): Promise<'nothing' | 'stale-file' | 'stopped'> {
  const file = await readPostmasterFile(clusterFolder);
  if (!file) return 'nothing';
  if (await isPostmasterOf(clusterFolder, file.processID)) {
    await stopPostmaster(file.processID);
    return 'stopped';
  }
  await rm(join(clusterFolder, 'postmaster.pid'), { force: true });
  return 'stale-file';
}
