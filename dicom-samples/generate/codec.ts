import dcmjsCodecs from 'dcmjs-codecs';
import { deflateBytes } from './deflate.js';
import { transferSyntaxes as syntax } from './identities.js';

// A CommonJS package whose names Node does not find by itself.
const { Context, NativeCodecs } = dcmjsCodecs;

/** One uncompressed frame: samples interleaved, words in little endian. */
export interface Frame {
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: 1 | 3;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly bytes: Uint8Array;
}

type CodecContext = InstanceType<typeof Context>;
type Encode = (context: CodecContext) => CodecContext;

/** dcmjs-codecs encodes in WebAssembly: the same bytes on every processor, unlike a codec that picks its SIMD path. */
const encoders: Readonly<Record<string, Encode>> = {
  [syntax.rleLossless]: (context) => NativeCodecs.encodeRle(context),
  [syntax.jpegBaseline]: (context) => NativeCodecs.encodeJpeg(context, { lossy: true, quality: 88, sampleFactor: 1 }),
  // Process 14 with selection value 4 is what .57 allows and .70 does not.
  [syntax.jpegLossless]: (context) => NativeCodecs.encodeJpeg(context, { lossy: false, predictor: 4, pointTransform: 0 }),
  [syntax.jpegLosslessSV1]: (context) => NativeCodecs.encodeJpeg(context, { lossy: false, predictor: 1, pointTransform: 0 }),
  [syntax.jpegLSLossless]: (context) => NativeCodecs.encodeJpegLs(context, { lossy: false }),
  [syntax.jpegLSNearLossless]: (context) => NativeCodecs.encodeJpegLs(context, { lossy: true, allowedLossyError: 3 }),
  [syntax.jpeg2000Lossless]: (context) => NativeCodecs.encodeJpeg2000(context, { lossy: false, progressionOrder: 0 }),
  [syntax.jpeg2000]: (context) => NativeCodecs.encodeJpeg2000(context, { lossy: true, progressionOrder: 0, rate: 10 }),
  [syntax.jpegXLLossless]: (context) => NativeCodecs.encodeJpegXl(context, { lossy: false }),
  [syntax.jpegXL]: (context) => NativeCodecs.encodeJpegXl(context, { lossy: true }),
  [syntax.htj2kLossless]: (context) => NativeCodecs.encodeHtJpeg2000(context, { lossy: false, progressionOrder: 0 }),
  [syntax.htj2kLosslessRPCL]: (context) => NativeCodecs.encodeHtJpeg2000(context, { lossy: false, progressionOrder: 2 }),
  [syntax.htj2k]: (context) => NativeCodecs.encodeHtJpeg2000(context, { lossy: true, progressionOrder: 2 }),
};

/**
 * Compresses a frame for an encapsulated transfer syntax.
 *
 * @throws Error when the codecs cannot write the transfer syntax.
 */
export async function compressFrame(frame: Frame, transferSyntaxUID: string): Promise<Buffer> {
  if (transferSyntaxUID === syntax.deflatedImageFrame) {
    return deflateBytes(frame.bytes);
  }
  const encode = encoders[transferSyntaxUID];
  if (encode === undefined) {
    throw new Error(`no encoder for transfer syntax ${transferSyntaxUID}`);
  }
  if (!NativeCodecs.isInitialized()) {
    await NativeCodecs.initializeAsync();
  }
  const context = new Context({
    width: frame.columns,
    height: frame.rows,
    bitsAllocated: frame.bitsAllocated,
    bitsStored: frame.bitsStored,
    samplesPerPixel: frame.samplesPerPixel,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: frame.samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
    decodedBuffer: frame.bytes,
  });
  const encoded = encode(context).getEncodedBuffer();
  if (encoded === undefined || encoded.length === 0) {
    throw new Error(`the codec wrote nothing for transfer syntax ${transferSyntaxUID}`);
  }
  // The buffer is a view of the codec's memory, which the next call overwrites.
  return Buffer.from(encoded);
}
