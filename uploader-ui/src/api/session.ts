import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { hospitalAnswer, type SignedInUser, sessionAnswer } from '#core/contract/session.js';
import { call, rememberCsrfToken } from './client.js';
import { ApiError } from './problems.js';

async function readSession(): Promise<SignedInUser | null> {
  try {
    const session = await call({ path: '/api/session', answer: sessionAnswer });
    rememberCsrfToken(session.csrfToken);
    return session.user;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Who is signed in: undefined while that is being asked, null for nobody. */
export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: 60_000 });
}

/** Who is signed in, for the pages below; it stands until the whole room changes. */
export const SignedInUserContext = createContext<SignedInUser | null>(null);

export function useSignedInUser(): SignedInUser {
  const user = useContext(SignedInUserContext);
  if (!user) throw new Error('a page for signed-in people was shown without a session');
  return user;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      call({ method: 'POST', path: '/api/session', body: credentials, answer: sessionAnswer }),
    onSuccess: (session) => {
      rememberCsrfToken(session.csrfToken);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      client.setQueryData(['session'], session.user);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call({ method: 'DELETE', path: '/api/session' }),
    onSettled: () => {
      rememberCsrfToken(null);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      client.setQueryData(['session'], null);
    },
  });
}

/** The receiving hospital and its phone numbers; without sign-in there is no answer, and pages do without. */
export function useHospital() {
  const user = useSession().data;
  return useQuery({
    queryKey: ['hospital'],
    queryFn: () => call({ path: '/api/hospital', answer: hospitalAnswer }),
    staleTime: 600_000,
    enabled: Boolean(user),
  });
}
