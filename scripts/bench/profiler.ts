// Loaded into this gateway's processes ahead of their program when profiles are wanted: SIGUSR2 begins one, the next writes it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { basename, dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.BENCH_PROFILE_FOLDER;
const program = process.argv[1] ?? '';

if (folder && isMainThread && /(gateway|workers)[\\/]main\.js$/.test(program)) {
  const name = basename(dirname(program));
  let session: Session | undefined;
  let profileCount = 0;
  const toggle = async () => {
    if (session) {
      const ending = session;
      session = undefined;
      const { profile } = await ending.post('Profiler.stop');
      ending.disconnect();
      mkdirSync(folder, { recursive: true });
      profileCount += 1;
      writeFileSync(join(folder, `${name}-${String(profileCount).padStart(2, '0')}.cpuprofile`), JSON.stringify(profile));
      return;
    }
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
  };
  process.on('SIGUSR2', () => {
    toggle().catch((error: Error) => process.stderr.write(`no profile: ${error.message}\n`));
  });
}
