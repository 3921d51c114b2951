import { Buffer } from 'node:buffer';
import { GatewayError } from '../errors/gateway-error.js';
import { isSequenceTag, tagText } from './data-dictionary.js';
import { type DataSetHandler, type ElementHeader, type ScannerLimits, UNDEFINED_LENGTH, type ValueHandling } from './data-set-handler.js';
import { guessEncoding } from './encoding-guess.js';
import type { StructureFindingCode } from './finding.js';
import { HeaderWindow } from './header-window.js';
import type { TransferSyntax } from './transfer-syntax.js';
import { isBinaryVR, isVRShaped, lengthField, lengthFieldOf, vrName } from './vr.js';

export * from './data-set-handler.js';

/** Gives every scanner its limits where none are named. */
export const defaultScannerLimits: Required<ScannerLimits> = { depth: 64, elementCount: 1_000_000, valueLimit: 65_536 };

const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const PIXEL_DATA = 0x7fe00010;
const OPEN_END = Number.POSITIVE_INFINITY;
// A file copied from a disc may be filled up to its last sector.
const LONGEST_PADDING = 2048;

const frameKind = { dataSet: 0, item: 1, sequence: 2, fragments: 3 } as const;

interface Frame {
  kind: number;
  /** Offset after its last byte; OPEN_END where a delimiter ends it. */
  end: number;
  /** No byte of it can stand behind this, the end of whatever is around it. */
  bound: number;
  implicit: boolean;
  bigEndian: boolean;
  /** Items of an element with VR UN: implicit VR little endian by PS3.5 6.2.2, which not every sender knows. */
  unknownVR: boolean;
  /** Of the last element (item, data set); -1 before the first. */
  lastTag: number;
  /** Items or fragments begun so far. */
  count: number;
  header: ElementHeader;
}

const NO_HEADER: ElementHeader = { tag: 0, vr: '', length: 0, offset: 0, valueOffset: 0, depth: 0, bigEndian: false };

const reading = { headers: 0, value: 1, padding: 2 } as const;

/**
 * Parses a data set while it arrives: push it in pieces of any size, then call `end`. Every byte is accounted for; values that the handler
 * does not ask for are counted, never kept; nothing is allocated from a length that the data claim.
 *
 * Deflated data sets are pushed inflated.
 *
 * @throws GatewayError `truncated` when it ends inside something, `cannot-understand` when it is no data set of this transfer syntax,
 *   `limit-exceeded` when it is nested or divided beyond the limits. Once failed, it stays failed.
 * @see PS3.5 7, PS3.5 A.4 (encapsulated pixel data)
 */
export class DataSetScanner {
  /** Bytes taken so far. */
  byteCount = 0;

  private readonly handler: DataSetHandler;
  private readonly limits: Required<ScannerLimits>;
  private readonly frames: Frame[];
  private frame: Frame;
  private state: number = reading.headers;
  private offset = 0;
  private elementCount = 0;
  private paddingStart = 0;
  private failure: unknown = null;
  private readonly found = new Set<StructureFindingCode>();

  private readonly window = new HeaderWindow();
  private header: ElementHeader = NO_HEADER;
  private remaining = 0;
  private isFragment = false;
  private handling: ValueHandling = 'skip';
  private collected: Buffer | null = null;
  private collectedLength = 0;
  private sequenceJustClosed = false;

  constructor(transferSyntax: TransferSyntax, handler: DataSetHandler, limits: ScannerLimits = {}) {
    this.handler = handler;
    this.limits = { ...defaultScannerLimits, ...limits };
    this.frame = newFrame(
      frameKind.dataSet,
      OPEN_END,
      { implicit: transferSyntax.implicit, bigEndian: transferSyntax.bigEndian },
      NO_HEADER,
    );
    this.frames = [this.frame];
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    if (this.failure) throw this.failure;
    this.window.load(chunk);
    this.byteCount += chunk.length;
    try {
      this.run();
    } catch (thrown) {
      this.failure = thrown;
      throw thrown;
    } finally {
      this.window.unload();
    }
  }

