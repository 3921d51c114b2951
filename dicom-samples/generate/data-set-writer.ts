import { dictionary, type Keyword } from './dictionary.js';

export type VR =
  | 'AS'
  | 'AT'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'FD'
  | 'FL'
  | 'IS'
  | 'LO'
  | 'LT'
  | 'OB'
  | 'OW'
  | 'PN'
  | 'SH'
  | 'SL'
  | 'SQ'
  | 'SS'
  | 'ST'
  | 'TM'
  | 'UI'
  | 'UL'
  | 'UN'
  | 'US';

/** Compressed frames, each in one fragment, behind a Basic Offset Table. */
export interface EncapsulatedFrames {
  readonly frames: readonly Uint8Array[];
  readonly emptyOffsetTable?: boolean;
}

/** Text (values joined with a backslash), numbers, bytes as they are (words in little endian), items of a sequence, compressed frames. */
export type ElementValue = string | number | readonly number[] | Uint8Array | readonly DataSet[] | EncapsulatedFrames;

export interface DataElement {
  readonly tag: number;
  readonly vr: VR;
  readonly value: ElementValue;
  /** Writes a sequence and its items with undefined length and delimiters. */
  readonly undefinedLength?: boolean;
  /** Writes this number in the length field whatever the value's real length is: for broken samples only. */
  readonly claimedLength?: number;
}

export type DataSet = readonly DataElement[];

export interface Encoding {
  readonly explicitVR: boolean;
  readonly littleEndian: boolean;
}

export const explicitLittleEndian: Encoding = { explicitVR: true, littleEndian: true };
export const implicitLittleEndian: Encoding = { explicitVR: false, littleEndian: true };
export const explicitBigEndian: Encoding = { explicitVR: true, littleEndian: false };

const undefinedLength = 0xffffffff;
const itemTag = 0xfffee000;
const itemDelimitationTag = 0xfffee00d;
const sequenceDelimitationTag = 0xfffee0dd;
const longLengthVRs: ReadonlySet<VR> = new Set<VR>(['OB', 'OW', 'SQ', 'UN']);
const byteWidths: Partial<Record<VR, 1 | 2 | 4 | 8>> = { US: 2, SS: 2, OW: 2, AT: 2, UL: 4, SL: 4, FL: 4, FD: 8 };

/** Makes a data set of attributes named by their keywords. */
export function attributes(values: Partial<Record<Keyword, ElementValue>>): DataSet {
  return Object.entries(values).map(([keyword, value]) => {
    const [tag, vr] = dictionary[keyword as Keyword];
    return { tag, vr, value };
  });
}

/** Joins data sets; an element of a later one takes the place of an earlier one with the same tag. */
export function mergeDataSets(...dataSets: readonly DataSet[]): DataSet {
  const byTag = new Map<number, DataElement>();
  for (const element of dataSets.flat()) {
    byTag.set(element.tag, element);
  }
  return [...byTag.values()].sort((a, b) => a.tag - b.tag);
}

/** Leaves attributes out of a data set. */
export function withoutAttributes(dataSet: DataSet, ...keywords: readonly Keyword[]): DataSet {
  const tags = new Set<number>(keywords.map((keyword) => dictionary[keyword][0]));
  return dataSet.filter((element) => !tags.has(element.tag));
}

/**
 * Encodes a data set in the order of its tags.
 *
 * @see PS3.5 7.1
 */
export function encodeDataSet(dataSet: DataSet, encoding: Encoding): Buffer {
  const ordered = [...dataSet].sort((a, b) => a.tag - b.tag);
  return Buffer.concat(ordered.flatMap((element) => encodeElement(element, encoding)));
}

/**
 * Encodes one item of a sequence with its header.
 *
 * @see PS3.5 7.5.1
 */
export function encodeItem(item: DataSet, encoding: Encoding, isUndefinedLength = false): Buffer {
  const content = encodeDataSet(item, encoding);
  if (!isUndefinedLength) {
    return Buffer.concat([delimiter(itemTag, content.length, encoding), content]);
  }
  return Buffer.concat([delimiter(itemTag, undefinedLength, encoding), content, delimiter(itemDelimitationTag, 0, encoding)]);
}

function encodeElement(element: DataElement, encoding: Encoding): Buffer[] {
  const { value } = element;
  if (isEncapsulated(value)) {
    return [elementHeader({ ...element, vr: 'OB' }, undefinedLength, encoding), encapsulate(value)];
  }
  const isOpen = element.undefinedLength === true;
  const body = element.vr === 'SQ' ? encodeItems(value as readonly DataSet[], encoding, isOpen) : encodeValue(element, encoding);
  const length = element.claimedLength ?? (isOpen ? undefinedLength : body.length);
  const parts = [elementHeader(element, length, encoding), body];
  if (isOpen) {
    parts.push(delimiter(sequenceDelimitationTag, 0, encoding));
  }
  return parts;
}

function encodeItems(items: readonly DataSet[], encoding: Encoding, isUndefinedLength: boolean): Buffer {
  return Buffer.concat(items.map((item) => encodeItem(item, encoding, isUndefinedLength)));
}

