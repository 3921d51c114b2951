import type { ProblemDetails } from '#core/contract/session.js';
import { type ErrorCode, GatewayError, toGatewayError } from '#core/errors/gateway-error.js';

export interface ProblemRow {
  status: number;
  title: string;
  nextStep: string;
}

/** Seconds after which it is worth trying again what failed for a reason that passes by itself. */
export const RETRY_AFTER_SECONDS = 30;

const sendAgainLater = 'Send it again in a few minutes; what was answered with success is safe.';
const askForNewExport = 'Export the images again from the system that made them, and send them once more.';

/** What people and programs at the HTTP door are told for each code. Titles and next steps hold no data of a request. */
export const problems: Record<ErrorCode, ProblemRow> = {
  'out-of-resources': { status: 507, title: 'There is no room to store anything at the moment', nextStep: sendAgainLater },
  'disk-unavailable': { status: 503, title: 'The disk takes nothing at the moment', nextStep: sendAgainLater },
  'database-unavailable': { status: 503, title: 'The database can not be reached at the moment', nextStep: sendAgainLater },
  'shutting-down': { status: 503, title: 'This server is being restarted', nextStep: 'Try again in half a minute.' },
  'not-dicom': { status: 400, title: 'This is not a DICOM file', nextStep: askForNewExport },
  'media-directory': {
    status: 400,
    title: 'A DICOMDIR is a table of contents and holds no images',
    nextStep: 'Send the files that it lists.',
  },
  truncated: { status: 400, title: 'The file ends before its content does', nextStep: askForNewExport },
  'cannot-understand': { status: 400, title: 'The DICOM data set can not be read', nextStep: askForNewExport },
  'limit-exceeded': { status: 400, title: 'The DICOM data set exceeds a limit of this system', nextStep: askForNewExport },
  'invalid-uid': { status: 400, title: 'A unique identifier holds characters that are not allowed', nextStep: askForNewExport },
  'missing-uid': { status: 400, title: 'A unique identifier is missing', nextStep: askForNewExport },
  'identity-mismatch': { status: 409, title: 'The images say otherwise than the request that brought them', nextStep: askForNewExport },
  'study-mismatch': {
    status: 409,
    title: 'The images belong to another study than the address names',
    nextStep: 'Send them to the address of their own study, or to the one that names none.',
  },
  'conflicting-content': {
    status: 409,
    title: 'An image with the same identifier and other content is here already',
    nextStep: 'The first one is kept. Radiology staff see both; ask them which one counts.',
  },
  'sop-class-not-supported': { status: 409, title: 'This kind of DICOM object is not stored here', nextStep: 'Send the images alone.' },
  'transfer-syntax-not-supported': {
    status: 409,
    title: 'The encoding of this image is not supported',
    nextStep: 'Send it in another transfer syntax.',
  },
  'not-authorised': { status: 403, title: 'The sender may not do this', nextStep: 'Ask the hospital to register the sending system.' },
  'order-not-open': {
    status: 409,
    title: 'The referral order takes nothing at the moment',
    nextStep: 'Open the order to see whether it is signed, and neither cancelled nor closed; place a new one where needed.',
  },
  'bad-request': { status: 400, title: 'The request can not be understood', nextStep: 'Correct what is named and send it again.' },
  unauthenticated: {
    status: 401,
    title: 'Signing in is needed',
    nextStep: 'Sign in with your user name and password, or send a token that is valid.',
  },
  forbidden: { status: 403, title: 'Your account may not do this', nextStep: 'Ask an administrator whether your role should be changed.' },
  'csrf-token-missing': {
    status: 403,
    title: 'The request did not prove that it comes from this portal',
    nextStep: 'Load the page again and repeat the step.',
  },
  'not-found': { status: 404, title: 'Nothing is here', nextStep: 'Go back to the list and choose from there.' },
  conflict: {
    status: 409,
    title: 'Things have changed meanwhile, or do not allow this',
    nextStep: 'Load the page again, look at what changed, and decide anew.',
  },
  'likely-duplicate': {
    status: 409,
    title: 'This patient may have a chart already',
    nextStep: 'Compare the candidates: add the right one to your patients, or name those that are somebody else (notTheSameAs).',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type of the request is not supported here',
    nextStep: 'Send the content type that the interface description names.',
  },
  'not-acceptable': {
    status: 406,
    title: 'None of the requested content types can be given',
    nextStep: 'Ask for another content type (Accept header).',
  },
  'payload-too-large': { status: 413, title: 'The request is too large', nextStep: 'Send it in smaller parts.' },
  'too-slow': { status: 408, title: 'The request came too slowly', nextStep: 'Check the network and send it again.' },
  'rate-limited': { status: 429, title: 'Too many attempts', nextStep: 'Wait a few minutes, then try again.' },
  'not-implemented': { status: 501, title: 'This is not offered yet', nextStep: 'Use what the interface description lists.' },
  'stored-bytes-damaged': {
    status: 500,
    title: 'The stored image is damaged',
    nextStep: 'Do not use it; tell the administrator, who has its identifier in the log.',
  },
  internal: {
    status: 500,
    title: 'Something failed that nobody foresaw',
    nextStep: 'Try again; when it fails again, tell the administrator the time at which it happened.',
  },
};

/** Field path to a plain sentence; travels as the `fields` of a problem. */
export class InvalidFieldsError extends GatewayError {
  readonly fields: Record<string, string>;

  constructor(fields: Record<string, string>) {
    super('bad-request', { explanation: 'Some fields can not be accepted as they are.' });
    this.fields = fields;
  }
}

/** Makes the body of an error answer. Only an explanation written for people reaches it: no message of a driver, no stack, no path. */
export function describeProblem(error: GatewayError): ProblemDetails {
  const row = problems[error.code];
  return {
    // First, so that no detail can take the place of a member of the standard.
    ...error.details,
    type: 'about:blank',
    title: row.title,
    status: row.status,
    code: error.code,
    ...(error.explanation ? { detail: error.explanation } : {}),
    nextStep: row.nextStep,
    ...(error instanceof InvalidFieldsError ? { fields: error.fields } : {}),
  };
}

const codeOfStatus: Record<number, ErrorCode> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  406: 'not-acceptable',
  408: 'too-slow',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  429: 'rate-limited',
};

/**
 * Turns whatever a handler, a body parser, the router or the database driver threw into a GatewayError.
 * What a client caused (an http error below 500) never becomes an error of ours; a database that can't be reached becomes `database-unavailable`.
 */
export function asRequestError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const { status, code } = (thrown ?? {}) as { status?: unknown; code?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new GatewayError(codeOfStatus[status] ?? 'bad-request', { cause: thrown });
  }
  if (thrown instanceof URIError) return new GatewayError('bad-request', { cause: thrown });
  if (isDatabaseAway(thrown, code)) return new GatewayError('database-unavailable', { cause: thrown });
  return toGatewayError(thrown);
}

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

function isDatabaseAway(thrown: unknown, code: unknown): boolean {
  if (typeof code === 'string') {
    // 08: connection; 53: resources; 57P: operator intervention, such as a restart; 57014: statement timeout.
    return networkCodes.has(code) || /^(08|53|57P|57014)/.test(code);
  }
  // The pool and the driver give these without a code.
  return (
    thrown instanceof Error && /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/.test(thrown.message)
  );
}
