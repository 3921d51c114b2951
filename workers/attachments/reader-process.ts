// The program of a reader process: looks into one file. It knows no database and no network, and ends with the worker that started it.
import sharp from 'sharp';
import { readImage } from './read-image.js';
import { readPDF } from './read-pdf.js';
import type { FileFacts, FileToRead, FromReader } from './reader-protocol.js';

const send = (message: FromReader): Promise<void> =>
  new Promise((resolve) => {
    // A worker that is gone needs no answer.
    if (!process.send) return resolve();
    process.send(message, () => resolve());
  });

async function read({ path, mediaType }: FileToRead): Promise<void> {
  const tell = (facts: Partial<FileFacts>) => send({ facts });
  try {
    if (mediaType === 'application/pdf') await readPDF(path, tell);
    else await readImage(path, mediaType, tell);
  } catch {
    // What a library throws is text of its own; that the file can't be read is all that is of use.
    await tell({ isReadable: false });
  }
  await send({ done: true });
}

// Nothing that a file names is fetched.
globalThis.fetch = () => Promise.reject(new Error('there is no network here'));
sharp.cache(false);
sharp.concurrency(1);
process.on('disconnect', () => process.exit(0));
process.on('message', (file: FileToRead) => void read(file));
await send({ ready: true });
