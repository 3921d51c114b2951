import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * Makes a process's logger: one JSON object a line on stdout.
 * Callers log UIDs, AE titles and our own ids; an error is reduced to name, code and stack, since a driver's message or detail can quote a row.
 */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    serializers: {
      err: (error: Error & { code?: unknown; subject?: unknown; cause?: unknown }) => describeError(error, 0),
    },
  });
}

function describeError(error: Error & { code?: unknown; subject?: unknown; cause?: unknown }, depth: number): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')) ?? [];
  const cause = depth < 3 && error.cause instanceof Error ? describeError(error.cause, depth + 1) : undefined;
  return { type: error.name, code: error.code, subject: error.subject, stack: frames.join('\n'), cause };
}
