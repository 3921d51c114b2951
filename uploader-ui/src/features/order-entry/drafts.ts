import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { OrderDetail } from '#core/contract/orders.js';
import { readOrder, saveDraft } from '../../api/orders.js';
import { queryClient } from '../../api/query-client.js';
import { DraftSaver, type DraftSnapshot } from './draft-saver.js';

// They live outside the page's components: going to another page loses nothing.
const savers = new Map<string, DraftSaver>();

function saverOf(order: OrderDetail): DraftSaver {
  const known = savers.get(order.id);
  if (known) return known;
  const made = new DraftSaver(order, {
    async save(change, keepalive) {
      const answer = await saveDraft(order.id, change, keepalive);
      // Read again by whoever looks at it next.
      void queryClient.invalidateQueries({ queryKey: ['order', order.id], refetchType: 'none' });
      void queryClient.invalidateQueries({ queryKey: ['encounter', order.encounterID], refetchType: 'none' });
      return answer;
    },
    read: () => readOrder(order.id),
  });
  savers.set(order.id, made);
  return made;
}

/** Sends whatever is not saved yet, of every draft. Answers whether all of it is stored. */
export async function flushDrafts(): Promise<boolean> {
  const stored = await Promise.all([...savers.values()].map((saver) => saver.flush()));
  return stored.every(Boolean);
}

/** Forgets the drafts of this page, on signing out. */
export function forgetDrafts(): void {
  for (const saver of savers.values()) saver.end();
  savers.clear();
}

/** A draft with what is typed on it, saved as one types. */
export function useDraft(order: OrderDetail): DraftSnapshot & { saver: DraftSaver } {
  const saver = saverOf(order);
  const client = useQueryClient();
  const shown = useSyncExternalStore(saver.subscribe, saver.snapshot);
  useEffect(() => saver.receive(order), [saver, order]);
  useEffect(() => {
    const onHide = (): void => {
      if (document.visibilityState === 'hidden') saver.leave();
    };
    const onLeave = (): void => saver.leave();
    document.addEventListener('visibilitychange', onHide);
    addEventListener('pagehide', onLeave);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      removeEventListener('pagehide', onLeave);
      void saver.flush().then(() => client.invalidateQueries({ queryKey: ['order', order.id] }));
    };
  }, [saver, client, order.id]);
  return { ...shown, saver };
}

// The browser asks before the tab closes, in its own words, where something could not be sent.
addEventListener('beforeunload', (event) => {
  for (const saver of savers.values()) saver.leave();
  if ([...savers.values()].some((saver) => saver.isAtRisk)) event.preventDefault();
});
