// Takes the byte stream of one connection apart into PDUs. Each header is judged before a byte behind it is kept; fragments of data sets are
// handed on as parts of the socket's own chunks, never copied or joined. What is not asked for stays queued, so that the caller sets the pace.
// @see PS3.8 9.3
import { Buffer } from 'node:buffer';
import { abortReason, PDU_HEADER_BYTES, PDV_HEADER_BYTES, ProtocolFault, pduType } from './pdu.js';

const LONGEST_REQUEST = 65_536;
const FIXED_BODY_BYTES = 4;
// Presentation context ID and message control header count as part of a PDV's length. @see PS3.8 9.3.5.1
const PDV_PREFIX_BYTES = 2;

/** A PDU other than P-DATA-TF, whole. */
export interface ControlPDU {
  readonly kind: 'control';
  readonly type: number;
  readonly body: Buffer;
}

/** Bytes of one presentation data value. `isLast`: these bytes end the last fragment of the command or data set. @see PS3.8 E.2 */
export interface Fragment {
  readonly kind: 'fragment';
  readonly contextID: number;
  readonly isCommand: boolean;
  readonly isLast: boolean;
  readonly bytes: Buffer;
}

const nothing = Buffer.alloc(0);

/** Reads PDUs from chunks of any size: `push` what came, then take `next` until it gives null. */
export class PduReader {
  /** Longest A-ASSOCIATE-RQ, then what we announced for P-DATA-TF; the header is not part of it. @see PS3.8 D.1.1 */
  private readonly maximumPDULength: number;
  private chunks: Buffer[] = [];
  private offset = 0;
  private available = 0;
  private type = 0;
  private bodyBytes = -1;
  private valueBytes = -1;
  private contextID = 0;
  private control = 0;
  private readonly small = Buffer.alloc(PDV_HEADER_BYTES);

  constructor(maximumPDULength: number) {
    this.maximumPDULength = maximumPDULength;
  }

  /** Bytes that came and were not yet taken. */
  get queuedBytes(): number {
    return this.available;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.available += chunk.length;
  }

  /** Forgets what is queued; nothing of it will be processed. */
  discard(): void {
    this.chunks = [];
    this.offset = 0;
    this.available = 0;
  }

  /**
   * Gives the next PDU or piece of a fragment; null when more bytes are needed.
   *
   * @throws ProtocolFault for a type, length or PDV header that the standard does not allow; the association is aborted with it.
   */
  next(): ControlPDU | Fragment | null {
    for (;;) {
      if (this.bodyBytes < 0) {
        if (this.available < PDU_HEADER_BYTES) {
          this.judgeEarly();
          return null;
        }
        this.readHeader();
      }
      if (this.type !== pduType.data) return this.readControl();
      if (this.valueBytes < 0) {
        if (this.bodyBytes === 0) {
          this.bodyBytes = -1;
          continue;
        }
        // Judged before it is waited for: these bytes would never come.
        if (this.bodyBytes < PDV_HEADER_BYTES) throw new ProtocolFault('bytes behind the last PDV', abortReason.invalidParameterValue);
        if (this.available < PDV_HEADER_BYTES) return null;
        this.readValueHeader();
      }
      return this.readFragment();
    }
  }

  /** An unknown type is known from its first byte: no need to wait for a length that may never come. */
  private judgeEarly(): void {
    const first = this.chunks[0]?.[this.offset];
    if (first !== undefined && (first < pduType.associateRequest || first > pduType.abort)) {
      throw new ProtocolFault('unrecognized PDU type', abortReason.unrecognizedPDU);
    }
  }

  private readHeader(): void {
    this.judgeEarly();
    const header = this.take(PDU_HEADER_BYTES);
    const type = header.readUInt8(0);
    const length = header.readUInt32BE(2);
    if (type === pduType.data) {
      if (length > this.maximumPDULength) throw new ProtocolFault('P-DATA-TF longer than announced', abortReason.invalidParameterValue);
      if (length < PDV_HEADER_BYTES) throw new ProtocolFault('P-DATA-TF without a PDV', abortReason.invalidParameterValue);
    } else if (type === pduType.associateRequest || type === pduType.associateAccept) {
      if (length > LONGEST_REQUEST) throw new ProtocolFault('A-ASSOCIATE PDU too long', abortReason.invalidParameterValue);
    } else if (length !== FIXED_BODY_BYTES) {
      throw new ProtocolFault('PDU of a fixed form with another length', abortReason.invalidParameterValue);
    }
    this.type = type;
    this.bodyBytes = length;
  }

  private readControl(): ControlPDU | null {
    if (this.available < this.bodyBytes) return null;
    const body = this.take(this.bodyBytes);
    // `take` may answer with the reader's own small buffer, which the next header overwrites.
    const pdu: ControlPDU = { kind: 'control', type: this.type, body: body.buffer === this.small.buffer ? Buffer.from(body) : body };
    this.bodyBytes = -1;
    return pdu;
  }

  private readValueHeader(): void {
    const header = this.take(PDV_HEADER_BYTES);
    const length = header.readUInt32BE(0);
    this.bodyBytes -= PDV_HEADER_BYTES;
    if (length < PDV_PREFIX_BYTES || length - PDV_PREFIX_BYTES > this.bodyBytes) {
      throw new ProtocolFault('PDV longer than its PDU', abortReason.invalidParameterValue);
    }
    this.contextID = header.readUInt8(4);
    this.control = header.readUInt8(5);
    this.valueBytes = length - PDV_PREFIX_BYTES;
  }

  private readFragment(): Fragment | null {
    if (this.valueBytes > 0 && this.available === 0) return null;
    const bytes = this.takePiece(this.valueBytes);
    this.valueBytes -= bytes.length;
    this.bodyBytes -= bytes.length;
    const ends = this.valueBytes === 0;
    if (ends) {
      this.valueBytes = -1;
      if (this.bodyBytes === 0) this.bodyBytes = -1;
    }
    return {
      kind: 'fragment',
      contextID: this.contextID,
      isCommand: (this.control & 1) !== 0,
      isLast: ends && (this.control & 2) !== 0,
      bytes,
    };
  }

  /** At most `wanted` bytes out of the first chunk, without a copy. */
  private takePiece(wanted: number): Buffer {
    const first = this.chunks[0];
    if (!first || wanted === 0) return nothing;
    const piece = first.subarray(this.offset, this.offset + Math.min(wanted, first.length - this.offset));
    this.offset += piece.length;
    this.available -= piece.length;
    if (this.offset === first.length) {
      this.chunks.shift();
      this.offset = 0;
    }
    return piece;
  }

  /** Exactly `wanted` bytes, which must be there; joined only where they are split over chunks. */
  private take(wanted: number): Buffer {
    const piece = this.takePiece(wanted);
    if (piece.length === wanted) return piece;
    const joined = wanted <= this.small.length ? this.small.subarray(0, wanted) : Buffer.allocUnsafe(wanted);
    let filled = piece.copy(joined);
    while (filled < wanted) filled += this.takePiece(wanted - filled).copy(joined, filled);
    return joined;
  }
}
