import type { MissingItem, OrderChange, OrderDetail } from '#core/contract/orders.js';
import { ApiError } from '../../api/problems.js';
import { changeOf, contentOf, type DraftContent, type DraftField, saysTheSame } from './draft-content.js';

export interface DraftStore {
  save(change: OrderChange, keepalive: boolean): Promise<{ version: number; missing: MissingItem[] }>;
  read(): Promise<OrderDetail>;
}

/**
 * `waiting`: typed and not sent yet. `failed`: not saved; tried again by itself where that can help. `conflict`: somebody else changed the
 * same field. `closed`: the order is no draft any more.
 */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict' | 'closed';

export interface DraftSnapshot {
  readonly content: DraftContent;
  readonly version: number;
  readonly state: SaveState;
  readonly missing: readonly MissingItem[];
  readonly error: unknown;
  /** Whether it is tried again without a person. */
  readonly retriesItself: boolean;
  readonly theirs: Partial<DraftContent>;
}

const SAVE_AFTER_MS = 600;
const RETRY_AFTER_MS = [2_000, 5_000, 15_000, 30_000];

/**
 * Saves a draft as a person types, and loses nothing of it: what is not stored yet stays here, whatever fails.
 *
 * One request at a time, each with the version that the one before it answered. When somebody else changed the draft meanwhile, fields
 * that only one side touched are put together; a field that both changed waits for the person.
 */
export class DraftSaver {
  private base: DraftContent;
  private version: number;
  private missing: readonly MissingItem[];
  private pending: Partial<DraftContent> = {};
  private sent: Partial<DraftContent> = {};
  private theirs: Partial<DraftContent> = {};
  private state: SaveState = 'saved';
  private error: unknown = null;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private shown: DraftSnapshot;
  private readonly store: DraftStore;
  private readonly listeners = new Set<() => void>();

  constructor(order: OrderDetail, store: DraftStore) {
    this.base = contentOf(order);
    this.version = order.version;
    this.missing = order.missing;
    this.store = store;
    if (order.state !== 'draft') this.state = 'closed';
    this.shown = this.draw();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): DraftSnapshot => this.shown;

  get isUnsaved(): boolean {
    return this.running !== null || Object.keys(this.pending).length > 0;
  }

  /** Whether something would be lost if the page went away now: it can't be sent, or waits behind a request. */
  get isAtRisk(): boolean {
    const isWaiting = Object.keys(this.pending).length > 0;
    return isWaiting && (this.running !== null || this.state === 'failed' || this.state === 'conflict' || this.state === 'closed');
  }

  /** Takes what was typed or chosen; it is sent when the person pauses. */
  change(part: Partial<DraftContent>): void {
    if (this.state === 'closed') return;
    this.pending = { ...this.pending, ...part };
    if (this.state === 'conflict') {
      this.tell();
      return;
    }
    if (this.running === null) this.state = 'waiting';
    this.sendAfter(SAVE_AFTER_MS);
    this.tell();
  }

  /** Takes over what the gateway says of the draft, unless something here waits to be saved. */
  receive(order: OrderDetail): void {
    if (order.version < this.version || this.isUnsaved) return;
    if (order.version > this.version) this.base = this.keepBlanks(contentOf(order));
    this.version = order.version;
    this.missing = order.missing;
    this.error = null;
    this.state = order.state === 'draft' ? 'saved' : 'closed';
    this.tell();
  }

  /** Sends now. Answers whether everything is stored. */
  async flush(): Promise<boolean> {
    while (this.running !== null || this.mayTry()) {
      if (this.running !== null) await this.running;
      else {
        this.send(false);
        await this.running;
      }
      if (this.state === 'failed' || this.state === 'conflict') return false;
    }
    return !this.isUnsaved;
  }

  /** The page is being left: sends what is there in a request that outlives it. */
  leave(): void {
    if (this.running === null && this.mayTry()) this.send(true);
  }

