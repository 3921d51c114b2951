import { createHash } from 'node:crypto';

/**
 * What a signature covers: what the authorizing provider answers for, and nothing that may change afterwards (who sends the images and under
 * which Patient ID), so that the digest can be computed again from the order at any time.
 */
export interface SignedContent {
  orderID: string;
  orderNumber: string;
  patientID: string;
  orderTypeID: string;
  orderType: string;
  authorizingProviderID: string;
  authorizingProvider: string;
  reasonForReferral: string;
  diagnoses: { code: string; codeYear: number; title: string }[];
  locationID: string;
  willUploadImages: boolean;
  willUploadRecords: boolean;
  insurance: { payer: string; memberID: string; group: string } | null;
  comment: string;
  priority: 'routine' | 'urgent';
  /** The attached files as they were, by id. */
  attachments: { id: string; sha256: string }[];
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** Writes a value as JSON in one form only: members sorted by name, no white space. @see RFC 8785 */
export function canonicalJSON(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJSON).join(',')}]`;
  const members = Object.entries(value as { readonly [name: string]: Json | undefined })
    .filter((member): member is [string, Json] => member[1] !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJSON(member)}`);
  return `{${members.join(',')}}`;
}

/** The SHA-256 of a signed content's canonical JSON, in hexadecimal. */
export function digestOfContent(content: SignedContent): string {
  return createHash('sha256')
    .update(canonicalJSON(content as unknown as Json))
    .digest('hex');
}
