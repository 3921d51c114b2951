import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import { connectDatabase, type Database, migrateDatabase } from '#core/database/database.js';
import { findPatients, type SearchScope } from '#core/referral/patient-search.js';
import { readPatientSearch } from '#core/referral/patient-search-line.js';
import { startEmbeddedPostgresql } from '../../../embedded/postgresql.js';
import { endsAfterProcesses } from '../child-process.js';
import type { PeerPlace } from '../peers/peer.js';
import type { AbsoluteFigure } from '../table.js';

const p50BudgetMs = 10;
const p99BudgetMs = 50;
const searchesPerKind = 60;

const familyNames =
  "Smith,Johnson,Williams,Brown,Jones,Garcia,Miller,Davis,Rodriguez,Martinez,Hernandez,Lopez,Gonzalez,Wilson,Anderson,Thomas,Taylor,Moore,Jackson,Martin,Lee,Perez,Thompson,White,Harris,Sanchez,Clark,Ramirez,Lewis,Robinson,Nguyen,Flores,Müller,O'Brien,Schmidt,McDonald,van der Berg".split(
    ',',
  );
const givenNames =
  'James,Mary,John,Patricia,Robert,Jennifer,Michael,Linda,David,Elizabeth,William,Barbara,Richard,Susan,Joseph,Jessica,Thomas,Sarah,Christopher,Karen,José,Sofía,Anna,Maria,Jean-Pierre,Zoë'.split(
    ',',
  );

/** The name of a rank: the commonest are those that people know, the others are made of syllables. */
const nameOfRank = `
create function bench_name(rank integer, known text[]) returns text language sql immutable as $$
  select case when rank < cardinality(known) then known[rank + 1] else initcap(
    (array['ba','ber','car','dal','den','el','far','gan','har','is','jor','kel','lan','mar','nor','ost','pel','quin','ros','sal','tam','ul','var','wes'])[1 + rank % 24] ||
    (array['a','an','bert','co','der','en','fi','gar','hol','in','ka','lo','man','ni','or','pa','ri','sen','to','u','vi','wo','ya','zo'])[1 + rank / 24 % 24] ||
    (array['','ba','d','ez','fer','go','hart','i','ki','ley','mann','nak','ov','ps','quez','ro','ski','son','ton','ub','var','well','x','zu'])[1 + rank / 576 % 24] ||
    (array['','er','ia','us','ett','o'])[1 + rank / 13824]) end $$`;

/** The commonest family name is borne by one in a hundred, the commonest given name by one in fifty; one in fifty was born on a first of January. */
async function fill(database: Database, count: number): Promise<void> {
  await sql.raw(nameOfRank).execute(database);
  await sql`select setseed(0.5)`.execute(database);
  await sql`insert into organizations (name, kind) values ('Bench Small', 'referring'), ('Bench Large', 'referring')`.execute(database);
  const family = sql`bench_name(floor(80000 * random() ^ 2.5)::integer, ${familyNames}::text[])`;
  const given = sql`bench_name(floor(4000 * random() ^ 2.2)::integer, ${givenNames}::text[])`;
  const share = 50_000;
  for (let made = 0; made < count; made += share) {
    await sql`insert into patients (family_name, given_name, middle_name, birth_date, sex)
      select ${family} || case when random() < 0.04 then '-' || ${family} else '' end, ${given}, case when random() < 0.4 then ${given} else '' end,
        case when random() < 0.02 then make_date(1930 + floor(95 * random())::integer, 1, 1) else date '1930-01-01' + floor(34700 * random())::integer end,
        (array['F', 'M'])[1 + floor(2 * random())::integer]
      from generate_series(1, ${Math.min(share, count - made)}::integer)`.execute(database);
  }
  await sql`insert into organization_patients (organization_id, patient_key) select g.id, p.id from organizations g, patients p where g.name = 'Bench Large'`.execute(
    database,
  );
  await sql`insert into organization_patients (organization_id, patient_key)
    select g.id, p.id from organizations g, (select id from patients order by id limit 2000) p where g.name = 'Bench Small'`.execute(
    database,
  );
  await sql`insert into patient_identifiers (patient_key, organization_id, patient_id)
    select p.id, g.id, 'BL-' || (100000 + row_number() over (order by p.id)) from organizations g, patients p where g.name = 'Bench Large'`.execute(
    database,
  );
  await sql`vacuum analyze`.execute(database);
}

