import type { CodeIndex } from './code-index.js';
import { spokenPhrases } from './phrases.js';

const phraseWords = new Set(spokenPhrases.flatMap((phrase) => phrase.split(' ')));
const shortestCorrected = 4;

/** True when a word needs no correction: it stands in a title or in a phrase. */
export function isKnownWord(index: CodeIndex, word: string): boolean {
  return index.termNumberOf(word) !== undefined || phraseWords.has(word);
}

/**
 * The words that may have been meant, the likeliest first: one letter is missing, too many, another one, or two have changed places. A word that
 * is still being typed may be the beginning of a longer one.
 */
export function correctionsOf(index: CodeIndex, word: string, most = 3): string[] {
  if (word.length < shortestCorrected || /\d/.test(word)) return [];
  const found: { word: string; likelihood: number }[] = [];
  const [first, second] = word;
  const consider = (candidate: string, frequencyOf: () => number) => {
    // One change leaves one of the first two letters near its place; this spares most of the comparing.
    if (candidate[0] !== first && candidate[1] !== second && candidate[0] !== second && candidate[1] !== first) return;
    if (candidate === word || Math.abs(candidate.length - word.length) > 1 + (word.length >= 6 ? 12 : 0)) return;
    const isWhole = isWithinOne(word, candidate);
    if (!isWhole && !(word.length >= 6 && candidate.length > word.length && isBeginningWithinOne(word, candidate))) return;
    const likelihood = (isWhole ? 8 : 0) + (candidate[0] === word[0] ? 6 : 0) + Math.log2(1 + frequencyOf()) / 2;
    found.push({ word: candidate, likelihood });
  };
  for (const [number, term] of index.terms.entries()) consider(term, () => index.codesWith(number).length);
  for (const phraseWord of phraseWords) if (index.termNumberOf(phraseWord) === undefined) consider(phraseWord, () => 60);
  return found
    .sort((a, b) => b.likelihood - a.likelihood)
    .slice(0, most)
    .map((each) => each.word);
}

function isBeginningWithinOne(word: string, candidate: string): boolean {
  if (candidate[0] !== word[0]) return false;
  return [0, 1, -1].some((difference) => isWithinOne(word, candidate.slice(0, word.length + difference)));
}

/** True when one word becomes the other by at most one change of a letter. */
export function isWithinOne(a: string, b: string): boolean {
  const difference = a.length - b.length;
  if (difference < -1 || difference > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const left = a.length - start - end;
  const right = b.length - start - end;
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}
