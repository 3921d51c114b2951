import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { builtInCodes } from '#core/diagnoses/built-in-codes.js';
import { withDot } from '#core/diagnoses/code.js';
import { openOrderFile } from '#core/diagnoses/opened-file.js';
import { type OrderFileRow, readOrderFile } from '#core/diagnoses/order-file.js';
import { CodeIndex } from '#core/diagnoses/search/code-index.js';
import { searchCodes } from '#core/diagnoses/search/search.js';
import { isWithinOne } from '#core/diagnoses/search/spelling.js';

const reference = path.resolve(import.meta.dirname, '../../../../../shared/reference/icd10cm-order-Jan-2021.txt.gz');

let index: CodeIndex;
beforeAll(async () => {
  index = await CodeIndex.build([builtInCodes]);
});

function find(text: string, limit = 5, within = index): string[] {
  return searchCodes(within, text, limit).numbers.map((number) => withDot(within.codes[number] as string));
}

/** What is typed, and the code that comes first. The codes are in the built-in list and in the list of 2021. */
const first: [string, string][] = [
  ['MI', 'I21.9'],
  ['nstemi', 'I21.4'],
  ['CHF', 'I50.9'],
  ['COPD', 'J44.9'],
  ['HTN', 'I10'],
  ['DM2', 'E11.9'],
  ['T2DM', 'E11.9'],
  ['TIA', 'G45.9'],
  ['CVA', 'I63.9'],
  ['DVT', 'I82.409'],
  ['PE', 'I26.99'],
  ['UTI', 'N39.0'],
  ['OA knee', 'M17.9'],
  ['RA', 'M06.9'],
  ['GERD', 'K21.9'],
  ['AF', 'I48.91'],
  ['afib', 'I48.91'],
  ['CKD', 'N18.9'],
  ['ckd stage 3', 'N18.30'],
  ['CAD', 'I25.10'],
  ['SOB', 'R06.02'],
  ['ACL tear', 'S83.519A'],
  ['torn acl right knee', 'S83.511A'],
  ['TBI', 'S06.9X0A'],
  ['BPH', 'N40.0'],
  ['OSA', 'G47.33'],
  ['PTSD', 'F43.10'],
  ['ADHD', 'F90.9'],
  ['hip fx', 'S72.009A'],
  ['frx wrist r', 'S62.101A'],
  ['breast ca', 'C50.919'],
  ['breast ca l', 'C50.912'],
  ['bone mets', 'C79.51'],
  ['heart attack', 'I21.9'],
  ['stroke', 'I63.9'],
  ['high blood pressure', 'I10'],
  ['kidney stones', 'N20.0'],
  ['slipped disc', 'M51.26'],
  ['broken wrist', 'S62.109A'],
  ['gallstones', 'K80.20'],
  ['lung nodule', 'R91.1'],
  ['brain tumour', 'D49.6'],
  ['oesophagitis', 'K20.90'],
  ['haematuria', 'R31.9'],
  ['iron deficiency anaemia', 'D50.9'],
  ['gastroesophageal reflux', 'K21.9'],
  ['hypertention', 'I10'],
  ['pnuemonia', 'J18.9'],
  ['astma', 'J45.909'],
  ['migrane', 'G43.909'],
  ['hart attack', 'I21.9'],
  ['knee pain right', 'M25.561'],
  ['right pain knee', 'M25.561'],
  ['carpal tunn', 'G56.00'],
  ['rotator cuff tear left', 'M75.102'],
  ['abd pain rlq', 'R10.31'],
  ['prostate cancer', 'C61'],
  ['pancreatic cancer', 'C25.9'],
  ['chest pain', 'R07.9'],
  ['hernia', 'K40.90'],
  ['aortic stenosis', 'I35.0'],
  ["crohn's disease", 'K50.90'],
  ['concussion', 'S06.0X0A'],
  ['I5O.9', 'I50.9'],
  ['1IO', 'I10'],
  ['g43 109', 'G43.109'],
  ['m25561', 'M25.561'],
];

