import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LogDestination, type LogFile } from '../../../../core/logging/log-destination.js';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** A file of which a test decides what becomes of each write. */
class ScriptedFile {
  written = '';
  tries = 0;
  fault: NodeJS.ErrnoException | 'hangs' | null = null;
  mostBytes = Number.POSITIVE_INFINITY;

  readonly file = {
    write: (_fd: number, bytes: Buffer, _offset: number, _length: number, _position: null, done: (e: Error | null, n: number) => void) => {
      this.tries += 1;
      const { fault } = this;
      if (fault === 'hangs') return;
      process.nextTick(() => {
        if (fault) return done(fault, 0);
        const part = bytes.subarray(0, this.mostBytes);
        this.written += part.toString();
        return done(null, part.length);
      });
    },
    writeSync: (_fd: number, bytes: Buffer) => {
      this.tries += 1;
      if (this.fault) throw this.fault;
      this.written += bytes.toString();
      return bytes.length;
    },
  } as unknown as LogFile;
}

describe('the destination of log lines', () => {
  let scripted: ScriptedFile;
  let destination: LogDestination;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'Date'] });
    scripted = new ScriptedFile();
    destination = new LogDestination((lost) => `lost ${lost}\n`, 1, scripted.file);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const settle = () => new Promise<void>((resolve) => process.nextTick(() => process.nextTick(() => process.nextTick(resolve))));

  it('writes lines whole and in order, also where a write takes a part', async () => {
    scripted.mostBytes = 3;
    for (const line of ['one\n', 'two\n', 'three\n']) destination.write(line);
    for (let turn = 0; turn < 10; turn += 1) await settle();
    expect(scripted.written).toBe('one\ntwo\nthree\n');
  });

  it('drops and counts what a dead disk refuses, never fails, and says so when lines get through again', async () => {
    scripted.fault = failure('EIO');
    destination.write('a\n');
    await settle();
    destination.write('b\n');
    jest.advanceTimersByTime(5_000);
    await settle();
    expect(destination.lost).toBe(2);
    scripted.fault = null;
    destination.write('c\n');
    jest.advanceTimersByTime(5_000);
    await settle();
    expect(scripted.written).toBe('lost 2\nc\n');
    expect(destination.lost).toBe(0);
  });

  it('holds a bounded amount while the destination hangs', () => {
    scripted.fault = 'hangs';
    const line = `${'x'.repeat(999)}\n`;
    for (let index = 0; index < 3_000; index += 1) destination.write(line);
    expect(scripted.tries).toBe(1);
    expect(destination.lost).toBeGreaterThan(1_900);
  });

  it('tries once at the end of a process, and never again', () => {
    scripted.fault = 'hangs';
    destination.write('first\n');
    scripted.fault = failure('EIO');
    destination.write('second\n');
    expect(() => destination.flushSync()).not.toThrow();
    expect(() => destination.flushSync()).not.toThrow();
    expect(scripted.tries).toBe(2);
  });

  it('writes at the end of a process what still waits', () => {
    scripted.fault = 'hangs';
    destination.write('first\n');
    scripted.fault = null;
    destination.write('last words\n');
    destination.flushSync();
    expect(scripted.written).toBe('last words\n');
  });
});
