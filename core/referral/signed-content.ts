import { createHash } from 'node:crypto';
import { z } from 'zod';

const named = { id: z.string(), name: z.string() };

/**
 * What a signature covers, whole, as it stood on the page that was signed. An order keeps it with its signature, and pages show the order from it:
 * nothing that is called or answered otherwise later changes it. Who sends the images and under which Patient ID may change afterwards and is no
 * part of it.
 */
export const signedContent = z.object({
  /** What was signed before orders kept their patient and files has no such number. */
  form: z.literal(2),
  orderID: z.string(),
  orderNumber: z.string(),
  organization: z.object({ ...named, address: z.string(), phone: z.string(), fax: z.string() }),
  patient: z.object({
    id: z.string(),
    familyName: z.string(),
    givenName: z.string(),
    middleName: z.string(),
    otherNames: z.array(z.string()),
    birthDate: z.string().nullable(),
    sex: z.enum(['F', 'M', 'O']).nullable(),
    /** Those under which the order's organization knows the person. */
    patientIDs: z.array(z.object({ patientID: z.string(), issuerOfPatientID: z.string().nullable() })),
  }),
  provider: z.object({ ...named, npi: z.string().nullable(), phone: z.string() }),
  orderType: z.object({ ...named, department: z.string() }),
  reasonForReferral: z.string(),
  diagnoses: z.array(z.object({ code: z.string(), codeYear: z.number(), title: z.string() })),
  location: z.object({ ...named, address: z.string(), region: z.string(), phone: z.string() }),
  willUploadImages: z.boolean(),
  willUploadRecords: z.boolean(),
  insurance: z.object({ payer: z.string(), memberID: z.string().default(''), group: z.string().default('') }).nullable(),
  comment: z.string(),
  priority: z.enum(['routine', 'urgent']),
  files: z.array(
    z.object({
      id: z.string(),
      fileName: z.string(),
      description: z.string(),
      mediaType: z.string().nullable(),
      byteCount: z.number(),
      sha256: z.string(),
      pageCount: z.number().nullable(),
    }),
  ),
});
export type SignedContent = z.infer<typeof signedContent>;
export type SignedPatient = SignedContent['patient'];

/** Reads what an order keeps of its signing; null for a draft, and for an order that was signed before all of it was kept. */
export function readSignedContent(stored: unknown): SignedContent | null {
  const read = signedContent.safeParse(stored);
  return read.success ? read.data : null;
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

/** The SHA-256 of a signed content's canonical JSON, in hexadecimal: made of what an order keeps, it is the signature's at any time. */
export function digestOfContent(content: object): string {
  return createHash('sha256')
    .update(canonicalJSON(content as Json))
    .digest('hex');
}
