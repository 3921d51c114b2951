import { type ComparableName, isParticle, writtenWithoutSpaces } from './read-name.js';
import { beginsWith, compareWords, isInitial, isInitialOf, type NamePart, type WordAgreement } from './word-agreement.js';

/**
 * How two names agree, from the best to the worst.
 *
 * `same` agrees by itself. What follows down to `cut` agrees only where Patient ID and birth date both do: `spelling` (Muller, Mueller), `moved` (a
 * particle stands elsewhere), `second-family` (one of two family names is missing), `undivided` (nothing says which part is which), `swapped`
 * (family and given name exchanged), `cut` (cut off at 16 or 64 characters). Nothing is proved either way by `cut-short` (cut off before the
 * given name is whole), `marks` (Hùng, Hưng), `part` (an initial, a part missing), `other-script`, `stand-in` and `missing`.
 */
export const nameAgreements = [
  ...(['same', 'spelling', 'moved', 'second-family', 'undivided', 'swapped', 'cut'] as const),
  ...(['cut-short', 'marks', 'part', 'other', 'other-script', 'stand-in', 'missing'] as const),
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

/** How the names that images state agree with those that are known of a patient; every stated group must agree with one that is known. */
export function agreementOfNames(stated: readonly ComparableName[], known: readonly ComparableName[]): NameComparison {
  if (stated.length === 0 || known.length === 0) return { agreement: 'missing', isGenerationOneSided: false };
  if (stated.some((name) => name.isPlaceholder) || known[0]?.isPlaceholder) return { agreement: 'stand-in', isGenerationOneSided: false };
  const found = stated.map((name) =>
    bestOf(known.filter((candidate) => !candidate.isPlaceholder).map((other) => compareNames(name, other))),
  );
  const comparable = found.filter(({ agreement }) => agreement !== 'other-script');
  // One group that differs outweighs another that agrees: the groups of one name are the same name.
  const [first = { agreement: 'other-script' as const, isGenerationOneSided: false }, ...others] = comparable;
  return others.reduce((one, other) => (rankOf(other.agreement) > rankOf(one.agreement) ? other : one), first);
}

function bestOf(found: NameComparison[]): NameComparison {
  const rank = ({ agreement, isGenerationOneSided }: NameComparison): number => rankOf(agreement) + (isGenerationOneSided ? 0.5 : 0);
  return found.reduce((one, other) => (rank(other) < rank(one) ? other : one), {
    agreement: 'other-script' as NameAgreement,
    isGenerationOneSided: false,
  });
}

/**
 * Compares two names of one alphabet; the same whichever comes first. Names of different alphabets are never compared by transliteration, which
 * would guess.
 */
export function compareNames(one: ComparableName, other: ComparableName): NameComparison {
  const isGenerationOneSided = (one.suffix === null) !== (other.suffix === null);
  const judged = (agreement: NameAgreement): NameComparison => ({ agreement, isGenerationOneSided });
  if (one.script !== other.script) return judged('other-script');
  if (one.suffix && other.suffix && one.suffix !== other.suffix) return judged('other');
  const words = compareParts(one, other);
  return judged(words === 'other' ? words : worse(words, compareNicknames(one, other)));
}

/** Names beside the name never make two people one; two that share none, or one that tells twins apart, leave it open. */
function compareNicknames({ nicknames: one }: ComparableName, { nicknames: other }: ComparableName): NameAgreement {
  const tellsApart = (word: string): boolean => isInitial(word) || /\p{N}/u.test(word);
  if (one.length === 0 || other.length === 0) return [...one, ...other].some(tellsApart) ? 'part' : 'same';
  return one.some((word) => other.some((candidate) => compareWords(word, candidate, 'given') === 'same')) ? 'same' : 'part';
}

function compareParts(one: ComparableName, other: ComparableName): NameAgreement {
  const plain = one.isDivided && other.isDivided ? compareDivided(one, other) : compareUndivided(one, other);
  if (plain !== 'other' && plain !== 'part') return plain;
  return better(plain, better(compareCut(one, other), compareCut(other, one)));
}

function compareDivided(one: ComparableName, other: ComparableName): NameAgreement {
  const straight = worse(compareFamily(one.family, other.family), compareGiven(one.given, other.given));
  if (straight === 'same') return straight;
  const crossed = worse(compareRoles(one.family, other.given), compareRoles(one.given, other.family));
  const swapped = crossed === 'same' || isWeakAgreement(crossed) ? 'swapped' : crossed;
  return [straight, compareMoved(one, other), swapped, compareDividedElsewhere(one, other)].reduce(better);
}

/** Compares what is a family name on one side and a given name on the other. */
function compareRoles(family: string[], given: string[]): NameAgreement {
  return better(compareFamily(family, given), compareGiven(family, given));
}

/** van der Berg, Jan and Berg, Jan van der: the same words, and only particles stand elsewhere. */
function compareMoved(one: ComparableName, other: ComparableName): NameAgreement {
  const sides = [one, other].map(({ family, given }) => ({
    family: withoutParticles(family),
    given: withoutParticles(given),
    particles: [...family, ...given].filter(isParticle).sort().join(' '),
  }));
  const [left, right] = sides;
  if (!left || !right || left.particles === '' || left.particles !== right.particles) return 'other';
  const core = worse(compareFamily(left.family, right.family), compareGiven(left.given, right.given));
  return core === 'same' ? 'moved' : 'other';
}

function withoutParticles(words: string[]): string[] {
  const core = words.filter((word) => !isParticle(word));
  return core.length > 0 ? core : words;
}

/** The same words in the same order that are divided otherwise (García^López María): perhaps the same name. */
function compareDividedElsewhere(one: ComparableName, other: ComparableName): NameAgreement {
  const [left, right] = [one, other].map(({ family, given }) => [...family, ...given]) as [string[], string[]];
  return wordByWord(left, right, 'given') === 'same' ? 'part' : 'other';
}

function compareFamily(one: string[], other: string[]): NameAgreement {
  const whole = ofWords(compareWords(one.join(''), other.join(''), 'family'));
  if (whole !== 'other') return better(whole, wordByWord(one, other, 'family'));
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  if (few.length === 0) return 'part';
  if (few.every((word) => !isInitial(word)) && few.length < many.length) {
    const ends = [many.slice(0, few.length), many.slice(-few.length)].map((end) =>
      ofWords(compareWords(few.join(''), end.join(''), 'family')),
    );
    if (ends.includes('same') && withoutParticles(many).length > withoutParticles(few).length) return 'second-family';
  }
  return isSubset(few, many, 'family') || (few.length === many.length && isAbbreviation(few, many)) ? 'part' : 'other';
}

function wordByWord(one: string[], other: string[], part: NamePart): NameAgreement {
  if (one.length !== other.length) return 'other';
  return one.map((word, at) => ofWords(compareWords(word, other[at] ?? '', part))).reduce(worse, 'same');
}

function isAbbreviation(one: string[], other: string[]): boolean {
  return one.every((word, at) => {
    const its = other[at] ?? '';
    return compareWords(word, its, 'family') === 'same' || isInitialOf(word, its);
  });
}

/** Whether all words of the shorter list stand in the other, each used once, in whatever order. */
function isSubset(one: string[], other: string[], part: NamePart): boolean {
  const holds = (few: string[], many: string[]): boolean => {
    const rest = [...many];
    return few.every((word) => {
      const at = rest.findIndex((candidate) => compareWords(word, candidate, part) === 'same');
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
function compareGiven(one: string[], other: string[]): NameAgreement {
  const whole = ofWords(compareWords(one.join(''), other.join(''), 'given'));
  if (whole !== 'other') return better(whole, wordByWord(one, other, 'given'));
  if (one.length === 0 || other.length === 0) return 'part';
  const aligned = better(align(one, other, 'one'), align(one, other, 'other'));
  if (aligned !== 'other') return aligned;
  return one.length === other.length && isSubset(one, other, 'given') ? 'part' : 'other';
}

const mostGivenNames = 12;

/** Aligns two rows of given names of which only the `longer` may hold words that the other lacks. */
function align(one: string[], other: string[], longer: 'one' | 'other'): NameAgreement {
  if (one.length > mostGivenNames || other.length > mostGivenNames) return 'other';
  const known = new Map<number, NameAgreement>();
  const from = (i: number, j: number): NameAgreement => {
    if (i === one.length && j === other.length) return 'same';
    const key = i * 64 + j;
    const before = known.get(key);
    if (before) return before;
    let best: NameAgreement = 'other';
    const offer = (cost: NameAgreement, nextI: number, nextJ: number): void => {
      if (rankOf(cost) < rankOf(best)) best = better(best, worse(cost, from(nextI, nextJ)));
    };
    const [word, its] = [one[i], other[j]];
    if (word !== undefined && its !== undefined) {
      offer(compareGivenWords(word, its, i === 0 && j === 0), i + 1, j + 1);
      const [next, itsNext] = [one[i + 1], other[j + 1]];
      if (next !== undefined) offer(ofWords(compareWords(word + next, its, 'given')), i + 2, j + 1);
      if (itsNext !== undefined) offer(ofWords(compareWords(word, its + itsNext, 'given')), i + 1, j + 2);
    }
    if (i > 0 && word !== undefined && longer === 'one') offer(lacking(word), i + 1, j);
    if (j > 0 && its !== undefined && longer === 'other') offer(lacking(its), i, j + 1);
    known.set(key, best);
    return best;
  };
  return from(0, 0);
}

function compareGivenWords(one: string, other: string, isFirst: boolean): NameAgreement {
  const words = ofWords(compareWords(one, other, 'given'));
  if (words !== 'other') return words;
  if (!isInitialOf(one, other)) return 'other';
  return isFirst ? 'part' : 'same';
}

const lacking = (word: string): NameAgreement => (/\p{N}/u.test(word) ? 'part' : 'same');

function ofWords(agreement: WordAgreement): NameAgreement {
  return agreement;
}

/** At least one of the names is one text: it is divided in every way that its words allow, the family name first or last. */
function compareUndivided(one: ComparableName, other: ComparableName): NameAgreement {
  const rows = [one, other].map(({ family, given }) => [...family, ...given]);
  const [left = [], right = []] = rows;
  const areAlike = ofWords(compareWords(left.join(''), right.join(''), 'given'));
  if (writtenWithoutSpaces.test(one.script)) {
    if (areAlike === 'same' && [...left.join('')].length > 1) return 'same';
    return isSubset(left, right, 'given') ? 'part' : 'other';
  }
  if (!one.isDivided && !other.isDivided) return compareTwoUndivided(left, right, areAlike);
  const [text, divided] = one.isDivided ? [right, one] : [left, other];
  let best: NameAgreement = 'other';
  for (let at = 1; at < text.length; at++) {
    const [start, end] = [text.slice(0, at), text.slice(at)];
    best = better(best, worse(compareFamily(start, divided.family), compareGiven(end, divided.given)));
    best = better(best, worse(compareFamily(end, divided.family), compareGiven(start, divided.given)));
  }
  if (best !== 'other') return worse(best, 'undivided');
  return isSubset(left, right, 'given') ? 'part' : 'other';
}

function compareTwoUndivided(left: string[], right: string[], areAlike: NameAgreement): NameAgreement {
  const inOrder =
    left.length === right.length && left.length > 1 ? left.map((word, at) => compareWords(word, right[at] ?? '', 'given')) : [];
  if (inOrder.length > 0 && !inOrder.includes('other')) return areAlike;
  return isSubset(left, right, 'given') ? 'part' : 'other';
}

/**
 * Compares a name that may have been cut off with a whole one. It agrees as far as it goes where the first given name is whole; where it was cut off
 * before, nobody knows (Ann, Anna, Annabel).
 */
function compareCut(short: ComparableName, whole: ComparableName): NameAgreement {
  if (short.cut.family && isCutOf(short.family, whole.family)) {
    const given = compareGiven(short.given, whole.given);
    if (given === 'same') return 'cut';
    if (given !== 'other') return 'cut-short';
  }
  if (!short.cut.end) return 'other';
  if (!short.isDivided) return isCutOf([...short.family, ...short.given], whole.family) ? 'cut-short' : 'other';
  if (compareFamily(short.family, whole.family) !== 'same') return 'other';
  const last = short.given.at(-1) ?? '';
  const before = short.given.slice(0, -1);
  const its = whole.given[before.length];
  if (its === undefined || /\p{N}/u.test(last + its) || !beginsWith(its, last)) return 'other';
  if (before.length === 0) return 'cut-short';
  return compareGiven(before, whole.given.slice(0, before.length)) === 'same' ? 'cut' : 'other';
}

function isCutOf(short: string[], whole: string[]): boolean {
  return short.length > 0 && short.join('').length < whole.join('').length && beginsWith(whole.join(''), short.join(''));
}
