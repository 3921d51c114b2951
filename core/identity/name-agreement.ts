import type { JsonPersonName } from '../dicom/dicom-json-types.js';

/** A name to compare: its alphabet and its parts, freed of case, accents, titles and punctuation. */
export interface ComparableName {
  script: string;
  /** Each as the ways in which it may be written (Müller, Muller, Mueller). */
  family: string[][];
  given: string[][];
  suffix: string | null;
  /** False where one text holds the whole name and nothing says which part is which. */
  isDivided: boolean;
}

export const nameAgreements = ['same', 'swapped', 'part', 'other', 'other-script', 'missing'] as const;
/** `part`: one name holds less than the other (an initial, one of two family names), which proves nothing either way. */
export type NameAgreement = (typeof nameAgreements)[number];

/** What an agreement of names says of whose images they are. */
export const nameVerdicts = {
  same: 'agrees',
  swapped: 'agrees',
  part: 'unknown',
  other: 'differs',
  'other-script': 'unknown',
  missing: 'unknown',
} as const satisfies Record<NameAgreement, string>;

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Han', 'Hangul', 'Katakana', 'Hiragana', 'Arabic', 'Hebrew', 'Thai', 'Armenian', 'Georgian'];
const scriptTests = scripts.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);
const titles = new Set(['dr', 'prof', 'mr', 'mrs', 'ms', 'miss', 'sir', 'herr', 'frau', 'med', 'mme', 'sr.a', 'doc']);
const suffixes = new Set(['jr', 'sr', 'junior', 'senior', 'ii', 'iii', 'iv']);
const placeholders = new Set([
  'anonymous',
  'anonymized',
  'anonymised',
  'anon',
  'unknown',
  'noname',
  'nn',
  'unbekannt',
  'removed',
  'deidentified',
]);
const letters: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th', ё: 'е' };
const spelledOut: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** Reads every component group of a Patient's Name; groups without a letter are left out. @see PS3.5 6.2.1 */
export function comparableNames(name: JsonPersonName | null): ComparableName[] {
  if (!name) return [];
  return [name.Alphabetic, name.Ideographic, name.Phonetic].flatMap((group) => comparableGroup(group ?? ''));
}

/** Reads a name that a person typed: `Family^Given`, `Family, Given` or simply `Given Family`; several alphabets are divided by `=`. */
export function comparableText(text: string): ComparableName[] {
  return text.split('=').flatMap((group) => comparableGroup(group.includes('^') ? group : group.replace(/[,、]/, '^')));
}

/** Reads a family and a given name. */
export function comparableParts(familyName: string, givenName: string): ComparableName[] {
  return comparableGroup(`${familyName}^${givenName}`);
}

/** How the names that images state agree with those that are known of a patient. */
export function agreementOfNames(stated: readonly ComparableName[], known: readonly ComparableName[]): NameAgreement {
  if (stated.length === 0) return 'missing';
  const agreements = stated.map((name) => bestAgreement(name, known));
  // One group that differs outweighs another that agrees: the groups of one name are the same name.
  const ranking: NameAgreement[] = ['other', 'part', 'same', 'swapped', 'other-script'];
  return ranking.find((agreement) => agreements.includes(agreement)) ?? 'other-script';
}

function bestAgreement(name: ComparableName, known: readonly ComparableName[]): NameAgreement {
  const found = known.map((candidate) => compareNames(name, candidate));
  const ranking: NameAgreement[] = ['same', 'swapped', 'part', 'other'];
  return ranking.find((agreement) => found.includes(agreement)) ?? 'other-script';
}

/**
 * Compares two names of one alphabet. Names of different alphabets are never compared by transliteration, which would guess.
 */
export function compareNames(one: ComparableName, other: ComparableName): NameAgreement {
  if (one.script !== other.script) return 'other-script';
  if (one.suffix && other.suffix && one.suffix !== other.suffix) return 'other';
  if (joined(one, one.family, one.given).some((text) => joined(other, other.family, other.given).includes(text)) && sameParts(one, other)) {
    return 'same';
  }
  if (!one.isDivided || !other.isDivided) return compareUndivided(one, other);
  const straight = compareDivided(one, other);
  if (straight === 'same') return 'same';
  const swapped = compareDivided({ ...one, family: one.given, given: one.family }, other);
  if (swapped === 'same') return 'swapped';
  return straight === 'part' || swapped === 'part' ? 'part' : 'other';
}

function comparableGroup(group: string): ComparableName[] {
  const [family = '', given = '', middle = '', , suffix = ''] = group.split('^');
  const parts = { family: tokens(family), given: tokens(`${given} ${middle}`), suffix: tokens(suffix) };
  const all = [...parts.family, ...parts.given];
  const script = scriptOf(all.join(''));
  if (all.length === 0 || script === null || placeholders.has(all.join(''))) return [];
  const isSuffix = (token: string) => suffixes.has(token);
  const foundSuffix = [...parts.suffix, ...parts.family.slice(1), ...parts.given.slice(1)].find(isSuffix) ?? null;
  const rest = (list: string[]) => list.filter((token, index) => index === 0 || !isSuffix(token));
  return [
    {
      script,
      family: rest(parts.family).map(spellings),
      given: rest(parts.given).map(spellings),
      suffix: foundSuffix?.replace('junior', 'jr').replace('senior', 'sr') ?? null,
      isDivided: parts.family.length > 0 && parts.given.length > 0,
    },
  ];
}

