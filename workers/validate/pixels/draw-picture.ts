import { inflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { decodeFrame } from './decode-frame.js';
import type { DecodeAnswer, DecodeRequest } from './decoder-protocol.js';
import { type ImageElements, readImageElements } from './image-elements.js';

const pictureSize = 256;
const maxInflatedBytes = 268_435_456;
// Four points for each point of the picture are enough for a smooth one.
const drawnSize = 2 * pictureSize;

/** Decodes the frame of a request and, where wanted, draws it 256 x 256 at most as WebP. */
export async function decodeAndDraw(request: DecodeRequest): Promise<DecodeAnswer> {
  const { transferSyntaxUID, inflated } = request;
  const header = inflated
    ? inflateRawSync(request.header, { maxOutputLength: maxInflatedBytes })
    : Buffer.from(request.header.buffer, request.header.byteOffset, request.header.byteLength);
  const elements = readImageElements(inflated ? header.subarray(0, inflated.offset - 12) : header, transferSyntaxUID);
  const frame = inflated ? inflatedFrame(header, inflated, elements, request.frameIndex) : request.frame;
  if (!frame) return { outcome: 'unsupported' };
  const decoded = request.isEncapsulated ? decodeFrame(frame, elements, transferSyntaxUID) : { bytes: frame, elements, sizeDiffers: false };
  if (!decoded) return { outcome: 'unsupported' };
  const picture = request.wantsPicture ? await draw(decoded.bytes, decoded.elements, request.bitOffset ?? 0) : null;
  return { outcome: 'decoded', sizeDiffers: decoded.sizeDiffers, picture };
}

function inflatedFrame(
  dataSet: Buffer,
  place: { offset: number; length: number },
  elements: ImageElements,
  frameIndex: number,
): Uint8Array {
  const frameBytes = Math.ceil((elements.rows * elements.columns * elements.samplesPerPixel * elements.bitsAllocated) / 8);
  const start = place.offset + frameIndex * frameBytes;
  if (start + frameBytes > Math.min(place.offset + place.length, dataSet.length)) throw new RangeError('the pixel data is too short');
  return dataSet.subarray(start, start + frameBytes);
}

/** Makes any usual image small. */
export async function shrinkImage(image: Uint8Array): Promise<Uint8Array> {
  return sharp(image, { limitInputPixels: 67_108_864 })
    .resize(pictureSize, pictureSize, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
}

async function draw(bytes: Uint8Array, elements: ImageElements, bitOffset: number): Promise<Uint8Array | null> {
  const { rows, columns } = elements;
  if (rows === 0 || columns === 0) return null;
  const step = Math.max(1, Math.floor(Math.max(rows, columns) / drawnSize));
  const width = Math.ceil(columns / step);
  const height = Math.ceil(rows / step);
  const isColour = elements.samplesPerPixel >= 3 || (elements.photometricInterpretation === 'PALETTE COLOR' && elements.palette !== null);
  const grid: Grid = { bytes, elements, step, width, height };
  const pixels = isColour ? colourPixels(grid) : grayPixels(grid, bitOffset);
  if (!pixels) return null;
  return sharp(pixels, { raw: { width, height, channels: isColour ? 3 : 1 } })
    .resize(pictureSize, pictureSize, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
}

/** Every `step`th point of a frame in both directions. */
interface Grid {
  bytes: Uint8Array;
  elements: ImageElements;
  step: number;
  width: number;
  height: number;
}

function sampleReader({ bytes, elements }: Grid, bitOffset: number): ((index: number) => number) | null {
  const { bitsAllocated, bitsStored, highBit, isSigned, isBigEndian } = elements;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bitsAllocated === 1) return (index) => ((bytes[(index + bitOffset) >> 3] ?? 0) >> ((index + bitOffset) & 7)) & 1;
  const read: Record<number, (index: number) => number> = {
    8: (index) => bytes[index] ?? 0,
    16: (index) => view.getUint16(index * 2, !isBigEndian),
    32: (index) => view.getUint32(index * 4, !isBigEndian),
  };
  const raw = read[bitsAllocated];
  if (!raw || bitsStored < 1 || bitsStored > bitsAllocated) return null;
  if (bitsAllocated === 32) return isSigned ? (index) => view.getInt32(index * 4, !isBigEndian) : raw;
  const shift = Math.max(0, highBit + 1 - bitsStored);
  const mask = 2 ** bitsStored - 1;
  const signBit = isSigned ? 2 ** (bitsStored - 1) : 0;
  return (index) => {
    const value = (raw(index) >> shift) & mask;
    return value & signBit ? value - 2 * signBit : value;
  };
}

function grayPixels(grid: Grid, bitOffset: number): Uint8Array | null {
  const { elements, step, width, height } = grid;
  const sample = sampleReader(grid, bitOffset);
  if (!sample) return null;
  const values = new Float64Array(width * height);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const row = y * step * elements.columns * elements.samplesPerPixel;
    for (let x = 0; x < width; x++)
      values[at++] = sample(row + x * step * elements.samplesPerPixel) * elements.rescaleSlope + elements.rescaleIntercept;
  }
  const [low, high] = windowOf(elements, values);
  const scale = 255 / (high - low);
  const isInverted = elements.photometricInterpretation === 'MONOCHROME1';
  const pixels = new Uint8Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const level = Math.min(255, Math.max(0, ((values[index] ?? 0) - low) * scale));
    pixels[index] = isInverted ? 255 - level : level;
  }
  return pixels;
}

