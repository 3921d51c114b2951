// The browser's end of attaching files: checks each before it goes, sends two at a time, waits for a lost network and goes on by itself.
// It believes nothing stored until the gateway answered.
import type { ProblemDetails } from '#core/contract/session.js';
import { describeAttachment, readAttachments, refreshAttachments } from '../../../api/attachments.js';
import { ApiError } from '../../../api/problems.js';
import { Throughput } from '../../uploader/sending/throughput.js';
import { type FileFault, faultOfFile } from './check-file.js';
import { isBegun, type Sending, sendResumable, sendWhole, WHOLE_BYTES } from './transports.js';

const TOGETHER = 2;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const SHOWN_EVERY_MS = 200;

export type SendingPhase = 'waiting' | 'sending' | 'lost' | 'failed' | 'not-sent' | 'stored';

export interface SendingFile {
  key: string;
  name: string;
  byteCount: number;
  description: string;
  phase: SendingPhase;
  /** It goes on from where an earlier try ended. */
  isResumed: boolean;
  sentBytes: number;
  bytesPerSecond: number;
  secondsLeft: number | null;
  /** Why it was not begun. */
  fault: FileFault | null;
  /** Why the gateway did not take it. */
  problem: ProblemDetails | null;
  status: number;
}

interface Entry extends SendingFile {
  file: File;
  abort: AbortController;
  throughput: Throughput;
}

type Transport = (sending: Sending) => Promise<string | null>;

export interface SenderParts {
  whole: Transport;
  resumable: Transport;
  isBegun(orderID: string, file: File): Promise<boolean>;
  list: typeof readAttachments;
  describe(id: string, description: string): Promise<unknown>;
  refresh(orderID: string): Promise<void>;
}

const browserParts: SenderParts = {
  whole: sendWhole,
  resumable: sendResumable,
  isBegun,
  list: readAttachments,
  describe: describeAttachment,
  refresh: refreshAttachments,
};

/** What is passing is tried again by itself; a full room or a refusal is not. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.kind === 'network' || error.status === 423 || error.status === 429 || (error.status >= 500 && error.status !== 507);
}

/** The files that are being attached to one order. It lives outside the page's components: going to another page ends nothing. */
export class AttachmentSender {
  private readonly orderID: string;
  private readonly parts: SenderParts;
  private readonly listeners = new Set<() => void>();
  private entries: Entry[] = [];
  private view: readonly SendingFile[] = [];
  private shownAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;
  private room = Number.POSITIVE_INFINITY;

