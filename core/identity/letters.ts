/** One letter of a word, with what was written on or under it. */
export interface Letter {
  base: string;
  /** Accents, tones, points; null for a bare letter. In alphabets where they make another letter or another sound they are part of `base`. */
  marks: string | null;
  /** How the letter is written out where it can't be typed (ä as ae); null for most. */
  spelledOut: string | null;
}

// Alphabets that people and machines write with and without marks at will. In all others (Devanagari, Khmer, Lao, Kana …) a mark is a vowel
// or another consonant and carries the identity.
const marksMayFallAway = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}]/u;
const mark = /\p{M}/u;

// Letters that do not fall apart into a base and marks by Unicode's rules.
// Turkish ı and i are one letter where capitals were in between.
const joined: Record<string, string> = { ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ς: 'σ' };
const crossed: Record<string, string> = { ø: 'o', đ: 'd', ð: 'd', ł: 'l', ё: 'е', ة: 'ه' };
const spelledOut: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

const mostRemembered = 4_096;
const remembered = new Map<string, readonly Letter[]>();

/** Reads the letters of a word in lower case. Hiragana and katakana are one: systems exchange them freely in phonetic groups. */
export function lettersOf(word: string): readonly Letter[] {
  const before = remembered.get(word);
  if (before) return before;
  // One order's names are compared with those of many instances, and the other way round.
  if (remembered.size >= mostRemembered) remembered.clear();
  const letters = readLetters(word);
  remembered.set(word, letters);
  return letters;
}

function readLetters(word: string): Letter[] {
  const letters: Letter[] = [];
  let mayDropMarks = false;
  for (const character of word.normalize('NFC')) {
    const last = letters.at(-1);
    if (last && mark.test(character)) {
      if (character === '\u0307' && last.base === 'i') continue;
      if (mayDropMarks) last.marks = (last.marks ?? '') + character;
      // A stress mark in Cyrillic is a reader's help, never a letter.
      else if (character !== '\u0301' || !/\p{Script=Cyrillic}/u.test(last.base)) last.base += character;
      continue;
    }
    mayDropMarks = marksMayFallAway.test(character);
    letters.push(...lettersOfCharacter(character, mayDropMarks));
  }
  return letters;
}

function lettersOfCharacter(character: string, mayDropMarks: boolean): Letter[] {
  const several = joined[character];
  if (several) return [...several].map((base) => ({ base, marks: null, spelledOut: null }));
  const crossedBase = crossed[character];
  if (crossedBase) return [{ base: crossedBase, marks: character, spelledOut: spelledOut[character] ?? null }];
  if (!mayDropMarks) return [{ base: katakana(character), marks: null, spelledOut: null }];
  // Old character sets have one letter for s with a comma and s with a cedilla.
  const [base = character, ...marks] = character.normalize('NFD').replaceAll('\u0326', '\u0327');
  return [{ base, marks: marks.length > 0 ? marks.join('') : null, spelledOut: spelledOut[character] ?? null }];
}

function katakana(character: string): string {
  return /[\u3041-\u3096]/.test(character) ? String.fromCharCode(character.charCodeAt(0) + 0x60) : character;
}

/** A word without its marks, for lists and searches. */
export function plainWord(word: string): string {
  return lettersOf(word)
    .map(({ base }) => base)
    .join('');
}
