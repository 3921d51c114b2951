import { csrfHeaders } from '../../../api/client.js';
import { parseProblem } from '../../../api/problems.js';
import { makeBoundary, multipartBody, multipartContentType } from './multipart-body.js';
import { parseStoreAnswer, type StoreAnswer } from './store-answer.js';

export type BatchOutcome =
  | { kind: 'answered'; answer: StoreAnswer }
  /** Nobody answered: no network, a closed line, a file that went away. */
  | { kind: 'no-answer' }
  /** The gateway or something in front of it is busy or out of order; the same again may pass. */
  | { kind: 'later'; status: number; retryAfterMs: number | null }
  /** The whole request is refused and will be again, for a reason that a person must see. */
  | { kind: 'refused'; status: number; code: string | null; words: string | null; nextStep: string | null }
  | { kind: 'aborted' };

const passing = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

/** Sends one request of the Store Transaction and reads its answer; never rejects. */
export function sendBatch(
  address: string,
  files: readonly Blob[],
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  return new Promise((resolve) => {
    // XMLHttpRequest and not fetch: it alone tells how much of a body has left.
    const request = new XMLHttpRequest();
    const boundary = makeBoundary();
    const done = (outcome: BatchOutcome): void => {
      signal.removeEventListener('abort', abort);
      resolve(outcome);
    };
    const abort = (): void => request.abort();
    if (signal.aborted) return done({ kind: 'aborted' });
    signal.addEventListener('abort', abort);
    request.open('POST', address);
    request.setRequestHeader('content-type', multipartContentType(boundary));
    request.setRequestHeader('accept', 'application/dicom+json');
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => onSent(event.loaded));
    request.addEventListener('load', () => done(outcomeOf(request)));
    request.addEventListener('error', () => done({ kind: 'no-answer' }));
    request.addEventListener('abort', () => done({ kind: 'aborted' }));
    request.send(multipartBody(files, boundary));
  });
}

function outcomeOf(request: XMLHttpRequest): BatchOutcome {
  const { status, responseText } = request;
  if (status === 200 || status === 202 || status === 409 || status === 400) {
    const answer = parseStoreAnswer(responseText);
    if (answer) return { kind: 'answered', answer };
  }
  if (passing.has(status)) {
    const seconds = Number(request.getResponseHeader('retry-after'));
    return { kind: 'later', status, retryAfterMs: seconds > 0 ? Math.min(seconds, 120) * 1000 : null };
  }
  if (status >= 200 && status < 300) return { kind: 'no-answer' };
  const problem = parseProblem(responseText);
  return {
    kind: 'refused',
    status,
    code: problem?.code ?? null,
    words: problem?.detail ?? problem?.title ?? null,
    nextStep: problem?.nextStep ?? null,
  };
}