  /** Says that no bytes follow. */
  end(): void {
    if (this.failure) throw this.failure;
    try {
      this.conclude();
    } catch (thrown) {
      this.failure = thrown;
      throw thrown;
    }
  }

  private run(): void {
    for (;;) {
      if (this.state === reading.headers) {
        if (!this.readHeader()) return;
      } else if (this.state === reading.value) {
        if (!this.readValue()) return;
      } else {
        this.readPadding();
        return;
      }
    }
  }

  private conclude(): void {
    if (this.state === reading.value) {
      throw new GatewayError('truncated', {
        explanation: `Ends inside ${tagText(this.header.tag)}: ${this.remaining} bytes are missing`,
        subject: { tag: tagText(this.header.tag), offset: this.header.offset },
      });
    }
    this.closeFinished();
    if (this.window.rest().length > 0) this.concludeRest();
    if (this.frames.length > 1) {
      throw new GatewayError('truncated', {
        explanation: `Ends before the end of the sequence ${tagText(this.frame.header.tag)}`,
        subject: { tag: tagText(this.frame.header.tag) },
      });
    }
    if (this.elementCount === 0) throw new GatewayError('truncated', { explanation: 'The data set is empty' });
  }

  private concludeRest(): void {
    const rest = this.window.rest();
    if (this.frames.length === 1 && this.elementCount > 0 && rest.every((byte) => byte === 0)) {
      this.report('trailing-zeros');
      return;
    }
    throw new GatewayError('truncated', {
      explanation: `Ends inside the header of an element at byte ${this.offset}`,
      subject: { offset: this.offset },
    });
  }

  private consume(count: number): void {
    this.window.consume(count);
    this.offset += count;
  }

  private readHeader(): boolean {
    this.closeFinished();
    if (!this.window.take(8)) return false;
    if (this.offset + 8 > this.frame.bound) {
      throw this.misfit(`At byte ${this.offset}: an item or sequence ends inside an element`);
    }
    if (this.frame.kind === frameKind.sequence) return this.readItemHeader();
    if (this.frame.kind === frameKind.fragments) return this.readFragmentHeader();
    return this.readElementHeader();
  }

  private closeFinished(): void {
    while (this.offset >= this.frame.end) this.pop(this.offset);
  }

  private open(frame: Frame): void {
    if (this.frames.length > this.limits.depth * 2) {
      throw new GatewayError('limit-exceeded', {
        explanation: `Sequences are nested deeper than ${this.limits.depth}`,
        subject: { offset: this.offset },
      });
    }
    frame.bound = Math.min(frame.end, this.frame.bound);
    this.frames.push(frame);
    this.frame = frame;
  }

  private pop(offset: number): void {
    const closed = this.frame;
    this.frames.pop();
    this.frame = this.frames[this.frames.length - 1] as Frame;
    if (closed.kind === frameKind.item) this.handler.itemEnd?.(offset);
    else if (closed.kind === frameKind.sequence) this.handler.sequenceEnd?.(closed.header);
    else this.handler.fragmentsEnd?.(closed.header, offset);
    this.sequenceJustClosed = closed.end !== OPEN_END;
  }

  private count(): void {
    if (++this.elementCount > this.limits.elementCount) {
      throw new GatewayError('limit-exceeded', {
        explanation: `More than ${this.limits.elementCount} elements and items`,
        subject: { offset: this.offset },
      });
    }
  }

  private report(code: StructureFindingCode): void {
    if (this.found.has(code)) return;
    this.found.add(code);
    this.handler.finding?.(code);
  }

  private misfit(explanation: string): GatewayError {
    return new GatewayError('cannot-understand', { explanation, subject: { offset: this.offset } });
  }

