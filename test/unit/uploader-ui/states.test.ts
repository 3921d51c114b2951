import { afterEach, describe, expect, it } from '@jest/globals';
import type { StudyDecision } from '#core/contract/studies.js';
import { chooseLanguage } from '../../../uploader-ui/src/app/i18n.js';
import { studiesSentence } from '../../../uploader-ui/src/app/pieces/status.js';
import { decidedOn } from '../../../uploader-ui/src/features/orders/decision-note.js';

afterEach(() => chooseLanguage('en'));

const sentence = (studyStates: Parameters<typeof studiesSentence>[0]['studyStates'], imagesMissing = 0) =>
  studiesSentence({ studyStates, imagesMissing });

describe('The studies of an order', () => {
  it('are counted by state where they differ', () => {
    expect(sentence({ ready: 1, confirmed: 1, rejected: 1 })).toBe('1 confirmed, 1 rejected, 1 ready');
    expect(sentence({ questions: 2, checking: 1 })).toBe('1 being checked, 2 with questions');
    expect(sentence({ confirmed: 1, incomplete: 1 }, 9250)).toBe('1 confirmed, 1 incomplete, 9,250 images not here yet');
  });

  it('need no sentence where they are alike', () => {
    expect([sentence({}), sentence({ confirmed: 3 })]).toEqual([null, null]);
  });

  it('are counted in Spanish with the right number', async () => {
    await chooseLanguage('es');
    expect(sentence({ ready: 1, confirmed: 2, rejected: 1 })).toBe('2 confirmados, 1 rechazado, 1 listo');
    expect(sentence({ questions: 1, incomplete: 2 }, 1)).toBe('2 incompletos, 1 con una pregunta, falta 1 imagen');
  });
});

describe('A decision', () => {
  const decision = { instanceCount: 750, announced: 10_000, missing: 9_250, leftOut: 0 } as StudyDecision;

  it('says on how many images it was made, and what was missing', () => {
    expect(decidedOn(decision)).toBe('750 of 10,000 images; 9,250 were announced and had not arrived');
    expect(decidedOn({ ...decision, missing: 0, leftOut: 1 })).toBe('750 of 10,000 images; 1 had been left out by the sender');
    expect(decidedOn({ ...decision, missing: 0, announced: null })).toBe('750 images');
  });

  it('says so in Spanish', async () => {
    await chooseLanguage('es');
    expect(decidedOn({ ...decision, missing: 1 })).toBe('750 de 10,000 imágenes; 1 estaba anunciada y no había llegado');
  });
});
