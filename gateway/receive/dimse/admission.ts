// Who may come: judges an association by calling AE title, address and certificate, and by the called AE title that says to which order.
// Each rejection is written down in words that a PACS team understands, and audited; neither delays the answer.
// @see PS3.8 9.3.4, PS3.15 A.5.3.11 (Security Alert)
import type { AuditEntry } from '#core/audit/audit.js';
import { parseAETitle } from '#core/dicom/ae-title.js';
import { type ErrorCode, GatewayError } from '#core/errors/gateway-error.js';
import type { Logger } from '#core/logging/logger.js';
import type { InstanceStore, ReceptionRequest } from '../../store/arriving-instance.js';
import { APPLICATION_CONTEXT } from './association-answer.js';
import type { AssociationRequest } from './association-request.js';
import { isUsableMaximumLength } from './dimse-message.js';
import { type Rejection, rejections } from './pdu.js';
import type { FoundPeer, PeerDirectory } from './peer-directory.js';

/** Where a connection comes from. */
export interface Origin {
  readonly remoteAddress: string;
  /** Null without TLS, else the Common Name of the client's certificate. */
  readonly certificateSubject: string | null;
  readonly tls: boolean;
}

export interface Refused {
  readonly rejection: Rejection;
  readonly errorCode: ErrorCode;
  readonly explanation: string;
  readonly organizationID: string | null;
}

/** `sender` is what a reception will say of this association. */
export type Verdict = { readonly accepted: true; readonly sender: ReceptionRequest } | ({ readonly accepted: false } & Refused);

export interface AdmissionOptions {
  readonly ownAETitle: string;
  readonly directory: PeerDirectory;
  readonly store: Pick<InstanceStore, 'recordRefusal'>;
  readonly audit: (entry: AuditEntry) => void;
  readonly draining: () => boolean;
  readonly logger: Logger;
}

const titleOf = (sent: string): string | null => parseAETitle(sent);
const named = (title: string | null): string => (title === null ? 'that is empty or not readable' : `'${title}'`);

function refused(rejection: Rejection, explanation: string, about: { errorCode?: ErrorCode; organizationID?: string } = {}): Verdict {
  return {
    accepted: false,
    rejection,
    explanation,
    errorCode: about.errorCode ?? 'not-authorised',
    organizationID: about.organizationID ?? null,
  };
}

// Requestors wait for our answer for half a minute or less; a database that hangs must become an answer before.
const LONGEST_LOOKUP_MS = 5_000;

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new GatewayError('database-unavailable')), limitMs);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is wrong with the peer; null when it may come. */
function judgePeer(peer: FoundPeer | null, callingAETitle: string | null, origin: Origin): Verdict | null {
  const reject = (explanation: string): Verdict =>
    refused(rejections.callingAETitleNotRecognized, explanation, peer ? { organizationID: peer.organizationID } : {});
  if (!peer) return reject(`The calling AE title ${named(callingAETitle)} is not known here; ask the hospital to register it.`);
  if (!peer.enabled) return reject(`The peer ${named(callingAETitle)} is switched off here; ask the hospital to enable it.`);
  if (!peer.isFromItsAddress) {
    return reject(`The calling AE title ${named(callingAETitle)} is registered, but not for the address ${origin.remoteAddress}.`);
  }
  if (!origin.tls && peer.certificateSubject !== null) {
    return reject(`The peer ${named(callingAETitle)} has a certificate registered here and comes over the TLS port alone.`);
  }
  if (origin.tls && (peer.certificateSubject === null || peer.certificateSubject !== origin.certificateSubject)) {
    return reject(`The TLS certificate does not belong to the peer ${named(callingAETitle)}; its common name must be the registered one.`);
  }
  return null;
}

