// Two people who are easily taken for one: the images are never of the order's patient, or nobody could tell.

import { dateOf, familyNames, givenNames, makePerson, middleNames, type Person, type Random } from './people.js';
import { imagesOf, type MakePair, orderOf } from './sides.js';

/** Everything but what is named agrees: Patient ID, birth date and sex as well. */
const pair = (images: Parameters<typeof imagesOf>, order: Parameters<typeof orderOf>) => ({
  images: [imagesOf(...images)],
  orders: [orderOf(...order)],
});
const named = (person: Person, familyName: string, givenName: string, middleName = ''): Person => ({
  ...person,
  familyName,
  givenName,
  middleName,
});
const called = (random: Random, person: Person, names: readonly string[]) => {
  const [one, other] = random.two(names);
  return pair([named(person, person.familyName, one)], [named(person, person.familyName, other)]);
};
const numbers = Array.from({ length: 40 }, (_, index) => String(index + 1));

export const otherPeople: Record<string, MakePair> = {
  'numbered twins': (random, person) =>
    called(
      random,
      person,
      numbers.slice(0, 4).map((number) => `Twin ${number}`),
    ),
  'numbered strangers': (random, person) => {
    const [one, other] = random.two(numbers);
    return pair([named(person, 'Unknown', one)], [named(person, 'Unknown', other)]);
  },
  'a number behind a name': (random, person) =>
    called(
      random,
      person,
      numbers.map((number) => `${person.givenName} ${number}`),
    ),
  'lettered newborns': (random, person) =>
    called(random, person, ['Baby Boy A', 'Baby Boy B', 'Baby Boy', 'Boy B', 'Baby B', 'Baby Girl A', 'Girl A', 'BabyBoyA']),
  'newborn under the mother': (random, person) => {
    const given = random.pick([`Baby of ${person.givenName}`, 'Baby Girl', 'Newborn', 'Infant', 'Girl', `B/O ${person.givenName}`]);
    return pair([{ ...person, givenName: given, middleName: '' }], [person]);
  },
  "newborn under the mother's number": (random, mother) => {
    const child = { ...makePerson(random), familyName: mother.familyName, patientID: mother.patientID, issuer: mother.issuer };
    return { images: [imagesOf(child)], orders: [orderOf(mother), orderOf(child, { orderID: 'order of the child' })] };
  },
  'other vowel signs': (random, person) => {
    const names = [
      ['रीमा', 'राम', 'रोमा', 'रमा'],
      ['গীতা', 'গতি', 'গোতা'],
      ['ราม', 'รามี', 'ริมา'],
      ['សុខា', 'សខី', 'សាខា'],
      ['மாலா', 'மீலா', 'மலை'],
    ];
    return called(random, person, random.pick(names));
  },
  'other tones': (random, person) =>
    called(
      random,
      person,
      random.pick([
        ['Hùng', 'Hưng', 'Húng'],
        ['Mỹ', 'Mỳ', 'Mý'],
        ['Lý', 'Lỳ', 'Lỹ'],
      ]),
    ),
  'other accents': (random, person) =>
    called(
      random,
      person,
      random.pick([
        ['Renée', 'Reneè', 'Rénee'],
        ['Zoé', 'Zoë', 'Zoè'],
        ['Müra', 'Mûra', 'Múra'],
      ]),
    ),
  'other middle name': (random, person) => {
    const [one, other] = random.two(middleNames[person.sex]);
    return pair([{ ...person, middleName: one }], [{ ...person, middleName: other }]);
  },
  'other middle initial': (_random, person) => pair([{ ...person, middleName: 'Q' }], [{ ...person, middleName: 'Edward' }]),
  'middle names in other places': (random, person) => {
    const [one, other] = random.two(middleNames[person.sex]);
    return pair([{ ...person, middleName: `${one} ${other}` }], [{ ...person, middleName: `${other} ${one}` }]);
  },
  'other generation': (random, person) => {
    const [one, other] = random.two(['Jr', 'Sr', '2nd', '3rd', 'IV', 'Filho', 'Neto']);
    if (new Set([one, other].map((word) => word.replace('Filho', 'Jr'))).size < 2)
      return pair([{ ...person, givenName: 'Twin 1' }], [person]);
    return pair([{ ...person, familyName: `${person.familyName} ${one}` }], [{ ...person, familyName: `${person.familyName} ${other}` }]);
  },
  'generation on one side, no birth date': (random, person) =>
    pair([{ ...person, familyName: `${person.familyName} ${random.pick(['Jr', 'Neto', '3rd'])}` }, { patientBirthDate: null }], [person]),
  'initial for the given name': (_random, person) => pair([{ ...person, givenName: person.givenName.slice(0, 1) }], [person]),
  'names exchanged, no birth date': (_random, person) =>
    pair([person, { patientName: `${person.givenName}^${person.familyName}`, patientBirthDate: null }], [person]),
  'names exchanged, no number': (_random, person) =>
    pair([person, { patientName: `${person.givenName}^${person.familyName}`, patientID: null }], [person]),
  'other given name': (random, person) => called(random, person, givenNames[person.sex]),
  'other family name': (random, person) => {
    const [one, other] = random.two(familyNames);
    return pair([{ ...person, familyName: one }], [{ ...person, familyName: other }]);
  },
  'one letter in the given name': (random, person) =>
    called(
      random,
      person,
      random.pick([
        ['Anna', 'Anne', 'Hanna'],
        ['Michael', 'Michal'],
        ['Jan', 'Jana'],
        ['Erik', 'Erika'],
        ['Dia', 'Mia'],
      ]),
    ),
  'one letter in the family name': (random, person) => {
    const [one, other] = random.pick([
      ['Meier', 'Maier'],
      ['Smith', 'Smyth'],
      ['Xu', 'Xue'],
      ['Hansen', 'Hanssen'],
      ['Nowak', 'Novak'],
    ] as const);
    return pair([{ ...person, familyName: one }], [{ ...person, familyName: other }]);
  },
  'a shared word that hides another': (random, person) => {
    const [one, other] = random.two(givenNames[person.sex]);
    const shared = random.pick(familyNames);
    return random.pick([
      pair([named(person, shared, one, shared)], [named(person, shared, other, shared)]),
      pair([named(person, shared, `${one} ${shared}`)], [named(person, shared, `${other} ${shared}`)]),
      pair([named(person, `${one} ${shared}`, person.givenName)], [named(person, shared, `${person.givenName} ${other}`)]),
      pair([person, { patientName: `${person.givenName} ${one} ${shared}` }], [named(person, shared, `${person.givenName} ${other}`)]),
    ]);
  },
  'a mark beside the name': (random, person) => {
    const mark = random.pick(['^^^2', '^^^A', '^^2', ' *', ' Uno', '^^Twin 1', "''", ' 2']);
    return pair([person, { patientName: `${person.familyName}^${person.givenName}${mark}` }], [{ ...person, middleName: '' }]);
  },
  'marks here and there': (random, person) => {
    const [one, other] = random.pick([
      ['Peña^Ana', 'Pena^Aña'],
      ['Kovač^Ana', 'Kováč^Ána'],
      ['Lý^Lan', 'Ly^Lân'],
      ['Trần^Hoa', 'Trần^Hòa'],
    ] as const);
    const [familyName = '', givenName = ''] = other.split('^');
    return pair([person, { patientName: one }], [named(person, familyName, givenName)]);
  },
  'letters lost on the way': (random, person) => {
    const name = random.pick(['M\ufffdller', 'M?ller', 'MÃ¼ller']);
    return pair([{ ...person, familyName: name }], [{ ...person, familyName: name }]);
  },
  'Roman numerals': (random, person) =>
    called(
      random,
      person,
      ['I', 'II', 'III', 'IV', 'V'].map((number) => `${person.givenName} ${number}`),
    ),
  'letters divided otherwise': (_random, person) => pair([named(person, 'Lian', 'Na')], [named(person, 'Li', 'Anna')]),
  'stand-in for the name': (random, person) => {
    const [familyName, givenName] = random.pick([
      ['Doe', 'John'],
      ['Doe', 'Jane'],
      ['Trauma', 'Alpha'],
      ['Unknown', ''],
      ['Anonymous', ''],
      ['NN', ''],
      ['Unbekannt', 'Mann'],
      ['不明', '太郎'],
    ] as const);
    return pair([named(person, familyName, givenName)], [named(person, familyName, givenName)]);
  },
  'stand-in for the number': (random, person) => {
    const patientID = random.pick(['000000', '12345', '123456', 'ANONYMOUS', 'Unknown', '999999', 'N/A', '0']);
    return pair([{ ...person, patientID }], [{ ...person, patientID }]);
  },
  'stand-in for the birth date': (random, person) => {
    const birthDate = random.pick(['1900-01-01', '1901-01-01', '1970-01-01']);
    return pair([{ ...person, birthDate }], [{ ...person, birthDate }]);
  },
  'same number of another issuer': (_random, person) => pair([person, { issuerOfPatientID: 'ELSEWHERE' }], [person]),
  'same number of another issuer beside one without': (_random, person) =>
    pair(
      [person, { issuerOfPatientID: 'ELSEWHERE' }],
      [
        person,
        {
          patientIDs: [
            { patientID: person.patientID, issuerOfPatientID: null },
            { patientID: person.patientID, issuerOfPatientID: person.issuer },
          ],
        },
      ],
    ),
  'other number': (random, person) => pair([{ ...person, patientID: makePerson(random).patientID }], [person]),
  'no number': (_random, person) => pair([person, { patientID: null }], [person]),
  'other birth date': (random, person) => pair([{ ...person, birthDate: makePerson(random).birthDate.replace(/^..../, '1901') }], [person]),
  'day and month exchanged': (_random, person) =>
    pair([person, { patientBirthDate: '19630412' }], [{ ...person, birthDate: '1963-12-04' }]),
  'no birth date': (_random, person) => pair([person, { patientBirthDate: null }], [person]),
  'other sex': (_random, person) => pair([person, { patientSex: person.sex === 'F' ? 'M' : 'F' }], [person]),
  'other alphabet': (_random, person) => pair([person, { patientName: 'Иванов^Иван' }], [person]),
  'text not to be trusted': (_random, person) => pair([person, { isTextTrusted: false }], [person]),
  'name empty': (_random, person) => pair([person, { patientName: '' }], [person]),
  'second person in the study': (random, person) => ({
    images: [imagesOf(person), imagesOf({ ...makePerson(random), patientID: person.patientID })],
    orders: [orderOf(person)],
  }),
  'one person made of two': (_random, person) => ({
    images: [imagesOf(person, { patientID: null, patientBirthDate: null }), imagesOf(person, { patientName: null })],
    orders: [orderOf(person)],
  }),
  'hundredth statement of somebody else': (random, person) => ({
    images: [
      ...Array.from({ length: 120 }, (_, index) => imagesOf(person, { patientSex: index % 2 ? null : person.sex })),
      imagesOf({ ...makePerson(random), birthDate: '1931-01-31' }),
    ],
    orders: [orderOf(person)],
  }),
  'two orders fit': (_random, person) => ({
    images: [imagesOf(person)],
    orders: [orderOf(person), orderOf(person, { orderID: 'another' })],
  }),
  'two orders fit, one by its accession number': (random, person) => {
    const accessionNumber = `A${random.digits(6)}`;
    return {
      images: [imagesOf(person)],
      orders: [orderOf(person, { accessionNumber }), orderOf(person, { orderID: 'another' })],
      accessionNumber,
    };
  },
  'cut off before the given name is whole': (_random, person) =>
    pair([named(person, 'Winterbottom', 'Ann')], [named(person, 'Winterbottom', 'Annabel')]),
  'nothing but an accession number': (random, person) => {
    const accessionNumber = `A${random.digits(6)}`;
    const stranger = { ...makePerson(random), birthDate: '1931-01-31' };
    return { images: [imagesOf(stranger)], orders: [orderOf(person, { accessionNumber })], accessionNumber };
  },
  'born on another day, else the same': (random, person) => {
    const other = dateOf(person).slice(0, 6) + (dateOf(person).endsWith('13') ? '14' : '13');
    return pair([person, { patientBirthDate: random.whole(2) ? other : `${Number(other.slice(0, 4)) - 1}${other.slice(4)}` }], [person]);
  },
};