  private readItemHeader(): boolean {
    const frame = this.frame;
    if (frame.count === 0) this.settleByteOrder(frame);
    const tag = this.window.tag(frame.bigEndian);
    const length = this.window.uint32(4, this.frame.bigEndian);
    if (tag === SEQUENCE_DELIMITATION) {
      if (frame.end !== OPEN_END) {
        if (this.offset + 8 !== frame.end) throw this.misfit(`At byte ${this.offset}: a sequence is delimited before its length is over`);
        this.report('stray-delimiter');
      }
      this.consume(8);
      this.pop(this.offset);
      return true;
    }
    if (tag !== ITEM) {
      throw this.misfit(`At byte ${this.offset}: ${tagText(tag)} stands where an item of ${tagText(frame.header.tag)} belongs`);
    }
    this.count();
    const end = length === UNDEFINED_LENGTH ? OPEN_END : this.offset + 8 + length;
    if (end !== OPEN_END && end > frame.bound) {
      throw this.misfit(`At byte ${this.offset}: an item is longer than its sequence ${tagText(frame.header.tag)}`);
    }
    const start = this.offset;
    this.consume(8);
    const item = newFrame(frameKind.item, end, frame, frame.header);
    item.unknownVR = frame.unknownVR;
    this.handler.itemStart?.(start, frame.count++);
    this.open(item);
    return true;
  }

  /** The first item's tag shows the byte order of what is inside, whatever the data set around it uses. */
  private settleByteOrder(frame: Frame): void {
    const first = this.window.head[this.window.headAt];
    const second = this.window.head[this.window.headAt + 1];
    if (first === (frame.bigEndian ? 0xfe : 0xff) && second === (frame.bigEndian ? 0xff : 0xfe)) {
      frame.bigEndian = !frame.bigEndian;
      this.report('item-encoding-differs');
    }
  }

  private readFragmentHeader(): boolean {
    const frame = this.frame;
    const tag = this.window.tag(frame.bigEndian);
    const length = this.window.uint32(4, this.frame.bigEndian);
    if (tag === SEQUENCE_DELIMITATION) {
      this.consume(8);
      this.pop(this.offset);
      return true;
    }
    if (tag !== ITEM || length === UNDEFINED_LENGTH) {
      throw this.misfit(`At byte ${this.offset}: ${tagText(tag)} stands where a fragment of ${tagText(frame.header.tag)} belongs`);
    }
    this.consume(8);
    if (this.offset + length > frame.bound) throw this.misfit(`At byte ${this.offset}: a fragment is longer than the item that holds it`);
    this.handling = this.handler.fragment?.(frame.header, frame.count, this.offset, length) ?? 'skip';
    frame.count++;
    this.beginValue(frame.header, length, true);
    return true;
  }

  private readElementHeader(): boolean {
    const tag = this.window.tag(this.frame.bigEndian);
    if (tag >= ITEM && tag <= SEQUENCE_DELIMITATION) return this.readDelimiter(tag);
    if (this.elementCount === 0) this.checkEncoding();
    if (tag <= 0xffff || tag >>> 16 === 2) return this.readForeignGroup(tag);
    if (this.frame.lastTag === -1 && this.frame.kind === frameKind.item) this.settleItemEncoding();
    return this.frame.implicit ? this.readImplicitHeader(tag) : this.readExplicitHeader(tag);
  }

  private readDelimiter(tag: number): boolean {
    const frame = this.frame;
    const isItemEnd = tag === ITEM_DELIMITATION && frame.kind === frameKind.item;
    if (isItemEnd && (frame.end === OPEN_END || this.offset + 8 === frame.end)) {
      if (frame.end !== OPEN_END) this.report('stray-delimiter');
      this.consume(8);
      this.pop(this.offset);
      this.sequenceJustClosed = false;
      return true;
    }
    // Some senders close a sequence of known length once more.
    if (tag === SEQUENCE_DELIMITATION && this.sequenceJustClosed) {
      this.report('stray-delimiter');
      this.consume(8);
      this.sequenceJustClosed = false;
      return true;
    }
    throw this.misfit(`At byte ${this.offset}: ${tagText(tag)} stands where a data element belongs`);
  }

