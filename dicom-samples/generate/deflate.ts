/**
 * A small DEFLATE encoder of the samples' own, so that their bytes do not depend on the zlib that the
 * running Node was built with. One block with the fixed codes, or a bomb of zeros with codes made for it.
 */

// Taken out once: looked up for every pixel, a global costs seconds under the test runner.
const { imul, min } = Math;

const lengthBases = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const lengthExtraBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
  24577,
];
const distanceExtraBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const endOfBlock = 256;
const windowSize = 32_768;
const maximumMatch = 258;

class BitWriter {
  private readonly bytes: number[] = [];
  private pending = 0;
  private pendingBits = 0;

  /** Appends bits, the lowest first. */
  write(value: number, bitCount: number): void {
    for (let bit = 0; bit < bitCount; bit += 1) {
      this.pending |= ((value >>> bit) & 1) << this.pendingBits;
      this.pendingBits += 1;
      if (this.pendingBits === 8) {
        this.bytes.push(this.pending);
        this.pending = 0;
        this.pendingBits = 0;
      }
    }
  }

  /** Appends a Huffman code, the highest bit first. */
  writeCode(code: number, bitCount: number): void {
    for (let bit = bitCount - 1; bit >= 0; bit -= 1) {
      this.write((code >>> bit) & 1, 1);
    }
  }

  finish(): Buffer {
    if (this.pendingBits > 0) {
      this.write(0, 8 - this.pendingBits);
    }
    return Buffer.from(this.bytes);
  }
}

/**
 * Compresses bytes as one raw DEFLATE stream.
 *
 * @see PS3.5 A.5 (RFC 1951)
 */
export function deflateBytes(bytes: Uint8Array): Buffer {
  const writer = new BitWriter();
  writeFixedBlock(writer, bytes, true);
  return writer.finish();
}

/** Compresses a head and behind it a run of zeros at nearly 1032:1, the most that DEFLATE can do. */
export function deflateBomb(head: Uint8Array, zeroCount: number): Buffer {
  const writer = new BitWriter();
  writeFixedBlock(writer, head, false);
  writer.write(1, 1);
  writer.write(2, 2);
  writeZeroRunCodes(writer);
  // Literal 0 and end of block have the codes 10 and 11, length 258 the code 0, distance 1 the code 0.
  let left = zeroCount;
  writer.writeCode(0b10, 2);
  left -= 1;
  for (; left >= maximumMatch; left -= maximumMatch) {
    writer.write(0, 2);
  }
  for (; left > 0; left -= 1) {
    writer.writeCode(0b10, 2);
  }
  writer.writeCode(0b11, 2);
  return writer.finish();
}

/** The code lengths of a block that knows only literal 0, end of block, length 258 and distance 1 (RFC 1951 3.2.7). */
function writeZeroRunCodes(writer: BitWriter): void {
  const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  // Symbols 1, 2 and 18 (a run of zero lengths) are used: lengths 2, 2 and 1 give the codes 10, 11 and 0.
  const lengths: Record<number, number> = { 1: 2, 2: 2, 18: 1 };
  writer.write(286 - 257, 5);
  writer.write(1 - 1, 5);
  writer.write(codeLengthOrder.length - 1 - 4, 4);
  for (const symbol of codeLengthOrder.slice(0, 18)) {
    writer.write(lengths[symbol] ?? 0, 3);
  }
  const run = (count: number): void => {
    writer.writeCode(0, 1);
    writer.write(count - 11, 7);
  };
  const one = (): void => writer.writeCode(0b10, 2);
  const two = (): void => writer.writeCode(0b11, 2);
  two();
  run(138);
  run(117);
  two();
  run(28);
  one();
  one();
}

function writeFixedBlock(writer: BitWriter, bytes: Uint8Array, isLast: boolean): void {
  writer.write(isLast ? 1 : 0, 1);
  writer.write(1, 2);
  const lastSeen = new Int32Array(1 << 15).fill(-1);
  let at = 0;
  while (at < bytes.length) {
    const candidate = remember(lastSeen, bytes, at);
    const length = candidate >= 0 && at - candidate <= windowSize ? matchLength(bytes, candidate, at) : 0;
    if (length < 3) {
      writeLiteral(writer, bytes[at] ?? 0);
      at += 1;
      continue;
    }
    writeMatch(writer, length, at - candidate);
    for (const end = at + length; at < end; ) {
      at += 1;
      if (at < end) {
        remember(lastSeen, bytes, at);
      }
    }
  }
  writeLiteral(writer, endOfBlock);
}

function remember(lastSeen: Int32Array, bytes: Uint8Array, at: number): number {
  if (at + 2 >= bytes.length) {
    return -1;
  }
  const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  const slot = (imul(triple, 0x9e3779b1) >>> 17) & 0x7fff;
  const previous = lastSeen[slot] ?? -1;
  lastSeen[slot] = at;
  return previous;
}

function matchLength(bytes: Uint8Array, from: number, at: number): number {
  const limit = min(maximumMatch, bytes.length - at);
  let length = 0;
  while (length < limit && bytes[from + length] === bytes[at + length]) {
    length += 1;
  }
  return length;
}

function writeLiteral(writer: BitWriter, symbol: number): void {
  if (symbol < 144) {
    writer.writeCode(0x30 + symbol, 8);
  } else if (symbol < 256) {
    writer.writeCode(0x190 + symbol - 144, 9);
  } else if (symbol < 280) {
    writer.writeCode(symbol - 256, 7);
  } else {
    writer.writeCode(0xc0 + symbol - 280, 8);
  }
}

function writeMatch(writer: BitWriter, length: number, distance: number): void {
  const lengthIndex = lengthBases.findLastIndex((base) => base <= length);
  writeLiteral(writer, 257 + lengthIndex);
  writer.write(length - (lengthBases[lengthIndex] ?? 0), lengthExtraBits[lengthIndex] ?? 0);
  const distanceIndex = distanceBases.findLastIndex((base) => base <= distance);
  writer.writeCode(distanceIndex, 5);
  writer.write(distance - (distanceBases[distanceIndex] ?? 0), distanceExtraBits[distanceIndex] ?? 0);
}
