import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { Route } from '../../../../gateway/http/route.js';
import { describeRoutes } from '../../../../gateway/portal/openapi.js';
import { portalRoutes } from '../../../../gateway/portal/routes.js';
import { searchRoutes } from '../../../../gateway/query/routes.js';
import { storeRoutes } from '../../../../gateway/receive/stow-rs/routes.js';
import { retrieveRoutes } from '../../../../gateway/retrieve/routes.js';

const all = [...portalRoutes, ...storeRoutes, ...searchRoutes, ...retrieveRoutes];
const nameOf = (route: Route) => `${route.method.toUpperCase()} ${route.path}`;
const named = (routes: readonly Route[]) => routes.map((route) => [nameOf(route), route] as const);
const description = describeRoutes(all, 'https://gateway.example') as Described;

interface Operation {
  summary?: string;
  description?: string;
  security?: unknown[];
  requestBody?: { content: Record<string, { schema: unknown; example?: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: unknown; example?: unknown }> }>;
}
interface Described {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

/** Their answer is in the headers. */
const headersAlone = ['POST /api/orders/:id/attachments/resumable', 'HEAD /api/orders/:id/attachments/resumable/:attachmentID'];
const operationOf = (route: Route) => description.paths[route.path.replace(/[:*](\w+)/g, '{$1}')]?.[route.method] as Operation;

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner)));
}

describe('the description of the interface', () => {
  it.each(named(all))('names %s with a summary and who may', (_name, route) => {
    const operation = operationOf(route);
    expect(operation.summary).toMatch(/^[A-Z].{9,}/);
    if (route.access === 'public') expect(operation.security).toEqual([]);
    else expect(operation.description).toBe(`Roles: ${route.access.join(', ')}.`);
  });

  it('describes what several routes share once, under its own name, and every reference leads somewhere', () => {
    const refs = new Set(refsIn(description));
    for (const name of ['OrderDetail', 'OrderListItem', 'ProblemDetails']) {
      expect([...refs].some((ref) => ref.startsWith(`#/components/schemas/${name}`))).toBe(true);
    }
    const known = Object.keys(description.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...refs].filter((ref) => !known.includes(ref))).toEqual([]);
    expect(known.filter((name) => /schema\d+$/.test(name))).toEqual([]);
  });

  it.each(named(portalRoutes.filter((route) => route.body !== undefined && route.body !== 'stream')))(
    'shows a request of %s that its schema accepts',
    (_name, route) => {
      const { example } = operationOf(route).requestBody?.content['application/json'] ?? {};
      expect(example).toBeDefined();
      const parsed = (route.body as z.ZodType).safeParse(example);
      expect(parsed.error?.issues ?? []).toEqual([]);
    },
  );

  it.each(named(portalRoutes.filter((route) => route.status !== 204 && !headersAlone.includes(nameOf(route)))))(
    'shows an answer of %s, whole and nothing besides',
    (_name, route) => {
      const [[type, content] = []] = Object.entries(operationOf(route).responses[String(route.status ?? 200)]?.content ?? {});
      expect(type).toBeDefined();
      if (!route.answer) return expect(route.answerType).toBeDefined();
      expect(content?.example).toBeDefined();
      const parsed = route.answer.safeParse(content?.example);
      expect(parsed.error?.issues ?? []).toEqual([]);
      // A schema drops what it does not know; an example that has more than the schema tells of something that is not there.
      expect(parsed.data).toEqual(content?.example);
    },
  );
});
