import { ctStudy, type InstanceIdentities, largeInstance, mrStudy } from '../../../dicom-samples/generate/large.js';
import type { SendJob } from './job.js';

export interface InstanceToSend {
  readonly identities: InstanceIdentities;
  readonly byteCount: number;
  /** The Part 10 file, piece by piece. */
  readonly chunks: () => Iterable<Buffer>;
}

/** Makes the instances of a job, one after the other, so that each can be encoded and dropped. */
export function* instancesOf({ load, seed, patient }: SendJob): Generator<InstanceToSend> {
  const settings = patient ? { seed, patient } : { seed };
  if (load.content === 'large') {
    yield largeInstance(load.byteCount ?? 0, settings);
    return;
  }
  const study = load.content === 'ct' ? ctStudy(load.instanceCount, settings) : mrStudy(load.instanceCount, settings);
  for (const { identities, bytes } of study) yield { identities, byteCount: bytes.length, chunks: () => [bytes] };
}

/** Where the data set begins in a Part 10 file: behind the File Meta Information, whose group length stands first. */
export function dataSetOffset(head: Buffer): number {
  const groupLengthValue = 140;
  return groupLengthValue + 4 + head.readUInt32LE(groupLengthValue);
}

/** Deals things out in turn, so that every connection has about the same. */
export function dealOut<T>(things: readonly T[], handCount: number): T[][] {
  const hands = Array.from({ length: Math.min(handCount, things.length) }, (): T[] => []);
  for (const [index, thing] of things.entries()) hands[index % hands.length]?.push(thing);
  return hands;
}
