// The same person on both sides, written in the ways in which systems write people.

import { dateOf, familyNames, type Person, type Random } from './people.js';
import { imagesOf, type MakePair, orderOf } from './sides.js';

const accented: readonly (readonly [plain: string, accented: string])[] = [
  ...([
    ['Jose', 'José'],
    ['Rene', 'René'],
    ['Soren', 'Søren'],
    ['Zoe', 'Zoë'],
    ['Lukasz', 'Łukasz'],
    ['Marton', 'Márton'],
  ] as const),
  ...([
    ['Hung', 'Hùng'],
    ['Francois', 'François'],
    ['Cagla', 'Çağla'],
    ['Sarka', 'Šárka'],
  ] as const),
];
const umlauts: readonly (readonly [umlaut: string, spelledOut: string, bare: string])[] = [
  ...([
    ['Müller', 'Mueller', 'Muller'],
    ['Jäger', 'Jaeger', 'Jager'],
    ['Köhler', 'Koehler', 'Kohler'],
  ] as const),
  ...([
    ['Schröder', 'Schroeder', 'Schroder'],
    ['Grünwald', 'Gruenwald', 'Grunwald'],
    ['Sjöberg', 'Sjoeberg', 'Sjoberg'],
  ] as const),
];
const withMiddle = (person: Person, random: Random): Person => ({
  ...person,
  middleName: random.pick(['Edward', 'Ann', 'Louise', 'Victor']),
});
const pair = (images: Parameters<typeof imagesOf>, order: Parameters<typeof orderOf>) => ({
  images: [imagesOf(...images)],
  orders: [orderOf(...order)],
});
const upper = (text: string): string => text.toUpperCase();

export const samePeople: Record<string, MakePair> = {
  exact: (_random, person) => pair([person], [person]),
  'other case': (_random, person) =>
    pair([{ ...person, familyName: upper(person.familyName), givenName: upper(person.givenName) }], [person]),
  'accents on one side': (random, person) => {
    const [plain, marked] = random.pick(accented);
    return pair([{ ...person, givenName: plain }], [{ ...person, givenName: marked }]);
  },
  'ae, oe, ue for an umlaut': (random, person) => {
    const [umlaut, spelledOut] = random.pick(umlauts);
    return pair([{ ...person, familyName: spelledOut }], [{ ...person, familyName: umlaut }]);
  },
  'accents dropped beside ae': (random, person) => {
    const [, spelledOut, bare] = random.pick(umlauts);
    return pair([{ ...person, familyName: bare }], [{ ...person, familyName: spelledOut }]);
  },
  'both ways in one name': (random, person) => {
    const [one, other] = random.two(umlauts);
    return pair([{ ...person, familyName: `${one[1]}-${other[2]}` }], [{ ...person, familyName: `${one[0]}-${other[0]}` }]);
  },
  'middle name missing in the images': (random, person) => pair([{ ...person, middleName: '' }], [withMiddle(person, random)]),
  'middle name missing in the order': (random, person) => pair([withMiddle(person, random)], [{ ...person, middleName: '' }]),
  'middle initial': (random, person) => {
    const whole = withMiddle(person, random);
    return pair([{ ...whole, middleName: whole.middleName.slice(0, 1) }], [whole]);
  },
  'middle name with the given name': (random, person) => {
    const whole = withMiddle(person, random);
    return pair([{ ...whole, givenName: `${whole.givenName} ${whole.middleName}`, middleName: '' }], [whole]);
  },
  'hyphen or blank': (random, person) => {
    const [one, other] = random.two(familyNames);
    return pair([{ ...person, familyName: `${one} ${other}` }], [{ ...person, familyName: `${one}-${other}` }]);
  },
  'apostrophe dropped': (random, person) => {
    const name = random.pick(['Brien', 'Connor', 'Neill', 'Hara']);
    return pair([{ ...person, familyName: `O${upper(name)}` }], [{ ...person, familyName: `O'${name}` }]);
  },
  title: (random, person) =>
    pair([person, { patientName: `${person.familyName}^${person.givenName}^^${random.pick(['Dr', 'Prof. Dr.', 'Mrs'])}` }], [person]),
  degree: (random, person) =>
    pair([person, { patientName: `${person.familyName}^${person.givenName}^^^${random.pick(['MD', 'Ph.D.', 'RN'])}` }], [person]),
  'degree behind the name': (_random, person) => pair([person, { patientName: `${person.familyName}^${person.givenName} MD` }], [person]),
  'nickname in brackets': (random, person) =>
    pair([person, { patientName: `${person.familyName}^${person.givenName} ${random.pick(['"Bo"', '(Kit)', '[Sam]'])}` }], [person]),
  'three component groups': (random, person) => {
    const given = random.pick(['太郎', '花子', '健一']);
    const patientName = `${person.familyName}^${person.givenName}=山田^${given}=やまだ^たろう`;
    return pair([person, { patientName }], [person, { otherNames: [`山田^${given}`] }]);
  },
  'in its own alphabet': (random, person) => {
    const [familyName, givenName] = random.pick([
      ['Иванов', 'Фёдор'],
      ['शर्मा', 'रीमा'],
      ['Παπαδόπουλος', 'Νίκος'],
      ['김', '희준'],
      ['王', '小東'],
      ['حداد', 'ليلى'],
    ] as const);
    return pair(
      [{ ...person, familyName: upper(familyName), givenName, middleName: '' }],
      [{ ...person, familyName, givenName, middleName: '' }],
    );
  },
  'sex missing': (_random, person) => pair([person, { patientSex: null }], [person]),
  'birth date with points': (_random, person) =>
    pair([person, { patientBirthDate: dateOf(person).replace(/(....)(..)(..)/, '$1.$2.$3') }], [person]),
  'issuer on both sides': (_random, person) => pair([person, { issuerOfPatientID: person.issuer.toLowerCase() }], [person]),
  'family and given name exchanged': (_random, person) =>
    pair([person, { patientName: `${person.givenName}^${person.familyName}` }], [{ ...person, middleName: '' }]),
  'name in one piece': (_random, person) => pair([person, { patientName: `${person.familyName} ${person.givenName}` }], [person]),
  'particle elsewhere': (random, person) => {
    const particle = random.pick(['van der', 'von', 'de la']);
    const name = random.pick(familyNames);
    return pair(
      [person, { patientName: `${name}^${person.givenName} ${particle}` }],
      [{ ...person, familyName: `${particle} ${name}`, middleName: '' }],
    );
  },
  'second family name missing': (random, person) => {
    const [one, other] = random.two(familyNames);
    return pair([{ ...person, familyName: one }], [{ ...person, familyName: `${one} ${other}` }]);
  },
  'maiden name known': (random, person) => {
    const [married, maiden] = random.two(familyNames);
    return pair(
      [{ ...person, familyName: maiden }],
      [{ ...person, familyName: married }, { otherNames: [`${maiden}^${person.givenName}`] }],
    );
  },
  'family name cut at 16 characters': (_random, person) => {
    const familyName = 'Papadimitrakopoulou';
    return pair([{ ...person, familyName: familyName.slice(0, 16) }], [{ ...person, familyName }]);
  },
};
