import { z } from 'zod';
import { ledger } from './ledger.js';
import { chartCorrection } from './patients.js';

export const finding = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  explanation: z.string(),
  whatToDo: z.string(),
  /** How many instances carry it. */
  instanceCount: z.number().int(),
  sopInstanceUIDs: z.array(z.string()).describe('the first ten'),
});

export const personIdentity = z.object({
  patientID: z.string().nullable(),
  issuerOfPatientID: z.string().nullable(),
  /** As it stands in the data set or on the order, for people: "Family, Given" with further alphabets behind it. */
  name: z.string().nullable(),
  /** YYYY-MM-DD where it is a date, else as found. */
  birthDate: z.string().nullable(),
  sex: z.string().nullable(),
});

/** One row of the comparison that a person sees. */
export const identityComparison = z.object({
  attribute: z.enum(['patientID', 'patientName', 'patientBirthDate', 'patientSex']),
  images: z.string().nullable(),
  order: z.string().nullable(),
  verdict: z.enum(['agrees', 'differs', 'unknown']),
  /** A sentence for people and screen readers. */
  explanation: z.string(),
});
export const identityEvidence = z.object({ verdict: z.enum(['agrees', 'differs', 'unknown']), comparisons: z.array(identityComparison) });
export type IdentityEvidence = z.infer<typeof identityEvidence>;

export const orderCandidate = z.object({
  orderID: z.uuid(),
  orderNumber: z.string(),
  patient: personIdentity,
  /** Further names under which images of the patient may come. */
  otherNames: z.array(z.string()),
  signedAt: z.iso.datetime().nullable(),
  reasonForReferral: z.string(),
  evidence: identityEvidence,
});

export const question = z.object({
  id: z.uuid(),
  kind: z.enum(['which-order', 'whose-images', 'conflicting-content', 'several-patients', 'quarantined-instances']),
  /** What is asked, in plain words. */
  asks: z.string(),
  evidence: z.record(z.string(), z.unknown()),
  candidates: z.array(orderCandidate),
  /** The answers that POST /api/studies/{id}/answers takes for it. */
  answers: z.array(z.object({ value: z.string(), label: z.string() })),
  askedAt: z.iso.datetime(),
});

/** What every list says of a study. */
export const studySummary = z.object({
  id: z.uuid(),
  studyInstanceUID: z.string(),
  studyDate: z.string().nullable(),
  studyDescription: z.string().nullable(),
  modalities: z.array(z.string()),
  stage: z.enum(['received', 'validated', 'linked', 'confirmed', 'rejected']),
  identity: z.enum(['agrees', 'differs', 'unknown']).nullable(),
  openQuestions: z.array(z.string()),
  ledger,
  /** Announced and not here; what was refused for good or left out does not count. More than 0 is incomplete. */
  missing: z.number().int(),
  /** Whether what is missing is on its way right now. */
  isArriving: z.boolean(),
  firstReceivedAt: z.iso.datetime(),
  lastReceivedAt: z.iso.datetime(),
  /** When it last came again after it was rejected, while nothing else has been decided since. */
  resentAt: z.iso.datetime().nullable(),
});
export type StudySummary = z.infer<typeof studySummary>;

export const studySeries = z.object({
  id: z.uuid(),
  seriesInstanceUID: z.string(),
  modality: z.string().nullable(),
  seriesNumber: z.number().int().nullable(),
  description: z.string().nullable(),
  bodyPart: z.string().nullable(),
  laterality: z.string().nullable(),
  instanceCount: z.number().int(),
  thumbnail: z.enum(['none', 'ready', 'impossible']),
});
export type StudySeries = z.infer<typeof studySeries>;

export const studyDecision = z.object({
  id: z.uuid(),
  decision: z.enum(['confirmed', 'rejected']),
  at: z.iso.datetime(),
  by: z.string(),
  reason: z.string().nullable(),
  /** How many instances were there to be decided on. */
  instanceCount: z.number().int(),
  /** How many were announced at the time; null where nobody announced a number. */
  announced: z.number().int().nullable(),
  /** Of these, announced and not here at the time. */
  missing: z.number().int(),
  leftOut: z.number().int(),
  receiptNumber: z.string().nullable(),
});
export type StudyDecision = z.infer<typeof studyDecision>;

