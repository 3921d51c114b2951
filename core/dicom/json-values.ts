import type { Buffer } from 'node:buffer';
import { decodeTextValues } from './character-set.js';
import type { JsonValue } from './dicom-json-types.js';
import { personNameToJson } from './person-name.js';
import { isCharacterSetVR, isSingleValuedVR, unitSize } from './vr.js';

/** Values of one attribute for DICOM JSON; `null` stands for an empty or unreadable one among several. */
export interface JsonValues {
  values: JsonValue[];
  trusted: boolean;
}

const number: Record<string, (bytes: Buffer, at: number, bigEndian: boolean) => number | string> = {
  US: (bytes, at, big) => (big ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)),
  SS: (bytes, at, big) => (big ? bytes.readInt16BE(at) : bytes.readInt16LE(at)),
  UL: (bytes, at, big) => (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)),
  SL: (bytes, at, big) => (big ? bytes.readInt32BE(at) : bytes.readInt32LE(at)),
  FL: (bytes, at, big) => (big ? bytes.readFloatBE(at) : bytes.readFloatLE(at)),
  FD: (bytes, at, big) => (big ? bytes.readDoubleBE(at) : bytes.readDoubleLE(at)),
  SV: (bytes, at, big) => wholeNumber(big ? bytes.readBigInt64BE(at) : bytes.readBigInt64LE(at)),
  UV: (bytes, at, big) => wholeNumber(big ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at)),
};

// PS3.18 F.2.2 allows a string where a JSON number would lose digits.
function wholeNumber(value: bigint): number | string {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value.toString();
}

function isNumericVR(vr: string): boolean {
  return vr in number;
}

/** Reads the numbers of a binary value; a rest too short for one more is left out, what JSON cannot write (NaN, infinity) is null. */
function binaryNumbers(bytes: Buffer, vr: string, bigEndian: boolean): JsonValue[] {
  const read = number[vr];
  const size = unitSize(vr);
  const values: JsonValue[] = [];
  if (!read) return values;
  for (let at = 0; at + size <= bytes.length; at += size) {
    const value = read(bytes, at, bigEndian);
    values.push(typeof value === 'number' && !Number.isFinite(value) ? null : value);
  }
  return values;
}

function attributeTags(bytes: Buffer, bigEndian: boolean): JsonValue[] {
  const values: JsonValue[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const group = bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at);
    const element = bigEndian ? bytes.readUInt16BE(at + 2) : bytes.readUInt16LE(at + 2);
    values.push((group * 0x10000 + element).toString(16).toUpperCase().padStart(8, '0'));
  }
  return values;
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

/**
 * Turns the bytes of a value into values of DICOM JSON; never throws, whatever the bytes are.
 *
 * @see PS3.18 F.2.2, F.2.3
 */
export function jsonValues(bytes: Buffer, vr: string, options: { bigEndian: boolean; characterSet: readonly string[] }): JsonValues {
  if (bytes.length === 0) return { values: [], trusted: true };
  if (isNumericVR(vr)) return { values: binaryNumbers(bytes, vr, options.bigEndian), trusted: true };
  if (vr === 'AT') return { values: attributeTags(bytes, options.bigEndian), trusted: true };
  if (!isCharacterSetVR(vr)) return { values: plainTextValues(bytes.toString('latin1'), vr), trusted: true };
  const { values, trusted } = decodeTextValues(bytes, options.characterSet, vr);
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
