import { compressFrame, type Frame } from './codec.js';
import { attributes, type DataSet, mergeDataSets } from './data-set-writer.js';
import { drawCTSlice } from './head-phantom.js';
import { sofia, sopClasses, transferSyntaxes as syntax } from './identities.js';
import { byteFrame, commonModules, pixelModule, type StudySettings, wordFrame } from './instance-modules.js';
import { type SampleFile, sampleOf } from './sample.js';
import { drawUltrasoundFrame, ultrasoundColumns, ultrasoundRows } from './ultrasound-picture.js';

const study: StudySettings = {
  name: 'transfer-syntaxes',
  patient: sofia,
  date: '20240319',
  time: '120000',
  description: 'TRANSFER SYNTAXES',
};

type Lossy = { readonly method: string; readonly photometricInterpretation?: string };
type Row = { readonly name: string; readonly uid: string; readonly picture: 'words' | 'bytes' | 'color'; readonly lossy?: Lossy };

const uncompressed: ReadonlySet<string> = new Set([
  syntax.implicitVRLittleEndian,
  syntax.explicitVRLittleEndian,
  syntax.explicitVRBigEndian,
  syntax.deflatedExplicitVRLittleEndian,
]);

const rows: readonly Row[] = [
  { name: 'implicit-vr-little-endian', uid: syntax.implicitVRLittleEndian, picture: 'words' },
  { name: 'explicit-vr-little-endian', uid: syntax.explicitVRLittleEndian, picture: 'words' },
  { name: 'explicit-vr-big-endian', uid: syntax.explicitVRBigEndian, picture: 'words' },
  { name: 'deflated-explicit-vr-little-endian', uid: syntax.deflatedExplicitVRLittleEndian, picture: 'words' },
  { name: 'rle-lossless', uid: syntax.rleLossless, picture: 'words' },
  { name: 'rle-lossless-color', uid: syntax.rleLossless, picture: 'color' },
  { name: 'jpeg-baseline', uid: syntax.jpegBaseline, picture: 'bytes', lossy: { method: 'ISO_10918_1' } },
  {
    name: 'jpeg-baseline-color',
    uid: syntax.jpegBaseline,
    picture: 'color',
    lossy: { method: 'ISO_10918_1', photometricInterpretation: 'YBR_FULL_422' },
  },
  { name: 'jpeg-lossless', uid: syntax.jpegLossless, picture: 'words' },
  { name: 'jpeg-lossless-sv1', uid: syntax.jpegLosslessSV1, picture: 'words' },
  { name: 'jpeg-ls-lossless', uid: syntax.jpegLSLossless, picture: 'words' },
  { name: 'jpeg-ls-near-lossless', uid: syntax.jpegLSNearLossless, picture: 'words', lossy: { method: 'ISO_14495_1' } },
  { name: 'jpeg-2000-lossless', uid: syntax.jpeg2000Lossless, picture: 'words' },
  { name: 'jpeg-2000', uid: syntax.jpeg2000, picture: 'words', lossy: { method: 'ISO_15444_1' } },
  { name: 'jpeg-xl-lossless', uid: syntax.jpegXLLossless, picture: 'words' },
  { name: 'jpeg-xl', uid: syntax.jpegXL, picture: 'bytes', lossy: { method: 'ISO_18181_1' } },
  { name: 'htj2k-lossless', uid: syntax.htj2kLossless, picture: 'words' },
  { name: 'htj2k-lossless-rpcl', uid: syntax.htj2kLosslessRPCL, picture: 'words' },
  { name: 'htj2k', uid: syntax.htj2k, picture: 'words', lossy: { method: 'ISO_15444_15' } },
  { name: 'deflated-image-frame', uid: syntax.deflatedImageFrame, picture: 'words' },
];

function drawFrame(picture: Row['picture']): Frame {
  if (picture === 'color') {
    return {
      columns: ultrasoundColumns,
      rows: ultrasoundRows,
      samplesPerPixel: 3,
      bitsAllocated: 8,
      bitsStored: 8,
      bytes: drawUltrasoundFrame(0.2),
    };
  }
  const values = drawCTSlice({ orientation: 'axial', positionMm: 10, columns: 256, rows: 256, pixelSpacingMm: 0.976562 }, 5);
  if (picture === 'words') {
    return wordFrame({ columns: 256, rows: 256, values: values.map((value) => value + 1024) });
  }
  // Eight bits of a brain window, as a secondary capture would show it.
  const windowed = values.map((value) => Math.max(0, Math.min(4095, Math.round(((value + 20) / 120) * 4095))));
  return byteFrame({ columns: 256, rows: 256, values: windowed });
}

async function dataSetOf(row: Row, instanceNumber: number): Promise<DataSet> {
  const frame = drawFrame(row.picture);
  const compressed = uncompressed.has(row.uid) ? null : await compressFrame(frame, row.uid);
  const common = commonModules({
    study,
    series: row.picture,
    seriesNumber: { words: 1, bytes: 2, color: 3 }[row.picture],
    seriesDescription: `ONE PICTURE, ${row.picture.toUpperCase()}`,
    modality: 'OT',
    sopClassUID: sopClasses.secondaryCapture,
    instanceNumber,
  });
  const image = attributes({
    ImageType: 'DERIVED\\SECONDARY',
    ConversionType: 'SYN',
    DerivationDescription: row.name,
    ...(row.picture === 'words'
      ? { WindowCenter: '1064', WindowWidth: '80', RescaleIntercept: '0', RescaleSlope: '1', RescaleType: 'US' }
      : {}),
  });
  const lossy =
    row.lossy && compressed
      ? attributes({
          LossyImageCompression: '01',
          LossyImageCompressionRatio: (frame.bytes.length / compressed.length).toFixed(2),
          LossyImageCompressionMethod: row.lossy.method,
          ...(row.lossy.photometricInterpretation ? { PhotometricInterpretation: row.lossy.photometricInterpretation } : {}),
        })
      : [];
  return mergeDataSets(common, image, pixelModule(frame, compressed ? { frames: [compressed] } : frame.bytes), lossy);
}

/** One image in every transfer syntax that can be written here; each is its own instance. */
export async function* transferSyntaxSamples(): AsyncGenerator<SampleFile> {
  for (const [index, row] of rows.entries()) {
    const features = [
      ...(uncompressed.has(row.uid) ? [] : ['encapsulated']),
      ...(row.lossy ? ['lossy'] : []),
      ...(row.picture === 'color' ? ['color'] : []),
    ];
    yield sampleOf(await dataSetOf(row, index + 1), { file: `transfer-syntaxes/${row.name}.dcm`, transferSyntaxUID: row.uid, features });
  }
}
