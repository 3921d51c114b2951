import { open } from 'node:fs/promises';
import type { AttachmentMediaType } from '#core/attachments/media-types.js';
import { drawFirstFrame } from '../first-frame.js';

/** ffmpeg's demultiplexer for a film. */
async function formatOf(path: string, mediaType: AttachmentMediaType): Promise<string> {
  if (mediaType === 'video/mp4') return 'mov';
  if (mediaType === 'video/x-ms-wmv') return 'asf';
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const start = buffer.readUInt32BE(0);
    if (start === 0x000001ba) return 'mpeg';
    return start === 0x000001b3 ? 'mpegvideo' : 'mpegts';
  } finally {
    await file.close();
  }
}

/** Draws the first frame of a film, as PNG; null where it can't be drawn. */
export async function drawFilmPoster(path: string, mediaType: AttachmentMediaType): Promise<Uint8Array | null> {
  return drawFirstFrame(path, await formatOf(path, mediaType));
}
