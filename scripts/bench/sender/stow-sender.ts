// A STOW-RS client that is not the bottleneck: every request is encoded before the clock runs and written to a bare socket.
// @see PS3.18 10.5
import { performance } from 'node:perf_hooks';
import { dealOut, type InstanceToSend, instancesOf } from './instances.js';
import type { PreparedSending, SendJob, StowTarget } from './job.js';
import { SocketLink } from './socket-link.js';

interface EncodedRequest {
  readonly instanceCount: number;
  readonly pieces: readonly Buffer[];
}

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const boundary = 'BENCHPART7c1f9e';
const referencedSOPSequence = '00081199';

export function prepareStow(job: SendJob, target: StowTarget): PreparedSending {
  const requests: EncodedRequest[] = [];
  let group: InstanceToSend[] = [];
  let byteCount = 0;
  let instanceCount = 0;
  let studyInstanceUID = '';
  const close = () => {
    if (group.length > 0) requests.push(encode(group, target));
    group = [];
  };
  for (const instance of instancesOf(job)) {
    studyInstanceUID = instance.identities.studyInstanceUID;
    byteCount += instance.byteCount;
    instanceCount += 1;
    group.push(instance);
    if (group.length === job.load.instancesPerRequest) close();
  }
  close();
  const hands = dealOut(requests, job.load.connectionCount);
  return { connections: hands.map((hand) => () => sendOver(target, hand)), instanceCount, byteCount, studyInstanceUID };
}

function encode(group: readonly InstanceToSend[], target: StowTarget): EncodedRequest {
  const partHead = Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, 'latin1');
  const partTail = Buffer.from('\r\n', 'latin1');
  const end = Buffer.from(`--${boundary}--\r\n`, 'latin1');
  const partsLength = group.reduce((sum, { byteCount }) => sum + partHead.length + byteCount + partTail.length, 0);
  const head = [
    `POST ${target.path} HTTP/1.1`,
    `Host: 127.0.0.1:${target.port}`,
    'Accept: application/dicom+json',
    ...(target.authorization ? [`Authorization: ${target.authorization}`] : []),
    `Content-Type: multipart/related; type="application/dicom"; boundary=${boundary}`,
    `Content-Length: ${partsLength + end.length}`,
  ];
  const parts = group.flatMap(({ chunks }) => [partHead, ...chunks(), partTail]);
  const all = [Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), ...parts, end];
  // One large instance stays in its pieces; the others are one write.
  return { instanceCount: group.length, pieces: group.length === 1 ? all : [Buffer.concat(all)] };
}

async function sendOver(target: StowTarget, requests: readonly EncodedRequest[]): Promise<number[]> {
  let link = await SocketLink.connect(target.port, parseAnswer);
  const latencies: number[] = [];
  for (const { pieces, instanceCount } of requests) {
    const asked = performance.now();
    const answer = await link.ask(pieces);
    latencies.push(performance.now() - asked);
    check(answer, instanceCount);
    if (answer.closes) {
      link.end();
      link = await SocketLink.connect(target.port, parseAnswer);
    }
  }
  link.end();
  return latencies;
}

function check({ status, body }: HttpAnswer, instanceCount: number): void {
  // The answer's text stays out of the message: it names instances.
  if (status !== 200) throw new Error(`STOW-RS was answered with ${status}`);
  const stored = (JSON.parse(body) as Record<string, { Value?: unknown[] }>)[referencedSOPSequence]?.Value?.length ?? 0;
  if (stored !== instanceCount) throw new Error(`STOW-RS answered 200 and names ${stored} of ${instanceCount} instances as stored`);
}

/** Cuts the first whole answer from what was received. */
function parseAnswer(received: Buffer): { answer: HttpAnswer & { closes: boolean }; length: number } | undefined {
  const headLength = received.indexOf('\r\n\r\n');
  if (headLength < 0) return undefined;
  const head = received.toString('latin1', 0, headLength);
  const status = Number(head.slice(9, 12));
  if (status === 100) throw new Error('100 Continue, which was not asked for');
  const closes = /^connection: *close/im.test(head);
  const bodyStart = headLength + 4;
  if (/^transfer-encoding: *chunked/im.test(head)) {
    const chunked = readChunks(received, bodyStart);
    return chunked && { answer: { status, body: chunked.body, closes }, length: chunked.end };
  }
  const length = bodyStart + Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  if (received.length < length) return undefined;
  return { answer: { status, body: received.toString('utf8', bodyStart, length), closes }, length };
}

function readChunks(received: Buffer, start: number): { body: string; end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = received.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const length = Number.parseInt(received.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + length + 2;
    if (received.length < next) return undefined;
    if (length === 0) return { body: Buffer.concat(chunks).toString('utf8'), end: next };
    chunks.push(received.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = next;
  }
}
