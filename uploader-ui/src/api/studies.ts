import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { orderCandidates, receiptAnswer, studyDetail, studyList } from '#core/contract/studies.js';
import { call, listing } from './client.js';

export interface StudyFilters {
  state: string;
  search?: string;
  modality?: string;
  organization?: string;
  limit: number;
}

export function useStudies(filters: StudyFilters) {
  return useQuery({
    queryKey: ['studies', filters],
    queryFn: ({ signal }) => call({ ...listing('/api/studies', { ...filters, offset: 0 }), answer: studyList, signal }),
    placeholderData: keepPreviousData,
  });
}

export function useStudy(id: string) {
  return useQuery({
    queryKey: ['study', id],
    queryFn: ({ signal }) => call({ path: `/api/studies/${id}`, answer: studyDetail, signal }),
  });
}

export function useOrderCandidates(studyID: string, search: string) {
  return useQuery({
    queryKey: ['order-candidates', studyID, search],
    queryFn: ({ signal }) => call({ ...listing(`/api/studies/${studyID}/order-candidates`, { search }), answer: orderCandidates, signal }),
    placeholderData: keepPreviousData,
  });
}

export type Decision =
  | { act: 'confirmation'; body: { instanceSet: string } }
  | { act: 'rejection'; body: { instanceSet: string; reason: string } }
  | { act: 'attachment'; body: { orderID: string; reason: string } }
  | { act: 'answers'; body: { questionID: string; answer: string; reason: string } };

/** Sends one decision on a study; whatever comes back, the study is read again afterwards. */
export function useDecision(studyID: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ act, body }: Decision) => call({ method: 'POST', path: `/api/studies/${studyID}/${act}`, body }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['study', studyID] }),
        client.invalidateQueries({ queryKey: ['studies'] }),
        client.invalidateQueries({ queryKey: ['order-candidates', studyID] }),
      ]),
  });
}

export function readReceipt(studyID: string) {
  return call({ path: `/api/studies/${studyID}/receipt`, answer: receiptAnswer });
}
