/** True when every word of the search is found in one of the row's texts. */
export function fits(search: string, texts: readonly (string | null)[]): boolean {
  const all = texts.filter(Boolean).join(' ').toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Moves the entry at a place by so many places; the list as it is when that leads out of it. */
export function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const to = from + by;
  const after = [...list];
  if (to < 0 || to >= list.length) return after;
  after.splice(to, 0, ...after.splice(from, 1));
  return after;
}
