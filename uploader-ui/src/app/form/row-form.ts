import type { z } from 'zod';

/** One value of a form's field. */
export type Value = string | number | boolean | null | readonly string[];
export type Values = Record<string, Value>;

/** What somebody else changed while a form was open: what was seen, what stands there now, and what was typed here. */
export interface Meanwhile {
  name: string;
  seen: Value;
  now: Value;
  typed: Value;
  /** Both changed it; otherwise the other's change was simply taken over. */
  isContested: boolean;
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** The fields of a row that a form writes. */
export function writable(row: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

export function isChanged(seen: Values, typed: Values): boolean {
  return Object.keys(typed).some((name) => !isSame(seen[name], typed[name]));
}

/**
 * Brings what was typed together with what somebody else saved meanwhile: fields that were not touched here take the other's value,
 * touched ones keep what was typed.
 */
export function mergeMeanwhile(seen: Values, typed: Values, now: Values): { values: Values; changes: Meanwhile[] } {
  const values: Values = { ...typed };
  const changes: Meanwhile[] = [];
  for (const name of Object.keys(typed)) {
    const [before, after, mine] = [seen[name] ?? null, now[name] ?? null, typed[name] ?? null];
    if (isSame(before, after)) continue;
    const isContested = !isSame(before, mine) && !isSame(mine, after);
    if (!isContested) values[name] = after;
    changes.push({ name, seen: before, now: after, typed: mine, isContested });
  }
  return { values, changes };
}

/** The fields that the schema refuses, by the kind of fault; words are found by both. */
export function faultsOf(schema: z.ZodType<unknown, unknown>, body: unknown): Record<string, 'missing' | 'wrong'> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return {};
  const faults: Record<string, 'missing' | 'wrong'> = {};
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '');
    const value = (body as Values)[name];
    faults[name] ??= value === null || value === undefined || value === '' ? 'missing' : 'wrong';
  }
  return faults;
}

/** Trims texts; an empty text of a field that may be nothing becomes null. */
export function bodyOf(values: Values, nullable: readonly string[], version: number | null): Values {
  const body: Values = { version };
  for (const [name, value] of Object.entries(values)) {
    const trimmed = typeof value === 'string' ? value.trim() : value;
    body[name] = trimmed === '' && nullable.includes(name) ? null : trimmed;
  }
  return body;
}
