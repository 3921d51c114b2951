import { possibleGenerationOf } from './generations.js';
import { isNumbered, isParticle } from './name-words.js';
import { type ComparableName, writtenWithoutSpaces } from './read-name.js';
import { areInitialsOf, beginsWith, compareWords, hasMarks, isInitial, isInitialOf, type WordRule } from './word-agreement.js';

/**
 * How two names agree, from the best to the worst.
 *
 * `same` agrees by itself. What follows down to `cut` agrees only where Patient ID and birth date both do: `spelling` (Muller, Mueller), `moved` (a
 * particle stands elsewhere), `second-family` (one of two family names is missing), `undivided` (nothing says which part is which), `swapped`
 * (family and given name exchanged), `cut` (cut off at 16 or 64 characters). Nothing is proved either way by `cut-short` (cut off before the
 * given name is whole), `marks` (Hùng, Hưng), `part` (an initial, a part missing), `other-script`, `damaged`, `stand-in` and `missing`.
 */
export const nameAgreements = [
  ...(['same', 'spelling', 'moved', 'second-family', 'undivided', 'swapped', 'cut'] as const),
  ...(['cut-short', 'marks', 'part', 'other', 'other-script', 'damaged', 'stand-in', 'missing'] as const),
] as const;
export type NameAgreement = (typeof nameAgreements)[number];

const rankOf = (agreement: NameAgreement): number => nameAgreements.indexOf(agreement);
const worse = (one: NameAgreement, other: NameAgreement): NameAgreement => (rankOf(one) >= rankOf(other) ? one : other);
const better = (one: NameAgreement, other: NameAgreement): NameAgreement => (rankOf(one) <= rankOf(other) ? one : other);
const weakAgreements: readonly NameAgreement[] = ['spelling', 'moved', 'second-family', 'undivided', 'swapped', 'cut'];

/** Whether an agreement needs Patient ID and birth date beside it. */
export function isWeakAgreement(agreement: NameAgreement): boolean {
  return weakAgreements.includes(agreement);
}

export interface NameComparison {
  agreement: NameAgreement;
  /** One of the names tells a generation (Jr, Filho, 2nd) and the other does not: where nothing else tells father from son, they are two people. */
  isGenerationOneSided: boolean;
}

const plainly = (agreement: NameAgreement): NameComparison => ({ agreement, isGenerationOneSided: false });

/** How the names that images state agree with those that are known of a patient; every stated group must agree with one that is known. */
export function agreementOfNames(stated: readonly ComparableName[], known: readonly ComparableName[]): NameComparison {
  if (stated.length === 0 || known.length === 0) return plainly('missing');
  if (stated.some((name) => name.isPlaceholder) || known[0]?.isPlaceholder) return plainly('stand-in');
  if (stated.some((name) => name.isDamaged) || known[0]?.isDamaged) return plainly('damaged');
  const usable = known.filter((candidate) => !candidate.isPlaceholder && !candidate.isDamaged);
  const found = stated.map((name) => bestOf(usable.map((other) => compareNames(name, other))));
  // One group that differs outweighs another that agrees: the groups of one name are the same name.
  const [first = plainly('other-script'), ...others] = found.filter(({ agreement }) => agreement !== 'other-script');
  return others.reduce((one, other) => (rankOf(other.agreement) > rankOf(one.agreement) ? other : one), first);
}

function bestOf(found: NameComparison[]): NameComparison {
  const rank = ({ agreement, isGenerationOneSided }: NameComparison): number => rankOf(agreement) + (isGenerationOneSided ? 0.5 : 0);
  return found.reduce((one, other) => (rank(other) < rank(one) ? other : one), plainly('other-script'));
}

/** How the words of two names are compared. */
interface Rule {
  bothHaveMarks: boolean;
  /** The one of the two names that may hold words which the other lacks; each side lacking some would make one person of two. */
  fuller: 'one' | 'other';
}

const inFamily = ({ bothHaveMarks }: Rule): WordRule => ({ part: 'family', bothHaveMarks });
const inGiven = ({ bothHaveMarks }: Rule): WordRule => ({ part: 'given', bothHaveMarks });

/**
 * Compares two names of one alphabet; the same whichever comes first. Names of different alphabets are never compared by transliteration, which
 * would guess.
 */
