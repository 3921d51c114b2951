import { sql } from 'kysely';
import type { DuplicateCandidate } from '#core/contract/patients.js';
import type { Database } from '#core/database/database.js';
import { type Likeness, likenessOf } from '#core/referral/patient-likeness.js';
import { type FoundPatient, findPatients } from '#core/referral/patient-search.js';
import { exchangedDate } from '#core/referral/patient-search-line.js';
import type { Caller } from '../http/route.js';
import { registryRowsOf } from './patient-charts.js';

/** What a new chart says, as far as duplicates go. */
export interface NewPerson {
  familyName: string;
  givenName: string;
  birthDate: string;
  sex: 'F' | 'M' | 'O';
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
  const line = {
    family: person.familyName,
    given: person.givenName,
    names: '',
    birthDates: exchanged ? [person.birthDate, exchanged] : [person.birthDate],
    identifiers: [],
  };
  const found = await findPatients(database, line, 'registry', 50);
  const others = found.filter(({ id }) => !notTheSameAs.includes(id));
  const likenesses = await judge(database, person, others);
  const alike = others.filter(({ id }) => likenesses.has(id));
  const rows = await registryRowsOf(database, caller, alike);
  return rows
    .map((row) => ({ ...row, likeness: likenesses.get(row.id) as Likeness }))
    .sort((a, b) => ranking.indexOf(a.likeness) - ranking.indexOf(b.likeness))
    .slice(0, 10);
}

async function judge(database: Database, person: NewPerson, others: readonly FoundPatient[]): Promise<Map<string, Likeness>> {
  const texts = [person, ...others].flatMap(({ familyName, givenName }) => [familyName, givenName]);
  const { rows } = await sql<{ sounds: string[] | null }>`
    select name_sounds(name_words(text)) as sounds from unnest(${texts}::text[]) with ordinality t(text, position) order by position`.execute(
    database,
  );
  const withSounds = <Person>(one: Person, index: number) => ({
    ...one,
    familySounds: rows[2 * index]?.sounds ?? [],
    givenSounds: rows[2 * index + 1]?.sounds ?? [],
  });
  const wanted = withSounds(person, 0);
  const likenesses = new Map<string, Likeness>();
  for (const [index, other] of others.entries()) {
    const likeness = likenessOf(wanted, withSounds(other, index + 1));
    if (likeness) likenesses.set(other.id, likeness);
  }
  return likenesses;
}
