import type { CodeIndex } from './code-index.js';
import { findByCode } from './code-queries.js';
import { indexedCodes } from './phrases.js';
import { indexKeysOf, type Reading, readingsOf } from './reading.js';
import { type Scored, scoreReading } from './scoring.js';
import { correctionsOf, isKnownWord } from './spelling.js';
import { tellingWordsOf } from './words.js';

export interface Found {
  /** Numbers of codes, best first. */
  numbers: number[];
  hasMore: boolean;
  /** What was understood, where it differs from what was typed. */
  readAs: string | null;
}

const mostWords = 12;
const mostAttempts = 12;
const nothing: Found = { numbers: [], hasMore: false, readAs: null };

/** Finds what a clinician means by a code, words, an abbreviation or a lay term, best first. */
export function searchCodes(index: CodeIndex, text: string, limit: number): Found {
  const byCode = findByCode(index, text);
  if (byCode) return { numbers: byCode.slice(0, limit), hasMore: byCode.length > limit, readAs: null };
  const words = tellingWordsOf(text).slice(0, mostWords);
  if (words.length === 0) return nothing;
  return findByWords(index, words, limit) ?? findCorrected(index, words, limit) ?? findByFewer(index, words, limit) ?? nothing;
}

function findByWords(index: CodeIndex, words: readonly string[], limit: number, typed = words): Found | null {
  const [whole, begun] = readingsOf(words);
  // A whole word is meant as it stands: hernia is not taken for the beginning of a herniated disc.
  const isBegun = begun && index.termNumberOf(words.at(-1) as string) === undefined;
  const readings = [whole, ...(isBegun ? [begun] : [])] as Reading[];
  const best = new Map<number, number>();
  let hasMore = false;
  for (const reading of readings) {
    const scored = [...indexedOf(index, reading), ...scoreReading(index, reading, limit + 1)];
    for (const { number, score } of scored) best.set(number, Math.max(score, best.get(number) ?? Number.NEGATIVE_INFINITY));
  }
  if (best.size === 0) return null;
  hasMore = best.size > limit;
  const numbers = [...best]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, limit)
    .map(([number]) => number);
  const said = (whole as Reading).map((asked) => asked.said).join(' ');
  return { numbers, hasMore, readAs: said === typed.join(' ') ? null : said };
}

/** What the words alone stand for, above everything that only has the words in its title. */
function indexedOf(index: CodeIndex, reading: Reading): Scored[] {
  const found: Scored[] = [];
  for (const key of indexKeysOf(reading)) {
    for (const code of indexedCodes.get(key) ?? []) {
      const number = index.numberOf(code.replace('.', ''));
      if (number !== undefined && index.billable[number]) found.push({ number, score: 40 - found.length });
    }
  }
  return found;
}

/** Tries words that differ in one letter: first for those that nobody knows, and then for each that is not a whole word of a title. */
function findCorrected(index: CodeIndex, words: readonly string[], limit: number): Found | null {
  const doubtful = words.flatMap((word, at) => (isKnownWord(index, word) ? [] : [{ at, corrections: correctionsOf(index, word) }]));
  let attempts: string[][] = [[...words]];
  for (const { at, corrections } of doubtful) {
    attempts = attempts
      .flatMap((attempt) => [...corrections, attempt[at] as string].map((word) => attempt.with(at, word)))
      .slice(0, mostAttempts);
  }
  for (const attempt of attempts) {
    const found = attempt.join(' ') === words.join(' ') ? null : findByWords(index, attempt, limit, words);
    if (found) return found;
  }
  return null;
}

/** Where no title has all of the words, what has all but one of them. */
function findByFewer(index: CodeIndex, words: readonly string[], limit: number): Found | null {
  if (words.length < 2) return null;
  const corrected = words.map((word) => (isKnownWord(index, word) ? word : (correctionsOf(index, word, 1)[0] ?? word)));
  for (let left = corrected.length - 1; left >= 0; left -= 1) {
    const found = findByWords(
      index,
      corrected.filter((_, at) => at !== left),
      limit,
      words,
    );
    if (found) return found;
  }
  return null;
}
