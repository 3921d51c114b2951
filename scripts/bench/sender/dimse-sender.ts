// A Storage SCU that is not the bottleneck: every PDU is encoded before the clock runs, one C-STORE is outstanding per association.
import { performance } from 'node:perf_hooks';
import { dataSetOffset, dealOut, type InstanceToSend, instancesOf } from './instances.js';
import type { DimseTarget, PreparedSending, SendJob } from './job.js';
import { acceptedPDULength, associateRequest, firstPDU, releaseRequest, storeRequest, storeStatus } from './pdus.js';
import { SocketLink } from './socket-link.js';

interface EncodedRequest {
  readonly messageID: number;
  readonly pieces: readonly Buffer[];
}

/** Pieces of about this size are what a large instance is written in. */
const writeLength = 1 << 20;

/** Asks the acceptor for its PDU length, then encodes all requests for it. */
export async function prepareDimse(job: SendJob, target: DimseTarget): Promise<PreparedSending> {
  let requests: EncodedRequest[] = [];
  let byteCount = 0;
  let maximumPDULength = 0;
  let first: InstanceToSend | undefined;
  for (const instance of instancesOf(job)) {
    if (!first) {
      first = instance;
      maximumPDULength = await negotiate(target, instance.identities.sopClassUID);
    }
    byteCount += instance.byteCount;
    requests.push(encode(instance, (requests.length % 65_535) + 1, maximumPDULength));
  }
  if (!first) throw new Error('nothing to send');
  const { sopClassUID, studyInstanceUID } = first.identities;
  const instanceCount = requests.length;
  const hands = dealOut(requests, job.load.connectionCount);
  requests = [];
  return { connections: hands.map((hand) => () => sendOver(target, sopClassUID, hand)), instanceCount, byteCount, studyInstanceUID };
}

async function associate(target: DimseTarget, sopClassUID: string): Promise<{ link: SocketLink<Buffer>; maximumPDULength: number }> {
  const link = await SocketLink.connect(target.port, firstPDU);
  const { callingAETitle, calledAETitle } = target;
  const answer = await link.ask([associateRequest({ callingAETitle, calledAETitle, sopClassUID })]);
  return { link, maximumPDULength: acceptedPDULength(answer) };
}

async function negotiate(target: DimseTarget, sopClassUID: string): Promise<number> {
  const { link, maximumPDULength } = await associate(target, sopClassUID);
  await link.ask([releaseRequest]);
  link.end();
  return maximumPDULength;
}

function encode(instance: InstanceToSend, messageID: number, maximumPDULength: number): EncodedRequest {
  const { sopClassUID, sopInstanceUID } = instance.identities;
  let headLength = 0;
  const dataSetChunks = function* () {
    for (const chunk of instance.chunks()) {
      if (headLength === 0) {
        headLength = dataSetOffset(chunk);
        yield chunk.subarray(headLength);
      } else yield chunk;
    }
  };
  const [firstChunk] = instance.chunks();
  const byteCount = instance.byteCount - dataSetOffset(firstChunk ?? Buffer.alloc(0));
  const fragments = storeRequest({ sopClassUID, sopInstanceUID, messageID }, { byteCount, chunks: dataSetChunks() }, maximumPDULength);
  return { messageID, pieces: joined(fragments) };
}

function joined(fragments: Iterable<Buffer>): Buffer[] {
  const pieces: Buffer[] = [];
  let gathered: Buffer[] = [];
  let length = 0;
  for (const fragment of fragments) {
    gathered.push(fragment);
    length += fragment.length;
    if (length < writeLength) continue;
    pieces.push(Buffer.concat(gathered));
    gathered = [];
    length = 0;
  }
  if (length > 0) pieces.push(Buffer.concat(gathered));
  return pieces;
}

async function sendOver(target: DimseTarget, sopClassUID: string, requests: readonly EncodedRequest[]): Promise<number[]> {
  const { link } = await associate(target, sopClassUID);
  const latencies: number[] = [];
  for (const { messageID, pieces } of requests) {
    const asked = performance.now();
    const status = storeStatus(await link.ask(pieces), messageID);
    latencies.push(performance.now() - asked);
    if (status !== 0) throw new Error(`C-STORE was answered with status ${status.toString(16).toUpperCase().padStart(4, '0')}H`);
  }
  link.end(releaseRequest);
  return latencies;
}
