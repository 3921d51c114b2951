import type { DataSet } from 'dicom-parser';
import { bytesOf, type ReadableFile, readBeginning } from './read-header.js';

const SIDE = 192;
const LARGEST_FRAME = 64 * 1024 * 1024;
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
const native = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2']);

interface Raster {
  rows: number;
  columns: number;
  samples: number;
  bitsAllocated: number;
  bitsStored: number;
  signed: boolean;
  littleEndian: boolean;
  planar: boolean;
  photometric: string;
  slope: number;
  intercept: number;
  window: { center: number; width: number } | null;
}

/**
 * Draws a small picture of one image, of its middle frame where it has several; reads the header and that frame, nothing else.
 *
 * @returns a JPEG, or null where this page can't draw what the file holds.
 */
export async function drawPicture(file: ReadableFile): Promise<Blob | null> {
  const parsed = await readBeginning(file);
  const element = parsed?.dataSet.elements.x7fe00010;
  if (!parsed || !element || parsed.inflated) return null;
  const raster = rasterOf(parsed.dataSet, parsed.transferSyntaxUID);
  const frames = Math.max(1, parsed.dataSet.intString('x00280008') ?? 1);
  const middle = Math.floor(frames / 2);
  if (parsed.transferSyntaxUID === JPEG_BASELINE) {
    const jpeg = await encapsulatedFrame(file.blob, element.dataOffset, frames === 1 ? 0 : middle);
    return jpeg ? shrink(await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))) : null;
  }
  if (!native.has(parsed.transferSyntaxUID) || raster.rows === 0 || raster.columns === 0) return null;
  if (raster.bitsAllocated !== 8 && raster.bitsAllocated !== 16) return null;
  const frameLength = raster.rows * raster.columns * raster.samples * (raster.bitsAllocated / 8);
  if (frameLength > LARGEST_FRAME) return null;
  const bytes = await bytesOf(file.blob, element.dataOffset + middle * frameLength, frameLength);
  if (bytes.length < frameLength) return null;
  const pixels = raster.samples === 3 ? colour(raster, bytes) : grey(raster, bytes);
  return pixels ? shrink(await createImageBitmap(new ImageData(pixels, raster.columns, raster.rows))) : null;
}

function rasterOf(dataSet: DataSet, transferSyntaxUID: string): Raster {
  const center = dataSet.floatString('x00281050');
  const width = dataSet.floatString('x00281051');
  return {
    rows: dataSet.uint16('x00280010') ?? 0,
    columns: dataSet.uint16('x00280011') ?? 0,
    samples: dataSet.uint16('x00280002') ?? 1,
    bitsAllocated: dataSet.uint16('x00280100') ?? 8,
    bitsStored: dataSet.uint16('x00280101') ?? dataSet.uint16('x00280100') ?? 8,
    signed: dataSet.uint16('x00280103') === 1,
    littleEndian: transferSyntaxUID !== '1.2.840.10008.1.2.2',
    planar: dataSet.uint16('x00280006') === 1,
    photometric: dataSet.string('x00280004')?.trim() ?? 'MONOCHROME2',
    slope: dataSet.floatString('x00281053') || 1,
    intercept: dataSet.floatString('x00281052') ?? 0,
    window: center !== undefined && width !== undefined && width >= 1 ? { center, width } : null,
  };
}

function samplesOf(raster: Raster, bytes: Uint8Array): Float32Array {
  const count = raster.rows * raster.columns;
  const values = new Float32Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unused = raster.bitsAllocated - raster.bitsStored;
  for (let index = 0; index < count; index++) {
    const stored = raster.bitsAllocated === 8 ? view.getUint8(index) : view.getUint16(index * 2, raster.littleEndian);
    const shift = 32 - raster.bitsAllocated + unused;
    const value = raster.signed ? (stored << shift) >> shift : (stored << shift) >>> shift;
    values[index] = value * raster.slope + raster.intercept;
  }
  return values;
}

/** The range that is shown: the image's own window, or what 98 % of its values lie in. */
function rangeOf(raster: Raster, values: Float32Array): [number, number] {
  if (raster.window) return [raster.window.center - raster.window.width / 2, raster.window.center + raster.window.width / 2];
  const step = Math.max(1, Math.floor(values.length / 20_000));
  const sample = values.filter((_value, index) => index % step === 0).sort();
  const low = sample[Math.floor(sample.length * 0.01)] ?? 0;
  const high = sample[Math.floor(sample.length * 0.99)] ?? 1;
  return high > low ? [low, high] : [low, low + 1];
}

function grey(raster: Raster, bytes: Uint8Array): Uint8ClampedArray<ArrayBuffer> | null {
  if (!raster.photometric.startsWith('MONOCHROME')) return null;
  const values = samplesOf(raster, bytes);
  const [low, high] = rangeOf(raster, values);
  const inverted = raster.photometric === 'MONOCHROME1';
  const pixels = new Uint8ClampedArray(values.length * 4);
  for (let index = 0; index < values.length; index++) {
    const level = (((values[index] ?? 0) - low) / (high - low)) * 255;
    const shown = inverted ? 255 - level : level;
    pixels[index * 4] = shown;
    pixels[index * 4 + 1] = shown;
    pixels[index * 4 + 2] = shown;
    pixels[index * 4 + 3] = 255;
  }
  return pixels;
}

function colour(raster: Raster, bytes: Uint8Array): Uint8ClampedArray<ArrayBuffer> | null {
  if (raster.photometric !== 'RGB' || raster.bitsAllocated !== 8) return null;
  const count = raster.rows * raster.columns;
  const pixels = new Uint8ClampedArray(count * 4);
  for (let index = 0; index < count; index++) {
    for (let sample = 0; sample < 3; sample++) {
      pixels[index * 4 + sample] = bytes[raster.planar ? sample * count + index : index * 3 + sample] ?? 0;
    }
    pixels[index * 4 + 3] = 255;
  }
  return pixels;
}

/** The bytes of one encapsulated frame, one fragment a frame; the offset table's item comes first. @see PS3.5 A.4 */
async function encapsulatedFrame(blob: Blob, at: number, frame: number): Promise<Uint8Array<ArrayBuffer> | null> {
  let position = at;
  // The element's own header may or may not be behind the offset: items begin with FFFE,E000.
  for (let item = -1; item <= frame; item++) {
    const head = new DataView((await bytesOf(blob, position, 8)).buffer);
    if (head.byteLength < 8 || head.getUint32(0, true) !== 0xe000fffe) return null;
    const length = head.getUint32(4, true);
    if (item === frame) return length > LARGEST_FRAME ? null : bytesOf(blob, position + 8, length);
    position += 8 + length;
  }
  return null;
}

async function shrink(bitmap: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas to draw on');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.86 });
}
