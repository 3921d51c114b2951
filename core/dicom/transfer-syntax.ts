/** What an encoding of data sets is like. @see PS3.5 10, PS3.6 A */
export interface TransferSyntax {
  uid: string;
  name: string;
  /** False for private and future ones, which are taken as explicit VR little endian, perhaps encapsulated. */
  known: boolean;
  implicit: boolean;
  bigEndian: boolean;
  deflated: boolean;
  encapsulated: boolean;
  lossy: boolean;
  video: boolean;
  retired: boolean;
}

type Trait = 'implicit' | 'bigEndian' | 'deflated' | 'encapsulated' | 'lossy' | 'video' | 'retired';

function entry(uid: string, name: string, ...traits: Trait[]): [string, TransferSyntax] {
  const has = (trait: Trait): boolean => traits.includes(trait);
  return [
    uid,
    {
      uid,
      name,
      known: true,
      implicit: has('implicit'),
      bigEndian: has('bigEndian'),
      deflated: has('deflated'),
      encapsulated: has('encapsulated'),
      lossy: has('lossy'),
      video: has('video'),
      retired: has('retired'),
    },
  ];
}

export const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_VR_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const JPEG = '1.2.840.10008.1.2.4';

const table = new Map<string, TransferSyntax>([
  entry(IMPLICIT_VR_LITTLE_ENDIAN, 'Implicit VR Little Endian', 'implicit'),
  entry(EXPLICIT_VR_LITTLE_ENDIAN, 'Explicit VR Little Endian'),
  entry('1.2.840.10008.1.2.1.98', 'Encapsulated Uncompressed Explicit VR Little Endian', 'encapsulated'),
  entry(DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, 'Deflated Explicit VR Little Endian', 'deflated'),
  entry(EXPLICIT_VR_BIG_ENDIAN, 'Explicit VR Big Endian', 'bigEndian', 'retired'),
  entry('1.2.840.10008.1.2.8.1', 'Deflated Image Frame Compression', 'encapsulated'),
  entry('1.2.840.10008.1.2.5', 'RLE Lossless', 'encapsulated'),
  entry('1.2.840.10008.1.2.6.1', 'RFC 2557 MIME Encapsulation', 'retired'),
  entry('1.2.840.10008.1.2.6.2', 'XML Encoding', 'retired'),
  entry('1.2.840.10008.1.20', 'Papyrus 3 Implicit VR Little Endian', 'implicit', 'retired'),
  entry(`${JPEG}.50`, 'JPEG Baseline (Process 1)', 'encapsulated', 'lossy'),
  entry(`${JPEG}.51`, 'JPEG Extended (Process 2 & 4)', 'encapsulated', 'lossy'),
  entry(`${JPEG}.52`, 'JPEG Extended (Process 3 & 5)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.53`, 'JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.54`, 'JPEG Spectral Selection, Non-Hierarchical (Process 7 & 9)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.55`, 'JPEG Full Progression, Non-Hierarchical (Process 10 & 12)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.56`, 'JPEG Full Progression, Non-Hierarchical (Process 11 & 13)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.57`, 'JPEG Lossless, Non-Hierarchical (Process 14)', 'encapsulated'),
  entry(`${JPEG}.58`, 'JPEG Lossless, Non-Hierarchical (Process 15)', 'encapsulated', 'retired'),
  entry(`${JPEG}.59`, 'JPEG Extended, Hierarchical (Process 16 & 18)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.60`, 'JPEG Extended, Hierarchical (Process 17 & 19)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.61`, 'JPEG Spectral Selection, Hierarchical (Process 20 & 22)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.62`, 'JPEG Spectral Selection, Hierarchical (Process 21 & 23)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.63`, 'JPEG Full Progression, Hierarchical (Process 24 & 26)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.64`, 'JPEG Full Progression, Hierarchical (Process 25 & 27)', 'encapsulated', 'lossy', 'retired'),
  entry(`${JPEG}.65`, 'JPEG Lossless, Hierarchical (Process 28)', 'encapsulated', 'retired'),
  entry(`${JPEG}.66`, 'JPEG Lossless, Hierarchical (Process 29)', 'encapsulated', 'retired'),
  entry(`${JPEG}.70`, 'JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14, Selection Value 1)', 'encapsulated'),
  entry(`${JPEG}.80`, 'JPEG-LS Lossless', 'encapsulated'),
  entry(`${JPEG}.81`, 'JPEG-LS Lossy (Near-Lossless)', 'encapsulated', 'lossy'),
  entry(`${JPEG}.90`, 'JPEG 2000 (Lossless Only)', 'encapsulated'),
  entry(`${JPEG}.91`, 'JPEG 2000', 'encapsulated', 'lossy'),
  entry(`${JPEG}.92`, 'JPEG 2000 Part 2 Multi-component (Lossless Only)', 'encapsulated'),
  entry(`${JPEG}.93`, 'JPEG 2000 Part 2 Multi-component', 'encapsulated', 'lossy'),
  entry(`${JPEG}.94`, 'JPIP Referenced', 'lossy', 'retired'),
  entry(`${JPEG}.95`, 'JPIP Referenced Deflate', 'deflated', 'lossy', 'retired'),
  entry(`${JPEG}.100`, 'MPEG2 Main Profile / Main Level', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.100.1`, 'Fragmentable MPEG2 Main Profile / Main Level', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.101`, 'MPEG2 Main Profile / High Level', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.101.1`, 'Fragmentable MPEG2 Main Profile / High Level', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.102`, 'MPEG-4 AVC/H.264 High Profile / Level 4.1', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.102.1`, 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.103`, 'MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.103.1`, 'Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.104`, 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.104.1`, 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.105`, 'MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.105.1`, 'Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.106`, 'MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.106.1`, 'Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.107`, 'HEVC/H.265 Main Profile / Level 5.1', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.108`, 'HEVC/H.265 Main 10 Profile / Level 5.1', 'encapsulated', 'lossy', 'video'),
  entry(`${JPEG}.110`, 'JPEG XL Lossless', 'encapsulated'),
  entry(`${JPEG}.111`, 'JPEG XL JPEG Recompression', 'encapsulated', 'lossy'),
  entry(`${JPEG}.112`, 'JPEG XL', 'encapsulated', 'lossy'),
  entry(`${JPEG}.201`, 'High-Throughput JPEG 2000 (Lossless Only)', 'encapsulated'),
  entry(`${JPEG}.202`, 'High-Throughput JPEG 2000 with RPCL Options (Lossless Only)', 'encapsulated'),
  entry(`${JPEG}.203`, 'High-Throughput JPEG 2000', 'encapsulated', 'lossy'),
  entry(`${JPEG}.204`, 'JPIP HTJ2K Referenced', 'lossy'),
  entry(`${JPEG}.205`, 'JPIP HTJ2K Referenced Deflate', 'deflated', 'lossy'),
  entry('1.2.840.10008.1.2.7.1', 'SMPTE ST 2110-20 Uncompressed Progressive Active Video', 'video'),
  entry('1.2.840.10008.1.2.7.2', 'SMPTE ST 2110-20 Uncompressed Interlaced Active Video', 'video'),
  entry('1.2.840.10008.1.2.7.3', 'SMPTE ST 2110-30 PCM Digital Audio'),
]);

/** Every transfer syntax of the standard that is known here, retired ones included. */
export const transferSyntaxes: readonly TransferSyntax[] = [...table.values()];

/** Describes a transfer syntax; a private or unknown one as explicit VR little endian that may be encapsulated, with `known: false`. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const known = table.get(uid);
  if (known) return known;
  const [, unknown] = entry(uid, 'Unknown transfer syntax', 'encapsulated');
  return { ...unknown, known: false };
}

const preference = (uid: string): number => {
  const syntax = transferSyntaxOf(uid);
  if (uid === EXPLICIT_VR_LITTLE_ENDIAN) return 0;
  if (uid === IMPLICIT_VR_LITTLE_ENDIAN) return 1;
  if (!syntax.known) return 5;
  if (syntax.lossy) return 6;
  if (syntax.deflated) return 3;
  if (syntax.bigEndian) return 4;
  return 2;
};

/**
 * Chooses one of the proposed transfer syntaxes so that no sender is made to compress lossily: explicit and implicit little endian,
 * lossless ones, deflated, big endian, unknown ones, lossy ones; the requestor's order decides between equals.
 *
 * @throws RangeError when nothing is proposed; the caller refuses such a presentation context before.
 * @see PS3.8 9.3.3.2
 */
export function chooseTransferSyntax(proposed: readonly string[]): string {
  const [first, ...others] = proposed;
  if (first === undefined) throw new RangeError('no transfer syntax is proposed');
  let best = first;
  for (const uid of others) if (preference(uid) < preference(best)) best = uid;
  return best;
}
