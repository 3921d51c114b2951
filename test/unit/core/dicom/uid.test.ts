import { describe, expect, it } from '@jest/globals';
import { parseAETitle } from '#core/dicom/ae-title.js';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '#core/dicom/implementation.js';
import { isStandardUID, isUsableUID, makeUID, trimUID } from '#core/dicom/uid.js';

describe('UID', () => {
  it('is usable with letters, digits and dots up to 64 characters, and with nothing else (A01)', () => {
    for (const uid of ['1.2', 'abc.DEF.1', '1'.repeat(64)]) expect(isUsableUID(uid)).toBe(true);
    for (const uid of ['', '1'.repeat(65), '1.2\n', '../1', '1 2', '1\\2', '1_2', 'é', null, 12]) expect(isUsableUID(uid)).toBe(false);
  });

  it('is standard only without letters, leading zeros and empty components', () => {
    for (const uid of ['1.2.840.10008.1.2', '0.0', '2.25.0']) expect(isStandardUID(uid)).toBe(true);
    for (const uid of ['1.02', '1..2', '.1', '1.', 'a.1', '', `1.${'2'.repeat(64)}`]) expect(isStandardUID(uid)).toBe(false);
  });

  it('loses its padding', () => {
    expect(trimUID('1.2\0')).toBe('1.2');
    expect(trimUID('1.2 \0')).toBe('1.2');
  });

  it('is made new and standard each time', () => {
    const made = new Set(Array.from({ length: 100 }, makeUID));
    expect(made.size).toBe(100);
    for (const uid of made) expect(isStandardUID(uid) && uid.startsWith('2.25.')).toBe(true);
  });

  it('of this implementation is standard, its version name short enough', () => {
    expect(isStandardUID(IMPLEMENTATION_CLASS_UID)).toBe(true);
    expect(IMPLEMENTATION_VERSION_NAME.length).toBeLessThanOrEqual(16);
  });
});

describe('AE title', () => {
  it('is 1 to 16 characters without blanks around it', () => {
    expect(parseAETitle('  RIVERSIDE_PACS ')).toBe('RIVERSIDE_PACS');
    expect(parseAETitle('A B')).toBe('A B');
    expect(parseAETitle('A'.repeat(16))).toBe('A'.repeat(16));
    for (const title of ['', '   ', 'A'.repeat(17), 'A\\B', 'A\nB', 'A\0', 'Ä']) expect(parseAETitle(title)).toBeNull();
  });
});
