// Reads what the page must know of a file before anything is sent: the beginning of the file, growing until the pixel data or a
// bound, never the pixel values. @see PS3.10 7.1, PS3.5 7.1
import { type DataSet, parseDicom } from 'dicom-parser';
import { guessEncoding, readsAsDataSet } from '#core/dicom/encoding-guess.js';
import { guessOtherKind } from './guess-other-kind.js';
import type { HeaderResult, ImageHeader } from './image-header.js';
import { readText, statedPatient } from './stated-patient.js';

const FIRST_SLICE = 16 * 1024;
const LARGEST_HEADER = 16 * 1024 * 1024;
const PIXEL_DATA = 'x7fe00010';
const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';

/** Bytes of a file or of what an archive holds: `size` is that of the whole, `blob` may be its beginning only. */
export interface ReadableFile {
  path: string;
  blob: Blob;
  size: number;
}

export interface ParsedBeginning {
  dataSet: DataSet;
  transferSyntaxUID: string;
  /** True when all elements before the pixel data, or all there are, were read. */
  complete: boolean;
  /** The bytes that offsets of the data set count in are not those of the file. */
  inflated: boolean;
}

/** Reads one file's header. Never throws for what a file holds; a file that can't be read at all is `unreadable`. */
export async function readHeader(file: ReadableFile): Promise<HeaderResult> {
  try {
    const parsed = await readBeginning(file, holdsAllThatIsShown);
    if (!parsed) return { kind: 'other', reason: guessOtherKind(file.path, await bytesOf(file.blob, 0, 16)) };
    return describe(parsed, file.size);
  } catch {
    // A scratched disc, a file that was moved meanwhile: the browser does not say more.
    return { kind: 'other', reason: 'unreadable' };
  }
}

/** True once an element behind all those that the page shows was read: what follows may be megabytes of curves or a report. */
function holdsAllThatIsShown({ dataSet }: ParsedBeginning): boolean {
  return !dataSet.elements.x00041220 && Object.keys(dataSet.elements).some((tag) => tag > 'x0029');
}

/** Parses a file from its beginning up to its pixel data; null when it is no DICOM data set. */
export async function readBeginning(
  file: ReadableFile,
  isEnough = (_read: ParsedBeginning): boolean => false,
): Promise<ParsedBeginning | null> {
  let length = Math.min(FIRST_SLICE, file.blob.size);
  for (;;) {
    const bytes = await bytesOf(file.blob, 0, length);
    const parsed = await parseBytes(bytes, length >= file.size);
    const isEnd = length >= file.blob.size || length >= LARGEST_HEADER;
    if (!parsed || parsed.complete || isEnd || isEnough(parsed)) return parsed;
    length = Math.min(length * 4, file.blob.size, LARGEST_HEADER);
  }
}

export async function bytesOf(blob: Blob, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
}

function hasPart10Prefix(bytes: Uint8Array): boolean {
  return bytes[128] === 0x44 && bytes[129] === 0x49 && bytes[130] === 0x43 && bytes[131] === 0x4d;
}

async function parseBytes(bytes: Uint8Array<ArrayBuffer>, isWhole: boolean): Promise<ParsedBeginning | null> {
  if (hasPart10Prefix(bytes)) return parsePart10(bytes, isWhole);
  const guessed = guessEncoding(bytes);
  if (!guessed || !readsAsDataSet(bytes, guessed)) return null;
  const isMeta = bytes[0] === 2 && bytes[1] === 0;
  if (isMeta) {
    const padded = new Uint8Array(132 + bytes.length);
    padded.set([0x44, 0x49, 0x43, 0x4d], 128);
    padded.set(bytes, 132);
    const parsed = await parsePart10(padded, isWhole);
    // Offsets would be 132 off; nothing of such a file is drawn, so they are not used.
    return parsed && { ...parsed, inflated: true };
  }
  const transferSyntaxUID = {
    'explicit-little-endian': EXPLICIT_LITTLE_ENDIAN,
    'implicit-little-endian': IMPLICIT_LITTLE_ENDIAN,
    'explicit-big-endian': EXPLICIT_BIG_ENDIAN,
  }[guessed];
  return parse(bytes, transferSyntaxUID, isWhole, false);
}

async function parsePart10(bytes: Uint8Array<ArrayBuffer>, isWhole: boolean): Promise<ParsedBeginning | null> {
  const meta = metaOf(bytes);
  if (!meta) return null;
  const { transferSyntaxUID, dataSetOffset } = meta;
  if (transferSyntaxUID !== DEFLATED) return parse(bytes, undefined, isWhole, false, transferSyntaxUID);
  const inflated = await inflateBeginning(bytes.subarray(dataSetOffset));
  const parsed = parse(inflated, EXPLICIT_LITTLE_ENDIAN, isWhole, true);
  return parsed && { ...parsed, transferSyntaxUID: DEFLATED };
}

/** Walks the file meta information, always explicit little endian, and says where the data set begins. @see PS3.10 7.1 */
function metaOf(bytes: Uint8Array): { transferSyntaxUID: string; dataSetOffset: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 132;
  let transferSyntaxUID = '';
  while (at + 12 <= bytes.length && view.getUint16(at, true) === 2) {
    const vr = String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0);
    const isLong = ['OB', 'OW', 'UN', 'SQ', 'UT', 'OF'].includes(vr);
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const valueAt = at + (isLong ? 12 : 8);
    if (view.getUint16(at + 2, true) === 0x0010) {
      transferSyntaxUID = new TextDecoder('latin1').decode(bytes.subarray(valueAt, valueAt + length)).replace(/[\0 ]+$/, '');
    }
    at = valueAt + length;
  }
  return at + 8 > bytes.length && bytes.length < 140 ? null : { transferSyntaxUID, dataSetOffset: at };
}

