import { z } from 'zod';
import { ledger } from './ledger.js';

const personName = z.string().trim().min(1).max(64);

export const orderPatient = z.object({
  familyName: personName,
  givenName: personName,
  /** YYYY-MM-DD */
  birthDate: z.iso.date(),
  sex: z.enum(['F', 'M', 'O']),
});

export const orderRequest = z
  .object({
    patient: orderPatient,
    /** The Patient ID under which the sender's PACS knows the patient. */
    senderPatientID: z.string().trim().max(64).optional(),
    senderAccessionNumber: z.string().trim().max(64).optional(),
    reasonForReferral: z.string().trim().min(1).max(4000),
    authorizingProvider: z.string().trim().min(1).max(200),
    imagesBy: z.enum(['browser', 'pacs', 'none']),
  })
  .strict();
export type OrderRequest = z.infer<typeof orderRequest>;

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

/** One word for the images of an order, ranked by what is asked of people. */
export const imagesState = z.enum([
  'not-expected',
  'awaiting',
  'uploading',
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
  reasonForReferral: z.string(),
  studyCount: z.number().int(),
  ledger,
  createdAt: z.iso.datetime(),
  signedAt: z.iso.datetime().nullable(),
});
export type OrderListItem = z.infer<typeof orderListItem>;
export const orderList = z.object({ orders: z.array(orderListItem), total: z.number().int() });

export const orderStudy = z.object({
  id: z.uuid(),
  studyInstanceUID: z.string(),
  studyDate: z.string().nullable(),
  studyDescription: z.string().nullable(),
  modalities: z.array(z.string()),
  stage: z.enum(['received', 'validated', 'linked', 'confirmed', 'rejected']),
  identity: z.enum(['agrees', 'differs', 'unknown']).nullable(),
  openQuestions: z.array(z.string()),
  ledger,
  series: z.array(
    z.object({
      id: z.uuid(),
      seriesInstanceUID: z.string(),
      modality: z.string().nullable(),
      seriesNumber: z.number().int().nullable(),
      description: z.string().nullable(),
      instanceCount: z.number().int(),
      thumbnail: z.enum(['none', 'ready', 'impossible']),
    }),
  ),
  firstReceivedAt: z.iso.datetime(),
  lastReceivedAt: z.iso.datetime(),
  decision: z
    .object({
      decision: z.enum(['confirmed', 'rejected']),
      at: z.iso.datetime(),
      by: z.string(),
      reason: z.string().nullable(),
      receiptNumber: z.string().nullable(),
    })
    .nullable(),
});
export type OrderStudy = z.infer<typeof orderStudy>;

export const orderDetail = orderListItem.extend({
  version: z.number().int(),
  authorizingProvider: z.string(),
  signedBy: z.string().nullable(),
  cancelledReason: z.string().nullable(),
  senderPatientID: z.string().nullable(),
  senderAccessionNumber: z.string().nullable(),
  imagesDescription: z.string().nullable(),
  calledAETitle: z.string(),
  calledAETitleExpiresAt: z.iso.datetime(),
  pacsToPacsEnabled: z.boolean(),
  studies: z.array(orderStudy),
  /** Associations and requests that brought something for this order, newest first. */
  receptions: z.array(
    z.object({
      id: z.uuid(),
      door: z.enum(['dimse', 'stow-rs', 'upload']),
      callingAETitle: z.string().nullable(),
      calledAETitle: z.string().nullable(),
      startedAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
      outcome: z.enum(['open', 'completed', 'released', 'aborted', 'lost']),
      storedCount: z.number().int(),
      refusedCount: z.number().int(),
    }),
  ),
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
  missing: z.array(z.string()).describe('SOP Instance UIDs announced and not stored, at most 1,000 of them'),
});
