import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { peerList, receptionList, refusalList } from '#core/contract/partners.js';
import { call, withQuery } from './client.js';

export function usePeers() {
  return useQuery({ queryKey: ['peers'], queryFn: () => call({ path: '/api/peers', answer: peerList }) });
}

export function useReceptions(limit: number) {
  return useQuery({
    queryKey: ['receptions', limit],
    queryFn: () => call({ path: withQuery('/api/receptions', { limit }), answer: receptionList }),
    placeholderData: keepPreviousData,
  });
}

export function useRefusals(filters: { reception?: string; limit: number }) {
  return useQuery({
    queryKey: ['refusals', filters],
    queryFn: () => call({ path: withQuery('/api/refusals', filters), answer: refusalList }),
    placeholderData: keepPreviousData,
  });
}
