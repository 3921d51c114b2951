// Protocol border of reception: what a sender is told when an instance is not stored. C-STORE Status and STOW-RS Failure
// Reason share this one table (PS3.4 B.2.3, PS3.18 I.2.2); a new error code does not compile until it has its row here.
import type { ErrorCode, GatewayError } from '../errors/gateway-error.js';

/** What a protocol answers: `status` is the C-STORE Status and the STOW-RS Failure Reason, `comment` at most 64 ASCII characters. */
export interface StoreFailure {
  status: number;
  comment: string;
}

const OUT_OF_RESOURCES = 0xa700;
const DATA_SET_DOES_NOT_MATCH = 0xa900;
const CANNOT_UNDERSTAND = 0xc000;
const CONFLICTING_CONTENT = 0xc111;
const TRANSFER_SYNTAX_NOT_SUPPORTED = 0xc122;
const PROCESSING_FAILURE = 0x0110;
const SOP_CLASS_NOT_SUPPORTED = 0x0122;
const NOT_AUTHORISED = 0x0124;

/** Status and comment for every error code. @see PS3.4 B.2.3, PS3.7 C, PS3.18 I.2.2 */
export const storeFailures: Record<ErrorCode, StoreFailure> = {
  'out-of-resources': { status: OUT_OF_RESOURCES, comment: 'Out of resources, nothing kept; send again later' },
  'disk-unavailable': { status: OUT_OF_RESOURCES, comment: 'Disk does not answer, nothing kept; send again later' },
  'database-unavailable': { status: OUT_OF_RESOURCES, comment: 'Store unavailable, nothing kept; send again later' },
  'shutting-down': { status: OUT_OF_RESOURCES, comment: 'Shutting down, nothing kept; send again in a minute' },
  'too-slow': { status: OUT_OF_RESOURCES, comment: 'Transfer too slow, nothing kept; send again' },
  'rate-limited': { status: OUT_OF_RESOURCES, comment: 'Too many requests; send again later' },
  'not-dicom': { status: CANNOT_UNDERSTAND, comment: 'Not a DICOM file' },
  'media-directory': { status: CANNOT_UNDERSTAND, comment: 'A DICOMDIR is not stored; send the images it lists' },
  truncated: { status: CANNOT_UNDERSTAND, comment: 'Data set ends early; send the whole instance again' },
  'cannot-understand': { status: CANNOT_UNDERSTAND, comment: 'Data set cannot be parsed' },
  'limit-exceeded': { status: CANNOT_UNDERSTAND, comment: 'Data set exceeds a limit (depth, elements or size)' },
  'invalid-uid': { status: CANNOT_UNDERSTAND, comment: 'A UID has characters that are not allowed or is too long' },
  'missing-uid': { status: CANNOT_UNDERSTAND, comment: 'SOP Class, SOP Instance, Study or Series UID is missing' },
  'payload-too-large': { status: CANNOT_UNDERSTAND, comment: 'Instance is larger than this system takes' },
  'bad-request': { status: CANNOT_UNDERSTAND, comment: 'Request cannot be understood' },
  'identity-mismatch': { status: DATA_SET_DOES_NOT_MATCH, comment: 'SOP Class or Instance UID differs from the command' },
  'study-mismatch': { status: DATA_SET_DOES_NOT_MATCH, comment: 'Study Instance UID differs from the request' },
  'conflicting-content': { status: CONFLICTING_CONTENT, comment: 'SOP Instance UID exists with other content; first one kept' },
  'transfer-syntax-not-supported': { status: TRANSFER_SYNTAX_NOT_SUPPORTED, comment: 'Transfer syntax not supported' },
  'sop-class-not-supported': { status: SOP_CLASS_NOT_SUPPORTED, comment: 'SOP class not supported for storage' },
  'not-authorised': { status: NOT_AUTHORISED, comment: 'Not authorised to store here' },
  unauthenticated: { status: NOT_AUTHORISED, comment: 'Not signed in' },
  forbidden: { status: NOT_AUTHORISED, comment: 'Not authorised to store here' },
  'csrf-token-missing': { status: NOT_AUTHORISED, comment: 'CSRF token missing' },
  'order-not-open': { status: NOT_AUTHORISED, comment: 'The order is not signed, or is cancelled or closed' },
  'not-found': { status: PROCESSING_FAILURE, comment: 'Order or resource not found' },
  conflict: { status: PROCESSING_FAILURE, comment: 'State has changed meanwhile' },
  'likely-duplicate': { status: PROCESSING_FAILURE, comment: 'Likely a duplicate' },
  'unsupported-media-type': { status: PROCESSING_FAILURE, comment: 'Media type not supported' },
  'not-acceptable': { status: PROCESSING_FAILURE, comment: 'No acceptable answer format' },
  'not-implemented': { status: PROCESSING_FAILURE, comment: 'Not implemented' },
  'stored-bytes-damaged': { status: PROCESSING_FAILURE, comment: 'Stored copy is damaged; operator informed' },
  internal: { status: PROCESSING_FAILURE, comment: 'Processing failure; operator informed' },
};

const MAXIMUM_COMMENT_LENGTH = 64;

/**
 * Gives the Error Comment (0000,0902) for an error: its own explanation where it has one, else the table's comment; at most 64
 * printable ASCII characters.
 *
 * @see PS3.7 C (Error Comment, VR LO)
 */
export function errorComment(error: GatewayError): string {
  const text = error.explanation ?? storeFailures[error.code].comment;
  // A backslash would make two values of one LO; other characters need a character set that a command does not have.
  const ascii = text
    .replace(/[^\x20-\x7e]/g, '?')
    .replaceAll('\\', '/')
    .trim();
  if (ascii.length <= MAXIMUM_COMMENT_LENGTH) return ascii;
  const cut = ascii.slice(0, MAXIMUM_COMMENT_LENGTH - 3);
  const lastSpace = cut.lastIndexOf(' ');
  return `${cut.slice(0, lastSpace > 40 ? lastSpace : cut.length)}...`;
}
