// Keeps the decoding of pixels in a process of its own, under limits of time and memory. Whatever a hostile image does to it, the worker
// lives on and knows which image it was.
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DecodeAnswer, DecodeRequest, FromDecoder, ShrinkRequest, ToDecoder } from './decoder-protocol.js';

export interface DecoderOptions {
  /** The program to run; default: the one beside this file. */
  entry?: string;
  timeoutMs?: number;
  /** Resident memory at which a decoder is ended. */
  maxResidentBytes?: number;
}

/** The decoder was ended by what it was given, by its time or its memory. */
export class DecoderEnded extends Error {
  readonly reason: 'timeout' | 'memory' | 'exit';

  constructor(reason: 'timeout' | 'memory' | 'exit') {
    super(`the decoder ended: ${reason}`);
    this.name = 'DecoderEnded';
    this.reason = reason;
  }
}

export interface Decoder {
  /** @throws DecoderEnded when the image ended the decoder; the next one meets a new process. */
  decode(request: DecodeRequest): Promise<DecodeAnswer>;
  shrink(request: ShrinkRequest): Promise<DecodeAnswer>;
  close(): Promise<void>;
}

interface Task {
  message: ToDecoder;
  resolve(answer: DecodeAnswer): void;
  reject(error: Error): void;
}

const pageBytes = 4096;
const watchMs = 100;
const startTimeoutMs = 30_000;

/** Makes a decoder; its process starts with the first image and takes one at a time. */
export function createDecoder(options: DecoderOptions = {}): Decoder {
  return new ProcessDecoder(options);
}

class ProcessDecoder implements Decoder {
  readonly #entry: string;
  readonly #timeoutMs: number;
  readonly #maxResidentBytes: number;
  readonly #waiting: Task[] = [];
  #process: ChildProcess | null = null;
  #isReady = false;
  #current: Task | null = null;
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #endReason: 'timeout' | 'memory' | 'exit' = 'exit';
  #nextID = 1;
  #closed = false;

  constructor(options: DecoderOptions) {
    this.#entry = options.entry ?? fileURLToPath(new URL('./decoder-process.js', import.meta.url));
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#maxResidentBytes = options.maxResidentBytes ?? 1_500_000_000;
  }

  decode(request: DecodeRequest): Promise<DecodeAnswer> {
    return this.#ask({ id: this.#nextID++, decode: request });
  }

  shrink(request: ShrinkRequest): Promise<DecodeAnswer> {
    return this.#ask({ id: this.#nextID++, shrink: request });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#process;
    if (!child) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  #ask(message: ToDecoder): Promise<DecodeAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, resolve, reject });
      this.#advance();
    });
  }

  #advance(): void {
    if (this.#current || this.#waiting.length === 0) return;
    if (this.#closed) {
      for (const task of this.#waiting.splice(0)) task.reject(new Error('the decoder is closed'));
      return;
    }
    if (!this.#process) this.#start();
    if (!this.#isReady) return;
    const task = this.#waiting.shift();
    if (!task) return;
    this.#current = task;
    this.#limit(this.#timeoutMs);
    this.#watch = setInterval(() => void this.#checkMemory(), watchMs);
    // A broken channel is followed by the end of the process, which settles the task.
    this.#process?.send(task.message, () => undefined);
  }

  #start(): void {
    // The environment is not handed on: a decoder needs no secret of ours.
    const child = fork(this.#entry, [], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=256'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
    });
    this.#process = child;
    this.#isReady = false;
    this.#endReason = 'exit';
    this.#limit(startTimeoutMs);
    child.on('message', (message: FromDecoder) => this.#hear(message));
    child.on('error', () => undefined);
    child.once('exit', () => this.#ended(child));
  }

  #limit(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#kill('timeout'), milliseconds);
  }

  async #checkMemory(): Promise<void> {
    const pid = this.#process?.pid;
    if (!pid) return;
    // Elsewhere than on Linux there is no /proc, and time and the heap's size are the only limits.
    const statistics = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
    const resident = Number(statistics.split(' ')[1] ?? 0) * pageBytes;
    if (resident > this.#maxResidentBytes) this.#kill('memory');
  }

  #kill(reason: 'timeout' | 'memory'): void {
    this.#endReason = reason;
    this.#process?.kill('SIGKILL');
  }

  #hear(message: FromDecoder): void {
    if ('ready' in message) {
      this.#isReady = true;
      clearTimeout(this.#timer);
      this.#advance();
      return;
    }
    const task = this.#current;
    if (!task || task.message.id !== message.id) return;
    this.#rest();
    task.resolve(message.answer);
    this.#advance();
  }

  #rest(): void {
    this.#current = null;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
  }

  #ended(child: ChildProcess): void {
    if (this.#process !== child) return;
    const task = this.#current;
    const wasReady = this.#isReady;
    this.#process = null;
    this.#isReady = false;
    this.#rest();
    task?.reject(new DecoderEnded(this.#endReason));
    // One that does not even start would be started for ever.
    if (!wasReady) for (const waiting of this.#waiting.splice(0)) waiting.reject(new Error('the decoder does not start'));
    this.#advance();
  }
}
