// A DICOM requestor under a test's full control: sends any bytes, reads PDUs, and offers the usual steps for convenience.
import { Buffer } from 'node:buffer';
import { connect as connectSocket, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import {
  abortRequest,
  CT_IMAGE_STORAGE,
  EXPLICIT_VR_LITTLE_ENDIAN,
  encodeAssociateRequest,
  encodeCEchoRequest,
  encodeCStoreRequest,
  type Fragmentation,
  fragment,
  IMPLICIT_VR_LITTLE_ENDIAN,
  packPDUs,
  type RequestOptions,
  releaseRequest,
  type StoreCommand,
  VERIFICATION,
} from './encode.js';

export interface PDU {
  type: number;
  body: Buffer;
}

export interface AcceptedContext {
  id: number;
  result: number;
  transferSyntax: string;
}

/** What came back for an A-ASSOCIATE-RQ. */
export type AssociationAnswer =
  | { kind: 'accepted'; contexts: AcceptedContext[]; maximumLength: number; userItems: { type: number; value: Buffer }[]; body: Buffer }
  | { kind: 'rejected'; result: number; source: number; reason: number; length: number }
  | { kind: 'aborted'; source: number; reason: number }
  | { kind: 'closed' };

/** What came back for a command. */
export type DimseAnswer =
  | {
      kind: 'response';
      status: number;
      comment: string;
      messageID: number;
      commandField: number;
      contextID: number;
      elements: Map<number, Buffer>;
      sopClassUID: string;
      sopInstanceUID: string;
    }
  | { kind: 'aborted'; source: number; reason: number }
  | { kind: 'released' }
  | { kind: 'closed' };

export interface ConnectOptions {
  port: number;
  host?: string;
  tls?: ConnectionOptions;
}

const ANSWER_TIMEOUT_MS = 20_000;

/** Opens a connection; resolves when it stands (for TLS: when the handshake is done). */
export function connect(options: ConnectOptions): Promise<Requestor> {
  const { port, host = '127.0.0.1', tls } = options;
  return new Promise((resolve, reject) => {
    const socket = tls ? connectTls({ host, port, ...tls }) : connectSocket({ host, port, noDelay: true });
    socket.once('error', reject);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      socket.off('error', reject);
      resolve(new Requestor(socket));
    });
  });
}

