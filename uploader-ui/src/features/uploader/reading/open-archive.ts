import { BlobReader, configure, type FileEntry, ZipReader } from '@zip.js/zip.js';
import type { FileSource, RefusedFile } from './file-source.js';
import { isArchive } from './file-source.js';

// The browser's own inflate does the work, off this thread; workers and WebAssembly of the library are not needed.
configure({ useWebWorkers: false, useCompressionStream: true });

const MOST_ENTRIES = 100_000;
const LARGEST_ENTRY = 8 * 2 ** 30;
const LARGEST_TOTAL = 64 * 2 ** 30;
/** Pixel data seldom shrinks to a hundredth; what claims more, and is large, is made to hurt. */
const LARGEST_RATIO = 200;
const RATIO_MATTERS_FROM = 64 * 2 ** 20;
const BEGINNING = 1024 * 1024;

interface ArchiveContent {
  files: FileSource[];
  refused: RefusedFile[];
}

/** Lists what a ZIP holds without unpacking it; each file is unpacked when it is read, and no further than it says of itself. */
export async function openArchive(archive: Blob, path: string): Promise<ArchiveContent> {
  const content: ArchiveContent = { files: [], refused: [] };
  const reader = new ZipReader(new BlobReader(archive));
  let total = 0;
  let count = 0;
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      count++;
      const entryPath = `${path}/${entry.filename}`;
      total += entry.uncompressedSize;
      const packed = Math.max(1, entry.compressedSize);
      const isBomb = entry.uncompressedSize > RATIO_MATTERS_FROM && entry.uncompressedSize / packed > LARGEST_RATIO;
      if (count > MOST_ENTRIES || total > LARGEST_TOTAL || entry.uncompressedSize > LARGEST_ENTRY || isBomb) {
        content.refused.push({ path: entryPath, reason: 'archive-too-large' });
        if (count > MOST_ENTRIES) break;
      } else if (entry.encrypted) content.refused.push({ path: entryPath, reason: 'encrypted' });
      else if (isArchive(entry.filename)) content.refused.push({ path: entryPath, reason: 'archive-inside-archive' });
      else content.files.push(fileInArchive(entry, entryPath));
    }
  } catch {
    // What was listed until then stays usable; the archive is named as damaged.
    content.refused.push({ path, reason: 'archive-damaged' });
  }
  return content;
}

function fileInArchive(entry: FileEntry, path: string): FileSource {
  return {
    path,
    size: entry.uncompressedSize,
    beginning: () => unpack(entry, Math.min(BEGINNING, entry.uncompressedSize)),
    whole: () => unpack(entry, entry.uncompressedSize),
  };
}

/** Unpacks the first `length` bytes; an entry that holds more than it says is not followed. */
async function unpack(entry: FileEntry, length: number): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let held = 0;
  const stop = new AbortController();
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      const part = chunk.slice(0, length - held);
      chunks.push(part);
      held += part.length;
      if (held >= length) stop.abort();
    },
  });
  try {
    await entry.getData(sink, { signal: stop.signal, useWebWorkers: false });
  } catch (error) {
    if (held < length) throw error;
    // Stopped by ourselves: what was wanted is there.
  }
  return new Blob(chunks);
}
