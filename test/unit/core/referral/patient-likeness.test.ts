import { describe, expect, it } from '@jest/globals';
import { type ComparedPerson, likenessOf, plainName, typingErrors } from '#core/referral/patient-likeness.js';

const person = (familyName: string, givenName: string, birthDate: string | null, more: Partial<ComparedPerson> = {}): ComparedPerson => ({
  familyName,
  givenName,
  birthDate,
  sex: 'F',
  familySounds: [],
  givenSounds: [],
  ...more,
});
const sofia = person('Sample', 'Sofia', '1968-04-12', { familySounds: ['SMPL'], givenSounds: ['SF'] });

describe('the likeness of two charts', () => {
  it.each([
    ['all agrees', person('SAMPLE', 'Sofía', '1968-04-12'), 'same'],
    ['the sex differs', person('Sample', 'Sofia', '1968-04-12', { sex: 'M' }), 'likely'],
    ['names are exchanged', person('Sofia', 'Sample', '1968-04-12'), 'likely'],
    ['two letters are exchanged', person('Sapmle', 'Sofia', '1968-04-12'), 'likely'],
    ['the given name sounds alike', person('Sample', 'Sophie', '1968-04-12', { givenSounds: ['SF'] }), 'likely'],
    ['day and month are exchanged', person('Sample', 'Sofia', '1968-12-04'), 'likely'],
    ['one digit of the birth date differs', person('Sample', 'Sofia', '1968-04-13'), 'possible'],
    ['the given name is an initial', person('Sample', 'S', '1968-04-12'), 'possible'],
    ['the given name is another', person('Sample', 'Berta', '1968-04-12'), null],
    ['the birth date is another', person('Sample', 'Sofia', '1971-08-30'), null],
    ['no birth date is known', person('Sample', 'Sofia', null), null],
  ])('is as it is where %s', (_what, other, likeness) => {
    expect(likenessOf(sofia, other)).toBe(likeness);
    expect(likenessOf(other, sofia)).toBe(likeness);
  });

  it('counts letters left out, added, mistaken and exchanged as one error each', () => {
    expect(['smth', 'smitth', 'smyth', 'smtih', 'schmitt', ''].map((word) => typingErrors('smith', word))).toEqual([1, 1, 1, 1, 3, 5]);
  });

  it('makes one name of its spellings', () => {
    expect(new Set(['Müller', 'Mueller', 'MULLER'].map(plainName)).size).toBe(1);
    expect(plainName("O'Brien")).toBe(plainName('OBrien'));
  });
});
