import { inflateRawSync } from 'node:zlib';
import dcmjsCodecs from 'dcmjs-codecs';
import type { ImageElements } from './image-elements.js';

// A CommonJS package whose names Node does not find by itself.
const { Context, NativeCodecs } = dcmjsCodecs;
type CodecContext = InstanceType<typeof Context>;

/** A decoded frame and how its bytes are laid out now. */
export interface DecodedFrame {
  bytes: Uint8Array;
  elements: ImageElements;
  sizeDiffers: boolean;
}

const toRGB = { convertColorspaceToRgb: true };
const jpeg = (context: CodecContext) => NativeCodecs.decodeJpeg(context, toRGB);
const jpegLS = (context: CodecContext) => NativeCodecs.decodeJpegLs(context);
const jpeg2000 = (context: CodecContext) => NativeCodecs.decodeJpeg2000(context);
const htj2k = (context: CodecContext) => NativeCodecs.decodeHtJpeg2000(context);
const jpegXL = (context: CodecContext) => NativeCodecs.decodeJpegXl(context);

const prefix = '1.2.840.10008.1.2.4';
const decoders: Record<string, (context: CodecContext) => CodecContext> = {
  '1.2.840.10008.1.2.5': (context) => NativeCodecs.decodeRle(context),
  [`${prefix}.50`]: jpeg,
  [`${prefix}.51`]: jpeg,
  [`${prefix}.53`]: jpeg,
  [`${prefix}.55`]: jpeg,
  [`${prefix}.57`]: jpeg,
  [`${prefix}.70`]: jpeg,
  [`${prefix}.80`]: jpegLS,
  [`${prefix}.81`]: jpegLS,
  [`${prefix}.90`]: jpeg2000,
  [`${prefix}.91`]: jpeg2000,
  [`${prefix}.92`]: jpeg2000,
  [`${prefix}.93`]: jpeg2000,
  [`${prefix}.110`]: jpegXL,
  [`${prefix}.111`]: jpegXL,
  [`${prefix}.112`]: jpegXL,
  [`${prefix}.201`]: htj2k,
  [`${prefix}.202`]: htj2k,
  [`${prefix}.203`]: htj2k,
};
const encapsulatedUncompressed = '1.2.840.10008.1.2.1.98';
const deflatedFrames = '1.2.840.10008.1.2.8.1';
const maxFrameBytes = 536_870_912;

/** Loads the codecs; once, before the first frame. */
export async function initializeCodecs(): Promise<void> {
  if (!NativeCodecs.isInitialized()) await NativeCodecs.initializeAsync();
}

/**
 * Decodes one compressed frame; null where no decoder is here for its transfer syntax.
 *
 * @throws whatever the codec throws when it can't.
 */
export function decodeFrame(frame: Uint8Array, elements: ImageElements, transferSyntaxUID: string): DecodedFrame | null {
  const frameBytes = Math.ceil((elements.rows * elements.columns * elements.samplesPerPixel * elements.bitsAllocated) / 8);
  if (frameBytes > maxFrameBytes) throw new RangeError('the frame is too large to be decoded here');
  if (transferSyntaxUID === encapsulatedUncompressed) return whole(frame, elements, frameBytes);
  if (transferSyntaxUID === deflatedFrames) return whole(inflateRawSync(frame, { maxOutputLength: frameBytes + 16 }), elements, frameBytes);
  const decode = decoders[transferSyntaxUID];
  if (!decode) return null;
  const context = decode(
    new Context({
      width: elements.columns,
      height: elements.rows,
      bitsAllocated: elements.bitsAllocated,
      bitsStored: elements.bitsStored,
      samplesPerPixel: elements.samplesPerPixel,
      pixelRepresentation: elements.isSigned ? 1 : 0,
      planarConfiguration: elements.isPlanar ? 1 : 0,
      photometricInterpretation: elements.photometricInterpretation,
      encodedBuffer: frame,
    }),
  );
  const bytes = context.getDecodedBuffer();
  const decoded: ImageElements = {
    ...elements,
    rows: context.getHeight() ?? elements.rows,
    columns: context.getWidth() ?? elements.columns,
    samplesPerPixel: context.getSamplesPerPixel() ?? elements.samplesPerPixel,
    bitsAllocated: context.getBitsAllocated() ?? elements.bitsAllocated,
    isPlanar: context.getPlanarConfiguration() === 1,
    isBigEndian: false,
    photometricInterpretation: context.getPhotometricInterpretation() || elements.photometricInterpretation,
  };
  const needed = Math.ceil((decoded.rows * decoded.columns * decoded.samplesPerPixel * decoded.bitsAllocated) / 8);
  if (!bytes || bytes.length < needed) throw new RangeError('the codec gave fewer pixels than the frame has');
  return { bytes, elements: decoded, sizeDiffers: decoded.rows !== elements.rows || decoded.columns !== elements.columns };
}

function whole(bytes: Uint8Array, elements: ImageElements, frameBytes: number): DecodedFrame {
  if (bytes.length < frameBytes) throw new RangeError('the frame is too short');
  return { bytes, elements, sizeDiffers: false };
}
