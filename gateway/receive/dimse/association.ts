// One association from its connection to its end: the state machine in front of everything else. Nothing is processed before our accept,
// nothing after a reject, abort or release; PDUs are taken strictly in order and at the store's pace; every end destroys the socket.
// @see PS3.8 9.2
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { AuditEntry } from '#core/audit/audit.js';
import type { Settings } from '#core/config/settings.js';
import type { Logger } from '#core/logging/logger.js';
import type { InstanceStore, ReceptionRequest } from '../../store/arriving-instance.js';
import type { Admission, Origin, Verdict } from './admission.js';
import { encodeAccept, negotiateContext } from './association-answer.js';
import { type AssociationRequest, readAssociationRequest } from './association-request.js';
import { DimseExchange } from './dimse-exchange.js';
import { abortReason, encodeAbort, encodeReject, encodeReleaseReply, ProtocolFault, pduType } from './pdu.js';
import { type ControlPDU, type Fragment, PduReader } from './pdu-reader.js';
import { StoreScp } from './store-scp.js';

// How long a peer has to read our last PDU and to close; after that the socket goes without its consent.
const LINGER_MS = 3_000;

export interface AssociationEnvironment {
  readonly settings: Pick<Settings, 'DIMSE_MAX_PDU_BYTES' | 'DIMSE_IDLE_TIMEOUT_MS' | 'DIMSE_ARTIM_TIMEOUT_MS'>;
  readonly store: InstanceStore;
  readonly logger: Logger;
  readonly admission: Admission;
  readonly audit: (entry: AuditEntry) => void;
  /** Takes a place for an association; null when there is none. The returned function gives it back. */
  readonly occupy: (remoteAddress: string) => (() => void) | null;
}

type State = 'awaiting-request' | 'judging' | 'established' | 'ending' | 'closed';
type Outcome = 'released' | 'aborted';

export class Association {
  /** Resolves when the socket is gone and the reception is closed. Never rejects. */
  readonly closed: Promise<void>;
  private readonly socket: Socket;
  private readonly origin: Origin;
  private readonly environment: AssociationEnvironment;
  private readonly reader: PduReader;
  private state: State = 'awaiting-request';
  private exchange: DimseExchange | null = null;
  private storeScp: StoreScp | null = null;
  private waiting: Promise<void> | null = null;
  private ending: Promise<void> | null = null;
  private isPaused = false;
  private isDraining = false;
  private leave: (() => void) | null = null;
  private deadline: number;
  private lastActivity: number;

