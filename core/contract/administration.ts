import { z } from 'zod';
import { hospitalPlaceholders } from './session.js';

const name = z.string().trim().min(1).max(100);
const text = (length: number) => z.string().trim().max(length).default('');
const npi = z
  .string()
  .trim()
  .regex(/^\d{10}$/, 'an NPI has ten digits')
  .nullable()
  .default(null);
/** A change names the version that was seen; 409 when another one is there. Null makes a new row. */
const version = z.number().int().nullable().default(null);
const retired = z.boolean().default(false);
const kept = { id: z.uuid(), version: z.number().int() };

/** Every list of the administrator: GET /api/admin/<things>, POST makes one (201), PUT /api/admin/<things>/{id} changes one. */
export const organizationWrite = z
  .object({
    name,
    pacsToPacsEnabled: z.boolean(),
    address: text(300),
    phone: text(40),
    fax: text(40),
    issuerOfPatientID: text(64),
    disabled: z.boolean().default(false),
    version,
  })
  .strict();
export const organizationRow = organizationWrite.extend({
  ...kept,
  kind: z.enum(['referring', 'hospital']),
  accountCount: z.number().int(),
  providerCount: z.number().int(),
  openOrderCount: z.number().int(),
  orderTypeIDs: z.array(z.uuid()),
});
export type OrganizationRow = z.infer<typeof organizationRow>;
export const organizationRows = z.object({ organizations: z.array(organizationRow) });
/** PUT /api/admin/organizations/{id}/preference-list: the order types in their order. */
export const preferenceListWrite = z.object({ orderTypeIDs: z.array(z.uuid()).max(100) }).strict();

export const providerWrite = z
  .object({
    organizationID: z.uuid(),
    familyName: name,
    givenName: name,
    credentials: text(40),
    npi,
    phone: text(40),
    fax: text(40),
    email: z.union([z.email(), z.literal('')]).default(''),
    /** The provider's own account, which may sign. */
    accountID: z.uuid().nullable().default(null),
    /** Accounts of the same organization that may sign on the provider's behalf. */
    delegateAccountIDs: z.array(z.uuid()).max(50).default([]),
    retired,
    version,
  })
  .strict();
export const providerRow = providerWrite.extend({ ...kept, organization: z.string() });
export type ProviderRow = z.infer<typeof providerRow>;
export const providerRows = z.object({ providers: z.array(providerRow) });

/** GET /api/admin/accounts?organization= : who can be a provider's account or a delegate. */
export const accountRow = z.object({
  id: z.uuid(),
  username: z.string(),
  displayName: z.string(),
  role: z.string(),
  organizationID: z.uuid(),
  disabled: z.boolean(),
});
export const accountRows = z.object({ accounts: z.array(accountRow) });

export const orderTypeWrite = z.object({ name, department: name, description: text(500), retired, version }).strict();
export const orderTypeRow = orderTypeWrite.extend(kept);
export type OrderTypeRow = z.infer<typeof orderTypeRow>;
export const orderTypeRows = z.object({ orderTypes: z.array(orderTypeRow) });

/** A region with the number to call. */
export const regionWrite = z
  .object({ name, phone: z.string().trim().min(3).max(40), position: z.number().int().default(0), retired, version })
  .strict();
export const regionRow = regionWrite.extend(kept);
export type RegionRow = z.infer<typeof regionRow>;
export const regionRows = z.object({ regions: z.array(regionRow) });

export const locationWrite = z.object({ regionID: z.uuid(), name, address: text(300), phone: text(40), retired, version }).strict();
export const locationRow = locationWrite.extend(kept);
export type LocationRow = z.infer<typeof locationRow>;
export const locationRows = z.object({ locations: z.array(locationRow) });

export const tipTopics = ['patients', 'attachments', 'review', 'images'] as const;
export const tipWrite = z
  .object({
    topic: z.enum(tipTopics),
    wordsEn: z.string().trim().min(1).max(500),
    wordsEs: text(500),
    position: z.number().int().default(0),
    retired,
    version,
  })
  .strict();
export const tipRow = tipWrite.extend(kept);
export type TipRow = z.infer<typeof tipRow>;
export const tipRows = z.object({ tips: z.array(tipRow) });

/** PUT /api/admin/hospital: the wording that names the hospital, and how images find their order; what is left out stays as it is. */
export const hospitalWrite = z
  .object({
    name,
    departmentName: name,
    /** How many days after its signature an order takes further studies by itself. */
    candidateDays: z.number().int().min(1).max(3650).optional(),
    placeholders: hospitalPlaceholders.optional(),
    version: z.number().int(),
  })
  .strict();
export const hospitalRow = hospitalWrite.required();
export type HospitalRow = z.infer<typeof hospitalRow>;
