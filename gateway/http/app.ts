import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { GatewayError } from '#core/errors/gateway-error.js';
import type { GatewayContext } from '../context.js';
import { asRequestError, describeProblem, RETRY_AFTER_SECONDS } from './problem-details.js';
import type { Route } from './route.js';
import { callerOf, handlerOf, methodNotAllowed } from './route-handling.js';
import { pagesFolder, serveIndex, servePages } from './static-pages.js';

/** How long a client that was answered early may go on sending what nobody reads. */
const unreadBodyMs = 5_000;

/**
 * Builds the HTTP application from the route table. Everything is denied but what a row allows: below the addresses of programs even an unknown
 * path answers 401 without credentials.
 */
export function createApp(context: GatewayContext, routes: readonly Route[]): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', trustedProxies(context.settings.TRUST_PROXY));
  app.locals.routes = routes;
  app.use(identifyAndLog(context), securityHeaders(context), endUnreadBodies);
  app.use(noStoreForPrograms);
  register(
    app,
    context,
    routes.filter((route) => route.access === 'public'),
  );
  app.use(denyStrangers(context));
  register(
    app,
    context,
    routes.filter((route) => route.access !== 'public'),
  );
  refuseOtherMethods(app, routes);
  const folder = pagesFolder();
  app.use((request, _response, next) => next(isProgramPath(request.path) ? new GatewayError('not-found') : undefined));
  app.use(servePages(folder), serveIndex(folder));
  app.use(answerError(context));
  return app;
}

/** The addresses of programs; all others belong to the pages. */
function isProgramPath(path: string): boolean {
  return /^\/+(api|dicom-web|metrics|health)(\/|$)/i.test(path) || /^\/+orders\/+[^/]*\/+dicom-web(\/|$)/i.test(path);
}

function register(app: Express, context: GatewayContext, routes: readonly Route[]): void {
  for (const route of routes) app[route.method](route.path, handlerOf(context, route));
}

function refuseOtherMethods(app: Express, routes: readonly Route[]): void {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) {
    const known = methods.get(path) ?? [];
    methods.set(path, [...known, ...(method === 'get' ? ['get', 'head'] : [method])]);
  }
  for (const [path, allowed] of methods) app.all(path, methodNotAllowed(allowed));
}

function denyStrangers(context: GatewayContext): RequestHandler {
  return (request, response, next) => {
    if (!isProgramPath(request.path) || /^\/+health(\/|$)/i.test(request.path)) return next();
    callerOf(context, request, response).then(() => next(), next);
  };
}

function trustedProxies(setting: string): false | string[] {
  return setting === 'off' ? false : setting.split(',').map((address) => address.trim());
}

function securityHeaders(context: GatewayContext): RequestHandler {
  const secure = context.settings.PUBLIC_URL.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'base-uri': ["'self'"],
        'connect-src': ["'self'"],
        'font-src': ["'self'", 'data:'],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'img-src': ["'self'", 'blob:', 'data:'],
        'object-src': ["'none'"],
        'script-src': ["'self'", "'wasm-unsafe-eval'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'worker-src': ["'self'", 'blob:'],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
  });
}

const noStoreForPrograms: RequestHandler = (request, response, next) => {
  if (isProgramPath(request.path)) response.set('Cache-Control', 'private, no-store');
  next();
};

/** Gives each request an id and writes one line when it has ended: the route's pattern and never its address, which could carry anything. */
function identifyAndLog(context: GatewayContext): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const requestID = randomUUID();
    response.locals.requestID = requestID;
    response.set('X-Request-Id', requestID);
    response.once('close', () => {
      const line = {
        requestID,
        method: request.method,
        route: response.locals.routePattern ?? null,
        status: response.statusCode,
        ended: response.writableFinished,
        ms: Math.round(performance.now() - started),
        accountID: response.locals.caller?.accountID,
      };
      context.logger[response.locals.routePattern ? 'info' : 'debug'](line, 'request');
    });
    next();
  };
}

/** Ends connections whose clients go on sending after the answer, so that an endless body does not hold one for ever. */
const endUnreadBodies: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), unreadBodyMs);
    timer.unref();
    request.once('end', () => clearTimeout(timer));
    request.once('close', () => clearTimeout(timer));
  });
  next();
};

/** The one place where a failure becomes an answer. */
function answerError(context: GatewayContext): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown, request, response, _next) => {
    const error = asRequestError(thrown);
    const problem = describeProblem(error);
    if (problem.status >= 500) context.logger.error({ err: error, requestID: response.locals.requestID }, 'request failed');
    if (response.headersSent) {
      // A started answer can't be taken back; cutting it is the only way to say that it is not whole.
      request.socket.destroy();
      return;
    }
    for (const name of ['Content-Type', 'Content-Length', 'Content-Disposition', 'Content-Encoding']) response.removeHeader(name);
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    // Nobody waits for the rest of a body that came too slowly.
    if (problem.status === 408) response.set('Connection', 'close');
    if (problem.status === 503 || problem.status === 507) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}
