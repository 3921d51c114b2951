import { createHash, type Hash } from 'node:crypto';

/**
 * Begins the digest by which a data set is identified: SHA-256 over the transfer syntax UID, a NUL and the bytes of the data set.
 * The caller feeds it the data-set bytes as they stand behind the file meta information and takes the hexadecimal digest.
 */
export function beginDataSetDigest(transferSyntaxUID: string): Hash {
  return createHash('sha256').update(`${transferSyntaxUID}\0`);
}
