import type { Request, Response } from 'express';
import { ipKeyGenerator, type RateLimitRequestHandler, rateLimit } from 'express-rate-limit';
import { GatewayError } from '#core/errors/gateway-error.js';

const windowMs = 5 * 60_000;
const failuresPerAddress = 100;
const failuresPerUsername = 20;

/** Counts failed attempts to sign in, per address and per user name; each gateway counts for itself. */
export interface SignInLimits {
  /** @throws GatewayError `rate-limited`; the person waits, the answer says how long (Retry-After). */
  assertMayTry(request: Request, response: Response, username: string): Promise<void>;
}

export function createSignInLimits(): SignInLimits {
  const usernames = new WeakMap<Request, string>();
  const perAddress = limiter(failuresPerAddress, (request) => ipKeyGenerator(request.ip ?? ''));
  const perUsername = limiter(failuresPerUsername, (request) => usernames.get(request) ?? '');
  return {
    async assertMayTry(request, response, username) {
      usernames.set(request, username.toLowerCase());
      await pass(perAddress, request, response);
      await pass(perUsername, request, response);
    },
  };
}

function limiter(limit: number, keyGenerator: (request: Request) => string): RateLimitRequestHandler {
  return rateLimit({
    windowMs,
    limit,
    keyGenerator,
    skipSuccessfulRequests: true,
    legacyHeaders: false,
    standardHeaders: 'draft-7',
    // What proxies are believed is a setting of ours, checked there.
    validate: false,
    handler: (_request, _response, next) => next(new GatewayError('rate-limited')),
  });
}

function pass(limit: RateLimitRequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    Promise.resolve(limit(request, response, (error?: unknown) => (error ? reject(error) : resolve()))).catch(reject);
  });
}
