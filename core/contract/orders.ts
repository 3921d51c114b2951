import { z } from 'zod';
import { ledger } from './ledger.js';
import { receptionListItem } from './partners.js';
import { chartCorrection, orderedPatient, patientIdentifier } from './patients.js';
import { studyDecision, studySeries, studyState, studySummary } from './studies.js';

const text = (length: number) => z.string().trim().max(length);

export const orderDiagnosis = z.object({
  /** With its dot: G43.109. */
  code: z.string().trim().min(3).max(8),
  codeYear: z.number().int(),
  title: z.string(),
});
export type OrderDiagnosis = z.infer<typeof orderDiagnosis>;

export const insurance = z.object({ payer: text(100), memberID: text(50).default(''), group: text(50).default('') }).strict();

/** What a person fills in on a draft, each by itself; what is missing keeps the order from being signed, not from being saved. */
const orderContent = z.object({
  orderTypeID: z.uuid(),
  authorizingProviderID: z.uuid(),
  reasonForReferral: text(4000),
  /** Billable ICD-10-CM codes in their order; the titles are the code set's own. */
  diagnoses: z.array(z.object({ code: text(8).min(3) }).strict()).max(12),
  locationID: z.uuid().nullable(),
  willUploadImages: z.boolean().nullable(),
  willUploadRecords: z.boolean().nullable(),
  insurance: insurance.nullable(),
  /** For scheduling. */
  comment: text(2000),
  priority: z.enum(['routine', 'urgent']),
  /** The Patient ID and accession number under which the sender's PACS knows the patient and the study. */
  senderPatientID: text(64),
  senderAccessionNumber: text(64),
});

/**
 * POST /api/orders: a draft, as whole as the caller has it. The patient is one of the caller's organization.
 * `placerOrderNumber` is the caller's own number: a second request with it answers the order that the first one made.
 */
export const orderRequest = orderContent
  .partial()
  .extend({ patientID: z.uuid(), orderTypeID: z.uuid(), placerOrderNumber: text(64).min(1).optional() })
  .strict();
export type OrderRequest = z.infer<typeof orderRequest>;

/** PATCH /api/orders/{id}: drafts only; 409 when another version is there than was seen. Only what is named changes. */
export const orderChange = orderContent.partial().extend({ version: z.number().int() }).strict();
export type OrderChange = z.infer<typeof orderChange>;

/** POST /api/orders/{id}/acceptance and /signature, and DELETE-like answers: the version that was seen. */
export const versionSeen = z.object({ version: z.number().int() }).strict();

/** PUT /api/orders/{id}/images: whether images are to come for a signed order; taken back only while nothing came. */
export const imagesExpectedRequest = z.object({ expected: z.boolean(), version: z.number().int() }).strict();

/** POST /api/orders/{id}/additions: to a signed order nothing is changed, only added. */
export const additionRequest = z.object({ text: text(2000).min(1) }).strict();

/** What keeps an order from being signed, by the field that is missing or wrong. */
export const missingItem = z.enum([
  'authorizingProvider',
  'orderType',
  'reasonForReferral',
  'diagnoses',
  'location',
  'willUploadImages',
  'willUploadRecords',
  'attachments-under-way',
]);
export type MissingItem = z.infer<typeof missingItem>;

/** What the window "PACS to PACS" writes; Submit closes it. */
export const senderIdentifiersRequest = z
  .object({
    senderPatientID: z.string().trim().min(1).max(64),
    senderAccessionNumber: z.string().trim().max(64).optional(),
    description: z.string().trim().max(200).optional(),
    /** The version of the order that was seen; 409 when it has changed meanwhile. */
    version: z.number().int().optional(),
  })
  .strict();

export const cancellationRequest = z.object({ reason: z.string().trim().min(3).max(500), version: z.number().int().optional() }).strict();

/** POST /api/orders/{id}/closure, by the hospital: what comes later waits for radiology as a question. */
export const closureRequest = z.object({ reason: z.string().trim().min(3).max(500), version: z.number().int() }).strict();

/** POST /api/orders/{id}/reopening: an order that was closed by mistake is signed again. */
export const reopeningRequest = z.object({ reason: z.string().trim().min(3).max(500) }).strict();

