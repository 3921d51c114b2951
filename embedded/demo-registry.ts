import type { Transaction } from 'kysely';
import { demoID } from '#core/accounts/demo-accounts.js';
import type { Tables } from '#core/database/tables.js';

const riverside = demoID(101);
const hilltop = demoID(102);
/** Practices elsewhere, whose patients fill the registry. */
const elsewhere = [
  { id: demoID(103), name: 'Harbor Family Medicine', issuer: 'HF' },
  { id: demoID(104), name: 'Cedar Valley Clinic', issuer: 'CV' },
] as const;

type Person = [familyName: string, givenName: string, birthDate: string, sex: 'F' | 'M' | 'O'];

/** Names put together by chance; nobody of them lives. Some are alike, some have accents, as in any registry. */
const people: Person[] = [
  ['Anderson', 'Katherine', '1985-03-14', 'F'],
  ['Andersen', 'Catherine', '1985-03-14', 'F'],
  ['Anderson', 'Kathryn Anne', '1985-03-14', 'F'],
  ['Muñoz', 'José', '1973-11-02', 'M'],
  ['Munoz', 'Jose', '1973-11-02', 'M'],
  ['Sample', 'Sofía', '1968-04-21', 'F'],
  ['Sampel', 'Sofia', '1968-04-12', 'F'],
  ['Okafor', 'Chidi', '2009-07-02', 'M'],
  ['Okafor', 'Chike', '2009-07-02', 'M'],
  ['Nguyễn', 'Linh', '1991-01-23', 'F'],
  ['Nguyen', 'Linh', '1991-01-23', 'F'],
  ['O’Connell', 'Maeve', '1959-08-30', 'F'],
  ['OConnell', 'Maeve', '1959-08-30', 'F'],
  ['García Márquez', 'Lucía', '1994-06-18', 'F'],
  ['Garcia', 'Lucia', '1994-06-18', 'F'],
  ['Müller', 'Jürgen', '1948-02-09', 'M'],
  ['Mueller', 'Juergen', '1948-02-09', 'M'],
  ['Whitfield', 'Theodore', '1937-12-25', 'M'],
  ['Whitfield', 'Theo', '1937-12-25', 'M'],
  ['Petrov', 'Ilya', '1982-10-10', 'M'],
  ['Petrova', 'Irina', '1984-05-05', 'F'],
  ['Szczepański', 'Łukasz', '1979-09-19', 'M'],
  ['Lindqvist', 'Åsa', '1966-03-03', 'F'],
  ['Kowalczyk', 'Zofia', '1990-12-12', 'F'],
  ['Haddad', 'Noor', '2001-04-27', 'F'],
  ['Haddad', 'Nour', '2001-04-27', 'O'],
  ['Abernathy', 'Quentin', '1955-05-16', 'M'],
  ['Bellweather', 'Iris', '1978-07-07', 'F'],
  ['Castellanos', 'Rubén', '1969-02-28', 'M'],
  ['Delacroix', 'Élodie', '1988-08-08', 'F'],
  ['Eisenberg', 'Naomi', '1963-01-31', 'F'],
  ['Fairweather', 'Jasper', '2015-10-04', 'M'],
  ['Fairweather', 'Juniper', '2015-10-04', 'F'],
  ['Gunnarsdóttir', 'Björk', '1975-11-21', 'F'],
  ['Hollingsworth', 'Percival', '1941-06-06', 'M'],
  ['Ibarra', 'Ximena', '1997-09-09', 'F'],
  ['Jankowski', 'Piotr', '1957-04-04', 'M'],
  ['Kamau', 'Wanjiru', '1986-12-01', 'F'],
  ['Lancaster', 'Beatrix', '2003-03-30', 'F'],
  ['Montgomery', 'Silas', '1932-10-17', 'M'],
  ['Nakamura', 'Haruki', '1970-05-29', 'M'],
  ['Oyelaran', 'Folake', '1992-02-14', 'F'],
  ['Pemberton', 'Clementine', '1950-09-23', 'F'],
  ['Quiñones', 'Álvaro', '1981-07-19', 'M'],
  ['Rosenthal', 'Miriam', '1945-03-11', 'F'],
  ['Sandoval', 'Mateo', '2011-08-15', 'M'],
  ['Thackeray', 'Winifred', '1928-01-05', 'F'],
  ['Underhill', 'Rowan', '1999-11-11', 'O'],
  ['Vandenberg', 'Pieter', '1964-06-24', 'M'],
  ['Wetherby', 'Oona', '1987-04-01', 'F'],
  ['Xiong', 'Mai', '1993-10-30', 'F'],
  ['Yilmaz', 'Emre', '1976-12-19', 'M'],
  ['Zamora', 'Esperanza', '1953-02-02', 'F'],
  ['Ashgrove', 'Tobias', '1972-08-22', 'M'],
  ['Birchall', 'Henrietta', '1961-05-13', 'F'],
  ['Crowhurst', 'Emrys', '1995-07-28', 'M'],
  ['Dunmore', 'Saoirse', '2018-01-09', 'F'],
  ['Evergreen', 'Lionel', '1947-11-06', 'M'],
  ['Foxglove', 'Marigold', '1984-09-14', 'F'],
  ['Greenhalgh', 'Ambrose', '1968-10-02', 'M'],
];

