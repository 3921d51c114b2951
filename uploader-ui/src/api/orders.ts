import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  missingItem,
  type OrderChange,
  type OrderDetail,
  orderDetail,
  orderList,
  type UploadRequest,
  uploadAnswer,
  uploadState,
} from '#core/contract/orders.js';
import { call, listing } from './client.js';

export interface OrderFilters {
  search?: string;
  state?: string;
  imagesState?: string;
  /** The id of the patient. */
  patient?: string;
}

export function useOrders(filters: OrderFilters) {
  return useQuery({
    queryKey: ['orders', filters],
    queryFn: ({ signal }) => call({ ...listing('/api/orders', { ...filters, limit: 200 }), answer: orderList, signal }),
    placeholderData: keepPreviousData,
  });
}

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => call({ path: `/api/orders/${id}`, answer: orderDetail, signal }),
  });

export function useOrder(id: string) {
  return useQuery(orderQuery(id));
}

const savedDraft = z.looseObject({ version: z.number().int(), missing: z.array(missingItem).default([]) });

/** Saves what changed in a draft; 409 when another version is there than was seen. `keepalive` outlives the page. */
export function saveDraft(id: string, change: OrderChange, keepalive = false) {
  return call({ method: 'PATCH', path: `/api/orders/${id}`, body: change, answer: savedDraft, keepalive });
}

export function readOrder(id: string) {
  return call({ path: `/api/orders/${id}`, answer: orderDetail });
}

/** Adds to a signed order; nothing that was signed changes. */
export function useAddition(orderID: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => call({ method: 'POST', path: `/api/orders/${orderID}/additions`, body: { text } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['order', orderID] }),
  });
}

export function useSenderIdentifiers(order: OrderDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { senderPatientID: string; senderAccessionNumber?: string; description?: string }) =>
      call({ method: 'PUT', path: `/api/orders/${order.id}/sender-identifiers`, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['order', order.id] }),
  });
}

/** Says that images are to come for a signed order after all, or that none are; the latter only while nothing came. */
export function useImagesExpected(order: OrderDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (expected: boolean) =>
      call({ method: 'PUT', path: `/api/orders/${order.id}/images`, body: { expected, version: order.version } }),
    onSettled: () => Promise.all([['order', order.id], ['orders'], ['home']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useCancellation(order: OrderDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => call({ method: 'POST', path: `/api/orders/${order.id}/cancellation`, body: { reason } }),
    onSuccess: () =>
      Promise.all([['order', order.id], ['orders'], ['encounter'], ['home']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** Announces what is about to be sent; what the gateway has already need not be sent again. */
export function announceUpload(orderID: string, manifest: UploadRequest, signal?: AbortSignal) {
  return call({ method: 'POST', path: `/api/orders/${orderID}/uploads`, body: manifest, answer: uploadAnswer, signal });
}

/** The gateway's own count of an announced upload. */
export function readUpload(id: string, signal?: AbortSignal) {
  return call({ path: `/api/uploads/${id}`, answer: uploadState, signal });
}
