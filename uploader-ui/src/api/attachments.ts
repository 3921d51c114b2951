import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Attachment, type AttachmentList, attachment, attachmentList } from '#core/contract/attachments.js';
import { call } from './client.js';
import { queryClient } from './query-client.js';

const LOOK_AGAIN_MS = 3000;

/** Where whole files go (multipart/form-data) and where resumable ones begin. */
export const attachmentAddress = {
  whole: (orderID: string) => `/api/orders/${orderID}/attachments`,
  resumable: (orderID: string) => `/api/orders/${orderID}/attachments/resumable`,
  content: (id: string) => `/api/attachments/${id}/content?view=1`,
  download: (id: string) => `/api/attachments/${id}/content`,
  preview: (id: string) => `/api/attachments/${id}/preview`,
};

/** True while the gateway still has to say something about the file by itself. */
export function isBeingLookedAt(one: Attachment): boolean {
  return one.state === 'received' || (one.state !== 'refused' && one.state !== 'removed' && one.scan === 'awaiting');
}

export function readAttachments(orderID: string): Promise<AttachmentList> {
  return call({ path: `/api/orders/${orderID}/attachments`, answer: attachmentList });
}

export function useAttachments(orderID: string) {
  return useQuery({
    queryKey: ['attachments', orderID],
    queryFn: () => readAttachments(orderID),
    refetchInterval: ({ state }) => (state.data?.attachments.some(isBeingLookedAt) ? LOOK_AGAIN_MS : false),
  });
}

/** Reads again what stands with the order, and the order itself, which counts it. */
export async function refreshAttachments(orderID: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['attachments', orderID] }),
    queryClient.invalidateQueries({ queryKey: ['order', orderID] }),
  ]);
}

export function describeAttachment(id: string, description: string) {
  return call({ method: 'PATCH', path: `/api/attachments/${id}`, body: { description }, answer: attachment });
}

export function useDescription(one: Attachment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (description: string) => describeAttachment(one.id, description),
    onSuccess: () => client.invalidateQueries({ queryKey: ['attachments', one.orderID] }),
  });
}

export function useRemoval(one: Attachment) {
  return useMutation({
    mutationFn: () => call({ method: 'DELETE', path: `/api/attachments/${one.id}` }),
    onSettled: () => refreshAttachments(one.orderID),
  });
}

export function useWithdrawal(one: Attachment) {
  return useMutation({
    mutationFn: (reason: string) => call({ method: 'POST', path: `/api/attachments/${one.id}/withdrawal`, body: { reason } }),
    onSettled: () => refreshAttachments(one.orderID),
  });
}
