import type { AttachmentMediaType } from '#core/attachments/media-types.js';

export interface FileToRead {
  path: string;
  mediaType: AttachmentMediaType;
}

/** What a reader found in a file so far; nothing of it is kept but through the worker. */
export interface FileFacts {
  /** False when it is damaged, not whole, locked by a password, or more than a reader may take. */
  isReadable: boolean;
  pageCount: number | null;
  text: string;
  width: number | null;
  height: number | null;
  /** A small picture, WebP or PNG. */
  preview: { bytes: Uint8Array; ending: 'webp' | 'png' } | null;
  /** Of a photograph: upright and without metadata. */
  shown: Uint8Array | null;
}

export const nothingFound: FileFacts = {
  isReadable: true,
  pageCount: null,
  text: '',
  width: null,
  height: null,
  preview: null,
  shown: null,
};

/** Facts come as they are found, so that what ends the reader does not take along what it knew. */
export type FromReader = { ready: true } | { facts: Partial<FileFacts> } | { done: true };
