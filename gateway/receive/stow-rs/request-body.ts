import type { IncomingMessage } from 'node:http';
import { GatewayError } from '#core/errors/gateway-error.js';

export interface MinimumRate {
  minBytesPerSecond: number;
  /** How long a window is over which the rate is measured. */
  windowMs: number;
}

const TICKS_PER_WINDOW = 8;
const QUEUE_AT_MOST = 262_144;

/**
 * Reads a request's body chunk by chunk, no faster than it is asked to, so that the socket carries the back-pressure.
 *
 * There is no limit for the whole; but a sender for whom we have waited a whole window must have sent at the minimum rate. Time in
 * which we did not read is not counted against it.
 */
export class RequestBody {
  readonly #request: IncomingMessage;
  readonly #rate: MinimumRate;
  readonly #timer: NodeJS.Timeout;
  #failure: GatewayError | null = null;
  #hasEnded = false;
  #wake: (() => void) | null = null;
  readonly #chunks: Buffer[] = [];
  #queuedBytes = 0;
  #byteCount = 0;
  #windowStart = 0;
  #waitingTicks = 0;

  constructor(request: IncomingMessage, rate: MinimumRate) {
    this.#request = request;
    this.#rate = rate;
    request.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose).on('error', this.#onClose);
    this.#timer = setInterval(this.#measure, rate.windowMs / TICKS_PER_WINDOW);
    if (request.destroyed) this.#onClose();
  }

  /**
   * Gives the next chunk, or null at the end of the body.
   *
   * @throws GatewayError `truncated` when the connection is lost before the end, `too-slow` when the sender stalls.
   */
  async next(): Promise<Buffer | null> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        this.#queuedBytes -= chunk.length;
        if (this.#chunks.length === 0) this.#request.resume();
        return chunk;
      }
      if (this.#failure) throw this.#failure;
      if (this.#hasEnded) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  /** Ends the measuring; the request itself is left as it is. */
  release(): void {
    clearInterval(this.#timer);
    if (!this.#hasEnded) this.#request.pause();
    this.#request.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
    // A late error of the socket has been told already; without a listener it would end the process.
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#byteCount += chunk.length;
    this.#queuedBytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#queuedBytes >= QUEUE_AT_MOST) this.#request.pause();
    this.#wake?.();
  };

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    this.#wake?.();
  };

  readonly #onClose = (): void => {
    if (this.#hasEnded) return;
    this.#failure ??= new GatewayError('truncated', { explanation: 'The connection was lost before the end of the body' });
    this.#wake?.();
  };

  readonly #measure = (): void => {
    if (this.#wake === null) return;
    this.#waitingTicks += 1;
    if (this.#waitingTicks < TICKS_PER_WINDOW) return;
    const needed = (this.#rate.minBytesPerSecond * this.#rate.windowMs) / 1000;
    if (this.#byteCount - this.#windowStart < needed) {
      this.#failure ??= new GatewayError('too-slow', { explanation: `Fewer than ${this.#rate.minBytesPerSecond} bytes a second arrived` });
      this.#wake();
    }
    this.#windowStart = this.#byteCount;
    this.#waitingTicks = 0;
  };
}
