import { DataSetScanner, type ElementHeader } from '#core/dicom/data-set-scanner.js';
import { transferSyntaxOf } from '#core/dicom/transfer-syntax.js';

/** How a frame is laid out and shown. */
export interface ImageElements {
  rows: number;
  columns: number;
  samplesPerPixel: number;
  bitsAllocated: number;
  bitsStored: number;
  highBit: number;
  isSigned: boolean;
  isPlanar: boolean;
  isBigEndian: boolean;
  photometricInterpretation: string;
  rescaleSlope: number;
  rescaleIntercept: number;
  windowCenter: number | null;
  windowWidth: number | null;
  palette: { firstValue: number; red: Uint16Array; green: Uint16Array; blue: Uint16Array } | null;
}

const tag = {
  samplesPerPixel: 0x00280002,
  photometricInterpretation: 0x00280004,
  planarConfiguration: 0x00280006,
  rows: 0x00280010,
  columns: 0x00280011,
  bitsAllocated: 0x00280100,
  bitsStored: 0x00280101,
  highBit: 0x00280102,
  pixelRepresentation: 0x00280103,
  windowCenter: 0x00281050,
  windowWidth: 0x00281051,
  rescaleIntercept: 0x00281052,
  rescaleSlope: 0x00281053,
  redDescriptor: 0x00281101,
  red: 0x00281201,
  green: 0x00281202,
  blue: 0x00281203,
} as const;
const wanted = new Set<number>(Object.values(tag));
// In enhanced objects these stand in functional groups; the first frame's serve for a small picture.
const inFunctionalGroups = new Set<number>([tag.windowCenter, tag.windowWidth, tag.rescaleIntercept, tag.rescaleSlope]);
const maxPaletteBytes = 262_144;

/** Reads what is needed to draw a frame from the elements before the pixel data. */
export function readImageElements(header: Buffer, transferSyntaxUID: string): ImageElements {
  const transferSyntax = transferSyntaxOf(transferSyntaxUID);
  const found = new Map<number, Buffer>();
  const nested = new Map<number, Buffer>();
  const isWanted = ({ depth, tag: at }: ElementHeader) =>
    depth === 0 ? wanted.has(at) : depth === 2 && inFunctionalGroups.has(at) && !nested.has(at);
  const scanner = new DataSetScanner(
    transferSyntax,
    {
      element: (element) => (isWanted(element) ? 'whole' : 'skip'),
      value: (element, bytes) => {
        (element.depth === 0 ? found : nested).set(element.tag, Buffer.from(bytes));
      },
    },
    { valueLimit: maxPaletteBytes },
  );
  scanner.push(header);
  return interpret((at) => found.get(at) ?? nested.get(at), transferSyntax.bigEndian);
}

function interpret(value: (tag: number) => Buffer | undefined, isBigEndian: boolean): ImageElements {
  const word = (at: number, otherwise: number) => {
    const bytes = value(at);
    if (!bytes || bytes.length < 2) return otherwise;
    return isBigEndian ? bytes.readUInt16BE() : bytes.readUInt16LE();
  };
  const text = (at: number) => value(at)?.toString('latin1').split('\\')[0]?.replaceAll('\0', '').trim() ?? '';
  const decimal = (at: number) => (text(at) === '' || !Number.isFinite(Number(text(at))) ? null : Number(text(at)));
  const bitsAllocated = word(tag.bitsAllocated, 8);
  const bitsStored = word(tag.bitsStored, bitsAllocated);
  return {
    rows: word(tag.rows, 0),
    columns: word(tag.columns, 0),
    samplesPerPixel: word(tag.samplesPerPixel, 1),
    bitsAllocated,
    bitsStored,
    highBit: word(tag.highBit, bitsStored - 1),
    isSigned: word(tag.pixelRepresentation, 0) === 1,
    isPlanar: word(tag.planarConfiguration, 0) === 1,
    isBigEndian,
    photometricInterpretation: text(tag.photometricInterpretation),
    rescaleSlope: decimal(tag.rescaleSlope) || 1,
    rescaleIntercept: decimal(tag.rescaleIntercept) ?? 0,
    windowCenter: decimal(tag.windowCenter),
    windowWidth: decimal(tag.windowWidth),
    palette: readPalette(value, isBigEndian),
  };
}

function readPalette(value: (tag: number) => Buffer | undefined, isBigEndian: boolean): ImageElements['palette'] {
  const descriptor = value(tag.redDescriptor);
  const [red, green, blue] = [value(tag.red), value(tag.green), value(tag.blue)];
  if (!descriptor || descriptor.length < 6 || !red || !green || !blue) return null;
  const read = (bytes: Buffer, at: number) => (isBigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
  const entryCount = read(descriptor, 0) || 65_536;
  // Eight-bit entries may stand one to a byte or one to a word; the length tells which. @see PS3.3 C.7.6.3.1.6
  const table = (bytes: Buffer) => {
    const isWide = bytes.length >= entryCount * 2;
    const shift = isWide && read(descriptor, 4) === 16 ? 8 : 0;
    const count = Math.min(entryCount, isWide ? bytes.length >> 1 : bytes.length);
    return Uint16Array.from({ length: count }, (_entry, index) =>
      isWide ? (read(bytes, index * 2) >> shift) & 0xff : (bytes[index] ?? 0),
    );
  };
  return { firstValue: read(descriptor, 2), red: table(red), green: table(green), blue: table(blue) };
}
