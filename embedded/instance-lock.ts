import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isSameProcessAlive, type ProcessIdentity } from './living-process.js';
import { OperatorError } from './operator-error.js';

interface LockContent {
  launcher: ProcessIdentity;
  /** By name: gateway, worker, worker-2. */
  children: Record<string, ProcessIdentity>;
}

export interface InstanceLock {
  /** Notes which children run, so that a later start finds the ones that outlive us. */
  noteChildren(processIDs: Record<string, number>): void;
  release(): void;
}

/**
 * Makes this process the only launcher of a DATA_DIR. After a crash it waits for the children of the dead launcher, which end by themselves
 * once their channel is gone, and ends those that don't.
 *
 * @throws OperatorError when another launcher runs on the same folder.
 */
export async function lockInstance(dataDir: string, patienceMs = 10_000): Promise<InstanceLock> {
  const path = join(dataDir, 'launcher.json');
  const own: LockContent = { launcher: identityOf(process.pid), children: {} };
  const draft = join(dataDir, `launcher-${randomUUID()}.json`);
  const write = (target: string) => writeFileSync(target, JSON.stringify(own), { mode: 0o600 });
  write(draft);
  try {
    await takePlace(path, draft, patienceMs);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    noteChildren(processIDs) {
      own.children = Object.fromEntries(Object.entries(processIDs).map(([name, processID]) => [name, identityOf(processID)]));
      // A disk that takes nothing just now costs a later start its knowledge of these children, which end by themselves all the same.
      forgiving(() => {
        write(draft);
        renameSync(draft, path);
      });
    },
    // A lock that stays behind is one of a dead launcher.
    release: () => forgiving(() => rmSync(path, { force: true })),
  };
}

function forgiving(work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

async function takePlace(path: string, draft: string, patienceMs: number): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      linkSync(draft, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const held = readLock(path);
    if (held && isSameProcessAlive(held.launcher)) {
      throw new OperatorError(
        `Already running on this data folder as process ${held.launcher.processID}: stop that one first, or start this one with another DATA_DIR and other ports.`,
      );
    }
    if (held) await outlive(Object.values(held.children), patienceMs);
    // Only one of several starters moves the dead lock away; the others find the new one, or none, in their next round.
    try {
      renameSync(path, `${draft}.dead`);
      const moved = readLock(`${draft}.dead`);
      if (moved && isSameProcessAlive(moved.launcher)) renameSync(`${draft}.dead`, path);
      rmSync(`${draft}.dead`, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new OperatorError('Another start on the same data folder is under way: wait a moment and look whether it is up.');
}

function readLock(path: string): LockContent | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockContent;
  } catch {
    // Torn by a crash or just removed: nobody holds it.
    return undefined;
  }
}

async function outlive(children: ProcessIdentity[], patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (const child of children) {
    while (child.born && isSameProcessAlive(child)) {
      if (Date.now() > deadline) killIfThere(child.processID);
      await delay(50);
    }
  }
}

function killIfThere(processID: number): void {
  try {
    process.kill(processID, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
