import { describe, expect, it } from '@jest/globals';
import { hospitalMistakes, hospitalRequest, hospitalValues } from '../../../../uploader-ui/src/features/administration/hospital-form.js';

const row = {
  name: 'Lakeside',
  departmentName: 'Imaging',
  candidateDays: 90,
  placeholders: { names: ['ZZTEST', 'Trauma Alpha'], patientIDs: ['99999'], birthDates: ['18991230'] },
  version: 3,
};
const values = hospitalValues(row);

describe('The stand-ins of a hospital', () => {
  it('stand one on each line, dates as people read them, and are sent as they were read', () => {
    expect(values).toMatchObject({ standInNames: 'ZZTEST\nTrauma Alpha', standInPatientIDs: '99999', standInBirthDates: '1899-12-30' });
    expect(hospitalRequest(values)).toEqual(row);
  });

  it('are sent once each, without empty lines and blanks around them', () => {
    const typed = { ...values, standInNames: '  Trauma Alpha \n\n Trauma Alpha\r\nZZTEST', standInBirthDates: '18991230\n1899-12-30' };
    expect(hospitalRequest(typed)).toMatchObject({ placeholders: { names: ['Trauma Alpha', 'ZZTEST'], birthDates: ['18991230'] } });
  });

  it('are refused with the line that is wrong', () => {
    const typed = { ...values, standInNames: 'ZZTEST\n***', standInBirthDates: '1899-12-30\n30.12.1899' };
    expect(hospitalMistakes(typed)).toEqual({
      standInNames: '“***” can not stand here: write at most 64 characters, a letter or a digit among them.',
      standInBirthDates: '“30.12.1899” is no date: write it as 1899-12-30 or 18991230.',
    });
    const many = Array.from({ length: 201 }, (_, at) => `X${at}`).join('\n');
    expect(hospitalMistakes({ ...values, standInPatientIDs: many })).toEqual({ standInPatientIDs: 'At most 200 stand here.' });
  });

  it('say how many days are possible', () => {
    expect(hospitalMistakes({ ...values, candidateDays: 0 })).toEqual({ candidateDays: 'Write a whole number of days from 1 to 3650.' });
    expect(hospitalMistakes(values)).toEqual({});
  });
});
