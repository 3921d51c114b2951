// The check at every door of the receive stage: streaming, skipping pixel values, to the last byte. What fails here is refused and never
// acknowledged; what passes has the four UIDs that filing needs. Obeys PS3.5 7 and 9.1, PS3.10 7.
import type { Buffer } from 'node:buffer';
import { GatewayError } from '../errors/gateway-error.js';
import { buildIndex, type KeptSequence, type KeptValue } from './attribute-index.js';
import { tagText } from './data-dictionary.js';
import type { DataSetHandler, ElementHeader } from './data-set-handler.js';
import { DataSetScanner, defaultScannerLimits } from './data-set-scanner.js';
import type { DicomJson } from './dicom-json-types.js';
import { type Finding, type StructureFindingCode, structureFinding } from './finding.js';
import { INDEXED_ITEM_LIMIT, indexedAttributes, indexedSequences } from './indexed-attributes.js';
import { defaultInflationLimits, Inflating } from './inflating.js';
import { EXPLICIT_VR_BIG_ENDIAN, type TransferSyntax, transferSyntaxOf } from './transfer-syntax.js';
import { isStandardUID, isUsableUID, trimUID } from './uid.js';
import { isBinaryVR, unitSize } from './vr.js';

export interface InspectionLimits {
  /** Sequences inside each other; default 64. */
  depth?: number;
  /** Elements and items in all; default 1,000,000. */
  elementCount?: number;
  /** Bytes that a deflated data set may grow to; default 4 GiB. */
  inflatedByteCount?: number;
  /** Bytes out for each byte in, after the first MiB; default 1000. */
  inflationRatio?: number;
}

export interface DataSetIdentities {
  sopClassUID?: string;
  sopInstanceUID?: string;
  studyInstanceUID?: string;
  seriesInstanceUID?: string;
}

export type PixelDataKind = 'none' | 'native' | 'float' | 'encapsulated';

/** Where the pixel data stand. Offsets count from the first byte of the data set (the inflated one where it is deflated). */
export interface PixelDataPlace {
  kind: PixelDataKind;
  offset: number;
  length: number;
  fragmentCount: number;
}

export interface InspectedDataSet {
  sopClassUID: string;
  sopInstanceUID: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  attributes: DicomJson;
  text: { trusted: boolean };
  findings: Finding[];
  pixelData: PixelDataPlace;
  /** Bytes of the data set as pushed (deflated ones where it is deflated). */
  byteCount: number;
}

const SOP_CLASS_UID = 0x00080016;
const SOP_INSTANCE_UID = 0x00080018;
const STUDY_INSTANCE_UID = 0x0020000d;
const SERIES_INSTANCE_UID = 0x0020000e;
const FLOAT_PIXEL_DATA = 0x7fe00008;
const DOUBLE_FLOAT_PIXEL_DATA = 0x7fe00009;
const PIXEL_DATA = 0x7fe00010;
// Stands in no data set but a media directory's, which carries no SOP Class UID of its own.
const DIRECTORY_RECORD_SEQUENCE = 0x00041220;
const MEDIA_DIRECTORY_STORAGE = '1.2.840.10008.1.3.10';

const identityOfTag = new Map<number, keyof DataSetIdentities>([
  [SOP_CLASS_UID, 'sopClassUID'],
  [SOP_INSTANCE_UID, 'sopInstanceUID'],
  [STUDY_INSTANCE_UID, 'studyInstanceUID'],
  [SERIES_INSTANCE_UID, 'seriesInstanceUID'],
]);

const keywordOfIdentity: Record<keyof DataSetIdentities, string> = {
  sopClassUID: 'SOP Class UID',
  sopInstanceUID: 'SOP Instance UID',
  studyInstanceUID: 'Study Instance UID',
  seriesInstanceUID: 'Series Instance UID',
};

// Two different values of these would leave open whose images they are.
const patientIdentity = new Set([0x00100010, 0x00100020]);

/**
 * Checks a data set at the door while it passes: its structure to the last byte, the four UIDs that filing needs, and what the index shows.
 * Pixel values are counted, never looked at. Push every chunk, wait where a promise comes back (deflated data sets), then `finish`.
 *
 * @throws GatewayError from `push` or `finish`: `truncated`, `cannot-understand`, `limit-exceeded`, `missing-uid`, `invalid-uid`,
 *   `media-directory`. Once failed, it stays failed; nothing of such a data set may be acknowledged.
 */
