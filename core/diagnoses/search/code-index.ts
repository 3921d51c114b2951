import { setImmediate as pause } from 'node:timers/promises';
import { builtInCodes } from '../built-in-codes.js';
import { wordsOf } from './words.js';

/** What is searched, in the order of the code set. */
export interface IndexedCode {
  /** Without its dot. */
  code: string;
  billable: boolean;
  title: string;
}

const codesPerTurn = 1_000;
const common = new Set(builtInCodes.filter(({ billable }) => billable).map(({ code }) => code));

/**
 * The words of a list of codes with the codes that each stands in, in memory: some 25 MB for the whole code set. Codes are numbered in the order
 * of the list.
 */
export class CodeIndex {
  readonly codes: string[] = [];
  readonly titles: string[] = [];
  readonly billable: boolean[] = [];
  /** In the order of the alphabet. */
  terms: string[] = [];
  /** How good a code is to begin with, whatever was asked: common, general, at its first encounter. */
  standing = new Float32Array(0);
  wordCounts = new Uint8Array(0);
  firstTerms = new Int32Array(0);
  readonly #numbers = new Map<string, number>();
  readonly #termNumbers = new Map<string, number>();
  #postings = new Int32Array(0);
  #postingEnds = new Int32Array(0);

  private constructor() {}

  /** Builds the index in turns of a few milliseconds, so that whatever else the process does goes on. */
  static async build(rows: AsyncIterable<readonly IndexedCode[]> | Iterable<readonly IndexedCode[]>): Promise<CodeIndex> {
    const index = new CodeIndex();
    const pairs = new TermPairs();
    for await (const part of rows) {
      for (let start = 0; start < part.length; start += codesPerTurn) {
        for (const row of part.slice(start, start + codesPerTurn)) index.#add(row, pairs);
        await pause();
      }
    }
    await index.#finish(pairs);
    return index;
  }

  get size(): number {
    return this.codes.length;
  }

  /** The number of a code without its dot. */
  numberOf(code: string): number | undefined {
    return this.#numbers.get(code);
  }

  /** The number of a whole term. */
  termNumberOf(term: string): number | undefined {
    return this.#termNumbers.get(term);
  }

  /** The numbers of the codes in whose titles a term stands. */
  codesWith(term: number): Int32Array {
    return this.#postings.subarray(term === 0 ? 0 : this.#postingEnds[term - 1], this.#postingEnds[term]);
  }

  /** The terms that begin with the letters, as a range [from, to). */
  termsBeginningWith(letters: string): [number, number] {
    return [firstNotBefore(this.terms, letters), firstNotBefore(this.terms, `${letters}\uffff`)];
  }

  /** The codes that begin with the letters, as a range [from, to); a list is in the order of its codes. */
  codesBeginningWith(letters: string): [number, number] {
    return [firstNotBefore(this.codes, letters), firstNotBefore(this.codes, `${letters}\uffff`)];
  }

  #add(row: IndexedCode, pairs: TermPairs): void {
    this.#numbers.set(row.code, this.codes.length);
    this.codes.push(row.code);
    this.titles.push(row.title);
    this.billable.push(row.billable);
    pairs.add(indexedWordsOf(row.title));
  }

  async #finish(pairs: TermPairs): Promise<void> {
    // The numbers of the terms are given anew in the order of the alphabet.
    this.terms = [...pairs.terms.keys()].sort();
    const renumbered = new Int32Array(this.terms.length);
    for (const [number, term] of this.terms.entries()) {
      renumbered[pairs.terms.get(term) ?? 0] = number;
      this.#termNumbers.set(term, number);
    }
    this.standing = new Float32Array(this.size);
    this.wordCounts = new Uint8Array(this.size);
    this.firstTerms = new Int32Array(this.size);
    this.#postingEnds = new Int32Array(this.terms.length);
    this.#postings = new Int32Array(pairs.length);
    await pause();
    for (let at = 0; at < pairs.length; at += 1) {
      const term = renumbered[pairs.termAt(at)] as number;
      this.#postingEnds[term] = (this.#postingEnds[term] as number) + 1;
    }
    const next = new Int32Array(this.terms.length);
    let total = 0;
    for (let term = 0; term < this.terms.length; term += 1) {
      next[term] = total;
      total += this.#postingEnds[term] as number;
      this.#postingEnds[term] = total;
    }
    let at = 0;
    for (let number = 0; number < this.size; number += 1) {
      if (number % (codesPerTurn * 5) === 0) await pause();
      const end = pairs.endOf(number);
      this.firstTerms[number] = at < end ? (renumbered[pairs.termAt(at)] as number) : -1;
      this.wordCounts[number] = Math.min(255, end - at);
      this.standing[number] = standingOf(this.codes[number] as string, this.titles[number] as string, this.billable[number] === true);
      for (; at < end; at += 1) {
        const term = renumbered[pairs.termAt(at)] as number;
        this.#postings[next[term] as number] = number;
        next[term] = (next[term] as number) + 1;
      }
    }
  }
}

/** Which terms stand in which code, as they come. */
class TermPairs {
  readonly terms = new Map<string, number>();
  #pairs = new Int32Array(1 << 16);
  #length = 0;
  readonly #ends: number[] = [];

  get length(): number {
    return this.#length;
  }

  add(words: ReadonlySet<string>): void {
    for (const word of words) {
      let term = this.terms.get(word);
      if (term === undefined) {
        term = this.terms.size;
        this.terms.set(word, term);
      }
      if (this.#length === this.#pairs.length) {
        const grown = new Int32Array(this.#pairs.length * 2);
        grown.set(this.#pairs);
        this.#pairs = grown;
      }
      this.#pairs[this.#length] = term;
      this.#length += 1;
    }
    this.#ends.push(this.#length);
  }

  termAt(at: number): number {
    return this.#pairs[at] as number;
  }

  endOf(number: number): number {
    return this.#ends[number] as number;
  }
}

/** Each word once, and what a hyphen joins also as one word: gastro-esophageal is found as gastroesophageal. */
function indexedWordsOf(title: string): Set<string> {
  const words = new Set(wordsOf(title));
  for (const joined of title.match(/[A-Za-z]+(?:-[A-Za-z]+)+/g) ?? []) words.add(joined.replace(/-/g, '').toLowerCase());
  return words;
}

function standingOf(code: string, title: string, billable: boolean): number {
  let standing = -0.015 * Math.min(title.length, 200) - 0.15 * code.length;
  if (common.has(code)) standing += 1.6;
  if (!billable) standing -= 1.3;
  if (/\bunspecified\b/i.test(title)) standing += 0.35;
  if (/^Other\b|\bin diseases classified elsewhere\b/i.test(title)) standing -= 0.3;
  if (/\bsequelae?\b|\bhistory\b/i.test(title)) standing -= 0.9;
  if (/^[VWXYZ]/.test(code)) standing -= code.startsWith('Z') ? 0.4 : 1;
  const encounter = code.length === 7 ? code[6] : 'A';
  if (encounter !== 'A') standing -= encounter === 'S' ? 2 : encounter === 'D' ? 1.4 : encounter && encounter > '9' ? 1.6 : 0;
  return standing;
}

function firstNotBefore(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