const cities = ['Lakeview', 'North Shore', 'South Valley', 'Cedar Falls', 'Harborton'] as const;
const firstNumber = 1001;

/** Those of the registry whom the two clinics know too, with the clinic's own Patient ID; by their place in the list. */
const known = [
  ...[0, 3, 9, 17, 22, 27, 31, 40, 48, 53].map((place) => ({
    place,
    organization: riverside,
    patientID: `RC-4${String(place).padStart(5, '0')}`,
  })),
  ...[1, 12, 15, 28, 32, 45, 50, 53].map((place) => ({ place, organization: hilltop, patientID: `HP-7${String(place).padStart(5, '0')}` })),
];

const diagnosis = (place: number, organization: string, code: string, title: string) => ({
  organization_id: organization,
  patient_key: demoID(firstNumber + place),
  code,
  code_year: 2026,
  title,
});

const diagnoses = [
  diagnosis(0, riverside, 'G43.109', 'Migraine with aura, not intractable, without status migrainosus'),
  diagnosis(0, riverside, 'I10', 'Essential (primary) hypertension'),
  diagnosis(17, riverside, 'I48.91', 'Unspecified atrial fibrillation'),
  diagnosis(17, riverside, 'E11.9', 'Type 2 diabetes mellitus without complications'),
  diagnosis(40, riverside, 'R91.1', 'Solitary pulmonary nodule'),
  diagnosis(15, hilltop, 'M79.642', 'Pain in left hand'),
];

/** The patient of the demo's draft: somebody of Riverside's list whom no other demo order names. */
export const patientOfDraft = demoID(firstNumber + 17);

/** Puts the people of the registry, with who knows them, unless they are there. */
export async function seedRegistry(transaction: Transaction<Tables>): Promise<void> {
  const isThere = await transaction.selectFrom('patients').select('id').where('id', '=', demoID(firstNumber)).executeTakeFirst();
  if (isThere) return;
  await transaction
    .insertInto('organizations')
    .values(elsewhere.map(({ id, name }) => ({ id, name, kind: 'referring' as const })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction.insertInto('patients').values(people.map(chartOf)).execute();
  const lists = [
    ...people.map((_, place) => ({
      place,
      organization: homeOf(place).id as string,
      patientID: `${homeOf(place).issuer}-${50_000 + place * 37}`,
    })),
    ...known,
  ];
  await transaction
    .insertInto('organization_patients')
    .values(
      lists.map(({ place, organization }) => ({
        organization_id: organization,
        patient_key: demoID(firstNumber + place),
        how: organization === homeOf(place).id ? ('created' as const) : ('registry' as const),
        reason: organization === homeOf(place).id ? null : 'Demo data',
      })),
    )
    .execute();
  await transaction
    .insertInto('patient_identifiers')
    .values(
      lists.map(({ place, organization, patientID }) => ({
        patient_key: demoID(firstNumber + place),
        organization_id: organization,
        patient_id: patientID,
        issuer_of_patient_id: null,
      })),
    )
    .execute();
  await transaction
    .insertInto('patient_diagnoses')
    .values(diagnoses)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const homeOf = (place: number) => elsewhere[place % 2 === 0 ? 0 : 1];

function chartOf([familyName, givenNames, birthDate, sex]: Person, place: number) {
  const [givenName = '', middleName = ''] = givenNames.split(' ');
  return {
    id: demoID(firstNumber + place),
    family_name: familyName,
    given_name: givenName,
    middle_name: middleName,
    birth_date: birthDate,
    sex,
    address: `${10 + place * 3} Example Street`,
    city: cities[place % cities.length] ?? '',
    phone: `+1 555 01${String(40 + (place % 60)).padStart(2, '0')}`,
    created_by_organization: homeOf(place).id,
  };
}
