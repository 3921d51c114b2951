import { describe, expect, it } from '@jest/globals';
import { compareIdentity, type OrderPatient, speaksAgainst } from '../../../uploader-ui/src/features/uploader/compare-identity.js';
import type { ImagesPatient } from '../../../uploader-ui/src/features/uploader/reading/image-header.js';

const order: OrderPatient = { familyName: 'Müller', givenName: 'Søren', birthDate: '1968-04-12', sex: 'M', senderPatientID: 'RC-1' };
const images = (changes: Partial<ImagesPatient> = {}): ImagesPatient => ({
  patientName: 'MULLER^SOREN',
  birthDate: '19680412',
  patientID: 'RC-1',
  sex: 'M',
  textTrusted: true,
  ...changes,
});
const verdictOf = (attribute: string, patient: ImagesPatient): string | undefined =>
  compareIdentity(patient, order).comparisons.find((row) => row.attribute === attribute)?.verdict;

describe('Patient identity of chosen images against the order', () => {
  it('agrees without regard to case and diacritics', () => {
    expect(compareIdentity(images(), order).verdict).toBe('agrees');
  });

  it.each(['Søren^Müller', 'Müller^Søren^Karl', 'Müller, Søren', 'ミュラー^ソーレン=Müller^Søren'])(
    'agrees on the name written %s',
    (patientName) => {
      expect(verdictOf('patientName', images({ patientName }))).toBe('agrees');
    },
  );

  it.each(['Muller^Sophie', 'Miller^Soren', 'Mullerin^Soren'])('differs where the name is %s', (patientName) => {
    const evidence = compareIdentity(images({ patientName }), order);
    expect(evidence.verdict).toBe('differs');
    expect(speaksAgainst(evidence)).toBe(true);
  });

  it.each(['Muller^S', 'Müller', 'ANONYMOUS', ''])('leaves the name %s, which says less than the order, to a person', (patientName) => {
    expect(verdictOf('patientName', images({ patientName }))).toBe('unknown');
  });

  it('differs where one of the alphabets names somebody else', () => {
    expect(verdictOf('patientName', images({ patientName: 'Müller^Søren=Miller^Peter' }))).toBe('differs');
  });

  it('differs where only the birth date differs', () => {
    expect(compareIdentity(images({ birthDate: '19680413' }), order).verdict).toBe('differs');
  });

  it('compares nothing between two alphabets and leaves the study to a person', () => {
    expect(verdictOf('patientName', images({ patientName: 'Мюллер^Сёрен' }))).toBe('unknown');
  });

  it('does not compare a name whose text does not fit its character set', () => {
    expect(verdictOf('patientName', images({ textTrusted: false }))).toBe('unknown');
  });

  it('is not certain where only the Patient ID differs', () => {
    expect(compareIdentity(images({ patientID: 'OTHER' }), order).verdict).toBe('unknown');
  });

  it('agrees on name and Patient ID where the images have no birth date', () => {
    expect(compareIdentity(images({ birthDate: '' }), order).verdict).toBe('agrees');
  });

  it('speaks against images that name nobody', () => {
    const evidence = compareIdentity(images({ patientName: '', birthDate: '', patientID: '' }), order);
    expect(evidence.verdict).toBe('unknown');
    expect(speaksAgainst(evidence)).toBe(true);
  });

  it('says the difference in a sentence', () => {
    const row = compareIdentity(images({ birthDate: '19700101' }), order).comparisons.find(
      ({ attribute }) => attribute === 'patientBirthDate',
    );
    expect(row?.explanation).toBe('Birth date differs: 1 Jan 1970 in the images, 12 Apr 1968 in the order.');
  });
});
