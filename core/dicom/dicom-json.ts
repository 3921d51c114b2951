// Speaks PS3.18 F.2 (DICOM JSON Model) for WADO-RS metadata: the whole data set, private elements included, bulk values by their address.
// Streaming; of values longer than the threshold no byte is kept. Bad values become null or are left out, they never throw.
import { Buffer } from 'node:buffer';
import { tagKey, vrOfTag } from './data-dictionary.js';
import type { DataSetHandler, ElementHeader } from './data-set-handler.js';
import { scanDataSet } from './data-set-source.js';
import type { DicomJson, JsonAttribute } from './dicom-json-types.js';
import { jsonValues } from './json-values.js';
import { isBinaryVR, isVRShaped } from './vr.js';

export interface DicomJsonOptions {
  /** The address of a value that is not in the answer; the path is `7FE00010`, or `00081140/0/00081150` inside items (counted from 0). */
  bulkDataURI(path: string): string;
  /** Bytes above which a text or number value is given by its address; default 16 kB, 64 kB at most. */
  bulkThreshold?: number;
  /** Bytes up to which a binary value stands in the answer (InlineBinary); default 0: all by address. */
  inlineBinaryLimit?: number;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const PIXEL_REPRESENTATION = 0x00280103;
const TRAILING_PADDING = 0xfffcfffc;
const HIGHEST_THRESHOLD = 65_536;

// Elements that are US or SS, whichever Pixel Representation says; the dictionary gives US. PS3.6 lists them as "US or SS".
const signedByPixelRepresentation = new Set([
  0x00280106, 0x00280107, 0x00280108, 0x00280109, 0x00280110, 0x00280111, 0x00280120, 0x00280121, 0x00189810, 0x00221452, 0x00409211,
  0x00409216, 0x00603004, 0x00603006,
]);

interface Level {
  attributes: DicomJson;
  items: DicomJson[];
  characterSet: readonly string[];
  path: string;
}

/**
 * Gives the DICOM JSON of a whole data set.
 *
 * @throws GatewayError `truncated`, `cannot-understand` or `limit-exceeded` when the data set cannot be read to its end.
 * @see PS3.18 F.2
 */
export async function dataSetToDicomJson(
  chunks: AsyncIterable<Buffer>,
  transferSyntaxUID: string,
  options: DicomJsonOptions,
): Promise<DicomJson> {
  const builder = new JsonBuilder(options);
  const valueLimit = builder.valueLimit;
  await scanDataSet(chunks, transferSyntaxUID, builder, { valueLimit });
  return builder.root;
}

class JsonBuilder implements DataSetHandler {
  readonly root: DicomJson = {};
  readonly valueLimit: number;
  private readonly options: DicomJsonOptions;
  private readonly threshold: number;
  private readonly levels: Level[];
  private isSigned = false;

  constructor(options: DicomJsonOptions) {
    this.options = options;
    this.threshold = Math.min(options.bulkThreshold ?? 16_384, HIGHEST_THRESHOLD);
    this.valueLimit = Math.max(this.threshold, Math.min(options.inlineBinaryLimit ?? 0, HIGHEST_THRESHOLD));
    this.levels = [{ attributes: this.root, items: [], characterSet: [], path: '' }];
  }

  element(header: ElementHeader): 'skip' | 'whole' {
    const { tag, length } = header;
    if ((tag & 0xffff) === 0 || tag === TRAILING_PADDING) return 'skip';
    const vr = this.vrOf(header);
    if (length === 0) {
      this.add(header, { vr });
      return 'skip';
    }
    const limit = isBinaryVR(vr) ? (this.options.inlineBinaryLimit ?? 0) : this.threshold;
    if (length <= Math.min(limit, this.valueLimit)) return 'whole';
    this.add(header, { vr, BulkDataURI: this.options.bulkDataURI(this.pathOf(header)) });
    return 'skip';
  }

  value(header: ElementHeader, bytes: Buffer): void {
    const vr = this.vrOf(header);
    if (isBinaryVR(vr)) {
      this.add(header, { vr, InlineBinary: littleEndian(bytes, vr, header.bigEndian).toString('base64') });
      return;
    }
    const level = this.level();
    const { values } = jsonValues(bytes, vr, { bigEndian: header.bigEndian, characterSet: level.characterSet });
    if (header.tag === SPECIFIC_CHARACTER_SET) level.characterSet = values.map((term) => (typeof term === 'string' ? term : ''));
    if (header.tag === PIXEL_REPRESENTATION && header.depth === 0) this.isSigned = values[0] === 1;
    this.add(header, values.length > 0 ? { vr, Value: values } : { vr });
  }

  sequenceStart(header: ElementHeader): void {
    const items: DicomJson[] = [];
    const { characterSet } = this.level();
    this.levels.push({ attributes: {}, items, characterSet, path: `${this.pathOf(header)}/` });
  }

  itemStart(_offset: number, index: number): void {
    const sequence = this.level();
    const attributes: DicomJson = {};
    sequence.items.push(attributes);
    this.levels.push({ attributes, items: [], characterSet: sequence.characterSet, path: `${sequence.path}${index}/` });
  }

  itemEnd(): void {
    this.levels.pop();
  }

  sequenceEnd(header: ElementHeader): void {
    const { items } = this.levels.pop() as Level;
    this.add(header, items.length > 0 ? { vr: 'SQ', Value: items } : { vr: 'SQ' });
  }

  fragmentsStart(header: ElementHeader): void {
    this.add(header, { vr: header.vr === '' ? 'OB' : header.vr, BulkDataURI: this.options.bulkDataURI(this.pathOf(header)) });
  }

  private level(): Level {
    return this.levels[this.levels.length - 1] as Level;
  }

  private pathOf(header: ElementHeader): string {
    return `${this.level().path}${tagKey(header.tag)}`;
  }

  private add(header: ElementHeader, attribute: JsonAttribute): void {
    // Of an element that occurs twice the first one is taken, as in the index.
    this.level().attributes[tagKey(header.tag)] ??= attribute;
  }

  private vrOf(header: ElementHeader): string {
    const { tag, vr } = header;
    if (vr !== '' && vr !== 'UN' && isVRShaped(vr.charCodeAt(0) | (vr.charCodeAt(1) << 8))) return vr;
    const standard = vrOfTag(tag);
    // A sequence hidden in a value of VR UN is left as the bytes that it is.
    if (standard === 'SQ') return 'UN';
    return this.isSigned && signedByPixelRepresentation.has(tag) ? 'SS' : standard;
  }
}

/** InlineBinary is little endian whatever the data set was. @see PS3.18 F.2.7 */
function littleEndian(bytes: Buffer, vr: string, bigEndian: boolean): Buffer {
  if (!bigEndian) return bytes;
  const swapped = Buffer.from(bytes);
  if (vr === 'OW' && swapped.length % 2 === 0) return swapped.swap16();
  if ((vr === 'OF' || vr === 'OL') && swapped.length % 4 === 0) return swapped.swap32();
  if ((vr === 'OD' || vr === 'OV') && swapped.length % 8 === 0) return swapped.swap64();
  return swapped;
}
