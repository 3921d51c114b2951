// Stage store: commits the rows of instances whose bytes are durable. Rows that wait while a commit is under way go into the next one together.
import type pg from 'pg';
import type { DicomJson, StoredFinding, StoredPixelData } from '#core/database/tables.js';
import { GatewayError } from '#core/errors/gateway-error.js';

/** The input of the database function store_instances. */
export interface InstanceRow {
  id: string;
  organization_id: string;
  reception_id: string;
  study_instance_uid: string;
  series_instance_uid: string;
  sop_instance_uid: string;
  sop_class_uid: string;
  transfer_syntax_uid: string;
  byte_count: number;
  data_set_offset: number;
  data_set_crc32: number;
  object_key: string;
  preamble: string;
  attributes: DicomJson;
  modality: string | null;
  series_number: number | null;
  patient_id: string | null;
  patient_name: string | null;
  patient_birth_date: string | null;
  study_date: string | null;
  accession_number: string | null;
  pixel_data: StoredPixelData;
  findings: StoredFinding[];
  text_trusted: boolean;
}

/** `stored` is false when the organization already has the SOP Instance UID; `instanceID` is then the one that was first. */
export interface RowOutcome {
  instanceID: string;
  studyID: string;
  stored: boolean;
}

interface Waiting {
  row: InstanceRow;
  resolve: (outcome: RowOutcome) => void;
  reject: (error: Error) => void;
}

interface AnswerRow {
  position: number;
  instance_id: string;
  stored: boolean;
  study_id: string;
}

/** The call of store_instances; the answer has a row for each row that is there afterwards, by position. */
export function storeInstancesQuery(rows: readonly InstanceRow[]) {
  return {
    name: 'store-instances',
    text: 'select position, instance_id, stored, study_id from store_instances($1::jsonb)',
    values: [JSON.stringify(rows.map((row, position) => ({ ...row, position })))],
  };
}

/** The call of store_instance; `study_id` is null when the row is no plain case: offer it by `storeInstancesQuery` then. */
export function storeInstanceQuery(row: InstanceRow) {
  return {
    name: 'store-instance',
    text: 'select store_instance($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) as study_id',
    values: [
      row.id,
      row.organization_id,
      row.reception_id,
      row.study_instance_uid,
      row.series_instance_uid,
      row.sop_instance_uid,
      row.sop_class_uid,
      row.transfer_syntax_uid,
      row.byte_count,
      row.data_set_offset,
      row.data_set_crc32,
      row.object_key,
      row.preamble,
      JSON.stringify(row.attributes),
      JSON.stringify(row.pixel_data),
      JSON.stringify(row.findings),
      row.text_trusted,
    ],
  };
}

export function readOutcome(row: AnswerRow | undefined): RowOutcome | null {
  return row ? { instanceID: row.instance_id, studyID: row.study_id, stored: row.stored } : null;
}

const ROWS_PER_COMMIT = 100;
// What a commit costs is shared by its rows: one that may wait is committed with so many others, or after so long.
const ROWS_WORTH_A_COMMIT = 8;
const GATHER_MS = 4;
// Class 22 is "data exception": this row's values, not the server, are the matter.
const isDataException = (error: unknown) => String((error as { code?: unknown }).code ?? '').startsWith('22');
const isDeadlock = (error: unknown) => ['40P01', '40001'].includes(String((error as { code?: unknown }).code));

/** Gathers rows and commits them together, one commit at a time (two would only wait for each other); every caller gets its own outcome. */
export class RowBatch {
  readonly #pool: pg.Pool;
  #waiting: Waiting[] = [];
  #isDue = false;
  #timer: NodeJS.Timeout | null = null;
  #isCommitting = false;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  get isBusy(): boolean {
    return this.#isCommitting;
  }

  /**
   * Resolves when the row (and its outbox entry) is committed. `mayWait`: its sender sends others without waiting for this one, so that a
   * few milliseconds more cost nothing.
   *
   * @throws GatewayError `database-unavailable`; whether the row was committed is not known then.
   */
  add(row: InstanceRow, { mayWait = false } = {}): Promise<RowOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      if (!mayWait || this.#waiting.length >= ROWS_WORTH_A_COMMIT) this.#isDue = true;
      else this.#timer ??= setTimeout(() => this.#becomeDue(), GATHER_MS);
      this.#advance();
    });
  }

  #becomeDue(): void {
    this.#timer = null;
    this.#isDue = true;
    this.#advance();
  }

  #advance(): void {
    if (this.#isCommitting || !this.#isDue || this.#waiting.length === 0) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#waiting.splice(0, ROWS_PER_COMMIT);
    this.#isDue = this.#waiting.length > 0;
    this.#isCommitting = true;
    void this.#commit(batch).finally(() => {
      this.#isCommitting = false;
      this.#advance();
    });
  }

  async #commit(batch: Waiting[], attempt = 1): Promise<void> {
    try {
      const answer = await this.#pool.query(storeInstancesQuery(batch.map(({ row }) => row)));
      this.#settle(batch, answer.rows);
    } catch (error) {
      if (isDeadlock(error) && attempt < 5) return this.#commit(batch, attempt + 1);
      if (isDataException(error)) return this.#commitOneByOne(batch);
      for (const { reject } of batch) reject(new GatewayError('database-unavailable', { cause: error }));
    }
  }

  #settle(batch: Waiting[], rows: AnswerRow[]): void {
    const outcomes = new Map(rows.map((row) => [row.position, row]));
    batch.forEach(({ resolve, reject }, position) => {
      const outcome = readOutcome(outcomes.get(position));
      if (outcome) resolve(outcome);
      // The instance that was first has just been removed by its owner: the sender sends again.
      else reject(new GatewayError('database-unavailable', { explanation: 'the row was not stored; send again' }));
    });
  }

  /** One row whose values the database can't take must not fail its neighbours; it is stored without its index. */
  async #commitOneByOne(batch: Waiting[]): Promise<void> {
    for (const waiting of batch) {
      const stripped = batch.length === 1 ? withoutIndex(waiting.row) : waiting.row;
      if (batch.length === 1 && waiting.row.findings === stripped.findings) {
        waiting.reject(new GatewayError('internal', { subject: { sopInstanceUID: waiting.row.sop_instance_uid } }));
        return;
      }
      await this.#commit([{ ...waiting, row: stripped }]);
    }
  }
}

const indexLost: StoredFinding = {
  code: 'index-impossible',
  severity: 'warning',
  explanation: 'The values of this instance could not be taken into the index; the instance itself is kept whole.',
  whatToDo: 'Look at the instance before you trust what lists say of it.',
};

function withoutIndex(row: InstanceRow): InstanceRow {
  if (row.findings.includes(indexLost)) return row;
  return {
    ...row,
    attributes: {},
    modality: null,
    series_number: null,
    patient_id: null,
    patient_name: null,
    patient_birth_date: null,
    study_date: null,
    accession_number: null,
    findings: [...row.findings, indexLost],
    text_trusted: false,
  };
}
