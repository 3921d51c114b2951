import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lets other processes of the machine go first, as `nice` does. On Linux a niceness belongs to a thread: those that run already (of the
 * engine, and those that read, digest and compress) get it each, those that are begun later inherit it.
 */
export function lowerPriority(niceness: number): void {
  setPriority(niceness);
  if (process.platform !== 'linux') return;
  for (const threadID of readdirSync('/proc/self/task')) {
    try {
      setPriority(Number(threadID), niceness);
    } catch {
      // It has just ended.
    }
  }
}
