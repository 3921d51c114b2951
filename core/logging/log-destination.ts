// Where log lines go. Logging must never stop a process: a dead disk, a full one or a closed pipe costs lines, which are counted, and nothing else.
import fs from 'node:fs';

const standardOutput = 1;
/** Bytes that wait for a slow destination at most; what comes beyond is dropped. */
const holdAtMost = 1_048_576;
/** Milliseconds before a destination that refused is tried again. */
const pauseAfterFailureMs = 1_000;
/** A write that has been under way for longer than these milliseconds hangs: an exit does not wait behind it. */
const hangsAfterMs = 1_000;

/** The part of `node:fs` that a destination needs. */
export type LogFile = Pick<typeof fs, 'write' | 'writeSync'>;

/** Takes lines in order, writes them one batch after the other without blocking, and drops what can't be written. */
export class LogDestination {
  readonly #descriptor: number;
  readonly #file: LogFile;
  /** What is said in the log about lines that were lost, once lines get through again. */
  readonly #lossLine: (lost: number) => string;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #busySince = 0;
  #pause: NodeJS.Timeout | undefined;
  #lost = 0;

  constructor(lossLine: (lost: number) => string, descriptor = standardOutput, file: LogFile = fs) {
    this.#lossLine = lossLine;
    this.#descriptor = descriptor;
    this.#file = file;
    process.once('exit', () => this.flushSync());
  }

  /** Lines that were dropped and not yet told of in the log. */
  get lost(): number {
    return this.#lost;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waitingBytes + bytes.length > holdAtMost) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#advance();
  }

  /** Tries once, now, what waits; for the end of a process. Never throws, never tries again, and passes over a destination that hangs. */
  flushSync(): void {
    if (this.#busySince > 0 && Date.now() - this.#busySince > hangsAfterMs) return;
    const batch = this.#take();
    try {
      if (batch.length > 0) this.#file.writeSync(this.#descriptor, batch);
    } catch {
      // The lines are lost; whoever exits has nobody to tell.
    }
  }

  #advance(): void {
    if (this.#busySince > 0 || this.#pause || this.#waiting.length === 0) return;
    const lines = this.#waiting.length;
    const told = this.#lost;
    const notice = told > 0 ? Buffer.from(this.#lossLine(told)) : Buffer.alloc(0);
    const batch = Buffer.concat([notice, this.#take()]);
    this.#write(batch, (failed) => {
      if (failed) {
        this.#lost += lines;
        this.#pause = setTimeout(() => {
          this.#pause = undefined;
          this.#advance();
        }, pauseAfterFailureMs);
        this.#pause.unref();
      } else {
        this.#lost -= told;
        this.#advance();
      }
    });
  }

  #take(): Buffer {
    const batch = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return batch;
  }

  #write(bytes: Buffer, done: (failed: boolean) => void): void {
    this.#busySince = Date.now();
    this.#file.write(this.#descriptor, bytes, 0, bytes.length, null, (error, written) => {
      this.#busySince = 0;
      if (error?.code === 'EAGAIN') {
        // A pipe whose reader is slow.
        this.#busySince = Date.now();
        setTimeout(() => this.#write(bytes, done), 50).unref();
      } else if (error) {
        done(true);
      } else if (written < bytes.length) {
        this.#write(bytes.subarray(written), done);
      } else {
        done(false);
      }
    });
  }
}
