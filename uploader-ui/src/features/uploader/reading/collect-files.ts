import { type FileSource, fileOnDisk, isArchive, type RefusedFile } from './file-source.js';

export interface Collected {
  files: FileSource[];
  refused: RefusedFile[];
}
type Deliver = (part: Collected) => void;

const PART = 200;

/** Files of a file or folder input, ZIPs opened, in parts as they are found. */
export async function collectChosen(chosen: ArrayLike<File>, deliver: Deliver): Promise<void> {
  const gather = gatherer(deliver);
  // The browser makes each File when it is asked for: thousands at once would stop the page.
  for (let at = 0; at < chosen.length; at++) {
    const file = chosen[at];
    if (file) await gather.add(file, file.webkitRelativePath || file.name);
    if (at % PART === PART - 1) await new Promise((resolve) => setTimeout(resolve));
  }
  gather.flush();
}

/**
 * What was dropped: entries must be taken from the event at once, before the first wait, or the browser forgets them.
 *
 * @returns a function that walks through them: files, folders and all that is in them.
 */
export function takeDropped(transfer: DataTransfer): (deliver: Deliver) => Promise<void> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = entries.length === 0 ? [...transfer.files] : [];
  return async (deliver) => {
    if (plain.length > 0) return collectChosen(plain, deliver);
    const gather = gatherer(deliver);
    for (const entry of entries) await walk(entry, gather.add, gather.refuse);
    gather.flush();
  };
}

function gatherer(deliver: Deliver) {
  let part: Collected = { files: [], refused: [] };
  const flush = (): void => {
    if (part.files.length > 0 || part.refused.length > 0) deliver(part);
    part = { files: [], refused: [] };
  };
  const add = async (file: File, path: string): Promise<void> => {
    if (isArchive(path)) {
      // Most people bring folders: what unpacks ZIPs is loaded when one is there.
      const { openArchive } = await import('./open-archive.js');
      const content = await openArchive(file, path);
      part.files.push(...content.files);
      part.refused.push(...content.refused);
    } else part.files.push(fileOnDisk(file, path));
    if (part.files.length >= PART) flush();
  };
  const refuse = (path: string): void => {
    part.refused.push({ path, reason: 'unreadable' });
  };
  return { add, refuse, flush };
}

async function walk(
  entry: FileSystemEntry,
  add: (file: File, path: string) => Promise<void>,
  refuse: (path: string) => void,
): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      return await add(file, path);
    }
    for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await walk(child, add, refuse);
  } catch {
    // One unreadable folder or file of a scratched disc must not end the walk; it is named.
    refuse(path);
  }
}

/** A reader gives a folder's entries in batches (100 in Chromium) until an empty one. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}
