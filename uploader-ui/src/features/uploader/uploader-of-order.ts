import type { OrderDetail, UploadRequest } from '#core/contract/orders.js';
import type { HospitalPlaceholders } from '#core/contract/session.js';
import { judgeOfOrder } from './compare-identity.js';
import { Selection } from './selection.js';
import type { UploadItem } from './sending/plan-batches.js';
import { UploadRun } from './sending/upload-run.js';

/** What is being chosen and sent for one order. It lives outside the page's components: going to another page ends nothing. */
export class OrderUploader {
  readonly selection: Selection;
  run: UploadRun | null = null;
  private readonly orderID: string;
  private readonly listeners = new Set<() => void>();

  /** By what the selection is judged: a change of it is seen here. */
  private judgedBy: string;

  constructor(order: OrderDetail, hospital: HospitalPlaceholders) {
    this.orderID = order.id;
    this.judgedBy = JSON.stringify([order.identity, hospital]);
    this.selection = new Selection(judgeOfOrder(order.identity?.patients ?? [], hospital));
  }

  /** Judges anew what was chosen where the order, its patient's chart or the hospital's stand-ins have changed. */
  judgeBy(order: OrderDetail, hospital: HospitalPlaceholders): void {
    const judgedBy = JSON.stringify([order.identity, hospital]);
    if (judgedBy === this.judgedBy) return;
    this.judgedBy = judgedBy;
    this.selection.judgeBy(judgeOfOrder(order.identity?.patients ?? [], hospital));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly currentRun = (): UploadRun | null => this.run;

  /** Begins to send what is checked. */
  upload(description: string): void {
    const { items, studies } = this.chosen();
    const run = new UploadRun(this.orderID, items, description);
    this.run = run;
    void run.start(studies);
    this.tell();
  }

  /** What is checked, by its identifiers. */
  manifest(): UploadRequest['studies'] {
    return this.chosen().studies;
  }

  private chosen(): { items: UploadItem[]; studies: UploadRequest['studies'] } {
    const items: UploadItem[] = [];
    const studies = [];
    for (const study of this.selection.snapshot().studies) {
      const series = [];
      for (const { seriesInstanceUID, instances } of study.series) {
        const chosen = instances.filter((instance) => this.selection.isChosen(instance.sopInstanceUID));
        if (chosen.length === 0) continue;
        series.push({ seriesInstanceUID, sopInstanceUIDs: chosen.map((instance) => instance.sopInstanceUID) });
        for (const { sopInstanceUID, source } of chosen) items.push({ sopInstanceUID, studyInstanceUID: study.studyInstanceUID, source });
      }
      if (series.length > 0) studies.push({ studyInstanceUID: study.studyInstanceUID, series });
    }
    return { items, studies };
  }

  /** Back to the beginning, for another study. */
  reset(): void {
    this.run = null;
    this.selection.clear();
    this.tell();
  }

  /** Back to what was chosen, after a cancel. */
  backToSelection(): void {
    this.run = null;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

const uploaders = new Map<string, OrderUploader>();

const none: HospitalPlaceholders = { names: [], patientIDs: [], birthDates: [] };

/** The uploader of an order; `hospital` are the stand-ins of the hospital's senders, once they are known. */
export function uploaderOf(order: OrderDetail, hospital: HospitalPlaceholders = none): OrderUploader {
  const known = uploaders.get(order.id);
  if (known) {
    known.judgeBy(order, hospital);
    return known;
  }
  const made = new OrderUploader(order, hospital);
  uploaders.set(order.id, made);
  return made;
}

/** True where images were chosen for the order, or are being sent. */
export function isChoosingOrSending(orderID: string): boolean {
  const uploader = uploaders.get(orderID);
  return uploader !== undefined && (uploader.run !== null || uploader.selection.snapshot().studies.length > 0);
}

/** True while something is being sent anywhere in this page. */
export function isAnythingBeingSent(): boolean {
  return [...uploaders.values()].some((uploader) => uploader.run?.isActive);
}

/** Forgets what was chosen, on signing out. */
export function forgetUploaders(): void {
  for (const uploader of uploaders.values()) {
    uploader.run?.cancel();
    uploader.selection.clear();
  }
  uploaders.clear();
}

// The browser asks before the tab closes, in its own words.
addEventListener('beforeunload', (event) => {
  if (isAnythingBeingSent()) event.preventDefault();
});

// Whoever closes it all the same leaves an upload behind that nobody sends: both sides see so at once.
addEventListener('pagehide', () => {
  for (const uploader of uploaders.values()) if (uploader.run?.isActive) uploader.run.tellStopped();
});
