// Storage SCP: second half of the door's way, from a C-STORE command to the store and back to a Status. Bytes pass as they come; success is
// the store's to say, and one bad instance never ends the association.
// @see PS3.4 B.2.3, PS3.7 9.1.1
import type { Buffer } from 'node:buffer';
import type { AuditEntry } from '#core/audit/audit.js';
import { errorComment, storeFailures } from '#core/dicom/store-failure.js';
import { isUsableUID } from '#core/dicom/uid.js';
import { GatewayError, toGatewayError } from '#core/errors/gateway-error.js';
import type { Logger } from '#core/logging/logger.js';
import type { ArrivingInstance, InstanceStore, KnownIdentity, Reception, ReceptionRequest } from '../../store/arriving-instance.js';
import type { PresentationContext } from './association-answer.js';
import { type DimseCommand, type DimseResponse, dimseStatus } from './dimse-message.js';

const SOP_CLASS_UID = 0x00080016;
const SOP_INSTANCE_UID = 0x00080018;
// An association without end must not make its ledger grow without end: from here on it is written and begun anew.
const MOST_COUNTED_STUDIES = 500;

export interface StoreScpOptions {
  readonly store: InstanceStore;
  readonly logger: Logger;
  /** Writes an audit record without making the association wait. */
  readonly audit: (entry: AuditEntry) => void;
  readonly sender: ReceptionRequest;
}

interface Current {
  readonly command: DimseCommand;
  arriving: ArrivingInstance | null;
  failure: GatewayError | null;
}

/** What is wrong with a C-STORE command before a byte of its data set; null when nothing is. */
function faultOf(command: DimseCommand, context: PresentationContext): GatewayError | null {
  const { affectedSOPClassUID, affectedSOPInstanceUID } = command;
  if (!command.hasDataSet) return new GatewayError('cannot-understand', { explanation: 'C-STORE came without a data set' });
  if (affectedSOPClassUID === '' || affectedSOPInstanceUID === '') {
    return new GatewayError('missing-uid', { explanation: 'C-STORE command lacks the SOP Class or SOP Instance UID' });
  }
  if (!isUsableUID(affectedSOPClassUID) || !isUsableUID(affectedSOPInstanceUID)) {
    return new GatewayError('invalid-uid', { explanation: 'A UID of the C-STORE command is not a UID' });
  }
  if (affectedSOPClassUID !== context.abstractSyntax) {
    return new GatewayError('identity-mismatch', { explanation: 'SOP Class of the C-STORE is not the one of its context' });
  }
  return null;
}

function usable(uid: string | undefined): string | undefined {
  return isUsableUID(uid) ? uid : undefined;
}

/** The C-STOREs of one association, one after another. */
export class StoreScp {
  private readonly options: StoreScpOptions;
  private reception: Reception | null = null;
  private current: Current | null = null;
  private closed = false;
  private readonly counts = new Map<string, { stored: number; alreadyStored: number }>();
  storedCount = 0;
  refusedCount = 0;

  constructor(options: StoreScpOptions) {
    this.options = options;
  }

  /**
   * Begins an instance; the first one opens the reception. Never throws: what is wrong is answered by `finish`, after the data set has
   * been swallowed.
   */
  begin(command: DimseCommand, context: PresentationContext): void | Promise<void> {
    const current: Current = { command, arriving: null, failure: faultOf(command, context) };
    this.current = current;
    try {
      this.options.store.assertReady();
    } catch (thrown) {
      current.failure = toGatewayError(thrown);
      return;
    }
    if (this.reception) this.receive(current, this.reception, context);
    else return this.openReception(current, context);
  }

  private async openReception(current: Current, context: PresentationContext): Promise<void> {
    try {
      this.reception = await this.options.store.openReception(this.options.sender);
      if (!this.closed) this.receive(current, this.reception, context);
    } catch (thrown) {
      current.failure = thrown instanceof GatewayError ? thrown : new GatewayError('database-unavailable', { cause: thrown });
    }
  }

  private receive(current: Current, reception: Reception, context: PresentationContext): void {
    if (current.failure) return;
    try {
      current.arriving = this.options.store.receiveDataSet(reception, {
        sopClassUID: current.command.affectedSOPClassUID,
        sopInstanceUID: current.command.affectedSOPInstanceUID,
        transferSyntaxUID: context.transferSyntax,
      });
    } catch (thrown) {
      current.failure = toGatewayError(thrown);
    }
  }