  constructor(orderID: string, parts: SenderParts = browserParts) {
    this.orderID = orderID;
    this.parts = parts;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly SendingFile[] => this.view;

  get isActive(): boolean {
    return this.entries.some(({ phase }) => phase === 'waiting' || phase === 'sending' || phase === 'lost');
  }

  /** The room that the gateway said is left; what is on its way there and not yet reserved is taken off by `roomLeft`. */
  noteRoom(bytes: number): void {
    this.room = bytes;
  }

  get roomLeft(): number {
    const queued = this.entries.filter(({ phase }) => phase === 'waiting').reduce((sum, { byteCount }) => sum + byteCount, 0);
    return Math.max(0, this.room - queued);
  }

  /** Looks at each file, and sends what may go. */
  async add(files: Iterable<File>): Promise<void> {
    for (const file of files) {
      const isTwice = this.entries.some(
        (entry) => entry.fault === null && entry.file.name === file.name && entry.byteCount === file.size && entry.phase !== 'failed',
      );
      const begun = await this.parts.isBegun(this.orderID, file);
      // A begun file has its room already.
      const fault = isTwice ? 'twice' : await faultOfFile(file, begun ? file.size : this.roomLeft);
      this.entries.push({
        key: `${++this.count}`,
        name: file.name,
        byteCount: file.size,
        description: '',
        phase: fault ? 'not-sent' : 'waiting',
        isResumed: begun,
        sentBytes: 0,
        bytesPerSecond: 0,
        secondsLeft: null,
        fault,
        problem: null,
        status: 0,
        file,
        abort: new AbortController(),
        throughput: new Throughput(),
      });
      this.show();
      this.next();
    }
  }

  describe(key: string, description: string): void {
    this.change(key, { description });
  }

  /** Takes a file back: ends its sending, or takes its line away. */
  cancel(key: string): void {
    this.find(key)?.abort.abort();
    this.entries = this.entries.filter((entry) => entry.key !== key);
    this.show();
    this.next();
  }

  retry(key: string): void {
    const entry = this.find(key);
    if (!entry) return;
    entry.abort = new AbortController();
    this.change(key, { phase: 'waiting', problem: null, status: 0 });
    this.next();
  }

  cancelAll(): void {
    for (const { key } of [...this.entries]) this.cancel(key);
  }

  private next(): void {
    const running = this.entries.filter(({ phase }) => phase === 'sending' || phase === 'lost').length;
    const waiting = this.entries.find(({ phase }) => phase === 'waiting');
    if (!waiting || running >= TOGETHER) return;
    this.change(waiting.key, { phase: 'sending' });
    void this.send(waiting).finally(() => this.next());
    this.next();
  }

  private async send(entry: Entry): Promise<void> {
    const { signal } = entry.abort;
    const isWhole = entry.byteCount <= WHOLE_BYTES;
    const known = isWhole ? await this.knownIDs() : null;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        const description = entry.description;
        const arrived = tries > 0 && known ? await this.arrivedID(entry, known) : null;
        const id = arrived ?? (await this.sendOnce(entry, isWhole));
        if (id && entry.description !== description) await this.parts.describe(id, entry.description).catch(() => undefined);
        return await this.settle(entry);
      } catch (error) {
        if (signal.aborted) return void this.parts.refresh(this.orderID);
        if (!isPassing(error)) return this.fail(entry, error);
        this.change(entry.key, { phase: 'lost', bytesPerSecond: 0, secondsLeft: null });
        await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries), signal);
      }
    }
  }

  private async sendOnce(entry: Entry, isWhole: boolean): Promise<string | null> {
    entry.throughput.restart();
    this.change(entry.key, { phase: 'sending', isResumed: entry.isResumed || (!isWhole && entry.sentBytes > 0) });
    const send = isWhole ? this.parts.whole : this.parts.resumable;
    return send({
      orderID: this.orderID,
      file: entry.file,
      description: entry.description,
      signal: entry.abort.signal,
      onProgress: (sentBytes) => {
        const rate = entry.throughput.rate(sentBytes);
        const secondsLeft = rate > 0 ? (entry.byteCount - sentBytes) / rate : null;
        this.change(entry.key, { sentBytes, bytesPerSecond: rate, secondsLeft }, true);
      },
    });
  }

  /** A request whose answer was lost may have arrived: then there is a new file of this name and size. */
  private async arrivedID(entry: Entry, known: ReadonlySet<string>): Promise<string | null> {
    const { attachments } = await this.parts.list(this.orderID);
    const isIt = ({ id, fileName, byteCount, state }: (typeof attachments)[number]): boolean =>
      !known.has(id) && fileName === entry.name && byteCount === entry.byteCount && state !== 'reserved';
    return attachments.find(isIt)?.id ?? null;
  }

  private async knownIDs(): Promise<ReadonlySet<string> | null> {
    try {
      const { attachments } = await this.parts.list(this.orderID);
      return new Set(attachments.map(({ id }) => id));
    } catch {
      // Without the list a lost answer can't be told from a lost file; sending says what is wrong in a moment.
      return null;
    }
  }

  private async settle(entry: Entry): Promise<void> {
    this.change(entry.key, { phase: 'stored', sentBytes: entry.byteCount });
    await this.parts.refresh(this.orderID).catch(() => undefined);
    this.entries = this.entries.filter((other) => other !== entry);
    this.show();
  }

  private fail(entry: Entry, error: unknown): void {
    const problem = error instanceof ApiError ? error.problem : null;
    this.change(entry.key, { phase: 'failed', problem, status: error instanceof ApiError ? error.status : 0 });
    void this.parts.refresh(this.orderID);
  }

  private find(key: string): Entry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  private change(key: string, values: Partial<SendingFile>, isOften = false): void {
    const entry = this.find(key);
    if (!entry) return;
    Object.assign(entry, values);
    const wait = isOften ? SHOWN_EVERY_MS - (performance.now() - this.shownAt) : 0;
    if (wait > 0) this.timer ??= setTimeout(() => this.show(), wait);
    else this.show();
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.shownAt = performance.now();
    this.view = this.entries.map(({ file: _file, abort: _abort, throughput: _throughput, ...shown }) => shown);
    for (const listener of this.listeners) listener();
  }
}

/** Waits, but no longer than until the network is back or the person cancelled. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    globalThis.addEventListener?.('online', done, { once: true });
    signal.addEventListener('abort', done, { once: true });
  });
}
