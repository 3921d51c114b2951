import { MantineProvider, Skeleton } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { queryClient } from '../api/query-client.js';
import { SignedInUserContext, useSession } from '../api/session.js';
import { SignInPage } from '../features/sign-in/sign-in-page.js';
import { useSchemeAttribute } from './layout.js';
import { ProblemNote } from './pieces/problem-note.js';
import { router } from './routes.js';
import { ShortcutProvider } from './shortcuts.js';
import { cssVariables, theme } from './theme.js';

function Room() {
  const session = useSession();
  const { i18n } = useTranslation();
  useSchemeAttribute();
  if (session.isPending) {
    return (
      <div className="room" aria-busy="true">
        <Skeleton height={32} width={240} mt={56} />
        <Skeleton height={240} mt={24} />
      </div>
    );
  }
  if (session.isError && !session.data) {
    return (
      <main className="room">
        <ProblemNote error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (!session.data) return <SignInPage />;
  return (
    <SignedInUserContext value={session.data}>
      <ShortcutProvider key={`${i18n.language} ${session.data.id}`}>
        <RouterProvider router={router} />
      </ShortcutProvider>
    </SignedInUserContext>
  );
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Room />
      </MantineProvider>
    </QueryClientProvider>
  );
}