function scriptOf(text: string): string | null {
  for (const [script, test] of scriptTests) {
    if (test.test(text)) return script === 'Hiragana' ? 'Katakana' : script;
  }
  return /\p{L}/u.test(text) ? 'other' : null;
}

function tokens(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Lm}]/gu, (mark) => (mark === 'ー' ? mark : ''))
    .split(/[\s\-‐‑–.,_/・]+/u)
    .map((token) => token.replace(/[^\p{L}\p{M}ー]/gu, ''))
    .filter((token) => token !== '' && !titles.has(token));
}

/** A letter's accents are dropped where an alphabet writes them at will; where they make another letter (Kana, й) they stay. */
function spellings(token: string): string[] {
  const composed = token.normalize('NFC').replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
  const plain = [...composed].map(plainLetter).join('');
  const spelled = [...composed].map((letter) => spelledOut[letter] ?? plainLetter(letter)).join('');
  return plain === spelled ? [plain] : [plain, spelled];
}

function plainLetter(letter: string): string {
  const known = letters[letter];
  if (known !== undefined) return known;
  if (/[\p{Script=Latin}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}]/u.test(letter)) {
    return letter.normalize('NFD').replace(/\p{M}/gu, '').replace('ς', 'σ');
  }
  return /\p{M}/u.test(letter) && !/\p{Script=Thai}/u.test(letter) ? '' : letter;
}

function same(one: string[], other: string[]): boolean {
  return one.some((spelling) => other.includes(spelling));
}

/** All spellings of tokens written as one word, so that hyphens, spaces and apostrophes do not count. */
function words(list: string[][]): string[] {
  const plain = list.map((spelled) => spelled[0] ?? '').join('');
  const spelled = list.map((spelling) => spelling.at(-1) ?? '').join('');
  return plain === spelled ? [plain] : [plain, spelled];
}

function joined(name: ComparableName, first: string[][], second: string[][]): string[] {
  return name.isDivided ? words([...first, ...second]) : words([...name.family, ...name.given]);
}

/** The same letters in one row may still be divided otherwise (Li^Anna, Lian^Na); alphabets that write no spaces aside, that is another name. */
function sameParts(one: ComparableName, other: ComparableName): boolean {
  if (['Han', 'Hangul', 'Katakana', 'Thai'].includes(one.script))
    return !one.isDivided || !other.isDivided || same(words(one.family), words(other.family));
  return one.isDivided && other.isDivided && same(words(one.family), words(other.family)) && same(words(one.given), words(other.given));
}

function compareUndivided(one: ComparableName, other: ComparableName): NameAgreement {
  const left = [...one.family, ...one.given];
  const right = [...other.family, ...other.given];
  const [few, many] = left.length <= right.length ? [left, right] : [right, left];
  if (!holdsAll(few, many)) return 'other';
  return few.length === many.length && few.length > 1 ? 'same' : 'part';
}

function holdsAll(few: string[][], many: string[][]): boolean {
  const rest = [...many];
  for (const token of few) {
    const at = rest.findIndex((candidate) => same(token, candidate));
    if (at < 0) return false;
    rest.splice(at, 1);
  }
  return true;
}

function compareDivided(one: ComparableName, other: ComparableName): 'same' | 'part' | 'other' {
  const family = same(words(one.family), words(other.family))
    ? 'same'
    : holdsAll(one.family, other.family) || holdsAll(other.family, one.family)
      ? 'part'
      : 'other';
  const given = compareGiven(one.given, other.given);
  if (family === 'other' || given === 'other') return 'other';
  return family === 'same' && given === 'same' ? 'same' : 'part';
}

/** The first given name must be there in full on both sides; further ones may be missing or stand as initials, but not contradict. */
function compareGiven(one: string[][], other: string[][]): 'same' | 'part' | 'other' {
  if (same(words(one), words(other))) return 'same';
  const [firstOne, ...restOne] = one;
  const [firstOther, ...restOther] = other;
  if (!firstOne || !firstOther) return 'part';
  const isInitial = [firstOne, firstOther].some((token) => token[0]?.length === 1);
  if (!same(firstOne, firstOther)) return isInitial && startsAlike(firstOne, firstOther) ? 'part' : 'other';
  const [few, many] = restOne.length <= restOther.length ? [restOne, restOther] : [restOther, restOne];
  const agrees = few.every((token) => many.some((candidate) => same(token, candidate) || startsAlike(token, candidate)));
  return agrees ? 'same' : 'other';
}

function startsAlike(one: string[], other: string[]): boolean {
  const [a = '', b = ''] = [one[0], other[0]];
  return (a.length === 1 || b.length === 1) && a[0] === b[0];
}
