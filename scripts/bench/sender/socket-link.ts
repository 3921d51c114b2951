import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const answerTimeoutMs = 120_000;

/** A connection to a peer on which one thing is asked at a time: written pieces out, a parsed answer back. */
export class SocketLink<Answer> {
  readonly #socket: Socket;
  readonly #parse: (received: Buffer) => { answer: Answer; length: number } | undefined;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve: (answer: Answer) => void; reject: (reason: Error) => void } | undefined;
  #broken: Error | undefined;

  private constructor(socket: Socket, parse: (received: Buffer) => { answer: Answer; length: number } | undefined) {
    this.#socket = socket;
    this.#parse = parse;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#break(error));
    socket.on('close', () => this.#break(new Error('the peer closed the connection')));
    socket.setTimeout(answerTimeoutMs, () => socket.destroy(new Error(`no answer within ${answerTimeoutMs / 1000} s`)));
  }

  static async connect<Answer>(
    port: number,
    parse: (received: Buffer) => { answer: Answer; length: number } | undefined,
  ): Promise<SocketLink<Answer>> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new SocketLink(socket, parse);
  }

  /** Writes all pieces, as fast as the peer takes them, and gives its answer. */
  async ask(pieces: readonly Buffer[]): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      if (this.#broken) reject(this.#broken);
      this.#waiting = { resolve, reject };
    });
    // It is awaited below; a peer that breaks off while we still write must not end the process before that.
    answer.catch(() => undefined);
    for (const piece of pieces) {
      if (!this.#socket.write(piece) && !this.#broken && pieces.length > 1) await this.#drained();
    }
    return answer;
  }

  end(lastWords?: Buffer): void {
    this.#socket.removeAllListeners('close');
    this.#socket.on('error', () => undefined);
    if (lastWords) this.#socket.end(lastWords);
    else this.#socket.destroy();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.#socket.off('drain', go);
        this.#socket.off('close', go);
        resolve();
      };
      this.#socket.on('drain', go);
      this.#socket.on('close', go);
    });
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk;
    try {
      const parsed = this.#parse(this.#received);
      if (!parsed) return;
      this.#received = this.#received.subarray(parsed.length);
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.resolve(parsed.answer);
    } catch (error) {
      this.#socket.destroy(error as Error);
    }
  }

  #break(reason: Error): void {
    this.#broken ??= reason;
    this.#waiting?.reject(this.#broken);
    this.#waiting = undefined;
  }
}
