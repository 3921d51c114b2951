import type { DicomJson, StoredPixelData } from '#core/database/tables.js';
import { transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import type { ValidationFindingCode } from './findings.js';

export interface PixelDescription {
  rows: number;
  columns: number;
  samplesPerPixel: number;
  bitsAllocated: number;
  photometricInterpretation: string;
  frameCount: number;
}

/** Reads how pixels are laid out; null where an attribute that is needed is missing or senseless. */
export function pixelDescription(attributes: DicomJson): PixelDescription | null {
  const number = (tag: string) => Number(attributes[tag]?.Value?.[0] ?? Number.NaN);
  const description = {
    rows: number('00280010'),
    columns: number('00280011'),
    samplesPerPixel: number('00280002'),
    bitsAllocated: number('00280100'),
    photometricInterpretation: String(attributes['00280004']?.Value?.[0] ?? ''),
    frameCount: attributes['00280008']?.Value?.length ? number('00280008') : 1,
  };
  const { rows, columns, samplesPerPixel, bitsAllocated, frameCount } = description;
  const isWhole = [rows, columns, samplesPerPixel, bitsAllocated, frameCount].every((value) => Number.isInteger(value) && value > 0);
  return isWhole ? description : null;
}

/** Bytes of one native frame; 1-bit frames may end inside a byte, so only the sum over all frames is a whole number. @see PS3.5 8.1.1 */
export function nativeByteCount(description: PixelDescription, frameCount = description.frameCount): number {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation } = description;
  // 4:2:2 stores two luminances for each pair of chrominances. @see PS3.3 C.7.6.3.1.2
  const samples = photometricInterpretation === 'YBR_FULL_422' || photometricInterpretation === 'YBR_PARTIAL_422' ? 2 : samplesPerPixel;
  return Math.ceil((rows * columns * samples * frameCount * bitsAllocated) / 8);
}

/** Compares where the pixel data stands with what the attributes say of it. */
export function judgePixelData(attributes: DicomJson, place: StoredPixelData, transferSyntaxUID: string): ValidationFindingCode[] {
  if (place.kind === 'none') return [];
  if (place.kind === 'encapsulated') return judgeFragments(attributes, place, transferSyntaxUID);
  const description = pixelDescription(attributes);
  if (!description || place.length === undefined) return [];
  const needed = nativeByteCount(description);
  const whole = nativeByteCount({ ...description, photometricInterpretation: '' });
  if (place.length < needed) return ['pixel-data-too-short'];
  if (place.length <= needed + 1) return [];
  return place.length === whole || place.length === whole + 1 ? ['pixel-data-length-of-444'] : ['pixel-data-too-long'];
}

function judgeFragments(attributes: DicomJson, place: StoredPixelData, transferSyntaxUID: string): ValidationFindingCode[] {
  const fragmentCount = place.fragmentCount ?? 0;
  if (fragmentCount === 0) return ['pixel-data-too-short'];
  const frameCount = Number(attributes['00280008']?.Value?.[0] ?? 1);
  // A video is one stream, in as many fragments as its writer liked.
  return !transferSyntaxOf(transferSyntaxUID).video && frameCount > fragmentCount ? ['frame-count-differs'] : [];
}
