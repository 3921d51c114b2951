import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { icd10cmCodeAnswer, icd10cmSearchAnswer } from '#core/contract/diagnoses.js';
import { call, withQuery } from './client.js';

/** Finds ICD-10-CM codes by code or words. */
export function useDiagnosisSearch(search: string) {
  return useQuery({
    queryKey: ['icd10cm', search],
    queryFn: ({ signal }) => call({ path: withQuery('/api/icd10cm', { search, limit: 20 }), answer: icd10cmSearchAnswer, signal }),
    placeholderData: keepPreviousData,
    staleTime: 600_000,
    enabled: search.length >= 2,
  });
}

/** A header with what lies directly below it. */
export function useDiagnosisCode(code: string | null) {
  return useQuery({
    queryKey: ['icd10cm-code', code],
    queryFn: ({ signal }) => call({ path: `/api/icd10cm/${encodeURIComponent(code ?? '')}`, answer: icd10cmCodeAnswer, signal }),
    staleTime: 600_000,
    enabled: code !== null,
  });
}
