const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export interface SearchWords {
  familyName: string;
  givenName: string;
  /** YYYY-MM-DD, or empty */
  birthDate: string;
  patientID: string;
}

const dateForms: [RegExp, (found: RegExpExecArray) => [string, string, string]][] = [
  [/\b(\d{4})[-./](\d{1,2})[-./](\d{1,2})\b/, ([, year = '', month = '', day = '']) => [year, month, day]],
  // The month goes first, as people write it here, unless it can't be one.
  [
    /\b(\d{1,2})[-./](\d{1,2})[-./](\d{4})\b/,
    ([, first = '', second = '', year = '']) => (Number(first) > 12 ? [year, second, first] : [year, first, second]),
  ],
  [/\b(\d{1,2})\.? +([a-z]{3})[a-z]*\.?,? +(\d{4})\b/i, ([, day = '', month = '', year = '']) => [year, monthNumber(month), day]],
  [/\b([a-z]{3})[a-z]*\.? +(\d{1,2}),? +(\d{4})\b/i, ([, month = '', day = '', year = '']) => [year, monthNumber(month), day]],
];

function monthNumber(name: string): string {
  return String(months.indexOf(name.toLowerCase()) + 1);
}

function isoDate(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const read = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(iso) ? iso : null;
}

/** Reads one line, `last, first` with a birth date or an MRN anywhere in it, so that it need not be typed again. */
export function readSearchLine(line: string): SearchWords {
  let rest = line;
  let birthDate = '';
  for (const [form, parts] of dateForms) {
    const found = form.exec(rest);
    const iso = found && isoDate(...parts(found));
    if (!found || !iso) continue;
    birthDate = iso;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    break;
  }
  // An MRN has a digit, a name has none.
  const words = rest.split(/\s+/).filter(Boolean);
  const identifier = words.find((word) => /\d/.test(word)) ?? '';
  const names = words.filter((word) => word !== identifier).join(' ');
  const [family = '', given = ''] = names.includes(',') ? splitOnce(names, ',') : splitOnce(names, ' ');
  return { familyName: tidy(family), givenName: tidy(given), birthDate, patientID: identifier.replace(/[,;]+$/, '') };
}

function splitOnce(text: string, by: string): [string, string] {
  const place = text.indexOf(by);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
}

function tidy(name: string): string {
  return name.replace(/^[\s,;]+|[\s,;]+$/g, '');
}

/** What Search all Patients asks with: the MRN alone where there is one, else name and birth date. */
export function registryLine(words: SearchWords): string {
  if (words.patientID.trim()) return words.patientID.trim();
  return `${words.familyName.trim()}, ${words.givenName.trim()} ${words.birthDate}`;
}
