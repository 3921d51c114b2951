import { sql } from 'kysely';
import type { DuplicateCandidate } from '#core/contract/patients.js';
import type { Database } from '#core/database/database.js';
import { type Likeness, likenessOf } from '#core/referral/patient-likeness.js';
import { type FoundPatient, findPatients } from '#core/referral/patient-search.js';
import { exchangedDate } from '#core/referral/patient-search-line.js';
import type { Caller } from '../http/route.js';
import { otherNamesOf, registryRowsOf } from './patient-charts.js';

/** What a new chart says, as far as duplicates go. */
export interface NewPerson {
  familyName: string;
  givenName: string;
  /** Maiden names, aliases, names in other alphabets. */
  otherNames: readonly string[];
  birthDate: string;
  sex: 'F' | 'M' | 'O';
}

interface WholeName {
  familyName: string;
  givenName: string;
}

interface Sounds {
  familySounds: readonly string[];
  givenSounds: readonly string[];
}

const ranking: Likeness[] = ['same', 'likely', 'possible'];

/** Finds charts of the registry that may be of the same person, the likeliest first, at most ten, without those that were named as somebody else. */
export async function findDuplicates(
  database: Database,
  caller: Caller,
  person: NewPerson,
  notTheSameAs: readonly string[],
): Promise<DuplicateCandidate[]> {
  const exchanged = exchangedDate(person.birthDate);
  const birthDates = exchanged ? [person.birthDate, exchanged] : [person.birthDate];
  const found = new Map<string, FoundPatient>();
  for (const { familyName, givenName } of namesOf(person, person.otherNames)) {
    const line = { family: familyName, given: givenName, names: '', birthDates, identifiers: [] };
    for (const patient of await findPatients(database, line, 'registry', 50)) found.set(patient.id, patient);
  }
  const others = [...found.values()].filter(({ id }) => !notTheSameAs.includes(id));
  const likenesses = await judge(database, person, others);
  const alike = others.filter(({ id }) => likenesses.has(id));
  const rows = await registryRowsOf(database, caller, alike);
  return rows
    .map((row) => ({ ...row, likeness: likenesses.get(row.id) as Likeness }))
    .sort((a, b) => ranking.indexOf(a.likeness) - ranking.indexOf(b.likeness))
    .slice(0, 10);
}

/** A person's name and the other names, each as a whole; of a name in several alphabets every one. */
function namesOf(person: WholeName, otherNames: readonly string[]): WholeName[] {
  const others = otherNames
    .flatMap((name) => name.split('='))
    .map((name) => {
      const [familyName = '', givenName = ''] = name.split(/[,^、，]/).map((part) => part.trim());
      return { familyName, givenName };
    })
    .filter(({ familyName, givenName }) => familyName !== '' && givenName !== '');
  return [{ familyName: person.familyName, givenName: person.givenName }, ...others];
}

async function judge(database: Database, person: NewPerson, others: readonly FoundPatient[]): Promise<Map<string, Likeness>> {
  const otherNames = await otherNamesOfPatients(
    database,
    others.map(({ id }) => id),
  );
  const mine = namesOf(person, person.otherNames);
  const theirs = others.flatMap((other) => namesOf(other, otherNames.get(other.id) ?? []).map((name, at) => ({ ...name, other, at })));
  const sounded = await withSounds(database, [...mine, ...theirs]);
  const likenesses = new Map<string, Likeness>();
  for (const [index, { other, at }] of theirs.entries()) {
    for (const [myAt, name] of sounded.slice(0, mine.length).entries()) {
      const found = likenessOf({ ...person, ...name }, { ...other, ...(sounded[mine.length + index] ?? name) });
      if (!found) continue;
      // Under another name nobody is certainly the same.
      const likeness = found === 'same' && at + myAt > 0 ? 'likely' : found;
      const best = likenesses.get(other.id);
      if (!best || ranking.indexOf(likeness) < ranking.indexOf(best)) likenesses.set(other.id, likeness);
    }
  }
  return likenesses;
}

async function otherNamesOfPatients(database: Database, patientKeys: string[]): Promise<Map<string, string[]>> {
  const rows = await database
    .selectFrom('patients')
    .select(['id', 'other_names'])
    .where('id', '=', sql<string>`any(${patientKeys}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, otherNamesOf(row.other_names)]));
}

async function withSounds(database: Database, names: readonly WholeName[]): Promise<(WholeName & Sounds)[]> {
  const texts = names.flatMap(({ familyName, givenName }) => [familyName, givenName]);
  const { rows } = await sql<{ sounds: string[] | null }>`
    select name_sounds(name_words(text)) as sounds from unnest(${texts}::text[]) with ordinality t(text, position) order by position`.execute(
    database,
  );
  return names.map(({ familyName, givenName }, index) => ({
    familyName,
    givenName,
    familySounds: rows[2 * index]?.sounds ?? [],
    givenSounds: rows[2 * index + 1]?.sounds ?? [],
  }));
}
