import type { JsonPersonName } from '../dicom/dicom-json-types.js';
import { plainWord } from './letters.js';
import { defaultPlaceholders, type Placeholders } from './placeholders.js';

/** One component group of a name, read for comparison: words in lower case without titles, degrees and punctuation. */
export interface ComparableName {
  /** The alphabets of its letters, sorted. */
  script: string;
  family: string[];
  /** Given and middle names in their order. */
  given: string[];
  /** Jr, Sr, 2, 3, Neto …, in one spelling each. */
  suffix: string | null;
  nicknames: string[];
  /** False where one text holds the whole name and nothing says which part is which. */
  isDivided: boolean;
  /** Whether a part has just the length at which some systems cut names off. */
  cut: { family: boolean; end: boolean };
  isPlaceholder: boolean;
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

const titles = new Set(
  [...['dr', 'drs', 'doctor', 'prof', 'professor', 'mr', 'mrs', 'ms', 'miss', 'sir', 'herr', 'frau', 'med', 'mme', 'mlle', 'doc']].concat([
    ...['sra', 'srta', 'dott', 'dra'],
  ]),
);
const degrees = new Set(['md', 'phd', 'dds', 'dmd', 'mph', 'mba', 'esq', 'mbbs', 'frcs', 'frcp', 'facs', 'dvm', 'pharmd', 'msc', 'bsc']);

/** How generations are told apart, each in one form. */
const generations: Record<string, string> = {
  ...{ jr: 'jr', jnr: 'jr', junior: 'jr', filho: 'jr', ifj: 'jr', sr: 'sr', snr: 'sr', senior: 'sr', neto: 'neto', nieto: 'neto' },
  ...{ sobrinho: 'sobrinho', bisneto: 'bisneto', ii: '2', iii: '3', iv: '4', '1st': '1', '2nd': '2', '3rd': '3', '4th': '4', '5th': '5' },
};
/** Those that stand as a name elsewhere, and count only in the component for suffixes. */
const generationsInSuffix: Record<string, string> = {
  ...generations,
  ...{ i: '1', v: '5', vi: '6', first: '1', second: '2', third: '3', fourth: '4', segundo: '2', tercero: '3', hijo: 'jr', fils: 'jr' },
  ...{ figlio: 'jr', padre: 'sr', pere: 'sr', nd: '2', rd: '3' },
};

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

function comparableGroup(group: string, placeholders: Placeholders = defaultPlaceholders()): ComparableName[] {
  const text = group.replace(/\0/g, '').trim().replace(/\^+$/, '');
  // Who writes "Family, Given" where the standard has "Family^Given" has said just as well which part is which.
  const components = text.includes('^') ? text : text.replace(/[,、，]/, '^');
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = components.split('^');
  const nicknames: string[] = [];
  const read = (component: string): string[] => wordsOf(withoutNicknames(component, nicknames));
  const parts = { family: read(family), given: read(given), middle: read(middle), suffix: suffixWords(suffix) };
  const everyWord = [...parts.family, ...parts.given, ...parts.middle];
  const script = scriptOf([...everyWord, ...nicknames].join(''));
  if (everyWord.length === 0 || script === null) return [];
  const found = [suffixOf(parts.suffix)];
  const rest = (words: string[], from: number): string[] => {
    const kept = withoutDegrees(words);
    const generation = kept.length > from ? generations[kept.at(-1) ?? ''] : undefined;
    if (!generation) return kept;
    found.push(generation);
    return kept.slice(0, -1);
  };
  const name = { family: rest(parts.family, 1), given: [...rest(parts.given, 1), ...rest(parts.middle, 0)] };
  const particles = wordsOf(prefix).filter((word) => isParticle(word));
  return [
    {
      script,
      family: [...particles, ...name.family],
      given: name.given,
      suffix: found.find((generation) => generation !== null) ?? null,
      nicknames,
      isDivided: name.family.length > 0 && name.given.length > 0,
      cut: { family: isCutLength(family), end: isCutLength(text) || isCutLength(middle || given) },
      isPlaceholder: [
        [...everyWord, ...nicknames],
        [...parts.given, ...parts.middle, ...parts.family],
        [...everyWord, ...parts.suffix.filter((word) => !(word in generationsInSuffix))],
      ].some((words) => placeholders.isName(words.map(plainWord))),
    },
  ];
}

function isCutLength(text: string): boolean {
  return cutLengths.has([...text.trim()].length);
}

/** `John "Jack"`, `Smith (born Jones)`: what stands in brackets or quotes is a name beside the name. */
function withoutNicknames(component: string, found: string[]): string {
  return component
    .normalize('NFKC')
    .replace(/[([{"“”«„]([^)\]}"“”»]*)[)\]}"“”»]|(?:^|\s)'([^']+)'(?=\s|$)/gu, (_all, bracketed, quoted) => {
      found.push(...wordsOf(bracketed ?? quoted ?? ''));
      return ' ';
    });
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // Ph.D. and M.D. are no initials; B/O, S/O and D/O stand for baby, son and daughter of.
      .replace(/(?<=\s)(?:ph\.\s?d|m\.\s?d)\.?(?=\s|$)/gu, '')
      .replace(/(?:^|\s)([bsd])\/o(?=\s|$)/gu, ' baby of ')
      .replace(/[\p{Lm}]/gu, (sign) => (sign === 'ー' ? sign : ''))
      .split(/[\s\-‐‑–.,_/・]+/u)
      .map((word) => word.replace(/[^\p{L}\p{M}\p{N}ー]/gu, ''))
      .filter((word) => /[\p{L}\p{N}]/u.test(word))
      .filter((word, _index, words) => words.length === 1 || !titles.has(word))
  );
}

function suffixWords(component: string): string[] {
  return wordsOf(component.replace(/\./g, '')).filter((word) => !degrees.has(word));
}

function withoutDegrees(words: string[]): string[] {
  const last = words.at(-1);
  return words.length > 1 && last !== undefined && degrees.has(last) ? withoutDegrees(words.slice(0, -1)) : words;
}

/** A generation, or else a digit or a single letter, which tells people apart as well. */
function suffixOf(words: string[]): string | null {
  const generation = words.find((word) => word in generationsInSuffix);
  if (generation) return generationsInSuffix[generation] ?? null;
  return words.find((word) => /^\p{L}$|\p{N}/u.test(word)) ?? null;
}

function scriptOf(text: string): string | null {
  const found = new Set(scriptTests.filter(([, test]) => test.test(text)).map(([script]) => script));
  if (found.has('Han')) found.delete('Katakana');
  if (found.size > 0) return [...found].sort().join('+');
  return /\p{L}/u.test(text) ? 'other' : null;
}

const particles = new Set(
  ['van', 'von', 'vom', 'zu', 'zum', 'zur', 'der', 'den', 'het', 'ter', 'ten', 'te', 'de', 'del', 'della', 'delle', 'degli'].concat([
    'di',
    'da',
    'das',
    'do',
    'dos',
    'du',
    'des',
    'la',
    'las',
    'le',
    'les',
    'los',
    'lo',
    'el',
    'al',
    'y',
    'e',
    'bin',
    'binti',
    'ibn',
    'af',
    'av',
  ]),
);

/** Words that belong to a family name and wander between the components: van der, de la, al. */
export function isParticle(word: string): boolean {
  return particles.has(word);
}
