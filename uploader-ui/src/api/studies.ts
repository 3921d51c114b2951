import { keepPreviousData, useMutation, useMutationState, useQuery, useQueryClient } from '@tanstack/react-query';
import { orderCandidates, receiptAnswer, studyDetail, studyList } from '#core/contract/studies.js';
import { lookAgainWhile } from './arriving.js';
import { call, listing, withQuery } from './client.js';

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
    refetchInterval: ({ state }) => lookAgainWhile(state.data?.studies.some(({ isArriving }) => isArriving)),
    placeholderData: keepPreviousData,
  });
}

export function useStudy(id: string) {
  return useQuery({
    queryKey: ['study', id],
    queryFn: ({ signal }) => call({ path: `/api/studies/${id}`, answer: studyDetail, signal }),
    refetchInterval: ({ state }) => lookAgainWhile(state.data?.isArriving),
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
  | { act: 'confirmation'; body: { instanceSet: string; missingAcknowledged?: number | undefined } }
  | { act: 'rejection'; body: { instanceSet: string; reason: string } }
  | { act: 'attachment'; from: 'question' | 'dialog'; body: { instanceSet: string; orderID: string; reason: string } }
  | { act: 'answers'; body: { instanceSet: string; questionID: string; answer: string; reason: string } };

/** Sends one decision on a study, with what was seen of it; whatever comes back, the study is read again afterwards. */
export function useDecision(studyID: string) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ['decision', studyID],
    mutationFn: ({ act, body }: Decision) => call({ method: 'POST', path: `/api/studies/${studyID}/${act}`, body }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['study', studyID] }),
        client.invalidateQueries({ queryKey: ['studies'] }),
        client.invalidateQueries({ queryKey: ['order-candidates', studyID] }),
      ]),
  });
}

/** The receipt of one decision; a study that was confirmed more than once has several. */
/** The newest decision of this page that was refused, by whatever part of it, while no later one went well. */
export function useRefusedDecision(studyID: string, since: number): { decision: Decision; error: Error } | null {
  const states = useMutationState({
    filters: { mutationKey: ['decision', studyID] },
    select: ({ state }) => ({ at: state.submittedAt, error: state.error, decision: state.variables as Decision | undefined }),
  });
  const newest = states.filter(({ at }) => at >= since).at(-1);
  return newest?.error && newest.decision ? { decision: newest.decision, error: newest.error } : null;
}

export function readReceipt(studyID: string, decision: string) {
  return call({ path: withQuery(`/api/studies/${studyID}/receipt`, { decision }), answer: receiptAnswer });
}