/** The window that the data set names, else one that leaves out the darkest and the brightest hundredth. */
function windowOf(elements: ImageElements, values: Float64Array): [number, number] {
  const { windowCenter, windowWidth } = elements;
  if (windowCenter !== null && windowWidth !== null && windowWidth >= 1) {
    return [windowCenter - windowWidth / 2, windowCenter + windowWidth / 2];
  }
  const sorted = Float64Array.from(values).sort();
  const low = sorted[Math.floor(sorted.length * 0.01)] ?? 0;
  const high = sorted[Math.floor((sorted.length - 1) * 0.99)] ?? low;
  if (high > low) return [low, high];
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
  return most > least ? [least, most] : [least - 1, least + 1];
}

function colourPixels(grid: Grid): Uint8Array | null {
  const { bytes, elements, step, width, height } = grid;
  const { columns, rows, palette } = elements;
  const pixels = new Uint8Array(width * height * 3);
  const put = colourReader(bytes, elements, rows * columns);
  const index = palette && elements.samplesPerPixel === 1 ? sampleReader({ ...grid, elements: { ...elements, isSigned: false } }, 0) : null;
  if (!put && !index) return null;
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * step * columns + x * step;
      if (index && palette) {
        const entry = Math.min(Math.max(index(pixel) - palette.firstValue, 0), palette.red.length - 1);
        pixels[at] = palette.red[entry] ?? 0;
        pixels[at + 1] = palette.green[entry] ?? 0;
        pixels[at + 2] = palette.blue[entry] ?? 0;
      } else put?.(pixel, pixels, at);
      at += 3;
    }
  }
  return pixels;
}

type PutPixel = (pixel: number, target: Uint8Array, at: number) => void;

function colourReader(bytes: Uint8Array, elements: ImageElements, pixelCount: number): PutPixel | null {
  const { samplesPerPixel, isPlanar, bitsAllocated, isBigEndian, photometricInterpretation } = elements;
  if (samplesPerPixel < 3 || (bitsAllocated !== 8 && bitsAllocated !== 16)) return null;
  const width = bitsAllocated / 8;
  const most = isBigEndian ? 0 : width - 1;
  const byteAt = (sample: number) => bytes[sample * width + most] ?? 0;
  const isYBR = /^YBR_(FULL|PARTIAL)/.test(photometricInterpretation);
  const isHalved = photometricInterpretation.endsWith('_422') && bytes.length < pixelCount * 3 * width;
  return (pixel, target, at) => {
    // 4:2:2: two luminances, then their one pair of chrominances. @see PS3.3 C.7.6.3.1.2
    const pair = (pixel >> 1) * 4;
    const places = isHalved
      ? [pair + (pixel & 1), pair + 2, pair + 3]
      : isPlanar
        ? [pixel, pixel + pixelCount, pixel + 2 * pixelCount]
        : [pixel * samplesPerPixel, pixel * samplesPerPixel + 1, pixel * samplesPerPixel + 2];
    const [first = 0, second = 0, third = 0] = places.map(byteAt);
    if (isYBR) putYBR([first, second - 128, third - 128], target, at);
    else target.set([first, second, third], at);
  };
}

function putYBR([y, cb, cr]: [number, number, number], target: Uint8Array, at: number): void {
  const clamp = (value: number) => Math.min(255, Math.max(0, Math.round(value)));
  target[at] = clamp(y + 1.402 * cr);
  target[at + 1] = clamp(y - 0.344136 * cb - 0.714136 * cr);
  target[at + 2] = clamp(y + 1.772 * cb);
}
