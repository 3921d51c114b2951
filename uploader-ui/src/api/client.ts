import type { z } from 'zod';
import { ApiError, parseProblem } from './problems.js';

let csrfToken: string | null = null;

/** Keeps the token that every writing request carries. */
export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { 'x-csrf-token': csrfToken } : {};
}

interface Call<T> {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  answer?: z.ZodType<T>;
  signal?: AbortSignal;
  /** The request outlives the page; at most 64 KiB. */
  keepalive?: boolean;
}

/**
 * Asks the gateway and reads the answer by its schema.
 *
 * @throws ApiError `network` when nothing came back, `problem` with the gateway's problem details, `unexpected-answer` when the
 * answer is not what the contract says.
 */
export async function call<T = void>({ method = 'GET', path, body, answer, ...options }: Call<T>): Promise<T> {
  const response = await send(method, path, body, options);
  if (!response.ok) throw new ApiError('problem', response.status, parseProblem(await response.text()));
  if (!answer) return undefined as T;
  const parsed = answer.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new ApiError('unexpected-answer', response.status, null, parsed.error);
  return parsed.data;
}

async function send(
  method: string,
  path: string,
  body: unknown,
  options: { signal?: AbortSignal; keepalive?: boolean },
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') Object.assign(headers, csrfHeaders());
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      ...options,
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError('network', 0, null, cause);
  }
}

/**
 * Asks for a list: in the address, or with a body where it is searched, since what is searched for is a person's name as a rule and an address is
 * kept in many places.
 */
export function listing(path: string, query: Record<string, string | number | undefined>): Pick<Call<never>, 'method' | 'path' | 'body'> {
  if (!query.search) return { path: withQuery(path, query) };
  const body = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ''));
  return { method: 'POST', path: `${path}/search`, body };
}

/** Puts a query string together from what is set. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') parameters.set(name, String(value));
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}
