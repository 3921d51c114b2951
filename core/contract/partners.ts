import { z } from 'zod';

export const peerListItem = z.object({
  id: z.uuid(),
  name: z.string(),
  organization: z.object({ id: z.uuid(), name: z.string() }),
  aeTitle: z.string(),
  addresses: z.array(z.string()),
  enabled: z.boolean(),
});
export const peerList = z.object({ peers: z.array(peerListItem) });

export const receptionListItem = z.object({
  id: z.uuid(),
  organization: z.string(),
  door: z.enum(['dimse', 'stow-rs', 'upload']),
  callingAETitle: z.string().nullable(),
  calledAETitle: z.string().nullable(),
  remoteAddress: z.string().nullable(),
  tls: z.boolean(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  outcome: z.enum(['open', 'completed', 'released', 'aborted', 'lost']),
  storedCount: z.number().int(),
  refusedCount: z.number().int(),
  /** Studies of it that radiology had rejected before they came again. */
  rejectedStudies: z.array(z.object({ studyInstanceUID: z.string(), rejectedAt: z.iso.datetime(), reason: z.string().nullable() })),
});
/** GET /api/receptions : the log of pushes, newest first. */
export const receptionList = z.object({ receptions: z.array(receptionListItem), total: z.number().int() });

export const refusalListItem = z.object({
  id: z.number().int(),
  receptionID: z.uuid().nullable(),
  at: z.iso.datetime(),
  door: z.string(),
  callingAETitle: z.string().nullable(),
  calledAETitle: z.string().nullable(),
  remoteAddress: z.string().nullable(),
  sopClassUID: z.string().nullable(),
  sopInstanceUID: z.string().nullable(),
  studyInstanceUID: z.string().nullable(),
  code: z.string(),
  status: z.number().int().nullable(),
  explanation: z.string(),
});
/** GET /api/refusals?reception= : every refused instance and association with its reason. */
export const refusalList = z.object({ refusals: z.array(refusalListItem), total: z.number().int() });

/** GET /api/events (server-sent events): `event: change`, data as below; ids only, the page asks for the rest. */
export const changeEvent = z.object({
  kind: z.enum(['study', 'order', 'reception', 'hospital']),
  id: z.string(),
  orderID: z.string().nullable().optional(),
});
export type ChangeEvent = z.infer<typeof changeEvent>;
