import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is something; for what tells nobody when it happens. Rejects with the last error when time is up. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | null | false> | Answer | undefined | null | false,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<Answer> {
  const deadline = Date.now() + (options.timeoutMs ?? 30_000);
  let lastError: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await delay(options.everyMs ?? 50);
  }
  throw new Error(`Did not happen in time: ${what}`, { cause: lastError });
}
