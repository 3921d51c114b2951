import type { Placeholders } from './placeholders.js';

export type BirthDateAgreement = 'same' | 'missing-in-images' | 'missing-in-order' | 'stand-in' | 'exchanged' | 'other';

/**
 * A birth date in whatever form (YYYYMMDD, YYYY-MM-DD, YYYY.MM.DD, YYYY/MM/DD) as YYYYMMDD; null for what is no day of the calendar.
 * The form with points is ACR-NEMA's, which readers may accept.
 *
 * @see PS3.5 6.2
 */
export function normalBirthDate(date: string | null): string | null {
  const digits = digitsOf(date);
  if (!/^\d{8}$/.test(digits)) return null;
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].map(Number) as [number, number, number];
  const inCalendar = new Date(0);
  inCalendar.setUTCFullYear(year, month - 1, day);
  return inCalendar.getUTCMonth() === month - 1 && inCalendar.getUTCDate() === day ? digits : null;
}

function digitsOf(date: string | null): string {
  return (date ?? '')
    .replace(/\0/g, '')
    .trim()
    .replace(/^(\d{4})([-./])(\d{2})\2(\d{2})$/, '$1$3$4');
}

const exchanged = (digits: string): string => digits.slice(0, 4) + digits.slice(6) + digits.slice(4, 6);

/** Compares the birth date of images with the order's. */
export function compareBirthDates(images: string | null, order: string | null, placeholders: Placeholders): BirthDateAgreement {
  const [stated, known] = [normalBirthDate(images), normalBirthDate(order)];
  if (!known) return 'missing-in-order';
  // 19852506 is no day, and may be the 25th of June all the same.
  if (!stated) return exchanged(digitsOf(images)) === known ? 'exchanged' : 'missing-in-images';
  if (placeholders.isBirthDate(stated) || placeholders.isBirthDate(known)) return 'stand-in';
  if (stated === known) return 'same';
  return exchanged(stated) === known ? 'exchanged' : 'other';
}
