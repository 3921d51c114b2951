// Speaks PS3.10: takes a DICOM file apart into preamble, file meta information and data set while it arrives, and writes the header of one.
// Reads what the field sends (no preamble, no group length, no transfer syntax) where the bytes leave no doubt, with a finding for each;
// refuses the rest by name. The meta information is bounded, the data set is never touched.
import { Buffer } from 'node:buffer';
import { GatewayError } from '../errors/gateway-error.js';
import { type GuessedEncoding, guessEncoding, readsAsDataSet } from './encoding-guess.js';
import { type Finding, type StructureFindingCode, structureFinding } from './finding.js';
import { describeForeignFile } from './foreign-file.js';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './implementation.js';
import { classifyPreamble } from './preamble.js';
import { EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from './transfer-syntax.js';
import { isUsableUID, trimUID } from './uid.js';
import { isVRShaped, lengthField, lengthFieldOf } from './vr.js';

export { classifyPreamble, isTrustedPreamble, type PreambleKind } from './preamble.js';

const PREAMBLE_LENGTH = 128;
const PREFIX_END = 132;
const LONGEST_META = 65_536;
// What is looked at of a data set that does not say how it is encoded.
const LONGEST_GUESS = 512;

const transferSyntaxOfGuess: Record<GuessedEncoding, string> = {
  'explicit-little-endian': EXPLICIT_VR_LITTLE_ENDIAN,
  'implicit-little-endian': IMPLICIT_VR_LITTLE_ENDIAN,
  'explicit-big-endian': EXPLICIT_VR_BIG_ENDIAN,
};

/**
 * Reads a Part 10 file in pieces of any size: `push` until it gives the first bytes of the data set; from then on every pushed chunk
 * comes back as it is. Call `end` once after the last piece.
 *
 * @throws GatewayError `not-dicom` for anything that is no DICOM file, `truncated` when it ends inside the meta information,
 *   `limit-exceeded` when that is longer than 64 kB, `invalid-uid` when its transfer syntax is no UID, `cannot-understand` when nothing says
 *   how the data set is encoded.
 * @see PS3.10 7.1
 */
export class Part10Reader {
  /** The 128 bytes before DICM; null until known and for files without. */
  preamble: Buffer | null = null;
  transferSyntaxUID: string | null = null;
  mediaStorageSOPClassUID: string | null = null;
  mediaStorageSOPInstanceUID: string | null = null;
  /** Bytes of the file before the data set; -1 until known. */
  dataSetOffset = -1;
  readonly findings: Finding[] = [];

  private collected: Buffer = Buffer.alloc(0);
  private length = 0;
  private metaAt = -1;
  private metaStart = 0;
  private claimedMetaEnd = -1;
  private failure: unknown = null;

  /** Takes the next bytes of the file; null while the meta information is incomplete, then the bytes of the data set (perhaps none). */
  push(chunk: Buffer): Buffer | null {
    if (this.failure) throw this.failure;
    if (this.dataSetOffset >= 0) return chunk;
    if (this.length > 0) {
      this.append(chunk);
      return this.attempt(false);
    }
    // Most files bring their meta information in the first piece: it is read where it stands, and copied only if it must be kept.
    this.collected = chunk;
    this.length = chunk.length;
    const dataSet = this.attempt(false);
    if (dataSet === null) this.collected = Buffer.from(chunk);
    return dataSet;
  }

  /** Concludes at the end of the file: null when the data set has begun already, else its bytes (short files). */
  end(): Buffer | null {
    if (this.failure) throw this.failure;
    if (this.dataSetOffset >= 0) return null;
    return this.attempt(true);
  }

  /** All findings of the file, those included that show only beside its data set: the meta information names another class or instance. */
  findingsAgainst(dataSet: { sopClassUID: string; sopInstanceUID: string }): Finding[] {
    const { mediaStorageSOPClassUID: sopClass, mediaStorageSOPInstanceUID: sopInstance } = this;
    const differs =
      (sopClass !== null && sopClass !== dataSet.sopClassUID) || (sopInstance !== null && sopInstance !== dataSet.sopInstanceUID);
    return differs ? [...this.findings, structureFinding('meta-identity-differs')] : [...this.findings];
  }

  private attempt(isEnd: boolean): Buffer | null {
    try {
      return this.read(isEnd);
    } catch (thrown) {
      this.failure = thrown;
      this.collected = Buffer.alloc(0);
      throw thrown;
    }
  }

  private append(chunk: Buffer): void {
    const needed = this.length + chunk.length;
    if (needed > this.collected.length) {
      // Twice the size each time, so that single bytes cost no more than large pieces; pieces larger than the limit come once.
      const grown = Buffer.allocUnsafe(Math.max(needed, this.collected.length * 2, 1024));
      this.collected.copy(grown, 0, 0, this.length);
      this.collected = grown;
    }
    chunk.copy(this.collected, this.length);
    this.length = needed;
  }

  private bytes(from = 0): Buffer {
    return this.collected.subarray(from, this.length);
  }

  private read(isEnd: boolean): Buffer | null {
    if (this.metaAt < 0 && !this.findStart(isEnd)) return null;
    if (this.dataSetOffset < 0 && !this.readMeta(isEnd)) return null;
    const dataSet = this.bytes(this.dataSetOffset);
    this.collected = Buffer.alloc(0);
    return dataSet;
  }

  /** Finds where meta information (or, without any, the data set) begins. */
  private findStart(isEnd: boolean): boolean {
    if (this.length < PREFIX_END + 6 && !isEnd) return false;
    const hasPrefix = this.length >= PREFIX_END && this.collected.toString('latin1', PREAMBLE_LENGTH, PREFIX_END) === 'DICM';
    const groupAfterPrefix = this.length >= PREFIX_END + 2 ? this.collected.readUInt16LE(PREFIX_END) : -1;
    // The letters may stand at this place of a headerless data set by chance; group 0002 behind them does not.
    if (hasPrefix && (groupAfterPrefix === 2 || !this.looksHeaderless())) {
      this.startAt(PREFIX_END);
      this.preamble = Buffer.from(this.collected.subarray(0, PREAMBLE_LENGTH));
      this.reportPreamble(this.preamble);
      if (this.length === PREFIX_END && isEnd) throw new GatewayError('not-dicom', { explanation: 'Only a preamble, no data set' });
      return true;
    }
    if (!isEnd && this.length < LONGEST_GUESS) return false;
    if (!this.looksHeaderless()) throw new GatewayError('not-dicom', { explanation: describeForeignFile(this.bytes()) });
    this.report('no-file-meta-information');
    this.startAt(0);
    return true;
  }

  private startAt(offset: number): void {
    this.metaStart = offset;
    this.metaAt = offset;
  }

  private looksHeaderless(): boolean {
    const guess = this.length >= 8 ? guessEncoding(this.collected) : null;
    return guess !== null && readsAsDataSet(this.bytes().subarray(0, LONGEST_GUESS), guess);
  }

  private readMeta(isEnd: boolean): boolean {
    for (;;) {
      const at = this.metaAt;
      if (this.length - at < 8) {
        if (!isEnd) return false;
        // Fewer bytes than a header: no more meta information; what is left is the scanner's to judge.
        return this.concludeMeta(isEnd);
      }
      if (this.collected.readUInt16LE(at) !== 2) return this.concludeMeta(isEnd);
      const header = this.readMetaHeader(at);
      if (header === null) {
        if (!isEnd) return false;
        throw new GatewayError('truncated', { explanation: 'Ends inside the file meta information' });
      }
      const end = header.valueAt + header.length;
      if (end - this.metaStart > LONGEST_META) {
        throw new GatewayError('limit-exceeded', { explanation: 'File meta information is longer than 64 kB' });
      }
      if (end > this.length) {
        if (!isEnd) return false;
        throw new GatewayError('truncated', { explanation: 'Ends inside the file meta information' });
      }
      this.takeMetaElement(this.collected.readUInt16LE(at + 2), this.collected.subarray(header.valueAt, end), end);
      this.metaAt = end;
    }
  }

  private readMetaHeader(at: number): { valueAt: number; length: number } | null {
    const vr = this.collected.readUInt16LE(at + 4);
    if (!isVRShaped(vr)) {
      this.report('meta-implicit-vr');
      return { valueAt: at + 8, length: this.collected.readUInt32LE(at + 4) };
    }
    if (lengthFieldOf(vr) === lengthField.short) return { valueAt: at + 8, length: this.collected.readUInt16LE(at + 6) };
    if (this.length - at < 12) return null;
    return { valueAt: at + 12, length: this.collected.readUInt32LE(at + 8) };
  }

  private takeMetaElement(element: number, value: Buffer, end: number): void {
    const uid = (): string | null => trimUID(value.toString('latin1')) || null;
    // A repeated element does not replace the first one.
    if (element === 0x0000 && value.length === 4) this.claimedMetaEnd = end + value.readUInt32LE(0);
    else if (element === 0x0002) this.mediaStorageSOPClassUID ??= uid();
    else if (element === 0x0003) this.mediaStorageSOPInstanceUID ??= uid();
    else if (element === 0x0010) this.transferSyntaxUID ??= uid();
  }

  private concludeMeta(isEnd: boolean): boolean {
    const hasMeta = this.metaAt > this.metaStart;
    // It goes into rows and header fields later, where other characters would break them.
    if (this.transferSyntaxUID !== null && !isUsableUID(this.transferSyntaxUID)) {
      throw new GatewayError('invalid-uid', { explanation: 'The transfer syntax of the meta information is not a UID' });
    }
    if (this.transferSyntaxUID === null && !this.inferTransferSyntax(isEnd)) return false;
    this.dataSetOffset = this.metaAt;
    if (!hasMeta) {
      if (this.metaStart > 0) this.report('no-file-meta-information');
      return true;
    }
    if (this.claimedMetaEnd < 0) this.report('meta-group-length-missing');
    else if (this.claimedMetaEnd !== this.metaAt) this.report('meta-group-length-wrong');
    if (this.mediaStorageSOPClassUID === null) this.report('meta-sop-class-missing');
    if (this.mediaStorageSOPInstanceUID === null) this.report('meta-sop-instance-missing');
    return true;
  }

  private inferTransferSyntax(isEnd: boolean): boolean {
    const rest = this.bytes(this.metaAt);
    if (rest.length < LONGEST_GUESS && !isEnd) return false;
    const guess = rest.length >= 8 ? guessEncoding(rest) : null;
    if (guess === null || !readsAsDataSet(rest.subarray(0, LONGEST_GUESS), guess)) {
      throw new GatewayError('cannot-understand', { explanation: 'No transfer syntax in the meta information, none seen in the data' });
    }
    this.transferSyntaxUID = transferSyntaxOfGuess[guess];
    if (this.metaAt > this.metaStart) this.report('meta-transfer-syntax-missing');
    return true;
  }

  private reportPreamble(preamble: Buffer): void {
    const kind = classifyPreamble(preamble);
    if (kind === 'executable') this.report('preamble-executable');
    else if (kind === 'markup') this.report('preamble-markup');
    else if (kind === 'other') this.report('preamble-not-zero');
  }

  private report(code: StructureFindingCode): void {
    if (!this.findings.some((finding) => finding.code === code)) this.findings.push(structureFinding(code));
  }
}

export interface Part10HeaderOptions {
  sopClassUID: string;
  sopInstanceUID: string;
  transferSyntaxUID: string;
  callingAETitle?: string;
  receivingAETitle?: string;
}

/**
 * Writes what stands before the data set in a Part 10 file: an empty preamble, DICM and group 0002 with its length. Source AE Title is the
 * calling AE title, Sending and Receiving AE Title are given for what came over the network.
 *
 * @see PS3.10 7.1
 */
export function encodePart10Header(options: Part10HeaderOptions): Buffer {
  const elements = [
    metaElement(0x0001, 'OB', Buffer.from([0, 1])),
    metaElement(0x0002, 'UI', options.sopClassUID),
    metaElement(0x0003, 'UI', options.sopInstanceUID),
    metaElement(0x0010, 'UI', options.transferSyntaxUID),
    metaElement(0x0012, 'UI', IMPLEMENTATION_CLASS_UID),
    metaElement(0x0013, 'SH', IMPLEMENTATION_VERSION_NAME),
  ];
  if (options.callingAETitle) {
    elements.push(metaElement(0x0016, 'AE', options.callingAETitle), metaElement(0x0017, 'AE', options.callingAETitle));
  }
  if (options.receivingAETitle) elements.push(metaElement(0x0018, 'AE', options.receivingAETitle));
  const group = Buffer.concat(elements);
  const groupLength = Buffer.alloc(4);
  groupLength.writeUInt32LE(group.length);
  return Buffer.concat([Buffer.alloc(PREAMBLE_LENGTH), Buffer.from('DICM', 'latin1'), metaElement(0x0000, 'UL', groupLength), group]);
}

function metaElement(element: number, vr: string, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? padded(value, vr) : value;
  const isLong = vr === 'OB';
  const header = Buffer.alloc(isLong ? 12 : 8);
  header.writeUInt16LE(2, 0);
  header.writeUInt16LE(element, 2);
  header.write(vr, 4, 'latin1');
  if (isLong) header.writeUInt32LE(bytes.length, 8);
  else header.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([header, bytes]);
}

function padded(text: string, vr: string): Buffer {
  const pad = vr === 'UI' ? '\0' : ' ';
  return Buffer.from(text.length % 2 === 0 ? text : text + pad, 'latin1');
}
