import { isSingleValuedVR } from './vr.js';

/** Text in Unicode, and whether the bytes can be what the data set declares; nothing may be matched on text that cannot be trusted. */
export interface DecodedText {
  text: string;
  trusted: boolean;
}

type Decode = (bytes: Uint8Array) => DecodedText;

/** Part of the code table: G0 is 0x21 to 0x7E, G1 0xA1 to 0xFE. `width` is the bytes of one character. */
interface CodeElement {
  half: 'G0' | 'G1';
  width: 1 | 2;
  decode: Decode;
}

const ascii: Decode = (bytes) => {
  let text = '';
  let trusted = true;
  for (const byte of bytes) {
    if (byte > 0x7e) trusted = false;
    text += String.fromCharCode(byte);
  }
  return { text, trusted };
};

// JIS X 0201: Yen sign and overline instead of backslash and tilde; the backslash stays what PS3.5 6.1.2.3 needs it for, a delimiter.
const romaji: Decode = (bytes) => {
  const decoded = ascii(bytes);
  return { text: decoded.text.replaceAll('~', '\u203e'), trusted: decoded.trusted };
};

const katakana: Decode = (bytes) => {
  let text = '';
  let trusted = true;
  for (const byte of bytes) {
    if (byte >= 0xa1 && byte <= 0xdf) text += String.fromCharCode(0xff61 + byte - 0xa1);
    else {
      trusted = false;
      text += '\ufffd';
    }
  }
  return { text, trusted };
};

// The Encoding Standard's "iso-8859-1" and "iso-8859-9" are Windows code pages: these two are done by hand.
function latin(replaced: Record<number, string> = {}): Decode {
  return (bytes) => {
    let text = '';
    let trusted = true;
    for (const byte of bytes) {
      if (byte >= 0x7f && byte < 0xa0) trusted = false;
      text += replaced[byte] ?? String.fromCharCode(byte);
    }
    return { text, trusted: trusted && !looksMultiByte(bytes) };
  };
}

/**
 * Tells multi-byte text under a Latin label: valid UTF-8 pairs, or runs of high bytes such as no European word has (GBK, EUC-KR and
 * Shift JIS names stand so).
 */
function looksMultiByte(bytes: Uint8Array): boolean {
  let run = 0;
  let letters = 0;
  let evenRuns = 0;
  let highs = 0;
  for (let index = 0; index <= bytes.length; index++) {
    const byte = bytes[index] ?? 0x20;
    if (byte >= 0xa0) {
      run++;
      highs++;
      continue;
    }
    if (run >= 4) return true;
    if (run >= 2 && run % 2 === 0) evenRuns += run;
    run = 0;
    if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters++;
  }
  if (highs === 0) return false;
  return (letters === 0 && highs >= 2 && evenRuns === highs) || isUTF8(bytes);
}

function isUTF8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    // The decoder says so by throwing: it is not UTF-8.
    return false;
  }
}

const decoders = new Map<string, { strict: TextDecoder; lenient: TextDecoder }>();

function decodeWith(label: string, bytes: Uint8Array): DecodedText {
  let pair = decoders.get(label);
  if (!pair) {
    pair = { strict: new TextDecoder(label, { fatal: true, ignoreBOM: true }), lenient: new TextDecoder(label, { ignoreBOM: true }) };
    decoders.set(label, pair);
  }
  try {
    return { text: pair.strict.decode(bytes), trusted: true };
  } catch {
    // Bytes outside the set: shown as far as possible, trusted no more.
    return { text: pair.lenient.decode(bytes), trusted: false };
  }
}

const labelled =
  (label: string): Decode =>
  (bytes) => {
    const decoded = decodeWith(label, bytes);
    return /[\x7f-\x9f]/.test(decoded.text) ? { text: decoded.text, trusted: false } : decoded;
  };

const eucHigh =
  (label: string, prefix?: number): Decode =>
  (bytes) => {
    const out: number[] = [];
    for (let index = 0; index < bytes.length; index++) {
      if (prefix !== undefined && index % 2 === 0) out.push(prefix);
      out.push((bytes[index] ?? 0) | 0x80);
    }
    return decodeWith(label, Uint8Array.from(out));
  };

