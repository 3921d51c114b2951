import type { CodeIndex } from './code-index.js';
import type { Asked, Reading } from './reading.js';
import { americanSpellingOf, singularsOf } from './words.js';

export interface Scored {
  number: number;
  score: number;
}

/** Scores by the numbers of codes, 0 where there is none, and which numbers have one: most words stand in few titles. */
interface Scores {
  numbers: number[];
  of: Float32Array;
}

/** The best of the codes whose titles have everything that a reading asks for, in no order. */
export function scoreReading(index: CodeIndex, reading: Reading, most: number): Scored[] {
  const hit = new Uint8Array(index.terms.length);
  let sums: Scores | null = null;
  let wordCount = 0;
  for (const asked of reading) {
    const scores = scoreAsked(index, asked, hit);
    if (scores.numbers.length === 0) return [];
    sums = sums ? both(sums, scores) : scores;
    wordCount += asked.meanings[0]?.words.length ?? 1;
  }
  const best = new Best(most);
  for (const number of sums?.numbers ?? []) {
    const sum = sums?.of[number] as number;
    const first = index.firstTerms[number] as number;
    const begins = first >= 0 && hit[first] === 1 ? 1 : 0;
    const coverage = Math.min(1, wordCount / Math.max(1, index.wordCounts[number] as number));
    best.add(number, (10 * sum) / reading.length + begins + 2 * coverage + (index.standing[number] as number));
  }
  return best.all();
}

/** For each code how well it has the best of the meanings. */
function scoreAsked(index: CodeIndex, asked: Asked, hit: Uint8Array): Scores {
  const best: Scores = { numbers: [], of: new Float32Array(index.size) };
  for (const { words, weight, isWhole } of asked.meanings) {
    const termsOfWords = words.map((word) => termsOf(index, word, isWhole));
    // A word of no title spares the walk over the others.
    if (termsOfWords.some((terms) => terms.size === 0)) continue;
    const scores = termsOfWords.map((terms) => scoreWord(index, terms, hit)).reduce(both);
    for (const number of scores.numbers) {
      const score = ((scores.of[number] as number) / words.length) * weight;
      const before = best.of[number] as number;
      if (before === 0) best.numbers.push(number);
      if (score > before) best.of[number] = score;
    }
  }
  return best;
}

function scoreWord(index: CodeIndex, terms: ReadonlyMap<number, number>, hit: Uint8Array): Scores {
  const numbers: number[] = [];
  const of = new Float32Array(index.size);
  for (const [term, weight] of terms) {
    hit[term] = 1;
    const codes = index.codesWith(term);
    for (let at = 0; at < codes.length; at += 1) {
      const number = codes[at] as number;
      const before = of[number] as number;
      if (before === 0) numbers.push(number);
      if (weight > before) of[number] = weight;
    }
  }
  return { numbers, of };
}

/** The sums for the codes that both have; written into the first. */
function both(first: Scores, second: Scores): Scores {
  const numbers: number[] = [];
  for (const number of first.numbers) {
    const score = second.of[number] as number;
    if (score === 0) continue;
    numbers.push(number);
    first.of[number] = (first.of[number] as number) + score;
  }
  return { numbers, of: first.of };
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
