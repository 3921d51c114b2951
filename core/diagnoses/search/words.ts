/** Words that titles and queries are full of and that tell nothing. "Without" tells something and is not among them. */
const emptyWords = new Set(
  'a an and as at by due for from in into is of on or other than that the their this to with nos my has had patient pt c/o s/p'.split(' '),
);

/**
 * Splits a text into its words: small letters without accents, no possessive, w/o and the like written out. Numbers and slashed
 * abbreviations stay whole words.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\bw\/o\b/g, ' without ')
    .replace(/\bw\/(?=\s|\w|$)/g, ' ')
    .replace(/['’]s?\b/g, '');
  return plain.match(/[a-z0-9]+/g) ?? [];
}

/** The words of a text that tell something; all of them where none does. */
export function tellingWordsOf(text: string): string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !emptyWords.has(word));
  return telling.length > 0 ? telling : words;
}

const britishSpellings: readonly (readonly [RegExp, string])[] = [
  [/ae/g, 'e'],
  [/oe/g, 'e'],
  [/our/g, 'or'],
  [/(cent|fib|lit|met)re/g, '$1er'],
  [/is(e|ed|ing|ation)$/g, 'iz$1'],
  [/ys(e|ed|ing)$/g, 'yz$1'],
  [/ll(ed|ing)$/g, 'l$1'],
  [/^sulph/g, 'sulf'],
];

/** A word as it would be spelled in America, where the code set comes from; the word itself where that is the same. */
export function americanSpellingOf(word: string): string {
  return britishSpellings.reduce((spelled, [british, american]) => spelled.replace(british, american), word);
}

/** What a word may be the plural of, the word itself first. */
export function singularsOf(word: string): string[] {
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss')) return [word];
  const forms = [word, word.slice(0, -1)];
  if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`);
  if (word.endsWith('es')) forms.push(word.slice(0, -2));
  return forms;
}
