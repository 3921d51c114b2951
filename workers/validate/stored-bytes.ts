import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beginDataSetDigest } from '#core/dicom/data-set-digest.js';
import type { ObjectStore } from '#core/object-store/object-store.js';

export interface StoredFile {
  objectKey: string;
  byteCount: number;
  dataSetOffset: number;
  transferSyntaxUID: string;
}

export interface FileDigests {
  byteCount: number;
  /** Of the whole file, hexadecimal. */
  fileSHA256: string;
  /** The instance's identity: of transfer syntax UID, NUL and the data set's bytes, hexadecimal. */
  dataSetSHA256: string;
  dataSetCRC32: number;
}

/**
 * Reads a stored file once and digests it as it passes; nothing of it is kept in memory.
 *
 * @throws GatewayError `not-found` when nothing stands under the key.
 */
export async function digestStoredFile(objects: ObjectStore, file: StoredFile): Promise<FileDigests> {
  const ofFile = createHash('sha256');
  const ofDataSet = beginDataSetDigest(file.transferSyntaxUID);
  let checksum = 0;
  let position = 0;
  for await (const chunk of objects.read(file.objectKey) as AsyncIterable<Buffer>) {
    ofFile.update(chunk);
    const skipped = Math.min(Math.max(file.dataSetOffset - position, 0), chunk.length);
    position += chunk.length;
    if (skipped === chunk.length) continue;
    const dataSet = skipped === 0 ? chunk : chunk.subarray(skipped);
    ofDataSet.update(dataSet);
    checksum = crc32(dataSet, checksum);
  }
  return { byteCount: position, fileSHA256: ofFile.digest('hex'), dataSetSHA256: ofDataSet.digest('hex'), dataSetCRC32: checksum };
}
