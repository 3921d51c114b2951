import { GatewayError, toGatewayError } from '#core/errors/gateway-error.js';
import type { ArrivingInstance, InstanceStore, Reception } from '../../store/arriving-instance.js';
import type { MultipartEvent } from './multipart-reader.js';
import { isDicomPart } from './store-request.js';
import type { PartOutcome } from './store-response.js';

export interface PartIntakeLimits {
  instanceBytes: number;
  /** Parts that may be on their way to durability while the next one is read. */
  outstanding: number;
  parts: number;
}

interface CurrentPart {
  /** Null when the part is not taken; its bytes are passed over. */
  arriving: ArrivingInstance | null;
  refusal: GatewayError | null;
  byteCount: number;
}

/** Hands the parts of one Store request to the store, and keeps how each ended, in their order. A part that fails never fails the rest. */
export class PartIntake {
  readonly #store: InstanceStore;
  readonly #reception: Reception;
  readonly #expected: { studyInstanceUID?: string | undefined };
  readonly #limits: PartIntakeLimits;
  readonly #outcomes: Promise<PartOutcome>[] = [];
  readonly #outstanding = new Set<Promise<PartOutcome>>();
  #current: CurrentPart | null = null;

  constructor(store: InstanceStore, reception: Reception, expected: { studyInstanceUID?: string | undefined }, limits: PartIntakeLimits) {
    this.#store = store;
    this.#reception = reception;
    this.#expected = expected;
    this.#limits = limits;
  }

  get partCount(): number {
    return this.#outcomes.length;
  }

  /**
   * Takes the next event of the body. A returned promise is back-pressure: read no more until it settles.
   *
   * @throws GatewayError `payload-too-large` when one part or the number of parts is beyond every limit: the rest is not read.
   */
  take(event: MultipartEvent): void | Promise<void> {
    if (event.kind === 'data') return this.#write(event.bytes);
    if (event.kind === 'part-end') return this.#finish();
    this.#begin(event.headers);
  }

  /** Gives up the part that is being read, for instance because the body was cut; what it was is listed with the reason. */
  async cut(reason: GatewayError): Promise<void> {
    const part = this.#current;
    this.#current = null;
    const known = { ...part?.arriving?.known };
    this.#outcomes.push(Promise.resolve({ failed: part?.refusal ?? reason, known }));
    await part?.arriving?.abandon();
  }

  /** Waits until every part has ended. */
  settle(): Promise<PartOutcome[]> {
    return Promise.all(this.#outcomes);
  }

  #begin(headers: ReadonlyMap<string, string>): void {
    if (this.#outcomes.length >= this.#limits.parts) {
      throw new GatewayError('payload-too-large', { explanation: `One request takes at most ${this.#limits.parts} parts` });
    }
    this.#current = { arriving: null, refusal: null, byteCount: 0 };
    if (isDicomPart(headers)) this.#current.arriving = this.#store.receivePart10(this.#reception, this.#expected);
    else this.#current.refusal = new GatewayError('unsupported-media-type', { explanation: 'A part is not application/dicom' });
  }

  #write(bytes: Buffer): void | Promise<void> {
    const part = this.#current;
    if (!part) return;
    part.byteCount += bytes.length;
    if (part.byteCount > this.#limits.instanceBytes) {
      throw new GatewayError('payload-too-large', { explanation: `An instance has at most ${this.#limits.instanceBytes} bytes` });
    }
    return part.arriving?.write(bytes);
  }

  async #finish(): Promise<void> {
    const part = this.#current;
    this.#current = null;
    if (!part) return;
    // The first of a request may be its only one.
    const ending = endPart(part, { mayWait: this.#outcomes.length > 0 });
    this.#outcomes.push(ending);
    this.#outstanding.add(ending);
    void ending.finally(() => this.#outstanding.delete(ending));
    if (this.#outstanding.size >= this.#limits.outstanding) await Promise.race(this.#outstanding);
  }
}

async function endPart({ arriving, refusal }: CurrentPart, options: { mayWait: boolean }): Promise<PartOutcome> {
  if (!arriving) return { failed: refusal ?? new GatewayError('internal'), known: {} };
  try {
    return { stored: await arriving.complete(options) };
  } catch (thrown) {
    return { failed: toGatewayError(thrown), known: { ...arriving.known } };
  }
}
