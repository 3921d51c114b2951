import { describe, expect, it } from '@jest/globals';
import { defaultPlaceholders } from '#core/identity/placeholders.js';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';
import { type CandidateOrder, matchOrder } from '#core/matching/match-order.js';
import { makePairs } from '../../../../scripts/bench/matching/pairs.js';
import { judgeOneCase } from '../../../../scripts/judge/judge-case.js';

const images: StatedPatient = {
  patientID: '77654033',
  issuerOfPatientID: null,
  patientName: { Alphabetic: 'Doe^Archibald' },
  patientBirthDate: '19500101',
  patientSex: 'M',
  isTextTrusted: true,
};
const awaiting = (orderID: string, patient: Partial<OrderedPatient> = {}, more: Partial<CandidateOrder> = {}): CandidateOrder => ({
  orderID,
  accessionNumber: null,
  hasStudies: false,
  mayReceiveByItself: true,
  patients: [
    {
      familyName: 'Doe',
      givenName: 'Archibald',
      middleName: '',
      otherNames: [],
      birthDate: '1950-01-01',
      sex: 'M',
      patientIDs: [{ patientID: '77654033', issuerOfPatientID: null }],
      ...patient,
    },
  ],
  ...more,
});
const stranger = awaiting('stranger', { familyName: 'Roe', birthDate: '1999-09-09', patientIDs: [] });

describe('Finding the order of a pushed study', () => {
  it("finds the one order that agrees on the sender's Patient ID, name and birth date", () => {
    expect(matchOrder([images], null, [stranger, awaiting('a')])).toMatchObject({ kind: 'one', orderID: 'a' });
  });

  it('asks when two orders of the patient fit', () => {
    expect(matchOrder([images], null, [awaiting('b'), awaiting('a')])).toMatchObject({
      kind: 'several',
      ranked: [{ orderID: 'a' }, { orderID: 'b' }],
    });
  });

  it('asks when another order of the patient would fit, though its Patient ID is not known', () => {
    expect(matchOrder([images], null, [awaiting('a'), awaiting('b', { patientIDs: [] })]).kind).toBe('several');
  });

  it('never lets an accession number choose between two orders that fit, but shows first the one that has it', () => {
    const orders = [awaiting('a'), awaiting('b', {}, { accessionNumber: 'ACC-1' })];
    expect(matchOrder([images], 'ACC-1', orders)).toMatchObject({ kind: 'several', ranked: [{ orderID: 'b' }, { orderID: 'a' }] });
    expect(matchOrder([images], 'ACC-1', [orders[1] as CandidateOrder])).toMatchObject({ kind: 'one', orderID: 'b' });
  });

  it('offers an order that may not receive by itself, and is not kept by it from another that may', () => {
    const old = awaiting('old', {}, { mayReceiveByItself: false });
    expect(matchOrder([images], null, [old])).toMatchObject({ kind: 'part', ranked: [{ orderID: 'old' }] });
    expect(matchOrder([images], null, [old, awaiting('a')])).toMatchObject({ kind: 'one', orderID: 'a' });
  });

  it("asks when the order of somebody else has the same Patient ID, as a newborn's under the mother's number", () => {
    const mother = awaiting('mother', { givenName: 'Ann', birthDate: '1920-05-05' });
    expect(matchOrder([images], null, [awaiting('child'), mother]).kind).toBe('part');
  });

  it('asks when one statement of many speaks of somebody else, or says too little', () => {
    const many = Array.from({ length: 150 }, () => images);
    expect(matchOrder(many, null, [awaiting('a')]).kind).toBe('one');
    expect(matchOrder([...many, { ...images, patientName: { Alphabetic: 'Roe^Betty' } }], null, [awaiting('a')]).kind).toBe('part');
    expect(matchOrder([...many, { ...images, patientID: null, patientBirthDate: null }], null, [awaiting('a')]).kind).toBe('part');
    expect(matchOrder([images, { ...images, patientBirthDate: null }], null, [awaiting('a')]).kind).toBe('part');
    expect(matchOrder([images, { ...images, patientSex: null }], null, [awaiting('a')]).kind).toBe('one');
  });

  it('answers the same in whatever order statements and orders come', () => {
    const statements = [
      images,
      { ...images, patientName: { Alphabetic: 'Roe^Betty' } },
      { ...images, patientID: null },
      { ...images, patientSex: 'F' },
    ];
    const orders = [awaiting('a'), stranger, awaiting('b', { birthDate: null }), awaiting('c', { givenName: 'Archie' })];
    const answers = [0, 1, 2, 3].map((turn) => {
      const turned = <T>(list: readonly T[]): T[] => [...list.slice(turn), ...list.slice(0, turn)];
      return JSON.stringify(matchOrder(turned(statements), null, turned(orders)));
    });
    expect(new Set(answers).size).toBe(1);
  });

  it('asks when the chart says something else than was signed', () => {
    const [signed] = awaiting('a').patients;
    const changed = { ...(signed as OrderedPatient), birthDate: '1991-01-31' };
    expect(matchOrder([images], null, [awaiting('a', {}, { patients: [signed as OrderedPatient, changed] })]).kind).toBe('part');
  });

  it('asks where a limit left something out, whatever fits', () => {
    expect(matchOrder([images], null, [awaiting('a')], { isComplete: false }).kind).toBe('part');
  });

  it.each([
    ['the Patient ID is not known', awaiting('a', { patientIDs: [] })],
    ['the Patient ID differs', awaiting('a', { patientIDs: [{ patientID: '1', issuerOfPatientID: null }] })],
    ['the name differs', awaiting('a', { givenName: 'Betty' })],
    ['the birth date differs', awaiting('a', { birthDate: '1950-01-02' })],
    ['the birth date is not known', awaiting('a', { birthDate: null })],
    ['the sex differs', awaiting('a', { sex: 'F' })],
  ])('asks, with the order as a candidate, when %s', (_what, order) => {
    expect(matchOrder([images], null, [order, stranger])).toMatchObject({ kind: 'part', ranked: [{ orderID: 'a' }] });
  });

  it('links none of ten thousand generated pairs of other people, and every pair of the same', () => {
    for (const { sort, kind, given } of makePairs(10_000, 2)) {
      const { link, orderID } = judgeOneCase(given, defaultPlaceholders());
      if ((link === 'one') !== (sort === 'same')) throw new Error(`${kind}: ${link} ${orderID} for ${JSON.stringify(given)}`);
    }
  });

  it('asks when the text of the images cannot be trusted', () => {
    expect(matchOrder([{ ...images, isTextTrusted: false }], null, [awaiting('a')]).kind).toBe('part');
  });

  it('names no candidate when nothing speaks for any order', () => {
    expect(matchOrder([images], null, [stranger])).toEqual({ kind: 'none', ranked: [] });
    expect(matchOrder([images], null, [])).toEqual({ kind: 'none', ranked: [] });
  });

  it('ranks by what speaks for an order, orders without images first', () => {
    const orders = [
      awaiting('c', { givenName: 'Betty' }),
      awaiting('b', { patientIDs: [] }),
      awaiting('z', {}, { hasStudies: true }),
      awaiting('y'),
    ];
    const match = matchOrder([images], null, orders);
    expect(match.kind === 'one' ? [] : match.ranked.map(({ orderID }) => orderID)).toEqual(['y', 'z', 'b', 'c']);
  });
});
