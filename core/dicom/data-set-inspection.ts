import type { Buffer } from 'node:buffer';
import { GatewayError } from '../errors/gateway-error.js';
import type { DicomJson } from './dicom-json-types.js';
import type { Finding } from './finding.js';

export interface InspectionLimits {
  /** Sequences inside each other; default 64. */
  depth?: number;
  /** Elements and items in all; default 1,000,000. */
  elementCount?: number;
  /** Bytes that a deflated data set may grow to; default 4 GiB. */
  inflatedByteCount?: number;
  /** Bytes out for each byte in, after the first MiB; default 1000. */
  inflationRatio?: number;
}

export interface DataSetIdentities {
  sopClassUID?: string;
  sopInstanceUID?: string;
  studyInstanceUID?: string;
  seriesInstanceUID?: string;
}

export type PixelDataKind = 'none' | 'native' | 'float' | 'encapsulated';

/** Where the pixel data stand. Offsets count from the first byte of the data set (the inflated one where it is deflated). */
export interface PixelDataPlace {
  kind: PixelDataKind;
  offset: number;
  length: number;
  fragmentCount: number;
}

export interface InspectedDataSet {
  sopClassUID: string;
  sopInstanceUID: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  attributes: DicomJson;
  text: { trusted: boolean };
  findings: Finding[];
  pixelData: PixelDataPlace;
  /** Bytes of the data set as pushed (deflated ones where it is deflated). */
  byteCount: number;
}

export class DataSetInspection {
  constructor(_transferSyntaxUID: string, _limits: InspectionLimits = {}) {}

  get identities(): DataSetIdentities {
    throw new GatewayError('not-implemented');
  }

  push(_chunk: Buffer): void | Promise<void> {
    throw new GatewayError('not-implemented');
  }

  finish(): Promise<InspectedDataSet> {
    throw new GatewayError('not-implemented');
  }
}
