import type { JudgeCase } from '../../judge/cases.js';
import { dateOf, type Person, type Random } from './people.js';

export type Stated = JudgeCase['images'][number];
export type Ordered = JudgeCase['orders'][number];

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