export class DataSetInspection {
  private readonly transferSyntax: TransferSyntax;
  private readonly scanner: DataSetScanner;
  private readonly inflating: Inflating | null;
  private readonly known: DataSetIdentities = {};
  private readonly kept = new Map<number, KeptValue>();
  private readonly sequences: KeptSequence[] = [];
  private readonly findings: Finding[] = [];
  private readonly place: PixelDataPlace = { kind: 'none', offset: 0, length: 0, fragmentCount: 0 };
  private openSequence: KeptSequence | null = null;
  private byteCount = 0;
  private failure: unknown = null;

  constructor(transferSyntaxUID: string, limits: InspectionLimits = {}) {
    this.transferSyntax = transferSyntaxOf(transferSyntaxUID);
    if (this.transferSyntax.retired && transferSyntaxUID !== EXPLICIT_VR_BIG_ENDIAN) this.report('transfer-syntax-retired');
    if (!this.transferSyntax.known) this.report('transfer-syntax-unknown');
    const { depth = defaultScannerLimits.depth, elementCount = defaultScannerLimits.elementCount } = limits;
    this.scanner = new DataSetScanner(this.transferSyntax, this.handler(), { depth, elementCount });
    const { inflatedByteCount, inflationRatio } = { ...defaultInflationLimits, ...limits };
    this.inflating = this.transferSyntax.deflated
      ? new Inflating((bytes) => this.scanner.push(bytes), { inflatedByteCount, inflationRatio })
      : null;
  }

  /** The UIDs met so far; each is usable (A01) when it is here. */
  get identities(): DataSetIdentities {
    return this.known;
  }

