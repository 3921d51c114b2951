import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { problemDetails } from '#core/contract/session.js';
import { errorCodes, GatewayError } from '#core/errors/gateway-error.js';
import { asRequestError, describeProblem, type InvalidFieldsError, problems } from '../../../../gateway/http/problem-details.js';
import { parseBySchema } from '../../../../gateway/http/request-body.js';

describe('problem details (RFC 9457)', () => {
  it.each(errorCodes)('say for %s what happened and what to do, with a status of an error', (code) => {
    const problem = problemDetails.parse(describeProblem(new GatewayError(code)));
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect(problem.status).toBeLessThan(600);
    expect(problem.title).not.toMatch(/[.!]$/);
    expect(problem.nextStep).toMatch(/\.$/);
  });

  it('answer a 5xx only where the fault or the want is ours', () => {
    const ours = errorCodes.filter((code) => problems[code].status >= 500);
    expect(ours.sort()).toEqual(
      [
        'database-unavailable',
        'disk-unavailable',
        'internal',
        'not-implemented',
        'out-of-resources',
        'shutting-down',
        'stored-bytes-damaged',
      ].sort(),
    );
  });

  it('carry neither cause, subject nor stack', () => {
    const cause = new Error('select * from patients at /srv/gateway/x.js:1');
    const problem = describeProblem(new GatewayError('internal', { cause, subject: { objectKey: 'i/1' } }));
    expect(JSON.stringify(problem)).not.toMatch(/select|srv|i\/1/);
  });

  const withFields = (fields: object) => Object.assign(new Error('x'), fields);
  const thrownThings: [string, unknown, string][] = [
    ['a body above the limit', withFields({ status: 413 }), 'payload-too-large'],
    ['an unknown content type', withFields({ status: 415 }), 'unsupported-media-type'],
    ['malformed JSON', withFields({ status: 400 }), 'bad-request'],
    ['any other fault of the client', withFields({ status: 418 }), 'bad-request'],
    ['malformed percent-encoding', new URIError('x'), 'bad-request'],
    ['a refused connection', withFields({ code: 'ECONNREFUSED' }), 'database-unavailable'],
    ['a restarting PostgreSQL', withFields({ code: '57P01' }), 'database-unavailable'],
    ['a full pool', new Error('timeout exceeded when trying to connect'), 'database-unavailable'],
    ['a full disk', withFields({ code: 'ENOSPC' }), 'out-of-resources'],
    ['a dead disk', withFields({ code: 'EIO' }), 'disk-unavailable'],
    ['a broken constraint', withFields({ code: '23505' }), 'internal'],
    ['an unknown error', new Error('x'), 'internal'],
    ['a thrown text', 'text', 'internal'],
    ['nothing', undefined, 'internal'],
  ];
  it.each(thrownThings)('are made for %s', (_what, thrown, code) => {
    expect(asRequestError(thrown).code).toBe(code);
  });
});

describe('fields that can not be accepted', () => {
  const schema = z
    .object({ name: z.string().min(3), count: z.number().int().max(9), kind: z.enum(['a', 'b']), list: z.array(z.string()).min(1) })
    .strict();

  it.each([
    [{}, 'name', 'This is needed.'],
    [{ name: 5 }, 'name', 'This must be text.'],
    [{ name: 'x' }, 'name', 'This needs at least 3 characters.'],
    [{ count: 10 }, 'count', 'This must be at most 9.'],
    [{ kind: 'c' }, 'kind', 'This must be one of: a, b.'],
    [{ list: [] }, 'list', 'This needs at least 1 entry.'],
    [{ other: 1 }, 'body', 'There are fields here that are not known.'],
    ['text', 'body', 'This must be an object.'],
  ])('are told in words for %j', (input, field, sentence) => {
    try {
      parseBySchema(schema as z.ZodType<unknown>, input);
      throw new Error('it was accepted');
    } catch (error) {
      expect((error as InvalidFieldsError).fields?.[field]).toBe(sentence);
    }
  });
});
