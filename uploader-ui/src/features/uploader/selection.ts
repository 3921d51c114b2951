import type { ImagesJudge } from './compare-identity.js';
import {
  type FoundInstance,
  type FoundSeries,
  type FoundStudy,
  isChosenByItself,
  type MissingFiles,
  StudyGroups,
} from './group-studies.js';
import type { Collected } from './reading/collect-files.js';
import type { FileSource, RefusedFile } from './reading/file-source.js';
import type { HeaderResult } from './reading/image-header.js';
import { ParserPool } from './reading/parser-pool.js';

const FILES_A_TASK = 24;
const SHOWN_EVERY_MS = 150;
const LARGEST_FOR_A_PICTURE = 256 * 2 ** 20;

export interface SelectionView {
  /** Grows with every change; what the page remembers of a view is told apart by it. */
  version: number;
  reading: boolean;
  readCount: number;
  foundCount: number;
  studies: readonly FoundStudy[];
  others: readonly RefusedFile[];
  repeatedCount: number;
  missing: readonly MissingFiles[];
  pictures: ReadonlyMap<string, string | null>;
  chosenCount: number;
  chosenBytes: number;
}

/** Who reads the files. */
export type HeaderPool = Pick<ParserPool, 'readHeaders' | 'drawPicture' | 'close'>;

/**
 * All that was chosen for one order: reads it in workers, groups it, tells the page at most some times a second.
 *
 * Which instances are chosen is never stored but for what a person said by hand: each follows from its own statement of the patient and from all
 * that was read, so that the order of the files makes no difference.
 */
export class Selection {
  private groups: StudyGroups;
  private readonly byHand = new Map<string, boolean>();
  private readonly pictures = new Map<string, string | null>();
  private readonly listeners = new Set<() => void>();
  private pool: HeaderPool | null = null;
  private readCount = 0;
  private foundCount = 0;
  private collecting = 0;
  private pending = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private view: SelectionView;
  private judge: ImagesJudge;
  private readonly openPool: () => HeaderPool;

  constructor(judge: ImagesJudge, openPool: () => HeaderPool = () => new ParserPool()) {
    this.judge = judge;
    this.openPool = openPool;
    this.groups = new StudyGroups(judge);
    this.view = this.look(0);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): SelectionView => this.view;

  /** Reads what a way of choosing brings, in parts, while more is still being found. */
  async add(collect: (deliver: (part: Collected) => void) => Promise<void>): Promise<void> {
    this.collecting++;
    this.changed();
    try {
      await collect((part) => this.take(part));
    } finally {
      this.collecting--;
      this.changed();
      this.finishWhenRead();
    }
  }

  isChosen(sopInstanceUID: string): boolean {
    const instance = this.groups.instanceOf(sopInstanceUID);
    return instance !== undefined && this.isChosenInstance(instance);
  }

  chosenOf(series: FoundSeries): number {
    let count = 0;
    for (const instance of series.instances) if (this.isChosenInstance(instance)) count++;
    return count;
  }

  /** Remembers what a person checked or unchecked; it stays whatever is read later. */
  choose(sopInstanceUIDs: Iterable<string>, chosen: boolean): void {
    for (const uid of sopInstanceUIDs) this.byHand.set(uid, chosen);
    this.show();
  }

  /** Judges everything anew: the order, its patient's chart or the hospital's settings have changed. */
  judgeBy(judge: ImagesJudge): void {
    this.judge = judge;
    this.groups.judgeBy(judge);
    this.changed();
  }

  /** Forgets everything, for another study or from the start. */
  clear(): void {
    this.pool?.close();
    this.pool = null;
    for (const url of this.pictures.values()) if (url) URL.revokeObjectURL(url);
    this.pictures.clear();
    this.byHand.clear();
    this.groups = new StudyGroups(this.judge);
    this.readCount = 0;
    this.foundCount = 0;
    this.pending = 0;
    this.show();
  }

  private isChosenInstance(instance: FoundInstance): boolean {
    return this.byHand.get(instance.sopInstanceUID) ?? isChosenByItself(instance);
  }

