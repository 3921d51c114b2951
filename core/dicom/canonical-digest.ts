// Answers "is this the same data set in another uncompressed transfer syntax?" for the store stage: one digest for what differs only in
// explicit or implicit VR, byte order, deflation and the way lengths are written (PS3.5 A.1 to A.5). It errs to the side of "differs".
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import { vrOfTag } from './data-dictionary.js';
import { type DataSetHandler, type ElementHeader, UNDEFINED_LENGTH } from './data-set-handler.js';
import { DataSetScanner } from './data-set-scanner.js';
import { scanDataSet } from './data-set-source.js';
import { IMPLICIT_VR_LITTLE_ENDIAN, transferSyntaxOf } from './transfer-syntax.js';
import { unitSize } from './vr.js';

type Write = (bytes: Buffer) => void;

const TRAILING_PADDING = 0xfffcfffc;
// A value without a known VR may be a sequence that the other transfer syntax shows as one. Larger ones are compared as they stand.
const LONGEST_OPAQUE_VALUE = 1024 * 1024;
// Such values may hold such values again.
const OPAQUE_DEPTH = 4;
const ITEM_START = 0xfffee000;
const mark = { value: 0x56, sequence: 0x53, item: 0x49, itemEnd: 0x69, sequenceEnd: 0x73, fragments: 0x46, fragment: 0x66 } as const;

/**
 * Digests a data set so that the same content in implicit, explicit, deflated and big endian encoding gives the same SHA-256 (hexadecimal).
 * Encapsulated and unknown transfer syntaxes: the bytes as they stand, equal to nothing but themselves. Memory stays bounded.
 *
 * @throws GatewayError `truncated`, `cannot-understand` or `limit-exceeded` when the data set cannot be read to its end.
 * @see PS3.5 7.3 (byte ordering), PS3.5 A
 */
export async function canonicalDigest(chunks: AsyncIterable<Buffer>, transferSyntaxUID: string): Promise<string> {
  const hash = createHash('sha256');
  const { known, encapsulated } = transferSyntaxOf(transferSyntaxUID);
  if (!known || encapsulated) {
    hash.update(`as it stands\0${transferSyntaxUID}\0`);
    for await (const chunk of chunks) hash.update(chunk);
    return hash.digest('hex');
  }
  const gathered = new Gathering((bytes) => hash.update(bytes));
  await scanDataSet(chunks, transferSyntaxUID, new Canonical((bytes) => gathered.write(bytes), 0));
  gathered.flush();
  return hash.digest('hex');
}

/** Puts small pieces together, so that the hash is called seldom. */
class Gathering {
  private readonly sink: Write;
  private readonly buffer = Buffer.allocUnsafe(16_384);
  private length = 0;

  constructor(sink: Write) {
    this.sink = sink;
  }

  write(bytes: Buffer): void {
    if (this.length + bytes.length > this.buffer.length) this.flush();
    if (bytes.length > this.buffer.length) {
      this.sink(bytes);
      return;
    }
    bytes.copy(this.buffer, this.length);
    this.length += bytes.length;
  }

  flush(): void {
    if (this.length > 0) this.sink(this.buffer.subarray(0, this.length));
    this.length = 0;
  }
}

/** Writes the events of one scan in the canonical form: tag, kind, length, little endian value. */
class Canonical implements DataSetHandler {
  private readonly write: Write;
  private readonly level: number;
  private readonly head = Buffer.alloc(9);
  private waitingSequence: ElementHeader | null = null;
  private unit = 1;
  private carry = Buffer.alloc(0);
  private opaque: Buffer[] | null = null;
  private isIgnored = false;

  constructor(write: Write, level: number) {
    this.write = write;
    this.level = level;
  }

  element(header: ElementHeader): 'skip' | 'stream' {
    const { tag, vr, length, bigEndian } = header;
    this.isIgnored = (tag & 0xffff) === 0 || tag === TRAILING_PADDING;
    if (this.isIgnored) return 'skip';
    const isOpaque = (vr === '' ? vrOfTag(tag) : vr) === 'UN' || (vr === 'UN' && vrOfTag(tag) === 'SQ');
    if (isOpaque && length >= 8 && length <= LONGEST_OPAQUE_VALUE && this.level < OPAQUE_DEPTH) {
      this.opaque = [];
    } else {
      this.unit = bigEndian ? unitSize(vr) : 1;
      this.mark(mark.value, tag, length);
    }
    return 'stream';
  }

