import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type ChangeEvent, changeEvent } from '#core/contract/partners.js';

const GATHER_MS = 400;

function keysOf(change: ChangeEvent): unknown[][] {
  const order = change.orderID ? [['order', change.orderID]] : [];
  if (change.kind === 'study') return [['studies'], ['study', change.id], ['orders'], ...order];
  if (change.kind === 'order')
    return [['orders'], ['order', change.id], ['attachments', change.id], ['order-candidates'], ['encounter'], ['home']];
  // What an administrator changed is shown everywhere.
  if (change.kind === 'hospital') return [['hospital'], ['admin'], ['providers'], ['preference-list'], ['session'], ['home']];
  return [['receptions'], ['refusals'], ['orders'], ['studies'], ...order];
}

function refresh(client: QueryClient, changes: ChangeEvent[]): void {
  const keys = new Map<string, unknown[]>();
  for (const change of changes) for (const key of keysOf(change)) keys.set(JSON.stringify(key), key);
  for (const queryKey of keys.values()) void client.invalidateQueries({ queryKey });
}

/**
 * Listens to the gateway's change events and reads again what they name; changes of a moment are gathered first.
 *
 * @returns whether the line to the gateway is open; null until that is known.
 */
export function useLiveChanges(): boolean | null {
  const client = useQueryClient();
  const [live, setLive] = useState<boolean | null>(null);
  useEffect(() => {
    const source = new EventSource('/api/events');
    let gathered: ChangeEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasLost = false;
    const flush = (): void => {
      timer = undefined;
      const changes = gathered;
      gathered = [];
      refresh(client, changes);
    };
    source.addEventListener('open', () => {
      setLive(true);
      // What changed while the line was down was never told.
      if (wasLost) void client.invalidateQueries();
      wasLost = false;
    });
    source.addEventListener('error', () => {
      setLive(false);
      wasLost = true;
    });
    source.addEventListener('change', (event) => {
      const parsed = changeEvent.safeParse(JSON.parse((event as MessageEvent<string>).data));
      if (!parsed.success) return;
      gathered.push(parsed.data);
      timer ??= setTimeout(flush, GATHER_MS);
    });
    return () => {
      source.close();
      clearTimeout(timer);
    };
  }, [client]);
  return live;
}
