import type { RefObject } from 'react';
import { type Shortcut, useShortcuts } from './shortcuts.js';

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('#main tr.opens .row-link')];

/** The first row of the page that opens something. */
export function firstRow(): HTMLElement | undefined {
  return rows()[0];
}

function step(by: 1 | -1): void {
  const all = rows();
  const here = all.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
  all[Math.max(0, Math.min(all.length - 1, here + by))]?.focus();
}

/** Keys of a list: j and k move the focus down and up its rows, so that Enter opens the row, and / searches. */
export function useRowKeys(search: RefObject<HTMLInputElement | null>, more: readonly Shortcut[] = []): void {
  useShortcuts([
    { key: 'j', words: 'keys.down', act: () => step(1) },
    { key: 'k', words: 'keys.up', act: () => step(-1) },
    { key: '/', words: 'keys.search', act: () => search.current?.focus() },
    ...more,
  ]);
}