export function compareNames(one: ComparableName, other: ComparableName): NameComparison {
  if (one.isDamaged || other.isDamaged) return plainly('damaged');
  if (one.script !== other.script) return plainly('other-script');
  if (areOfOtherGenerations(one, other)) return plainly('other');
  const bothHaveMarks = [one, other].every(({ family, given }) => [...family, ...given].some(hasMarks));
  const words = better(
    compareParts(one, other, { bothHaveMarks, fuller: 'one' }),
    compareParts(one, other, { bothHaveMarks, fuller: 'other' }),
  );
  const beside = worse(compareNicknames(one, other), one.signs === other.signs ? 'same' : 'part');
  const isGenerationOneSided = (one.suffix === null) !== (other.suffix === null);
  return { agreement: words === 'other' ? words : worse(words, beside), isGenerationOneSided };
}

/** Both tell a generation and not the same; a word that is a name elsewhere (I, V, père) tells one where the other side does. */
function areOfOtherGenerations(one: ComparableName, other: ComparableName): boolean {
  const told = ({ suffix, family, given }: ComparableName, beside: string | null): string | null => {
    if (suffix !== null || beside === null) return suffix;
    const last = [family.length > 1 ? family.at(-1) : undefined, given.length > 1 ? given.at(-1) : undefined];
    return last.map((word) => (word === undefined ? null : possibleGenerationOf(word))).find((generation) => generation !== null) ?? null;
  };
  const generations = [told(one, other.suffix), told(other, one.suffix)];
  return generations[0] !== null && generations[1] !== null && generations[0] !== generations[1];
}

/** Names beside the name never make two people one; two that share none, or one that tells twins apart, leave it open. */
function compareNicknames({ nicknames: one }: ComparableName, { nicknames: other }: ComparableName): NameAgreement {
  const tellsApart = (word: string): boolean => isInitial(word) || isNumbered(word);
  if (one.length === 0 || other.length === 0) return [...one, ...other].some(tellsApart) ? 'part' : 'same';
  const rule: WordRule = { part: 'given', bothHaveMarks: false };
  return one.some((word) => other.some((candidate) => compareWords(word, candidate, rule) === 'same')) ? 'same' : 'part';
}

function compareParts(one: ComparableName, other: ComparableName, rule: Rule): NameAgreement {
  const plain = one.isDivided && other.isDivided ? compareDivided(one, other, rule) : compareUndivided(one, other, rule);
  if (plain !== 'other' && plain !== 'part') return plain;
  return better(plain, better(compareCut(one, other, rule), compareCut(other, one, rule)));
}

function compareDivided(one: ComparableName, other: ComparableName, rule: Rule): NameAgreement {
  const straight = worse(compareFamily(one.family, other.family, rule), compareGiven(one.given, other.given, rule));
  if (straight === 'same') return straight;
  return [straight, compareMoved(one, other, rule), compareSwapped(one, other, rule), compareDividedElsewhere(one, other, rule)].reduce(
    better,
  );
}

/** Family and given name exchanged as a whole: with a word left over it would be another name that shares one. */
function compareSwapped(one: ComparableName, other: ComparableName, rule: Rule): NameAgreement {
  const whole = (left: string[], right: string[]): NameAgreement => compareWords(left.join(''), right.join(''), inFamily(rule));
  const crossed = worse(whole(one.family, other.given), whole(one.given, other.family));
  if (crossed === 'other' || crossed === 'marks') return crossed;
  return one.given.some(isInitial) || other.given.some(isInitial) ? 'part' : 'swapped';
}

/** van der Berg, Jan and Berg, Jan van der: the same words, and only particles stand elsewhere. */
function compareMoved(one: ComparableName, other: ComparableName, rule: Rule): NameAgreement {
  const sides = [one, other].map(({ family, given }) => ({
    family: withoutParticles(family),
    given: withoutParticles(given),
    particles: [...family, ...given].filter(isParticle).sort().join(' '),
  }));
  const [left, right] = sides;
  if (!left || !right || left.particles === '' || left.particles !== right.particles) return 'other';
  const core = worse(compareFamily(left.family, right.family, rule), compareGiven(left.given, right.given, rule));
  return core === 'same' ? 'moved' : 'other';
}

function withoutParticles(words: string[]): string[] {
  const core = words.filter((word) => !isParticle(word));
  return core.length > 0 ? core : words;
}

