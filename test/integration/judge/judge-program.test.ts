import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';

const program = join(import.meta.dirname, '../../../dist/scripts/judge/main.js');

async function judge(input: string, ...args: string[]): Promise<{ lines: Record<string, unknown>[]; errors: string; code: number }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' });
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number]>]);
  return {
    lines: output
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    errors,
    code,
  };
}

const images = { patientName: 'Smith^John^Peter', patientID: 'RC-17', patientBirthDate: '19630412', patientSex: 'M' };
const order = {
  orderID: 'A',
  familyName: 'Smith',
  givenName: 'John',
  birthDate: '1963-04-12',
  sex: 'M',
  patientIDs: [{ patientID: 'RC-17', issuerOfPatientID: 'RIVERSIDE' }],
};
const line = (...cases: object[]): string => cases.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('The judge as a program', () => {
  it('answers one line for each case: the link, its order, and a verdict with a sentence for every order', async () => {
    const { lines, code } = await judge(
      line({ images: [images], accessionNumber: null, orders: [order] }, { images: [images], orders: [{ ...order, middleName: 'Paul' }] }),
      '-',
    );
    expect(lines).toEqual([
      { link: 'one', orderID: 'A', identities: { A: { verdict: 'agrees', sentence: expect.stringMatching(/agree/) } } },
      { link: 'part', orderID: null, identities: { A: { verdict: 'differs', sentence: 'The names differ.' } } },
    ]);
    expect(code).toBe(0);
  });

  it('says what is wrong with a line that is no case, goes on with the others, and ends with 1', async () => {
    const { lines, code } = await judge(`nonsense\n\n${line({ images: 'none', orders: [] }, { images: [], orders: [] })}`, '-');
    expect(lines).toEqual([
      { error: 'The line is not JSON.' },
      { error: expect.stringContaining('images') },
      { link: 'none', orderID: null, identities: {} },
    ]);
    expect(code).toBe(1);
  });

  it('takes null and missing for unsaid', async () => {
    const said = {
      orderID: 'A',
      familyName: 'Smith',
      givenName: 'John',
      middleName: null,
      otherNames: null,
      birthDate: null,
      sex: null,
      patientIDs: null,
    };
    const { lines } = await judge(
      line({ images: [{ patientName: 'Smith^John', patientID: null }], accessionNumber: null, orders: [said] }),
      '-',
    );
    expect(lines).toMatchObject([{ link: 'part', orderID: null, identities: { A: { verdict: 'unknown' } } }]);
  });

  it('ends with 2 and its usage without a file, or where there is none', async () => {
    expect(await judge('')).toMatchObject({ code: 2, errors: expect.stringContaining('Usage') });
    expect(await judge('', '/no/such/file')).toMatchObject({ code: 2, lines: [], errors: expect.stringContaining('ENOENT') });
  });
});
