import { setTimeout as pass } from 'node:timers/promises';

export interface Repeating {
  /** Finishes the look under way and begins no more. */
  stop(): Promise<void>;
}

export interface RepeatingOptions {
  /** Milliseconds to the next look when one found nothing to do. */
  pollMs: number;
  /** Failing looks are repeated with pauses that double from `pollMs` up to this. */
  longestPauseMs: number;
  /** `failures` counts those in a row, from 1. */
  onFailure(error: unknown, failures: number): void;
  /** After the first look that went well again. */
  onRecovery?(failures: number): void;
}

/** Looks for work again and again; a look that resolves with true may have left some, and is followed by the next one at once. */
export function startRepeating(look: () => Promise<boolean>, options: RepeatingOptions): Repeating {
  const { pollMs, longestPauseMs, onFailure, onRecovery } = options;
  const ending = new AbortController();
  // A pause that `stop` breaks off is simply over.
  const pause = (milliseconds: number) => pass(milliseconds, undefined, { signal: ending.signal }).catch(() => undefined);
  const run = async () => {
    let failures = 0;
    while (!ending.signal.aborted) {
      try {
        const isMoreLeft = await look();
        if (failures > 0) onRecovery?.(failures);
        failures = 0;
        if (!isMoreLeft) await pause(pollMs);
      } catch (error) {
        failures++;
        onFailure(error, failures);
        await pause(Math.min(pollMs * 2 ** Math.min(failures, 10), longestPauseMs));
      }
    }
  };
  const running = run();
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}
