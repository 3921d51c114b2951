// Speaks clamd's INSTREAM: the file goes in pieces over one connection, the verdict comes back as one line.
import { connect } from 'node:net';
import type { Readable } from 'node:stream';

export interface Clamd {
  host: string;
  port: number;
  /** Milliseconds without any progress after which clamd counts as away; default 60,000. */
  timeoutMs?: number;
}

/** clamd is not there, did not finish, or would not take the file: nothing is known of it. */
export class ScanUnavailable extends Error {}

/**
 * Has clamd scan a stream.
 *
 * @throws ScanUnavailable for everything but a clear verdict: a file that could not be scanned is never clean.
 */
export function scanStream(stream: Readable, clamd: Clamd): Promise<'clean' | 'infected'> {
  return new Promise((resolve, reject) => {
    const socket = connect(clamd.port, clamd.host);
    let answer = '';
    const fail = (cause: unknown) => {
      stream.destroy();
      socket.destroy();
      reject(new ScanUnavailable('clamd gave no verdict', { cause }));
    };
    socket.setTimeout(clamd.timeoutMs ?? 60_000, () => fail(new Error('clamd is silent')));
    socket.on('error', fail);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1').slice(0, 4_096);
      const end = answer.search(/[\0\n]/);
      if (end < 0) return;
      const verdict = verdictOf(answer.slice(0, end));
      if (!verdict) return fail(new Error('clamd reports an error'));
      // A verdict may come before the end of the file: nothing more needs to be sent.
      stream.destroy();
      socket.destroy();
      resolve(verdict);
    });
    socket.on('close', () => fail(new Error('clamd closed the connection')));
    socket.on('connect', () => {
      send(stream, (bytes) => writeTo(socket, bytes)).catch(fail);
    });
  });
}

async function send(stream: Readable, write: (bytes: Buffer) => Promise<void>): Promise<void> {
  await write(Buffer.from('zINSTREAM\0'));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      await write(Buffer.concat([length, chunk]));
    }
  } catch (error) {
    // The verdict came before the end and ended the reading.
    if ((error as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw error;
  }
  await write(Buffer.alloc(4));
}

function writeTo(socket: import('node:net').Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    // Errors and the end of the socket are told by its own events; waiting for a drain must end with it.
    if (socket.write(bytes)) return resolve();
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

function verdictOf(line: string): 'clean' | 'infected' | null {
  if (/^stream: OK$/.test(line)) return 'clean';
  return / FOUND$/.test(line) ? 'infected' : null;
}
