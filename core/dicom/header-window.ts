import { Buffer } from 'node:buffer';

const EMPTY = Buffer.alloc(0);
const LONGEST_HEADER = 12;

/** Makes the headers of data elements readable in place while chunks of any size pass; one that stands on both sides of an edge is put together. */
export class HeaderWindow {
  private chunk: Buffer = EMPTY;
  private at = 0;
  private readonly scratch = Buffer.alloc(LONGEST_HEADER);
  private scratchLength = 0;
  /** The bytes that the last `take` made readable begin at head[headAt]. */
  head: Buffer = EMPTY;
  headAt = 0;

  load(chunk: Buffer): void {
    this.chunk = chunk;
    this.at = 0;
  }

  /** Lets go of the chunk, so that nothing of it is kept between two pushes. */
  unload(): void {
    this.chunk = EMPTY;
    this.head = EMPTY;
    this.at = 0;
  }

  /** Makes the next `count` bytes (12 at most) readable without consuming them; false when they have not arrived yet. */
  take(count: number): boolean {
    if (this.scratchLength === 0 && this.chunk.length - this.at >= count) {
      this.head = this.chunk;
      this.headAt = this.at;
      return true;
    }
    while (this.scratchLength < count) {
      if (this.at === this.chunk.length) return false;
      this.scratch[this.scratchLength++] = this.chunk[this.at++] ?? 0;
    }
    this.head = this.scratch;
    this.headAt = 0;
    return true;
  }

  /** Moves behind a header that was taken with exactly this count. */
  consume(count: number): void {
    if (this.scratchLength > 0) this.scratchLength = 0;
    else this.at += count;
  }

  /** Gives up to `limit` bytes that follow, as a view of the chunk, and moves behind them. */
  next(limit: number): Buffer {
    const start = this.at;
    this.at = Math.min(start + limit, this.chunk.length);
    return this.chunk.subarray(start, this.at);
  }

  /** Moves behind up to `limit` bytes; says how many. */
  skip(limit: number): number {
    const count = Math.min(limit, this.chunk.length - this.at);
    this.at += count;
    return count;
  }

  /** The bytes of a header that has not arrived whole. */
  rest(): Buffer {
    return this.scratch.subarray(0, this.scratchLength);
  }

  uint16(at: number, bigEndian: boolean): number {
    const first = this.head[this.headAt + at] ?? 0;
    const second = this.head[this.headAt + at + 1] ?? 0;
    return bigEndian ? (first << 8) | second : first | (second << 8);
  }

  uint32(at: number, bigEndian: boolean): number {
    return bigEndian ? this.head.readUInt32BE(this.headAt + at) : this.head.readUInt32LE(this.headAt + at);
  }

  tag(bigEndian: boolean): number {
    return this.uint16(0, bigEndian) * 0x10000 + this.uint16(2, bigEndian);
  }
}
