import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type OrderDetail,
  type OrderRequest,
  orderDetail,
  orderList,
  type UploadRequest,
  uploadAnswer,
  uploadState,
} from '#core/contract/orders.js';
import { call, withQuery } from './client.js';

export interface OrderFilters {
  search?: string;
  state?: string;
  imagesState?: string;
}

export function useOrders(filters: OrderFilters) {
  return useQuery({
    queryKey: ['orders', filters],
    queryFn: ({ signal }) => call({ path: withQuery('/api/orders', { ...filters, limit: 200 }), answer: orderList, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useOrder(id: string) {
  return useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => call({ path: `/api/orders/${id}`, answer: orderDetail, signal }),
  });
}

const madeOrder = z.object({ id: z.uuid() });

export function usePlaceOrder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: OrderRequest) => call({ method: 'POST', path: '/api/orders', body: order, answer: madeOrder }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['orders'] }),
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

export function useCancellation(order: OrderDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => call({ method: 'POST', path: `/api/orders/${order.id}/cancellation`, body: { reason } }),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: ['order', order.id] }), client.invalidateQueries({ queryKey: ['orders'] })]),
  });
}

/** Announces what is about to be sent; what the gateway has already need not be sent again. */
export function announceUpload(orderID: string, manifest: UploadRequest, signal?: AbortSignal) {
  return call({ method: 'POST', path: `/api/orders/${orderID}/uploads`, body: manifest, answer: uploadAnswer, signal });
}

export function readUpload(id: string) {
  return call({ path: `/api/uploads/${id}`, answer: uploadState });
}
