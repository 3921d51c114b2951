import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { decodeText, decodeTextValues } from '#core/dicom/character-set.js';
import { formatPersonName, parsePersonName, personNameToJson } from '#core/dicom/person-name.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('Specific Character Set', () => {
  it.each([
    ['', latin1('Smith^John'), 'Smith^John'],
    ['ISO_IR 100', latin1('Buc^Jérôme'), 'Buc^Jérôme'],
    ['ISO_IR 101', hex('57 61 b3 ea 73 61'), 'Wałęsa'],
    ['ISO_IR 144', hex('bb ee da 63 65 dc d1 79 70 d3'), 'Люкceмбypг'],
    ['ISO_IR 126', hex('c4 e9 ef ed f5 f3 e9 ef f2'), 'Διονυσιος'],
    ['ISO_IR 127', hex('e2 c8 c7 e6 ea 5e e4 e6 d2 c7 d1'), 'قباني^لنزار'],
    ['ISO_IR 138', hex('f9 f8 e5 ef 5e e3 e1 e5 f8 e4'), 'שרון^דבורה'],
    ['ISO_IR 148', hex('d0 dd de'), 'ĞİŞ'],
    ['ISO_IR 166', hex('ca c1 aa d2 c2'), 'สมชาย'],
    ['ISO_IR 13', hex('d4 cf c0 de 5e c0 db b3'), 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    ['ISO_IR 192', Buffer.from('Wang^XiaoDong=王^小東'), 'Wang^XiaoDong=王^小東'],
    ['GB18030', hex('57 61 6e 67 3d cd f5 5e d0 a1 b6 ab'), 'Wang=王^小东'],
    ['GBK', hex('cd f5 5e d0 a1 b6 ab'), '王^小东'],
    ['\\ISO 2022 IR 87', hex('59 3d 1b2442 3b33 4544 1b2842 5e 1b2442 4240 4f3a 1b2842'), 'Y=山田^太郎'],
    ['ISO 2022 IR 13\\ISO 2022 IR 87', hex('d4 cf 3d 1b2442 3b33 4544 1b284a 5e 1b2442 4240 4f3a 1b284a'), 'ﾔﾏ=山田^太郎'],
    ['\\ISO 2022 IR 149', hex('48 3d 1b242943 fb f3 5e 1b242943 d1 ce d4 d7'), 'H=洪^吉洞'],
    ['\\ISO 2022 IR 58', hex('5a 3d 1b242941 d5c5 5e 1b242941 d0a1 b6ab'), 'Z=张^小东'],
    ['\\ISO 2022 IR 159', hex('1b242844 3022 1b2842'), '丄'],
    ['ISO 2022 IR 100\\ISO 2022 IR 144', hex('e9 2f 1b2d4c bb ee'), 'é/Лю'],
  ])('%s shows names right', (terms, bytes, text) => {
    expect(decodeText(bytes, terms.split('\\'), 'PN')).toEqual({ text, trusted: true });
  });

  it('returns to the first set at delimiters', () => {
    const { text } = decodeText(hex('1b2d4c bb 5e bb'), ['ISO 2022 IR 100', 'ISO 2022 IR 144'], 'PN');
    expect(text).toBe('Л^»');
  });

  it('splits values at delimiters, not inside characters whose second byte is 5C', () => {
    const gb = hex('81 5c 5c 41');
    expect(decodeTextValues(gb, ['GB18030'], 'LO').values).toEqual([new TextDecoder('gb18030').decode(hex('815c')), 'A']);
    const kanji = hex('1b2442 215c 1b2842 5c 42');
    expect(decodeTextValues(kanji, ['', 'ISO 2022 IR 87'], 'LO').values).toEqual(['＋', 'B']);
    expect(decodeTextValues(latin1('a\\b'), [], 'LT').values).toEqual(['a\\b']);
  });

  it.each([
    ['high bytes without a character set', '', hex('e9 41'), 'PN'],
    ['invalid UTF-8', 'ISO_IR 192', hex('41 e9 41'), 'PN'],
    ['control characters', 'ISO_IR 100', latin1('A\x01B'), 'LO'],
    ['C1 control characters', 'ISO_IR 100', hex('41 9c 41'), 'PN'],
    ['an unknown escape sequence', '\\ISO 2022 IR 87', hex('41 1b 25 47 42'), 'PN'],
    ['GBK labelled Latin-1 (dicomParser #89)', 'ISO_IR 100', hex('cd f5 5e d0 a1 b6 ab'), 'PN'],
    ['UTF-8 labelled Latin-1', 'ISO_IR 100', Buffer.from('Jérôme'), 'PN'],
    ['high bytes in an unknown character set', 'KLINGON', hex('e9'), 'PN'],
  ])('does not trust %s', (_name, terms, bytes, vr) => {
    expect(decodeText(bytes, terms.split('\\'), vr).trusted).toBe(false);
  });

  it('does not mind padding with NUL', () => {
    expect(decodeText(latin1('Smith\0'), [], 'PN')).toEqual({ text: 'Smith', trusted: true });
  });
});

describe("Person's name", () => {
  it('has up to three groups, for DICOM JSON only those that are there', () => {
    expect(parsePersonName('A^B=C=D ')).toEqual({ alphabetic: 'A^B', ideographic: 'C', phonetic: 'D' });
    expect(personNameToJson('=C')).toEqual({ Ideographic: 'C' });
    expect(personNameToJson('  ')).toBeNull();
    expect(formatPersonName(parsePersonName('A==D'))).toBe('A==D');
    expect(formatPersonName({ alphabetic: 'A' })).toBe('A');
  });
});
