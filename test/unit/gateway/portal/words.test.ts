import { describe, expect, it } from '@jest/globals';
import { questionKinds } from '#core/pipeline/stages.js';
import { questionWords, whyAnswerForbids } from '#core/studies/question-words.js';
import { dateForPeople, patientOfStudy } from '../../../../gateway/portal/dicom-text.js';
import { makeCalledAETitle } from '../../../../gateway/portal/order-sender.js';
import { containing, searchWords } from '../../../../gateway/portal/visibility.js';

describe('the words of questions', () => {
  it.each(questionKinds)('say for %s what is asked, and each answer once', (kind) => {
    const { asks, answers } = questionWords[kind];
    expect(asks).toMatch(/[.?]$/);
    expect(new Set(answers.map(({ value }) => value)).size).toBe(answers.length);
    for (const { value } of answers) expect(value.length).toBeLessThanOrEqual(50);
  });

  it('leave at least one answer that lets the study go on, for every question that is answered', () => {
    for (const kind of questionKinds) {
      const { answers } = questionWords[kind];
      if (answers.length > 0) expect(answers.some(({ value }) => whyAnswerForbids(kind, value) === null)).toBe(true);
    }
  });
});

describe('a called AE title', () => {
  it('has eight letters and digits that nobody confuses', () => {
    const titles = Array.from({ length: 500 }, makeCalledAETitle);
    for (const title of titles) expect(title).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('what a study says of its patient', () => {
  it('is written for people, in every alphabet', () => {
    const attributes = { '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎' }] } };
    const patient = patientOfStudy({ attributes, patient_id: '1', patient_name: null, patient_birth_date: '19680412' });
    expect(patient).toEqual({
      patientID: '1',
      issuerOfPatientID: null,
      name: 'Yamada, Tarou (山田, 太郎)',
      birthDate: '1968-04-12',
      sex: null,
    });
  });

  it('keeps a date that is none as it was found', () => {
    expect([dateForPeople('1968'), dateForPeople('1968.04.12'), dateForPeople(''), dateForPeople(null)]).toEqual([
      '1968',
      '1968-04-12',
      null,
      null,
    ]);
  });
});

describe('a search', () => {
  it('takes wildcards of the database as letters', () => {
    expect(containing('50%_\\')).toBe('%50\\%\\_\\\\%');
    expect(searchWords(' Sample^Sofia, 1968 ')).toEqual(['Sample', 'Sofia', '1968']);
  });
});
