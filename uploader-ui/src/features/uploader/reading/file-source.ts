import type { NotAnImage } from './image-header.js';

/** A file that was chosen, on the disk or in an archive. Only this handle is kept, never the content. */
export interface FileSource {
  /** Where it stands, with slashes, from what was chosen. */
  path: string;
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

/** A file on the disk: the browser reads it only when it is asked to. */
export function fileOnDisk(file: File, path: string): FileSource {
  return { path, size: file.size, beginning: async () => file, whole: async () => file };
}

export function isArchive(path: string): boolean {
  return /\.zip$/i.test(path);
}
