import { attributes, type DataSet, encodeDataSet, explicitLittleEndian, mergeDataSets, withoutAttributes } from './data-set-writer.js';
import { drawCTSlice, drawT2Slice } from './head-phantom.js';
import { type Patient, sampleUID, sopClasses } from './identities.js';
import { commonModules, pixelModule, wordFrame } from './instance-modules.js';
import { part10File, part10Header, textOf } from './part10-file.js';

export interface InstanceIdentities {
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly patientID: string;
}

export interface GeneratedInstance {
  readonly fileName: string;
  readonly bytes: Buffer;
  readonly identities: InstanceIdentities;
}

export interface LargeInstance {
  readonly fileName: string;
  readonly byteCount: number;
  readonly identities: InstanceIdentities;
  /** The file's bytes in pieces of at most 1 MiB; can be asked for again and gives the same. */
  readonly chunks: () => Generator<Buffer>;
}

export interface GeneratorSettings {
  /** Other UIDs for another seed, same ones for the same. */
  readonly seed?: number;
  readonly patient?: Patient;
}

const benchPatient: Patient = { patientName: 'Bench^Bella', patientID: 'RC-900001', patientBirthDate: '19700101', patientSex: 'F' };
const frameSide = 512;
const frameBytes = frameSide * frameSide * 2;
const chunkBytes = 1 << 20;
const pictureCount = 8;

function identitiesOf(dataSet: DataSet): InstanceIdentities {
  return {
    sopClassUID: textOf(dataSet, 'SOPClassUID'),
    sopInstanceUID: textOf(dataSet, 'SOPInstanceUID'),
    studyInstanceUID: textOf(dataSet, 'StudyInstanceUID'),
    seriesInstanceUID: textOf(dataSet, 'SeriesInstanceUID'),
    patientID: textOf(dataSet, 'PatientID'),
  };
}

/**
 * Describes a valid multi-frame instance of exactly the given size and gives its bytes piece by piece, so that
 * a file of any size can be made without holding it.
 *
 * Frames are 512 x 512 x 16 bit; what is left of the size is padding (Data Set Trailing Padding).
 *
 * @throws RangeError when the size is odd, under 1 MiB or too large for one Pixel Data element (4 GiB).
 * @see PS3.3 A.8.4 (Multi-frame Grayscale Word Secondary Capture)
 */
export function largeInstance(byteCount: number, settings: GeneratorSettings = {}): LargeInstance {
  if (byteCount % 2 !== 0 || byteCount < chunkBytes || byteCount >= 2 ** 32) {
    throw new RangeError('byteCount must be even, at least 1 MiB and below 4 GiB');
  }
  const name = `large/${byteCount}/${settings.seed ?? 1}`;
  const paddingHeaderLength = 12;
  // Number of Frames has an even length, so that the size of the head follows from the number of digits.
  const headOf = (frameCount: number): Buffer => encodeLargeHead(name, frameCount, settings.patient ?? benchPatient).head;
  let frameCount = Math.floor((byteCount - headOf(99).length - paddingHeaderLength) / frameBytes);
  if (headOf(frameCount).length + paddingHeaderLength + frameCount * frameBytes > byteCount) {
    frameCount -= 1;
  }
  const { head, dataSet } = encodeLargeHead(name, frameCount, settings.patient ?? benchPatient);
  const paddingLength = byteCount - head.length - frameCount * frameBytes - paddingHeaderLength;
  return {
    fileName: `large-${byteCount}.dcm`,
    byteCount,
    identities: identitiesOf(dataSet),
    chunks: () => largeChunks(head, frameCount, paddingLength),
  };
}

function encodeLargeHead(name: string, frameCount: number, patient: Patient): { head: Buffer; dataSet: DataSet } {
  const common = commonModules({
    study: { name, patient, date: '20240326', time: '060000', description: 'LARGE INSTANCE' },
    series: 'frames',
    seriesNumber: 1,
    seriesDescription: 'MANY FRAMES',
    modality: 'OT',
    sopClassUID: sopClasses.multiFrameGrayscaleWordSecondaryCapture,
    instanceNumber: 1,
  });
  const frame = {
    columns: frameSide,
    rows: frameSide,
    samplesPerPixel: 1,
    bitsAllocated: 16,
    bitsStored: 12,
    bytes: new Uint8Array(0),
  } as const;
  const frames = attributes({
    ImageType: 'DERIVED\\SECONDARY',
    ConversionType: 'SYN',
    NumberOfFrames: String(frameCount).padStart(4, '0'),
    FrameIncrementPointer: [0x00181063],
    FrameTime: '40',
    BurnedInAnnotation: 'NO',
    PresentationLUTShape: 'IDENTITY',
    RescaleIntercept: '0',
    RescaleSlope: '1',
    RescaleType: 'US',
  });
  const described = withoutAttributes(pixelModule(frame), 'PixelData');
  const dataSet = mergeDataSets(common, frames, described, [
    { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(0), claimedLength: frameCount * frameBytes },
  ]);
  return { head: Buffer.concat([part10Header(dataSet), encodeDataSet(dataSet, explicitLittleEndian)]), dataSet };
}

