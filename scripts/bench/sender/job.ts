import type { Patient } from '../../../dicom-samples/generate/identities.js';
import type { Load } from '../loads.js';

export interface DimseTarget {
  readonly door: 'dimse';
  readonly port: number;
  readonly callingAETitle: string;
  readonly calledAETitle: string;
}

export interface StowTarget {
  readonly door: 'stow-rs';
  readonly port: number;
  readonly path: string;
  readonly authorization?: string | undefined;
}

/** What the sender's process is asked to send, and to whom; always on the loopback address. */
export interface SendJob {
  readonly load: Omit<Load, 'timeBudget' | 'title'>;
  readonly seed: number;
  readonly patient?: Patient | undefined;
  readonly target: DimseTarget | StowTarget;
}

export interface SendResult {
  readonly instanceCount: number;
  readonly byteCount: number;
  readonly studyInstanceUID: string;
  /** From the first connection to the last answer. */
  readonly wallMs: number;
  /** Of single answers: C-STORE-RSP, or the answer to one STOW-RS request. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The sender's own CPU time while it sent. */
  readonly cpuMs: number;
}

export type SenderMessage = { state: 'prepared' } | { state: 'sent'; result: SendResult } | { state: 'failed'; reason: string };

/** Sends what one connection has been given and resolves with the milliseconds that each answer took. */
export type SendOverConnection = () => Promise<number[]>;

export interface PreparedSending {
  readonly connections: readonly SendOverConnection[];
  readonly instanceCount: number;
  readonly byteCount: number;
  readonly studyInstanceUID: string;
}
