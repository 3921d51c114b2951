/** What was remembered in this browser; null where there is nothing, and in a browser that keeps nothing. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Remembers for the next visit; a browser that keeps nothing asks again then. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing of it is needed before the next visit.
  }
}
