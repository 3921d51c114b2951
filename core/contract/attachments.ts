import { z } from 'zod';

/** Bytes: one attached file, and all of one order. DICOM images don't count. */
export const attachmentLimits = { fileBytes: 100 * 2 ** 20, orderBytes: 2 ** 30 } as const;

/** A friendly warning: nothing is refused for it. */
export const attachmentWarning = z.enum(['many-pdfs', 'too-many-pages', 'label-missing', 'one-identifier', 'not-readable']);

export const attachment = z.object({
  id: z.uuid(),
  orderID: z.uuid(),
  fileName: z.string(),
  description: z.string(),
  state: z.enum(['reserved', 'received', 'ready', 'refused', 'quarantined', 'removed']),
  /** The sniffed type; null until it is known. */
  mediaType: z.string().nullable(),
  byteCount: z.number().int(),
  receivedBytes: z.number().int(),
  pageCount: z.number().int().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  hasPreview: z.boolean(),
  scan: z.enum(['none', 'awaiting', 'clean', 'infected', 'unavailable']),
  warnings: z.array(attachmentWarning),
  /** Why it was refused: `dicom` (it belongs to the image upload), `type`, `too-large`, `broken`. */
  refusalCode: z.string().nullable(),
  afterSigning: z.boolean(),
  /** A file of a signed order stays when it is withdrawn, and is shown as such. */
  withdrawn: z.object({ by: z.string().nullable(), at: z.iso.datetime(), reason: z.string() }).nullable(),
  by: z.string(),
  createdAt: z.iso.datetime(),
});
export type Attachment = z.infer<typeof attachment>;

/** GET /api/orders/{id}/attachments */
export const attachmentList = z.object({
  attachments: z.array(attachment),
  /** Bytes of the order's room: taken or reserved, and in all. */
  roomTaken: z.number().int(),
  room: z.number().int(),
});
export type AttachmentList = z.infer<typeof attachmentList>;

/** POST /api/attachments/{id}/withdrawal */
export const withdrawalRequest = z.object({ reason: z.string().trim().min(3).max(500) }).strict();

/** PATCH /api/attachments/{id} */
export const attachmentChange = z.object({ description: z.string().trim().max(200) }).strict();