  /** Takes the next bytes of the data set; a promise only for deflated ones, to be awaited before the next push. */
  push(chunk: Buffer): void | Promise<void> {
    if (this.failure) throw this.failure;
    this.byteCount += chunk.length;
    if (this.inflating) return this.inflating.push(chunk).catch((thrown: unknown) => this.fail(thrown));
    try {
      this.scanner.push(chunk);
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** Says that no bytes follow, and gives what was found. */
  async finish(): Promise<InspectedDataSet> {
    if (this.failure) throw this.failure;
    if (this.inflating) {
      await this.inflating.end().catch((thrown: unknown) => this.fail(thrown));
      if (this.inflating.restByteCount > 1) this.report('bytes-after-deflated-data');
    }
    this.scanner.end();
    const { sopClassUID, sopInstanceUID, studyInstanceUID, seriesInstanceUID } = this.requiredIdentities();
    const index = buildIndex(this.kept, this.sequences);
    if (!index.trusted) this.report('text-not-trusted');
    if (index.wasCut) this.report('value-cut-for-index');
    return {
      sopClassUID,
      sopInstanceUID,
      studyInstanceUID,
      seriesInstanceUID,
      attributes: index.attributes,
      text: { trusted: index.trusted },
      findings: this.findings,
      pixelData: this.place,
      byteCount: this.byteCount,
    };
  }

  /** Lets go of everything when the rest will not come (connection lost). */
  abandon(): void {
    this.failure ??= new GatewayError('truncated');
    this.inflating?.destroy();
  }

  private fail(thrown: unknown): never {
    this.failure ??= thrown;
    this.inflating?.destroy();
    throw this.failure;
  }

  private requiredIdentities(): Required<DataSetIdentities> {
    const { sopClassUID, sopInstanceUID, studyInstanceUID, seriesInstanceUID } = this.known;
    if (sopClassUID && sopInstanceUID && studyInstanceUID && seriesInstanceUID) {
      for (const uid of [sopClassUID, sopInstanceUID, studyInstanceUID, seriesInstanceUID]) {
        if (!isStandardUID(uid)) this.report('uid-not-standard');
      }
      return { sopClassUID, sopInstanceUID, studyInstanceUID, seriesInstanceUID };
    }
    const missing = [...identityOfTag.values()].filter((name) => !this.known[name]).map((name) => keywordOfIdentity[name]);
    throw new GatewayError('missing-uid', { explanation: `Missing or empty: ${missing.join(', ')}` });
  }

  private report(code: StructureFindingCode): void {
    if (!this.findings.some((finding) => finding.code === code)) this.findings.push(structureFinding(code));
  }

  private handler(): DataSetHandler {
    return {
      element: (header) => this.onElement(header),
      value: (header, bytes) => this.onValue(header, bytes),
      sequenceStart: (header) => {
        if (header.depth === 0 && header.tag === DIRECTORY_RECORD_SEQUENCE) throw mediaDirectory();
        if (header.depth !== 0 || !indexedSequences.has(header.tag)) return;
        this.openSequence = { tag: header.tag, items: [] };
        this.sequences.push(this.openSequence);
      },
      itemStart: () => this.openSequence?.items.push([]),
      sequenceEnd: (header) => {
        if (header.depth === 0) this.openSequence = null;
      },
      fragmentsStart: (header) => this.onPixelData(header, 'encapsulated'),
      fragment: (header, index) => {
        if (header.depth === 0 && header.tag === PIXEL_DATA && index > 0) this.place.fragmentCount++;
        return 'skip';
      },
      fragmentsEnd: (header, offset) => {
        if (header.depth === 0 && header.tag === PIXEL_DATA) this.place.length = offset - header.valueOffset;
      },
      finding: (code) => this.report(code),
    };
  }

  private onElement(header: ElementHeader): 'skip' | 'whole' {
    const { tag, depth } = header;
    if (depth === 0) {
      if (indexedAttributes.has(tag)) {
        if (header.length > defaultScannerLimits.valueLimit) this.onOversize(tag);
        return 'whole';
      }
      if (tag === PIXEL_DATA) this.onPixelData(header, 'native');
      else if (tag === FLOAT_PIXEL_DATA || tag === DOUBLE_FLOAT_PIXEL_DATA) this.onPixelData(header, 'float');
      return 'skip';
    }
    if (depth !== 1 || this.openSequence === null || this.openSequence.items.length > INDEXED_ITEM_LIMIT) return 'skip';
    return indexedSequences.get(this.openSequence.tag)?.has(tag) ? 'whole' : 'skip';
  }

  private onOversize(tag: number): void {
    const identity = identityOfTag.get(tag);
    if (identity) throw new GatewayError('invalid-uid', { explanation: `${keywordOfIdentity[identity]} is longer than 64 characters` });
    this.report('value-cut-for-index');
  }

  private onPixelData(header: ElementHeader, kind: PixelDataKind): void {
    if (header.depth !== 0 || (kind === 'encapsulated' && header.tag !== PIXEL_DATA)) return;
    const { known, encapsulated } = this.transferSyntax;
    if (known && kind === 'encapsulated' && !encapsulated) {
      throw new GatewayError('cannot-understand', { explanation: 'Pixel data are compressed, the transfer syntax says they are not' });
    }
    if (known && kind === 'native' && encapsulated && header.length > 0) {
      throw new GatewayError('cannot-understand', { explanation: 'Pixel data are not encapsulated, the transfer syntax says they are' });
    }
    if (this.place.kind !== 'none') throw new GatewayError('cannot-understand', { explanation: 'Pixel data occur twice' });
    this.place.kind = kind;
    this.place.offset = header.valueOffset;
    this.place.length = kind === 'encapsulated' ? 0 : header.length;
  }

  private onValue(header: ElementHeader, bytes: Buffer): void {
    const { tag, depth, bigEndian } = header;
    if (depth === 1) {
      const vr = indexedSequences.get(this.openSequence?.tag ?? 0)?.get(tag);
      const item = this.openSequence?.items.at(-1);
      if (vr && item) item.push({ tag, vr: actualVR(header.vr, vr), bigEndian, raw: bytes.toString('latin1') });
      return;
    }
    const vr = indexedAttributes.get(tag);
    if (!vr) return;
    const raw = bytes.toString('latin1');
    const before = this.kept.get(tag);
    if (before) {
      if (before.raw !== raw && (identityOfTag.has(tag) || patientIdentity.has(tag))) {
        throw new GatewayError('cannot-understand', { explanation: `${tagText(tag)} occurs twice with different values` });
      }
      return;
    }
    this.kept.set(tag, { tag, vr: actualVR(header.vr, vr), bigEndian, raw });
    const identity = identityOfTag.get(tag);
    if (identity) this.onIdentity(identity, raw);
  }

  private onIdentity(name: keyof DataSetIdentities, raw: string): void {
    const uid = trimUID(raw);
    if (uid === '') return;
    if (!isUsableUID(uid)) {
      throw new GatewayError('invalid-uid', {
        explanation: `${keywordOfIdentity[name]} is too long or has characters that are not allowed`,
      });
    }
    if (name === 'sopClassUID' && uid === MEDIA_DIRECTORY_STORAGE) {
      throw mediaDirectory();
    }
    this.known[name] = uid;
  }
}

function mediaDirectory(): GatewayError {
  return new GatewayError('media-directory', { explanation: 'A DICOMDIR is not stored; send the images it lists' });
}

/** The VR by which a value is read: the dictionary's where the data set names none or none that is of use. */
function actualVR(written: string, standard: string): string {
  if (written === '' || isBinaryVR(written)) return standard;
  return unitSize(written) === unitSize(standard) && unitSize(standard) === 1 ? standard : written;
}
