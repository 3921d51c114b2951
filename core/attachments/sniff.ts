import { fileTypeFromBuffer } from 'file-type';
import { guessEncoding, readsAsDataSet } from '../dicom/encoding-guess.js';
import type { AttachmentMediaType } from './media-types.js';

/** Bytes from the beginning of a file that tell what it is; fewer only where the file is shorter. */
export const sniffedBytes = 4_100;

/** What a file is by its bytes; a DICOM file belongs to the image upload, whatever else it can be read as. */
export type Sniffed = { kind: 'allowed'; mediaType: AttachmentMediaType } | { kind: 'dicom' } | { kind: 'other' };

const fromLibrary: Record<string, AttachmentMediaType> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'video/mp4': 'video/mp4',
  'video/x-m4v': 'video/mp4',
  'video/x-ms-asf': 'video/x-ms-wmv',
};

/** Says what a file is from its first `sniffedBytes`. Neither its name nor what its sender declares counts. */
export async function sniffAttachment(head: Buffer): Promise<Sniffed> {
  if (head.toString('latin1', 128, 132) === 'DICM') return { kind: 'dicom' };
  if (isPDF(head)) return { kind: 'allowed', mediaType: 'application/pdf' };
  if (isMpeg(head)) return { kind: 'allowed', mediaType: 'video/mpeg' };
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const mediaType = found && fromLibrary[found.mime];
  if (mediaType) return { kind: 'allowed', mediaType };
  // Where the stream's own header lies behind the bytes at hand, the library can't tell a film from a sound.
  if (isAsf(head) && found?.mime !== 'audio/x-ms-asf') return { kind: 'allowed', mediaType: 'video/x-ms-wmv' };
  if (found === undefined && isDataSet(head)) return { kind: 'dicom' };
  return { kind: 'other' };
}

/** Only white space may stand before the header: with more, a file can be a PDF and something else at once. */
function isPDF(head: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?[\s\0]*%PDF-/.test(head.toString('latin1', 0, 1_024));
}

function isAsf(head: Buffer): boolean {
  return head.toString('hex', 0, 16) === '3026b2758e66cf11a6d900aa0062ce6c';
}

const packetLengths = [188, 192, 204];

/** Program stream, video elementary stream or transport stream. @see ISO/IEC 13818-1 2.4.3.2, 2.5.3.3 */
function isMpeg(head: Buffer): boolean {
  if (head.length < 12) return false;
  const start = head.readUInt32BE(0);
  if (start === 0x000001ba || start === 0x000001b3) return true;
  return packetLengths.some((length) => {
    const first = length === 192 ? 4 : 0;
    const packets = Math.floor((head.length - first - 1) / length) + 1;
    return packets >= 3 && Array.from({ length: packets }, (_, index) => head[first + index * length]).every((byte) => byte === 0x47);
  });
}

/** A DICOM data set without a preamble: old exports begin so. @see PS3.10 7.1 */
function isDataSet(head: Buffer): boolean {
  if (head.length < 16) return false;
  const encoding = guessEncoding(head);
  const isFirstGroup = [head.readUInt16LE(0), head.readUInt16BE(0)].some((group) => group === 0x0002 || group === 0x0008);
  return encoding !== null && isFirstGroup && readsAsDataSet(head, encoding);
}
