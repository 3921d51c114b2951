import type { Buffer } from 'node:buffer';
import type { JsonValue } from './dicom-json-types.js';
import { type JsonValues, plainTextValues, textValues } from './text-values.js';
import { isCharacterSetVR, unitSize } from './vr.js';

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
  return textValues(bytes, vr, options.characterSet);
}
