import { pipeline } from 'node:stream/promises';
import { GatewayError, toGatewayError } from '#core/errors/gateway-error.js';
import type { RouteInput } from '../http/route.js';
import { reportDamage } from './stored-bytes.js';

/**
 * Streams an answer with the client's back-pressure. Damage found on the way cuts the connection before the end, so that nobody takes the
 * answer for whole; a client that goes away or reads nothing for long ends the reading.
 */
export async function streamAnswer(
  input: RouteInput,
  { contentType, cacheControl = 'private, no-store' }: { contentType: string; cacheControl?: string },
  body: AsyncIterable<Buffer>,
): Promise<void> {
  const { request, response, context } = input;
  response.status(200);
  response.setHeader('Content-Type', contentType);
  response.setHeader('Cache-Control', cacheControl);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.setTimeout(context.settings.HTTP_STALL_TIMEOUT_MS, () => response.destroy());
  try {
    await pipeline(body, response);
  } catch (thrown) {
    // The client went away: there is nobody to tell.
    if ((thrown as { code?: unknown } | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    const error = toGatewayError(thrown);
    if (error.code === 'stored-bytes-damaged') await reportDamage(input, error);
    else context.logger.error({ err: error }, 'an answer ended early');
  }
}

/** Runs what comes before an answer's first byte; damage found there is reported before it is answered. */
export async function reportingDamage<Result>(input: RouteInput, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof GatewayError && thrown.code === 'stored-bytes-damaged') await reportDamage(input, thrown);
    throw thrown;
  }
}
