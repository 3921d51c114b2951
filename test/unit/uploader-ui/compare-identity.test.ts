import { describe, expect, it } from '@jest/globals';
import type { HospitalPlaceholders } from '#core/contract/session.js';
import type { OrderedPatient, StatedPatient } from '#core/identity/statements.js';
import { judgeOfOrder, speaksAgainst } from '../../../uploader-ui/src/features/uploader/compare-identity.js';

const none: HospitalPlaceholders = { names: [], patientIDs: [], birthDates: [] };
const order: OrderedPatient = {
  familyName: 'Müller',
  givenName: 'Søren',
  middleName: 'Peter',
  otherNames: ['Мюллер, Сёрен', 'Holm, Søren'],
  birthDate: '1968-04-12',
  sex: 'M',
  patientIDs: [{ patientID: 'RC-1', issuerOfPatientID: 'RIVERSIDE' }],
};
const images = (changes: Partial<StatedPatient> = {}): StatedPatient => ({
  patientName: { Alphabetic: 'MULLER^SOREN' },
  patientBirthDate: '19680412',
  patientID: 'RC-1',
  issuerOfPatientID: null,
  patientSex: 'M',
  isTextTrusted: true,
  ...changes,
});
const judge = (patient: StatedPatient, patients = [order], hospital = none) => judgeOfOrder(patients, hospital).judge([patient]).whole;
const nameOf = (patient: StatedPatient, patients = [order], hospital = none) =>
  judge(patient, patients, hospital).comparisons.find(({ attribute }) => attribute === 'patientName');

describe('Whose images were chosen, before anything is sent', () => {
  it.each([
    ['missing', { patientName: null }],
    ['empty', { patientName: {} }],
    ['in a character set that was not declared', { isTextTrusted: false }],
    ['in an alphabet in which the chart knows no name', { patientName: { Alphabetic: 'Μύλλερ^Σόρεν' } }],
    ['an initial', { patientName: { Alphabetic: 'Muller^S' } }],
    ['a stand-in', { patientName: { Alphabetic: 'Muller^Baby Boy' } }],
  ])('is unknown, never agreed, where the name is %s', (_what, changes) => {
    expect(nameOf(images(changes))?.verdict).toBe('unknown');
    expect(judge(images(changes)).verdict).toBe('unknown');
  });

  it.each([['Müller^Søren'], ['MUELLER^SOEREN'], ['Muller^Soren^P'], ['Holm^Søren'], ['Мюллер^Сёрен']])('agrees on %s', (Alphabetic) => {
    expect(judge(images({ patientName: { Alphabetic } })).verdict).toBe('agrees');
  });

  it('differs where the middle name is another, which the chart has', () => {
    expect(judge(images({ patientName: { Alphabetic: 'Muller^Soren^Karl' } })).verdict).toBe('differs');
  });

  it('differs where one of several component groups names somebody else', () => {
    expect(judge(images({ patientName: { Alphabetic: 'Muller^Soren', Ideographic: 'Miller^Peter' } })).verdict).toBe('differs');
  });

  it('does not take the number of another issuer for the patient’s', () => {
    const evidence = judge(images({ issuerOfPatientID: 'HILLTOP', patientBirthDate: null }));
    expect(evidence.comparisons.find(({ attribute }) => attribute === 'patientID')?.verdict).toBe('differs');
    expect(evidence.verdict).toBe('unknown');
  });

  it('knows the stand-ins of the hospital', () => {
    const hospital = { names: ['ZZTEST'], patientIDs: ['RC-1'], birthDates: ['19680412'] };
    expect(judge(images(), [order], hospital).comparisons.map(({ attribute, verdict }) => [attribute, verdict])).toEqual([
      ['patientName', 'agrees'],
      ['patientBirthDate', 'unknown'],
      ['patientSex', 'agrees'],
      ['patientID', 'unknown'],
    ]);
    expect(nameOf(images({ patientName: { Alphabetic: 'Muller^ZZTEST' } }), [order], hospital)?.verdict).toBe('unknown');
  });

  it('needs the order as signed and the chart of today to agree', () => {
    const today = { ...order, givenName: 'Olga', middleName: '', otherNames: [], birthDate: '1991-01-01', sex: 'F' };
    expect([judge(images(), [order]).verdict, judge(images(), [order, today]).verdict]).toEqual(['agrees', 'differs']);
  });

  it('is unknown, and speaks against them, where nothing is known of the order’s patient', () => {
    const evidence = judge(images(), []);
    expect([evidence.verdict, speaksAgainst(evidence)]).toEqual(['unknown', true]);
  });

  it('speaks against images that name nobody, and for those that say a part', () => {
    expect(speaksAgainst(judge(images({ patientName: null, patientBirthDate: null, patientID: null })))).toBe(true);
    expect(speaksAgainst(judge(images({ patientName: null })))).toBe(false);
  });

  it('gives each statement its own judgement, and the worst to the whole', () => {
    const oscar = images({ patientName: { Alphabetic: 'Other^Oscar' }, patientBirthDate: '19710930', patientID: 'X' });
    const { whole, each } = judgeOfOrder([order], none).judge([images(), oscar]);
    expect([whole.verdict, ...each.map(({ verdict }) => verdict)]).toEqual(['differs', 'agrees', 'differs']);
    expect(whole).toEqual(each[1]);
  });
});
