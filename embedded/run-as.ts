import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { OperatorError } from './operator-error.js';

/**
 * Under whom a program runs that refuses to run as root. `capability` is held by it where that user can't enter a folder on the way,
 * for instance /root: it crosses folders with it and, PostgreSQL's files being its own, needs it for nothing else.
 */
export interface RunAs {
  uid: number;
  gid: number;
  name: string;
  capability?: 'dac_read_search' | 'dac_override';
}

/** The user for a program that refuses root: the owner of what is there already, else `postgres`, else `nobody`; undefined where we are no root. */
export function chooseUser(ownerOfExistingFiles?: { uid: number; gid: number }): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (ownerOfExistingFiles && ownerOfExistingFiles.uid !== 0) return { ...ownerOfExistingFiles, name: `user ${ownerOfExistingFiles.uid}` };
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((option) =>
      Number(spawnSync('id', [option, name], { encoding: 'utf8' }).stdout?.trim() || Number.NaN),
    );
    if (uid && gid && Number.isInteger(uid) && Number.isInteger(gid)) return { uid, gid, name };
  }
  throw new OperatorError(
    'PostgreSQL does not run as root and this system has no user "postgres" or "nobody": start as an ordinary user, or set DATABASE_URL.',
  );
}

/** The program and arguments that run a command as that user. */
function commandLine(runAs: RunAs, file: string, args: readonly string[]): { file: string; args: string[]; options: SpawnOptions } {
  const { uid, gid, capability } = runAs;
  if (!capability) return { file, args: [...args], options: { uid, gid } };
  // no_setuid_fixup: PostgreSQL asks access() whether it may run its own programs, and the kernel ignores capabilities there without it.
  const held = ['--inh-caps', `+${capability}`, '--ambient-caps', `+${capability}`, '--securebits', '+no_setuid_fixup'];
  return { file: 'setpriv', args: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...held, '--', file, ...args], options: {} };
}

export function spawnAs(runAs: RunAs | undefined, file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  if (!runAs) return spawn(file, args, options);
  const line = commandLine(runAs, file, args);
  return spawn(line.file, line.args, { ...options, ...line.options });
}

/**
 * Finds the least privilege with which the user can run the program and enter the folder.
 *
 * @throws OperatorError naming what to do where there is none.
 */
export function withReach(runAs: RunAs, program: string, folder: string): RunAs {
  const candidates: RunAs[] = [runAs, { ...runAs, capability: 'dac_read_search' }, { ...runAs, capability: 'dac_override' }];
  for (const candidate of candidates) {
    const line = commandLine(candidate, '/bin/sh', ['-c', 'cd "$2" && exec "$1" --version', 'sh', program, folder]);
    const { status } = spawnSync(line.file, line.args, { uid: line.options.uid, gid: line.options.gid, stdio: 'ignore', cwd: '/' });
    if (status === 0) return candidate;
  }
  throw new OperatorError(
    `PostgreSQL does not run as root, and "${runAs.name}", as whom it would run, can't enter ${folder} or run ${program}: ` +
      'install setpriv (package util-linux), or start as an ordinary user, or from a folder that every user may enter, or set DATABASE_URL.',
  );
}
