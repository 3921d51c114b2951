import { useEffect, useRef } from 'react';

/** Moves the focus to the heading of a step when the step changes, so that the keyboard and screen readers follow; not on the first page. */
export function useFocusOnChange<T extends HTMLElement>(step: string) {
  const heading = useRef<T>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    // An address that names a field leads there; the field takes the focus itself.
    if (!window.location.hash) heading.current?.focus();
  }, [step]);
  return heading;
}
