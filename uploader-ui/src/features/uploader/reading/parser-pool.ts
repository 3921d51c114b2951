import type { HeaderResult } from './image-header.js';
import type { ParserAnswer, ParserTask } from './parser.worker.js';
import type { ReadableFile } from './read-header.js';

const MOST_WORKERS = 4;

interface Waiting {
  task: ParserTask;
  resolve(answer: ParserAnswer): void;
  reject(error: unknown): void;
}

/** Reads headers and draws pictures away from the page's own thread; headers come before pictures. */
export class ParserPool {
  private readonly idle: Worker[] = [];
  private readonly all: Worker[] = [];
  private readonly running = new Map<number, Waiting>();
  private headers: Waiting[] = [];
  private pictures: Waiting[] = [];
  private nextID = 1;

  /** Headers and sizes of files, in their order. */
  readHeaders(files: ReadableFile[]): Promise<{ headers: HeaderResult[]; sizes: number[] }> {
    return this.ask({ id: this.nextID++, act: 'headers', files }).then(({ headers = [], sizes = [] }) => ({ headers, sizes }));
  }

  drawPicture(file: ReadableFile): Promise<Blob | null> {
    return this.ask({ id: this.nextID++, act: 'picture', file }).then((answer) => answer.picture ?? null);
  }

  /** Ends the workers; what still waits is rejected. */
  close(): void {
    for (const worker of this.all) worker.terminate();
    const left = [...this.running.values(), ...this.headers, ...this.pictures];
    this.headers = [];
    this.pictures = [];
    this.running.clear();
    this.all.length = 0;
    this.idle.length = 0;
    for (const waiting of left) waiting.reject(new DOMException('closed', 'AbortError'));
  }

  private ask(task: ParserTask): Promise<ParserAnswer> {
    return new Promise((resolve, reject) => {
      (task.act === 'headers' ? this.headers : this.pictures).push({ task, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    const waiting = this.headers[0] ?? this.pictures[0];
    if (!waiting) return;
    const worker = this.idle.pop() ?? this.open();
    if (!worker) return;
    (waiting.task.act === 'headers' ? this.headers : this.pictures).shift();
    this.running.set(waiting.task.id, waiting);
    worker.postMessage(waiting.task);
  }

  private open(): Worker | null {
    if (this.all.length >= Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2)) return null;
    const worker = new Worker(new URL('./parser.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (event: MessageEvent<ParserAnswer>) => {
      const waiting = this.running.get(event.data.id);
      this.running.delete(event.data.id);
      this.idle.push(worker);
      waiting?.resolve(event.data);
      this.next();
    });
    worker.addEventListener('error', (event) => {
      const error = new Error(`the parser stopped: ${event.message}`);
      for (const waiting of this.running.values()) waiting.reject(error);
      this.running.clear();
    });
    this.all.push(worker);
    return worker;
  }
}
