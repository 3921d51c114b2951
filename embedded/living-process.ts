import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process by its id and the moment of its birth: ids are given again, births are not. */
export interface ProcessIdentity {
  processID: number;
  born: string;
}

/** When a living process began, as this system says it; undefined when there is none. */
function birthOf(processID: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(processID)], { encoding: 'utf8' }).trim() || undefined;
    // The command's name stands in brackets and may hold anything; field 22, the start, is the 20th after them. Z: dead, not yet collected.
    const fields = readFileSync(`/proc/${processID}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' ? undefined : fields?.[19];
  } catch {
    // Not there, or not ours to see: both mean that it is no process of this instance.
    return undefined;
  }
}

export function identityOf(processID: number): ProcessIdentity {
  return { processID, born: birthOf(processID) ?? '' };
}

export function isSameProcessAlive(identity: ProcessIdentity): boolean {
  return birthOf(identity.processID) === identity.born;
}
