import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { structureFindingCodes } from '#core/dicom/finding.js';
import { errorCodes } from '#core/errors/gateway-error.js';
import { judgeSentences } from '#core/identity/judge-identity.js';
import { questionKinds } from '#core/pipeline/stages.js';
import { groundHasChanged, linkHasChanged } from '#core/studies/answers.js';
import { judgedOtherwise } from '#core/studies/decisions.js';
import { everyQuestionAsked, questionWords } from '#core/studies/question-words.js';
import { sentencesOfChange } from '#core/studies/seen.js';
import { problems } from '../../../gateway/http/problem-details.js';
import { formatBirthDate, formatBytes, formatDay, formatName } from '../../../uploader-ui/src/app/format.js';
import { chooseLanguage, t, tOr } from '../../../uploader-ui/src/app/i18n.js';
import { problemWords } from '../../../uploader-ui/src/app/pieces/problem-note.js';
import { said } from '../../../uploader-ui/src/app/said.js';
import { words as english } from '../../../uploader-ui/src/app/words.en.js';
import { words as spanish } from '../../../uploader-ui/src/app/words.es.js';
import {
  faultsOfLines,
  gatewaySentences,
  gatewaySentencesWithValues,
  gatewayWords,
} from '../../../uploader-ui/src/app/words.gateway.es.js';

const root = join(import.meta.dirname, '../../..');
const sourcesIn = (folder: string, file = /\.tsx?$/): string =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => file.test(name) && !/words\.(gateway\.)?e[ns]/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');
const own = (table: Record<string, string>) =>
  Object.keys(table).filter((key) => !key.endsWith('_many') && !Object.hasOwn(gatewayWords, key));
const englishRows: [string, string][] = Object.entries(english);

// Names of things, formats, and words that both languages write alike.
const alike = new Set([
  'correction.field-patientID',
  'order.no',
  'complete.no',
  'patients.mrn',
  'patients.mrn-alone',
  'diagnosis.search-example',
  'count.series_one',
  'count.series_other',
  'study.pictures',
  'sending.speed',
  'door.dimse',
  'picture.unknown-modality',
  'attach.kind-application/pdf',
  'attach.kind-image/jpeg',
  'attach.kind-image/png',
  'attach.kind-video/mp4',
  'attach.kind-video/mpeg',
  'attach.kind-video/x-ms-wmv',
  'attach.kind-video/x-ms-asf',
  'admin.hospital',
  'admin.icd10cm',
  'admin.fax',
]);

describe('Words on the screen', () => {
  it('name every kind of question', () => {
    for (const kind of questionKinds) expect(tOr(`question.${kind}`, 'missing')).not.toBe('missing');
  });

  it('say one and many', () => {
    expect([t('count.images', { count: 1 }), t('count.images', { count: 5000 })]).toEqual(['1 image', '5,000 images']);
  });

  it('write dates and ages as people do', () => {
    expect(formatDay('20261122')).toBe('22 Nov 2026');
    expect(formatBirthDate('1968-04-12', new Date(2026, 3, 11))).toBe('12 Apr 1968 (57 y)');
    expect(formatDay('not a date')).toBe('not a date');
  });

  it('write names family name first, other alphabets behind', () => {
    expect(formatName('Yamada^Tarou=山田^太郎')).toBe('Yamada, Tarou (山田, 太郎)');
  });

  it('write sizes with units', () => {
    expect([formatBytes(999), formatBytes(1_500_000), formatBytes(25_000_000_000)]).toEqual(['999 B', '1.5 MB', '25 GB']);
  });

  it('are in the tables wherever a page names a key', () => {
    const sources = sourcesIn('uploader-ui/src');
    const called = [...sources.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key ?? '');
    const chosen = [...sources.matchAll(/\bt\(\s*[^'"`()]+\?\s*'([^']+)'\s*:\s*'([^']+)'/g)].flatMap(([, one = '', other = '']) => [
      one,
      other,
    ]);
    const named = [...sources.matchAll(/\bwords: '([a-z-]+\.[^']+)'/g)].map(([, key]) => key ?? '');
    expect(called.length).toBeGreaterThan(300);
    const isKnown = (key: string) => Object.hasOwn(english, key) || Object.hasOwn(english, `${key}_other`);
    expect([...called, ...chosen, ...named].filter((key) => !isKnown(key))).toEqual([]);
  });
});

describe('The tables of words', () => {
  it('have the same keys in each language', () => {
    expect(own(spanish).sort()).toEqual(Object.keys(english).sort());
  });

  it('have no empty words', () => {
    expect([...englishRows, ...Object.entries(spanish)].filter(([, words]) => words.trim() === '')).toEqual([]);
  });

  it('have the same places for values in each language', () => {
    const places = (words: string) => (words.match(/\{\{[^}]*\}\}/g) ?? []).sort();
    for (const [key, words] of englishRows) expect([key, places(spanish[key] ?? '')]).toEqual([key, places(words)]);
  });

  it('are translated but for what both languages write alike', () => {
    const equal = englishRows.filter(([key, words]) => spanish[key] === words && /\p{L}{2}/u.test(words.replace(/\{\{[^}]*\}\}/g, '')));
    expect(equal.map(([key]) => key).filter((key) => !alike.has(key))).toEqual([]);
  });

  it('have Spanish words for a million too', () => {
    const plurals = Object.keys(english).filter((key) => key.endsWith('_other'));
    for (const key of plurals) expect([key, spanish[key.replace(/_other$/, '_many')]]).toEqual([key, spanish[key]]);
  });
});

