import type { NotAnImage } from './image-header.js';

/** A file that was chosen, on the disk or in an archive. Only this handle is kept, never the content. */
export interface FileSource {
  /** Where it stands, with slashes, from what was chosen. */
  path: string;
  /** Bytes; 0 for a file on the disk until its header was read. */
  size: number;
  /** The beginning, or all of it: enough for its header in nearly every case. */
  beginning(): Promise<Blob>;
  /** All of it, for sending. */
  whole(): Promise<Blob>;
}

export interface RefusedFile {
  path: string;
  reason: NotAnImage;
}

/**
 * A file on the disk: the browser reads it only when it is asked to. Not even its size is asked for here: the browser looks on the disk
 * for it while the page waits, so the workers do.
 */
export function fileOnDisk(file: File, path: string): FileSource {
  return { path, size: 0, beginning: async () => file, whole: async () => file };
}

export function isArchive(path: string): boolean {
  return /\.zip$/i.test(path);
}
