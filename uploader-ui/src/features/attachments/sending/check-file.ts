import { attachmentLimits } from '#core/contract/attachments.js';

/** Why a file is not even begun; the first two are refused by the gateway as well. */
export type FileFault = 'dicom' | 'type' | 'heic' | 'empty' | 'too-large' | 'no-room' | 'unreadable' | 'twice';

const HEAD_BYTES = 1024;
const HEIF_BRANDS = ['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1', 'avif'];

function beginsWith(head: Uint8Array, at: number, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[at + index] === byte);
}

function letters(head: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...head.subarray(at, at + count));
}

/** What a file is by its first bytes, as far as a browser needs to know before it sends it; the gateway looks again. */
export function faultOfHead(head: Uint8Array): 'dicom' | 'heic' | 'type' | null {
  if (letters(head, 128, 4) === 'DICM') return 'dicom';
  if (letters(head, 0, HEAD_BYTES).includes('%PDF-')) return null;
  if (beginsWith(head, 0, [0xff, 0xd8, 0xff]) || beginsWith(head, 0, [0x89, 0x50, 0x4e, 0x47])) return null;
  if (letters(head, 4, 4) === 'ftyp') return HEIF_BRANDS.includes(letters(head, 8, 4)) ? 'heic' : null;
  const isMpeg = beginsWith(head, 0, [0, 0, 1, 0xba]) || beginsWith(head, 0, [0, 0, 1, 0xb3]) || head[0] === 0x47;
  const isWindowsMedia = beginsWith(head, 0, [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]);
  return isMpeg || isWindowsMedia ? null : 'type';
}

/** The limits that need no look into the file. */
export function faultOfSize(byteCount: number, roomLeft: number): 'empty' | 'too-large' | 'no-room' | null {
  if (byteCount === 0) return 'empty';
  if (byteCount > attachmentLimits.fileBytes) return 'too-large';
  return byteCount > roomLeft ? 'no-room' : null;
}

/** Everything that can be known of a file before a byte of it is sent; null when it can go. */
export async function faultOfFile(file: File, roomLeft: number): Promise<FileFault | null> {
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  } catch {
    // A folder, or a file that went away between choosing and reading.
    return 'unreadable';
  }
  if (file.size === 0) return 'empty';
  const isNamedDicom = /\.(dcm|dicom)$/i.test(file.name);
  const fault = isNamedDicom ? 'dicom' : faultOfHead(head);
  return fault ?? faultOfSize(file.size, roomLeft);
}
