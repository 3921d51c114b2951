import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { problemDetails } from '#core/contract/session.js';
import { everyRole, type Route, route } from '../http/route.js';
import { contractSchemas } from './openapi-components.js';

const problemAnswer = (description: string) => ({ description, content: { 'application/problem+json': { schema: problemDetails } } });

const problemsOf = (one: Route) => ({
  '400': problemAnswer('The request can not be understood; `fields` says what.'),
  ...(one.access === 'public' ? {} : { '401': problemAnswer('Signing in is needed.'), '403': problemAnswer('The role may not do this.') }),
  ...(one.path.includes(':') ? { '404': problemAnswer('Nothing is here, or nothing of yours.') } : {}),
  ...(one.method === 'get' ? {} : { '409': problemAnswer('Things have changed meanwhile, or do not allow this.') }),
  '500': problemAnswer('Something failed that nobody foresaw.'),
  '503': problemAnswer('Not at the moment; try again.'),
});

const exampleOf = (example: unknown) => (example === undefined ? {} : { example });

function requestBodyOf({ body, bodyType, examples }: Route) {
  if (body === undefined) return {};
  const content =
    body === 'stream'
      ? { [bodyType ?? 'application/octet-stream']: { schema: { type: 'string' as const, format: 'binary' } } }
      : { 'application/json': { schema: body, ...exampleOf(examples?.request) } };
  return { requestBody: { content, required: true } };
}

function answerOf({ answer, answerType, examples }: Route) {
  if (answer) return { content: { [answerType ?? 'application/json']: { schema: answer, ...exampleOf(examples?.answer) } } };
  return answerType ? { content: { [answerType]: { schema: { type: 'string' as const, format: 'binary' } } } } : {};
}

function operationOf(one: Route): ZodOpenApiOperationObject {
  const names = [...one.path.matchAll(/[:*](\w+)/g)].map(([, name]) => name ?? '');
  const path = z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
  return {
    summary: one.summary,
    ...(one.access === 'public' ? { security: [] } : { description: `Roles: ${one.access.join(', ')}.` }),
    requestParams: {
      ...(names.length > 0 ? { path } : {}),
      ...(one.query instanceof z.ZodObject ? { query: one.query } : {}),
    },
    ...requestBodyOf(one),
    responses: { [String(one.status ?? 200)]: { description: 'Success', ...answerOf(one) }, ...problemsOf(one) },
  } as ZodOpenApiOperationObject;
}

/** Describes every row of the route table as OpenAPI 3.1. */
export function describeRoutes(routes: readonly Route[], publicURL: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const one of routes) {
    const path = one.path.replace(/[:*](\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method]: operationOf(one) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'DICOM image gateway',
      version: '1',
      description:
        'Programs send a token (Authorization: Bearer). A writing request of a browser session carries the header x-csrf-token. ' +
        'Every failure is a problem (RFC 9457) whose nextStep says in plain words what to do. docs/api.md walks through a referral.',
    },
    servers: [{ url: publicURL }],
    security: [{ session: [] }, { token: [] }],
    components: {
      schemas: contractSchemas(),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'gateway.sid' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    paths: paths as ZodOpenApiPathsObject,
  });
}

const description = route({
  method: 'get',
  path: '/api/openapi.json',
  access: everyRole,
  scope: 'none',
  summary: 'This description.',
  answerType: 'application/json',
  handle: async ({ request, context }) => describeRoutes(request.app.locals.routes as Route[], context.settings.PUBLIC_URL),
});

export const openapiRoutes: Route[] = [description];
