// The STOW-RS door: receives Part 10 files in multipart/related bodies, streaming, and hands each part to the store, which alone decides
// success. Answers part by part (PS3.18 10.5.3): one failed part never fails the rest. Memory is bounded whatever the body's size; the
// socket feels the disk's back-pressure. A body that is cut keeps its complete parts; sent again, they count as stored already.
import { storeFailures } from '#core/dicom/store-failure.js';
import { GatewayError, toGatewayError } from '#core/errors/gateway-error.js';
import { addWarning, assertAcceptsDicomJson, sendDicomJson } from '../../dicomweb/dicom-json-answer.js';
import { type DicomwebScope, namedResource, resolveScope } from '../../dicomweb/scope.js';
import { RETRY_AFTER_SECONDS } from '../../http/problem-details.js';
import type { RouteInput } from '../../http/route.js';
import type { Reception } from '../../store/arriving-instance.js';
import { MultipartReader } from './multipart-reader.js';
import { PartIntake } from './part-intake.js';
import { RequestBody } from './request-body.js';
import { boundaryOfRequest } from './store-request.js';
import { makeStoreResponse, type PartOutcome, rejectionWarnings } from './store-response.js';

const OUTSTANDING_PARTS = 16;
const PARTS_PER_REQUEST = 100_000;
const LONGEST_EPILOGUE = 65_536;
const AUDITED_STUDIES = 20;

/**
 * Carries out one Store transaction.
 *
 * What is wrong with the request as a whole is found before its body is read. From then on each part ends by itself; the answer lists all
 * of them. A crash leaves complete parts stored and nothing of the one that was being read.
 *
 * @throws GatewayError for an answer that is no list of parts: `not-found`, `order-not-open`, `unsupported-media-type`, `bad-request`
 *   (nothing was stored then), `not-acceptable`, `out-of-resources`, `shutting-down`, `too-slow`, `payload-too-large`.
 * @see PS3.18 10.5
 */
