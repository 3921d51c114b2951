import type { JudgeCase } from '../../judge/cases.js';
import { otherPeople } from './other-people.js';
import { dateOf, makePerson, type Person, Random } from './people.js';
import { samePeople } from './same-people.js';

export type Stated = JudgeCase['images'][number];
export type Ordered = JudgeCase['orders'][number];
export type Sort = 'same' | 'other';

/** One case with the truth beside it: whether the images are of the patient of its order `order`. */
export interface Pair {
  sort: Sort;
  kind: string;
  given: JudgeCase;
}

/** Makes a case of one kind: what differs from `imagesOf` and `orderOf` is the kind. */
export type MakePair = (random: Random, person: Person) => { images: Stated[]; orders: Ordered[]; accessionNumber?: string };

/** What images state of somebody, whole and right. */
export function imagesOf(person: Person, more: Partial<Stated> = {}): Stated {
  const { familyName, givenName, middleName } = person;
  return {
    patientName: [familyName, givenName, middleName].join('^').replace(/\^+$/, ''),
    patientID: person.patientID,
    issuerOfPatientID: null,
    patientBirthDate: dateOf(person),
    patientSex: person.sex,
    isTextTrusted: true,
    ...more,
  };
}

/** What an order says of somebody, whole and right. */
export function orderOf(person: Person, more: Partial<Ordered> = {}): Ordered {
  const { familyName, givenName, middleName, birthDate, sex, patientID, issuer } = person;
  return {
    orderID: 'order',
    ...{ familyName, givenName, middleName, birthDate, sex, otherNames: [] },
    patientIDs: [{ patientID, issuerOfPatientID: issuer }],
    accessionNumber: null,
    ...more,
  };
}

/** Makes pairs of both sorts, each kind in its turn, the same for the same seed. */
export function* makePairs(count: number, seed: number): Generator<Pair> {
  const random = new Random(seed);
  const kinds = [
    ...Object.entries(otherPeople).map(([kind, make]) => ({ sort: 'other' as const, kind, make })),
    ...Object.entries(samePeople).map(([kind, make]) => ({ sort: 'same' as const, kind, make })),
  ];
  for (let index = 0; index < count; index++) {
    const { sort, kind, make } = kinds[index % kinds.length] as (typeof kinds)[number];
    const { images, orders, accessionNumber = null } = make(random, makePerson(random));
    yield { sort, kind, given: { images, orders, accessionNumber } };
  }
}
