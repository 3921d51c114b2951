import { z } from 'zod';

export const signInRequest = z.object({ username: z.string().min(1).max(200), password: z.string().min(1).max(1000) }).strict();

export const signedInUser = z.object({
  id: z.uuid(),
  username: z.string(),
  displayName: z.string(),
  role: z.enum(['clinician', 'pacs', 'radiology', 'admin']),
  organization: z.object({ id: z.uuid(), name: z.string(), kind: z.enum(['referring', 'hospital']), pacsToPacsEnabled: z.boolean() }),
});
export type SignedInUser = z.infer<typeof signedInUser>;

export const sessionAnswer = z.object({ user: signedInUser, csrfToken: z.string() });
export type SessionAnswer = z.infer<typeof sessionAnswer>;

export const tokenRequest = z.object({ name: z.string().min(1).max(100), expiresInDays: z.number().int().min(1).max(366) }).strict();
export const tokenAnswer = z.object({ id: z.uuid(), token: z.string() });
export const tokenListItem = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});

const standIn = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/[\p{L}\p{N}]/u);

/** What the senders of a hospital write where they know no name, Patient ID or birth date (YYYYMMDD), beside what is built in. */
export const hospitalPlaceholders = z
  .object({
    names: z.array(standIn).max(200),
    patientIDs: z.array(standIn).max(200),
    birthDates: z.array(z.string().regex(/^\d{8}$/)).max(200),
  })
  .strict();
export type HospitalPlaceholders = z.infer<typeof hospitalPlaceholders>;

/** GET /api/hospital: who receives, and whom to call. Free of patient data. */
export const hospitalAnswer = z.object({
  name: z.string(),
  /** Who confirms the images there. */
  departmentName: z.string(),
  aeTitle: z.string(),
  dimseHost: z.string(),
  dimsePort: z.number().int(),
  dimseTLSPort: z.number().int().nullable(),
  contacts: z.array(z.object({ region: z.string(), phone: z.string() })),
  /** With these the pages judge whose images were chosen, as the gateway does. */
  placeholders: hospitalPlaceholders,
  /** Where patients can be referred to; each belongs to a region, whose number is called. */
  locations: z.array(z.object({ id: z.uuid(), name: z.string(), address: z.string(), region: z.string(), phone: z.string() })),
  tips: z.array(
    z.object({ topic: z.enum(['patients', 'attachments', 'review', 'images']), words: z.record(z.enum(['en', 'es']), z.string()) }),
  ),
});
export type HospitalAnswer = z.infer<typeof hospitalAnswer>;

/** RFC 9457 problem details; `nextStep` says in plain words what to do. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  nextStep: z.string().optional(),
  /** For a form: field path -> what is wrong and what would be right. */
  fields: z.record(z.string(), z.string()).optional(),
  /** With `likely-duplicate`: who it may be already; see duplicateCandidate. */
  candidates: z.array(z.looseObject({})).optional(),
  /** What is still needed before the step can be done. */
  missing: z.array(z.unknown()).optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;
