// The browser's end of the Store Transaction: announces what comes, sends it in parallel batches and believes nothing sent until the
// gateway named it stored. What fails for a passing reason is tried again by itself, the rest is named. @see PS3.18 10.5
import type { UploadRequest } from '#core/contract/orders.js';
import { announceUpload, pauseUpload, readUpload } from '../../../api/orders.js';
import { ApiError } from '../../../api/problems.js';
import { planBatches, type UploadItem } from './plan-batches.js';
import { type BatchOutcome, sendBatch } from './send-batch.js';
import { failureMeaning, type StoreAnswer } from './store-answer.js';
import { Throughput } from './throughput.js';

const CONNECTIONS = 3;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const MOST_TRIES = 5;
const SHOWN_EVERY_MS = 200;

export type UploadPhase = 'announcing' | 'sending' | 'pausing' | 'paused' | 'waiting' | 'checking' | 'done' | 'stopped' | 'cancelled';

export interface UploadFailure {
  item: UploadItem;
  /** Names the words that say why. */
  why: string;
  mayRetry: boolean;
}

export interface StudyProgress {
  studyInstanceUID: string;
  count: number;
  storedCount: number;
  failedCount: number;
}

export interface UploadStop {
  code: string | null;
  words: string | null;
  nextStep: string | null;
  status: number;
}

export interface UploadView {
  phase: UploadPhase;
  count: number;
  byteCount: number;
  storedCount: number;
  /** Of these, what the gateway had before anything was sent. */
  alreadyStoredCount: number;
  /** Stored, and on their way. */
  sentBytes: number;
  bytesPerSecond: number;
  secondsLeft: number | null;
  studies: StudyProgress[];
  failures: UploadFailure[];
  stop: UploadStop | null;
  /** While waiting: for the network, or until a moment. */
  waitsFor: 'network' | 'gateway' | null;
  receiptNumber: string | null;
  uploadID: string | null;
  /** The gateway's own count after the end; null until it said so. */
  gatewayCount: number | null;
}

interface Batch {
  items: UploadItem[];
  tries: number;
}

/** One upload of the chosen studies to one order. */
export class UploadRun {
  private readonly orderID: string;
  private readonly items: readonly UploadItem[];
  private readonly description: string;
  private readonly listeners = new Set<() => void>();
  private readonly stored = new Set<string>();
  private readonly failed = new Map<string, UploadFailure>();
  private readonly onTheWay = new Map<Batch, number>();
  private readonly throughput = new Throughput();
  private readonly sizes = new Map<string, UploadItem>();
  private readonly totalBytes: number;
  private manifest: UploadRequest['studies'] = [];
  private queue: Batch[] = [];
  private abort = new AbortController();
  private phase: UploadPhase = 'announcing';
  private running: Promise<void> | null = null;
  private wantsPause = false;
  private stop: UploadStop | null = null;
  private waitsFor: 'network' | 'gateway' | null = null;
  private alreadyStoredCount = 0;
  private receiptNumber: string | null = null;
  private uploadID: string | null = null;
  private gatewayCount: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private view: UploadView;

  constructor(orderID: string, items: readonly UploadItem[], description: string) {
    this.orderID = orderID;
    this.items = items;
    this.description = description;
    this.totalBytes = items.reduce((sum, item) => sum + item.source.size, 0);
    for (const item of items) this.sizes.set(item.sopInstanceUID, item);
    this.view = this.look();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): UploadView => this.view;

  get isActive(): boolean {
    return !['done', 'cancelled', 'stopped'].includes(this.phase);
  }

  /** Announces and sends all; returns when everything is stored or named as failed, or when it was stopped. */
  async start(manifest: UploadRequest['studies']): Promise<void> {
    this.manifest = manifest;
    if (!(await this.announce(manifest))) return;
    await this.sendAll(this.items.filter((item) => !this.stored.has(item.sopInstanceUID)));
  }

  /** Lets what is on its way arrive, then rests. */
  pause(): void {
    if (this.phase !== 'sending' && this.phase !== 'waiting') return;
    this.wantsPause = true;
    this.setPhase(this.onTheWay.size > 0 ? 'pausing' : 'paused');
  }

  resume(): void {
    if (this.phase !== 'pausing' && this.phase !== 'paused') return;
    this.wantsPause = false;
    void this.drain();
  }

  cancel(): void {
    this.abort.abort();
    this.queue = [];
    this.setPhase('cancelled');
    this.tellStopped();
  }

  /** Tells the gateway that nothing more comes for now, so that nobody waits for what is not on its way. */
  tellStopped(): void {
    // Where that does not reach it, the gateway notices by itself when nothing has come for a while.
    if (this.uploadID) pauseUpload(this.uploadID).catch(() => undefined);
  }

