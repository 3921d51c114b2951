import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const timeoutMs = 15_000;
const mostPictureBytes = 16_777_216;
const addressSpaceKiB = 2_000_000;
const program = `ulimit -v ${addressSpaceKiB}; exec ffmpeg -nostdin -v quiet -threads 1 -protocol_whitelist file -f "$1" -i "$2" -map_metadata -1 -frames:v 1 -vf "scale='min(512,iw)':-2" -threads 1 -f image2pipe -c:v png pipe:1`;

/**
 * Draws the first frame of a film with ffmpeg, as PNG without what the film says of itself; null where ffmpeg is not here or can't.
 * It runs under limits of time and memory, reads one file by a named format (so that a play list is not taken for a film), and no network.
 */
export async function drawFirstFrame(path: string, format: string): Promise<Uint8Array | null> {
  try {
    const { stdout } = await execute('/bin/sh', ['-c', program, 'sh', format, path], {
      encoding: 'buffer',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: mostPictureBytes,
    });
    return stdout.length > 0 ? stdout : null;
  } catch {
    // No shell, no ffmpeg, no time: a film without a picture is shown by its name.
    return null;
  }
}
