/** What a person typed to find a patient, taken apart. */
export interface PatientSearchLine {
  /** `last, first`: what stands before and after the comma. Without a comma all is in `names`. */
  family: string;
  given: string;
  /** Names without a comma, in either order. */
  names: string;
  /** Every reading of the birth date, YYYY-MM-DD; empty where none was typed. */
  birthDates: string[];
  /** What may be an identifier, in upper case. */
  identifiers: string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const otherMonths: Record<string, number> = { ene: 1, abr: 4, ago: 8, dic: 12, mae: 3, mrz: 3, mai: 5, okt: 10, dez: 12, set: 9 };
const labels = /\b(?:mrn|patient id|pid|dob|d\.o\.b\.|born|birth date|date of birth|fecha de nacimiento|nacid[oa]|geb)\b[\s:.#]*/giu;

/**
 * Takes a search apart: a birth date in any usual writing and identifiers anywhere in the line, the rest is a name. A date that can be read with day
 * or month first is read both ways. Nothing in the text has a special meaning but the comma.
 */
export function readPatientSearch(text: string, today = new Date()): PatientSearchLine {
  const line = text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(labels, ' ')
    .slice(0, 200);
  const { birthDates, rest, dateTokens } = takeDates(line, today);
  const identifiers: string[] = [];
  const parts = rest.split(/[,^、]/).map((part) => takeIdentifiers(part, identifiers));
  const isNameless = parts.every((part) => part === '');
  // Eight digits may be a date and an identifier; the whole line they are rather both.
  if (isNameless) identifiers.push(...dateTokens);
  const [first = '', ...others] = parts.filter((part, index) => part !== '' || index === 0);
  const given = others.join(' ');
  const isDivided = first !== '' && given !== '';
  return {
    family: isDivided ? first : '',
    given: isDivided ? given : '',
    names: isDivided ? '' : `${first} ${given}`.trim(),
    birthDates,
    identifiers: [...new Set(identifiers)].slice(0, 5),
  };
}

function takeIdentifiers(part: string, identifiers: string[]): string {
  const names: string[] = [];
  for (const token of part.split(/\s+/)) {
    if (/\d/.test(token)) identifiers.push(token.replace(/^[#:]+|[.;:]+$/g, '').toUpperCase());
    else if (token !== '') names.push(token);
  }
  return names.join(' ');
}

interface FoundDates {
  birthDates: string[];
  rest: string;
  dateTokens: string[];
}

function takeDates(line: string, today: Date): FoundDates {
  const birthDates = new Set<string>();
  const dateTokens: string[] = [];
  const add = (year: number, month: number, day: number) => {
    const date = validDate(year, month, day, today);
    if (date) birthDates.add(date);
  };
  const taking = (found: string, read: () => void): string => {
    const before = birthDates.size;
    read();
    if (birthDates.size === before) return found;
    if (/^\d{8}$/.test(found)) dateTokens.push(found);
    return ' ';
  };
  const edge = '(?<![\\p{L}\\p{N}/-])';
  const end = '(?![\\p{L}\\p{N}/-])';
  const named = (month: string): number => {
    const short = month.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 3);
    return months.indexOf(short) + 1 || (otherMonths[short] ?? 0);
  };
  const rest = line
    .replace(new RegExp(`${edge}(\\d{4})([-./ ])(\\d{1,2})\\2(\\d{1,2})${end}`, 'gu'), (all, y, _mark, m, d) =>
      taking(all, () => add(+y, +m, +d)),
    )
    .replace(new RegExp(`${edge}(\\d{1,2})([-./ ])(\\d{1,2})\\2(\\d{4}|\\d{2})${end}`, 'gu'), (all, one, _mark, two, y) =>
      taking(all, () => {
        for (const year of y.length === 4 ? [+y] : [1900 + +y, 2000 + +y]) {
          add(year, +two, +one);
          add(year, +one, +two);
        }
      }),
    )
    .replace(
      new RegExp(`${edge}(\\d{1,2})(?:st|nd|rd|th|\\.)?[ .-]*(?:de )?(\\p{L}{3,10})[ .,-]*(?:de )?(\\d{4})${end}`, 'giu'),
      (all, d, m, y) => taking(all, () => add(+y, named(m), +d)),
    )
    .replace(new RegExp(`${edge}(\\p{L}{3,10})[ .-]*(\\d{1,2})(?:st|nd|rd|th)?[ .,-]+(\\d{4})${end}`, 'giu'), (all, m, d, y) =>
      taking(all, () => add(+y, named(m), +d)),
    )
    .replace(new RegExp(`${edge}(\\d{8})${end}`, 'gu'), (all: string) =>
      taking(all, () => {
        add(+all.slice(0, 4), +all.slice(4, 6), +all.slice(6));
        add(+all.slice(4), +all.slice(0, 2), +all.slice(2, 4));
        add(+all.slice(4), +all.slice(2, 4), +all.slice(0, 2));
      }),
    );
  return { birthDates: [...birthDates].slice(0, 6), rest, dateTokens };
}

function validDate(year: number, month: number, day: number, today: Date): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  // A day of grace, since the person may be east of here.
  return year >= today.getUTCFullYear() - 130 && date.getTime() <= today.getTime() + 86_400_000 ? date.toISOString().slice(0, 10) : null;
}

/** A birth date with day and month exchanged, where that is a date. */
export function exchangedDate(birthDate: string): string | null {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  return Number(day) <= 12 && day !== month ? `${year}-${day}-${month}` : null;
}
