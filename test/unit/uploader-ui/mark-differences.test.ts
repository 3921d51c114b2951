import { describe, expect, it } from '@jest/globals';
import { type MarkedPart, markDifferences } from '../../../uploader-ui/src/app/mark-differences.js';

const show = (parts: MarkedPart[]): string => parts.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');

describe('Letters that differ between two identities', () => {
  it('marks a changed letter on both sides', () => {
    expect(markDifferences('Meyer', 'Meier').map(show)).toEqual(['Me[y]er', 'Me[i]er']);
  });

  it('marks what only one side has', () => {
    expect(markDifferences('19680412', '1968041').map(show)).toEqual(['1968041[2]', '1968041']);
  });

  it('marks nothing where only case and diacritics differ', () => {
    expect(markDifferences('MÜLLER', 'Muller').map(show)).toEqual(['MÜLLER', 'Muller']);
  });

  it('keeps every letter', () => {
    const [left, right] = markDifferences('山田^太郎', 'Yamada^Tarou');
    expect(left.map((part) => part.text).join('')).toBe('山田^太郎');
    expect(right.map((part) => part.text).join('')).toBe('Yamada^Tarou');
  });
});
