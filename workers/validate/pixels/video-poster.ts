import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { drawFirstFrame } from '../../first-frame.js';

const maxVideoBytes = 268_435_456;

/** ffmpeg's demultiplexer for a bit stream, by its first bytes; null for what is no film. */
export function videoFormat(start: Buffer, transferSyntaxUID: string): string | null {
  if (start.length < 12) return null;
  if (start.toString('latin1', 4, 8) === 'ftyp') return 'mov';
  if (start[0] === 0x47) return 'mpegts';
  const word = start.readUInt32BE(0);
  if (word === 0x000001ba) return 'mpeg';
  if (word === 0x000001b3) return 'mpegvideo';
  if (word === 1 || word >>> 8 === 1) return /\.10[78]$/.test(transferSyntaxUID) ? 'hevc' : 'h264';
  return null;
}

/** Draws the first frame of a video's bit stream, as PNG; null where it can't be drawn. */
export async function drawPoster(bitStream: Readable, transferSyntaxUID: string): Promise<Uint8Array | null> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-poster-'));
  try {
    const path = join(folder, 'video');
    const start = await copy(bitStream, path);
    const format = videoFormat(start, transferSyntaxUID);
    return format ? await drawFirstFrame(path, format) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copy(bitStream: Readable, path: string): Promise<Buffer> {
  const file = await open(path, 'wx', 0o600);
  let start: Buffer | null = null;
  let byteCount = 0;
  try {
    for await (const chunk of bitStream as AsyncIterable<Buffer>) {
      start ??= Buffer.from(chunk.subarray(0, 16));
      await file.writeFile(chunk);
      byteCount += chunk.length;
      // The first picture stands at the beginning, whatever the film's length.
      if (byteCount >= maxVideoBytes) break;
    }
  } finally {
    await file.close();
    bitStream.destroy();
  }
  return start ?? Buffer.alloc(0);
}
