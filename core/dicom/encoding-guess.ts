import { isVRShaped, lengthField, lengthFieldOf } from './vr.js';

/** The encodings of a data set that its first bytes can tell apart. */
export type GuessedEncoding = 'explicit-little-endian' | 'implicit-little-endian' | 'explicit-big-endian';

// The first element of a data set is of a low group and short; this is far above what occurs there.
const LONGEST_FIRST_VALUE = 0x10000;

/** Guesses how a data set is encoded from the header of its first element (8 bytes); null when it looks like no data element at all. */
export function guessEncoding(bytes: Uint8Array, at = 0): GuessedEncoding | null {
  const byte = (index: number): number => bytes[at + index] ?? 0;
  const vr = byte(4) | (byte(5) << 8);
  const explicit = lengthFieldOf(vr) !== lengthField.none;
  const groupLittleEndian = byte(0) | (byte(1) << 8);
  const groupBigEndian = (byte(0) << 8) | byte(1);
  if (explicit) {
    if (byte(1) === 0 && isPlausibleFirstGroup(groupLittleEndian)) return 'explicit-little-endian';
    if (byte(0) === 0 && isPlausibleFirstGroup(groupBigEndian)) return 'explicit-big-endian';
    return null;
  }
  if (isVRShaped(vr) || !isPlausibleFirstGroup(groupLittleEndian)) return null;
  const length = (byte(4) | (byte(5) << 8) | (byte(6) << 16) | (byte(7) << 24)) >>> 0;
  return length < LONGEST_FIRST_VALUE ? 'implicit-little-endian' : null;
}

function isPlausibleFirstGroup(group: number): boolean {
  return group > 0 && group <= 0x00ff;
}

/**
 * True when the bytes read as a run of data elements in ascending order under this encoding: two at least, or as many as are there. Used
 * for files that do not say what they are.
 */
export function readsAsDataSet(bytes: Uint8Array, encoding: GuessedEncoding): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = encoding !== 'explicit-big-endian';
  let at = 0;
  let previous = -1;
  for (let count = 0; count < 8; count++) {
    if (at + 8 > bytes.length) return count > 0 && at <= bytes.length;
    const tag = view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian);
    if (tag <= previous) return false;
    previous = tag;
    let headerLength = 8;
    let length: number;
    if (encoding === 'implicit-little-endian') {
      length = view.getUint32(at + 4, true);
    } else {
      const field = lengthFieldOf(view.getUint16(at + 4, true));
      if (field === lengthField.none) return false;
      headerLength = field === lengthField.long ? 12 : 8;
      if (at + headerLength > bytes.length) return count > 0;
      length = field === lengthField.long ? view.getUint32(at + 8, littleEndian) : view.getUint16(at + 6, littleEndian);
    }
    // A value that leaves the bytes at hand ends the check; whatever is no element would have shown before.
    if (length === 0xffffffff || at + headerLength + length > bytes.length) return count > 0 || length < LONGEST_FIRST_VALUE;
    at += headerLength + length;
  }
  return true;
}
