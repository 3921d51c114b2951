/** Titles that are dropped wherever they stand: none of them is anybody's name. */
const titles = new Set([
  ...[
    'dr',
    'drs',
    'doctor',
    'prof',
    'professor',
    'mr',
    'mrs',
    'ms',
    'miss',
    'sir',
    'herr',
    'frau',
    'med',
    'mme',
    'mlle',
    'doc',
    'rev',
    'hon',
  ],
  ...['sra', 'srta', 'dott', 'dra', 'capt', 'col', 'sgt', 'lt'],
]);
/** Titles in the component for prefixes, where nothing else is expected. */
const prefixTitles = new Set([
  ...titles,
  ...[
    'father',
    'fr',
    'sister',
    'sr',
    'brother',
    'br',
    'captain',
    'maj',
    'major',
    'cpl',
    'pvt',
    'gen',
    'adm',
    'judge',
    'pastor',
    'rabbi',
    'imam',
  ],
  ...[
    'sheikh',
    'don',
    'dona',
    'doña',
    'lord',
    'lady',
    'dame',
    'sig',
    'signor',
    'signora',
    'signore',
    'mag',
    'ing',
    'dipl',
    'univ',
    'habil',
    'priv',
  ],
  ...[
    'ir',
    'mevr',
    'dhr',
    'hr',
    'fru',
    'm',
    'mx',
    'me',
    'maitre',
    'pan',
    'pani',
    'sri',
    'shri',
    'smt',
    'senor',
    'señor',
    'senora',
    'señora',
  ],
  ...['madame', 'monsieur', 'mademoiselle', 'herrn', 'ass', 'pd', 'hc', 'h', 'c', 'dent', 'phil', 'rer', 'nat', 'jur', 'theol', 'vet'],
]);
const degrees = new Set(['md', 'phd', 'dds', 'dmd', 'mph', 'mba', 'esq', 'mbbs', 'frcs', 'frcp', 'facs', 'dvm', 'pharmd', 'msc', 'bsc']);
/** Degrees and other letters behind a name in the component for suffixes, where nothing else is expected. */
const suffixDegrees = new Set([
  ...degrees,
  ...[
    'do',
    'rn',
    'np',
    'pa',
    'pac',
    'lpn',
    'cnm',
    'crna',
    'od',
    'dc',
    'dpm',
    'ba',
    'ma',
    'bs',
    'ms',
    'jd',
    'llm',
    'cpa',
    'mag',
    'ing',
    'dipl',
  ],
  ...[
    'lic',
    'fache',
    'faan',
    'msn',
    'bsn',
    'dnp',
    'aprn',
    'fnp',
    'lcsw',
    'lmft',
    'ret',
    'obe',
    'mbe',
    'cbe',
    'frs',
    'phar',
    'edd',
    'psyd',
    'c',
    'dr',
  ],
]);

const particles = new Set([
  ...['van', 'von', 'vom', 'zu', 'zum', 'zur', 'der', 'den', 'het', 'ter', 'ten', 'te', 'de', 'del', 'della', 'delle', 'degli', 'di', 'da'],
  ...[
    'das',
    'do',
    'dos',
    'du',
    'des',
    'la',
    'las',
    'le',
    'les',
    'los',
    'lo',
    'el',
    'al',
    'y',
    'e',
    'bin',
    'binti',
    'ibn',
    'af',
    'av',
    'ben',
    'mac',
    'st',
    'san',
    'santa',
  ],
]);

/** Words that belong to a family name and wander between the components: van der, de la, al. */
export function isParticle(word: string): boolean {
  return particles.has(word);
}

/** The longest text that is read as a name; PN holds 64 characters for each group, and nobody's name is four times as long. */
export const longestName = 256;

/** Whether letters of a text were lost on its way: replaced, cut in half, or read in another character set. */
export function isDamaged(text: string): boolean {
  return text.length > longestName || /[\p{Surrogate}\uFFFD]|\p{L}\?|\?\p{L}|[\u00C2\u00C3\u00D0\u00D1][\u0080-\u00BF]/u.test(text);
}

