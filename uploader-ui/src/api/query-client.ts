import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './problems.js';

function forgetSessionWhenRefused(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) queryClient.setQueryData(['session'], null);
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: forgetSessionWhenRefused }),
  mutationCache: new MutationCache({ onError: forgetSessionWhenRefused }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.kind === 'problem' && error.status < 500),
    },
  },
});