/** The same words in the same order that are divided otherwise (García^López María): perhaps the same name. */
function compareDividedElsewhere(one: ComparableName, other: ComparableName, rule: Rule): NameAgreement {
  const [left, right] = [one, other].map(({ family, given }) => [...family, ...given]) as [string[], string[]];
  return wordByWord(left, right, inGiven(rule)) === 'same' ? 'part' : 'other';
}

function wordByWord(one: string[], other: string[], rule: WordRule): NameAgreement {
  if (one.length !== other.length) return 'other';
  return one.map((word, at): NameAgreement => compareWords(word, other[at] ?? '', rule)).reduce(worse, 'same');
}

function compareFamily(one: string[], other: string[], rule: Rule): NameAgreement {
  const whole: NameAgreement = compareWords(one.join(''), other.join(''), inFamily(rule));
  if (whole !== 'other') return better(whole, wordByWord(one, other, inFamily(rule)));
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  if (few.length === 0) return 'part';
  const isFuller = many === (rule.fuller === 'one' ? one : other);
  if (isFuller && few.length < many.length && few.every((word) => !isInitial(word)) && isEndOf(few, many, rule)) return 'second-family';
  return isSubset(few, many, inFamily(rule)) || (few.length === many.length && isAbbreviation(few, many, rule)) ? 'part' : 'other';
}

/** Whether some words are the first or the last of others that hold more than particles beside them; a connecting y is no name. */
function isEndOf(few: string[], many: string[], rule: Rule): boolean {
  const ends = [many.slice(0, few.length), many.slice(-few.length), many.filter((word) => word !== 'y')];
  const isSame = ends.some((end) => compareWords(few.join(''), end.join(''), inFamily(rule)) === 'same') && !many.some(isNumbered);
  return isSame && (many.includes('y') || withoutParticles(many).length > withoutParticles(few).length);
}

function isAbbreviation(one: string[], other: string[], rule: Rule): boolean {
  return one.every((word, at) => compareWords(word, other[at] ?? '', inFamily(rule)) === 'same' || isInitialOf(word, other[at] ?? ''));
}

/** Whether all words of the shorter list stand in the other, each used once, in whatever order. */
function isSubset(one: string[], other: string[], rule: WordRule): boolean {
  const holds = (few: string[], many: string[]): boolean => {
    const rest = [...many];
    return few.every((word) => {
      const at = rest.findIndex((candidate) => compareWords(word, candidate, rule) === 'same');
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    });
  };
  return (one.length <= other.length && holds(one, other)) || (other.length <= one.length && holds(other, one));
}

/**
 * Words are matched one to one and in order. The first given name must be there in full on both sides; further ones may be missing on one side or
 * stand as initials in their place, but not contradict. A word with a digit is never missing.
 */
function compareGiven(one: string[], other: string[], rule: Rule): NameAgreement {
  if (one.length === 0 || other.length === 0) return one.length === other.length ? 'same' : 'part';
  const startsWithInitial = [one, other].some(([first = '']) => isInitial(first));
  const whole: NameAgreement = compareWords(one.join(''), other.join(''), inGiven(rule));
  const agreement = whole === 'other' ? align(one, other, rule) : better(whole, wordByWord(one, other, inGiven(rule)));
  if (agreement !== 'other') return startsWithInitial ? worse(agreement, 'part') : agreement;
  return one.length === other.length && isSubset(one, other, inGiven(rule)) ? 'part' : 'other';
}

const mostGivenNames = 16;

/** Aligns two rows of given names of which only the fuller may hold words that the other lacks. */
function align(one: string[], other: string[], rule: Rule): NameAgreement {
  if (one.length > mostGivenNames || other.length > mostGivenNames) return 'other';
  const known = new Map<number, NameAgreement>();
  const from = (i: number, j: number): NameAgreement => {
    if (i === one.length && j === other.length) return 'same';
    const key = i * (mostGivenNames + 1) + j;
    const before = known.get(key);
    if (before) return before;
    let best: NameAgreement = 'other';
    const offer = (cost: NameAgreement, nextI: number, nextJ: number): void => {
      if (rankOf(cost) < rankOf(best)) best = better(best, worse(cost, from(nextI, nextJ)));
    };
    const [word, its, next, itsNext] = [one[i], other[j], one[i + 1], other[j + 1]];
    if (word !== undefined && its !== undefined) {
      offer(compareGivenWords(word, its, rule, i === 0 && j === 0), i + 1, j + 1);
      if (next !== undefined) offer(comparePair(its, word, next, rule), i + 2, j + 1);
      if (itsNext !== undefined) offer(comparePair(word, its, itsNext, rule), i + 1, j + 2);
    }
    if (i > 0 && word !== undefined && rule.fuller === 'one') offer(lacking(word), i + 1, j);
    if (j > 0 && its !== undefined && rule.fuller === 'other') offer(lacking(its), i, j + 1);
    known.set(key, best);
    return best;
  };
  return from(0, 0);
}