  valueChunk(_header: ElementHeader, bytes: Buffer): void {
    if (this.opaque) this.opaque.push(Buffer.from(bytes));
    else if (this.unit === 1) this.write(bytes);
    else this.writeSwapped(bytes);
  }

  valueEnd(header: ElementHeader): void {
    if (this.isIgnored) {
      this.isIgnored = false;
      return;
    }
    if (this.opaque) {
      const value = Buffer.concat(this.opaque);
      this.opaque = null;
      this.writeOpaque(header, value);
    }
    // What is left of a value that does not divide into numbers stays as it is.
    if (this.carry.length > 0) this.write(this.carry);
    this.carry = Buffer.alloc(0);
    this.unit = 1;
  }

  sequenceStart(header: ElementHeader): void {
    this.waitingSequence = header;
  }

  itemStart(): void {
    if (this.waitingSequence) this.mark(mark.sequence, this.waitingSequence.tag, UNDEFINED_LENGTH);
    this.waitingSequence = null;
    this.mark(mark.item, 0, 0);
  }

  itemEnd(): void {
    this.mark(mark.itemEnd, 0, 0);
  }

  sequenceEnd(header: ElementHeader): void {
    // Without items it is the same as an empty value: implicit VR cannot tell them apart.
    if (this.waitingSequence) this.mark(mark.value, header.tag, 0);
    else this.mark(mark.sequenceEnd, 0, 0);
    this.waitingSequence = null;
  }

  fragmentsStart(header: ElementHeader): void {
    this.mark(mark.fragments, header.tag, UNDEFINED_LENGTH);
  }

  fragment(header: ElementHeader, _index: number, _offset: number, length: number): 'stream' {
    this.mark(mark.fragment, header.tag, length);
    return 'stream';
  }

  private mark(kind: number, tag: number, length: number): void {
    this.head.writeUInt8(kind, 0);
    this.head.writeUInt32LE(tag, 1);
    this.head.writeUInt32LE(length, 5);
    this.write(this.head);
  }

  private writeSwapped(bytes: Buffer): void {
    const all = this.carry.length > 0 ? Buffer.concat([this.carry, bytes]) : Buffer.from(bytes);
    const whole = all.length - (all.length % this.unit);
    const units = all.subarray(0, whole);
    if (this.unit === 2) units.swap16();
    else if (this.unit === 4) units.swap32();
    else units.swap64();
    this.write(units);
    this.carry = all.subarray(whole);
  }

  private writeOpaque(header: ElementHeader, value: Buffer): void {
    const inside = isItem(value) ? canonicalItems(header, value, this.level + 1) : null;
    if (inside) {
      for (const bytes of inside) this.write(bytes);
      return;
    }
    this.mark(mark.value, header.tag, value.length);
    this.write(value);
  }
}

function isItem(value: Buffer): boolean {
  return value.readUInt16LE(0) * 0x10000 + value.readUInt16LE(2) === ITEM_START;
}

/** Reads a value as the items of a sequence; null when it is none. It is read like an element of undefined length with its delimiter. */
function canonicalItems(header: ElementHeader, value: Buffer, level: number): Buffer[] | null {
  const start = Buffer.alloc(8, 0xff);
  start.writeUInt16LE(header.tag >>> 16, 0);
  start.writeUInt16LE(header.tag & 0xffff, 2);
  const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
  const written: Buffer[] = [];
  const handler = new Canonical((bytes) => written.push(Buffer.from(bytes)), level);
  let sequenceEnds = 0;
  const sequenceEnd = handler.sequenceEnd.bind(handler);
  handler.sequenceEnd = (ended) => {
    if (ended.depth === 0) sequenceEnds++;
    sequenceEnd(ended);
  };
  const scanner = new DataSetScanner(transferSyntaxOf(IMPLICIT_VR_LITTLE_ENDIAN), handler);
  try {
    for (const bytes of [start, value, end]) scanner.push(bytes);
    scanner.end();
  } catch (thrown) {
    // It only looked like items: its bytes are compared as they stand.
    if (thrown instanceof GatewayError) return null;
    throw thrown;
  }
  return sequenceEnds === 1 ? written : null;
}
