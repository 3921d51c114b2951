import type { GeneratedInstance } from '../../dicom-samples/generate/large.js';
import { type DicomwebCaller, storeInstances } from '../support/dicomweb-client.js';
import { connect, type DimseAnswer, type Requestor, takeApart } from '../support/dimse-peer/index.js';

/** What has to be identical: the file where it came as one, else (over DIMSE, or sent again over any door) its data set. */
export type Identical = 'data-set' | 'file';

/** What senders were told: an instance is acknowledged, or whoever sent it must send it again. */
export class Acknowledgements {
  readonly byInstance = new Map<GeneratedInstance, Identical>();
  /** Statuses other than success, in order of arrival. */
  readonly refusals: number[] = [];
  /** Called at the very moment of an acknowledgement. */
  onAcknowledged: (count: number) => void = () => undefined;

  add(instance: GeneratedInstance, identical: Identical): void {
    this.byInstance.set(instance, identical);
    this.onAcknowledged(this.byInstance.size);
  }

  missingOf(instances: readonly GeneratedInstance[]): GeneratedInstance[] {
    return instances.filter((instance) => !this.byInstance.has(instance));
  }
}

/** Opens an association for the SOP classes of some instances. @throws when it is not accepted. */
export async function openAssociation(port: number, instances: readonly GeneratedInstance[]): Promise<Requestor> {
  const requestor = await connect({ port });
  const answer = await requestor.associate({
    contexts: [...contextIDs(instances)].map(([abstractSyntax, id]) => ({
      id,
      abstractSyntax,
      transferSyntaxes: ['1.2.840.10008.1.2.1'],
    })),
  });
  if (answer.kind === 'accepted') return requestor;
  requestor.socket.destroy();
  throw new Error(`the association was ${answer.kind}`);
}

function contextIDs(instances: readonly GeneratedInstance[]): Map<string, number> {
  const classes = [...new Set(instances.map(({ identities }) => identities.sopClassUID))].sort();
  return new Map(classes.map((sopClassUID, index) => [sopClassUID, index * 2 + 3]));
}

/** Sends one instance over an association that `openAssociation` opened for the same instances. */
export function storeOver(
  requestor: Requestor,
  instance: GeneratedInstance,
  instances: readonly GeneratedInstance[] = [instance],
): Promise<DimseAnswer> {
  const { sopClassUID, sopInstanceUID, dataSet } = takeApart(instance.bytes);
  const contextID = contextIDs(instances).get(sopClassUID);
  return requestor.storeDataSet({ sopClassUID, sopInstanceUID, dataSet, contextID, fragmentation: { maximumLength: 131_072 } });
}

/** Sends instances one after another over one association, until they are done or the association is gone. Never rejects. */
export async function sendOverAssociation(port: number, instances: readonly GeneratedInstance[], told: Acknowledgements): Promise<void> {
  let requestor: Requestor | undefined;
  try {
    requestor = await openAssociation(port, instances);
    for (const instance of instances) {
      const answer = await storeOver(requestor, instance, instances);
      if (answer.kind !== 'response') return;
      if (answer.status === 0) told.add(instance, 'data-set');
      else told.refusals.push(answer.status);
    }
    await requestor.release();
  } catch {
    // Whoever is not acknowledged is sent again: that is what the test looks at.
  } finally {
    requestor?.socket.destroy();
  }
}

/** Sends instances in Store requests of a few each, until they are done or the connection breaks. Never rejects. */
export async function sendByStow(
  caller: DicomwebCaller,
  instances: readonly GeneratedInstance[],
  told: Acknowledgements,
  identical: Identical = 'file',
): Promise<void> {
  const perRequest = 4;
  try {
    for (let at = 0; at < instances.length; at += perRequest) {
      const batch = instances.slice(at, at + perRequest);
      const answer = await storeInstances(
        caller,
        batch.map(({ bytes }) => bytes),
      );
      for (const instance of batch) if (answer.stored.includes(instance.identities.sopInstanceUID)) told.add(instance, identical);
      told.refusals.push(...answer.failed.map(({ failureReason }) => failureReason));
      if (answer.status >= 500) return;
    }
  } catch {
    // As above.
  }
}
