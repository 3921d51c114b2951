import type { Request, Response } from 'express';
import { GatewayError } from '#core/errors/gateway-error.js';
import { covers, parseAccept } from './media-type.js';

export const DICOM_JSON = 'application/dicom+json';

/**
 * Makes sure that the client takes DICOM JSON, the one representation of data sets that is offered.
 *
 * @throws GatewayError `not-acceptable` when it asks for others only; it should accept application/dicom+json.
 * @see PS3.18 8.7.3
 */
export function assertAcceptsDicomJson(request: Request): void {
  if (parseAccept(request.headers.accept).some((range) => covers(range, DICOM_JSON))) return;
  throw new GatewayError('not-acceptable', { explanation: 'The answer is offered as application/dicom+json only' });
}

/** Answers with data sets in DICOM JSON; nobody on the way may keep them. */
export function sendDicomJson(response: Response, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  response.status(status);
  response.setHeader('Content-Type', DICOM_JSON);
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}

/** Adds a Warning for the client's log. @see PS3.18 8.3.4.6 */
export function addWarning(response: Response, text: string): void {
  response.append('Warning', `299 REFERRAL_GW "${text}"`);
}
