import { spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const timeoutMs = 10_000;
const maxPosterBytes = 16_777_216;
const maxVideoBytes = 268_435_456;
const addressSpaceKiB = 2_000_000;

/** The demultiplexer for a bit stream by its first bytes; naming it keeps a play list from being taken for a video. */
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

/**
 * Draws the first frame of a video with ffmpeg, as PNG; null where ffmpeg is not here or can't.
 * ffmpeg runs under limits of time and memory, reads one file by a named format, and no network.
 */
export async function drawPoster(bitStream: Readable, transferSyntaxUID: string): Promise<Uint8Array | null> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-poster-'));
  try {
    const path = join(folder, 'video');
    const start = await copy(bitStream, path);
    const format = videoFormat(start, transferSyntaxUID);
    return format ? await runFFmpeg(path, format) : null;
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

function runFFmpeg(path: string, format: string): Promise<Uint8Array | null> {
  const program = `ulimit -v ${addressSpaceKiB}; exec ffmpeg -nostdin -v quiet -threads 1 -protocol_whitelist file -f "$1" -i "$2" -frames:v 1 -vf "scale='min(512,iw)':-2" -threads 1 -f image2pipe -c:v png pipe:1`;
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', program, 'sh', format, path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const chunks: Buffer[] = [];
    let byteCount = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount > maxPosterBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    // No shell, no poster: a video without one is shown by its name.
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