export class Requestor {
  readonly socket: Socket;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  private isClosed = false;
  private received = Buffer.alloc(0);
  private readonly waiting = new Set<() => void>();
  private messageID = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    this.closed = new Promise((resolve) =>
      socket.once('close', () => {
        this.isClosed = true;
        this.wake();
        resolve();
      }),
    );
  }

  private wake(): void {
    for (const resume of this.waiting) resume();
  }

  /** Sends bytes in pieces of `chunkBytes`, each a segment of its own as far as TCP allows. */
  async send(bytes: Buffer, chunkBytes = bytes.length): Promise<void> {
    for (let at = 0; at < bytes.length && !this.isClosed; at += chunkBytes) {
      await new Promise<void>((resolve) => this.socket.write(bytes.subarray(at, at + chunkBytes), () => resolve()));
    }
  }

  /** The next PDU; null when the peer closed the connection before one was whole. */
  async readPDU(timeoutMs = ANSWER_TIMEOUT_MS): Promise<PDU | null> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const length = this.received.length >= 6 ? this.received.readUInt32BE(2) : Number.POSITIVE_INFINITY;
      if (this.received.length >= 6 + length) {
        const pdu = { type: this.received.readUInt8(0), body: this.received.subarray(6, 6 + length) };
        this.received = this.received.subarray(6 + length);
        return pdu;
      }
      if (this.isClosed) return null;
      await this.more(until - performance.now());
    }
  }

  private more(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(
        () => {
          this.waiting.delete(done);
          reject(new Error('the acceptor did not answer in time'));
        },
        Math.max(0, timeoutMs),
      );
      this.waiting.add(done);
    });
  }

  /** Sends an A-ASSOCIATE-RQ (Verification and CT by default) and reads the answer. */
  async associate(options: RequestOptions = {}): Promise<AssociationAnswer> {
    const contexts = options.contexts ?? [
      { id: 1, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] },
      { id: 3, abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN] },
    ];
    await this.send(encodeAssociateRequest({ ...options, contexts }));
    return this.readAssociationAnswer();
  }

  async readAssociationAnswer(): Promise<AssociationAnswer> {
    const pdu = await this.readPDU();
    if (!pdu) return { kind: 'closed' };
    const { type, body } = pdu;
    if (type === 0x02) return readAccept(body);
    if (type === 0x03) {
      return { kind: 'rejected', result: body[1] ?? -1, source: body[2] ?? -1, reason: body[3] ?? -1, length: body.length };
    }
    if (type === 0x07) return { kind: 'aborted', source: body[2] ?? -1, reason: body[3] ?? -1 };
    throw new Error(`PDU of type ${type} in answer to A-ASSOCIATE-RQ`);
  }

  async echo(contextID = 1): Promise<DimseAnswer> {
    await this.send(Buffer.concat(packPDUs(fragment(encodeCEchoRequest(++this.messageID), { contextID, isCommand: true }))));
    return this.readAnswer();
  }

  /** Sends a C-STORE command and data set as `fragmentation` says and reads the response. */
  async storeDataSet(
    store: StoreCommand & { dataSet: Buffer; contextID?: number; fragmentation?: Fragmentation; chunkBytes?: number },
  ): Promise<DimseAnswer> {
    const message = storeMessage({ messageID: ++this.messageID, ...store });
    await this.send(message, store.chunkBytes ?? message.length);
    return this.readAnswer();
  }

  async readAnswer(): Promise<DimseAnswer> {
    const parts: Buffer[] = [];
    for (;;) {
      const pdu = await this.readPDU();
      if (!pdu) return { kind: 'closed' };
      if (pdu.type === 0x07) return { kind: 'aborted', source: pdu.body[2] ?? -1, reason: pdu.body[3] ?? -1 };
      if (pdu.type === 0x06) return { kind: 'released' };
      if (pdu.type !== 0x04) throw new Error(`PDU of type ${pdu.type} in answer to a command`);
      const contextID = pdu.body[4] ?? 0;
      parts.push(pdu.body.subarray(6));
      if (((pdu.body[5] ?? 0) & 2) !== 0) return readResponse(Buffer.concat(parts), contextID);
    }
  }

  /** Sends A-RELEASE-RQ and gives the type of the PDU that came back; null when the connection was closed instead. */
  async release(): Promise<number | null> {
    await this.send(releaseRequest());
    const answer = await this.readPDU();
    if (answer?.type === 0x06) this.socket.end();
    return answer?.type ?? null;
  }

  /** Sends A-ABORT and closes. */
  async abort(): Promise<void> {
    await this.send(abortRequest());
    this.socket.end();
    await this.closed;
  }

  /** Drops the connection with a reset, as a crash would. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}

/** A C-STORE-RQ message, command and data set, as the bytes of its PDUs. */
export function storeMessage(store: StoreCommand & { dataSet: Buffer; contextID?: number; fragmentation?: Fragmentation }): Buffer {
  const { contextID = 3, fragmentation = {} } = store;
  const values = fragment(encodeCStoreRequest(store), { contextID, isCommand: true }, fragmentation);
  if ((store.commandDataSetType ?? 0) !== 0x0101) values.push(...fragment(store.dataSet, { contextID, isCommand: false }, fragmentation));
  return Buffer.concat(packPDUs(values, fragmentation));
}

function itemsOf(bytes: Buffer): { type: number; value: Buffer }[] {
  const items = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    items.push({ type: bytes.readUInt8(at), value: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return items;
}

function readAccept(body: Buffer): AssociationAnswer {
  const items = itemsOf(body.subarray(68));
  const contexts = items
    .filter(({ type }) => type === 0x21)
    .map(({ value }) => ({
      id: value.readUInt8(0),
      result: value.readUInt8(2),
      transferSyntax: itemsOf(value.subarray(4))[0]?.value.toString('latin1') ?? '',
    }));
  const userItems = itemsOf(items.find(({ type }) => type === 0x50)?.value ?? Buffer.alloc(0));
  const maximumLength = userItems.find(({ type }) => type === 0x51)?.value.readUInt32BE(0) ?? 0;
  return { kind: 'accepted', contexts, maximumLength, userItems, body };
}

function readResponse(bytes: Buffer, contextID: number): DimseAnswer {
  const elements = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    elements.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const short = (element: number): number => elements.get(element)?.readUInt16LE(0) ?? -1;
  const text = (element: number): string => (elements.get(element)?.toString('latin1') ?? '').replace(/[\0 ]+$/, '');
  return {
    kind: 'response',
    status: short(0x0900),
    comment: text(0x0902),
    messageID: short(0x0120),
    commandField: short(0x0100),
    contextID,
    elements,
    sopClassUID: text(0x0002),
    sopInstanceUID: text(0x1000),
  };
}
