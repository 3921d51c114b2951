import { compareIdentity, type OrderPatient, speaksAgainst } from './compare-identity.js';
import { type FoundSeries, type FoundStudy, type MissingFiles, StudyGroups } from './group-studies.js';
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

/** All that was chosen for one order: reads it in workers, groups it, remembers what is unchecked, tells the page at most some times a second. */
export class Selection {
  private groups: StudyGroups;
  private readonly excluded = new Set<string>();
  private readonly pictures = new Map<string, string | null>();
  private readonly listeners = new Set<() => void>();
  private pool: ParserPool | null = null;
  private readCount = 0;
  private foundCount = 0;
  private collecting = 0;
  private pending = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private view: SelectionView;
  private readonly patient: OrderPatient;

  constructor(patient: OrderPatient) {
    this.patient = patient;
    this.groups = this.emptyGroups();
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
    return !this.excluded.has(sopInstanceUID);
  }

  chosenOf(series: FoundSeries): number {
    let count = 0;
    for (const instance of series.instances) if (!this.excluded.has(instance.sopInstanceUID)) count++;
    return count;
  }

  choose(sopInstanceUIDs: Iterable<string>, chosen: boolean): void {
    for (const uid of sopInstanceUIDs) {
      if (chosen) this.excluded.delete(uid);
      else this.excluded.add(uid);
    }
    this.show();
  }

  /** Forgets everything, for another study or from the start. */
  clear(): void {
    this.pool?.close();
    this.pool = null;
    for (const url of this.pictures.values()) if (url) URL.revokeObjectURL(url);
    this.pictures.clear();
    this.excluded.clear();
    this.groups = this.emptyGroups();
    this.readCount = 0;
    this.foundCount = 0;
    this.pending = 0;
    this.show();
  }

  private emptyGroups(): StudyGroups {
    return new StudyGroups((images) => compareIdentity(images, this.patient));
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
    this.pool ??= new ParserPool();
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
    else {
      const study = groups.addInstance(result.header, source);
      const seen = study ?? groups.studies.find((known) => known.studyInstanceUID === result.header.studyInstanceUID);
      if (seen && speaksAgainst(seen.evidence)) this.excluded.add(result.header.sopInstanceUID);
    }
  }

  private finishWhenRead(): void {
    if (this.collecting > 0 || this.pending > 0) return;
    this.groups.sort();
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
          if (this.excluded.has(instance.sopInstanceUID)) continue;
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

async function readAll(pool: ParserPool, files: FileSource[]): Promise<HeaderResult[]> {
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
