import type { AuditEntry } from '#core/audit/audit.js';
import type { Door } from '#core/pipeline/stages.js';

export type ReceptionOutcome = 'completed' | 'released' | 'aborted';

/** Who sends, through which door, and to which order: one association, one STOW-RS request or one upload. */
export interface Reception {
  readonly id: string;
  readonly organizationID: string;
  readonly door: Door;
  readonly orderID: string | null;
  /** How an order was named, when one was. */
  readonly orderNamedBy: 'address' | 'called-ae-title' | null;
  readonly accountID: string | null;
  readonly peerID: string | null;
  readonly callingAETitle: string | null;
  readonly calledAETitle: string | null;
  readonly remoteAddress: string | null;
}

export type ReceptionRequest = Omit<Reception, 'id'> & { tls: boolean };

/** What is known of an instance before its data set has arrived; a C-STORE command says it. */
export interface AnnouncedInstance {
  sopClassUID: string;
  sopInstanceUID: string;
  transferSyntaxUID: string;
}

/** The decision by which radiology rejected a study that comes again. */
export interface Rejection {
  studyID: string;
  decisionID: string;
  at: Date;
}

export interface StoredInstance {
  /** `already-stored`: the same content is here from before; a success for the sender, one copy for us. */
  outcome: 'stored' | 'already-stored';
  instanceID: string;
  studyID: string;
  sopClassUID: string;
  sopInstanceUID: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  /** Set when its study stood rejected as it came. */
  rejection?: Rejection | null;
}

/** What can be said of an instance that was refused. */
export interface KnownIdentity {
  sopClassUID?: string | undefined;
  sopInstanceUID?: string | undefined;
  studyInstanceUID?: string | undefined;
}

/**
 * An instance on its way to the disk. Exactly one of `complete` and `abandon` ends it.
 */
export interface ArrivingInstance {
  /**
   * Takes the next bytes as they came. A returned promise is back-pressure: read no more from the peer until it settles.
   * After a fault it swallows what follows (the peer is entitled to finish sending); the fault comes out of `complete`.
   */
  write(chunk: Buffer): void | Promise<void>;
  /** What has been recognised so far; for answers that must name an instance that failed. */
  readonly known: KnownIdentity;
  /**
   * Ends the instance: checks it to the last byte, makes the bytes and then the row durable, and only then resolves. `mayWait`: the sender
   * does not wait for this one, others come with it, and their rows may be committed together.
   *
   * @throws GatewayError with the reason of the refusal; nothing is kept then (but for `conflicting-content`, which is kept aside once).
   */
  complete(options?: { mayWait?: boolean }): Promise<StoredInstance>;
  /** Forgets it: the peer went away or aborted. Never throws. */
  abandon(): Promise<void>;
}

/** The one way to success; all doors end here. */
export interface InstanceStore {
  /**
   * Checks that reception can be durable right now: room on the disk, the database there.
   * @throws GatewayError `out-of-resources` (disk) or `database-unavailable`; the sender should send again later.
   */
  assertReady(): void;
  /** Records who sends; the row is there before its first instance is. */
  openReception(request: ReceptionRequest): Promise<Reception>;
  /** Ends a reception. Its end, and the audit record where the door hands one in, are written within a second, and by closing the store at the latest. */
  closeReception(reception: Reception, outcome: ReceptionOutcome, audit?: AuditEntry): void;
  /** A data set without a Part 10 header, as a C-STORE carries it; the header is put in front. */
  receiveDataSet(reception: Reception, announced: AnnouncedInstance): ArrivingInstance;
  /** A Part 10 file, as a STOW-RS part carries it; kept whole. `studyInstanceUID`: what the address named, so that anything else is refused as `study-mismatch`. */
  receivePart10(reception: Reception, expected?: { studyInstanceUID?: string | undefined }): ArrivingInstance;
  /** Writes down why an instance or an association was refused, for the sender's team; never throws. */
  recordRefusal(refusal: Refusal): void;
}

export interface Refusal {
  reception: Reception | null;
  organizationID: string | null;
  door: Door;
  callingAETitle?: string | null | undefined;
  calledAETitle?: string | null | undefined;
  remoteAddress?: string | null | undefined;
  known?: KnownIdentity | undefined;
  errorCode: string;
  status?: number | undefined;
  /** Plain words for the sender's PACS team, without patient data. */
  explanation: string;
}
