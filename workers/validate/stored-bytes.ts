import { crc32 } from 'node:zlib';
import { beginDataSetDigest } from '#core/dicom/data-set-digest.js';
import type { ObjectStore } from '#core/object-store/object-store.js';

export interface StoredFile {
  objectKey: string;
  byteCount: number;
  dataSetOffset: number;
  transferSyntaxUID: string;
}

export interface DataSetDigests {
  /** Of the whole file; one more than expected stands for "more". */
  byteCount: number;
  /** The instance's identity, hexadecimal. */
  dataSetSHA256: string;
  dataSetCRC32: number;
}

/**
 * Reads the data set of a stored file once and digests it as it passes; nothing of it is kept in memory.
 *
 * @throws GatewayError `not-found` when nothing stands under the key.
 */
export async function digestStoredDataSet(objects: ObjectStore, file: StoredFile): Promise<DataSetDigests> {
  const digest = beginDataSetDigest(file.transferSyntaxUID);
  let checksum = 0;
  let position = file.dataSetOffset;
  for await (const chunk of objects.read(file.objectKey, { start: file.dataSetOffset, end: file.byteCount + 1 }) as AsyncIterable<Buffer>) {
    position += chunk.length;
    digest.update(chunk);
    checksum = crc32(chunk, checksum);
  }
  return { byteCount: position, dataSetSHA256: digest.digest('hex'), dataSetCRC32: checksum };
}
