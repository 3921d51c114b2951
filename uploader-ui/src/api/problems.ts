import type { z } from 'zod';
import { type ProblemDetails, problemDetails } from '#core/contract/session.js';

/** What went wrong between this page and the gateway, in a form that a page can show. */
export class ApiError extends Error {
  readonly kind: 'network' | 'problem' | 'unexpected-answer';
  readonly status: number;
  readonly problem: ProblemDetails | null;

  constructor(kind: 'network' | 'problem' | 'unexpected-answer', status: number, problem: ProblemDetails | null, cause?: unknown) {
    super(problem?.title ?? `${kind} ${status}`, { cause });
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    this.problem = problem;
  }

  /** What the problem carries besides its words (RFC 9457 3.2), read by its schema; null when it is not there. */
  extension<T>(name: string, schema: z.ZodType<T>): T | null {
    const parsed = schema.safeParse((this.problem as Record<string, unknown> | null)?.[name]);
    return parsed.success ? parsed.data : null;
  }

  get code(): string | null {
    return this.problem?.code ?? null;
  }
}

/** Reads problem details from the text of a failed answer; null when it holds none. @see RFC 9457 */
export function parseProblem(text: string): ProblemDetails | null {
  try {
    const parsed = problemDetails.loose().safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    // A proxy in between answers with a page of its own: there is nothing in it for people.
    return null;
  }
}
