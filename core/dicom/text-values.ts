// How text of a data set becomes values, the same for the gateway's index and for the page that reads files before anything is sent.
import { decodeTextValues } from './character-set.js';
import type { JsonValue } from './dicom-json-types.js';
import { personNameToJson } from './person-name.js';
import { isSingleValuedVR } from './vr.js';

/** Values of one attribute for DICOM JSON; `null` stands for an empty or unreadable one among several. */
export interface JsonValues {
  values: JsonValue[];
  trusted: boolean;
}

/** Reads a number written as text (DS, IS); null for what is none. */
function textNumber(text: string): number | null {
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Gives a date as YYYYMMDD (also from the old form with dots); null for what is no day of the calendar. @see PS3.5 6.2 (DA) */
export function normalDate(text: string): string | null {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  // Date would read the years 0 to 99 as 1900 to 1999; they are no dates of examinations either.
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${match[1]}${match[2]}${match[3]}`;
}

/** Gives a time as HHMMSS.FFFFFF, as far as it goes (also from the old form with colons); null for what is no time. @see PS3.5 6.2 (TM) */
export function normalTime(text: string): string | null {
  const compact = text.trim().replace(/^(\d\d):(\d\d)(?::(\d\d))?/, '$1$2$3');
  return /^([01]\d|2[0-3])([0-5]\d([0-5]\d|60)?(?<=\d{6})(\.\d{1,6})?|[0-5]\d)?$/.test(compact) ? compact : null;
}

/** Takes out what PostgreSQL's jsonb and JSON readers do not bear: NUL and surrogates without their other half. */
export function storableText(text: string): string {
  return /[\0\ud800-\udfff]/.test(text) ? text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '') : text;
}

/** Turns the bytes of a text in the data set's character set into values of DICOM JSON. @see PS3.18 F.2.2 */
export function textValues(bytes: Uint8Array, vr: string, characterSet: readonly string[]): JsonValues {
  const { values, trusted } = decodeTextValues(bytes, characterSet, vr);
  return { values: textsToJson(values, vr), trusted };
}

/** Turns text that needs no decoding into values of DICOM JSON. */
export function plainTextValues(text: string, vr: string): JsonValue[] {
  if (isSingleValuedVR(vr) || !text.includes('\\')) return textsToJson([trimValue(text)], vr);
  return textsToJson(text.split('\\').map(trimValue), vr);
}

function trimValue(text: string): string {
  let start = 0;
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 0x20 || text.charCodeAt(end - 1) === 0)) end--;
  while (start < end && text.charCodeAt(start) === 0x20) start++;
  return text.slice(start, end);
}

function textsToJson(texts: string[], vr: string): JsonValue[] {
  return texts.length === 1 && texts[0] === '' ? [] : texts.map((text) => textToJson(text, vr));
}

function textToJson(text: string, vr: string): JsonValue {
  const clean = storableText(text);
  if (clean === '') return null;
  if (vr === 'DS' || vr === 'IS') return textNumber(clean);
  if (vr === 'PN') return personNameToJson(clean);
  return clean;
}
