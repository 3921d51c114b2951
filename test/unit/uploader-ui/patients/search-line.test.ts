import { describe, expect, it } from '@jest/globals';
import { readSearchLine, registryLine } from '../../../../uploader-ui/src/features/patients/search-line.js';

const nothing = { familyName: '', givenName: '', birthDate: '', patientID: '' };

describe('The search line', () => {
  it('is read as last, first', () => {
    expect(readSearchLine('de la Cruz, Ana Maria')).toEqual({ ...nothing, familyName: 'de la Cruz', givenName: 'Ana Maria' });
    expect(readSearchLine('Sample Sofia')).toEqual({ ...nothing, familyName: 'Sample', givenName: 'Sofia' });
    expect(readSearchLine('  ')).toEqual(nothing);
  });

  it.each([
    ['Sample, Sofia 1968-04-12'],
    ['Sample, Sofia 4/12/1968'],
    ['04/12/1968 Sample, Sofia'],
    ['Sample, Sofia 12 Apr 1968'],
    ['Sample, Sofia April 12, 1968'],
  ])('finds the birth date in %s', (line) => {
    expect(readSearchLine(line)).toEqual({ ...nothing, familyName: 'Sample', givenName: 'Sofia', birthDate: '1968-04-12' });
  });

  it('takes the day first where the first number can not be a month', () => {
    expect(readSearchLine('Sample 25/12/1968').birthDate).toBe('1968-12-25');
  });

  it('takes a date that does not exist for none', () => {
    expect(readSearchLine('Sample 02/30/1968').birthDate).toBe('');
  });

  it('takes a word with a digit for an MRN, wherever it stands', () => {
    expect(readSearchLine('RC-100234')).toEqual({ ...nothing, patientID: 'RC-100234' });
    expect(readSearchLine('Sample, RC-100234, Sofia')).toMatchObject({ familyName: 'Sample', patientID: 'RC-100234' });
  });

  it('asks the registry with the MRN alone, else with name and birth date', () => {
    const words = { familyName: ' Sample ', givenName: 'Sofia', birthDate: '1968-04-12', patientID: '' };
    expect(registryLine(words)).toBe('Sample, Sofia 1968-04-12');
    expect(registryLine({ ...words, patientID: ' RC-1 ' })).toBe('RC-1');
  });
});
