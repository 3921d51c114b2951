import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { Upload } from '@tus/server';
import { sql } from 'kysely';
import { sniffedBytes } from '#core/attachments/sniff.js';
import { GatewayError, toGatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../../context.js';
import type { Caller } from '../../http/route.js';
import { fileOf, makeFolder, mediaTypeOf, syncFile } from './arriving-file.js';
import { refusalOf } from './refusals.js';
import { abandonAttachment, completeAttachment, type Reservation } from './reservation.js';

/** A resumable attachment as its row says it. */
export interface ResumableRow {
  id: string;
  order_id: string;
  object_key: string;
  reserved_bytes: number;
  state: 'reserved' | 'received' | 'ready' | 'quarantined';
  created_at: Date;
}

/**
 * Reads a resumable attachment that this very account began for this order.
 *
 * @throws GatewayError `not-found` for any other, and for one that was refused, removed or left for too long.
 */
export async function readResumable(
  context: GatewayContext,
  caller: Caller,
  named: { orderID: string; id: string },
): Promise<ResumableRow> {
  const { rows } = await sql<ResumableRow>`
    update attachments set touched_at = case when state = 'reserved' then now() else touched_at end
    where id = ${named.id}::uuid and order_id = ${named.orderID}::uuid and resumable
      and account_id = ${caller.accountID}::uuid and organization_id = ${caller.organizationID}::uuid
      and state not in ('refused', 'removed') and object_key is not null
    returning id, order_id, object_key, reserved_bytes, state, created_at`.execute(context.database);
  const [row] = rows;
  if (!row) throw new GatewayError('not-found');
  return row;
}

const reservationOf = (row: ResumableRow): Reservation => ({
  id: row.id,
  orderID: row.order_id,
  objectKey: row.object_key,
  byteCount: row.reserved_bytes,
});

/**
 * tus's file store for one upload of one request. What tus keeps beside a file stands in the attachment's row; every part is durable before it is
 * acknowledged. `failure` is what is to be answered where tus has only words of its own.
 */
export class ResumableStore extends FileStore {
  failure: GatewayError | undefined;
  readonly #context: GatewayContext;
  readonly #caller: Caller;
  #row: ResumableRow | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(context: GatewayContext, caller: Caller, row?: ResumableRow) {
    super({
      directory: join(context.settings.OBJECT_FOLDER, 'attachments'),
      configstore: { get: async () => undefined, set: async () => undefined, delete: async () => undefined },
      expirationPeriodInMilliseconds: context.settings.ATTACHMENT_ABANDONED_AFTER_MS,
    });
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
    this.#context = context;
    this.#caller = caller;
    this.#row = row;
  }

  begin(reservation: Reservation): void {
    const { id, orderID, objectKey, byteCount } = reservation;
    this.#row = { id, order_id: orderID, object_key: objectKey, reserved_bytes: byteCount, state: 'reserved', created_at: new Date() };
  }

  override async create(upload: Upload): Promise<Upload> {
    return this.#telling(async () => {
      await makeFolder(this.directory);
      const created = await super.create(upload);
      created.creation_date = new Date().toISOString();
      return created;
    });
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = this.#rowOf(id);
    const offset = row.state === 'reserved' ? await this.#bytesOnDisk(row) : row.reserved_bytes;
    // It expires when it is left, not when it was begun: each look at its row counts as a touch.
    return new Upload({ id, size: row.reserved_bytes, offset, creation_date: new Date().toISOString() });
  }

  override async remove(id: string): Promise<void> {
    const row = this.#rowOf(id);
    if (row.state !== 'reserved') {
      this.failure = new GatewayError('conflict', { explanation: 'The file is attached already; remove the attachment instead.' });
      throw this.failure;
    }
    await abandonAttachment(this.#context, reservationOf(row));
  }

  override write(body: Readable, id: string, offset: number): Promise<number> {
    const row = this.#rowOf(id);
    const writing = this.#telling(() => this.#take(row, body, offset));
    this.#writing = writing.then(
      () => undefined,
      () => undefined,
    );
    return writing;
  }

  /** Resolves when nothing is written any more: tus answers a broken part before its bytes have come to rest. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #take(row: ResumableRow, body: Readable, offset: number): Promise<number> {
    try {
      const written = await super.write(Readable.from(this.#sniffed(body, offset)), row.id, offset);
      await this.#sync(row);
      await this.#note(row, written);
      return written;
    } catch (error) {
      const refusalCode = refusalOf(this.failure ?? error);
      if (refusalCode) await abandonAttachment(this.#context, reservationOf(row), refusalCode);
      // What came before the line broke is kept; that it is counted is for the pages only.
      else await this.#note(row, await this.#bytesOnDisk(row)).catch(() => undefined);
      throw this.failure ?? error;
    }
  }

  async #note(row: ResumableRow, byteCount: number): Promise<void> {
    await sql`update attachments set received_bytes = ${byteCount}, touched_at = now()
      where id = ${row.id}::uuid and state = 'reserved'`.execute(this.#context.database);
  }

  /**
   * Makes an upload whose last byte is there an attachment; one that is one already is left as it is.
   *
   * @throws GatewayError `unsupported-media-type`, or as completeAttachment; the upload is gone then, unless it may be tried again.
   */
  async finish(): Promise<void> {
    const row = this.#row;
    if (row?.state !== 'reserved') return;
    await this.#telling(async () => {
      try {
        const found = await this.#readBack(row);
        await completeAttachment(this.#context, this.#caller, reservationOf(row), { byteCount: row.reserved_bytes, ...found });
      } catch (error) {
        const refusalCode = refusalOf(error);
        const isOver = error instanceof GatewayError && (error.code === 'conflict' || error.code === 'order-not-open');
        if (refusalCode || isOver) await abandonAttachment(this.#context, reservationOf(row), refusalCode);
        throw error;
      }
    });
  }

  /** True when every byte is there and the row does not know it yet: the gateway ended in between. */
  async isWaitingToBeFinished(): Promise<boolean> {
    const row = this.#row;
    return row?.state === 'reserved' && (await this.#bytesOnDisk(row).catch(() => -1)) === row.reserved_bytes;
  }

  #rowOf(id: string): ResumableRow {
    if (this.#row?.id !== id) throw new GatewayError('not-found');
    return this.#row;
  }

  async #bytesOnDisk(row: ResumableRow): Promise<number> {
    return (await stat(fileOf(this.#context.settings.OBJECT_FOLDER, row.object_key))).size;
  }

  /** Refuses a type that is not taken before more than its first bytes are. */
  async *#sniffed(body: Readable, offset: number): AsyncGenerator<Buffer, void, undefined> {
    let head: Buffer | null = offset === 0 ? Buffer.alloc(0) : null;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (head) {
        head = Buffer.concat([head, chunk.subarray(0, sniffedBytes - head.length)]);
        if (head.length === sniffedBytes) {
          await mediaTypeOf(head).catch((error: unknown) => {
            this.failure = toGatewayError(error);
            throw error;
          });
          head = null;
        }
      }
      yield chunk;
    }
  }

  async #sync(row: ResumableRow): Promise<void> {
    const path = fileOf(this.#context.settings.OBJECT_FOLDER, row.object_key);
    const handle = await open(path, 'r+');
    await syncFile(handle, dirname(path)).finally(() => handle.close());
  }

  async #readBack(row: ResumableRow): Promise<{ sha256: string; mediaType: Awaited<ReturnType<typeof mediaTypeOf>> }> {
    await this.#sync(row);
    const hash = createHash('sha256');
    let head = Buffer.alloc(0);
    for await (const chunk of this.#context.objects.read(row.object_key) as AsyncIterable<Buffer>) {
      if (head.length < sniffedBytes) head = Buffer.concat([head, chunk.subarray(0, sniffedBytes - head.length)]);
      hash.update(chunk);
    }
    return { sha256: hash.digest('hex'), mediaType: await mediaTypeOf(head) };
  }

  async #telling<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof GatewayError) this.failure ??= error;
      throw error;
    }
  }
}
