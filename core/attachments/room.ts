import { attachmentLimits } from '../contract/attachments.js';
import { GatewayError } from '../errors/gateway-error.js';

/** What a door knows of a file's size before its bytes: exactly, or no more than that much. */
export type ExpectedSize = { exactly: number } | { atMost: number };

// Boundaries, part headers and fields around a file in a multipart body.
export const mostMultipartOverhead = 65_536;

/**
 * Decides how many bytes are reserved for a file.
 *
 * @throws GatewayError `bad-request` for an empty file; `payload-too-large` (`refusalCode` `too-large` or `no-room`) for one that is above the
 * limit of a file or the room that the order has left; the sender makes it smaller, or removes another.
 */
export function bytesToReserve(size: ExpectedSize, roomLeft: number): number {
  if ('exactly' in size) {
    if (size.exactly === 0) throw emptyFile();
    if (size.exactly > attachmentLimits.fileBytes) throw tooLarge();
    if (size.exactly > roomLeft) throw noRoom(roomLeft);
    return size.exactly;
  }
  if (size.atMost - mostMultipartOverhead > attachmentLimits.fileBytes) throw tooLarge();
  const wanted = Math.min(size.atMost, attachmentLimits.fileBytes);
  // The file is a little smaller than the body that brings it: it may just fit.
  if (roomLeft <= 0 || wanted - mostMultipartOverhead > roomLeft) throw noRoom(roomLeft);
  return Math.min(wanted, roomLeft);
}

export function tooLarge(): GatewayError {
  return new GatewayError('payload-too-large', {
    explanation: 'One file may have up to 100 MB (104,857,600 bytes). Save it smaller, or in parts.',
    details: { refusalCode: 'too-large' },
  });
}

export function noRoom(roomLeft: number): GatewayError {
  return new GatewayError('payload-too-large', {
    explanation: 'All files of an order together may have up to 1 GB (1,073,741,824 bytes), and this one does not fit any more.',
    details: { refusalCode: 'no-room', roomLeft: Math.max(0, roomLeft) },
  });
}

export function emptyFile(): GatewayError {
  return new GatewayError('bad-request', {
    explanation: 'The file is empty. Save it again where it comes from.',
    details: { refusalCode: 'broken' },
  });
}
