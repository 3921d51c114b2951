import { type Letter, lettersOf } from './letters.js';

/**
 * How two words agree, from the best to the worst. `same`: letter by letter, where one side may lack marks or spell them out. `spelling`: one
 * side dropped the marks where the other spelled them out (Muller, Mueller). `marks`: the marks are not the same, and nothing says that one side
 * lost them (Hùng, Hưng).
 */
export const wordAgreements = ['same', 'spelling', 'marks', 'other'] as const;
export type WordAgreement = (typeof wordAgreements)[number];

export interface WordRule {
  /** In a given name ae and oe are more than spelling: Michael and Michal, Joelle and Jolle are different names. */
  part: 'family' | 'given';
  /** Both names carry marks somewhere: then a bare letter was not written by somebody who has no marks (Lý Lan is not Ly Lân). */
  bothHaveMarks: boolean;
}

const [SAME, SPELLING, MARKS, OTHER] = [0, 1, 2, 3];
const shortestRespelled = 5;
const vowel = /[aeiouy]/;

/** Compares two words; the same whichever of them comes first. */
export function compareWords(one: string, other: string, rule: WordRule): WordAgreement {
  if (one === other) return 'same';
  const [letters, others] = [lettersOf(one), lettersOf(other)];
  if (letters[0]?.base !== others[0]?.base) return 'other';
  const best = Math.min(compareLetters(letters, others, rule), compareLetters(others, letters, rule));
  return wordAgreements[best] ?? 'other';
}

/** Compares letter by letter, where marks may be missing in `bare` and nowhere else: Renée and Rénee both carry marks. */
function compareLetters(marked: readonly Letter[], bare: readonly Letter[], { part, bothHaveMarks }: WordRule): number {
  const mayRespell = Math.max(marked.length, bare.length) >= shortestRespelled;
  const respelled = part === 'given' ? MARKS : SPELLING;
  const known = new Map<number, number>();
  const from = (i: number, j: number): number => {
    if (i === marked.length && j === bare.length) return SAME;
    const key = i * (bare.length + 1) + j;
    const before = known.get(key);
    if (before !== undefined) return before;
    let best = OTHER;
    const offer = (cost: number, nextI: number, nextJ: number): void => {
      if (cost < best) best = Math.min(best, Math.max(cost, from(nextI, nextJ)));
    };
    const [a, b] = [marked[i], bare[j]];
    if (a && b && a.base === b.base) offer(a.marks === b.marks || (!b.marks && !bothHaveMarks) ? SAME : MARKS, i + 1, j + 1);
    if (a?.spelledOut && a.spelledOut === barePair(bare, j)) offer(SAME, i + 1, j + 2);
    if (b?.spelledOut && b.spelledOut === barePair(marked, i)) offer(bothHaveMarks ? SAME : MARKS, i + 2, j + 1);
    if (mayRespell && a && isRespelled(bare, j, a)) offer(respelled, i + 1, j + 2);
    if (mayRespell && b && isRespelled(marked, i, b)) offer(respelled, i + 2, j + 1);
    known.set(key, best);
    return best;
  };
  return from(0, 0);
}

function barePair(letters: readonly Letter[], at: number): string | null {
  const [first, second] = [letters[at], letters[at + 1]];
  return first && second && !first.marks && !second.marks ? first.base + second.base : null;
}

/**
 * Whether two letters may stand for one that lost its marks on the other side: ae, oe, ue or aa before a consonant, against the bare vowel. Names that
 * end in -ael, -uel and -oel have both vowels of their own.
 */
function isRespelled(letters: readonly Letter[], at: number, bare: Letter): boolean {
  const pair = barePair(letters, at);
  const next = letters[at + 2];
  return (
    !bare.marks && pair !== null && /^([aou]e|aa)$/.test(pair) && pair[0] === bare.base && next !== undefined && !vowel.test(next.base)
  );
}

/** Whether one of two words is an initial of the other, or both are the same initial. Letters that only repeat (xx) are no name to abbreviate. */
export function isInitialOf(one: string, other: string): boolean {
  const [a, b] = [lettersOf(one), lettersOf(other)];
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const first = short[0]?.base ?? '';
  const isName = long.length === 1 || long.some(({ base }) => base !== first);
  return short.length === 1 && isAlphabetic(first) && first === long[0]?.base && isName;
}

/** Whether a word of two letters stands for the initials of two words (PK for Peter Karl). */
export function areInitialsOf(letters: string, one: string, other: string): boolean {
  const [first, second, ...more] = lettersOf(letters);
  if (!first || !second || more.length > 0 || !isAlphabetic(first.base)) return false;
  return first.base === lettersOf(one)[0]?.base && second.base === lettersOf(other)[0]?.base;
}

/** Whether a word carries marks that people leave away. */
export function hasMarks(word: string): boolean {
  return lettersOf(word).some(({ marks }) => marks !== null);
}

/** Whether a word is one letter of an alphabet in which names are abbreviated. */
export function isInitial(word: string): boolean {
  const letters = lettersOf(word);
  return letters.length === 1 && isAlphabetic(letters[0]?.base ?? '');
}

function isAlphabetic(letter: string): boolean {
  return /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Georgian}]/u.test(letter);
}

/** Whether the letters of one word are the beginning of another's, whatever their marks. */
export function beginsWith(word: string, beginning: string): boolean {
  const [whole, start] = [lettersOf(word), lettersOf(beginning)];
  return start.length > 0 && start.length <= whole.length && start.every((letter, index) => letter.base === whole[index]?.base);
}
