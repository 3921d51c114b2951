import { z } from 'zod';

const name = z.string().trim().min(1).max(64);
const text = (length: number) => z.string().trim().max(length);

export const sex = z.enum(['F', 'M', 'O']);

/**
 * A further whole name under which images may come, as `Family, Given` or `Family^Given`: which part is which must be said, since families and
 * given names are compared apart. Several alphabets of one name may stand divided by `=`.
 */
export const otherName = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\\]*\p{L}[^\p{Cc}\\]*[,^、，][^\p{Cc}\\]*\p{L}[^\p{Cc}\\]*$/u, 'Write it as family name, comma, given name.');
export const maxOtherNames = 10;

/** What a chart says of a person; copied from a legal document. */
export const demographics = z
  .object({
    familyName: name,
    givenName: name,
    middleName: text(64).default(''),
    /** Further names under which images may come: a maiden name, a name in another alphabet, a known alias. */
    otherNames: z.array(otherName).max(maxOtherNames).default([]),
    /** YYYY-MM-DD */
    birthDate: z.iso.date(),
    sex,
    address: text(200).default(''),
    city: text(100).default(''),
    postalCode: text(20).default(''),
    phone: text(40).default(''),
    preferredLanguage: text(40).default(''),
  })
  .strict();
export type Demographics = z.infer<typeof demographics>;

/** POST /api/patients: Create a new Chart. */
export const chartRequest = demographics
  .extend({
    /** The Patient ID (MRN) under which the organization knows the person. */
    patientID: text(64).optional(),
    /** Candidates that were shown and are somebody else, by id; needed when the answer was 409 with `candidates`. */
    notTheSameAs: z.array(z.uuid()).max(20).default([]),
  })
  .strict();
export type ChartRequest = z.infer<typeof chartRequest>;

export const patientIdentifier = z.object({ patientID: z.string(), issuerOfPatientID: z.string().nullable() });

/** What an order says of its patient, for whoever judges whose images were chosen; as core/identity takes it. */
export const orderedPatient = z.object({
  familyName: z.string(),
  givenName: z.string(),
  middleName: z.string(),
  otherNames: z.array(z.string()),
  birthDate: z.string().nullable(),
  sex: z.string().nullable(),
  /** Under which the order's organization knows the patient; the issuer is the one that its images name. */
  patientIDs: z.array(patientIdentifier),
});

/** A row of Search My Patients. */
export const patientListItem = z.object({
  id: z.uuid(),
  familyName: z.string(),
  givenName: z.string(),
  middleName: z.string(),
  birthDate: z.string().nullable(),
  sex: sex.nullable(),
  /** Only identifiers of the caller's organization. */
  identifiers: z.array(patientIdentifier),
  addedAt: z.iso.datetime(),
});
export type PatientListItem = z.infer<typeof patientListItem>;

/**
 * POST /api/patients/search: the caller's organization's patients. A POST, since what is searched for must not stand in an address.
 * `search` is one line: `last, first`, with a birth date or an MRN anywhere in it; empty: those added or seen last.
 */
export const patientSearchRequest = z
  .object({ search: text(200).default(''), limit: z.number().int().min(1).max(100).default(20) })
  .strict();
export const patientSearchAnswer = z.object({ patients: z.array(patientListItem), total: z.number().int() });

/**
 * POST /api/registry/search: all patients. At most ten minimal rows; needs `last, first` with a birth date, or an MRN; rate-limited and
 * audited. A row of the caller's own list says so with `isMine`.
 */
export const registrySearchRequest = z.object({ search: text(200).min(3) }).strict();
export const registryRow = z.object({
  id: z.uuid(),
  familyName: z.string(),
  givenName: z.string(),
  birthDate: z.string().nullable(),
  sex: sex.nullable(),
  isMine: z.boolean(),
});
export type RegistryRow = z.infer<typeof registryRow>;
export const registrySearchAnswer = z.object({
  patients: z.array(registryRow).max(10),
  /** More people fit than may be shown: say more of the person. */
  hasMore: z.boolean(),
});

/** POST /api/registry/{id}/adoption: add to my patients, with a reason. Answers the chart. */
export const adoptionRequest = z.object({ reason: text(500).min(3) }).strict();

/** In the problem details (409, code `likely-duplicate`) of POST /api/patients. */
export const duplicateCandidate = registryRow.extend({ likeness: z.enum(['same', 'likely', 'possible']) });
export type DuplicateCandidate = z.infer<typeof duplicateCandidate>;

export const patientDiagnosis = z.object({ code: z.string(), codeYear: z.number().int(), title: z.string(), notedAt: z.iso.datetime() });

/** GET /api/patients/{id}: the chart as the caller's organization sees it. */
export const patientChart = patientListItem.omit({ addedAt: true }).extend({
  otherNames: z.array(z.string()),
  address: z.string(),
  city: z.string(),
  postalCode: z.string(),
  phone: z.string(),
  preferredLanguage: z.string(),
  version: z.number().int(),
  /** Only the organization that made the chart may change it. */
  mayChange: z.boolean(),
  diagnoses: z.array(patientDiagnosis),
});
export type PatientChart = z.infer<typeof patientChart>;

/** PATCH /api/patients/{id} */
export const chartChange = demographics
  .partial()
  .extend({ patientID: text(64).optional(), version: z.number().int() })
  .strict();

/** What a chart says of a person, and may say otherwise after an order was signed. */
export const correctedField = z.enum(['familyName', 'givenName', 'middleName', 'otherNames', 'birthDate', 'sex', 'patientID']);
export type CorrectedField = z.infer<typeof correctedField>;

/** What the chart of a signed order's patient says otherwise today. It stands beside what was signed, never in its place. */
export const chartCorrection = z.object({
  field: correctedField,
  /** As text; several names or Patient IDs with `, ` between them; empty where nothing was or is said. */
  signed: z.string(),
  now: z.string(),
  /** When the chart was changed; null where that is not on record. */
  at: z.iso.datetime().nullable(),
  /** A person of the order's own organization; of another only the organization is named. */
  by: z.string().nullable(),
  organization: z.string().nullable(),
});
export type ChartCorrection = z.infer<typeof chartCorrection>;
