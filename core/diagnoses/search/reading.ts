import { indexKeyOf, longestPhrase, phraseKeyOf, phrases, spokenPhrases } from './phrases.js';
import { singularsOf } from './words.js';

/** One thing that was asked for: the words of one of its meanings have to be there. */
export interface Asked {
  meanings: readonly { words: readonly string[]; weight: number; isWhole: boolean }[];
  /** How it is said back. */
  said: string;
}

/** One way to understand a query. */
export type Reading = readonly Asked[];

const mostKeys = 12;

/** Understands words as phrases where they are some, the longest first, and otherwise as themselves. */
export function readingsOf(words: readonly string[]): Reading[] {
  const asked: Asked[] = [];
  for (let at = 0; at < words.length; ) {
    const { length, thing } = readAt(words, at);
    asked.push(thing);
    at += length;
  }
  const begun = readBegunPhrase(words);
  return begun ? [asked, begun] : [asked];
}

function readAt(words: readonly string[], at: number): { length: number; thing: Asked } {
  for (let length = Math.min(longestPhrase, words.length - at); length >= 1; length -= 1) {
    const run = words.slice(at, at + length);
    const meanings = phraseOf(run);
    if (meanings) return { length, thing: askPhrase(run, meanings) };
  }
  const word = words[at] as string;
  return { length: 1, thing: { meanings: [{ words: [word], weight: 1, isWhole: false }], said: word } };
}

function phraseOf(run: readonly string[]): readonly (readonly string[])[] | undefined {
  const last = run.at(-1) as string;
  for (const form of singularsOf(last)) {
    const meanings = phrases.get(phraseKeyOf([...run.slice(0, -1), form]));
    if (meanings) return meanings;
  }
  return undefined;
}

function askPhrase(run: readonly string[], meanings: readonly (readonly string[])[]): Asked {
  const literal = run.join(' ');
  // A short abbreviation must not be taken for the beginning of every word that starts so.
  const itself = { words: run, weight: 0.8, isWhole: run.some((word) => word.length <= 3) };
  const isItsOwn = meanings.some((words) => words.join(' ') === literal);
  return {
    meanings: [...meanings.map((words, index) => ({ words, weight: 1 - 0.06 * index, isWhole: false })), ...(isItsOwn ? [] : [itself])],
    said: isItsOwn
      ? literal
      : meanings
          .slice(0, 2)
          .map((words) => words.join(' '))
          .join(' or '),
  };
}

/** While somebody types "high blood pr", the phrase that this is the beginning of. */
function readBegunPhrase(words: readonly string[]): Reading | null {
  for (let length = Math.min(longestPhrase, words.length); length >= 1; length -= 1) {
    const run = words.slice(words.length - length).join(' ');
    if (run.length < 4 || spokenPhrases.includes(run)) continue;
    const begun = spokenPhrases.filter((phrase) => phrase.startsWith(run));
    const meanings = begun.flatMap((phrase) => phrases.get(phraseKeyOf(phrase.split(' '))) ?? []);
    if (meanings.length === 0 || meanings.length > 6) continue;
    const thing: Asked = { meanings: meanings.map((each) => ({ words: each, weight: 0.85, isWhole: false })), said: run };
    const before = words.slice(0, words.length - length);
    return [...(before.length > 0 ? (readingsOf(before)[0] as Reading) : []), thing];
  }
  return null;
}

/** The keys under which a reading may stand in the index of what words alone stand for: one for each combination of meanings. */
export function indexKeysOf(reading: Reading): string[] {
  let combinations: string[][] = [[]];
  for (const { meanings } of reading) {
    combinations = combinations.flatMap((before) => meanings.map(({ words }) => [...before, ...words])).slice(0, mostKeys);
  }
  return combinations.map(indexKeyOf);
}