describe('the search for diagnosis codes', () => {
  it.each(first)('puts first for %s the code %s', (text, code) => {
    expect(find(text)[0]).toBe(code);
  });

  it.each([
    ['LBP', 'M54.50'],
    ['MS', 'G35.D'],
    ['low back pain', 'M54.50'],
    ['parkinsons', 'G20.A1'],
    ['cough', 'R05.9'],
  ])('puts first for %s the code %s of the present year', (text, code) => {
    expect(find(text)[0]).toBe(code);
  });

  it('shows a header that was asked for by its code, and then what lies below it', () => {
    expect(find('i50', 3)).toEqual(['I50', 'I50.2', 'I50.20']);
    expect(find('M25.56')).toEqual(['M25.56', 'M25.561', 'M25.562', 'M25.569']);
  });

  it('puts codes that can be chosen before headers where words were asked for', () => {
    const found = searchCodes(index, 'heart failure', 20).numbers.map((number) => index.billable[number]);
    expect(found.lastIndexOf(true)).toBeGreaterThanOrEqual(0);
    expect(found.slice(0, 3)).toEqual([true, true, true]);
  });

  it('finds the same whatever the order of the words', () => {
    expect(find('pain left shoulder')).toEqual(find('shoulder left pain'));
  });

  it('tells what it understood, where that is something else', () => {
    expect(searchCodes(index, 'CHF', 5).readAs).toBe('heart failure');
    expect(searchCodes(index, 'hypertention', 5).readAs).toBe('hypertension');
    expect(searchCodes(index, 'heart failure', 5).readAs).toBeNull();
  });

  it('tells that there is more than was asked for', () => {
    expect(searchCodes(index, 'pain', 5)).toMatchObject({ hasMore: true });
    expect(searchCodes(index, 'I50.9', 5)).toMatchObject({ hasMore: false });
  });

  it.each(['qqqqzzzz', '%%%', '', '...', '\\', 'x'.repeat(100)])('finds nothing for %j', (text) => {
    expect(find(text)).toEqual([]);
  });
});

describe('a typing error', () => {
  it.each([
    ['asthma', 'astma', true],
    ['asthma', 'asthmaa', true],
    ['asthma', 'asthna', true],
    ['asthma', 'ashtma', true],
    ['asthma', 'astna', false],
    ['asthma', 'asthma', true],
    ['a', 'abc', false],
  ])('makes of %s at most one change: %s', (word, typed, isOne) => {
    expect([isWithinOne(word, typed), isWithinOne(typed, word)]).toEqual([isOne, isOne]);
  });
});

describe('the built-in list', () => {
  it('has each code once, in order, and each header with codes below it', () => {
    const codes = builtInCodes.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
    for (const { code } of builtInCodes.filter(({ billable }) => !billable))
      expect(codes.some((other) => other !== code && other.startsWith(code))).toBe(true);
  });
});

(existsSync(reference) ? describe : describe.each([] as string[]))('the whole code set of a year', () => {
  const rows: OrderFileRow[] = [];
  let whole: CodeIndex;
  beforeAll(async () => {
    for await (const row of readOrderFile((await openOrderFile(reference)).pieces)) rows.push(row);
    whole = await CodeIndex.build([rows]);
  }, 60_000);

  it('is read to its last row', () => {
    expect([rows.length, rows.filter(({ billable }) => billable).length]).toEqual([95_358, 72_621]);
  });

  it('has the titles of the built-in list, but for what later years have changed', () => {
    const official = new Map(rows.map((row) => [row.code, row]));
    const different = builtInCodes.filter(({ code, billable, title }) => {
      const row = official.get(code);
      return !row || row.title !== title || row.billable !== billable;
    });
    const changedSince = /^(D7583|F32A|G20|G35|I313|I471|I71[24]|K603|M350|M5136|M545|Q211|R05|R102|Z8601)/;
    expect(different.filter(({ code }) => !changedSince.test(code))).toEqual([]);
  });

  it.each(first)('puts first for %s the code %s', (text, code) => {
    expect(find(text, 5, whole)[0]).toBe(code);
  });
});
