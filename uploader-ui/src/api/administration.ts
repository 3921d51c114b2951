import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  accountRows,
  hospitalRow,
  locationRow,
  locationRows,
  locationWrite,
  orderTypeRow,
  orderTypeRows,
  orderTypeWrite,
  organizationRow,
  organizationRows,
  organizationWrite,
  providerRow,
  providerRows,
  providerWrite,
  regionRow,
  regionRows,
  regionWrite,
  tipRow,
  tipRows,
  tipWrite,
} from '#core/contract/administration.js';
import { icd10cmReleaseList } from '#core/contract/diagnoses.js';
import { call } from './client.js';

/** A list of the administrator: where it is, how it is read and how it is written. */
export interface AdminThing<Row extends { id: string; version: number }> {
  path: string;
  write: z.ZodType<unknown, unknown>;
  row: z.ZodType<Row>;
  read(signal?: AbortSignal): Promise<Row[]>;
}

function adminThing<Name extends string, Row extends { id: string; version: number }>(
  name: Name,
  schemas: { row: z.ZodType<Row>; rows: z.ZodType<Record<Name, Row[]>>; write: z.ZodType<unknown, unknown> },
  path: string = name,
): AdminThing<Row> {
  const { row, rows, write } = schemas;
  return { path, write, row, read: async (signal) => (await call({ path: `/api/admin/${path}`, answer: rows, signal }))[name] };
}

export const organizations = adminThing('organizations', { row: organizationRow, rows: organizationRows, write: organizationWrite });
export const providers = adminThing('providers', { row: providerRow, rows: providerRows, write: providerWrite });
export const orderTypes = adminThing('orderTypes', { row: orderTypeRow, rows: orderTypeRows, write: orderTypeWrite }, 'order-types');
export const regions = adminThing('regions', { row: regionRow, rows: regionRows, write: regionWrite });
export const locations = adminThing('locations', { row: locationRow, rows: locationRows, write: locationWrite });
export const tips = adminThing('tips', { row: tipRow, rows: tipRows, write: tipWrite });

export function useRows<Row extends { id: string; version: number }>(thing: AdminThing<Row>) {
  return useQuery({ queryKey: ['admin', thing.path], queryFn: ({ signal }) => thing.read(signal) });
}

/** What a change may be seen in. */
const concerned = [['admin'], ['hospital'], ['providers'], ['preference-list'], ['session']];

function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () => Promise.all(concerned.map((queryKey) => client.invalidateQueries({ queryKey })));
}

/** Makes a new row, or changes the one that is named. */
export function useSaveRow<Row extends { id: string; version: number }>(thing: AdminThing<Row>) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, body }: { id: string | null; body: unknown }) =>
      call({
        method: id === null ? 'POST' : 'PUT',
        path: `/api/admin/${thing.path}${id === null ? '' : `/${id}`}`,
        body,
        answer: thing.row,
      }),
    onSuccess: refresh,
  });
}

export function usePreferenceWrite(organizationID: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (orderTypeIDs: readonly string[]) =>
      call({ method: 'PUT', path: `/api/admin/organizations/${organizationID}/preference-list`, body: { orderTypeIDs } }),
    onSuccess: refresh,
  });
}

/** Everybody's accounts: who can be a provider or a delegate. */
export function useAccounts() {
  return useQuery({ queryKey: ['admin', 'accounts'], queryFn: () => call({ path: '/api/admin/accounts', answer: accountRows }) });
}

export function readHospitalWording(signal?: AbortSignal) {
  return call({ path: '/api/admin/hospital', answer: hospitalRow, signal });
}

export function useHospitalWording() {
  return useQuery({ queryKey: ['admin', 'hospital'], queryFn: ({ signal }) => readHospitalWording(signal) });
}

export function useSaveHospitalWording() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: unknown) => call({ method: 'PUT', path: '/api/admin/hospital', body, answer: hospitalRow }),
    onSuccess: refresh,
  });
}

const LOOK_AGAIN_MS = 1000;

/** The years of the code set; read again each second while one is being imported. */
export function useReleases() {
  return useQuery({
    queryKey: ['admin', 'icd10cm'],
    queryFn: ({ signal }) => call({ path: '/api/admin/icd10cm', answer: icd10cmReleaseList, signal }),
    refetchInterval: ({ state }) => (state.data?.releases.some((release) => release.state === 'importing') ? LOOK_AGAIN_MS : false),
  });
}