  /** Hands bytes of the data set on; a promise is back-pressure. What belongs to a refused instance is swallowed. */
  write(bytes: Buffer): void | Promise<void> {
    const current = this.current;
    if (!current?.arriving || current.failure) return;
    try {
      return current.arriving.write(bytes)?.catch((thrown: unknown) => this.fail(current, thrown));
    } catch (thrown) {
      return this.fail(current, thrown);
    }
  }

  // The store promises to keep its faults for `complete`; one that comes earlier all the same must not end the association.
  private async fail(current: Current, thrown: unknown): Promise<void> {
    current.failure = toGatewayError(thrown);
    const { arriving } = current;
    current.arriving = null;
    await arriving?.abandon();
  }

  /** Ends the instance and says what to answer. Success only after the store's own. Never throws. */
  async finish(): Promise<DimseResponse> {
    const current = this.current;
    if (!current) return { status: dimseStatus.unrecognizedOperation };
    try {
      if (current.failure) throw current.failure;
      if (!current.arriving) throw new GatewayError('internal');
      const { studyInstanceUID, outcome } = await current.arriving.complete();
      this.count(studyInstanceUID, outcome);
      return { status: dimseStatus.success };
    } catch (thrown) {
      return this.refuse(current, toGatewayError(thrown));
    } finally {
      this.current = null;
    }
  }

  private count(studyInstanceUID: string, outcome: 'stored' | 'already-stored'): void {
    this.storedCount++;
    let counts = this.counts.get(studyInstanceUID);
    if (!counts) {
      if (this.counts.size >= MOST_COUNTED_STUDIES) this.auditCounts();
      counts = { stored: 0, alreadyStored: 0 };
      this.counts.set(studyInstanceUID, counts);
    }
    if (outcome === 'stored') counts.stored++;
    else counts.alreadyStored++;
  }

  private refuse(current: Current, error: GatewayError): DimseResponse {
    this.refusedCount++;
    const { store, logger, sender } = this.options;
    const known = this.identityOf(current);
    const { status, comment } = storeFailures[error.code];
    if (error.code === 'internal') logger.error({ err: error, sopInstanceUID: known.sopInstanceUID }, 'an instance could not be stored');
    store.recordRefusal({
      reception: this.reception,
      organizationID: sender.organizationID,
      door: sender.door,
      callingAETitle: sender.callingAETitle,
      calledAETitle: sender.calledAETitle,
      remoteAddress: sender.remoteAddress,
      known,
      errorCode: error.code,
      status,
      explanation: error.explanation ?? comment,
    });
    return {
      status,
      errorComment: errorComment(error),
      offendingElement: error.code === 'identity-mismatch' ? this.offendingElement(current) : undefined,
    };
  }

  private identityOf(current: Current): KnownIdentity {
    const { affectedSOPClassUID, affectedSOPInstanceUID } = current.command;
    return {
      sopClassUID: usable(affectedSOPClassUID),
      sopInstanceUID: usable(affectedSOPInstanceUID),
      studyInstanceUID: usable(current.arriving?.known.studyInstanceUID),
    };
  }

  private offendingElement(current: Current): number {
    const found = current.arriving?.known.sopInstanceUID;
    return found !== undefined && found !== current.command.affectedSOPInstanceUID ? SOP_INSTANCE_UID : SOP_CLASS_UID;
  }

  private auditCounts(): void {
    if (this.counts.size === 0) return;
    const { audit, sender } = this.options;
    audit({
      event: 'instances-received',
      action: 'C',
      organizationID: sender.organizationID,
      peerAETitle: sender.callingAETitle,
      remoteAddress: sender.remoteAddress,
      subject: {
        code: 110104,
        receptionID: this.reception?.id,
        orderID: sender.orderID,
        calledAETitle: sender.calledAETitle,
        studies: Object.fromEntries(this.counts),
      },
    });
    this.counts.clear();
  }

  /** Forgets the instance that is on its way; nothing of it stays. */
  async abandon(): Promise<void> {
    const current = this.current;
    this.current = null;
    await current?.arriving?.abandon();
  }

  /** Ends the reception, if there was one. Call it when nothing is on its way any more. */
  async close(outcome: 'released' | 'aborted'): Promise<void> {
    this.closed = true;
    await this.abandon();
    this.auditCounts();
    if (this.reception) this.options.store.closeReception(this.reception, outcome);
  }
}
