import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { attachmentLimits, attachmentList } from '#core/contract/attachments.js';
import { type RunningGateway, startGateway } from '../peers/gateway.js';
import type { PeerPlace } from '../peers/peer.js';
import type { AbsoluteFigure } from '../table.js';

const parallelFiles = 12;
const patienceMs = 120_000;

/** Sends an attachment of the largest size with two interruptions, then more at once than the room of an order holds. */
export async function measureAttachments(place: PeerPlace): Promise<AbsoluteFigure[]> {
  const gateway = await startGateway(place);
  try {
    const sender = new AttachmentSender(gateway);
    const orderID = await sender.findOrder();
    return [await measureInterrupted(sender, orderID), await measureRoom(sender, orderID)];
  } finally {
    await gateway.stop();
  }
}

function makeFile(): Buffer {
  const bytes = randomBytes(attachmentLimits.fileBytes);
  Buffer.from('ffd8ffe000104a46494600010100', 'hex').copy(bytes);
  return bytes;
}

async function measureInterrupted(sender: AttachmentSender, orderID: string): Promise<AbsoluteFigure> {
  const file = makeFile();
  const startedAt = performance.now();
  const location = await sender.begin(orderID, file.length);
  if (!location) throw new Error('the upload was not begun');
  for (const part of [1, 2]) await sender.send(location, file, await sender.offsetOf(location), Math.round((file.length * part) / 3));
  const resumedAt = await sender.offsetOf(location);
  const status = await sender.send(location, file, resumedAt, file.length);
  const seconds = (performance.now() - startedAt) / 1000;
  const id = location.split('/').at(-1) ?? '';
  const isSame = status === 204 && (await sender.readBack(orderID, id)) === createHash('sha256').update(file).digest('hex');
  await sender.remove(id);
  const megabytes = Math.round(file.length / 2 ** 20);
  return {
    what: `an attachment of ${megabytes} MB, interrupted twice and resumed at ${Math.round(resumedAt / 2 ** 20)} MB the second time`,
    measured: `${isSame ? 'identical' : 'NOT identical'}, ${seconds.toFixed(1)} s`,
    budget: 'identical',
    isKept: isSame && resumedAt > 0,
  };
}

async function measureRoom(sender: AttachmentSender, orderID: string): Promise<AbsoluteFigure> {
  const file = makeFile();
  const before = await sender.list(orderID);
  const fitting = Math.floor((before.room - before.roomTaken) / file.length);
  const startedAt = performance.now();
  const statuses = await Promise.all(
    Array.from({ length: parallelFiles }, async () => {
      const location = await sender.begin(orderID, file.length);
      return location ? sender.send(location, file, 0, file.length) : 413;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const stored = statuses.filter((status) => status === 204).length;
  const after = await sender.list(orderID);
  const megabytesPerSecond = Math.round((stored * file.length) / 1e6 / seconds);
  return {
    what: `${parallelFiles} attachments of 100 MB at once into an order with room for ${fitting}`,
    measured: `${stored} stored, ${statuses.filter((status) => status === 413).length} refused, ${megabytesPerSecond} MB/s`,
    budget: `${fitting} stored`,
    isKept: stored === fitting && after.roomTaken <= after.room,
  };
}

/** Speaks tus as a program does that holds a token. */
class AttachmentSender {
  readonly #gateway: RunningGateway;
  readonly #port: number;

  constructor(gateway: RunningGateway) {
    this.#gateway = gateway;
    this.#port = gateway.target('stow-rs')?.port ?? 0;
  }

  async findOrder(): Promise<string> {
    const { orders } = (await (await this.#gateway.clinician.get('/api/orders')).json()) as { orders: { id: string; state: string }[] };
    const order = orders.find(({ state }) => state === 'signed' || state === 'draft');
    if (!order) throw new Error('there is no order that takes files');
    return order.id;
  }

  async list(orderID: string) {
    return attachmentList.parse(await (await this.#gateway.clinician.get(`/api/orders/${orderID}/attachments`)).json());
  }

  /** The address of a new upload; undefined where there is no room for it. */
  async begin(orderID: string, byteCount: number): Promise<string | undefined> {
    const metadata = `filename ${Buffer.from('benchmark.jpg').toString('base64')}`;
    const answer = await this.#call('POST', `/api/orders/${orderID}/attachments/resumable`, {
      'upload-length': String(byteCount),
      'upload-metadata': metadata,
    });
    if (answer.status !== 201 && answer.status !== 413) throw new Error(`an upload was begun with ${answer.status}`);
    return answer.headers.get('location') ?? undefined;
  }

  async offsetOf(location: string): Promise<number> {
    return Number((await this.#call('HEAD', location)).headers.get('upload-offset'));
  }

  /** Sends a file from an offset; the connection is cut at `until`, or the status of the answer given at its end. */
  send(location: string, file: Buffer, offset: number, until: number): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const isWhole = until >= file.length;
      const headers = {
        ...this.#headers(),
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
        'content-length': String(file.length - offset),
      };
      const sending = request({ host: '127.0.0.1', port: this.#port, path: location, method: 'PATCH', headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      });
      sending.on('error', (error) => (isWhole ? reject(error) : resolve(undefined)));
      if (isWhole) sending.end(file.subarray(offset));
      else sending.write(file.subarray(offset, until), () => sending.destroy());
    });
  }

  /** The digest of what is handed out, once it has been looked at. */
  async readBack(orderID: string, id: string): Promise<string> {
    const deadline = Date.now() + patienceMs;
    while ((await this.list(orderID)).attachments.find((one) => one.id === id)?.state !== 'ready') {
      if (Date.now() > deadline) throw new Error(`the attachment was not ready within ${patienceMs / 1000} s`);
      await delay(200);
    }
    const hash = createHash('sha256');
    const { body } = await this.#gateway.clinician.get(`/api/attachments/${id}/content`);
    if (body) for await (const chunk of body) hash.update(chunk as Uint8Array);
    return hash.digest('hex');
  }

  async remove(id: string): Promise<void> {
    await this.#call('DELETE', `/api/attachments/${id}`);
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#gateway.clinician.token}`, 'tus-resumable': '1.0.0' };
  }

  #call(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#port}${path}`, { method, headers: { ...this.#headers(), ...headers } });
  }
}
