import type { Buffer } from 'node:buffer';
import { GatewayError } from '../errors/gateway-error.js';
import type { Finding } from './finding.js';

export class Part10Reader {
  /** The 128 bytes before DICM; null until known and for files without. */
  readonly preamble: Buffer | null = null;
  readonly transferSyntaxUID: string | null = null;
  readonly mediaStorageSOPClassUID: string | null = null;
  readonly mediaStorageSOPInstanceUID: string | null = null;
  /** Bytes of the file before the data set; -1 until known. */
  readonly dataSetOffset: number = -1;
  readonly findings: Finding[] = [];

  /** Takes the next bytes of the file; null while the meta information is incomplete, then the bytes of the data set (perhaps none). */
  push(_chunk: Buffer): Buffer | null {
    throw new GatewayError('not-implemented');
  }

  /** Concludes at the end of the file: null when the data set has begun already, else its bytes (short files without preamble). */
  end(): Buffer | null {
    throw new GatewayError('not-implemented');
  }
}

export interface Part10HeaderOptions {
  sopClassUID: string;
  sopInstanceUID: string;
  transferSyntaxUID: string;
  callingAETitle?: string;
  receivingAETitle?: string;
}

export function encodePart10Header(_options: Part10HeaderOptions): Buffer {
  throw new GatewayError('not-implemented');
}

export type PreambleKind = 'zeros' | 'tiff' | 'executable' | 'markup' | 'other';

export function classifyPreamble(_preamble: Uint8Array): PreambleKind {
  throw new GatewayError('not-implemented');
}

/** True when a file may leave with this preamble: zeros or TIFF. */
export function isTrustedPreamble(preamble: Uint8Array): boolean {
  const kind = classifyPreamble(preamble);
  return kind === 'zeros' || kind === 'tiff';
}
