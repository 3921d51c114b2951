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
  uploadComparison,
  uploadState,
} from '#core/contract/orders.js';
import { lookAgainWhile } from './arriving.js';
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
    refetchInterval: ({ state }) => lookAgainWhile(state.data?.orders.some(({ isArriving }) => isArriving)),
    placeholderData: keepPreviousData,
  });
}

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => call({ path: `/api/orders/${id}`, answer: orderDetail, signal }),
  });

export function useOrder(id: string) {
  return useQuery({ ...orderQuery(id), refetchInterval: ({ state }) => lookAgainWhile(state.data?.isArriving) });
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

function useHospitalAct(order: OrderDetail, act: 'closure' | 'reopening') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => {
      const body = act === 'closure' ? { reason, version: order.version } : { reason };
      return call({ method: 'POST', path: `/api/orders/${order.id}/${act}`, body });
    },
    onSettled: () => Promise.all([['order', order.id], ['orders']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** The hospital closes an order: what comes later waits for radiology as a question. */
export const useClosure = (order: OrderDetail) => useHospitalAct(order, 'closure');

/** The hospital opens an order again that was closed by mistake. */
export const useReopening = (order: OrderDetail) => useHospitalAct(order, 'reopening');

/** Announces what is about to be sent; what the gateway has already need not be sent again. */
export function announceUpload(orderID: string, manifest: UploadRequest, signal?: AbortSignal) {
  return call({ method: 'POST', path: `/api/orders/${orderID}/uploads`, body: manifest, answer: uploadAnswer, signal });
}

/** What of a choice is here already, and what is missing all the same; asked again when the choice, named by `chosen`, is another. */
export function useUploadComparison(orderID: string, chosen: string, manifest: () => UploadRequest['studies'], enabled: boolean) {
  return useQuery({
    queryKey: ['upload-comparison', orderID, chosen],
    queryFn: ({ signal }) =>
      call({
        method: 'POST',
        path: `/api/orders/${orderID}/uploads/comparison`,
        body: { studies: manifest() },
        answer: uploadComparison,
        signal,
      }),
    enabled,
    staleTime: 0,
  });
}

/** Says that the rest of uploads is not coming. */
export function useLeavingOut(orderID: string) {
  const client = useQueryClient();
  return useMutation({
    async mutationFn({ uploadIDs, reason }: { uploadIDs: readonly string[]; reason?: string | undefined }) {
      for (const id of uploadIDs) await call({ method: 'POST', path: `/api/uploads/${id}/ending`, body: { reason } });
    },
    onSettled: () => Promise.all([['order', orderID], ['orders'], ['home']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** Says that an upload stops for now; the request outlives the page. */
export function pauseUpload(id: string) {
  return call({ method: 'POST', path: `/api/uploads/${id}/pause`, body: {}, keepalive: true });
}

/** The gateway's own count of an announced upload. */
export function readUpload(id: string, signal?: AbortSignal) {
  return call({ path: `/api/uploads/${id}`, answer: uploadState, signal });
}
