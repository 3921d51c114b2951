import { Buffer } from 'node:buffer';
import { tagKey } from './data-dictionary.js';
import type { DicomJson, JsonAttribute, JsonValue } from './dicom-json-types.js';
import { INDEXED_ITEM_LIMIT, INDEXED_VALUE_LIMIT, indexedAttributes, indexedSequences } from './indexed-attributes.js';
import { jsonValues } from './json-values.js';
import { normalDate, normalTime, plainTextValues } from './text-values.js';
import { isCharacterSetVR } from './vr.js';

/** A value kept for the index: its bytes as Latin-1 text, a string of its own, so that no chunk is kept alive. */
export interface KeptValue {
  tag: number;
  vr: string;
  bigEndian: boolean;
  raw: string;
}

export interface KeptSequence {
  tag: number;
  items: KeptValue[][];
}

export interface AttributeIndex {
  attributes: DicomJson;
  trusted: boolean;
  wasCut: boolean;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;

// The same few dozen keys are needed for every instance: made once, each is one string for all.
const keys = new Map<number, string>();
for (const tag of indexedAttributes.keys()) keys.set(tag, tagKey(tag));
for (const children of indexedSequences.values()) for (const tag of children.keys()) keys.set(tag, tagKey(tag));

/** Builds the DICOM JSON of the indexed attributes: text in Unicode, unreadable values left out, each attribute cut to the index's limit. */
export function buildIndex(kept: ReadonlyMap<number, KeptValue>, sequences: readonly KeptSequence[]): AttributeIndex {
  const characterSet = (kept.get(SPECIFIC_CHARACTER_SET)?.raw ?? '').split('\\').map((term) => term.replace(/[ \0]+$/g, ''));
  const index: AttributeIndex = { attributes: {}, trusted: true, wasCut: false };
  for (const value of kept.values()) addAttribute(index, index.attributes, value, characterSet);
  for (const sequence of sequences) {
    const items: DicomJson[] = [];
    if (sequence.items.length > INDEXED_ITEM_LIMIT) index.wasCut = true;
    for (const item of sequence.items.slice(0, INDEXED_ITEM_LIMIT)) {
      const attributes: DicomJson = {};
      for (const value of item) addAttribute(index, attributes, value, characterSet);
      items.push(attributes);
    }
    index.attributes[tagKey(sequence.tag)] = items.length > 0 ? { vr: 'SQ', Value: items } : { vr: 'SQ' };
  }
  return index;
}

function addAttribute(index: AttributeIndex, attributes: DicomJson, kept: KeptValue, characterSet: readonly string[]): void {
  const values = plainValues(kept) ?? decodedValues(index, kept, characterSet);
  const attribute: JsonAttribute = { vr: kept.vr };
  const readable = cutToLimit(
    index,
    values.map((value) => usable(value, kept.vr)),
  );
  if (readable.some((value) => value !== null)) attribute.Value = readable;
  attributes[keys.get(kept.tag) ?? tagKey(kept.tag)] = attribute;
}

// Most values are a few ASCII characters, which read the same in every character set, or one small number: no bytes are made of them again.
function plainValues({ vr, raw, bigEndian }: KeptValue): JsonValue[] | null {
  if (vr === 'US') {
    if (raw.length !== 2) return null;
    const [first, second] = [raw.charCodeAt(0), raw.charCodeAt(1)];
    return [bigEndian ? (first << 8) | second : first | (second << 8)];
  }
  return plainTextVRs.has(vr) && /^[\x20-\x7d]*\0*$/.test(raw) ? plainTextValues(raw, vr) : null;
}

const plainTextVRs = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'LO', 'PN', 'SH', 'TM', 'UI']);

/** The database takes real days and times only; what is none stays in the stored data set. */
function usable(value: JsonValue, vr: string): JsonValue {
  if (typeof value !== 'string') return value;
  if (vr === 'DA') return normalDate(value);
  return vr === 'TM' ? normalTime(value) : value;
}

function decodedValues(index: AttributeIndex, kept: KeptValue, characterSet: readonly string[]): JsonValue[] {
  const bytes = Buffer.from(kept.raw, 'latin1');
  const { values, trusted } = jsonValues(bytes, kept.vr, { bigEndian: kept.bigEndian, characterSet });
  if (!trusted && isCharacterSetVR(kept.vr)) index.trusted = false;
  return values;
}

function cutToLimit(index: AttributeIndex, values: JsonValue[]): JsonValue[] {
  const [only] = values;
  // Three bytes are the most that a UTF-16 unit can take.
  if (values.length === 0 || (values.length === 1 && typeof only === 'string' && only.length * 3 <= INDEXED_VALUE_LIMIT)) return values;
  let left = INDEXED_VALUE_LIMIT;
  const cut: JsonValue[] = [];
  for (const value of values) {
    if (left <= 0) {
      index.wasCut = true;
      break;
    }
    if (typeof value === 'string') {
      const short = cutText(value, left);
      if (short.length < value.length) index.wasCut = true;
      cut.push(short);
      left -= Buffer.byteLength(short) + 1;
    } else if (value !== null && typeof value === 'object') {
      const name: Record<string, string> = {};
      for (const [group, text] of Object.entries(value as Record<string, string>)) {
        const short = cutText(text, left);
        if (short.length < text.length) index.wasCut = true;
        if (short) name[group] = short;
        left -= Buffer.byteLength(short) + 1;
      }
      cut.push(name);
    } else {
      cut.push(value);
      left -= 8;
    }
  }
  return cut;
}

function cutText(text: string, limit: number): string {
  if (text.length * 3 <= limit || Buffer.byteLength(text) <= limit) return text;
  let byteCount = 0;
  let end = 0;
  for (const character of text) {
    byteCount += Buffer.byteLength(character);
    if (byteCount > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}
