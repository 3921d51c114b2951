import { judgeIdentity, sentenceOf } from '#core/identity/judge-identity.js';
import type { Placeholders } from '#core/identity/placeholders.js';
import { matchOrder, type OrderMatch } from '#core/matching/match-order.js';
import { candidateOrdersOf, type JudgeCase, statedPatientsOf } from './cases.js';

export interface JudgedCase {
  link: OrderMatch['kind'];
  /** The order to which the study would be attached by itself; null for every other answer than `one`. */
  orderID: string | null;
  identities: Record<string, { verdict: 'agrees' | 'differs' | 'unknown'; sentence: string }>;
}

/** Judges one case by the functions that worker, desk and browser use. */
export function judgeOneCase(given: JudgeCase, placeholders: Placeholders): JudgedCase {
  const images = statedPatientsOf(given);
  const orders = candidateOrdersOf(given);
  const match = matchOrder(images, given.accessionNumber ?? null, orders, { placeholders });
  const identities = orders.map(({ orderID, patients }) => {
    const evidence = judgeIdentity(images, patients, placeholders);
    return [orderID, { verdict: evidence.verdict, sentence: sentenceOf(evidence) }] as const;
  });
  return { link: match.kind, orderID: match.kind === 'one' ? match.orderID : null, identities: Object.fromEntries(identities) };
}
