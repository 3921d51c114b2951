import { useEffect, useRef } from 'react';

/** Moves the focus to the heading of a step when the step changes, so that the keyboard and screen readers follow; not on the first page. */
export function useFocusOnChange<T extends HTMLElement>(step: string) {
  const heading = useRef<T>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    // An address that names a field leads there, and so does a form that begins at one: the field takes the focus itself.
    if (window.location.hash || document.activeElement?.matches('input, textarea, select')) return;
    heading.current?.focus();
  }, [step]);
  return heading;
}

/**
 * Catches the focus where the control that had it has left the page, so that the keyboard and screen readers go on near it.
 *
 * @param state changes whenever controls come and go
 */
export function useCaughtFocus<T extends HTMLElement>(state: string) {
  const place = useRef<T>(null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [state]);
  return place;
}
