import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from './product.js';

/** What identifies a patient in something that was sent. */
export interface SentPatient {
  patientName?: string | null;
  patientID?: string | null;
  /** As in DA: YYYYMMDD. */
  patientBirthDate?: string | null;
}

export interface FoundPatientData {
  file: string;
  word: string;
  line: string;
}

// Shorter words stand in any log by chance, as a number or a part of an id.
const shortestWord = 5;

/** The words that must not stand in a log: whole names and their parts, Patient IDs, birth dates in either form. */
export function wordsOf(patients: Iterable<SentPatient>): Set<string> {
  const words = new Set<string>();
  for (const { patientName, patientID, patientBirthDate } of patients) {
    const name = patientName ?? '';
    for (const word of [name, ...name.split('='), ...name.split(/[=^ ]/), patientID ?? '', patientBirthDate ?? '']) {
      if (word.trim().length >= shortestWord) words.add(word.trim());
    }
    const date = /^(\d{4})(\d{2})(\d{2})$/.exec(patientBirthDate ?? '');
    if (date) words.add(`${date[1]}-${date[2]}-${date[3]}`);
  }
  return words;
}

const isPartOfWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}.]/u.test(character);

/** The first of the words that stands in a line as a word of its own; case counts for nothing. */
export function findPatientData(line: string, words: ReadonlySet<string>): string | null {
  const text = line.toLowerCase();
  for (const word of words) {
    const wanted = word.toLowerCase();
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      if (!isPartOfWord(text[at - 1]) && !isPartOfWord(text[at + wanted.length])) return word;
    }
  }
  return null;
}

/** Reads every log of a product for patient data. */
export async function scanLogs(
  product: Product,
  patients: Iterable<SentPatient>,
): Promise<{ lineCount: number; found: FoundPatientData[] }> {
  const words = wordsOf(patients);
  const folder = join(product.dataDir, 'logs');
  const found: FoundPatientData[] = [];
  let lineCount = 0;
  for (const name of await readdir(folder)) {
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      if (line === '') continue;
      lineCount += 1;
      const word = findPatientData(line, words);
      if (word) found.push({ file: name, word, line: line.slice(0, 500) });
    }
  }
  return { lineCount, found };
}
