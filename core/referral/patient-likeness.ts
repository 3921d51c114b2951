import { plainWord } from '../identity/letters.js';
import { compareNames, isWeakAgreement } from '../identity/name-agreement.js';
import { comparableParts } from '../identity/read-name.js';
import { exchangedDate } from './patient-search-line.js';

/** What is compared of a person. */
export interface ComparedPerson {
  familyName: string;
  givenName: string;
  birthDate: string | null;
  sex: string | null;
  /** How the names sound, by the rules of the database. */
  familySounds: readonly string[];
  givenSounds: readonly string[];
}

export type Likeness = 'same' | 'likely' | 'possible';
export type NameLikeness = 'same' | 'alike' | 'related' | 'other';

/**
 * Says how likely two charts are of one person, or null.
 *
 * `same`: names, birth date and sex agree. `likely`: the names agree, are exchanged, sound alike or are one typing error apart each, and the birth
 * dates agree or have day and month exchanged. `possible`: a part of the name is missing or abbreviated on one side with the same birth date, or the
 * same names with birth dates that differ in one digit. A shared identifier is judged by the caller: it makes two charts `likely` at least.
 */
export function likenessOf(one: ComparedPerson, other: ComparedPerson): Likeness | null {
  const names = compareNamesLoosely(one, other);
  const dates = compareDates(one.birthDate, other.birthDate);
  if (names === 'other' || dates === 'other') return null;
  const sexDiffers = one.sex !== null && other.sex !== null && one.sex !== other.sex;
  if (dates === 'one-digit') return names === 'same' && !sexDiffers ? 'possible' : null;
  if (names === 'same' && dates === 'same' && !sexDiffers) return 'same';
  if (names === 'related') return dates === 'same' && !sexDiffers ? 'possible' : null;
  return 'likely';
}

function compareDates(one: string | null, other: string | null): 'same' | 'exchanged' | 'one-digit' | 'other' {
  if (!one || !other) return 'other';
  if (one === other) return 'same';
  if (exchangedDate(one) === other) return 'exchanged';
  return [...one].filter((digit, index) => digit !== other[index]).length === 1 ? 'one-digit' : 'other';
}

function compareNamesLoosely(one: ComparedPerson, other: ComparedPerson): NameLikeness {
  const [left] = comparableParts(one.familyName, one.givenName);
  const [right] = comparableParts(other.familyName, other.givenName);
  if (!left || !right) return one.familyName === other.familyName && one.givenName === other.givenName ? 'same' : 'other';
  const { agreement } = compareNames(left, right);
  if (agreement === 'same') return 'same';
  if (isWeakAgreement(agreement)) return 'alike';
  const straight =
    partAlike(one.familyName, other.familyName, one.familySounds, other.familySounds) &&
    partAlike(one.givenName, other.givenName, one.givenSounds, other.givenSounds);
  const exchanged =
    partAlike(one.familyName, other.givenName, one.familySounds, other.givenSounds) &&
    partAlike(one.givenName, other.familyName, one.givenSounds, other.familySounds);
  if (straight || exchanged) return 'alike';
  return agreement === 'other' || agreement === 'other-script' ? 'other' : 'related';
}

function partAlike(one: string, other: string, oneSounds: readonly string[], otherSounds: readonly string[]): boolean {
  const [left, right] = [plainName(one), plainName(other)];
  if (left === right) return true;
  const longer = Math.max(left.length, right.length);
  const errors = typingErrors(left, right);
  if (errors <= (longer >= 4 ? 1 : 0)) return true;
  // A sound is short and many names have the same one; they must look alike, too.
  return oneSounds.some((sound) => otherSounds.includes(sound)) && errors <= Math.max(2, longer / 2);
}

/** A name as one word without case, accents and marks; ä and ae are the same. */
export function plainName(name: string): string {
  const [comparable] = comparableParts(name, '');
  const words = comparable ? comparable.family.map(plainWord) : [name.toLowerCase()];
  return words.join('').replace(/([aou])e/g, '$1');
}

/** The typing errors between two words: letters left out, added, mistaken, or two neighbours exchanged (optimal string alignment). */
export function typingErrors(one: string, other: string): number {
  const [a, b] = [[...one].slice(0, 64), [...other].slice(0, 64)];
  let [beforeLast, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let errors = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) errors = Math.min(errors, (beforeLast[j - 2] ?? 0) + 1);
      row.push(errors);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
