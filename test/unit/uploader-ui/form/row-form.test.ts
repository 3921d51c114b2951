import { describe, expect, it } from '@jest/globals';
import { providerWrite } from '#core/contract/administration.js';
import { bodyOf, faultsOf, isChanged, mergeMeanwhile } from '../../../../uploader-ui/src/app/form/row-form.js';
import { fits, moved } from '../../../../uploader-ui/src/features/administration/lists.js';

describe('What somebody else saved while a form was open', () => {
  const seen = { name: 'North', phone: '555-0100', position: 1 };

  it('is taken over where nothing was typed', () => {
    const { values, changes } = mergeMeanwhile(seen, { ...seen, name: 'North Campus' }, { ...seen, phone: '555-0199' });
    expect(values).toEqual({ name: 'North Campus', phone: '555-0199', position: 1 });
    expect(changes).toEqual([{ name: 'phone', seen: '555-0100', now: '555-0199', typed: '555-0100', isContested: false }]);
  });

  it('does not replace what was typed, and is named', () => {
    const { values, changes } = mergeMeanwhile(seen, { ...seen, phone: '555-0111' }, { ...seen, phone: '555-0199' });
    expect(values.phone).toBe('555-0111');
    expect(changes).toEqual([{ name: 'phone', seen: '555-0100', now: '555-0199', typed: '555-0111', isContested: true }]);
  });

  it('is nothing to choose where both typed the same', () => {
    const { changes } = mergeMeanwhile(seen, { ...seen, phone: '555-0199' }, { ...seen, phone: '555-0199' });
    expect(changes.map(({ isContested }) => isContested)).toEqual([false]);
  });

  it('is seen in lists too', () => {
    expect(isChanged({ delegates: ['a'] }, { delegates: ['a'] })).toBe(false);
    expect(isChanged({ delegates: ['a'] }, { delegates: ['b'] })).toBe(true);
  });
});

describe("An administrator's form", () => {
  const provider = { organizationID: '', familyName: '  ', givenName: 'Riley', npi: '123', email: '' };

  it('says what is missing and what is wrong, field by field', () => {
    expect(faultsOf(providerWrite, bodyOf(provider, ['npi'], null))).toMatchObject({
      organizationID: 'missing',
      familyName: 'missing',
      npi: 'wrong',
    });
  });

  it('sends nothing instead of an empty text where that is allowed', () => {
    expect(bodyOf({ npi: ' ', phone: ' ' }, ['npi'], 3)).toEqual({ npi: null, phone: '', version: 3 });
  });

  it('finds rows by all words in any order', () => {
    expect(fits('rivers md', ['MD', 'Rivers, Riley'])).toBe(true);
    expect(fits('rivers do', ['MD', 'Rivers, Riley'])).toBe(false);
  });
});

describe('The order of a preference list', () => {
  it('moves an entry and leaves the ends where they are', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  });
});
