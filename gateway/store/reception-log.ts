// Stage store: who sent what. Receptions are written with relaxed durability: the commit of their first instance flushes them too, and one
// without instances is no loss. Counts and notices of change are gathered for half a second, so that no instance waits for a page.
import { randomUUID } from 'node:crypto';
import { type Database, notifyChange } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Logger } from '#core/logging/logger.js';
import type { Reception, ReceptionRequest, Refusal } from './arriving-instance.js';

const GATHER_MS = 500;

interface Progress {
  reception: Reception;
  stored: number;
  refused: number;
}

export class ReceptionLog {
  readonly #database: Database;
  readonly #gatewayID: string;
  readonly #logger: Logger;
  #progress = new Map<string, Progress>();
  #studies = new Map<string, { organizationID: string; orderID: string | null }>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  /** `database` may commit with relaxed durability. */
  constructor(database: Database, gatewayID: string, logger: Logger) {
    this.#database = database;
    this.#gatewayID = gatewayID;
    this.#logger = logger;
  }

  /** @throws GatewayError `database-unavailable`; nothing can be received now. */
  async open(request: ReceptionRequest): Promise<Reception> {
    const reception: Reception = { ...request, id: randomUUID() };
    const row = {
      id: reception.id,
      organization_id: request.organizationID,
      door: request.door,
      peer_id: request.peerID,
      account_id: request.accountID,
      order_id: request.orderID,
      calling_ae_title: request.callingAETitle,
      called_ae_title: request.calledAETitle,
      remote_address: request.remoteAddress,
      tls: request.tls,
      gateway_id: this.#gatewayID,
    };
    try {
      await this.#database.insertInto('receptions').values(row).execute();
    } catch (error) {
      throw new GatewayError('database-unavailable', { cause: error });
    }
    return reception;
  }

  async close(reception: Reception, outcome: 'completed' | 'released' | 'aborted'): Promise<void> {
    await this.flush();
    try {
      await this.#database.updateTable('receptions').set({ ended_at: new Date(), outcome }).where('id', '=', reception.id).execute();
      await notifyChange(this.#database, noticeOf(reception));
    } catch (error) {
      // Housekeeping ends what a broken connection leaves open.
      this.#logger.warn({ err: error, receptionID: reception.id }, 'the end of a reception was not written');
    }
  }

  countStored(reception: Reception, studyID: string): void {
    this.#progressOf(reception).stored++;
    this.#studies.set(studyID, { organizationID: reception.organizationID, orderID: reception.orderID });
    this.#schedule();
  }

  /** Writes a refusal down for the sender's team; never throws. */
  refuse(refusal: Refusal): void {
    if (refusal.reception) this.#progressOf(refusal.reception).refused++;
    const row = {
      reception_id: refusal.reception?.id ?? null,
      organization_id: refusal.organizationID,
      door: refusal.door,
      calling_ae_title: printable(refusal.callingAETitle ?? refusal.reception?.callingAETitle),
      called_ae_title: printable(refusal.calledAETitle ?? refusal.reception?.calledAETitle),
      remote_address: refusal.remoteAddress ?? refusal.reception?.remoteAddress ?? null,
      sop_class_uid: printable(refusal.known?.sopClassUID),
      sop_instance_uid: printable(refusal.known?.sopInstanceUID),
      study_instance_uid: printable(refusal.known?.studyInstanceUID),
      error_code: refusal.errorCode,
      status: refusal.status ?? null,
      explanation: refusal.explanation.slice(0, 500),
    };
    this.#writing = this.#writing
      .then(async () => {
        await this.#database.insertInto('refusals').values(row).execute();
      })
      .catch((error: unknown) => this.#logger.warn({ err: error, errorCode: refusal.errorCode }, 'a refusal was not written'));
    this.#schedule();
  }

  /** Writes what has been gathered. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const progress = [...this.#progress.values()];
    const studies = [...this.#studies];
    this.#progress = new Map();
    this.#studies = new Map();
    this.#writing = this.#writing
      .then(() => this.#write(progress, studies))
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'the progress of receptions was not written'));
    return this.#writing;
  }

  async #write(progress: Progress[], studies: [string, { organizationID: string; orderID: string | null }][]): Promise<void> {
    for (const { reception, stored, refused } of progress) {
      await this.#database
        .updateTable('receptions')
        .set((eb) => ({ stored_count: eb('stored_count', '+', stored), refused_count: eb('refused_count', '+', refused) }))
        .where('id', '=', reception.id)
        .execute();
      await notifyChange(this.#database, noticeOf(reception));
    }
    const studyIDs = studies.map(([id]) => id);
    if (studyIDs.length > 0)
      await this.#database.updateTable('studies').set({ last_received_at: new Date() }).where('id', 'in', studyIDs).execute();
    for (const [id, study] of studies) await notifyChange(this.#database, { kind: 'study', id, ...study });
  }

  #progressOf(reception: Reception): Progress {
    let progress = this.#progress.get(reception.id);
    if (!progress) {
      progress = { reception, stored: 0, refused: 0 };
      this.#progress.set(reception.id, progress);
    }
    return progress;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }
}

function noticeOf(reception: Reception) {
  return { kind: 'reception' as const, id: reception.id, organizationID: reception.organizationID, orderID: reception.orderID };
}

/** What a stranger sent, as far as a list can show it. */
function printable(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/g, '?').slice(0, 64);
}