interface Known {
  family: string;
  given: string;
  born: string;
  identifier: string;
}

const mistyped = (word: string) => (word.length > 3 ? `${word.slice(0, 2)}${word[3]}${word[2]}${word.slice(4)}` : word);

/** What is searched for, by the kind of a search. */
const kinds: { what: string; in: 'registry' | 'small' | 'large'; text(one: Known): string }[] = [
  { what: 'registry: last, first, birth date', in: 'registry', text: ({ family, given, born }) => `${family}, ${given} ${born}` },
  { what: 'registry: with a typing error', in: 'registry', text: ({ family, given, born }) => `${mistyped(family)}, ${given} ${born}` },
  { what: 'registry: MRN', in: 'registry', text: ({ identifier }) => identifier },
  { what: 'list of all: last, first', in: 'large', text: ({ family, given }) => `${family}, ${given}` },
  { what: 'list of all: first last with a typing error', in: 'large', text: ({ family, given }) => `${given} ${mistyped(family)}` },
  { what: 'list of all: the beginning of a name', in: 'large', text: ({ family }) => family.slice(0, 4) },
  { what: 'list of 2,000: last name', in: 'small', text: ({ family }) => family },
  { what: 'list of 2,000: last, first and birth date', in: 'small', text: ({ family, given, born }) => `${family}, ${given} ${born}` },
];

/** Measures searches among many patients, each from the text that was typed to the ranked list. */
export async function measurePatientSearches(place: PeerPlace, scale: number): Promise<AbsoluteFigure[]> {
  mkdirSync(place.folder, { recursive: true });
  const postgresql = await startEmbeddedPostgresql({ folder: join(place.folder, 'postgresql'), logFile: place.logFile });
  const stopPostgresql = endsAfterProcesses(postgresql);
  try {
    const connection = connectDatabase(postgresql.url, { maxConnections: 2, statementTimeoutMs: 900_000 });
    try {
      await migrateDatabase(connection.database);
      await fill(connection.database, Math.round(1_000_000 * scale));
      return await measureKinds(connection.database);
    } finally {
      await connection.close();
    }
  } finally {
    await stopPostgresql();
  }
}

/** Measures on a database that is filled. */
export async function measureKinds(database: Database): Promise<AbsoluteFigure[]> {
  const { rows: organizations } = await sql<{
    id: string;
  }>`select id from organizations where name like 'Bench %' order by name desc`.execute(database);
  const scopes: Record<'registry' | 'small' | 'large', SearchScope> = {
    registry: 'registry',
    small: { listOf: organizations[0]?.id ?? '' },
    large: { listOf: organizations[1]?.id ?? '' },
  };
  const { rows: known } = await sql<Known>`
    select p.family_name as family, p.given_name as given, p.birth_date::text as born, i.patient_id as identifier
    from patients p join patient_identifiers i on i.patient_key = p.id where mod(abs(hashtext(p.id::text)), 1000) = 7
    order by p.id limit ${searchesPerKind + 1}`.execute(database);
  const { rows: counted } = await sql<{ patients: number }>`select count(*) as patients from patients`.execute(database);
  const figures: AbsoluteFigure[] = [];
  const all: number[] = [];
  for (const kind of kinds) {
    const times: number[] = [];
    let found = 0;
    for (const [index, one] of known.entries()) {
      const asked = performance.now();
      const patients = await findPatients(database, readPatientSearch(kind.text(one)), scopes[kind.in], kind.in === 'registry' ? 11 : 20);
      // The first one warms the caches, as the first request of a day does.
      if (index === 0) continue;
      times.push(performance.now() - asked);
      if (patients.length > 0) found += 1;
    }
    all.push(...times);
    figures.push(figureOf(`${kind.what} (found in ${found} of ${times.length})`, times));
  }
  return [figureOf(`Patients found among ${counted[0]?.patients}: ${all.length} searches of all kinds`, all), ...figures];
}

function figureOf(what: string, times: number[]): AbsoluteFigure {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return {
    what,
    measured: `p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms`,
    budget: `${p50BudgetMs} ms, ${p99BudgetMs} ms`,
    isKept: at(0.5) <= p50BudgetMs && at(0.99) <= p99BudgetMs,
  };
}
