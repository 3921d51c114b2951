import { type Kysely, sql } from 'kysely';

const words = `
-- The words of a name as they are compared: folded, apostrophes dropped, ae/oe/ue written as unaccent writes their umlauts; hyphens and other
-- marks divide. Lists characters instead of classes, which depend on the locale.
create function name_words(name text) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  plain text := replace(replace(replace(translate(fold(left(name, 200)), '''\`´’ʼ', ''), 'ae', 'a'), 'oe', 'o'), 'ue', 'u');
begin
  return string_to_array(nullif(btrim(regexp_replace(plain, E'[\\\\s!-/:-@\\\\[-\`{-~\\u2010-\\u2015\\u30fb\\u3001]+', ' ', 'g')), ''), ' ');
end $$;

-- How words sound; empty for letters that the rules do not know.
create function name_sounds(words text[]) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  sounds text[] := '{}';
  w text;
begin
  foreach w in array words loop
    if w ~ '^[a-z]{2,}$' then sounds := sounds || dmetaphone(w) || dmetaphone_alt(w); end if;
  end loop;
  return array_remove(sounds, '');
end $$;

-- A word and the word without each of its letters: two words that are one typing error apart have one of these in common.
create function near_words(text) returns text[] language sql immutable strict parallel safe as $$
  select array(select distinct n from (select $1 union all select left($1, i - 1) || substr($1, i + 1) from generate_series(1, length($1)) i) v(n)
    where n <> '')
$$;

-- The keys of one part of a name. \`tag\` stands before a word, \`initials\` before its first and its first two letters, \`sound\` before a sound.
create function name_part_keys(words text[], tag text, initials text, sound text) returns text[] language plpgsql immutable parallel safe as $$
declare
  keys text[] := '{}';
  w text;
begin
  if words is null then return keys; end if;
  foreach w in array words loop
    keys := keys || (tag || w) || (initials || left(w, 1)) || (initials || left(w, 2));
  end loop;
  if cardinality(words) > 1 then keys := keys || (tag || array_to_string(words, '')); end if;
  foreach w in array name_sounds(words) loop
    keys := keys || (sound || w);
  end loop;
  return keys;
end $$;

-- All keys of a patient: f, h, F for the family name, g, k, G for the given and the middle name, b for the birth date.
create function patient_search_keys(family_name text, given_name text, middle_name text, other_names jsonb, birth_date date)
returns tsvector language plpgsql stable parallel safe as $$
declare
  keys text[] := name_part_keys(name_words(family_name), 'f', 'h', 'F') || name_part_keys(name_words(given_name), 'g', 'k', 'G');
  words text[];
  other text;
begin
  if middle_name <> '' then keys := keys || name_part_keys(name_words(middle_name), 'g', 'k', 'G'); end if;
  if birth_date is not null then keys := keys || ('b' || to_char(birth_date, 'YYYYMMDD')); end if;
  if jsonb_typeof(other_names) = 'array' then
    for other in select jsonb_array_elements_text(other_names) loop
      words := name_words(other);
      keys := keys || name_part_keys(words, 'f', 'h', 'F') || name_part_keys(words, 'g', 'k', 'G');
    end loop;
  end if;
  return array_to_tsvector(keys);
end $$;
`;

const tables = `
-- What patients are found by, apart from them, so that a change of an address writes no index.
create table patient_search (
  patient_key uuid primary key references patients on delete cascade,
  keys tsvector not null,
  -- The organizations on whose list the patient is.
  lists uuid[] not null default '{}'
);
-- A short pending list: each search reads it from end to end, and without one each patient would be written into a score of places.
create index patient_search_keys on patient_search using gin (keys, lists) with (gin_pending_list_limit = 512);

-- Every word of a name that was ever seen, to correct typing errors by; says nothing of who bears it.
create table patient_name_words (word text primary key, near text[] not null);
create index patient_name_words_near on patient_name_words using gin (near) with (fastupdate = off);

create index patients_birth_date on patients (birth_date);
create index patient_identifiers_upper on patient_identifiers (upper(patient_id));
create index organization_patients_added on organization_patients (organization_id, added_at desc);
create index encounters_organization on encounters (organization_id, opened_at desc);

-- Look-ups in the registry, a day long: they bound how many an account makes, and whom it may take over is who was shown to it.
create table registry_searches (
  id bigserial primary key,
  account_id uuid not null references accounts,
  at timestamptz not null default clock_timestamp(),
  shown uuid[] not null default '{}'
);
create index registry_searches_account on registry_searches (account_id, at);
`;

const triggers = `
-- In the order of the words, so that two transactions never wait for each other.
create function learn_name_words(words text[]) returns void language sql as $$
  insert into patient_name_words (word, near)
  select w, near_words(w) from (select distinct unnest(words) as w) v
  where length(w) > 2 and not exists (select from patient_name_words k where k.word = w) order by w
  on conflict do nothing
$$;

create function keep_patient_search() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into patient_search (patient_key, keys)
    select id, patient_search_keys(family_name, given_name, middle_name, other_names, birth_date) from changed;
  else
    update patient_search s set keys = patient_search_keys(c.family_name, c.given_name, c.middle_name, c.other_names, c.birth_date)
    from changed c join before b on b.id = c.id
    where s.patient_key = c.id and (c.family_name, c.given_name, c.middle_name, c.other_names, c.birth_date)
      is distinct from (b.family_name, b.given_name, b.middle_name, b.other_names, b.birth_date);
  end if;
  perform learn_name_words(array(select w from changed c, unnest(name_words(c.family_name || ' ' || c.given_name || ' ' || c.middle_name)) w));
  return null;
end $$;
create trigger patients_search_insert after insert on patients referencing new table as changed
  for each statement execute function keep_patient_search();
create trigger patients_search_update after update on patients referencing new table as changed old table as before
  for each statement execute function keep_patient_search();

create function keep_patient_lists() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update patient_search s set lists = array_remove(s.lists, c.organizations[1]) || c.organizations
    from (select patient_key, array_agg(organization_id) as organizations from changed group by patient_key) c where s.patient_key = c.patient_key;
  else
    update patient_search s set lists = array_remove(s.lists, c.organization_id) from changed c where s.patient_key = c.patient_key;
  end if;
  return null;
end $$;
create trigger organization_patients_search_insert after insert on organization_patients referencing new table as changed
  for each statement execute function keep_patient_lists();
create trigger organization_patients_search_delete after delete on organization_patients referencing old table as changed
  for each statement execute function keep_patient_lists();
`;

const existing = `
insert into patient_search (patient_key, keys, lists)
select p.id, patient_search_keys(p.family_name, p.given_name, p.middle_name, p.other_names, p.birth_date),
  array(select l.organization_id from organization_patients l where l.patient_key = p.id)
from patients p;
select learn_name_words(array(select w from patients p, unnest(name_words(p.family_name || ' ' || p.given_name || ' ' || p.middle_name)) w));
`;

/** Finding patients by names, birth dates and identifiers among a million; the registry's limits. */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const part of [words, tables, triggers, existing]) await sql.raw(part).execute(database);
}
