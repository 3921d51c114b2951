import { type Logger, pino } from 'pino';
import { LogDestination } from './log-destination.js';

export type { Logger };

/**
 * Makes a process's logger: one JSON object a line on stdout. A line that can't be written is lost and counted; nothing waits for it or fails.
 * Callers log UIDs, AE titles and our own ids; an error is reduced to name, code and stack, since a driver's message or detail can quote a row.
 */
export function createLogger(name: string, level: string): Logger {
  const serializers = {
    err: (error: Error & { code?: unknown; subject?: unknown; cause?: unknown }) => describeError(error, 0),
  };
  if (level === 'silent') return pino({ name, level, serializers }, { write: () => undefined });
  forgiveTerminal();
  return pino({ name, level, serializers }, new LogDestination((lost) => lossLine(name, lost)));
}

/** Says in the log itself that lines are missing from it. */
const lossLine = (name: string, lost: number) =>
  `${JSON.stringify({ level: 40, time: Date.now(), pid: process.pid, name, lost, msg: 'log lines were lost: they could not be written' })}\n`;

/** What a library writes to the terminal must not end the process where it can't be written. */
function forgiveTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
  }
}

function describeError(error: Error & { code?: unknown; subject?: unknown; cause?: unknown }, depth: number): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')) ?? [];
  const cause = depth < 3 && error.cause instanceof Error ? describeError(error.cause, depth + 1) : undefined;
  return { type: error.name, code: error.code, subject: error.subject, stack: frames.join('\n'), cause };
}
