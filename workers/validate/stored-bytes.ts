import { crc32 } from '@node-rs/crc32';
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
  await objects.scan(file.objectKey, { start: file.dataSetOffset, end: file.byteCount + 1 }, (bytes) => {
    position += bytes.length;
    digest.update(bytes);
    checksum = crc32(bytes, checksum);
  });
  return { byteCount: position, dataSetSHA256: digest.digest('hex'), dataSetCRC32: checksum };
}
