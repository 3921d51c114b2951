import type { JsonPersonName } from '../dicom/dicom-json-types.js';
import { generationOf, possibleGenerationOf } from './generations.js';
import { plainWord } from './letters.js';
import { isDamaged, isParticle, prefixWordsOf, signsOf, suffixWordsOf, withoutDegrees, withoutNicknames, wordsOf } from './name-words.js';
import { defaultPlaceholders, type Placeholders } from './placeholders.js';

/** One component group of a name, read for comparison: words in lower case without titles, degrees and punctuation. */
export interface ComparableName {
  /** The alphabets of its letters, sorted. */
  script: string;
  family: string[];
  /** Given and middle names in their order; behind them what else stands in the components for prefixes and suffixes. */
  given: string[];
  /** Jr, Sr, 2, 3, Neto …, in one spelling each. */
  suffix: string | null;
  nicknames: string[];
  /** Signs beside the letters, such as * and +. */
  signs: string;
  /** False where one text holds the whole name and nothing says which part is which. */
  isDivided: boolean;
  /** Whether a part has just the length at which some systems cut names off. */
  cut: { family: boolean; end: boolean };
  isPlaceholder: boolean;
  /** Letters were lost, or there are far too many: nothing can be compared. */
  isDamaged: boolean;
}

const scripts = [
  ...['Latin', 'Cyrillic', 'Greek', 'Han', 'Hangul', 'Katakana', 'Hiragana', 'Arabic', 'Hebrew', 'Thai', 'Armenian', 'Georgian'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Lao'],
  ...['Myanmar', 'Tibetan', 'Ethiopic', 'Thaana', 'Mongolian', 'Syriac', 'Cherokee', 'Bopomofo'],
];
const scriptTests = scripts.map(
  (script) => [script === 'Hiragana' ? 'Katakana' : script, new RegExp(`\\p{Script=${script}}`, 'u')] as const,
);

/** Scripts in which nothing need part family and given name. */
export const writtenWithoutSpaces = /Han|Hangul|Katakana|Thai|Lao|Khmer|Myanmar/;

const cutLengths = new Set([16, 64]);

/** Reads every component group of a Patient's Name; groups without a letter are left out. @see PS3.5 6.2.1 */
export function comparableNames(name: JsonPersonName | null, placeholders?: Placeholders): ComparableName[] {
  if (!name) return [];
  return [name.Alphabetic, name.Ideographic, name.Phonetic].flatMap((group) => comparableGroup(group ?? '', placeholders));
}

/** Reads a name that a person typed: `Family^Given`, `Family, Given` or simply `Given Family`; several alphabets are divided by `=`. */
export function comparableText(text: string, placeholders?: Placeholders): ComparableName[] {
  return text.split('=').flatMap((group) => comparableGroup(group, placeholders));
}

/** Reads a name that is kept in its parts. */
export function comparableParts(familyName: string, givenName: string, middleName = '', placeholders?: Placeholders): ComparableName[] {
  return comparableGroup([familyName, givenName, middleName].map((part) => part.replaceAll('^', ' ')).join('^'), placeholders);
}

const damaged: ComparableName = {
  ...{ script: 'other', family: [], given: [], suffix: null, nicknames: [], signs: '', isDivided: false },
  ...{ cut: { family: false, end: false }, isPlaceholder: false, isDamaged: true },
};

function comparableGroup(group: string, placeholders: Placeholders = defaultPlaceholders()): ComparableName[] {
  if (isDamaged(group)) return [damaged];
  const text = group.replace(/\0/g, '').trim().replace(/\^+$/, '');
  // Who writes "Family, Given" where the standard has "Family^Given" has said just as well which part is which.
  const components = (text.includes('^') ? text : text.replace(/[,、，]/, '^')).split('^');
  const [family = '', given = '', middle = '', prefix = '', ...suffix] = components;
  const nicknames: string[] = [];
  const read = (component: string): string[] => wordsOf(withoutNicknames(component, nicknames));
  const words = { family: read(family), given: read(given), middle: read(middle) };
  const beside = { prefix: prefixWordsOf(prefix), suffix: suffixWordsOf(suffix.join(' ')) };
  const everyWord = [...words.family, ...words.given, ...words.middle];
  const script = scriptOf([...everyWord, ...nicknames].join(''));
  if (everyWord.length === 0 || script === null) return [];
  const name = takeGenerations(words, beside);
  return [
    {
      script,
      ...name,
      nicknames,
      signs: components.map((component) => signsOf(withoutNicknames(component, []))).join(''),
      isDivided: name.family.length > 0 && words.given.length + words.middle.length > 0 && name.given.length > 0,
      cut: { family: isCutLength(family), end: isCutLength(text) || isCutLength(middle || given) },
      isPlaceholder: isPlaceholderName(placeholders, words, beside, nicknames),
      isDamaged: false,
    },
  ];
}

interface Words {
  family: string[];
  given: string[];
  middle: string[];
}
interface WordsBeside {
  prefix: string[];
  suffix: string[];
}

/** Sets the generations apart from the names, wherever they stand behind them. */
function takeGenerations(
  { family, given, middle }: Words,
  { prefix, suffix }: WordsBeside,
): Pick<ComparableName, 'family' | 'given' | 'suffix'> {
  const generation = suffix.map(possibleGenerationOf).find((known) => known !== null) ?? null;
  const found = [generation];
  const rest = (words: string[], from: number): string[] => {
    const kept = withoutDegrees(words);
    const last = kept.length > from ? generationOf(kept.at(-1) ?? '') : null;
    if (last === null) return kept;
    found.push(last);
    return kept.slice(0, -1);
  };
  // One letter or a digit beside a name is no initial: it tells two people apart.
  const marked = (word: string): string => (/^\p{L}$/u.test(word) ? `${word}0` : word);
  const names = { family: rest(family, 1), given: [...rest(given, 1), ...rest(middle, 0)] };
  return {
    family: [...prefix.filter(isParticle), ...names.family],
    given: [
      ...names.given,
      ...prefix.filter((word) => !isParticle(word)).map(marked),
      ...suffix.filter((word) => possibleGenerationOf(word) === null).map(marked),
    ],
    suffix: found.find((known) => known !== null) ?? null,
  };
}

function isPlaceholderName(
  placeholders: Placeholders,
  { family, given, middle }: Words,
  beside: WordsBeside,
  nicknames: string[],
): boolean {
  const plain = (words: string[]): string[] => words.map(plainWord);
  const orders = [
    [...family, ...given, ...middle, ...nicknames],
    [...given, ...middle, ...family],
    [...family, ...given, ...middle, ...beside.prefix, ...beside.suffix],
    ...(beside.prefix.length > 0 ? [[...beside.prefix, ...given, ...middle]] : []),
  ];
  if (orders.some((words) => placeholders.isName(plain(words)))) return true;
  if ([family, given, middle].some((words) => words.length > 0 && words.every((word) => /^\d{2,}$/.test(word)))) return true;
  if ([...family, ...given].some((word) => /\d{3,}$/.test(word))) return true;
  const alone = given.length + middle.length === 0 ? family.map((word) => [word]) : [];
  const wholes = [given, middle, [...given, ...middle], beside.prefix, beside.suffix, ...alone];
  return wholes.some((words) => words.join('').length > 1 && placeholders.isGivenName(plain(words)));
}

function isCutLength(text: string): boolean {
  return cutLengths.has([...text.trim()].length);
}

function scriptOf(text: string): string | null {
  const found = new Set(scriptTests.filter(([, test]) => test.test(text)).map(([script]) => script));
  if (found.has('Han')) found.delete('Katakana');
  if (found.size > 0) return [...found].sort().join('+');
  return /\p{L}/u.test(text) ? 'other' : null;
}
