import type { CodeIndex } from './code-index.js';

/**
 * Finds the codes that a text begins, written with or without dots and spaces, the letters O and I taken for the digits that they stand in the
 * place of. A code that is there exactly comes first and then what lies below it; null for a text that is no code.
 */
export function findByCode(index: CodeIndex, text: string): number[] | null {
  const typed = text.replace(/[\s.]/g, '').toUpperCase();
  if (!/^[A-Z01][0-9OIL][0-9A-Z]{0,5}$/.test(typed) || !/\d/.test(typed)) return null;
  for (const letters of new Set([typed, withDigitsInPlace(typed)])) {
    const [from, to] = index.codesBeginningWith(letters);
    if (from < to) return Array.from({ length: to - from }, (_, at) => from + at);
  }
  return null;
}

function withDigitsInPlace(code: string): string {
  const first = { '0': 'O', '1': 'I' }[code[0] as string] ?? code[0];
  return first + code.slice(1).replace(/O/g, '0').replace(/[IL]/g, '1');
}