/**
 * Encodes the header of an element: tag, VR where it is explicit, length.
 *
 * @see PS3.5 7.1.2 (explicit), PS3.5 7.1.3 (implicit)
 */
export function elementHeader(element: Pick<DataElement, 'tag' | 'vr'>, length: number, encoding: Encoding): Buffer {
  const isLong = encoding.explicitVR && longLengthVRs.has(element.vr);
  const header = Buffer.alloc(isLong ? 12 : 8);
  writeTag(header, 0, element.tag, encoding.littleEndian);
  if (!encoding.explicitVR) {
    header.writeUInt32LE(length, 4);
    return header;
  }
  header.write(element.vr, 4, 'latin1');
  if (isLong) {
    writeInteger(header, 8, { width: 4, littleEndian: encoding.littleEndian }, length);
  } else {
    writeInteger(header, 6, { width: 2, littleEndian: encoding.littleEndian }, length);
  }
  return header;
}

function delimiter(tag: number, length: number, encoding: Encoding): Buffer {
  const bytes = Buffer.alloc(8);
  writeTag(bytes, 0, tag, encoding.littleEndian);
  writeInteger(bytes, 4, { width: 4, littleEndian: encoding.littleEndian }, length);
  return bytes;
}

/**
 * Wraps frames as items behind a Basic Offset Table, one fragment each.
 *
 * @see PS3.5 A.4
 */
function encapsulate({ frames, emptyOffsetTable }: EncapsulatedFrames): Buffer {
  const offsets = Buffer.alloc(emptyOffsetTable ? 0 : frames.length * 4);
  let offset = 0;
  for (let index = 0; index * 4 < offsets.length; index += 1) {
    const length = frames[index]?.length ?? 0;
    offsets.writeUInt32LE(offset, index * 4);
    offset += 8 + length + (length % 2);
  }
  const parts: Uint8Array[] = [delimiter(itemTag, offsets.length, explicitLittleEndian), offsets];
  for (const frame of frames) {
    const fragment = padToEven(frame, 0x00);
    parts.push(delimiter(itemTag, fragment.length, explicitLittleEndian), fragment);
  }
  parts.push(delimiter(sequenceDelimitationTag, 0, explicitLittleEndian));
  return Buffer.concat(parts);
}

function encodeValue(element: DataElement, encoding: Encoding): Buffer {
  const { value, vr } = element;
  if (typeof value === 'string') {
    return padToEven(Buffer.from(value, 'latin1'), vr === 'UI' ? 0x00 : 0x20);
  }
  if (value instanceof Uint8Array) {
    const padding = ['OB', 'OW', 'UN', 'UI'].includes(vr) ? 0x00 : 0x20;
    const bytes = padToEven(value, padding);
    return vr === 'OW' && !encoding.littleEndian ? Buffer.from(bytes).swap16() : bytes;
  }
  const numbers = typeof value === 'number' ? [value] : (value as readonly number[]);
  return encodeNumbers(vr, numbers, encoding.littleEndian);
}

function encodeNumbers(vr: VR, numbers: readonly number[], littleEndian: boolean): Buffer {
  if (vr === 'AT') {
    const bytes = Buffer.alloc(numbers.length * 4);
    numbers.forEach((tag, index) => {
      writeTag(bytes, index * 4, tag, littleEndian);
    });
    return bytes;
  }
  const width = byteWidths[vr];
  if (width === undefined) {
    return padToEven(Buffer.from(numbers.join('\\'), 'latin1'), 0x20);
  }
  const bytes = Buffer.alloc(numbers.length * width);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  numbers.forEach((number, index) => {
    if (vr === 'FL') {
      view.setFloat32(index * 4, number, littleEndian);
    } else if (vr === 'FD') {
      view.setFloat64(index * 8, number, littleEndian);
    } else {
      writeInteger(bytes, index * width, { width, littleEndian }, number);
    }
  });
  return bytes;
}

/** Pads a value to even length, as every value field must be. */
export function padToEven(bytes: Uint8Array, padding: number): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length % 2 === 0 ? buffer : Buffer.concat([buffer, Buffer.of(padding)]);
}

function writeTag(target: Buffer, offset: number, tag: number, littleEndian: boolean): void {
  writeInteger(target, offset, { width: 2, littleEndian }, tag >>> 16);
  writeInteger(target, offset + 2, { width: 2, littleEndian }, tag & 0xffff);
}

interface IntegerFormat {
  readonly width: number;
  readonly littleEndian: boolean;
}

function writeInteger(target: Buffer, offset: number, format: IntegerFormat, value: number): void {
  const view = new DataView(target.buffer, target.byteOffset, target.length);
  if (format.width === 2) {
    view.setUint16(offset, value & 0xffff, format.littleEndian);
  } else {
    view.setUint32(offset, value >>> 0, format.littleEndian);
  }
}

function isEncapsulated(value: ElementValue): value is EncapsulatedFrames {
  return typeof value === 'object' && 'frames' in value;
}
