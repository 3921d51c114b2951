const WINDOW_MS = 5000;

/** Speed over the last seconds, from how much has left by when. */
export class Throughput {
  private marks: { at: number; bytes: number }[] = [];

  restart(): void {
    this.marks = [];
  }

  /** Bytes a second at this moment; 0 until there is something to say. */
  rate(sentBytes: number, now = performance.now()): number {
    const last = this.marks.at(-1);
    // A batch that must be sent again takes the count back: measure anew from there.
    if (last && sentBytes < last.bytes) this.marks = [];
    this.marks.push({ at: now, bytes: sentBytes });
    while (this.marks.length > 2 && now - (this.marks[0]?.at ?? now) > WINDOW_MS) this.marks.shift();
    const first = this.marks[0];
    if (!first || now - first.at < 400) return 0;
    return ((sentBytes - first.bytes) / (now - first.at)) * 1000;
  }
}
