import { plainWord } from './letters.js';

// Words that tell father from son wherever they stand behind a name, each generation in one form.
const always: Record<string, readonly string[]> = {
  jr: [
    'jr',
    'jnr',
    'jun',
    'junior',
    'filho',
    'ifj',
    'ifjabb',
    'mladsi',
    'mlodszy',
    'yngre',
    'younger',
    'youngest',
    'giovane',
    'oglu',
    'младший',
    'мл',
  ],
  sr: [
    'sr',
    'snr',
    'sen',
    'senior',
    'idosb',
    'idosebb',
    'starsi',
    'starszy',
    'aldre',
    'elder',
    'older',
    'eldest',
    'oldest',
    'vecchio',
    'старший',
    'ст',
  ],
  neto: ['neto', 'neta', 'nieto', 'nieta'],
  bisneto: ['bisneto', 'bisneta'],
  sobrinho: ['sobrinho', 'sobrinha'],
  1: ['1st', '一世'],
  2: ['ii', '2nd', '二世'],
  3: ['iii', '3rd', '三世'],
  4: ['iv', '4th'],
  5: ['5th'],
  6: ['vi', '6th'],
  7: ['vii'],
  8: ['viii'],
  9: ['ix'],
};

// Words that are names or initials elsewhere: a generation only in the component for suffixes, or beside a generation on the other side.
const perhaps: Record<string, readonly string[]> = {
  jr: ['hijo', 'hija', 'fils', 'fille', 'figlio', 'figlia', 'sohn', 'zoon', 'ml', 'jungere', 'jungerer'],
  sr: ['padre', 'madre', 'pere', 'mere', 'vater', 'vader', 'st', 'id', 'altere', 'alterer', 'mayor'],
  1: ['i', 'first', 'primero'],
  2: ['second', 'segundo', 'nd'],
  3: ['third', 'tercero', 'rd'],
  4: ['fourth', 'cuarto'],
  5: ['v', 'fifth'],
  10: ['x'],
};

const byWord = (table: Record<string, readonly string[]>): Map<string, string> =>
  new Map(Object.entries(table).flatMap(([generation, words]) => words.map((word) => [plainWord(word), generation])));
const certain = byWord(always);
const possible = byWord(perhaps);

/** The generation that a word tells wherever it stands behind a name; null for any other word. */
export function generationOf(word: string): string | null {
  return certain.get(plainWord(word)) ?? null;
}

/** The generation that a word may tell where it stands as a suffix, or where the other side tells one. */
export function possibleGenerationOf(word: string): string | null {
  return generationOf(word) ?? possible.get(plainWord(word)) ?? null;
}
