import type { JsonPersonName } from '../dicom/dicom-json-types.js';

/** A Patient's Name for people: "Family, Given" with further alphabets behind it in brackets. */
export function displayName(name: JsonPersonName | null): string | null {
  const groups = [name?.Alphabetic, name?.Ideographic, name?.Phonetic].filter((group): group is string => Boolean(group)).map(displayGroup);
  const [first, ...others] = groups;
  if (!first) return null;
  return others.length > 0 ? `${first} (${others.join(', ')})` : first;
}

function displayGroup(group: string): string {
  const [family = '', ...rest] = group.split('^');
  const given = rest.filter((part) => part !== '').join(' ');
  return given && family ? `${family}, ${given}` : family || given;
}
