// Finds patients by what a person typed, among a million in milliseconds: each step asks the one index of keys (names, sounds, birth date, list)
// for more tolerant readings than the step before, and the next step is only taken while too few were found.
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/database.js';
import { plainName, typingErrors } from './patient-likeness.js';
import { exchangedDate, type PatientSearchLine } from './patient-search-line.js';
import { type KnownWord, type SearchStep, stepsOf } from './patient-search-steps.js';

/** A patient as far as a search reads. */
export interface FoundPatient {
  id: string;
  familyName: string;
  givenName: string;
  middleName: string;
  birthDate: string | null;
  sex: 'F' | 'M' | 'O' | null;
}

/** Where to look: on an organization's list, or in the whole registry, where the birth date must agree and a beginning of a name finds nothing. */
export type SearchScope = { listOf: string } | 'registry';

/** From so many patients on, most of those that fit a name are on the list, and walking the index's row of the list costs more than it spares. */
const longList = 20_000;

/** At most so many are looked at for one step; who has more says more of the person. */
export const candidateLimit = 200;

/**
 * Finds patients, the likeliest first. At most `candidateLimit` for each step; the list is not cut to `wanted`, which only says when to stop looking.
 */
export async function findPatients(
  database: Database,
  line: PatientSearchLine,
  scope: SearchScope,
  wanted: number,
): Promise<FoundPatient[]> {
  const found = new Map<string, { patient: FoundPatient; step: number }>();
  const keep = (patients: FoundPatient[], step: number) => {
    for (const patient of patients) if (!found.has(patient.id)) found.set(patient.id, { patient, step });
  };
  if (line.identifiers.length > 0 || (scope !== 'registry' && isLoneWord(line))) keep(await byIdentifier(database, line, scope), 0);
  const [words, isLong] = await Promise.all([readWords(database, line), isLongList(database, scope)]);
  const steps = stepsOf(line, words, scope === 'registry');
  for (const [index, step] of steps.entries()) {
    if (found.size >= wanted) break;
    keep(await byKeys(database, step, scope, isLong), index + 1);
  }
  if (found.size < wanted && line.birthDates.length > 0 && words.length > 0) {
    keep(onlyAlike(line, await byBirthDate(database, line.birthDates, scope)), steps.length + 1);
  }
  return rank(line, [...found.values()]);
}

const isLoneWord = (line: PatientSearchLine) => line.names !== '' && !line.names.includes(' ');

/** The words of the names with how they sound and which known words are one typing error away. */
async function readWords(database: Database, line: PatientSearchLine): Promise<KnownWord[]> {
  if (`${line.family}${line.given}${line.names}` === '') return [];
  const { rows } = await sql<KnownWord>`
    select part, word, name_sounds(array[word]) as sounds,
      case when length(word) > 3 then array(select k.word from patient_name_words k where k.near && near_words(v.word) and k.word <> v.word limit 100)
        else '{}' end as near
    from (values ('family', ${line.family}), ('given', ${line.given}), ('names', ${line.names})) x(part, text),
      lateral (select word, position from unnest(name_words(text)) with ordinality u(word, position) limit 6) v
    order by part, position`.execute(database);
  return rows.map((row) => ({ ...row, near: row.near.filter((word) => typingErrors(row.word, word) === 1).slice(0, 30) }));
}

const columns = sql`p.id, p.family_name as "familyName", p.given_name as "givenName", p.middle_name as "middleName", p.birth_date as "birthDate", p.sex`;

async function byKeys(database: Database, step: SearchStep, scope: SearchScope, isLong: boolean): Promise<FoundPatient[]> {
  // Joined to nothing the column is no longer the one of the index: a long list is looked up in the rows that were found.
  const lists = isLong ? sql`(s.lists || '{}'::uuid[])` : sql`s.lists`;
  const onList = scope === 'registry' ? sql`` : sql` and ${lists} @> array[${scope.listOf}::uuid]`;
  // Materialised: planned as if all rows were read, so that the index is used whatever the limit and the statistics suggest.
  const { rows } = await sql<FoundPatient>`
    with hit as materialized (select s.patient_key from patient_search s where s.keys @@ ${step}::tsquery${onList})
    select ${columns} from (select patient_key from hit limit ${candidateLimit}) h join patients p on p.id = h.patient_key`.execute(
    database,
  );
  return rows;
}

async function isLongList(database: Database, scope: SearchScope): Promise<boolean> {
  if (scope === 'registry') return false;
  const { rows } = await sql<{ patients: number }>`
    select count(*) as patients from (select from organization_patients where organization_id = ${scope.listOf}::uuid limit ${longList}) l`.execute(
    database,
  );
  return rows[0]?.patients === longList;
}

