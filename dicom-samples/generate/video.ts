import { attributes, mergeDataSets } from './data-set-writer.js';
import { sofia, sopClasses, transferSyntaxes } from './identities.js';
import { commonModules, pixelModule } from './instance-modules.js';
import { type SampleFile, sampleOf } from './sample.js';
import { videoBitStream } from './video-bit-stream.js';

const frameCount = 25;

/**
 * An endoscopic video: one H.264 bit stream as the only fragment, behind an empty Basic Offset Table.
 *
 * @see PS3.5 8.2.7
 */
export function* videoSamples(): Generator<SampleFile> {
  const bitStream = Buffer.from(videoBitStream, 'base64');
  const common = commonModules({
    study: { name: 'video', patient: sofia, date: '20240322', time: '111500', description: 'ENDOSCOPY VIDEO' },
    series: 'clip',
    seriesNumber: 1,
    seriesDescription: 'CLIP',
    modality: 'ES',
    sopClassUID: sopClasses.videoEndoscopic,
    instanceNumber: 1,
  });
  const frame = { columns: 1280, rows: 720, samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, bytes: new Uint8Array(0) } as const;
  const cine = attributes({
    CineRate: '25',
    FrameTime: '40',
    NumberOfFrames: frameCount,
    FrameIncrementPointer: [0x00181063],
    PhotometricInterpretation: 'YBR_PARTIAL_420',
    AcquisitionContextSequence: [],
    LossyImageCompression: '01',
    LossyImageCompressionRatio: ((1280 * 720 * 3 * frameCount) / bitStream.length).toFixed(0),
    LossyImageCompressionMethod: 'ISO_14496_10',
    BurnedInAnnotation: 'NO',
  });
  yield sampleOf(mergeDataSets(common, pixelModule(frame, { frames: [bitStream], emptyOffsetTable: true }), cine), {
    file: 'video/endoscopy-h264.dcm',
    transferSyntaxUID: transferSyntaxes.mpeg4HighProfile41,
    features: ['video', 'multi-frame', 'encapsulated', 'lossy'],
  });
}
