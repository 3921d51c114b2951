import { readFile } from 'node:fs/promises';
import pg from 'pg';

const lookEveryMs = 10_000;
const stuckAfterLooks = 3;
const answersWithinMs = 5_000;
const cannotConnectNow = '57P03';

/**
 * Watches an embedded PostgreSQL that runs and still takes no connections. One whose recovery failed, as on a disk that refuses writes, waits for ever
 * for somebody to start it anew; one that is recovering is left alone, however long it takes.
 *
 * @param onStuck called once; the caller ends the server and starts it again.
 * @returns ends the watch.
 */
export function watchForStuckPostgresql(
  server: { url: string; processID: number },
  onStuck: () => void,
  everyMs = lookEveryMs,
): () => void {
  let stuckLooks = 0;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    stuckLooks = (await isStuck(server)) ? stuckLooks + 1 : 0;
    looking = false;
    if (stuckLooks < stuckAfterLooks) return;
    clearInterval(timer);
    onStuck();
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function isStuck({ url, processID }: { url: string; processID: number }): Promise<boolean> {
  return !(await takesConnections(url)) && !(await isRecovering(processID));
}

async function takesConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: answersWithinMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Any other refusal (too many connections) is an answer of a server that works.
    const { code } = error as { code?: string };
    return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && code !== cannotConnectNow;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether the postmaster has a startup process, which replays what a crash left; true where this system does not tell. */
async function isRecovering(postmasterID: number): Promise<boolean> {
  try {
    const children = (await readFile(`/proc/${postmasterID}/task/${postmasterID}/children`, 'utf8')).trim().split(' ').filter(Boolean);
    const titles = await Promise.all(children.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
    return titles.some((title) => title.startsWith('postgres: startup'));
  } catch {
    return true;
  }
}