function* largeChunks(head: Buffer, frameCount: number, paddingLength: number): Generator<Buffer> {
  yield Buffer.from(head);
  const pictures = ctPictures();
  for (let index = 0; index < frameCount; index += 1) {
    // A chunk may still wait in somebody's queue when the next is made, so each is a copy.
    yield stamped(pictures[index % pictures.length] ?? Buffer.alloc(frameBytes), index);
  }
  yield encodeDataSet([{ tag: 0xfffcfffc, vr: 'OB', value: new Uint8Array(0), claimedLength: paddingLength }], explicitLittleEndian);
  for (let left = paddingLength; left > 0; left -= chunkBytes) {
    yield Buffer.alloc(Math.min(left, chunkBytes));
  }
}

/**
 * Gives CT instances of 0.5 MB (512 x 512 x 16 bit) of one study, in one series for each 500.
 */
export function* ctStudy(instanceCount: number, settings: GeneratorSettings = {}): Generator<GeneratedInstance> {
  const series = { sopClassUID: sopClasses.ct, modality: 'CT', side: frameSide, spacingMm: 0.488281, pictures: ctPictures() };
  yield* slices(`bench-ct/${settings.seed ?? 1}`, instanceCount, series, settings);
}

/** Gives MR instances of about 34 KB (128 x 128 x 16 bit) of one study, in one series for each 500. */
export function* mrStudy(instanceCount: number, settings: GeneratorSettings = {}): Generator<GeneratedInstance> {
  const series = { sopClassUID: sopClasses.mr, modality: 'MR', side: 128, spacingMm: 1.875, pictures: mrPictures() };
  yield* slices(`bench-mr/${settings.seed ?? 1}`, instanceCount, series, settings);
}

interface SliceSeries {
  readonly sopClassUID: string;
  readonly modality: string;
  readonly side: number;
  readonly spacingMm: number;
  readonly pictures: readonly Buffer[];
}

function* slices(name: string, instanceCount: number, series: SliceSeries, settings: GeneratorSettings): Generator<GeneratedInstance> {
  const study = {
    name,
    patient: settings.patient ?? benchPatient,
    date: '20240327',
    time: '060000',
    description: `BENCH ${series.modality}`,
  };
  for (let index = 0; index < instanceCount; index += 1) {
    const seriesNumber = Math.floor(index / 500) + 1;
    const common = commonModules({
      study,
      series: String(seriesNumber),
      seriesNumber,
      seriesDescription: `BENCH ${series.modality} ${seriesNumber}`,
      modality: series.modality,
      sopClassUID: series.sopClassUID,
      instanceNumber: (index % 500) + 1,
    });
    const edge = (-series.side / 2) * series.spacingMm;
    const geometry = attributes({
      ImageType: 'ORIGINAL\\PRIMARY\\AXIAL',
      ...(series.modality === 'CT'
        ? { KVP: '120' }
        : {
            ScanningSequence: 'SE',
            SequenceVariant: 'SK',
            ScanOptions: '',
            MRAcquisitionType: '2D',
            EchoTime: '98',
            RepetitionTime: '4800',
          }),
      SliceThickness: '1',
      PatientPosition: 'HFS',
      AcquisitionNumber: '1',
      ImagePositionPatient: `${edge}\\${edge}\\${(index % 500) - 250}`,
      ImageOrientationPatient: '1\\0\\0\\0\\1\\0',
      FrameOfReferenceUID: sampleUID(`${name}/frame-of-reference`),
      PositionReferenceIndicator: '',
      PixelSpacing: `${series.spacingMm}\\${series.spacingMm}`,
      ...(series.modality === 'CT' ? { RescaleIntercept: '-1024', RescaleSlope: '1' } : {}),
      WindowCenter: series.modality === 'CT' ? '40' : '850',
      WindowWidth: series.modality === 'CT' ? '80' : '1700',
    });
    const bytes = stamped(series.pictures[index % series.pictures.length] ?? Buffer.alloc(0), index);
    const pixels = pixelModule({ columns: series.side, rows: series.side, samplesPerPixel: 1, bitsAllocated: 16, bitsStored: 12, bytes });
    const dataSet = mergeDataSets(common, geometry, pixels);
    yield {
      fileName: `${series.modality}${String(index + 1).padStart(6, '0')}.dcm`,
      bytes: part10File(dataSet),
      identities: identitiesOf(dataSet),
    };
  }
}

/** Copies a picture and writes the number into its corner as 32 light and dark pixels, so that no two are equal. */
function stamped(picture: Buffer, index: number): Buffer {
  const copy = Buffer.from(picture);
  for (let bit = 0; bit < 32; bit += 1) {
    copy.writeUInt16LE((index >>> bit) & 1 ? 2000 : 0, bit * 2);
  }
  return copy;
}

function ctPictures(): readonly Buffer[] {
  return Array.from({ length: pictureCount }, (_, index) => {
    const plane = {
      orientation: 'axial',
      positionMm: -45 + index * 13,
      columns: frameSide,
      rows: frameSide,
      pixelSpacingMm: 0.488281,
    } as const;
    return Buffer.from(
      wordFrame({ columns: frameSide, rows: frameSide, values: drawCTSlice(plane, index).map((value) => value + 1024) }).bytes,
    );
  });
}

function mrPictures(): readonly Buffer[] {
  return Array.from({ length: pictureCount }, (_, index) => {
    const plane = { orientation: 'axial', positionMm: -45 + index * 13, columns: 128, rows: 128, pixelSpacingMm: 1.875 } as const;
    return Buffer.from(wordFrame({ columns: 128, rows: 128, values: drawT2Slice(plane, index) }).bytes);
  });
}