const asciiElement: CodeElement = { half: 'G0', width: 1, decode: ascii };
const romajiElement: CodeElement = { half: 'G0', width: 1, decode: romaji };
const high = (decode: Decode): CodeElement => ({ half: 'G1', width: 1, decode });

const latin5 = { 208: '\u011e', 221: '\u0130', 222: '\u015e', 240: '\u011f', 253: '\u0131', 254: '\u015f' };

// PS3.3 C.12.1.1.2 by repertoire number: what a single-byte set brings in its upper half.
const upperHalves: Record<string, CodeElement> = {
  '100': high(latin()),
  '101': high(labelled('iso-8859-2')),
  '109': high(labelled('iso-8859-3')),
  '110': high(labelled('iso-8859-4')),
  '144': high(labelled('iso-8859-5')),
  '127': high(labelled('iso-8859-6')),
  '126': high(labelled('iso-8859-7')),
  '138': high(labelled('iso-8859-8')),
  '148': high(latin(latin5)),
  '203': high(labelled('iso-8859-15')),
  '166': high(labelled('windows-874')),
  '13': high(katakana),
};

const kanji: CodeElement = { half: 'G0', width: 2, decode: eucHigh('euc-jp') };
const supplementaryKanji: CodeElement = { half: 'G0', width: 2, decode: eucHigh('euc-jp', 0x8f) };
const korean: CodeElement = { half: 'G1', width: 2, decode: eucHigh('euc-kr') };
const chinese: CodeElement = { half: 'G1', width: 2, decode: eucHigh('gbk') };

// Escape sequences of PS3.3 tables C.12-3 and C.12-4, without the escape character; longest first where one begins like another.
const escapes: [string, CodeElement][] = [
  ['$)C', korean],
  ['$)A', chinese],
  ['$(D', supplementaryKanji],
  ['$B', kanji],
  ['(B', asciiElement],
  ['(J', romajiElement],
  [')I', upperHalves['13'] as CodeElement],
  ['-A', upperHalves['100'] as CodeElement],
  ['-B', upperHalves['101'] as CodeElement],
  ['-C', upperHalves['109'] as CodeElement],
  ['-D', upperHalves['110'] as CodeElement],
  ['-L', upperHalves['144'] as CodeElement],
  ['-G', upperHalves['127'] as CodeElement],
  ['-F', upperHalves['126'] as CodeElement],
  ['-H', upperHalves['138'] as CodeElement],
  ['-M', upperHalves['148'] as CodeElement],
  ['-b', upperHalves['203'] as CodeElement],
  ['-T', upperHalves['166'] as CodeElement],
];

const ESCAPE = 0x1b;
const plainText = /^[\t\n\f\r\x20-\x7e]*$/;

/** Normalises a defined term as senders misspell it: "ISO-IR 100", "ISO_IR_100", "ISO 2022 IR 87 ". */
function normalTerm(term: string): string {
  return term
    .trim()
    .toUpperCase()
    .replace(/^ISO[ _-]?(2022)?[ _-]?IR[ _-]?(\d+)$/, (_all, extended: string | undefined, number: string) =>
      extended ? `ISO 2022 IR ${number}` : `ISO_IR ${number}`,
    );
}

/** Decodes text of one value or of several: the backslash between values is still in it, and no other backslash is. */
export function decodeText(bytes: Uint8Array, specificCharacterSet: readonly string[], vr = 'LO'): DecodedText {
  const terms = specificCharacterSet.map(normalTerm);
  let end = bytes.length;
  // Text is padded with a blank; senders that pad with NUL mean nothing by it.
  while (end > 0 && bytes[end - 1] === 0) end--;
  const decoded = decodeByTerms(bytes.subarray(0, end), terms, vr);
  return hasControlCharacter(decoded.text) ? { text: decoded.text, trusted: false } : decoded;
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x7f || (code < 0x20 && code !== 9 && code !== 10 && code !== 12 && code !== 13)) return true;
  }
  return false;
}

function decodeByTerms(bytes: Uint8Array, terms: string[], vr: string): DecodedText {
  const first = terms[0] ?? '';
  if (first === 'ISO_IR 192') return decodeWith('utf-8', bytes);
  if (first === 'GB18030') return decodeWith('gb18030', bytes);
  if (first === 'GBK') return decodeWith('gbk', bytes);
  if (terms.length <= 1 && !bytes.includes(ESCAPE)) return decodeSingleByte(bytes, first);
  return decodeExtended(bytes, terms, vr);
}

