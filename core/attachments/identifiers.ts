/** Whom a record is about, as far as a text can be searched for it. */
export interface NamedPatient {
  familyName: string;
  givenName: string;
  /** YYYY-MM-DD. */
  birthDate: string | null;
  /** Medical record numbers, each under whatever issuer. */
  patientIDs: readonly string[];
}

const spelledOut: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' };
const months = [
  'jan(?:uary)?|ene(?:ro)?',
  'feb(?:ruary)?|febrero',
  'mar(?:ch)?|marzo',
  'apr(?:il)?|abr(?:il)?',
  'may(?:o)?',
  'june?|junio',
  'july?|julio',
  'aug(?:ust)?|ago(?:sto)?',
  'sept?(?:ember)?|septiembre',
  'oct(?:ober)?|octubre',
  'nov(?:ember)?|noviembre',
  'dec(?:ember)?|dic(?:iembre)?',
];

/** Letters and digits in lower case without accents. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøæœđðłıþ]/g, (letter) => spelledOut[letter] ?? letter);
}

const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
const lettersOf = (text: string): string => fold(text).replace(/[^\p{L}]/gu, '');

/**
 * True when a file is labelled last name, first name, date of birth, in whatever order, case, separators and writing of the date.
 * A second given name need not be there.
 */
export function isLabelled(fileName: string, patient: NamedPatient): boolean {
  return holdsName(fileName, patient) && patient.birthDate !== null && holdsDate(fileName, patient.birthDate);
}

/** Counts the kinds of identifier of the patient that a text holds: name, birth date, record number. */
export function countIdentifiers(text: string, patient: NamedPatient): number {
  const folded = fold(text);
  const found = [
    holdsName(text, patient),
    patient.birthDate !== null && holdsDate(text, patient.birthDate),
    patient.patientIDs.some((id) => holdsWord(folded, fold(id.trim()))),
  ];
  return found.filter(Boolean).length;
}

function holdsName(text: string, { familyName, givenName }: NamedPatient): boolean {
  const words = new Set(wordsOf(text));
  const family = wordsOf(familyName);
  const [given] = wordsOf(givenName);
  const expected = given ? [...family, given] : family;
  if (expected.length === 0) return false;
  if (expected.every((word) => words.has(word))) return true;
  // SampleSofia1968: written without anything between.
  const joined = lettersOf(text);
  const names = [
    [...family, given],
    [given, ...family],
  ].map((parts) => lettersOf(parts.join('')));
  return names.some((name) => name.length >= 4 && joined.includes(name));
}

function holdsWord(folded: string, word: string): boolean {
  if (word.length < 3) return false;
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u').test(folded);
}

function holdsDate(text: string, birthDate: string): boolean {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const shortYear = year.slice(2);
  const together = [
    [year, month, day],
    [month, day, year],
    [day, month, year],
    [shortYear, month, day],
    [month, day, shortYear],
    [day, month, shortYear],
  ].map((parts) => parts.join(''));
  const d = `0?${Number(day)}(?:st|nd|rd|th)?`;
  const m = `0?${Number(month)}`;
  const y = `(?:${year}|${shortYear})`;
  const name = `(?:${months[Number(month) - 1]})`;
  const gap = '[^\\p{L}\\p{N}]{1,3}';
  const loose = '[^\\p{L}\\p{N}]{0,3}(?:de )?';
  const apart = [
    [y, m, d].join(gap),
    [m, d, y].join(gap),
    [d, m, y].join(gap),
    [y, name, d].join(loose),
    [name, d, y].join(loose),
    [d, name, y].join(loose),
  ];
  return new RegExp(`(?<!\\p{N})(?:${[...together, ...apart].join('|')})(?!\\p{N})`, 'u').test(fold(text));
}
