import type { IncomingMessage } from 'node:http';
import { GatewayError } from '#core/errors/gateway-error.js';

export interface MinimumRate {
  minBytesPerSecond: number;
  /** How long a window is over which the rate is measured. */
  windowMs: number;
}

const TICKS_PER_WINDOW = 8;

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
  #byteCount = 0;
  #windowStart = 0;
  #waitingTicks = 0;

  constructor(request: IncomingMessage, rate: MinimumRate) {
    this.#request = request;
    this.#rate = rate;
    request.on('readable', this.#onReadable).on('end', this.#onEnd).on('close', this.#onClose).on('error', this.#onClose);
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
      if (this.#failure) throw this.#failure;
      const chunk = this.#request.read() as Buffer | null;
      if (chunk !== null) {
        this.#byteCount += chunk.length;
        return chunk;
      }
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
    this.#request.off('readable', this.#onReadable).off('end', this.#onEnd).off('close', this.#onClose);
    // A late error of the socket has been told already; without a listener it would end the process.
  }

  readonly #onReadable = (): void => this.#wake?.();

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