export async function storeTransaction(input: RouteInput): Promise<undefined> {
  const { request, response, context } = input;
  const scope = await resolveScope(input);
  if (scope.order && scope.order.state !== 'signed') {
    throw new GatewayError('order-not-open', { subject: { orderID: scope.order.id } });
  }
  const named = namedResource(input.params);
  const boundary = boundaryOfRequest(request);
  assertAcceptsDicomJson(request);
  if (context.draining()) throw new GatewayError('shutting-down');
  context.store.assertReady();

  const reception = await context.store.openReception(receptionRequest(input, scope));
  const intake = new PartIntake(context.store, reception, named, {
    instanceBytes: context.settings.MAX_INSTANCE_BYTES,
    outstanding: OUTSTANDING_PARTS,
    parts: PARTS_PER_REQUEST,
  });
  const fault = await readParts(input, new MultipartReader(boundary), intake);
  const outcomes = await intake.settle();
  recordReception(input, reception, { outcomes, fault });
  const isWhole = fault === null || (fault.code === 'bad-request' && outcomes.some((outcome) => 'stored' in outcome));
  if (!isWhole) {
    if (fault.code !== 'bad-request') response.setHeader('Connection', 'close');
    throw fault;
  }
  if (outcomes.length === 0) throw new GatewayError('bad-request', { explanation: 'The body has no parts' });
  for (const warning of rejectionWarnings(outcomes)) addWarning(response, warning);
  const { status, body } = makeStoreResponse(outcomes, scope.baseURL);
  if (status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
  sendDicomJson(response, status, body);
  return undefined;
}

function receptionRequest({ request, caller }: RouteInput, { order }: DicomwebScope) {
  // Staff who store to an order do so for the organization that is sent for; it stays the sender's study.
  const organizationID = order && caller.organizationKind === 'hospital' ? order.organizationID : caller.organizationID;
  return {
    organizationID,
    door: 'stow-rs',
    orderID: order?.id ?? null,
    orderNamedBy: order ? 'address' : null,
    accountID: caller.accountID,
    peerID: null,
    callingAETitle: null,
    calledAETitle: null,
    remoteAddress: caller.remoteAddress,
    tls: request.secure,
  } as const;
}

/** Reads the body to its end; returns what kept it from being read whole, or null. */
async function readParts({ request, context }: RouteInput, reader: MultipartReader, intake: PartIntake): Promise<GatewayError | null> {
  const { HTTP_MIN_BYTES_PER_SECOND, HTTP_STALL_TIMEOUT_MS } = context.settings;
  const body = new RequestBody(request, { minBytesPerSecond: HTTP_MIN_BYTES_PER_SECOND, windowMs: HTTP_STALL_TIMEOUT_MS });
  try {
    for (let chunk = await body.next(); chunk !== null; chunk = await body.next()) {
      await takeAll(reader.push(chunk), intake);
      if (reader.isFinished) break;
    }
    await takeAll(reader.end(), intake);
    await passOver(body, LONGEST_EPILOGUE);
    return null;
  } catch (thrown) {
    // All parts have ended: whatever became of the text behind them, their answer stands.
    if (reader.isFinished) return null;
    const fault = toGatewayError(thrown);
    await intake.cut(
      fault.code === 'bad-request' ? new GatewayError('truncated', { cause: fault, explanation: fault.explanation }) : fault,
    );
    return fault;
  } finally {
    body.release();
  }
}

async function takeAll(events: ReturnType<MultipartReader['push']>, intake: PartIntake): Promise<void> {
  for (const event of events) {
    const backPressure = intake.take(event);
    if (backPressure !== undefined) await backPressure;
  }
}

/** Reads what stands behind the last part, so that the connection can be used again. */
async function passOver(body: RequestBody, limit: number): Promise<void> {
  let byteCount = 0;
  while (byteCount <= limit) {
    const chunk = await body.next();
    if (chunk === null) return;
    byteCount += chunk.length;
  }
}

interface Ending {
  outcomes: readonly PartOutcome[];
  fault: GatewayError | null;
}

/** Writes down how a reception went: refusals for the sender's team, its end, the audit. The answer does not wait for it. */
function recordReception({ context, caller }: RouteInput, reception: Reception, { outcomes, fault }: Ending): void {
  const studies = new Set<string>();
  let storedCount = 0;
  for (const outcome of outcomes) {
    if ('stored' in outcome) {
      storedCount += 1;
      if (studies.size < AUDITED_STUDIES) studies.add(outcome.stored.studyInstanceUID);
    } else {
      recordRefusal({ context, reception, outcome });
    }
  }
  const refusedCount = outcomes.length - storedCount;
  const subject = { receptionID: reception.id, orderID: reception.orderID, studyInstanceUIDs: [...studies], storedCount, refusedCount };
  context.store.closeReception(reception, fault ? 'aborted' : 'completed', {
    event: 'instances-received',
    action: 'C',
    outcome: refusedCount === 0 ? 0 : storedCount > 0 ? 4 : 8,
    accountID: caller.accountID,
    organizationID: reception.organizationID,
    remoteAddress: caller.remoteAddress,
    subject,
  });
}

interface RefusedPart {
  context: RouteInput['context'];
  reception: Reception;
  outcome: Exclude<PartOutcome, { stored: unknown }>;
}

function recordRefusal({ context, reception, outcome }: RefusedPart): void {
  const { failed, known } = outcome;
  const { status, comment } = storeFailures[failed.code];
  context.store.recordRefusal({
    reception,
    organizationID: reception.organizationID,
    door: 'stow-rs',
    remoteAddress: reception.remoteAddress,
    known,
    errorCode: failed.code,
    status,
    explanation: failed.explanation ?? comment,
  });
  if (failed.kind === 'ambiguous') context.logger.error({ err: failed, receptionID: reception.id }, 'part of a Store request not stored');
}