export const studyListItem = studySummary.extend({
  organization: z.object({ id: z.uuid(), name: z.string() }),
  patient: personIdentity,
  accessionNumber: z.string().nullable(),
  order: z.object({ id: z.uuid(), orderNumber: z.string() }).nullable(),
  seriesCount: z.number().int(),
});
export type StudyListItem = z.infer<typeof studyListItem>;
/** What the worklist calls the state of a study; an order counts its studies by it. */
export const studyState = z.enum(['questions', 'incomplete', 'ready', 'checking', 'confirmed', 'rejected']);
export type StudyState = z.infer<typeof studyState>;
/** GET /api/studies?state=questions|incomplete|ready|checking|confirmed|rejected|all&search=&organization=&modality=&limit=&offset= */
export const studyList = z.object({
  studies: z.array(studyListItem),
  total: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
});

export const studyDetail = studyListItem.extend({
  series: z.array(studySeries),
  findings: z.array(finding),
  questions: z.array(question),
  identityEvidence: identityEvidence.nullable(),
  /** The order's side of the comparison. */
  attachedOrder: z
    .object({
      id: z.uuid(),
      orderNumber: z.string(),
      organization: z.string(),
      /** As it was signed. */
      patient: personIdentity,
      /** What the chart says otherwise today. */
      corrections: z.array(chartCorrection),
      reasonForReferral: z.string(),
      authorizingProvider: z.string(),
      signedAt: z.iso.datetime().nullable(),
      how: z.enum(['address', 'called-ae-title', 'matched', 'person']),
      attachedAt: z.iso.datetime(),
      attachedBy: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  provenance: z.array(
    z.object({
      receptionID: z.uuid(),
      door: z.enum(['dimse', 'stow-rs', 'upload']),
      organization: z.string(),
      account: z.string().nullable(),
      callingAETitle: z.string().nullable(),
      calledAETitle: z.string().nullable(),
      remoteAddress: z.string().nullable(),
      tls: z.boolean(),
      startedAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
      outcome: z.string(),
      instanceCount: z.number().int(),
    }),
  ),
  /** What a decision must carry back: it names everything that was seen (instances and their contents, link, identity, chart, order). Opaque. */
  instanceSet: z.string(),
  mayConfirm: z.boolean(),
  whyNot: z.string().nullable(),
  decisions: z.array(studyDecision),
});
export type StudyDetail = z.infer<typeof studyDetail>;

/** `missingAcknowledged`: how many announced images are missing, as the person saw it; an incomplete study is not confirmed without. */
export const confirmationRequest = z
  .object({ instanceSet: z.string().min(1).max(200), missingAcknowledged: z.number().int().min(0).optional() })
  .strict();
export const rejectionRequest = z.object({ instanceSet: z.string().min(1).max(200), reason: z.string().trim().min(3).max(500) }).strict();
const seenSet = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('as for a confirmation; where it is missing, the act is bound to the link that the study has when it comes');
export const attachmentRequest = z.object({ orderID: z.uuid(), reason: z.string().trim().min(3).max(500), instanceSet: seenSet }).strict();
export const answerRequest = z
  .object({ questionID: z.uuid(), answer: z.string().min(1).max(50), reason: z.string().trim().min(3).max(500), instanceSet: seenSet })
  .strict();

/** GET /api/studies/{id}/order-candidates?search= : orders to which radiology may attach the study. */
export const orderCandidates = z.object({ candidates: z.array(orderCandidate) });

/** The signed body of a receipt (GET /api/studies/{id}/receipt: `{ body, signature, keyID, publicKey }`, body as the exact JSON text that was signed, Ed25519). */
export const receiptBody = z.object({
  receiptNumber: z.string(),
  hospital: z.string(),
  organization: z.string(),
  orderNumber: z.string().nullable(),
  studyInstanceUID: z.string(),
  decidedAt: z.iso.datetime(),
  decidedBy: z.string(),
  /** How many instances were announced; null where nobody announced a number. */
  announced: z.number().int().nullable(),
  /** Of these, announced and not here when receipt was confirmed. */
  missing: z.number().int(),
  leftOut: z.number().int(),
  instances: z.array(
    z.object({
      sopInstanceUID: z.string(),
      seriesInstanceUID: z.string(),
      transferSyntaxUID: z.string(),
      byteCount: z.number().int(),
      dataSetSHA256: z.string(),
      fileSHA256: z.string(),
      state: z.literal('sound'),
    }),
  ),
  /** What was there and can not be used as it is; nothing vouches for it. */
  quarantined: z.array(
    z.object({
      sopInstanceUID: z.string(),
      seriesInstanceUID: z.string(),
      transferSyntaxUID: z.string(),
      byteCount: z.number().int(),
      dataSetSHA256: z.string().nullable(),
      fileSHA256: z.string().nullable(),
      state: z.literal('quarantined'),
    }),
  ),
});
export const receiptAnswer = z.object({ body: z.string(), signature: z.string(), keyID: z.string(), publicKey: z.string() });
