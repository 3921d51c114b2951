import type { CodeIndex } from './code-index.js';
import type { Asked, Reading } from './reading.js';
import { americanSpellingOf, singularsOf } from './words.js';

export interface Scored {
  number: number;
  score: number;
}

/** The best of the codes whose titles have everything that a reading asks for, in no order. */
export function scoreReading(index: CodeIndex, reading: Reading, most: number): Scored[] {
  const hit = new Uint8Array(index.terms.length);
  const sums = new Float32Array(index.size);
  let wordCount = 0;
  for (const [position, asked] of reading.entries()) {
    const scores = scoreAsked(index, asked, hit);
    wordCount += asked.meanings[0]?.words.length ?? 1;
    // A code that lacks one thing is out, whatever comes after.
    for (let number = 0; number < scores.length; number += 1) {
      const before = position === 0 ? 0 : (sums[number] as number);
      sums[number] = before < 0 || scores[number] === 0 ? -1 : before + (scores[number] as number);
    }
  }
  const best = new Best(most);
  for (let number = 0; number < sums.length; number += 1) {
    const sum = sums[number] as number;
    if (sum < 0) continue;
    const first = index.firstTerms[number] as number;
    const begins = first >= 0 && hit[first] === 1 ? 1 : 0;
    const coverage = Math.min(1, wordCount / Math.max(1, index.wordCounts[number] as number));
    best.add(number, (10 * sum) / reading.length + begins + 2 * coverage + (index.standing[number] as number));
  }
  return best.all();
}

/** For each code how well it has one of the meanings, 0 where it has none. */
function scoreAsked(index: CodeIndex, asked: Asked, hit: Uint8Array): Float32Array {
  let best: Float32Array | null = null;
  for (const { words, weight, isWhole } of asked.meanings) {
    const scores = scoreWords(index, words, isWhole, hit);
    for (let number = 0; number < scores.length; number += 1) {
      const score = ((scores[number] as number) / words.length) * weight;
      scores[number] = best ? Math.max(score, best[number] as number) : score;
    }
    best = scores;
  }
  return best ?? new Float32Array(index.size);
}

function scoreWords(index: CodeIndex, words: readonly string[], isWhole: boolean, hit: Uint8Array): Float32Array {
  let sums: Float32Array | null = null;
  for (const word of words) {
    const scores = new Float32Array(index.size);
    for (const [term, weight] of termsOf(index, word, isWhole)) {
      hit[term] = 1;
      for (const number of index.codesWith(term)) if (weight > (scores[number] as number)) scores[number] = weight;
    }
    if (sums) {
      for (let number = 0; number < scores.length; number += 1) {
        const before = sums[number] as number;
        const score = scores[number] as number;
        scores[number] = before === 0 || score === 0 ? 0 : before + score;
      }
    }
    sums = scores;
  }
  return sums ?? new Float32Array(index.size);
}

/** The terms that a word may be, with how surely: itself, its singular, its American spelling, and what it is the beginning of. */
function termsOf(index: CodeIndex, word: string, isWhole: boolean): Map<number, number> {
  const terms = new Map<number, number>();
  const american = americanSpellingOf(word);
  for (const form of new Set([word, american, ...singularsOf(word), ...singularsOf(american)])) {
    const exact = index.termNumberOf(form);
    if (exact !== undefined) terms.set(exact, 1);
    const isItself = form === word || form === american;
    if (isWhole || form.length < 2 || !isItself) continue;
    const [from, to] = index.termsBeginningWith(form);
    for (let term = from; term < to; term += 1) {
      const weight = 0.6 + (0.3 * form.length) / (index.terms[term] as string).length;
      if (weight > (terms.get(term) ?? 0)) terms.set(term, weight);
    }
  }
  return terms;
}

/** Keeps the best few of many. */
class Best {
  readonly #most: number;
  readonly #kept: Scored[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(number: number, score: number): void {
    const last = this.#kept.at(-1);
    const isFull = this.#kept.length === this.#most;
    if (isFull && last && score <= last.score) return;
    if (isFull) this.#kept.pop();
    let at = this.#kept.length;
    while (at > 0 && (this.#kept[at - 1] as Scored).score < score) at -= 1;
    this.#kept.splice(at, 0, { number, score });
  }

  all(): Scored[] {
    return this.#kept;
  }
}
