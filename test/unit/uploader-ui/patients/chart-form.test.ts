import { describe, expect, it } from '@jest/globals';
import type { PatientChart } from '#core/contract/patients.js';
import { mergeMeanwhile, writable } from '../../../../uploader-ui/src/app/form/row-form.js';
import {
  type ChartForm,
  changedOf,
  chartFields,
  chartMistakes,
  chartValues,
} from '../../../../uploader-ui/src/features/patients/chart-form.js';

const chart: PatientChart = {
  id: '6f1f4a52-7c3b-4d0e-9a51-0c8f5b2d7e11',
  familyName: 'Sample',
  givenName: 'Sofia',
  middleName: '',
  otherNames: ['Muster, Sofia'],
  birthDate: '1968-04-12',
  sex: 'F',
  identifiers: [{ patientID: 'RC-800123', issuerOfPatientID: null }],
  address: '',
  city: '',
  postalCode: '',
  phone: '555 0100',
  preferredLanguage: '',
  version: 3,
  mayChange: true,
  diagnoses: [],
};
const seen = writable(chartValues(chart), chartFields);

describe('The change of a chart', () => {
  it('sends only what differs from what was seen, with its version', () => {
    expect(changedOf({ ...seen, phone: '555 0199', version: 3 }, seen)).toEqual({ phone: '555 0199', version: 3 });
  });

  it('leaves an MRN alone that was not touched, and takes one away that was emptied', () => {
    expect(changedOf({ ...seen, version: 3 }, seen)).toEqual({ version: 3 });
    expect(changedOf({ ...seen, patientID: '', version: 3 }, seen)).toEqual({ patientID: '', version: 3 });
  });

  it('sends the other names whole where one was added, removed or changed, without empty rows', () => {
    expect(changedOf({ ...seen, otherNames: ['Muster, Sofia', ' ', ' Alias, Sofia '], version: 3 }, seen)).toEqual({
      otherNames: ['Muster, Sofia', 'Alias, Sofia'],
      version: 3,
    });
    expect(changedOf({ ...seen, otherNames: [], version: 3 }, seen)).toEqual({ otherNames: [], version: 3 });
    expect(changedOf({ ...seen, otherNames: ['Muster, Sofia', ''], version: 3 }, seen)).toEqual({ version: 3 });
  });

  it('names the row of the other names that does not say which part is the family name', () => {
    const form = { ...seen, otherNames: ['', 'Sofia Muster', 'サンプル^ソフィア', 'Muster, Sofia'] } as unknown as ChartForm;
    expect(chartMistakes(form)).toEqual({
      'otherNames.1': 'Write last name, comma, first name, at most 128 letters; or remove the row.',
    });
  });

  it('keeps what was typed beside what somebody else saved', () => {
    const theirs = { ...seen, phone: '555 0111', city: 'Sampleton' };
    const { values, changes } = mergeMeanwhile(seen, { ...seen, phone: '555 0199' }, theirs);
    expect(values).toMatchObject({ phone: '555 0199', city: 'Sampleton' });
    expect(changes.map(({ name, isContested }) => [name, isContested])).toEqual([
      ['city', false],
      ['phone', true],
    ]);
  });

  it('is refused with the field named when a birth date lies in the future or a name is missing', () => {
    const wrong = chartMistakes({ ...(seen as unknown as ChartForm), familyName: ' ', birthDate: '2999-01-01' }, new Date(2026, 10, 22));
    expect(Object.keys(wrong).sort()).toEqual(['birthDate', 'familyName']);
  });
});
