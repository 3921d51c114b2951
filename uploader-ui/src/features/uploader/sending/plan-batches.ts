import type { FileSource } from '../reading/file-source.js';

export interface UploadItem {
  sopInstanceUID: string;
  studyInstanceUID: string;
  source: FileSource;
}

export const BATCH_BYTES = 32 * 1024 * 1024;
export const BATCH_ITEMS = 50;

/** Cuts what is to be sent into requests: one study each, at most 32 MB and 50 instances; what is larger goes alone. */
export function planBatches(items: readonly UploadItem[]): UploadItem[][] {
  const batches: UploadItem[][] = [];
  let current: UploadItem[] = [];
  let bytes = 0;
  for (const item of items) {
    const isFull = current.length >= BATCH_ITEMS || bytes + item.source.size > BATCH_BYTES;
    const isOtherStudy = current[0] !== undefined && current[0].studyInstanceUID !== item.studyInstanceUID;
    if (current.length > 0 && (isFull || isOtherStudy)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(item);
    bytes += item.source.size;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
