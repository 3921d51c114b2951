import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { GatewayError } from '#core/errors/gateway-error.js';
import { InvalidFieldsError } from './problem-details.js';

const defaultLimitBytes = 1_048_576;

/** How much may come, and how long each mebibyte of it, begun or whole, may take. */
export interface JSONBodyLimits {
  limitBytes?: number | undefined;
  msPerMebibyte: number;
}

/**
 * Reads a JSON body, never more than the limit of its route and never for longer than that limit is given.
 *
 * @throws GatewayError `too-slow` when the body is not whole in its time; the network should be looked at.
 * @throws GatewayError `unsupported-media-type` for anything but JSON, `payload-too-large`, `bad-request` for JSON that is malformed or
 * carries what no honest program sends (`__proto__`, NUL characters).
 */
export async function readJSONBody(request: Request, response: Response, limits: JSONBodyLimits): Promise<unknown> {
  const { limitBytes = defaultLimitBytes, msPerMebibyte } = limits;
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody) return undefined;
  if (!request.is('application/json')) throw new GatewayError('unsupported-media-type', { explanation: 'Send application/json.' });
  const parse = express.json({ limit: limitBytes, inflate: false, strict: true, reviver: refuseTricks });
  let deadline: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    // Drop by drop a body would hold its connection for ever.
    deadline = setTimeout(() => reject(new GatewayError('too-slow')), msPerMebibyte * Math.ceil(limitBytes / 1_048_576));
    parse(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    // The parser reads a body that is too large to its end before it says so; one without end would never be answered.
    let byteCount = 0;
    request.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount > limitBytes) reject(new GatewayError('payload-too-large'));
    });
  }).finally(() => clearTimeout(deadline));
  return request.body;
}

function refuseTricks(key: string, value: unknown): unknown {
  if (key === '__proto__' || key.includes('\0')) throw new SyntaxError('a key that is not allowed');
  if (typeof value === 'string' && value.includes('\0')) throw new SyntaxError('a NUL character');
  return value;
}

/**
 * Checks a body or a query against its schema; keys that the schema does not know are refused or dropped as the schema says.
 *
 * @throws InvalidFieldsError (`bad-request`) with a sentence for each field; the values themselves are never repeated.
 */
export function parseBySchema<Value>(schema: z.ZodType<Value>, input: unknown): Value {
  const parsed = schema.safeParse(input, { error: describeIssue });
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues.slice(0, 50)) {
    const path = issue.path.map(String).join('.').slice(0, 200);
    fields[path === '' ? 'body' : path] ??= issue.message;
  }
  throw new InvalidFieldsError(fields);
}

/** Refuses NUL characters in what an address carries: the database has no such text, and no honest program sends it. */
export function assertPlainText(values: Record<string, unknown>): void {
  for (const value of Object.values(values)) {
    const texts = Array.isArray(value) ? value : [value];
    if (texts.some((text) => typeof text === 'string' && text.includes('\0'))) throw new GatewayError('bad-request');
  }
}

type Issue = Parameters<z.core.$ZodErrorMap>[0];

function describeIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This is needed.' : `This must be ${nounOf[issue.expected] ?? issue.expected}.`;
    case 'too_small':
      return describeTooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      return describeTooBig(issue.origin, Number(issue.maximum));
    case 'invalid_value':
      return `This must be one of: ${issue.values.map(String).join(', ')}.`;
    case 'unrecognized_keys':
      return 'There are fields here that are not known.';
    case 'invalid_format':
      return formats[issue.format] ?? 'This is not written as it has to be.';
    default:
      return undefined;
  }
}

const nounOf: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const formats: Record<string, string> = {
  date: 'This must be a date such as 1968-04-12.',
  datetime: 'This must be a date and time such as 2026-11-22T14:30:00Z.',
  uuid: 'This must be an identifier that this system gave out.',
};

function describeTooSmall(origin: string, minimum: number): string {
  if (origin === 'string') return minimum <= 1 ? 'This is needed.' : `This needs at least ${minimum} characters.`;
  if (origin === 'array') return `This needs at least ${minimum} ${minimum === 1 ? 'entry' : 'entries'}.`;
  return `This must be at least ${minimum}.`;
}

function describeTooBig(origin: string, maximum: number): string {
  if (origin === 'string') return `This may have at most ${maximum} characters.`;
  if (origin === 'array') return `This may have at most ${maximum} entries.`;
  return `This must be at most ${maximum}.`;
}