  constructor(socket: Socket, origin: Origin, environment: AssociationEnvironment) {
    this.socket = socket;
    this.origin = origin;
    this.environment = environment;
    this.reader = new PduReader(environment.settings.DIMSE_MAX_PDU_BYTES);
    this.lastActivity = performance.now();
    this.deadline = this.lastActivity + environment.settings.DIMSE_ARTIM_TIMEOUT_MS;
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    this.closed = gone.then(() => this.end('closed', 'aborted'));
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.onData(chunk));
    // A reset or a failed write; 'close' follows and is where the association ends.
    socket.on('error', (error) => environment.logger.debug({ err: error }, 'a DICOM connection failed'));
  }

  private onData(chunk: Buffer): void {
    this.lastActivity = performance.now();
    if (this.state === 'ending' || this.state === 'closed') return;
    if (this.state === 'judging') {
      this.onEarlyData(chunk);
      return;
    }
    this.reader.push(chunk);
    if (this.waiting === null) this.pump();
    else this.pause();
  }

  /** Between its request and our answer a peer may only abort. @see PS3.8 9.2.3 (Sta3) */
  private onEarlyData(chunk: Buffer): void {
    if (chunk[0] === pduType.abort) this.finishSocket('aborted');
    else this.abort(new ProtocolFault('data before the association was accepted', abortReason.unexpectedPDU));
  }

  private pause(): void {
    this.isPaused = true;
    this.socket.pause();
  }

  private mayRead(): boolean {
    return this.waiting === null && (this.state === 'awaiting-request' || this.state === 'established');
  }

  /** Processes what is queued until something has to be waited for. */
  private pump(): void {
    try {
      while (this.mayRead()) {
        const next = this.reader.next();
        if (!next) break;
        const wait = next.kind === 'fragment' ? this.onFragment(next) : this.onControl(next);
        if (wait !== undefined) this.waitFor(wait);
        else this.endWhenDrained();
      }
    } catch (thrown) {
      this.fail(thrown);
    }
    if (this.isPaused && this.waiting === null) {
      this.isPaused = false;
      this.socket.resume();
    }
  }

  private waitFor(wait: Promise<void>): void {
    this.waiting = wait.then(
      () => this.resume(),
      (thrown: unknown) => {
        this.waiting = null;
        this.fail(thrown);
      },
    );
  }

  private resume(): void {
    this.waiting = null;
    // The time that the store took is not the peer's silence.
    this.lastActivity = performance.now();
    this.endWhenDrained();
    this.pump();
  }

  private fail(thrown: unknown): void {
    if (thrown instanceof ProtocolFault) {
      this.abort(thrown);
      return;
    }
    this.environment.logger.error({ err: thrown }, 'an association failed');
    this.abort(new ProtocolFault('internal fault', abortReason.notSpecified));
  }

  private onFragment(fragment: Fragment): void | Promise<void> {
    if (!this.exchange) throw new ProtocolFault('P-DATA-TF before A-ASSOCIATE-RQ', abortReason.unexpectedPDU);
    return this.exchange.take(fragment);
  }

  private onControl(pdu: ControlPDU): void | Promise<void> {
    if (this.state === 'awaiting-request' && pdu.type === pduType.associateRequest) return this.onRequest(pdu.body);
    if (pdu.type === pduType.abort) this.finishSocket('aborted');
    else if (this.state === 'established' && pdu.type === pduType.releaseRequest) {
      this.write(encodeReleaseReply());
      this.finishSocket('released');
    } else throw new ProtocolFault('PDU that does not fit the state of the association', abortReason.unexpectedPDU);
  }

  private onRequest(body: Buffer): Promise<void> {
    const request = readAssociationRequest(body);
    if (this.reader.queuedBytes > 0) throw new ProtocolFault('data behind A-ASSOCIATE-RQ', abortReason.unexpectedPDU);
    this.state = 'judging';
    return this.judge(request);
  }

  private async judge(request: AssociationRequest): Promise<void> {
    const { admission, occupy } = this.environment;
    this.leave = occupy(this.origin.remoteAddress);
    const verdict: Verdict = this.leave ? await admission.judge(request, this.origin) : admission.tooMany();
    // The peer may have gone, or have been aborted, while it was looked up.
    if (this.state !== 'judging') return;
    if (verdict.accepted) return this.establish(request, verdict.sender);
    admission.record(request, this.origin, verdict);
    this.write(encodeReject(verdict.rejection));
    this.finishSocket('aborted');
  }

  private establish(request: AssociationRequest, sender: ReceptionRequest): void {
    const { store, logger, audit, settings } = this.environment;
    const contexts = request.contexts.map(negotiateContext);
    this.storeScp = new StoreScp({ store, logger, audit, sender });
    this.exchange = new DimseExchange({
      contexts,
      peerMaximumLength: request.maximumLength,
      storeScp: this.storeScp,
      send: (pdus) => this.send(pdus),
    });
    this.state = 'established';
    this.write(encodeAccept(request, contexts, settings.DIMSE_MAX_PDU_BYTES));
  }

  /** Writes one PDU in one piece. */
  private write(pdu: Buffer): boolean {
    return !this.socket.writable || this.socket.write(pdu);
  }

  /** Writes an answer; a promise when the peer does not read what we write. */
  private send(pdus: Buffer): undefined | Promise<void> {
    if (this.write(pdus)) return;
    return new Promise((resolve) => {
      const done = (): void => {
        this.socket.off('drain', done).off('close', done);
        resolve();
      };
      this.socket.once('drain', done).once('close', done);
    });
  }

  private abort(fault: ProtocolFault): void {
    if (this.state === 'ending' || this.state === 'closed') return;
    const { logger } = this.environment;
    logger.info({ remoteAddress: this.origin.remoteAddress, fault: fault.message }, 'association aborted by us');
    this.write(encodeAbort(fault.source, fault.reason));
    this.finishSocket('aborted');
  }

  /** Our last PDU is written: send it, read and discard what still comes, and close. @see PS3.8 9.2.3 (Sta13) */
  private finishSocket(outcome: Outcome): void {
    // Never fails: what goes wrong in there is logged.
    void this.end('ending', outcome);
    this.socket.end();
    this.socket.resume();
  }

  /** Ends the association once, whoever asks first; what is being stored at this moment is waited for. */
  private end(state: 'ending' | 'closed', outcome: Outcome): Promise<void> {
    if (this.state !== 'closed') this.state = state;
    if (!this.ending) {
      this.reader.discard();
      this.deadline = performance.now() + Math.min(LINGER_MS, this.environment.settings.DIMSE_ARTIM_TIMEOUT_MS);
      this.leave?.();
      this.leave = null;
      this.ending = this.closeReception(outcome);
    }
    return this.ending;
  }

  private async closeReception(outcome: Outcome): Promise<void> {
    await this.waiting;
    if (!this.storeScp) return;
    const { logger } = this.environment;
    const { storedCount: stored, refusedCount: refused } = this.storeScp;
    try {
      await this.storeScp.close(outcome);
      if (stored + refused > 0) logger.info({ remoteAddress: this.origin.remoteAddress, stored, refused, outcome }, 'association ended');
    } catch (thrown) {
      logger.error({ err: thrown }, 'a reception could not be closed');
    }
  }

  /** Ends what has had its time; called by the server's clock, so that no association needs timers of its own. */
  sweep(now: number): void {
    const { DIMSE_IDLE_TIMEOUT_MS } = this.environment.settings;
    if (this.state === 'ending' || this.state === 'closed') {
      if (now > this.deadline) this.socket.destroy();
    } else if (this.state === 'awaiting-request') {
      if (now > this.deadline) this.socket.destroy();
    } else if (now - this.lastActivity > DIMSE_IDLE_TIMEOUT_MS) {
      // While we wait for the store the peer is entitled to be silent; while it does not read our answers it is not.
      if (this.socket.writableNeedDrain) this.socket.destroy();
      else if (this.waiting === null) this.abort(new ProtocolFault('idle for too long', abortReason.notSpecified));
    }
  }

  /** Lets a C-STORE that has begun come to its answer, then aborts; at once when nothing has begun. */
  drain(): void {
    this.isDraining = true;
    if (this.state === 'awaiting-request') this.socket.destroy();
    else this.endWhenDrained();
  }

  private endWhenDrained(): void {
    if (!this.isDraining || this.state !== 'established' || this.waiting !== null || this.exchange?.isBusy) return;
    this.abort(new ProtocolFault('shutting down', abortReason.notSpecified));
  }

  /** Ends it without a word. */
  destroy(): void {
    this.socket.destroy();
  }
}