describe('What the gateway says in English', () => {
  afterEach(() => chooseLanguage('en'));

  const problem = {
    type: 'about:blank',
    status: 409,
    code: 'conflict',
    title: problems.conflict.title,
    nextStep: problems.conflict.nextStep,
  };

  it('is shown as it was sent in English', () => {
    expect(problemWords({ ...problem, detail: 'The order is not complete yet.' })).toEqual({
      title: 'The order is not complete yet.',
      next: problem.nextStep,
    });
  });

  it('is said in Spanish by its sentence, else by its code with the sentence kept', async () => {
    await chooseLanguage('es');
    const next = gatewayWords['code.conflict-next'];
    expect(problemWords({ ...problem, detail: 'The order is not complete yet.' })).toEqual({
      title: 'La orden aún no está completa.',
      next,
    });
    expect(problemWords({ ...problem, detail: 'Line 7 is odd.' })).toEqual({
      title: gatewayWords['code.conflict'],
      said: 'Line 7 is odd.',
      next,
    });
    expect(problemWords({ ...problem, code: 'of-tomorrow', detail: undefined })).toMatchObject({
      title: problem.title,
      next: problem.nextStep,
    });
  });

  it('keeps numbers and codes in their places in Spanish', async () => {
    await chooseLanguage('es');
    expect(said('This may have at most 200 characters.')).toBe('Puede tener como máximo 200 caracteres.');
    expect(said('This is not an ICD-10-CM order file: line 1,204: the code G43.109 was there already.')).toBe(
      'Este no es un archivo de códigos ICD-10-CM: línea 1,204: el código G43.109 ya apareció.',
    );
    expect(said('Line 7 is odd.')).toBe('Line 7 is odd.');
  });

  it('counts a million in Spanish', async () => {
    await chooseLanguage('es');
    expect([1, 2, 1_000_000].map((count) => t('count.images', { count }))).toEqual(['1 imagen', '2 imágenes', '1,000,000 imágenes']);
  });

  it('has Spanish words for each code of a problem and of a finding', () => {
    const validation = [...sourcesIn('workers/validate', /^findings\.ts$/).matchAll(/^ {2}'([a-z0-9-]+)': \{/gm)].map(
      ([, code]) => code ?? '',
    );
    expect(validation.length).toBeGreaterThan(10);
    const keys = [
      ...errorCodes.map((code) => `code.${code}`),
      ...[...structureFindingCodes, ...validation].map((code) => `finding.${code}`),
    ];
    expect(keys.flatMap((key) => [key, `${key}-next`]).filter((key) => !gatewayWords[key])).toEqual([]);
  });

  it('has Spanish words for each sentence of the judge of identity', () => {
    expect(judgeSentences.filter((sentence) => !gatewayWords[`code.${sentence}`])).toEqual([]);
  });

  it('has Spanish words for each question and its answers', () => {
    const sentences = [
      ...everyQuestionAsked.flatMap((asks) => [asks, `A question is open. ${asks}`]),
      ...Object.values(questionWords).flatMap(({ answers }) =>
        answers.flatMap(({ label, forbids }) => [label, ...(forbids ? [forbids] : [])]),
      ),
    ];
    expect(sentences.filter((sentence) => !gatewayWords[`code.${sentence}`])).toEqual([]);
  });

  it('has Spanish words for whatever may change of a study while it is looked at', () => {
    const sentences = [...sentencesOfChange, judgedOtherwise, linkHasChanged, groundHasChanged];
    expect(sentences.filter((sentence) => !gatewayWords[`code.${sentence}`])).toEqual([]);
  });

  it('is in the sources of the gateway word for word as it was translated', () => {
    const sources = sourcesIn('gateway') + sourcesIn('core');
    const known = (sentence: string) => sentence.split('#').every((piece) => sources.includes(piece));
    const literal = Object.keys(gatewaySentences).filter((sentence) => !sources.includes(sentence));
    const withValues = [...Object.keys(gatewaySentencesWithValues), ...Object.keys(faultsOfLines)].filter((sentence) => !known(sentence));
    expect([...literal, ...withValues]).toEqual([]);
  });
});