/** The words of a component: lower case, without titles and punctuation. */
export function wordsOf(text: string): string[] {
  return (
    plainText(text)
      // Ph.D. and M.D. are no initials; B/O, S/O, D/O, W/O and their like stand for baby, son, daughter, wife of somebody.
      .replace(/(?<=\s)(?:ph\.\s?d|m\.\s?d)\.?(?=\s|$)/gu, '')
      .replace(/(?:^|\s)[bsdhwc]\/[obg](?=\s|$)/gu, ' baby of ')
      .split(/[\s\-‐‑–.,_/・]+/u)
      .map((word) => word.replace(/[^\p{L}\p{M}\p{N}ー]/gu, ''))
      .filter((word) => /[\p{L}\p{N}]/u.test(word))
      .filter((word, _index, words) => words.length === 1 || !titles.has(word))
  );
}

// Accents that stand alone, and what parts components.
const punctuation = new Set('`´^¨~¯=&'.split(''));

/** Signs that are no punctuation of names, such as * and '' behind a name: people tell twins apart by them. */
export function signsOf(component: string): string {
  const text = component.normalize('NFKC').trim();
  const signs = [...text.matchAll(/[\p{S}*#!%@§†‡]/gu)].map(([sign]) => sign).filter((sign) => !punctuation.has(sign));
  const behind = /['’"′″]+$|(?<=\s)-+$/u.exec(text)?.[0] ?? '';
  return signs.join('') + behind;
}

// Numbers in words, behind a name: a twin's.
const numbers = new Set([
  ...['one', 'two', 'three', 'four', 'uno', 'dos', 'tres', 'eins', 'zwei', 'drei', 'deux', 'trois', 'tre', 'een', 'twee', 'drie', 'eerste'],
  ...['tweede', 'dois', 'um', 'erste', 'zweite', 'premier', 'deuxieme', 'presenting', 'один', 'два', 'три'],
]);

/** Whether a word tells people apart by a number: nobody leaves it away. */
export function isNumbered(word: string): boolean {
  return /\p{N}/u.test(word) || numbers.has(word);
}

function plainText(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\p{Nd}/gu, asciiDigit)
      // Invisible characters, letters that stand for an apostrophe, and the tatweel; signs that repeat a letter (々, ๆ) stay.
      .replace(/[\p{Default_Ignorable_Code_Point}\u02B0-\u02FF\u0640]/gu, '')
  );
}

/** A decimal digit of any script as 0 to 9. */
export function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  // Unicode keeps the ten digits of a script in one row that begins with its zero.
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

/** The words of the component for suffixes without degrees; its points are no word breaks (M.D.). */
export function suffixWordsOf(component: string): string[] {
  return wordsOf(component.replace(/\./g, '')).filter((word) => !suffixDegrees.has(word));
}

/** The words of the component for prefixes without titles. */
export function prefixWordsOf(component: string): string[] {
  return wordsOf(component).filter((word) => !prefixTitles.has(word));
}

/** Words without the degrees that stand behind them. */
export function withoutDegrees(words: string[]): string[] {
  const last = words.at(-1);
  return words.length > 1 && last !== undefined && degrees.has(last) ? withoutDegrees(words.slice(0, -1)) : words;
}

/** `John "Jack"`, `Smith (born Jones)`: takes out what stands in brackets or quotes, a name beside the name. */
export function withoutNicknames(component: string, found: string[]): string {
  return component
    .normalize('NFKC')
    .replace(/[([{"“”«„]([^)\]}"“”»]*)[)\]}"“”»]|(?:^|\s)'([^']+)'(?=\s|$)/gu, (_all, bracketed, quoted) => {
      found.push(...wordsOf(bracketed ?? quoted ?? ''));
      return ' ';
    });
}
