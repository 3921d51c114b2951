import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Role } from '#core/pipeline/stages.js';
import type { GatewayContext } from '../context.js';

/** Who asks: an account, by its session or by one of its tokens. */
export interface Caller {
  accountID: string;
  username: string;
  displayName: string;
  role: Role;
  organizationID: string;
  organizationName: string;
  organizationKind: 'referring' | 'hospital';
  pacsToPacsEnabled: boolean;
  via: 'session' | 'token';
  remoteAddress: string | null;
}

export interface RouteInput<Body = unknown, Query = unknown> {
  request: Request;
  response: Response;
  context: GatewayContext;
  caller: Caller;
  params: Record<string, string>;
  body: Body;
  query: Query;
}

/**
 * One row of the route table. Everything is denied but what a row allows: `access` lists the roles, and the matrix of the tests is made from this table.
 * A handler returns a value (answered as JSON with `status`), or answers by itself and returns undefined.
 */
export interface Route<Body = unknown, Query = unknown> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head';
  /** Express 5 path. */
  path: string;
  access: 'public' | readonly Role[];
  summary: string;
  /** Whose things it touches, for the generated matrix: `organization` answers 404 for another organization's ids. */
  scope: 'own-account' | 'organization' | 'hospital' | 'none';
  /** `stream`: the handler reads the request itself. */
  body?: z.ZodType<Body> | 'stream';
  /** The media type of a streamed body. */
  bodyType?: string;
  query?: z.ZodType<Query>;
  /** The largest JSON body in bytes; 1 MiB where nothing is said. */
  bodyLimitBytes?: number;
  status?: number;
  answer?: z.ZodType;
  /** Where the answer is something else than JSON, or JSON of no schema here: its media type. */
  answerType?: string;
  /** Realistic and fictional, for /api/openapi.json; a test holds them against the schemas. */
  examples?: { request?: unknown; answer?: unknown };
  handle(input: RouteInput<Body, Query>): Promise<unknown>;
}

/** Keeps the types of body and query together with their schemas. */
export function route<Body = unknown, Query = unknown>(definition: Route<Body, Query>): Route {
  return definition as Route;
}

export const everyRole = ['clinician', 'pacs', 'radiology', 'admin'] as const satisfies readonly Role[];
export const hospitalStaff = ['radiology', 'admin'] as const satisfies readonly Role[];
