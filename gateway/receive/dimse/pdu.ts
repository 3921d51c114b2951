// The words of the upper layer protocol that every file of this door shares: PDU types, reasons, and the PDUs that have a fixed form.
// @see PS3.8 9.3
import { Buffer } from 'node:buffer';

export const PDU_HEADER_BYTES = 6;
/** Length, presentation context ID and message control header in front of each fragment. @see PS3.8 9.3.5.1 */
export const PDV_HEADER_BYTES = 6;

export const pduType = {
  associateRequest: 0x01,
  associateAccept: 0x02,
  associateReject: 0x03,
  data: 0x04,
  releaseRequest: 0x05,
  releaseReply: 0x06,
  abort: 0x07,
} as const;

/** Reasons of an A-ABORT whose source is the service provider. @see PS3.8 9.3.8 */
export const abortReason = {
  notSpecified: 0,
  unrecognizedPDU: 1,
  unexpectedPDU: 2,
  unrecognizedParameter: 4,
  unexpectedParameter: 5,
  invalidParameterValue: 6,
} as const;
export type AbortReason = (typeof abortReason)[keyof typeof abortReason];

export const abortSource = { serviceUser: 0, serviceProvider: 2 } as const;
export type AbortSource = (typeof abortSource)[keyof typeof abortSource];

/** Why a peer gets an A-ABORT; `what` is for our log and free of anything that the peer sent. */
export class ProtocolFault extends Error {
  readonly source: AbortSource;
  readonly reason: AbortReason;

  constructor(what: string, reason: AbortReason, source: AbortSource = abortSource.serviceProvider) {
    super(what);
    this.name = 'ProtocolFault';
    this.source = source;
    // The reason is not significant when the service user aborts. @see PS3.8 9.3.8
    this.reason = source === abortSource.serviceUser ? abortReason.notSpecified : reason;
  }
}

/** Result, source and reason of an A-ASSOCIATE-RJ. @see PS3.8 9.3.4 */
export interface Rejection {
  readonly result: 1 | 2;
  readonly source: 1 | 2 | 3;
  readonly reason: number;
}

export const rejections = {
  unacceptableProposal: { result: 1, source: 2, reason: 1 },
  applicationContextNotSupported: { result: 1, source: 1, reason: 2 },
  callingAETitleNotRecognized: { result: 1, source: 1, reason: 3 },
  calledAETitleNotRecognized: { result: 1, source: 1, reason: 7 },
  protocolVersionNotSupported: { result: 1, source: 2, reason: 2 },
  temporaryCongestion: { result: 2, source: 3, reason: 1 },
  localLimitExceeded: { result: 2, source: 3, reason: 2 },
} as const satisfies Record<string, Rejection>;

function fixedPDU(type: number, source: number, reason: number, result = 0): Buffer {
  return Buffer.from([type, 0, 0, 0, 0, 4, 0, result, source, reason]);
}

/** Encodes an A-ASSOCIATE-RJ PDU. @see PS3.8 9.3.4 */
export function encodeReject(rejection: Rejection): Buffer {
  return fixedPDU(pduType.associateReject, rejection.source, rejection.reason, rejection.result);
}

/** Encodes an A-ABORT PDU. @see PS3.8 9.3.8 */
export function encodeAbort(source: AbortSource, reason: AbortReason): Buffer {
  return fixedPDU(pduType.abort, source, reason);
}

/** Encodes an A-RELEASE-RP PDU. @see PS3.8 9.3.7 */
export function encodeReleaseReply(): Buffer {
  return fixedPDU(pduType.releaseReply, 0, 0);
}
