// Takes a multipart body apart while it arrives: parts' bytes are handed on as views of the chunk that brought them, nothing but a
// part's header and a few bytes that may begin a boundary is ever kept. RFC 2046 5.1.1, with what senders do: folded headers, bare LF
// in headers, text around the parts. A line that begins like the boundary and goes on is data.
import { Buffer } from 'node:buffer';
import { GatewayError } from '#core/errors/gateway-error.js';

export type MultipartEvent =
  | { kind: 'part'; headers: ReadonlyMap<string, string> }
  /** A view of the pushed chunk: copy what is kept. */
  | { kind: 'data'; bytes: Buffer }
  | { kind: 'part-end' };

const LONGEST_PART_HEADER = 8192;
const LONGEST_PREAMBLE = 65_536;
const LONGEST_PADDING = 256;
const CR = 13;
const LF = 10;
const SPACE = 32;
const TAB = 9;
const DASH = 45;

const broken = (explanation: string) => new GatewayError('bad-request', { explanation });

/**
 * Reads a multipart body in pieces of any size: iterate over `push` for each chunk, then call `end`.
 *
 * @throws GatewayError `bad-request` from `push` for a part header that can't be read or is longer than 8 kB, and from `end` for a body
 *   without its final boundary; parts that ended before are whole.
 * @see RFC 2046 5.1.1
 */
export class MultipartReader {
  /** True once the final boundary has been read. */
  isFinished = false;

  readonly #delimiter: Buffer;
  #state: 'preamble' | 'header' | 'data' | 'epilogue' = 'preamble';
  #kept: Buffer;
  #preambleLength = 0;

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    // The first boundary may stand at the very start, where no line break is before it.
    this.#kept = Buffer.from('\r\n', 'latin1');
  }

  *push(chunk: Buffer): Generator<MultipartEvent, void, undefined> {
    let bytes = this.#kept.length > 0 ? Buffer.concat([this.#kept, chunk]) : chunk;
    this.#kept = Buffer.alloc(0);
    while (bytes.length > 0) {
      if (this.#state === 'epilogue') return;
      if (this.#state === 'header') {
        const header = takeHeader(bytes);
        if (!header) return this.#keepHeader(bytes);
        this.#state = 'data';
        bytes = bytes.subarray(header.end);
        yield { kind: 'part', headers: header.headers };
        continue;
      }
      bytes = yield* this.#takeUntilDelimiter(bytes, false);
    }
  }

  /** Concludes after the last chunk: a final boundary at the very end of the body becomes one. */
  *end(): Generator<MultipartEvent, void, undefined> {
    const kept = this.#kept;
    this.#kept = Buffer.alloc(0);
    if (kept.length > 0 && (this.#state === 'data' || this.#state === 'preamble')) yield* this.#takeUntilDelimiter(kept, true);
    if (!this.isFinished) throw broken('The body ends without its final boundary');
  }

  /** Hands on what is data for sure; returns what is left to look at: what follows a delimiter, or nothing. */
  *#takeUntilDelimiter(bytes: Buffer, isEnd: boolean): Generator<MultipartEvent, Buffer, undefined> {
    let searchFrom = 0;
    for (;;) {
      const at = bytes.indexOf(this.#delimiter, searchFrom);
      if (at < 0) {
        const keepFrom = isEnd ? bytes.length : this.#possibleStart(bytes, searchFrom);
        yield* this.#data(bytes.subarray(0, keepFrom));
        this.#kept = Buffer.from(bytes.subarray(keepFrom));
        return bytes.subarray(bytes.length);
      }
      const line = readDelimiterLine(bytes, at + this.#delimiter.length, isEnd);
      if (line === 'data') {
        searchFrom = at + 1;
        continue;
      }
      yield* this.#data(bytes.subarray(0, at));
      if (line === 'unfinished') {
        this.#kept = Buffer.from(bytes.subarray(at));
        return bytes.subarray(bytes.length);
      }
      if (this.#state === 'data') yield { kind: 'part-end' };
      this.isFinished = line.isFinal;
      this.#state = line.isFinal ? 'epilogue' : 'header';
      return bytes.subarray(line.end);
    }
  }

  *#data(bytes: Buffer): Generator<MultipartEvent, void, undefined> {
    if (bytes.length === 0) return;
    if (this.#state === 'data') yield { kind: 'data', bytes };
    else this.#countPreamble(bytes.length);
  }

  /** Where at the end of these bytes the delimiter may have begun. */
  #possibleStart(bytes: Buffer, searchFrom: number): number {
    let at = bytes.indexOf(CR, Math.max(searchFrom, bytes.length - this.#delimiter.length + 1));
    while (at >= 0) {
      if (bytes.compare(this.#delimiter, 0, bytes.length - at, at) === 0) return at;
      at = bytes.indexOf(CR, at + 1);
    }
    return bytes.length;
  }

  #keepHeader(bytes: Buffer): void {
    if (bytes.length > LONGEST_PART_HEADER) throw broken('The header of a part is longer than 8 kB');
    this.#kept = Buffer.from(bytes);
  }

  #countPreamble(byteCount: number): void {
    this.#preambleLength += byteCount;
    if (this.#preambleLength > LONGEST_PREAMBLE) throw broken('More than 64 kB stand before the first part');
  }
}

/** Reads the rest of a delimiter's line, which begins at `start`: `--` for the final one, white space, a line break. */
function readDelimiterLine(bytes: Buffer, start: number, isEnd: boolean): { isFinal: boolean; end: number } | 'data' | 'unfinished' {
  let at = start;
  const isFinal = bytes[at] === DASH && bytes[at + 1] === DASH;
  if (isFinal) at += 2;
  else if (bytes[at] === DASH && at + 1 === bytes.length && !isEnd) return 'unfinished';
  while (bytes[at] === SPACE || bytes[at] === TAB) at++;
  if (at - start > LONGEST_PADDING) return 'data';
  if (bytes[at] === LF) return { isFinal, end: at + 1 };
  if (bytes[at] === CR && bytes[at + 1] === LF) return { isFinal, end: at + 2 };
  const isCut = at >= bytes.length || (bytes[at] === CR && at + 1 >= bytes.length);
  if (!isCut) return 'data';
  if (!isEnd) return 'unfinished';
  return isFinal ? { isFinal, end: bytes.length } : 'data';
}

/** Takes the header lines of a part off the front; undefined while they are incomplete. */
function takeHeader(bytes: Buffer): { headers: Map<string, string>; end: number } | undefined {
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf(LF, at);
    if (lineEnd < 0) return undefined;
    if (lineEnd > LONGEST_PART_HEADER) throw broken('The header of a part is longer than 8 kB');
    const line = bytes.toString('latin1', at, lineEnd).replace(/\r$/, '');
    at = lineEnd + 1;
    if (line === '') return { headers: parseHeaders(lines), end: at };
    // A line that begins with white space goes on with the one before.
    if (/^[ \t]/.test(line) && lines.length > 0) lines.push(`${lines.pop()} ${line.trim()}`);
    else lines.push(line);
  }
}

function parseHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(.*)$/s.exec(line);
    if (!match?.[1]) throw broken('A line in the header of a part is not a header field');
    const name = match[1].toLowerCase();
    if (!headers.has(name)) headers.set(name, (match[2] ?? '').trim());
  }
  return headers;
}
