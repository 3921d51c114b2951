import { describe, expect, it } from '@jest/globals';
import { type RepeatingOptions, startRepeating } from '#core/pipeline/repeating.js';

/** Gives the looks their outcomes in order; resolves when the last one was asked for, and leaves that one without an answer until `stop`. */
function looks(outcomes: (boolean | Error)[], options: Partial<RepeatingOptions> = {}) {
  const said: string[] = [];
  let last: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    last = resolve;
  });
  const repeating = startRepeating(
    async () => {
      const outcome = outcomes.shift();
      said.push('look');
      if (outcomes.length === 0) last();
      if (outcome instanceof Error) throw outcome;
      return outcome ?? false;
    },
    {
      pollMs: 1,
      longestPauseMs: 1,
      onFailure: (error, failures) => said.push(`${(error as Error).message} ${failures}`),
      onRecovery: (failures) => said.push(`recovered from ${failures}`),
      ...options,
    },
  );
  return { repeating, reached, said };
}

describe('Looks for work, again and again', () => {
  it('follow each other at once while there is work left, and end in the middle of a pause', async () => {
    const { repeating, reached, said } = looks([true, true, false], { pollMs: 600_000 });
    await reached;
    await repeating.stop();
    expect(said).toEqual(['look', 'look', 'look']);
  });

  it('go on after failures, counted in a row, and tell once that it goes well again', async () => {
    const { repeating, reached, said } = looks([new Error('away'), new Error('away'), false, false]);
    await reached;
    await repeating.stop();
    expect(said).toEqual(['look', 'away 1', 'look', 'away 2', 'look', 'recovered from 2', 'look']);
  });

  it('pause after failures for twice as long each time, up to the longest pause', async () => {
    const started = performance.now();
    const away = () => new Error('away');
    const { repeating, reached } = looks([away(), away(), away(), away(), false], { pollMs: 10, longestPauseMs: 40 });
    await reached;
    await repeating.stop();
    // 20, 40, 40, 40; a timer may be a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(136);
  });

  it('begin no more, and none is under way, when they were stopped', async () => {
    let answer: (isMoreLeft: boolean) => void = () => undefined;
    let count = 0;
    const repeating = startRepeating(
      () => {
        count++;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      { pollMs: 1, longestPauseMs: 1, onFailure: () => undefined },
    );
    let isStopped = false;
    const stopped = repeating.stop().then(() => {
      isStopped = true;
    });
    await new Promise(setImmediate);
    expect(isStopped).toBe(false);
    answer(true);
    await stopped;
    expect(count).toBe(1);
  });
});
