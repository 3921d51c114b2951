import { describe, expect, it } from '@jest/globals';
import { readPatientSearch } from '#core/referral/patient-search-line.js';

const read = (text: string) => readPatientSearch(text, new Date('2026-11-22T12:00:00Z'));

describe('a line that searches for a patient', () => {
  it.each([
    ['1968-04-12', ['1968-04-12']],
    ['19680412', ['1968-04-12']],
    ['12 Apr 1968', ['1968-04-12']],
    ['April 12, 1968', ['1968-04-12']],
    ['12 de abril de 1968', ['1968-04-12']],
    ['30.04.1968', ['1968-04-30']],
    ['04/30/68', ['1968-04-30']],
    ['12.04.1968', ['1968-04-12', '1968-12-04']],
    ['04/12/1968', ['1968-12-04', '1968-04-12']],
    ['1968-02-30', []],
    ['1968-13-01', []],
    ['2999-01-01', []],
  ])('reads the birth date %s in every way that it can be meant', (text, birthDates) => {
    expect(read(text).birthDates).toEqual(birthDates);
    expect(read(`Sample, Sofia ${text}`)).toMatchObject({ family: 'Sample', birthDates });
  });

  it.each([
    ['Sample, Sofia', { family: 'Sample', given: 'Sofia', names: '' }],
    ['  Sofia   Sample ', { family: '', given: '', names: 'Sofia Sample' }],
    ['Sample,', { names: 'Sample' }],
    ['Sample, 1968-04-12, Sofia', { family: 'Sample', given: 'Sofia', birthDates: ['1968-04-12'] }],
    ['MRN: rc-800123', { names: '', identifiers: ['RC-800123'] }],
    ['Sample, Sofia RC-1 born 12 Apr 1968', { given: 'Sofia', identifiers: ['RC-1'], birthDates: ['1968-04-12'] }],
    ['19680412', { identifiers: ['19680412'], birthDates: ['1968-04-12'] }],
    ['Sample 19680412', { names: 'Sample', identifiers: [], birthDates: ['1968-04-12'] }],
    ['%_\\ \u0000', { names: '%_\\', identifiers: [], birthDates: [] }],
    ['', { names: '', identifiers: [], birthDates: [] }],
  ])('takes "%s" apart', (text, parts) => {
    expect(read(text)).toMatchObject(parts);
  });

  it('is read in a moment however long and odd it is', () => {
    for (const text of ['1 '.repeat(50_000), 'a-'.repeat(50_000), '12 a'.repeat(50_000)]) {
      const started = performance.now();
      read(text);
      expect(performance.now() - started).toBeLessThan(500);
    }
  });
});
