import { useState } from 'react';
import { ApiError } from '../../api/problems.js';
import { saidOfFields } from '../said.js';
import { bodyOf, isChanged, type Meanwhile, mergeMeanwhile, type Value, type Values, writable } from './row-form.js';

interface RowFormParts {
  /** What is written. */
  names: readonly string[];
  /** Where an empty text is nothing. */
  nullable: readonly string[];
  /** The row as it was opened; its version is null for a new one. */
  row: Values & { version: number | null };
  /** What is wrong, by field, in words. */
  check(body: Values): Record<string, string>;
  /** Saves over the version that was seen; answers the row as it was saved. */
  save(body: Values, seen: Values): Promise<Values & { version: number }>;
  /** The row as it stands now; null when it is gone. */
  readNow(): Promise<(Values & { version: number }) | null>;
}

/**
 * What is typed into a form of something that others may change too, checked before it is sent. It stays on every failure; where somebody else saved first, their
 * changes are shown, taken over where nothing was typed, and the next save is over their version.
 */
export function useRowForm({ names, nullable, row, check, save, readNow }: RowFormParts) {
  const [seen, setSeen] = useState(() => ({ values: writable(row, names), version: row.version }));
  const [values, setValues] = useState(seen.values);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [meanwhile, setMeanwhile] = useState<Meanwhile[]>([]);
  const [problem, setProblem] = useState<unknown>(null);

  const set = (name: string, value: Value): void => {
    setValues((before) => ({ ...before, [name]: value }));
    setFaults((before) => Object.fromEntries(Object.entries(before).filter(([fault]) => !isOf(name, fault))));
  };

  const meetConflict = async (error: ApiError): Promise<void> => {
    const now = await readNow().catch(() => null);
    // The same version stands there: it is refused for another reason, which the answer says.
    if (!now || now.version === seen.version) return setProblem(error);
    const merged = mergeMeanwhile(seen.values, values, writable(now, names));
    setMeanwhile(merged.changes);
    setValues(merged.values);
    setSeen({ values: writable(now, names), version: now.version });
    setProblem(null);
  };

  const send = async (written: Values): Promise<boolean> => {
    setProblem(null);
    const body = bodyOf(written, nullable, seen.version);
    const wrong = check(body);
    if (Object.keys(wrong).length > 0) {
      setFaults(wrong);
      focusFirst(faulty(names, wrong));
      return false;
    }
    try {
      const saved = await save(body, seen.values);
      setSeen({ values: writable(saved, names), version: saved.version });
      setMeanwhile([]);
      return true;
    } catch (error) {
      const named = saidOfFields(error instanceof ApiError ? error.problem?.fields : undefined);
      setFaults(named);
      if (Object.keys(named).length > 0) focusFirst(faulty(names, named));
      if (error instanceof ApiError && error.status === 409 && Object.keys(named).length === 0) await meetConflict(error);
      else if (faulty(names, named).length === 0) setProblem(error);
      return false;
    }
  };

  return {
    values,
    faults,
    problem,
    meanwhile,
    isDirty: isChanged(seen.values, values),
    set,
    submit: () => send(values),
    /** Writes one thing alone and leaves what was typed out of it. */
    submitOnly: (change: Values) => send({ ...seen.values, ...change }),
    takeTheirs: (change: Meanwhile) => {
      set(change.name, change.now);
      setMeanwhile((before) => before.map((one) => (one.name === change.name ? { ...one, isContested: false } : one)));
      // The button that had the focus goes.
      focusFirst([change.name]);
    },
  };
}

export type RowForm = ReturnType<typeof useRowForm>;

/** A fault of a field, or of one row of it: `otherNames.2`. */
const isOf = (name: string, fault: string): boolean => fault === name || fault.startsWith(`${name}.`);

/** What is wrong, in the order of the fields. */
function faulty(names: readonly string[], faults: Record<string, string>): string[] {
  return names.flatMap((name) => Object.keys(faults).filter((fault) => isOf(name, fault)));
}

function focusFirst(names: readonly string[]): void {
  // After the faults stand on the page. The name of a list of choices stands on a hidden input beside the one that is seen.
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLInputElement>(`[name="${names[0]}"]`);
    const seen = field?.type === 'hidden' ? field.previousElementSibling?.querySelector('input') : field;
    seen?.focus();
  });
}
