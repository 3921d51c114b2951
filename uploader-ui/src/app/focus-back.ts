import { useEffect, useState } from 'react';

/**
 * Gives the focus back, once this is gone, to what had it before. For dialogs that are made as they open and gone as they close: a Modal by
 * itself gives it back only where it stays.
 */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus({ preventScroll: true });
      });
    },
    [before],
  );
}
