import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

const lookEveryMs = 1_000;
const mostBytesPerLook = 1_000_000;
const repeatAfterMs = 60_000;

/** Follows a process's log from its present end and hands on the warnings and errors in it, each sentence once a minute at most. */
export function watchLog(name: string, logFile: string, say: (sentence: string) => void): () => void {
  let position = existsSync(logFile) ? statSync(logFile).size : 0;
  const saidAt = new Map<string, number>();
  const look = () => {
    if (!existsSync(logFile)) return;
    const { size } = statSync(logFile);
    if (size < position) position = 0;
    if (size === position) return;
    const bytes = Buffer.alloc(Math.min(size - position, mostBytesPerLook));
    const file = openSync(logFile, 'r');
    const read = readSync(file, bytes, 0, bytes.length, position);
    closeSync(file);
    const end = bytes.subarray(0, read).lastIndexOf(10) + 1;
    // A line longer than a look is skipped rather than waited for.
    position += end > 0 || read < mostBytesPerLook ? end : read;
    for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
      const sentence = warningIn(line);
      if (!sentence || Date.now() - (saidAt.get(sentence) ?? 0) < repeatAfterMs) continue;
      saidAt.set(sentence, Date.now());
      say(`${name}: ${sentence} (more in ${logFile})`);
    }
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
  };
}

function warningIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line) as { level?: number; msg?: string };
    return (entry.level ?? 0) >= 40 ? entry.msg : undefined;
  } catch {
    // A line that a crash cut short.
    return undefined;
  }
}
