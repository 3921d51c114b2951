import type { Buffer } from 'node:buffer';
import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { GatewayError } from '../errors/gateway-error.js';

export interface InflationLimits {
  /** Bytes that may come out in all. */
  inflatedByteCount: number;
  /** Bytes out for each byte in, looked at after the first MiB. */
  inflationRatio: number;
}

export const defaultInflationLimits: InflationLimits = { inflatedByteCount: 4 * 1024 ** 3, inflationRatio: 1000 };

const RATIO_FREE_BYTES = 1024 * 1024;
// A deflated stream of odd length is filled up with one byte (PS3.5 A.5); a copied file to the end of its sector.
const LONGEST_REST = 2048;

/**
 * Inflates a deflated data set while it arrives and hands each piece on; a bomb is stopped while it unfolds.
 *
 * @throws GatewayError `limit-exceeded`, `truncated`, `cannot-understand` (no deflated data), or whatever `take` throws.
 * @see PS3.5 A.5
 */
export class Inflating {
  private readonly inflate: InflateRaw;
  private readonly limits: InflationLimits;
  private inputByteCount = 0;
  private outputByteCount = 0;
  private ended = false;
  private failure: unknown = null;
  private wake: (() => void) | null = null;

  constructor(take: (bytes: Buffer) => void, limits: InflationLimits = defaultInflationLimits) {
    this.limits = limits;
    this.inflate = createInflateRaw({ chunkSize: 65_536 });
    this.inflate.on('data', (bytes: Buffer) => {
      if (this.failure) return;
      try {
        this.count(bytes.length);
        take(bytes);
      } catch (thrown) {
        this.fail(thrown);
      }
    });
    this.inflate.on('end', () => {
      this.ended = true;
      this.wake?.();
    });
    this.inflate.on('error', (error: NodeJS.ErrnoException) => this.fail(asGatewayError(error)));
  }

  /** Bytes that followed the end of the deflated stream. */
  get restByteCount(): number {
    return this.ended ? this.inputByteCount - this.inflate.bytesWritten : 0;
  }

  /** Takes the next deflated bytes; resolves when what came of them has been handed on. */
  async push(chunk: Buffer): Promise<void> {
    if (this.failure) throw this.failure;
    this.inputByteCount += chunk.length;
    if (!this.ended && chunk.length > 0) {
      await this.until((done) => this.inflate.write(chunk, done));
    }
    this.checkRest();
  }

  async end(): Promise<void> {
    if (this.failure) throw this.failure;
    if (!this.ended) await this.until(() => this.inflate.end());
    this.checkRest();
    this.inflate.destroy();
  }

  /** Lets go of the decompressor; nothing may be pushed afterwards. */
  destroy(): void {
    this.inflate.destroy();
  }

  private until(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.wake = null;
        if (this.failure) reject(this.failure);
        else resolve();
      };
      this.wake = settle;
      start(settle);
    });
  }

  private fail(thrown: unknown): void {
    this.failure ??= thrown;
    this.inflate.destroy();
    this.wake?.();
  }

  private count(byteCount: number): void {
    this.outputByteCount += byteCount;
    const { inflatedByteCount, inflationRatio } = this.limits;
    const isBomb = this.outputByteCount > RATIO_FREE_BYTES && this.outputByteCount > this.inputByteCount * inflationRatio;
    if (isBomb || this.outputByteCount > inflatedByteCount) {
      throw new GatewayError('limit-exceeded', { explanation: 'Deflated data set unfolds beyond the limit' });
    }
  }

  private checkRest(): void {
    if (this.restByteCount > LONGEST_REST) {
      throw new GatewayError('cannot-understand', { explanation: 'Foreign bytes follow the end of the deflated data set' });
    }
  }
}

function asGatewayError(error: NodeJS.ErrnoException): GatewayError {
  if (error.code === 'Z_BUF_ERROR') {
    return new GatewayError('truncated', { explanation: 'Ends inside the deflated data set', cause: error });
  }
  return new GatewayError('cannot-understand', { explanation: 'Transfer syntax says deflated, the bytes are not', cause: error });
}
