import { useEffect, useState } from 'react';

/** What opened the first of dialogs that follow each other; the buttons inside them go with them. */
let opener: Element | null = null;

function remember(): Element | null {
  if (!document.activeElement?.closest('[role="dialog"]')) opener = document.activeElement;
  return opener;
}

/**
 * Gives the focus back, once this is gone, to what had it before. For dialogs that are made as they open and gone as they close: a Modal by
 * itself gives it back only where it stays.
 */
export function useFocusBack(): void {
  const [before] = useState(remember);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus({ preventScroll: true });
      });
    },
    [before],
  );
}
