import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

const lookEveryMs = 1_000;
const mostBytesPerLook = 1_000_000;
const repeatAfterMs = 60_000;

/** Follows a process's log from its present end and hands on the warnings and errors in it, each sentence once a minute at most. */
export function watchLog(name: string, logFile: string, say: (sentence: string) => void): () => void {
  let position = sizeOf(logFile);
  const saidAt = new Map<string, number>();
  const readOn = () => {
    if (!existsSync(logFile)) return;
    const { size } = statSync(logFile);
    if (size < position) position = 0;
    if (size === position) return;
    const bytes = Buffer.alloc(Math.min(size - position, mostBytesPerLook));
    const read = readAt(logFile, bytes, position);
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
  const look = () => {
    try {
      readOn();
    } catch {
      // The log can't be read just now (a dead disk, a file that was taken away): what it says is seen later or never, and the product goes on.
    }
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
  };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

function readAt(path: string, bytes: Buffer, position: number): number {
  const file = openSync(path, 'r');
  try {
    return readSync(file, bytes, 0, bytes.length, position);
  } finally {
    closeSync(file);
  }
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