/** One word for the images of an order, ranked by what is asked of people. */
export const imagesState = z.enum([
  'not-expected',
  'awaiting',
  'uploading',
  'incomplete',
  'received',
  'being-checked',
  'question-open',
  'confirmed',
  'rejected',
]);

export const orderListItem = z.object({
  id: z.uuid(),
  orderNumber: z.string(),
  organization: z.object({ id: z.uuid(), name: z.string() }),
  state: z.enum(['draft', 'signed', 'cancelled', 'closed']),
  patient: z.object({
    familyName: z.string(),
    givenName: z.string(),
    birthDate: z.string().nullable(),
    sex: z.enum(['F', 'M', 'O']).nullable(),
  }),
  imagesBy: z.enum(['browser', 'pacs', 'none']),
  imagesState,
  orderType: z.string(),
  priority: z.enum(['routine', 'urgent']),
  reasonForReferral: z.string(),
  studyCount: z.number().int(),
  /** How many of its studies are in which state. */
  studyStates: z.partialRecord(studyState, z.number().int()),
  ledger,
  /** Announced and not here; what a decision was made without is not asked for any more. More than 0 is incomplete. */
  imagesMissing: z.number().int(),
  /** Whether what is missing is on its way right now. */
  isArriving: z.boolean(),
  createdAt: z.iso.datetime(),
  signedAt: z.iso.datetime().nullable(),
});
export type OrderListItem = z.infer<typeof orderListItem>;
export const orderList = z.object({ orders: z.array(orderListItem), total: z.number().int() });

/** `decision` is the one that stands; `decisions` are all, newest first: those that do not stand any more are as of then. */
export const orderStudy = studySummary.extend({
  series: z.array(studySeries),
  decision: studyDecision.nullable(),
  decisions: z.array(studyDecision),
});
export type OrderStudy = z.infer<typeof orderStudy>;

/** A file of an order as its signer and its reader see it. */
export const orderFile = z.object({
  id: z.uuid(),
  fileName: z.string(),
  description: z.string(),
  /** As of attachments; one that is refused or removed is no file of the order. */
  state: z.enum(['reserved', 'received', 'ready', 'quarantined']),
  mediaType: z.string().nullable(),
  byteCount: z.number().int(),
  pageCount: z.number().int().nullable(),
  /** Whether the signature covers it. */
  isSigned: z.boolean(),
  afterSigning: z.boolean(),
  withdrawn: z.object({ by: z.string().nullable(), at: z.iso.datetime(), reason: z.string() }).nullable(),
});
export type OrderFile = z.infer<typeof orderFile>;