  /** Sends once more what failed, and nothing else. */
  async retry(): Promise<void> {
    if (this.isActive) return;
    const again = this.items.filter((item) => !this.stored.has(item.sopInstanceUID));
    this.failed.clear();
    this.stop = null;
    this.gatewayCount = null;
    this.abort = new AbortController();
    if (this.uploadID) return this.sendAll(again);
    // What was stopped before it was announced begins anew.
    this.phase = 'announcing';
    return this.start(this.manifest);
  }

  private async announce(studies: UploadRequest['studies']): Promise<boolean> {
    for (let tries = 0; ; tries++) {
      try {
        const answer = await announceUpload(this.orderID, { description: this.description, studies }, this.abort.signal);
        this.receiptNumber = answer.receiptNumber;
        this.uploadID = answer.id;
        for (const uid of answer.alreadyStored) if (this.sizes.has(uid)) this.stored.add(uid);
        this.alreadyStoredCount = this.stored.size;
        return true;
      } catch (error) {
        if (this.abort.signal.aborted) return false;
        const passes = error instanceof ApiError && (error.kind === 'network' || error.status >= 500) && tries < MOST_TRIES;
        if (!passes) {
          this.halt(error);
          return false;
        }
        await this.wait(tries, null);
        if (this.abort.signal.aborted) return false;
        this.setPhase('announcing');
      }
    }
  }

  private halt(error: unknown): void {
    const problem = error instanceof ApiError ? error.problem : null;
    this.stop = {
      code: problem?.code ?? null,
      words: problem?.detail ?? problem?.title ?? null,
      nextStep: problem?.nextStep ?? null,
      status: error instanceof ApiError ? error.status : 0,
    };
    this.setPhase('stopped');
  }

  private sendAll(items: readonly UploadItem[]): Promise<void> {
    this.queue = planBatches(items).map((batch) => ({ items: batch, tries: 0 }));
    return this.drain();
  }

