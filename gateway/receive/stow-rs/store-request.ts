import type { IncomingMessage } from 'node:http';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type MediaType, parseMediaType } from '../../dicomweb/media-type.js';

/**
 * Reads from the header of a Store request what divides its parts.
 *
 * @throws GatewayError `unsupported-media-type` for anything but multipart/related of application/dicom; `bad-request` when `type` or
 *   `boundary` is missing or unusable.
 * @see PS3.18 8.7.1, 10.5.1
 */
export function boundaryOfRequest(request: IncomingMessage): string {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new GatewayError('unsupported-media-type', { explanation: 'The body must not have a content encoding' });
  }
  const mediaType = parseMediaType(request.headers['content-type']);
  if (mediaType?.type !== 'multipart/related') {
    throw new GatewayError('unsupported-media-type', { explanation: 'Send multipart/related; type="application/dicom"; boundary=…' });
  }
  const type = mediaType.parameters.get('type')?.toLowerCase();
  if (type === undefined) throw new GatewayError('bad-request', { explanation: 'The Content-Type has no type parameter' });
  if (parseMediaType(type)?.type !== 'application/dicom') {
    throw new GatewayError('unsupported-media-type', { explanation: 'Only type="application/dicom" is taken' });
  }
  const boundary = mediaType.parameters.get('boundary');
  // RFC 2046 5.1.1 allows 70 characters; Orthanc sends 73.
  if (boundary === undefined || !/^[\x20-\x7e]{0,255}[\x21-\x7e]$/.test(boundary)) {
    throw new GatewayError('bad-request', { explanation: 'The Content-Type needs a boundary of 1 to 256 characters' });
  }
  return boundary;
}

/**
 * Tells whether a part says that it is a DICOM file. What it says of its transfer syntax is not looked at: the file meta information wins.
 * A part that says nothing is judged by its bytes.
 *
 * @see PS3.18 8.7.3.5.2
 */
export function isDicomPart(headers: ReadonlyMap<string, string>): boolean {
  const contentType = headers.get('content-type');
  if (contentType === undefined || contentType === '') return true;
  const mediaType: MediaType | undefined = parseMediaType(contentType);
  return mediaType?.type === 'application/dicom';
}
