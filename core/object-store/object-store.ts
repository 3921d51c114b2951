import type { Readable } from 'node:stream';

/** A half-open range of bytes. */
export interface ByteRange {
  start: number;
  /** First byte that no longer belongs to it. */
  end: number;
}

/**
 * Keeps bytes under keys of our own making (never made from data).
 * Arriving instances are written by gateway/store itself, which knows when they are durable; the object store serves everything that comes after.
 */
export interface ObjectStore {
  /** @throws GatewayError `not-found` when nothing stands under the key: an operator must look, rows never outlive their bytes. */
  byteCount(key: string): Promise<number>;
  /** Streams an object or a range of it; the stream fails with GatewayError `not-found` when nothing stands under the key. */
  read(key: string, range?: ByteRange): Readable;
  /**
   * Reads an object or a range of it once, from front to end: for digests, that keep nothing. The bytes handed over are only good until `take`
   * returns, and no memory is asked for them anew.
   *
   * @throws GatewayError `not-found` when nothing stands under the key.
   */
  scan(key: string, range: ByteRange, take: (bytes: Buffer) => void): Promise<void>;
  /** Makes small derived data (thumbnails, posters) durable under a key; what stood there is replaced at once. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** Forgets an object; nothing there is fine. */
  remove(key: string): Promise<void>;
}
