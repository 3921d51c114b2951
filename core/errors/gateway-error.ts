/** How retry code must treat an error: transient = try again; ambiguous = the peer may have acted, check, then a person; permanent = never by itself. */
export type ErrorKind = 'transient' | 'ambiguous' | 'permanent';

const kinds = {
  // The store could not promise durability.
  'out-of-resources': 'transient',
  'disk-unavailable': 'transient',
  'database-unavailable': 'transient',
  'shutting-down': 'transient',
  // What arrived is not a storable instance.
  'not-dicom': 'permanent',
  'media-directory': 'permanent',
  truncated: 'permanent',
  'cannot-understand': 'permanent',
  'limit-exceeded': 'permanent',
  'invalid-uid': 'permanent',
  'missing-uid': 'permanent',
  'identity-mismatch': 'permanent',
  'study-mismatch': 'permanent',
  'conflicting-content': 'permanent',
  'sop-class-not-supported': 'permanent',
  'transfer-syntax-not-supported': 'permanent',
  // The sender may not, or the order does not take it.
  'not-authorised': 'permanent',
  'order-not-open': 'permanent',
  // People and programs at the HTTP door.
  'bad-request': 'permanent',
  unauthenticated: 'permanent',
  forbidden: 'permanent',
  'csrf-token-missing': 'permanent',
  'not-found': 'permanent',
  conflict: 'permanent',
  'likely-duplicate': 'permanent',
  'unsupported-media-type': 'permanent',
  'not-acceptable': 'permanent',
  'payload-too-large': 'permanent',
  'too-slow': 'transient',
  'rate-limited': 'transient',
  'not-implemented': 'permanent',
  // What stands in the store is not what was written there.
  'stored-bytes-damaged': 'permanent',
  // Nobody foresaw it.
  internal: 'ambiguous',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof kinds;

/** Every code that a GatewayError can carry. */
export const errorCodes = Object.keys(kinds) as ErrorCode[];

/** What an error is about: UIDs, AE titles and our own ids. Never an attribute of a patient. */
export type ErrorSubject = Record<string, string | number | boolean | undefined>;

export interface GatewayErrorOptions {
  subject?: ErrorSubject;
  cause?: unknown;
  /** One sentence for the sender's team, free of patient data; a protocol border may cut it (Error Comment: 64 characters). */
  explanation?: string;
  /**
   * What a program or a page needs to go on, as top-level members of the problem document: `candidates`, `missing`. It may hold what the caller
   * is allowed to see of a patient, and so is never logged.
   */
  details?: Record<string, unknown>;
}

/** The one error that crosses a border of this system; its kind follows from its code. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly subject: ErrorSubject;
  readonly explanation: string | undefined;
  declare readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    super(options.explanation ? `${code}: ${options.explanation}` : code, { cause: options.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.kind = kinds[code];
    this.subject = options.subject ?? {};
    this.explanation = options.explanation;
    // Whatever writes out an error walks its enumerable properties; this one is for the answer alone.
    Object.defineProperty(this, 'details', { value: options.details ?? {}, enumerable: false });
  }
}

/** Turns whatever was thrown into a GatewayError; what is not one already becomes `internal` and keeps it as its cause. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const systemCode = (thrown as { code?: unknown } | null)?.code;
  return new GatewayError(codesOfSystem[String(systemCode)] ?? 'internal', { cause: thrown });
}

/** What a file operation failed of that was to make bytes durable: a disk that is dead takes nothing, else it has no room. */
export function toDiskError(thrown: unknown): GatewayError {
  const error = toGatewayError(thrown);
  return error.code === 'internal' ? new GatewayError('out-of-resources', { cause: thrown }) : error;
}

const codesOfSystem: Record<string, ErrorCode> = {
  ENOSPC: 'out-of-resources',
  EDQUOT: 'out-of-resources',
  EMFILE: 'out-of-resources',
  ENFILE: 'out-of-resources',
  EIO: 'disk-unavailable',
  EROFS: 'disk-unavailable',
  ENXIO: 'disk-unavailable',
  ENODEV: 'disk-unavailable',
};
