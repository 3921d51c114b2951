import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type ChartRequest,
  type chartChange,
  duplicateCandidate,
  patientChart,
  patientSearchAnswer,
  registrySearchAnswer,
} from '#core/contract/patients.js';
import { call } from './client.js';
import { ApiError } from './problems.js';

const withID = z.looseObject({ id: z.uuid() });

/** Search My Patients; without words: those added or seen last. */
export function usePatientSearch(search: string) {
  return useQuery({
    queryKey: ['patients', search],
    queryFn: ({ signal }) =>
      call({ method: 'POST', path: '/api/patients/search', body: { search, limit: 20 }, answer: patientSearchAnswer, signal }),
    placeholderData: keepPreviousData,
  });
}

export function readPatient(id: string, signal?: AbortSignal) {
  return call({ path: `/api/patients/${id}`, answer: patientChart, signal });
}

export function usePatient(id: string | undefined) {
  return useQuery({
    queryKey: ['patient', id],
    queryFn: ({ signal }) => readPatient(id ?? '', signal),
    enabled: Boolean(id),
  });
}

/** Search all Patients. Each search is counted and written down, so it happens only when a person asks for it. */
export function useRegistrySearch() {
  return useMutation({
    mutationFn: (search: string) => call({ method: 'POST', path: '/api/registry/search', body: { search }, answer: registrySearchAnswer }),
  });
}

/** Add to my patients, with a reason. */
export function useAdoption() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      call({ method: 'POST', path: `/api/registry/${id}/adoption`, body: { reason }, answer: withID }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patients'] }),
  });
}

/** Create a new Chart. */
export function useChartCreation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (chart: ChartRequest) => call({ method: 'POST', path: '/api/patients', body: chart, answer: withID }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patients'] }),
  });
}

/** Corrects a chart; 409 when another version is there than was seen. Whatever names the patient is read again. */
export function useChartChange(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: z.input<typeof chartChange>) =>
      call({ method: 'PATCH', path: `/api/patients/${id}`, body: change, answer: patientChart }),
    onSuccess: (chart) => {
      client.setQueryData(['patient', id], chart);
      const concerned = [['patients'], ['orders'], ['order'], ['encounter'], ['home']];
      return Promise.all(concerned.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}

/** Who it may be already, where a chart was not made for that reason. */
export function likelyDuplicates(error: unknown): z.infer<typeof duplicateCandidate>[] | null {
  if (!(error instanceof ApiError) || error.code !== 'likely-duplicate') return null;
  return error.extension('candidates', z.array(duplicateCandidate));
}
