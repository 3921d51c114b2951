import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { GatewayError } from '#core/errors/gateway-error.js';
import type {
  AnnouncedInstance,
  ArrivingInstance,
  InstanceStore,
  Reception,
  ReceptionRequest,
  Refusal,
  StoredInstance,
} from '../../../gateway/store/arriving-instance.js';

export interface KeptInstance {
  reception: Reception;
  announced: AnnouncedInstance;
  dataSet: Buffer;
}

/** A store in memory that does what a test tells it: be slow, refuse, be not ready. */
export class InstanceStoreDouble implements InstanceStore {
  readonly kept: KeptInstance[] = [];
  readonly refusals: Refusal[] = [];
  readonly receptions: Reception[] = [];
  readonly closed: { reception: Reception; outcome: string }[] = [];
  begun = 0;
  abandoned = 0;
  /** Thrown by assertReady. */
  notReady: GatewayError | null = null;
  /** Thrown by openReception. */
  noReception: Error | null = null;
  /** Thrown by the next `complete` calls, one each; null lets one pass. */
  readonly refuseNext: (Error | null)[] = [];
  /** What `known` gives of an instance that is refused. */
  known: { sopClassUID?: string; sopInstanceUID?: string; studyInstanceUID?: string } = {};
  /** Back-pressure: awaited by each write. */
  beforeWrite: (() => Promise<void> | undefined) | null = null;
  /** Awaited by each complete. */
  beforeComplete: (() => Promise<void>) | null = null;
  private readonly listeners = new Set<() => void>();

  /** Resolves as soon as `condition` holds; looked at whenever something happened here. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.listeners.delete(look);
        resolve();
      };
      this.listeners.add(look);
    });
  }

  private happened(): void {
    for (const listener of this.listeners) listener();
  }

  assertReady(): void {
    if (this.notReady) throw this.notReady;
  }

  async openReception(request: ReceptionRequest): Promise<Reception> {
    if (this.noReception) throw this.noReception;
    const { tls: _, ...rest } = request;
    const reception: Reception = { ...rest, id: randomUUID() };
    this.receptions.push(reception);
    this.happened();
    return reception;
  }

  async closeReception(reception: Reception, outcome: 'completed' | 'released' | 'aborted'): Promise<void> {
    this.closed.push({ reception, outcome });
    this.happened();
  }

  receiveDataSet(reception: Reception, announced: AnnouncedInstance): ArrivingInstance {
    const chunks: Buffer[] = [];
    this.begun++;
    this.happened();
    return {
      known: this.known,
      write: (chunk) => {
        chunks.push(Buffer.from(chunk));
        this.happened();
        return this.beforeWrite?.();
      },
      complete: () => this.complete(reception, announced, chunks),
      abandon: async () => {
        this.abandoned++;
        this.happened();
      },
    };
  }

  private async complete(reception: Reception, announced: AnnouncedInstance, chunks: Buffer[]): Promise<StoredInstance> {
    await this.beforeComplete?.();
    const refusal = this.refuseNext.shift();
    if (refusal) throw refusal;
    const outcome = this.kept.some((other) => other.announced.sopInstanceUID === announced.sopInstanceUID) ? 'already-stored' : 'stored';
    if (outcome === 'stored') this.kept.push({ reception, announced, dataSet: Buffer.concat(chunks) });
    this.happened();
    return {
      outcome,
      instanceID: randomUUID(),
      studyID: randomUUID(),
      sopClassUID: announced.sopClassUID,
      sopInstanceUID: announced.sopInstanceUID,
      studyInstanceUID: '1.2.3',
      seriesInstanceUID: '1.2.3.4',
    };
  }

  receivePart10(): ArrivingInstance {
    throw new Error('this double takes data sets only');
  }

  recordRefusal(refusal: Refusal): void {
    this.refusals.push(refusal);
    this.happened();
  }
}