function onListOf(scope: SearchScope): RawBuilder<unknown> {
  if (scope === 'registry') return sql`true`;
  return sql`exists (select from organization_patients l where l.organization_id = ${scope.listOf}::uuid and l.patient_key = p.id)`;
}

/** On a list only the identifiers that its organization gave count; in the registry everybody's, exactly. */
async function byIdentifier(database: Database, line: PatientSearchLine, scope: SearchScope): Promise<FoundPatient[]> {
  const wanted = [...line.identifiers, ...(scope !== 'registry' && isLoneWord(line) ? [line.names.toUpperCase()] : [])];
  const own = scope === 'registry' ? sql`` : sql` and i.organization_id = ${scope.listOf}::uuid`;
  const { rows } = await sql<FoundPatient>`
    select ${columns} from patients p
    where p.id in (select i.patient_key from patient_identifiers i where upper(i.patient_id) = any(${wanted}::text[])${own})
      and ${onListOf(scope)} limit ${candidateLimit}`.execute(database);
  return rows;
}

async function byBirthDate(database: Database, birthDates: readonly string[], scope: SearchScope): Promise<FoundPatient[]> {
  const { rows } = await sql<FoundPatient>`
    with born as materialized (select ${columns} from patients p where p.birth_date = any(${birthDates}::date[]) and ${onListOf(scope)})
    select * from born limit 500`.execute(database);
  return rows;
}

/** A patient whose names were made plain once, since doing so is what comparing costs most. */
interface PlainPatient {
  patient: FoundPatient;
  family: string;
  given: string;
  middle: string;
}

function plainPatient(patient: FoundPatient): PlainPatient {
  return {
    patient,
    family: plainName(patient.familyName),
    given: plainName(patient.givenName),
    middle: patient.middleName === '' ? '' : plainName(patient.middleName),
  };
}

interface PlainLine {
  family: string;
  given: string;
  /** Null where family and given name are told apart. */
  names: string | null;
}

function plainLine(line: PatientSearchLine): PlainLine {
  return line.names === ''
    ? { family: plainName(line.family), given: plainName(line.given), names: null }
    : { family: '', given: '', names: plainName(line.names) };
}

/** Those whose name is near enough to what was typed to be meant by it, when the birth date agrees. */
function onlyAlike(line: PatientSearchLine, patients: readonly FoundPatient[]): FoundPatient[] {
  const plain = plainLine(line);
  return patients.filter((patient) => nameDistance(plain, plainPatient(patient)) <= 0.34);
}

/** Typing errors by length, 0 for the same: of the family and the given name where they are told apart, else of the better order. */
function nameDistance(typed: PlainLine, { family, given, middle }: PlainPatient): number {
  const apart = (one: string, other: string) => (one === other ? 0 : typingErrors(one, other) / Math.max(one.length, other.length, 1));
  if (typed.names !== null) {
    const orders = [
      apart(typed.names, family),
      apart(typed.names, given) + 0.05,
      apart(typed.names, given + family),
      apart(typed.names, family + given),
    ];
    return Math.min(...orders, middle === '' ? 1 : apart(typed.names, given + middle + family));
  }
  const isInitial = typed.given.length === 1 && given.startsWith(typed.given);
  const givenApart = Math.min(apart(typed.given, given), middle === '' ? 1 : apart(typed.given, given + middle), isInitial ? 0.1 : 1);
  const straight = Math.max(apart(typed.family, family), givenApart);
  return straight === 0 ? 0 : Math.min(straight, Math.max(apart(typed.family, given), apart(typed.given, family)) + 0.05);
}

function rank(line: PatientSearchLine, found: readonly { patient: FoundPatient; step: number }[]): FoundPatient[] {
  const typed = plainLine(line);
  const hasName = typed.names !== null || typed.family !== '';
  const exchanged = line.birthDates.map(exchangedDate);
  const dateCost = ({ birthDate }: FoundPatient) => {
    if (line.birthDates.length === 0 || (birthDate && line.birthDates.includes(birthDate))) return 0;
    return birthDate && exchanged.includes(birthDate) ? 1 : 3;
  };
  const scored = found.map(({ patient, step }) => {
    const plain = plainPatient(patient);
    const score = step === 0 ? -1 : (hasName ? 4 * nameDistance(typed, plain) : 0) + dateCost(patient) + step / 10;
    return { patient, score, text: `${plain.family} ${plain.given} ${patient.birthDate ?? ''}${patient.id}` };
  });
  scored.sort((a, b) => a.score - b.score || (a.text < b.text ? -1 : 1));
  return scored.map(({ patient }) => patient);
}
