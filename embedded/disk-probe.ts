import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a folder's disk takes a write right now. While it does not, no process can run on it, and its deaths say nothing about the program. */
export function takesWrites(folder: string): boolean {
  const path = join(folder, `probe-${process.pid}`);
  try {
    const file = openSync(path, 'w', 0o600);
    try {
      writeSync(file, 'probe');
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}
