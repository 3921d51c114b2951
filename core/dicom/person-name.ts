import type { JsonPersonName } from './dicom-json-types.js';

/** A person's name in its up to three groups, each with components parted by ^. @see PS3.5 6.2.1 */
export interface PersonName {
  alphabetic: string;
  ideographic: string;
  phonetic: string;
}

/** Takes a name apart at its equals signs; what a sender puts behind a third group stays with the third. */
export function parsePersonName(text: string): PersonName {
  const [alphabetic = '', ideographic = '', ...phonetic] = text.split('=');
  return { alphabetic: trimGroup(alphabetic), ideographic: trimGroup(ideographic), phonetic: trimGroup(phonetic.join('=')) };
}

function trimGroup(group: string): string {
  return group.replace(/[ \0]+$/, '').trimStart();
}

/** Puts a name together again, without empty groups at the end. */
export function formatPersonName(name: Partial<PersonName>): string {
  return [name.alphabetic ?? '', name.ideographic ?? '', name.phonetic ?? ''].join('=').replace(/=+$/, '');
}

/** Writes a name as DICOM JSON has it; null for an empty one. @see PS3.18 F.2.2 */
export function personNameToJson(text: string): JsonPersonName | null {
  const name = parsePersonName(text);
  const json: JsonPersonName = {};
  if (name.alphabetic) json.Alphabetic = name.alphabetic;
  if (name.ideographic) json.Ideographic = name.ideographic;
  if (name.phonetic) json.Phonetic = name.phonetic;
  return Object.keys(json).length > 0 ? json : null;
}