  private take(part: Collected): void {
    const groups = this.groups;
    for (const refused of part.refused) {
      groups.notePath(refused.path);
      groups.addOther(refused);
    }
    const { files } = part;
    for (const file of files) groups.notePath(file.path);
    this.foundCount += files.length;
    for (let at = 0; at < files.length; at += FILES_A_TASK) void this.read(files.slice(at, at + FILES_A_TASK), groups);
    this.changed();
  }

  private async read(files: FileSource[], groups: StudyGroups): Promise<void> {
    this.pending++;
    this.pool ??= this.openPool();
    const pool = this.pool;
    const results = await readAll(pool, files);
    if (groups !== this.groups) return;
    for (const [index, result] of results.entries()) {
      const source = files[index];
      if (source) this.place(groups, source, result);
    }
    this.readCount += files.length;
    this.pending--;
    this.changed();
    this.finishWhenRead();
  }

  private place(groups: StudyGroups, source: FileSource, result: HeaderResult): void {
    if (result.kind === 'directory') groups.addDirectory(source.path, result.listedFiles);
    else if (result.kind === 'other') groups.addOther({ path: source.path, reason: result.reason });
    else groups.addInstance(result.header, source);
  }

  private finishWhenRead(): void {
    if (this.collecting > 0 || this.pending > 0) return;
    this.groups.settle();
    this.show();
    for (const study of this.groups.studies) {
      for (const series of study.series) if (!this.pictures.has(series.seriesInstanceUID)) void this.picture(series, this.groups);
    }
  }

  private async picture(series: FoundSeries, groups: StudyGroups): Promise<void> {
    const middle = series.instances[Math.floor(series.instances.length / 2)];
    if (!middle || !this.pool) return;
    this.pictures.set(series.seriesInstanceUID, null);
    const { source } = middle;
    if (source.size > LARGEST_FOR_A_PICTURE && source.path.toLowerCase().includes('.zip/')) return;
    try {
      const blob = source.size > LARGEST_FOR_A_PICTURE ? await source.beginning() : await source.whole();
      const picture = await this.pool.drawPicture({ path: source.path, blob, size: source.size });
      if (picture && groups === this.groups) this.pictures.set(series.seriesInstanceUID, URL.createObjectURL(picture));
    } catch {
      // Closed meanwhile, or a file that went away: the series is shown by its modality.
    }
    if (groups === this.groups) this.changed();
  }

  private changed(): void {
    this.timer ??= setTimeout(() => this.show(), SHOWN_EVERY_MS);
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.view = this.look(this.view.version + 1);
    for (const listener of this.listeners) listener();
  }

  private look(version: number): SelectionView {
    let [chosenCount, chosenBytes] = [0, 0];
    for (const study of this.groups.studies) {
      for (const series of study.series) {
        for (const instance of series.instances) {
          if (!this.isChosenInstance(instance)) continue;
          chosenCount++;
          chosenBytes += instance.source.size;
        }
      }
    }
    const reading = this.collecting > 0 || this.pending > 0;
    return {
      version,
      reading,
      readCount: this.readCount,
      foundCount: this.foundCount,
      studies: [...this.groups.studies],
      others: [...this.groups.others],
      repeatedCount: this.groups.repeatedCount,
      missing: reading ? [] : this.groups.missingFiles(),
      pictures: new Map(this.pictures),
      chosenCount,
      chosenBytes,
    };
  }
}

async function readAll(pool: HeaderPool, files: FileSource[]): Promise<HeaderResult[]> {
  const readable = await Promise.all(
    files.map(async (file) => {
      try {
        return { path: file.path, size: file.size, blob: await file.beginning() };
      } catch {
        // An archive's entry that does not unpack; it is named as unreadable below.
        return null;
      }
    }),
  );
  const sound = readable.filter((file) => file !== null);
  try {
    const { headers, sizes } = await pool.readHeaders(sound);
    let next = 0;
    return files.map((file, index) => {
      if (!readable[index]) return { kind: 'other', reason: 'unreadable' };
      file.size = sizes[next] ?? file.size;
      return headers[next++] ?? { kind: 'other', reason: 'unreadable' };
    });
  } catch {
    // The worker ended, by closing or by a fault of the browser: nothing is silently dropped.
    return files.map(() => ({ kind: 'other', reason: 'unreadable' }));
  }
}
