import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { authenticationOf } from './authentication.js';
import { assertPlainText, parseBySchema, readJSONBody } from './request-body.js';
import type { Caller, Route } from './route.js';

const writingMethods = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const uuidGrammar = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Makes the Express handler of one row of the route table. The order is fixed: who asks, may they, does the request come from our pages, are the
 * ids ids, and only then is a body read. What fails ends in the one error handler of the application.
 */
export function handlerOf(context: GatewayContext, route: Route): RequestHandler {
  return async (request, response, next) => {
    response.locals.routePattern = route.path;
    try {
      const caller = await admit(context, route, request, response);
      const params = readParams(request);
      const query = readQuery(route, request);
      continueSending(request, response);
      const body = await readBody(context, route, request, response);
      const input = { request, response, context, caller, params, body, query };
      answer(route, response, await route.handle(input));
    } catch (error) {
      next(error);
    }
  };
}

async function admit(context: GatewayContext, route: Route, request: Request, response: Response): Promise<Caller> {
  if (route.access === 'public') {
    // A browser tells where a request comes from; nobody signs in through another site's page.
    if (writingMethods.has(request.method) && request.get('sec-fetch-site') === 'cross-site') throw new GatewayError('csrf-token-missing');
    // Handlers of public routes are written without a caller; the type spares all others a check.
    return undefined as never;
  }
  const caller = await callerOf(context, request, response);
  if (!route.access.includes(caller.role)) throw new GatewayError('forbidden');
  if (writingMethods.has(request.method)) authenticationOf(context).assertCsrfToken(request, caller);
  return caller;
}

/** Authenticates a request once, however many layers ask. */
export async function callerOf(context: GatewayContext, request: Request, response: Response): Promise<Caller> {
  response.locals.caller ??= await authenticationOf(context).authenticate(request, response);
  return response.locals.caller as Caller;
}

function readParams(request: Request): Record<string, string> {
  const params = request.params as Record<string, string>;
  assertPlainText(params);
  for (const [name, value] of Object.entries(params)) {
    const isOurs = name === 'id' || (/I[dD]$/.test(name) && !name.endsWith('UID'));
    // What can't be one of our ids gets the answer of one that does not exist.
    if (isOurs && !uuidGrammar.test(value)) throw new GatewayError('not-found');
  }
  return params;
}

function readQuery(route: Route, request: Request): unknown {
  assertPlainText(request.query);
  return route.query ? parseBySchema(route.query, { ...request.query }) : request.query;
}

async function readBody(context: GatewayContext, route: Route, request: Request, response: Response): Promise<unknown> {
  if (!route.body || route.body === 'stream') return undefined;
  const limits = { limitBytes: route.bodyLimitBytes, msPerMebibyte: context.settings.HTTP_STALL_TIMEOUT_MS };
  return parseBySchema(route.body, await readJSONBody(request, response, limits));
}

/** A client that asked first (Expect: 100-continue) is told to send only now that it may. */
function continueSending(request: Request, response: Response): void {
  if (request.get('expect')?.toLowerCase() === '100-continue') response.writeContinue();
}

function answer(route: Route, response: Response, value: unknown): void {
  if (response.headersSent || response.writableEnded) return;
  if (value !== undefined) {
    response.status(route.status ?? 200).json(value);
  } else if (route.status === 204) {
    response.status(204).end();
  }
}

/** Answers a known path that was asked with a method it does not have. */
export function methodNotAllowed(methods: readonly string[]) {
  const allow = methods.map((method) => method.toUpperCase()).join(', ');
  return (_request: Request, response: Response, _next: NextFunction): void => {
    response.set('Allow', allow).status(405).type('application/problem+json');
    response.send(
      JSON.stringify({
        type: 'about:blank',
        title: 'This address does not take the method',
        status: 405,
        code: 'bad-request',
        nextStep: `Use ${allow}.`,
      }),
    );
  };
}
