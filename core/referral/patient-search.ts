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
  const words = await readWords(database, line);
  const steps = stepsOf(line, words, scope === 'registry');
  for (const [index, step] of steps.entries()) {
    if (found.size >= wanted) break;
    keep(await byKeys(database, step, scope), index + 1);
  }
  if (found.size < wanted && line.birthDates.length > 0 && words.length > 0) {
    keep(
      (await byBirthDate(database, line.birthDates, scope)).filter((patient) => isAlike(line, patient)),
      steps.length + 1,
    );
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

async function byKeys(database: Database, step: SearchStep, scope: SearchScope): Promise<FoundPatient[]> {
  const onList = scope === 'registry' ? sql`` : sql` and s.lists @> array[${scope.listOf}::uuid]`;
  // Materialised: planned as if all rows were read, so that the index is used whatever the limit and the statistics suggest.
  const { rows } = await sql<FoundPatient>`
    with hit as materialized (select s.patient_key from patient_search s where s.keys @@ ${step}::tsquery${onList})
    select ${columns} from (select patient_key from hit limit ${candidateLimit}) h join patients p on p.id = h.patient_key`.execute(
    database,
  );
  return rows;
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

/** Whether a name is near enough to what was typed to be meant by it, when the birth date agrees. */
function isAlike(line: PatientSearchLine, patient: FoundPatient): boolean {
  return nameDistance(line, patient) <= 0.34;
}

/** Typing errors by length, 0 for the same: of the family and the given name where they are told apart, else of the better order. */
function nameDistance(line: PatientSearchLine, patient: FoundPatient): number {
  const [family, given, middle] = [patient.familyName, patient.givenName, patient.middleName].map(plainName) as [string, string, string];
  const apart = (one: string, other: string) => typingErrors(one, other) / Math.max(one.length, other.length, 1);
  if (line.names === '') {
    const typed = [plainName(line.family), plainName(line.given)] as const;
    const givenApart = Math.min(
      apart(typed[1], given),
      apart(typed[1], given + middle),
      typed[1].length === 1 && given.startsWith(typed[1]) ? 0.1 : 1,
    );
    const straight = Math.max(apart(typed[0], family), givenApart);
    return Math.min(straight, Math.max(apart(typed[0], given), apart(typed[1], family)) + 0.05);
  }
  const typed = plainName(line.names);
  return Math.min(
    apart(typed, family),
    apart(typed, given) + 0.05,
    apart(typed, given + family),
    apart(typed, family + given),
    apart(typed, given + middle + family),
  );
}

function rank(line: PatientSearchLine, found: { patient: FoundPatient; step: number }[]): FoundPatient[] {
  const dates = new Set([...line.birthDates, ...line.birthDates.map(exchangedDate)]);
  const hasName = `${line.family}${line.given}${line.names}` !== '';
  const scored = found.map(({ patient, step }) => {
    const dateCost =
      line.birthDates.length === 0
        ? 0
        : patient.birthDate && line.birthDates.includes(patient.birthDate)
          ? 0
          : dates.has(patient.birthDate)
            ? 1
            : 3;
    return { patient, score: step === 0 ? -1 : 4 * (hasName ? nameDistance(line, patient) : 0) + dateCost + step / 10 };
  });
  const text = (patient: FoundPatient) =>
    `${plainName(patient.familyName)} ${plainName(patient.givenName)} ${patient.birthDate ?? ''}${patient.id}`;
  scored.sort((a, b) => a.score - b.score || (text(a.patient) < text(b.patient) ? -1 : 1));
  return scored.map(({ patient }) => patient);
}