function compareGivenWords(one: string, other: string, rule: Rule, isFirst: boolean): NameAgreement {
  const words: NameAgreement = compareWords(one, other, inGiven(rule));
  if (words !== 'other') return words;
  if (!isInitialOf(one, other)) return 'other';
  return isFirst ? 'part' : 'same';
}

/** One word against two: written together, or their initials. */
function comparePair(word: string, first: string, second: string, rule: Rule): NameAgreement {
  const together: NameAgreement = compareWords(word, first + second, inGiven(rule));
  return together === 'other' && areInitialsOf(word, first, second) ? 'part' : together;
}

const lacking = (word: string): NameAgreement => (isNumbered(word) ? 'part' : 'same');

/** At least one of the names is one text: it is divided in every way that its words allow, the family name first or last. */
function compareUndivided(one: ComparableName, other: ComparableName, rule: Rule): NameAgreement {
  const [left, right] = [one, other].map(({ family, given }) => [...family, ...given]) as [string[], string[]];
  if (writtenWithoutSpaces.test(one.script)) {
    const isSame = compareWords(left.join(''), right.join(''), inFamily(rule)) === 'same';
    if (isSame && [...left.join('')].length > 1) return 'same';
  } else if (!one.isDivided && !other.isDivided) {
    const inOrder = left.length > 1 ? wordByWord(left, right, inGiven(rule)) : 'other';
    if (inOrder !== 'other') return inOrder;
  } else {
    const best = one.isDivided ? compareDivisions(one, right, rule, true) : compareDivisions(other, left, rule, false);
    if (best !== 'other') return worse(best, 'undivided');
  }
  return isSubset(left, right, inGiven(rule)) ? 'part' : 'other';
}

function compareDivisions({ family, given }: ComparableName, text: string[], rule: Rule, isFirst: boolean): NameAgreement {
  const compare = (itsFamily: string[], itsGiven: string[]): NameAgreement =>
    isFirst
      ? worse(compareFamily(family, itsFamily, rule), compareGiven(given, itsGiven, rule))
      : worse(compareFamily(itsFamily, family, rule), compareGiven(itsGiven, given, rule));
  let best: NameAgreement = 'other';
  for (let at = 1; at < Math.min(text.length, mostGivenNames); at++) {
    const [start, end] = [text.slice(0, at), text.slice(at)];
    best = better(best, better(compare(start, end), compare(end, start)));
  }
  return best;
}

/**
 * Compares a name that may have been cut off with a whole one. It agrees as far as it goes where the first given name is whole; where it was cut off
 * before, nobody knows (Ann, Anna, Annabel).
 */
function compareCut(short: ComparableName, whole: ComparableName, rule: Rule): NameAgreement {
  if (short.cut.family && isCutOf(short.family, whole.family)) {
    const given = compareGiven(short.given, whole.given, rule);
    if (given === 'same') return 'cut';
    if (given !== 'other') return 'cut-short';
  }
  if (!short.cut.end) return 'other';
  if (!short.isDivided) return isCutOf([...short.family, ...short.given], whole.family) ? 'cut-short' : 'other';
  if (compareFamily(short.family, whole.family, rule) !== 'same') return 'other';
  const last = short.given.at(-1) ?? '';
  const before = short.given.slice(0, -1);
  const its = whole.given[before.length];
  if (its === undefined || isNumbered(last) || isNumbered(its) || !beginsWith(its, last)) return 'other';
  if (before.length === 0) return 'cut-short';
  return compareGiven(before, whole.given.slice(0, before.length), rule) === 'same' ? 'cut' : 'other';
}

function isCutOf(short: string[], whole: string[]): boolean {
  return short.length > 0 && short.join('').length < whole.join('').length && beginsWith(whole.join(''), short.join(''));
}
