/** How wide a text would be drawn, in points. */
export type Measure = (text: string) => number;

const mostNumbered = 60;

// Control characters, the marks that turn the direction of what follows (a way to make a text read as another one), private and lone halves.
const unprintable = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;
/**
 * Makes any text drawable with a font that has these code points: a letter that the font lacks becomes its number (`[U+5C71]`), so that a name
 * can still be told from another; what is no letter becomes □.
 */
export function toPrintable(text: string, known: ReadonlySet<number>): string {
  const tidy = text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(unprintable, (character) => (character === '\n' ? '\n' : ''));
  const characters = Array.from(tidy);
  // A whole text of numbers tells nobody anything, and is eight times as long.
  const withNumbers = characters.filter((character) => !known.has(character.codePointAt(0) ?? 0)).length <= mostNumbered;
  return characters.map((character) => printableCharacter(character, known, withNumbers)).join('');
}

function printableCharacter(character: string, known: ReadonlySet<number>, withNumbers: boolean): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (character === '\n' || known.has(codePoint)) return character;
  if (/\s/u.test(character)) return ' ';
  // Variation selectors and the like change how the character before them looks, and are nothing by themselves.
  if (/\p{Mn}|\p{Cf}/u.test(character)) return '';
  return withNumbers && /\p{L}/u.test(character) ? `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]` : '□';
}

/** Breaks a printable text into lines that fit; a word that is wider than a line is broken where it must. */
export function wrapText(text: string, width: number, measure: Measure): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
}

function wrapParagraph(paragraph: string, width: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = breakWord(word, width, measure);
    line = parts.pop() ?? '';
    lines.push(...parts);
  }
  return [...lines, line];
}

function breakWord(word: string, width: number, measure: Measure): string[] {
  const parts: string[] = [];
  let part = '';
  let taken = 0;
  for (const character of word) {
    const wide = measure(character);
    if (part !== '' && taken + wide > width) {
      parts.push(part);
      part = '';
      taken = 0;
    }
    part += character;
    taken += wide;
  }
  return [...parts, part];
}

// From the first right-to-left letter to the last, with nothing but spaces and marks between them.
const script = String.raw`\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}`;
const letters = `(?:(?!\\p{N})[${script}\\p{Mn}])*(?!\\p{N})[${script}](?:(?!\\p{N})[${script}\\p{Mn}])*`;
const rightToLeftRun = new RegExp(`(${letters}(?: +${letters})*)`, 'u');

/**
 * Parts a line by writing direction, since a font's shaping turns a whole text around for its first right-to-left letter. Numbers and Latin
 * words stay as they are written: an identifier that is drawn backwards would be another identifier.
 */
export function runsOf(line: string): string[] {
  return line.split(rightToLeftRun).filter((run) => run !== '');
}
