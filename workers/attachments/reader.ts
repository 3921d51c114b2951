// Reads an attachment in a process of its own, under limits of time and memory. Whatever a hostile file does to it, the worker lives on; the file
// is then one that can't be read.
import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type FileFacts, type FileToRead, type FromReader, nothingFound } from './reader-protocol.js';

export interface ReaderOptions {
  /** The program to run; default: the one beside this file. */
  entry?: string;
  timeoutMs?: number;
  /** Resident memory at which a reader is ended. */
  maxResidentBytes?: number;
}

export type AttachmentReader = (file: FileToRead) => Promise<FileFacts>;

const pageBytes = 4_096;
const watchMs = 100;

/** Makes a reader: one process for each file. It gives what was found, also where the file ended the process. */
export function createAttachmentReader(options: ReaderOptions = {}): AttachmentReader {
  const entry = options.entry ?? fileURLToPath(new URL('./reader-process.js', import.meta.url));
  const timeoutMs = options.timeoutMs ?? 30_000;
  const maxResidentBytes = options.maxResidentBytes ?? 1_500_000_000;
  return (file) =>
    new Promise((resolve, reject) => {
      // The environment is not handed on: a reader needs no secret of ours.
      const child = fork(entry, [], {
        serialization: 'advanced',
        execArgv: ['--max-old-space-size=512'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        env: {},
      });
      const facts = { ...nothingFound };
      let isReady = false;
      let isDone = false;
      const end = () => child.kill('SIGKILL');
      const timer = setTimeout(end, timeoutMs);
      const watch = setInterval(() => {
        void residentBytes(child.pid).then((bytes) => bytes > maxResidentBytes && end());
      }, watchMs);
      child.on('message', (message: FromReader) => {
        if ('ready' in message) {
          isReady = true;
          // A broken channel is followed by the end of the process.
          child.send(file, () => undefined);
        } else if ('facts' in message) Object.assign(facts, message.facts);
        else {
          isDone = true;
          end();
        }
      });
      child.on('error', () => undefined);
      child.once('exit', () => {
        clearTimeout(timer);
        clearInterval(watch);
        // One that does not even start says nothing about the file.
        if (!isReady) reject(new Error('the reader of attachments does not start'));
        else resolve(isDone ? facts : { ...facts, isReadable: false });
      });
    });
}

async function residentBytes(processID: number | undefined): Promise<number> {
  // Elsewhere than on Linux there is no /proc, and time and the heap's size are the only limits.
  const statistics = await readFile(`/proc/${processID}/statm`, 'utf8').catch(() => '');
  return Number(statistics.split(' ')[1] ?? 0) * pageBytes;
}