  /** Chooses for a field that both sides changed. */
  choose(field: DraftField, whose: 'mine' | 'theirs'): void {
    const { [field]: _settled, ...theirs } = this.theirs;
    this.theirs = theirs;
    if (whose === 'theirs') delete this.pending[field];
    if (Object.keys(theirs).length === 0) {
      this.state = Object.keys(this.pending).length > 0 ? 'waiting' : 'saved';
      this.sendAfter(0);
    }
    this.tell();
  }

  /** Forgets the timers; what waits is sent no more. */
  end(): void {
    clearTimeout(this.timer);
    this.pending = {};
    this.state = 'closed';
  }

  private mayTry(): boolean {
    return Object.keys(this.pending).length > 0 && this.state !== 'conflict' && this.state !== 'closed';
  }

  private sendAfter(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.running === null && this.mayTry()) this.send(false);
    }, delayMs);
  }

  private send(keepalive: boolean): void {
    clearTimeout(this.timer);
    this.running = this.attempt(keepalive).finally(() => {
      this.running = null;
      // Typed while the request was under way.
      if (this.state === 'saved' && this.mayTry()) {
        this.state = 'waiting';
        this.sendAfter(SAVE_AFTER_MS);
      }
      this.tell();
    });
  }

  private async attempt(keepalive: boolean): Promise<void> {
    this.sent = this.pending;
    this.pending = {};
    this.state = 'saving';
    this.tell();
    try {
      const answer = await this.store.save(changeOf(this.sent, this.version), keepalive);
      this.base = { ...this.base, ...this.sent };
      this.sent = {};
      this.version = answer.version;
      this.missing = answer.missing;
      this.failures = 0;
      this.error = null;
      this.state = 'saved';
    } catch (error) {
      this.pending = { ...this.sent, ...this.pending };
      this.sent = {};
      if (error instanceof ApiError && error.status === 409) await this.compare(error);
      else this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.error = error;
    this.state = 'failed';
    if (!mayPass(error)) return;
    this.sendAfter(RETRY_AFTER_MS[Math.min(this.failures, RETRY_AFTER_MS.length - 1)] ?? 0);
    this.failures += 1;
  }

  /** Somebody else wrote: what did they change, and does it touch what is not saved here? */
  private async compare(conflict: ApiError): Promise<void> {
    let order: OrderDetail;
    try {
      order = await this.store.read();
    } catch (error) {
      this.fail(error);
      return;
    }
    if (order.state !== 'draft') {
      this.state = 'closed';
      this.error = conflict;
      return;
    }
    if (order.version === this.version) {
      this.fail(conflict);
      return;
    }
    const now = contentOf(order);
    this.theirs = {};
    for (const field of Object.keys(this.pending) as DraftField[]) this.compareField(field, now);
    this.base = now;
    this.version = order.version;
    this.missing = order.missing;
    this.error = null;
    this.state = Object.keys(this.theirs).length > 0 ? 'conflict' : 'saved';
  }

  private compareField<F extends DraftField>(field: F, now: DraftContent): void {
    const mine = this.pending[field] as DraftContent[F];
    // An answer that was lost on its way looks like this too.
    if (saysTheSame(field, mine, now[field])) delete this.pending[field];
    else if (!saysTheSame(field, now[field], this.base[field])) this.theirs[field] = now[field];
  }

  /** A blank at the end of what is being typed must not vanish under the person's hands. */
  private keepBlanks(now: DraftContent): DraftContent {
    const keep = (field: 'reasonForReferral' | 'comment'): string =>
      saysTheSame(field, now[field], this.base[field]) ? this.base[field] : now[field];
    return { ...now, reasonForReferral: keep('reasonForReferral'), comment: keep('comment') };
  }

  private draw(): DraftSnapshot {
    return {
      content: { ...this.base, ...this.sent, ...this.pending },
      version: this.version,
      state: this.state,
      missing: this.missing,
      error: this.error,
      retriesItself: this.state === 'failed' && mayPass(this.error),
      theirs: this.theirs,
    };
  }

  private tell(): void {
    this.shown = this.draw();
    for (const listener of this.listeners) listener();
  }
}

/** What may be over in a moment: the network, a gateway that restarts, too many requests. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.kind === 'network' || error.status >= 500 || error.status === 429);
}