function decodeSingleByte(bytes: Uint8Array, term: string): DecodedText {
  const number = /IR (\d+)$/.exec(term)?.[1];
  const upper = number ? upperHalves[number] : undefined;
  if (number === '13') return decodeExtended(bytes, [term], 'LO');
  if (upper) return upper.decode(bytes);
  const isASCII = term === '' || number === '6';
  const decoded = latin()(bytes);
  const hasHigh = bytes.some((byte) => byte > 0x7e);
  // An unknown set, or high bytes where only ASCII is declared: shown as what it most likely is.
  if (!hasHigh) return { text: decoded.text, trusted: true };
  if (isASCII && isUTF8(bytes)) return { text: decodeWith('utf-8', bytes).text, trusted: false };
  return { text: decoded.text, trusted: false };
}

/** Text with code extensions: designations last until the next delimiter, where those of the first value return. @see PS3.5 6.1.2.5.3 */
function decodeExtended(bytes: Uint8Array, terms: string[], vr: string): DecodedText {
  const number = /IR (\d+)$/.exec(terms[0] ?? '')?.[1];
  const initial = { G0: number === '13' ? romajiElement : asciiElement, G1: number ? upperHalves[number] : undefined };
  let current = { ...initial };
  let text = '';
  let trusted = true;
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index] as number;
    if (byte === ESCAPE) {
      const found = escapeAt(bytes, index + 1);
      if (!found) {
        trusted = false;
        index++;
        continue;
      }
      current = { ...current, [found.element.half]: found.element };
      index += 1 + found.length;
      continue;
    }
    if (byte < 0x21 || (byte < 0x7f && current.G0.width === 1 && isDelimiter(byte, vr))) {
      // Blanks leave the designation alone; line ends, and the delimiters of values, components and groups, take it back.
      if (byte !== 0x20) current = { ...initial };
      text += String.fromCharCode(byte);
      index++;
      continue;
    }
    const isHigh = byte >= 0x80;
    const element = isHigh ? current.G1 : current.G0;
    let end = index + 1;
    while (end < bytes.length && isSameRun(bytes[end] as number, isHigh, element, vr)) end++;
    const part = bytes.subarray(index, end);
    const decoded = element ? element.decode(part) : { text: latin()(part).text, trusted: false };
    text += decoded.text;
    trusted &&= decoded.trusted;
    index = end;
  }
  return { text, trusted };
}

function escapeAt(bytes: Uint8Array, at: number): { element: CodeElement; length: number } | null {
  for (const [sequence, element] of escapes) {
    let index = 0;
    while (index < sequence.length && bytes[at + index] === sequence.charCodeAt(index)) index++;
    if (index === sequence.length) return { element, length: sequence.length };
  }
  return null;
}

function isSameRun(byte: number, isHigh: boolean, element: CodeElement | undefined, vr: string): boolean {
  if (byte < 0x21) return false;
  if (byte >= 0x80 !== isHigh) return false;
  return isHigh || element?.width === 2 || !isDelimiter(byte, vr);
}

function isDelimiter(byte: number, vr: string): boolean {
  if (vr === 'PN') return byte === 0x5c || byte === 0x5e || byte === 0x3d;
  return byte === 0x5c && !isSingleValuedVR(vr);
}

/** Decodes a value and splits it at its delimiters; trailing padding of each value is taken off. @see PS3.5 6.4 */
export function decodeTextValues(
  bytes: Uint8Array,
  specificCharacterSet: readonly string[],
  vr: string,
): { values: string[]; trusted: boolean } {
  const { text, trusted } = decodeText(bytes, specificCharacterSet, vr);
  if (isSingleValuedVR(vr)) return { values: [text.replace(/[ \0]+$/, '')], trusted };
  return { values: text.split('\\').map((value) => value.replace(/^ +|[ \0]+$/g, '')), trusted };
}

/** True for text that needs no decoding in any character set but those of Japan's romaji. */
export function isPlainASCII(text: string): boolean {
  return plainText.test(text);
}
