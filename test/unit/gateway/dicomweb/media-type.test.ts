import { describe, expect, it } from '@jest/globals';
import { covers, parseAccept, parseMediaType } from '../../../../gateway/dicomweb/media-type.js';

describe('media types (RFC 9110 8.3.1)', () => {
  it('reads type and parameters, names regardless of case, values quoted or not (C1 4)', () => {
    const mediaType = parseMediaType('Multipart/RELATED; Type="application/dicom";BOUNDARY=a/b ;x="q\\"q"');
    expect(mediaType?.type).toBe('multipart/related');
    expect(Object.fromEntries(mediaType?.parameters ?? [])).toEqual({ type: 'application/dicom', boundary: 'a/b', x: 'q"q' });
  });

  it('refuses what is not in the grammar', () => {
    for (const text of ['', 'x', '/', 'a/b c', 'a/b;x', 'a/b, c/d', `a/b;x=${'y'.repeat(9000)}`, 'a/b;x="open']) {
      expect(parseMediaType(text)).toBeUndefined();
    }
  });

  it('takes the first of a parameter that is given twice', () => {
    expect(parseMediaType('a/b;x=1;x=2')?.parameters.get('x')).toBe('1');
  });
});

describe('Accept (RFC 9110 12.5.1)', () => {
  const types = (header?: string) => parseAccept(header).map((range) => range.type);

  it('orders by quality, then by exactness', () => {
    expect(types('*/*, a/*;q=0.9, text/html;q=0.9, x/y')).toEqual(['x/y', '*/*', 'text/html', 'a/*']);
  });

  it('leaves out what has quality 0 and what cannot be read', () => {
    expect(types('a/b;q=0, c/d;q=nonsense, garbage, e/f')).toEqual(['e/f']);
  });

  it('takes commas inside quotes as part of the value', () => {
    expect(parseAccept('multipart/related; type="a,b", c/d').map((range) => range.parameters.get('type'))).toEqual(['a,b', undefined]);
  });

  it('accepts everything when nothing is said', () => {
    expect(types(undefined)).toEqual(['*/*']);
    expect(types(' ')).toEqual(['*/*']);
  });

  it('covers a type by itself, by its half and by everything', () => {
    const [range] = parseAccept('application/*');
    expect(range && covers(range, 'application/dicom+json')).toBe(true);
    expect(range && covers(range, 'image/png')).toBe(false);
  });
});
