import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { encounterDetail, homeAnswer, preferenceList, providerChoices } from '#core/contract/encounters.js';
import { lookAgainWhile } from './arriving.js';
import { call } from './client.js';

const withID = z.looseObject({ id: z.uuid() });

export function useHome() {
  return useQuery({
    queryKey: ['home'],
    queryFn: ({ signal }) => call({ path: '/api/home', answer: homeAnswer, signal }),
    refetchInterval: ({ state }) => lookAgainWhile(state.data?.stoppedUploads.some(({ isArriving }) => isArriving)),
  });
}

export function useProviders() {
  return useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => call({ path: '/api/providers', answer: providerChoices, signal }),
    staleTime: 60_000,
  });
}

export function usePreferenceList() {
  return useQuery({
    queryKey: ['preference-list'],
    queryFn: ({ signal }) => call({ path: '/api/preference-list', answer: preferenceList, signal }),
    staleTime: 60_000,
  });
}

export function useEncounter(id: string) {
  return useQuery({
    queryKey: ['encounter', id],
    queryFn: ({ signal }) => call({ path: `/api/encounters/${id}`, answer: encounterDetail, signal }),
  });
}

/** Opens the encounter with a patient, or finds the one that is open. */
export function useOpenEncounter() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patientID: string) => call({ method: 'POST', path: '/api/encounters', body: { patientID }, answer: withID }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['home'] }),
  });
}

function useEncounterChange<Body>(id: string, request: (body: Body) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: request,
    // Refused, too: what stands there now is not what was seen.
    onSettled: () =>
      Promise.all([['encounter', id], ['order'], ['orders'], ['home']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useAuthorizingProvider(id: string) {
  return useEncounterChange(id, (authorizingProviderID: string) =>
    call({ method: 'PUT', path: `/api/encounters/${id}/authorizing-provider`, body: { authorizingProviderID } }),
  );
}

/** Accept Orders: one draft for each order type that was ticked. */
export function useAcceptOrders(id: string) {
  return useEncounterChange(id, (orderTypeIDs: string[]) =>
    call({ method: 'POST', path: `/api/encounters/${id}/orders`, body: { orderTypeIDs } }),
  );
}

/** Sign Orders: all of them or none. Signing again what is signed changes nothing. */
export function useSignOrders(id: string) {
  return useEncounterChange(id, (orders: { id: string; version: number }[]) =>
    call({ method: 'POST', path: `/api/encounters/${id}/signature`, body: { orders } }),
  );
}

/** Accepts what is complete, one order after the other; the first that is refused ends it. */
export function useAcceptance(id: string) {
  return useEncounterChange(id, async (orders: { id: string; version: number }[]) => {
    for (const { id: orderID, version } of orders)
      await call({ method: 'POST', path: `/api/orders/${orderID}/acceptance`, body: { version } });
  });
}

/** Closes the encounter; drafts keep it open. */
export function useEncounterClosing(id: string) {
  return useEncounterChange(id, () => call({ method: 'POST', path: `/api/encounters/${id}/close` }));
}
