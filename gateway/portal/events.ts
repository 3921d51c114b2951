import type { Request, Response } from 'express';
import type { ChangeEvent } from '#core/contract/partners.js';
import type { ChangeNotice } from '#core/database/database.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { authenticationOf } from '../http/authentication.js';
import { type Caller, everyRole, type Route, route } from '../http/route.js';
import { isHospitalStaff } from './visibility.js';

const heartbeatMs = 15_000;
const drainLookMs = 1_000;
const reconnectMs = 2_000;
const maxStreams = 1_000;
const maxStreamsPerAccount = 30;
/** A page that reads nothing for so long that this much waits for it is cut off; it connects again. */
const maxWaitingBytes = 262_144;

interface Stream {
  accountID: string;
  sessionID: string | null;
  end: () => void;
}

const streams = new WeakMap<GatewayContext, Set<Stream>>();

function streamsOf(context: GatewayContext): Set<Stream> {
  const known = streams.get(context) ?? new Set();
  streams.set(context, known);
  return known;
}

/** Ends the open event streams of a session that was signed out here; other gateways notice with their next heartbeat. */
export function endEventsOfSession(context: GatewayContext, sessionID: string): void {
  for (const stream of [...streamsOf(context)]) if (stream.sessionID === sessionID) stream.end();
}

/** Ends all event streams, for instance before the server closes; pages connect again by themselves. */
export function endAllEvents(context: GatewayContext): void {
  for (const stream of [...streamsOf(context)]) stream.end();
}

function mayHear(caller: Caller, notice: ChangeNotice): boolean {
  if (isHospitalStaff(caller.role) || notice.kind === 'hospital') return true;
  return notice.organizationID === caller.organizationID && (caller.role !== 'pacs' || notice.kind !== 'order');
}

/** What a page is told: ids alone, and none of another organization's order. */
function eventOf(caller: Caller, notice: ChangeNotice): ChangeEvent {
  const isOwn = isHospitalStaff(caller.role) || notice.kind === 'order';
  return { kind: notice.kind, id: notice.id, orderID: isOwn || notice.kind === 'reception' ? (notice.orderID ?? null) : null };
}

const events = route({
  method: 'get',
  path: '/api/events',
  answerType: 'text/event-stream',
  access: everyRole,
  scope: 'organization',
  summary: 'Server-sent events: what changed, by our own ids, as long as the page is open.',
  async handle({ request, response, context, caller }) {
    const open = streamsOf(context);
    const ofAccount = [...open].filter((stream) => stream.accountID === caller.accountID).length;
    if (open.size >= maxStreams || ofAccount >= maxStreamsPerAccount) throw new GatewayError('rate-limited');
    if (context.draining()) throw new GatewayError('shutting-down');
    await stream(context, caller, request, response);
    return undefined;
  },
});

function stream(context: GatewayContext, caller: Caller, request: Request, response: Response): Promise<void> {
  return new Promise((resolve) => {
    const open = streamsOf(context);
    const end = () => response.end();
    const entry: Stream = { accountID: caller.accountID, sessionID: caller.via === 'session' ? request.sessionID : null, end };
    open.add(entry);
    response.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    response.write(`retry: ${reconnectMs}\n\n`);
    const send = (notice: ChangeNotice) => {
      if (!mayHear(caller, notice)) return;
      if (response.writableLength > maxWaitingBytes) response.destroy();
      else response.write(`event: change\ndata: ${JSON.stringify(eventOf(caller, notice))}\n\n`);
    };
    // After a gap the page connects again and reads everything anew.
    const unsubscribe = context.changes.subscribe(send, end);
    const heartbeat = setInterval(() => void beat(context, caller, request, response), heartbeatMs);
    const drainLook = setInterval(() => context.draining() && end(), drainLookMs);
    response.once('close', () => {
      open.delete(entry);
      unsubscribe();
      clearInterval(heartbeat);
      clearInterval(drainLook);
      resolve();
    });
  });
}

async function beat(context: GatewayContext, caller: Caller, request: Request, response: Response): Promise<void> {
  try {
    if (await authenticationOf(context).isStillSignedIn(request, caller)) response.write(': still here\n\n');
    else response.end();
  } catch (error) {
    // Whether the caller may still listen is not known: deny; the page connects again when the database is back.
    context.logger.warn({ err: error }, 'an event stream ends because its session could not be checked');
    response.end();
  }
}

export const eventRoutes: Route[] = [events];