export class Admission {
  private readonly options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.options = options;
  }

  /** Judges what needs no database; null when there is nothing to object to yet. */
  private judgeRequest(request: AssociationRequest): Verdict | null {
    if ((request.protocolVersion & 1) === 0) {
      return refused(rejections.protocolVersionNotSupported, 'The association asks for a protocol version other than 1.', {
        errorCode: 'bad-request',
      });
    }
    if (request.applicationContext !== APPLICATION_CONTEXT) {
      return refused(rejections.applicationContextNotSupported, 'The application context name is not the one of DICOM.', {
        errorCode: 'bad-request',
      });
    }
    if (!isUsableMaximumLength(request.maximumLength)) {
      return refused(rejections.unacceptableProposal, 'The maximum PDU length is too small for any answer.', { errorCode: 'bad-request' });
    }
    if (this.options.draining()) {
      return refused(rejections.temporaryCongestion, 'The gateway is shutting down; send again in a minute.', {
        errorCode: 'shutting-down',
      });
    }
    return null;
  }

  /**
   * Judges an association. Never throws: a database that does not answer is congestion that passes (2/3/1).
   *
   * @see PS3.8 9.3.4
   */
  async judge(request: AssociationRequest, origin: Origin): Promise<Verdict> {
    const objection = this.judgeRequest(request);
    if (objection) return objection;
    try {
      const { callingAETitle, calledAETitle } = request;
      return await within(LONGEST_LOOKUP_MS, this.judgeTitles(titleOf(callingAETitle), titleOf(calledAETitle), origin));
    } catch (thrown) {
      this.options.logger.warn({ err: thrown }, 'no association can be admitted: the database does not answer');
      return refused(rejections.temporaryCongestion, 'The gateway cannot look up its peers at the moment; send again later.', {
        errorCode: 'database-unavailable',
      });
    }
  }

  private async judgeTitles(callingAETitle: string | null, calledAETitle: string | null, origin: Origin): Promise<Verdict> {
    const { directory, ownAETitle } = this.options;
    const peer = callingAETitle === null ? null : await directory.findPeer(callingAETitle, origin.remoteAddress);
    const objection = judgePeer(peer, callingAETitle, origin);
    if (objection || !peer) return objection ?? refused(rejections.callingAETitleNotRecognized, '');
    const isOurs = calledAETitle === ownAETitle;
    const orderID = isOurs || calledAETitle === null ? null : await directory.findOrder(calledAETitle, peer.organizationID);
    if (!isOurs && orderID === null) {
      return refused(
        rejections.calledAETitleNotRecognized,
        `The called AE title ${named(calledAETitle)} is neither ours nor that of an order of yours that takes images now.`,
        { organizationID: peer.organizationID },
      );
    }
    return {
      accepted: true,
      sender: {
        organizationID: peer.organizationID,
        door: 'dimse',
        orderID,
        orderNamedBy: orderID === null ? null : 'called-ae-title',
        accountID: null,
        peerID: peer.peerID,
        callingAETitle,
        calledAETitle,
        remoteAddress: origin.remoteAddress,
        tls: origin.tls,
      },
    };
  }

  /** Writes a rejection down, for the sender's team and the audit trail. Never throws, never waits. */
  record(request: AssociationRequest, origin: Origin, refusal: Refused): void {
    const callingAETitle = titleOf(request.callingAETitle);
    const calledAETitle = titleOf(request.calledAETitle);
    const { store, audit } = this.options;
    const { rejection, errorCode, explanation, organizationID } = refusal;
    store.recordRefusal({
      reception: null,
      organizationID,
      door: 'dimse',
      callingAETitle,
      calledAETitle,
      remoteAddress: origin.remoteAddress,
      errorCode,
      explanation,
    });
    audit({
      event: 'association-rejected',
      action: 'E',
      outcome: 4,
      organizationID,
      peerAETitle: callingAETitle,
      remoteAddress: origin.remoteAddress,
      subject: { code: 110113, calledAETitle, errorCode, ...rejection, tls: origin.tls },
    });
  }

  /** The verdict for one association more than there may be. */
  tooMany(): Refused & { accepted: false } {
    return {
      accepted: false,
      rejection: rejections.localLimitExceeded,
      errorCode: 'rate-limited',
      explanation: 'Too many associations at the same time; send over fewer, or later.',
      organizationID: null,
    };
  }
}
