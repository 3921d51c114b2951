import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { AttachmentMediaType } from '#core/attachments/media-types.js';

const timeoutMs = 15_000;
const mostPosterBytes = 16_777_216;
const addressSpaceKiB = 2_000_000;

/** The demultiplexer for a film; naming it keeps a play list from being taken for one. */
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

/**
 * Draws the first frame of a film with ffmpeg, as PNG; null where ffmpeg is not here or can't. It runs under limits of time and memory, reads one
 * file by a named format, and no network.
 */
export async function drawFilmPoster(path: string, mediaType: AttachmentMediaType): Promise<Uint8Array | null> {
  const program = `ulimit -v ${addressSpaceKiB}; exec ffmpeg -nostdin -v quiet -threads 1 -protocol_whitelist file -f "$1" -i "$2" -map_metadata -1 -frames:v 1 -vf "scale='min(512,iw)':-2" -threads 1 -f image2pipe -c:v png pipe:1`;
  const format = await formatOf(path, mediaType);
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', program, 'sh', format, path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const chunks: Buffer[] = [];
    let byteCount = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount > mostPosterBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    // No shell, no poster: a film without one is shown by its name.
    child.on('error', () => {
      clearTimeout(timer);
      resolve(null);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0 && chunks.length > 0 ? Buffer.concat(chunks) : null);
    });
  });
}