export const orderDetail = orderListItem.extend({
  /** Moves with everything that a signer sees of a draft: fields, files, the patient's chart. */
  version: z.number().int(),
  patient: orderListItem.shape.patient.extend({
    middleName: z.string(),
    otherNames: z.array(z.string()),
    /** Only those of the order's organization. */
    identifiers: z.array(patientIdentifier),
  }),
  /** What the chart says otherwise today than was signed. */
  corrections: z.array(chartCorrection),
  files: z.array(orderFile),
  patientID: z.uuid().describe('the id of the patient'),
  encounterID: z.uuid().nullable(),
  orderTypeID: z.uuid().nullable(),
  department: z.string(),
  authorizingProviderID: z.uuid().nullable(),
  authorizingProvider: z.string(),
  diagnoses: z.array(orderDiagnosis),
  location: z.object({ id: z.uuid(), name: z.string(), region: z.string(), phone: z.string() }).nullable(),
  willUploadImages: z.boolean().nullable(),
  willUploadRecords: z.boolean().nullable(),
  insurance: insurance.nullable(),
  comment: z.string(),
  placerOrderNumber: z.string().nullable(),
  attachmentCount: z.number().int(),
  /** Empty when the order can be signed. */
  missing: z.array(missingItem),
  acceptedAt: z.iso.datetime().nullable(),
  /** Whether the caller may sign it: as the authorizing provider or a delegate. */
  maySign: z.boolean(),
  signedBy: z.string().nullable(),
  signature: z
    .object({
      by: z.string(),
      onBehalfOf: z.string().nullable(),
      at: z.iso.datetime(),
      /** SHA-256 of the signed content, in hexadecimal. */
      contentSHA256: z.string(),
    })
    .nullable(),
  cancelledReason: z.string().nullable(),
  /** By the hospital: what comes later is not attached to the order. */
  closed: z.object({ by: z.string().nullable(), at: z.iso.datetime(), reason: z.string() }).nullable(),
  additions: z.array(z.object({ text: z.string(), by: z.string(), at: z.iso.datetime() })),
  history: z.array(
    z.object({
      event: z.enum([
        'created',
        'accepted',
        'reopened',
        'signed',
        'added-to',
        'file-added',
        'file-withdrawn',
        'cancelled',
        'closed',
        'opened-again',
        'images-left-out',
      ]),
      at: z.iso.datetime(),
      by: z.string().nullable(),
      reason: z.string().nullable(),
      /** The name of the file that it happened to. */
      fileName: z.string().nullable(),
      /** How many images it is about, where it is about some. */
      imageCount: z.number().int().nullable(),
    }),
  ),
  /**
   * By which the pages judge whose images were chosen: the order's patient as signed and, where the chart says something else today, as it says
   * today. For the order's own organization only, else null.
   */
  identity: z.object({ patients: z.array(orderedPatient) }).nullable(),
  senderPatientID: z.string().nullable(),
  senderAccessionNumber: z.string().nullable(),
  imagesDescription: z.string().nullable(),
  calledAETitle: z.string(),
  calledAETitleExpiresAt: z.iso.datetime(),
  pacsToPacsEnabled: z.boolean(),
  studies: z.array(orderStudy),
  /** Uploads of which something is missing, newest first. */
  openUploads: z.array(
    z.object({
      id: z.uuid(),
      receiptNumber: z.string(),
      by: z.string(),
      at: z.iso.datetime(),
      announced: z.number().int(),
      missing: z.number().int(),
    }),
  ),
  /** Associations and requests that brought something for this order, newest first. */
  receptions: z.array(receptionListItem.omit({ organization: true, remoteAddress: true, tls: true })),
  refusals: z.array(z.object({ at: z.iso.datetime(), sopInstanceUID: z.string().nullable(), code: z.string(), explanation: z.string() })),
});
export type OrderDetail = z.infer<typeof orderDetail>;

/** POST /api/orders/{id}/uploads: what the browser is about to send, by UID. It is what `announced` counts. */
export const uploadRequest = z
  .object({
    description: z.string().trim().max(200).default(''),
    studies: z
      .array(
        z.object({
          studyInstanceUID: z.string().min(1).max(64),
          series: z
            .array(
              z.object({
                seriesInstanceUID: z.string().min(1).max(64),
                sopInstanceUIDs: z.array(z.string().min(1).max(64)).min(1).max(100_000),
              }),
            )
            .min(1),
        }),
      )
      .min(1)
      .max(1000),
  })
  .strict();
export type UploadRequest = z.infer<typeof uploadRequest>;

/** `alreadyStored` names the instances that need not be sent again. */
export const uploadAnswer = z.object({ id: z.uuid(), receiptNumber: z.string(), alreadyStored: z.array(z.string()) });
/** GET /api/uploads/{id} */
export const uploadState = z.object({
  id: z.uuid(),
  orderID: z.uuid(),
  receiptNumber: z.string(),
  announced: z.number().int(),
  stored: z.number().int(),
  missing: z.array(z.string()).describe('SOP Instance UIDs announced, not stored and not left out, at most 1,000 of them'),
  leftOut: z.number().int(),
  /** When a person said that the rest is not coming. */
  endedAt: z.iso.datetime().nullable(),
});

/** POST /api/orders/{id}/uploads/comparison: what an upload with this manifest would send. Nothing is announced by it. */
export const uploadComparison = z.object({
  alreadyStored: z.number().int(),
  toSend: z.number().int(),
  /** Announced earlier for the order, not here, and not in this manifest either. */
  stillMissing: z.number().int(),
});
export type UploadComparison = z.infer<typeof uploadComparison>;

/** POST /api/uploads/{id}/ending: the rest is not coming. */
export const uploadEndingRequest = z.object({ reason: text(500).optional() }).strict();
/** POST /api/uploads/{id}/pause: the sender stops for now; the rest is still expected. */
export const uploadPauseRequest = z.object({}).strict();
