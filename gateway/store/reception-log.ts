// Stage store: who sent what. Receptions are written with relaxed durability: the commit of their first instance flushes them too, and one
// without instances is no loss. Counts, ends, audit records and notices of change are gathered for half a second and written together, so
// that neither an instance nor an answer waits for them; closing the store writes what is left.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type AuditEntry, recordAudit } from '#core/audit/audit.js';
import type { ChangeNotice, Database } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { Logger } from '#core/logging/logger.js';
import type { Reception, ReceptionOutcome, ReceptionRequest, Refusal } from './arriving-instance.js';

const GATHER_MS = 500;
const AUDITS_HELD_AT_MOST = 10_000;

interface Progress {
  reception: Reception;
  stored: number;
  refused: number;
  outcome: ReceptionOutcome | null;
}

export class ReceptionLog {
  readonly #database: Database;
  readonly #gatewayID: string;
  readonly #logger: Logger;
  #progress = new Map<string, Progress>();
  #studies = new Map<string, { organizationID: string; orderID: string | null }>();
  #audits: AuditEntry[] = [];
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

  /** Ends a reception; its end and the audit record are written with what is gathered. */
  close(reception: Reception, outcome: ReceptionOutcome, audit?: AuditEntry): void {
    this.#progressOf(reception).outcome = outcome;
    if (audit) this.#audits.push(audit);
    this.#schedule();
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
    const audits = this.#audits;
    this.#progress = new Map();
    this.#studies = new Map();
    this.#audits = [];
    this.#writing = this.#writing
      .then(() => this.#write(progress, studies))
      // Housekeeping ends what a broken connection leaves open.
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'the progress of receptions was not written'))
      .then(() => this.#writeAudits(audits));
    return this.#writing;
  }

  async #write(progress: Progress[], studies: [string, { organizationID: string; orderID: string | null }][]): Promise<void> {
    if (progress.length + studies.length === 0) return;
    const counts = progress.map(({ reception, stored, refused, outcome }) => ({ id: reception.id, stored, refused, outcome }));
    const notices: ChangeNotice[] = [
      ...progress.map(({ reception }) => noticeOf(reception)),
      ...studies.map(([id, study]) => ({ kind: 'study' as const, id, ...study })),
    ];
    await sql`
      with counted as (
        update receptions r set stored_count = stored_count + p.stored, refused_count = refused_count + p.refused,
          outcome = coalesce(p.outcome, r.outcome), ended_at = case when p.outcome is null then r.ended_at else now() end
        from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as p (id uuid, stored integer, refused integer, outcome text)
        where r.id = p.id
      ), seen as (
        update studies set last_received_at = now() where id = any (${studies.map(([id]) => id)}::uuid[])
      )
      select pg_notify('changes', notice) from unnest(${notices.map((notice) => JSON.stringify(notice))}::text[]) as notice`.execute(
      this.#database,
    );
  }

  /** One after another, as the chain has it; what the database does not take now is tried again with the next. */
  async #writeAudits(audits: AuditEntry[]): Promise<void> {
    for (const [index, audit] of audits.entries()) {
      try {
        await recordAudit(this.#database, audit);
      } catch (error) {
        this.#logger.error({ err: error, event: audit.event }, 'audit records wait for the database');
        this.#audits = [...audits.slice(index), ...this.#audits].slice(0, AUDITS_HELD_AT_MOST);
        this.#schedule();
        return;
      }
    }
  }

  #progressOf(reception: Reception): Progress {
    let progress = this.#progress.get(reception.id);
    if (!progress) {
      progress = { reception, stored: 0, refused: 0, outcome: null };
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