function parse(
  bytes: Uint8Array,
  transferSyntaxUID: string | undefined,
  isWhole: boolean,
  inflated: boolean,
  named = transferSyntaxUID,
): ParsedBeginning | null {
  const read = (options: { TransferSyntaxUID?: string; untilTag: string }): ParsedBeginning | null => {
    try {
      const dataSet = parseDicom(bytes, options);
      return { dataSet, transferSyntaxUID: named ?? '', complete: isWhole || Boolean(dataSet.elements[PIXEL_DATA]), inflated };
    } catch (error) {
      // The parser gives what it had read when the bytes ended.
      const partial = (error as { dataSet?: DataSet }).dataSet;
      return partial?.elements && Object.keys(partial.elements).length > 0
        ? { dataSet: partial, transferSyntaxUID: named ?? '', complete: false, inflated }
        : null;
    }
  };
  if (transferSyntaxUID) return read({ TransferSyntaxUID: transferSyntaxUID, untilTag: PIXEL_DATA });
  const syntaxKnown = named !== undefined && named !== '';
  const asNamed = syntaxKnown ? read({ untilTag: PIXEL_DATA }) : null;
  if (asNamed?.dataSet.elements.x00080018) return asNamed;
  return afterMeta(bytes, isWhole, named) ?? asNamed;
}

/** A file whose meta information names no transfer syntax, or a wrong one: the data set behind it is looked at itself. */
function afterMeta(bytes: Uint8Array, isWhole: boolean, named: string | undefined): ParsedBeginning | null {
  const offset = metaOf(bytes)?.dataSetOffset ?? 0;
  const guessed = guessEncoding(bytes, offset);
  if (!guessed || offset === 0) return null;
  const syntax = {
    'explicit-little-endian': EXPLICIT_LITTLE_ENDIAN,
    'implicit-little-endian': IMPLICIT_LITTLE_ENDIAN,
    'explicit-big-endian': EXPLICIT_BIG_ENDIAN,
  }[guessed];
  const parsed = parse(bytes.slice(offset), syntax, isWhole, true);
  return parsed && { ...parsed, transferSyntaxUID: named || syntax };
}

async function inflateBeginning(deflated: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < LARGEST_HEADER) {
      const { value, done } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
  } catch {
    // Only the beginning was given, so the stream ends early: what came out until then is what is wanted.
  }
  void reader.cancel().catch(() => undefined);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** True when the file ends before the pixel data that it announces. */
function isCutOff({ dataSet, inflated }: ParsedBeginning, fileSize: number): boolean {
  const pixelData = dataSet.elements[PIXEL_DATA];
  return !inflated && pixelData !== undefined && !pixelData.hadUndefinedLength && pixelData.dataOffset + pixelData.length > fileSize;
}

function describe(parsed: ParsedBeginning, fileSize: number): HeaderResult {
  const { dataSet } = parsed;
  const read = readText(dataSet);
  const plain = (tag: string): string => dataSet.string(tag)?.trim() ?? '';
  const whole = (tag: string): number | null => {
    const value = Number.parseInt(plain(tag), 10);
    return Number.isFinite(value) ? value : null;
  };
  if (dataSet.elements.x00041220) return { kind: 'directory', listedFiles: listedFiles(dataSet) };
  const sopClassUID = plain('x00080016') || plain('x00020002');
  if (sopClassUID === MEDIA_DIRECTORY) return { kind: 'directory', listedFiles: [] };
  const header: ImageHeader = {
    sopClassUID,
    sopInstanceUID: plain('x00080018'),
    studyInstanceUID: plain('x0020000d'),
    seriesInstanceUID: plain('x0020000e'),
    transferSyntaxUID: parsed.transferSyntaxUID,
    patient: statedPatient(dataSet, read),
    modality: plain('x00080060'),
    studyDate: plain('x00080020'),
    studyDescription: read.text('x00081030', 'LO') ?? '',
    accessionNumber: read.text('x00080050', 'SH') ?? '',
    seriesDescription: read.text('x0008103e', 'LO') ?? '',
    seriesNumber: whole('x00200011'),
    instanceNumber: whole('x00200013'),
    laterality: plain('x00200060') || plain('x00200062'),
    numberOfFrames: Math.max(1, whole('x00280008') ?? 1),
  };
  const identified = header.sopClassUID && header.sopInstanceUID && header.studyInstanceUID && header.seriesInstanceUID;
  if (identified && isCutOff(parsed, fileSize)) return { kind: 'other', reason: 'cut-off' };
  if (identified) return { kind: 'instance', header };
  return { kind: 'other', reason: parsed.complete ? 'no-identifiers' : 'cut-off' };
}

/** The files that a DICOMDIR refers to: Referenced File ID of every record. @see PS3.3 F.3.2.2 */
function listedFiles(dataSet: DataSet): string[] {
  const records = dataSet.elements.x00041220?.items ?? [];
  const files: string[] = [];
  for (const record of records) {
    const element = record.dataSet?.elements.x00041500;
    if (!record.dataSet || !element) continue;
    const bytes = record.dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
    const components = new TextDecoder('latin1').decode(bytes).split('\\');
    files.push(components.map((component) => component.replace(/[\0 ]+$/, '')).join('/'));
  }
  return files;
}
