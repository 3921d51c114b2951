import type { Buffer } from 'node:buffer';
import type { StructureFindingCode } from './finding.js';

export const UNDEFINED_LENGTH = 0xffffffff;

/** The header of one data element. Offsets count from the first byte of the data set. */
export interface ElementHeader {
  /** Group and element number as one number: 0x00080018. */
  tag: number;
  /** Two letters; '' where the encoding is implicit. */
  vr: string;
  /** Bytes of the value, or UNDEFINED_LENGTH. */
  length: number;
  /** Where the header begins. */
  offset: number;
  /** Where the value begins. */
  valueOffset: number;
  /** 0 for the data set itself, 1 inside an item of its sequences, and so on. */
  depth: number;
  /** How numbers in the value are encoded. */
  bigEndian: boolean;
}

/** What the handler wants of a value: nothing, the whole of it (up to the value limit), or its bytes as they come. */
export type ValueHandling = 'skip' | 'whole' | 'stream';

/** Receives what a DataSetScanner finds, in the order of the bytes. Bytes are views of the pushed chunk: copy what is kept. */
export interface DataSetHandler {
  /** An element with a value; not called for sequences and encapsulated pixel data. */
  element(header: ElementHeader): ValueHandling;
  /** The whole value of an element that was asked for with `whole` and fits into the value limit. */
  value?(header: ElementHeader, bytes: Buffer): void;
  /** The next bytes of an element or fragment that was asked for with `stream`. */
  valueChunk?(header: ElementHeader, bytes: Buffer): void;
  /** The end of every value but sequences', skipped ones included. */
  valueEnd?(header: ElementHeader): void;
  sequenceStart?(header: ElementHeader): void;
  sequenceEnd?(header: ElementHeader): void;
  itemStart?(offset: number, index: number): void;
  itemEnd?(offset: number): void;
  /** Encapsulated pixel data begin; their fragments follow, the first one being the basic offset table. */
  fragmentsStart?(header: ElementHeader): void;
  /** A fragment; `stream` hands its bytes over by valueChunk. */
  fragment?(header: ElementHeader, index: number, offset: number, length: number): 'skip' | 'stream';
  fragmentsEnd?(header: ElementHeader, offset: number): void;
  finding?(code: StructureFindingCode): void;
}

export interface ScannerLimits {
  depth?: number;
  elementCount?: number;
  valueLimit?: number;
}