  /** Refuses a data set that is of another encoding than its transfer syntax says, before anything of it is misread. */
  private checkEncoding(): void {
    const guess = guessEncoding(this.window.head, this.window.headAt);
    if (guess === null) return;
    const { implicit, bigEndian } = this.frame;
    const declared = implicit ? 'implicit-little-endian' : bigEndian ? 'explicit-big-endian' : 'explicit-little-endian';
    if (guess !== declared) {
      throw this.misfit(`Data set is ${guess.replaceAll('-', ' ')}, not as its transfer syntax says`);
    }
  }

  private readForeignGroup(tag: number): boolean {
    if (tag === 0 && this.frame.kind === frameKind.dataSet && this.elementCount > 0) {
      this.state = reading.padding;
      this.paddingStart = this.offset;
      this.readPaddingHead();
      return true;
    }
    throw this.misfit(`At byte ${this.offset}: ${tagText(tag)} does not belong into a data set (a second file may be glued on)`);
  }

  /** Private sequences in explicit data sets may hold implicit items, and items of VR UN explicit ones; the first element shows it. */
  private settleItemEncoding(): void {
    const frame = this.frame;
    const vr = this.window.uint16(4, false);
    if (!frame.implicit && !isVRShaped(vr)) {
      const length = this.window.uint32(4, this.frame.bigEndian);
      if (length === UNDEFINED_LENGTH || this.offset + 8 + length <= frame.bound) {
        frame.implicit = true;
        this.report('item-encoding-differs');
      }
    } else if (frame.unknownVR && frame.implicit && lengthFieldOf(vr) !== lengthField.none) {
      frame.implicit = false;
      this.report('item-encoding-differs');
    }
  }

  private readImplicitHeader(tag: number): boolean {
    const length = this.window.uint32(4, this.frame.bigEndian);
    const offset = this.offset;
    this.consume(8);
    const header = this.newHeader(tag, '', length, offset);
    const isSequence = tag !== PIXEL_DATA && (length === UNDEFINED_LENGTH || isSequenceTag(tag));
    this.beginElement(header, isSequence, false);
    return true;
  }

  private readExplicitHeader(tag: number): boolean {
    const code = this.window.uint16(4, false);
    let field = lengthFieldOf(code);
    if (field === lengthField.none) field = this.unknownLengthField(code);
    if (field === lengthField.long && !this.window.take(12)) return false;
    const length = field === lengthField.long ? this.window.uint32(8, this.frame.bigEndian) : this.window.uint16(6, this.frame.bigEndian);
    const offset = this.offset;
    this.consume(field === lengthField.long ? 12 : 8);
    const vr = vrName(code);
    const header = this.newHeader(tag, vr, length, offset);
    const isUnknown = vr === 'UN' || !isStandardVR(code);
    const isSequence = vr === 'SQ' || (isUnknown && length === UNDEFINED_LENGTH && tag !== PIXEL_DATA);
    if (length === UNDEFINED_LENGTH && !isSequence && !isBinaryVR(vr)) {
      throw this.misfit(`${tagText(tag)} has undefined length, which its VR does not allow`);
    }
    this.beginElement(header, isSequence, isSequence && isUnknown);
    return true;
  }

  /** A future VR is two capital letters with a long length (PS3.5 7.1.2); blanks and question marks are what some senders write for "unknown". */
  private unknownLengthField(code: number): number {
    if (isVRShaped(code)) {
      this.report('vr-not-standard');
      return lengthField.long;
    }
    if (code === 0x2020 || code === 0x3f3f || code === 0x2d2d || code === 0) {
      this.report('vr-not-standard');
      return lengthField.short;
    }
    throw this.misfit(`At byte ${this.offset}: no value representation where one belongs; damaged or of another transfer syntax`);
  }

  private newHeader(tag: number, vr: string, length: number, offset: number): ElementHeader {
    const depth = this.frames.length >> 1;
    return { tag, vr, length, offset, valueOffset: this.offset, depth, bigEndian: this.frame.bigEndian };
  }