  /** Runs the connections; those that are still running are not doubled. */
  private drain(): Promise<void> {
    this.setPhase('sending');
    this.running ??= this.runLanes().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async runLanes(): Promise<void> {
    this.throughput.restart();
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.lane()));
    if (this.phase === 'cancelled' || this.phase === 'stopped') return;
    if (this.queue.length === 0) return this.finish();
    this.setPhase('paused');
    this.tellStopped();
  }

  private async lane(): Promise<void> {
    while (!this.wantsPause && !this.abort.signal.aborted) {
      const batch = this.queue.shift();
      if (!batch) return;
      await this.send(batch);
    }
  }

  private async send(batch: Batch): Promise<void> {
    const files = await this.open(batch);
    if (batch.items.length === 0) return;
    this.onTheWay.set(batch, 0);
    const content = files.reduce((sum, file) => sum + file.size, 0);
    const outcome = await sendBatch(
      `/orders/${this.orderID}/dicom-web/studies`,
      files,
      (bytes) => {
        this.onTheWay.set(batch, Math.min(bytes, content));
        this.changed();
      },
      this.abort.signal,
    );
    this.onTheWay.delete(batch);
    await this.settle(batch, outcome);
    this.changed();
  }

  /** Takes the batch's files in hand; what went away since it was listed is named and left out. */
  private async open(batch: Batch): Promise<Blob[]> {
    const files: Blob[] = [];
    const present: UploadItem[] = [];
    for (const item of batch.items) {
      try {
        const file = await item.source.whole();
        // A file that moved, changed or lies on an ejected disc shows itself at the first byte.
        await file.slice(0, 1).arrayBuffer();
        files.push(file);
        present.push(item);
      } catch {
        this.fail(item, 'file-gone', true);
      }
    }
    batch.items = present;
    return files;
  }

  private async settle(batch: Batch, outcome: BatchOutcome): Promise<void> {
    if (outcome.kind === 'aborted') return;
    if (outcome.kind === 'answered') return this.believe(batch, outcome.answer);
    if (outcome.kind === 'refused') {
      this.stop = { code: outcome.code, words: outcome.words, nextStep: outcome.nextStep, status: outcome.status };
      this.abort.abort();
      this.setPhase('stopped');
      this.tellStopped();
      return;
    }
    batch.tries++;
    const isOffline = outcome.kind === 'no-answer';
    if (!isOffline && batch.tries >= MOST_TRIES) {
      // Perhaps one instance brings the gateway down with it: alone, each answers for itself.
      if (batch.items.length > 1) this.queue.push(...batch.items.map((item) => ({ items: [item], tries: MOST_TRIES - 2 })));
      else for (const item of batch.items) this.fail(item, 'gateway-busy', true);
      return;
    }
    this.queue.unshift(batch);
    await this.wait(batch.tries - 1, outcome.kind === 'later' ? outcome.retryAfterMs : null);
  }

  private believe(batch: Batch, answer: StoreAnswer): void {
    for (const uid of answer.stored) {
      const item = this.sizes.get(uid);
      if (!item) continue;
      this.stored.add(uid);
      this.failed.delete(uid);
    }
    const again: UploadItem[] = [];
    const named = new Map(answer.failures.map(({ sopInstanceUID, reason }) => [sopInstanceUID, reason]));
    for (const item of batch.items) {
      if (this.stored.has(item.sopInstanceUID)) continue;
      // What the gateway could not name is among those it did not mention.
      const reason = named.get(item.sopInstanceUID) ?? answer.unnamedFailures[0];
      const meaning = reason === undefined ? { key: 'not-mentioned', kind: 'again' as const } : failureMeaning(reason);
      if (meaning.kind === 'again' && batch.tries + 1 < MOST_TRIES) again.push(item);
      else this.fail(item, meaning.key, meaning.kind === 'again');
    }
    if (again.length > 0) this.queue.push({ items: again, tries: batch.tries + 1 });
  }

  private fail(item: UploadItem, why: string, mayRetry: boolean): void {
    this.failed.set(item.sopInstanceUID, { item, why, mayRetry });
  }

  /** Waits longer each time, or for the network to come back; anyone's cancel or pause ends it. */
  private async wait(tries: number, told: number | null): Promise<void> {
    this.waitsFor = navigator.onLine ? 'gateway' : 'network';
    if (!this.wantsPause && this.onTheWay.size === 0 && this.phase !== 'checking') this.setPhase('waiting');
    else this.changed();
    const stop = new AbortController();
    const waitMs = navigator.onLine ? (told ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)) : null;
    await new Promise<void>((resolve) => {
      const options = { signal: stop.signal, once: true };
      addEventListener('online', () => resolve(), options);
      this.abort.signal.addEventListener('abort', () => resolve(), options);
      if (waitMs !== null) setTimeout(resolve, waitMs);
    });
    stop.abort();
    this.waitsFor = null;
    if (this.phase === 'waiting') this.setPhase('sending');
  }

  /** Nothing is done before the gateway has counted for itself: it is asked until it answers, or somebody must act first. */
  private async finish(): Promise<void> {
    const { signal } = this.abort;
    this.setPhase('checking');
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        this.gatewayCount = (await readUpload(this.uploadID ?? '', signal)).stored;
        this.setPhase('done');
        // Other images of the order may be missing still: this tab does not bring them.
        this.tellStopped();
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.kind === 'problem' && error.status < 500 && error.status !== 429) {
          this.halt(error);
          return;
        }
        await this.wait(tries, null);
      }
    }
  }

  private setPhase(phase: UploadPhase): void {
    if (this.phase === 'cancelled' && phase !== 'sending') return;
    this.phase = phase;
    this.show();
  }

  private changed(): void {
    this.timer ??= setTimeout(() => this.show(), SHOWN_EVERY_MS);
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.view = this.look();
    for (const listener of this.listeners) listener();
  }

  private look(): UploadView {
    const studies = new Map<string, StudyProgress>();
    let storedBytes = 0;
    for (const item of this.items) {
      const known = studies.get(item.studyInstanceUID);
      const study = known ?? { studyInstanceUID: item.studyInstanceUID, count: 0, storedCount: 0, failedCount: 0 };
      if (!known) studies.set(item.studyInstanceUID, study);
      study.count++;
      if (this.stored.has(item.sopInstanceUID)) {
        study.storedCount++;
        storedBytes += item.source.size;
      } else if (this.failed.has(item.sopInstanceUID)) study.failedCount++;
    }
    const flying = [...this.onTheWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    const sentBytes = Math.min(this.totalBytes, storedBytes + flying);
    const bytesPerSecond = this.phase === 'sending' || this.phase === 'pausing' ? this.throughput.rate(sentBytes) : 0;
    return {
      phase: this.phase,
      count: this.items.length,
      byteCount: this.totalBytes,
      storedCount: this.stored.size,
      alreadyStoredCount: this.alreadyStoredCount,
      sentBytes,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? (this.totalBytes - sentBytes) / bytesPerSecond : null,
      studies: [...studies.values()],
      failures: [...this.failed.values()],
      stop: this.stop,
      waitsFor: this.waitsFor,
      receiptNumber: this.receiptNumber,
      uploadID: this.uploadID,
      gatewayCount: this.gatewayCount,
    };
  }
}
