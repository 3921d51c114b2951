import { exchangedDate, type PatientSearchLine } from './patient-search-line.js';

/** A word of a search as the database reads it. */
export interface KnownWord {
  part: 'family' | 'given' | 'names';
  word: string;
  sounds: string[];
  /** Words of known names that are one typing error away. */
  near: string[];
}

/** A condition on the keys of a patient, as the text of a tsquery. */
export type SearchStep = string;

type Tag = 'f' | 'g';
type Tolerance = 'exact' | 'prefix' | 'tolerant';

const initials = { f: 'h', g: 'k' } as const;
const sounds = { f: 'F', g: 'G' } as const;

// A key holds letters and digits only; the quotes keep it one even if it did not.
const key = (text: string) => `'${text.replace(/['\\]/g, '')}'`;
const all = (conditions: readonly string[]) => `(${conditions.join(' & ')})`;
const any = (conditions: readonly string[]) => `(${conditions.join(' | ')})`;

/**
 * The conditions to try one after the other, from exact to tolerant.
 *
 * @param isStrict in the registry: the birth date must agree and the beginning of a name finds nothing.
 */
export function stepsOf(line: PatientSearchLine, words: readonly KnownWord[], isStrict: boolean): SearchStep[] {
  const dates = line.birthDates.length > 0 ? any(line.birthDates.map(dateKey)) : null;
  if (words.length === 0) return dates && !isStrict ? [dates] : [];
  if (isStrict && !dates) return [];
  const names = namesOf(words, isStrict);
  const withDate = names.map((condition) => (dates ? all([condition, dates]) : condition));
  if (!dates || isStrict) return withDate;
  const exchanged = line.birthDates.flatMap((date) => exchangedDate(date) ?? []);
  const tolerant = names.at(-1) ?? '';
  const otherDates = exchanged.length > 0 ? [all([tolerant, any(exchanged.map(dateKey))])] : [];
  // On one's own list a wrong birth date is worth less than a right one, and still shown.
  return [...withDate, ...otherDates, ...names.slice(0, 1)];
}

const dateKey = (date: string) => key(`b${date.replaceAll('-', '')}`);

function namesOf(words: readonly KnownWord[], isStrict: boolean): string[] {
  const [family, given, names] = (['family', 'given', 'names'] as const).map((part) => words.filter((word) => word.part === part));
  const tolerances: Tolerance[] = isStrict ? ['exact', 'tolerant'] : ['exact', 'prefix', 'tolerant'];
  if (names && names.length > 0)
    return tolerances.map((tolerance) => undivided(names, tolerance)).filter((condition) => condition !== null);
  if (!family?.length || !given?.length) return [];
  return tolerances.map((tolerance) => {
    const straight = all([part('f', family, tolerance), part('g', tolerance === 'tolerant' ? given.slice(0, 1) : given, tolerance)]);
    if (tolerance !== 'tolerant') return straight;
    const exchanged = all([part('f', given.slice(0, 1), tolerance), part('g', family, tolerance)]);
    const oneOfFamily =
      family.length > 1 ? [all([any(family.map((word) => one('f', word, tolerance))), part('g', given.slice(0, 1), tolerance)])] : [];
    return any([straight, exchanged, ...oneOfFamily]);
  });
}

/** All words of a part, or the one word that they make without the marks between them. */
function part(tag: Tag, words: readonly KnownWord[], tolerance: Tolerance): string {
  const each = all(words.map((word, index) => one(tag, word, tolerance === 'prefix' && index < words.length - 1 ? 'exact' : tolerance)));
  if (words.length < 2) return each;
  return any([each, key(tag + words.map(({ word }) => word).join(''))]);
}

/** Words in either order: each must be somewhere, or two neighbours make one word. */
function undivided(words: readonly KnownWord[], tolerance: Tolerance): string | null {
  // One letter alone would find a tenth of all.
  if (words.length === 1 && (words[0]?.word.length ?? 0) < 2) return null;
  const somewhere = (word: KnownWord, index: number) => {
    const its = tolerance === 'prefix' && index < words.length - 1 ? 'exact' : tolerance;
    return any([one('f', word, its), one('g', word, its)]);
  };
  const conditions = words.map(somewhere);
  const joined = words.slice(1).map((word, index) => {
    const pair = (words[index]?.word ?? '') + word.word;
    return all([any([key(`f${pair}`), key(`g${pair}`)]), ...conditions.filter((_, at) => at !== index && at !== index + 1)]);
  });
  return any([all(conditions), ...joined]);
}

function one(tag: Tag, { word, sounds: heard, near }: KnownWord, tolerance: Tolerance): string {
  // The first letters are keys of their own; a beginning of one letter would be a walk through a tenth of the index.
  if (word.length === 1 || (tolerance === 'prefix' && word.length === 2)) return key(initials[tag] + word);
  if (tolerance === 'exact') return key(tag + word);
  if (tolerance === 'prefix') return `${key(tag + word)}:*`;
  return any([key(tag + word), ...heard.map((sound) => key(sounds[tag] + sound)), ...near.map((other) => key(tag + other))]);
}
