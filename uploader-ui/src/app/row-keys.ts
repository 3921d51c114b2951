import { type RefObject, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { type Shortcut, useShortcuts } from './shortcuts.js';

/**
 * Keys of a list: j and k go down and up, Enter opens, / searches.
 *
 * @returns the place of the current row; -1 before the first key.
 */
export function useRowKeys(
  addresses: readonly string[],
  search: RefObject<HTMLInputElement | null>,
  more: readonly Shortcut[] = [],
): number {
  const navigate = useNavigate();
  const [current, setCurrent] = useState(-1);
  const last = addresses.length - 1;
  const go = (to: number): void => setCurrent(Math.max(0, Math.min(last, to)));
  useShortcuts([
    { key: 'j', words: 'keys.down', act: () => go(current + 1) },
    { key: 'k', words: 'keys.up', act: () => go(current - 1) },
    {
      key: 'Enter',
      words: 'keys.open',
      act: () => {
        const address = addresses[current];
        if (address) void navigate(address);
      },
    },
    { key: '/', words: 'keys.search', act: () => search.current?.focus() },
    ...more,
  ]);
  useEffect(() => {
    document.querySelector('tr[data-current="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  return Math.min(current, last);
}