  private beginElement(header: ElementHeader, isSequence: boolean, unknownVR: boolean): void {
    const frame = this.frame;
    const { tag, length } = header;
    this.count();
    this.sequenceJustClosed = false;
    if (tag <= frame.lastTag) this.report(tag === frame.lastTag ? 'duplicate-element' : 'elements-out-of-order');
    else frame.lastTag = tag;
    const end = length === UNDEFINED_LENGTH ? OPEN_END : this.offset + length;
    if (end !== OPEN_END && end > frame.bound)
      throw this.misfit(`${tagText(tag)} at byte ${header.offset} is longer than the item that holds it`);
    if (isSequence) {
      const inside = unknownVR ? { implicit: true, bigEndian: false } : frame;
      const sequence = newFrame(frameKind.sequence, end, inside, header);
      sequence.unknownVR = unknownVR || frame.unknownVR;
      this.handler.sequenceStart?.(header);
      this.open(sequence);
    } else if (length === UNDEFINED_LENGTH) {
      this.handler.fragmentsStart?.(header);
      this.open(newFrame(frameKind.fragments, OPEN_END, frame, header));
    } else {
      if (length & 1) this.report('odd-length');
      this.handling = this.handler.element(header);
      this.beginValue(header, length, false);
    }
  }

  private beginValue(header: ElementHeader, length: number, isFragment: boolean): void {
    this.header = header;
    this.remaining = length;
    this.isFragment = isFragment;
    this.state = reading.value;
    if (this.handling === 'whole' && length > this.limits.valueLimit) this.handling = 'skip';
  }

  private readValue(): boolean {
    let count: number;
    if (this.handling === 'skip') {
      count = this.window.skip(this.remaining);
    } else {
      const bytes = this.window.next(this.remaining);
      count = bytes.length;
      this.handOver(bytes);
    }
    this.offset += count;
    this.remaining -= count;
    if (this.remaining > 0) return false;
    this.state = reading.headers;
    if (!this.isFragment) this.handler.valueEnd?.(this.header);
    return true;
  }

  private handOver(bytes: Buffer): void {
    if (this.handling === 'stream') {
      if (bytes.length > 0) this.handler.valueChunk?.(this.header, bytes);
      return;
    }
    if (this.collected === null && bytes.length === this.remaining) {
      this.handler.value?.(this.header, bytes);
      return;
    }
    this.collected ??= Buffer.allocUnsafe(this.header.length);
    bytes.copy(this.collected, this.collectedLength);
    this.collectedLength += bytes.length;
    if (bytes.length < this.remaining) return;
    const whole = this.collected;
    this.collected = null;
    this.collectedLength = 0;
    this.handler.value?.(this.header, whole);
  }

  private readPaddingHead(): void {
    for (let index = 0; index < 8; index++) this.checkPadding(this.window.head[this.window.headAt + index] ?? 0);
    this.consume(8);
    this.report('trailing-zeros');
  }

  private readPadding(): void {
    for (const byte of this.window.next(Number.POSITIVE_INFINITY)) {
      this.checkPadding(byte);
      this.offset++;
    }
    if (this.offset - this.paddingStart > LONGEST_PADDING) {
      throw this.misfit(`More than ${LONGEST_PADDING} bytes follow the end of the data set at byte ${this.paddingStart}`);
    }
  }

  private checkPadding(byte: number): void {
    if (byte !== 0)
      throw this.misfit(`Foreign bytes follow the end of the data set at byte ${this.paddingStart} (a second file glued on?)`);
  }
}

function isStandardVR(code: number): boolean {
  return lengthFieldOf(code) !== lengthField.none;
}

function newFrame(kind: number, end: number, encoding: { implicit: boolean; bigEndian: boolean }, header: ElementHeader): Frame {
  const { implicit, bigEndian } = encoding;
  return { kind, end, bound: end, implicit, bigEndian, unknownVR: false, lastTag: -1, count: 0, header };
}
