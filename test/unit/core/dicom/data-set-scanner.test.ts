import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { type DataSetHandler, DataSetScanner, type ScannerLimits } from '#core/dicom/data-set-scanner.js';
import { transferSyntaxOf } from '#core/dicom/transfer-syntax.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import {
  encapsulated,
  encode,
  explicitBE,
  explicitLE,
  header,
  identity,
  implicitLE,
  item,
  type Node,
  smallCT,
  tagBytes,
  uint32,
} from './data-set-builder.js';

const EXPLICIT = '1.2.840.10008.1.2.1';
const IMPLICIT = '1.2.840.10008.1.2';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const JPEG = '1.2.840.10008.1.2.4.50';

/** Every event as text; bytes of a value that came in pieces are joined. */
function scan(bytes: Buffer, syntax: string, pieces: number[] | number = bytes.length || 1, limits: ScannerLimits = {}): string[] {
  const events: string[] = [];
  let streamed = '';
  const name = (tag: number): string => tag.toString(16).padStart(8, '0');
  const handler: DataSetHandler = {
    element: (h) => {
      events.push(`element ${name(h.tag)} ${h.vr} ${h.length} @${h.offset}/${h.valueOffset} depth ${h.depth} ${h.bigEndian}`);
      return h.tag % 3 === 0 ? 'stream' : h.tag % 3 === 1 ? 'whole' : 'skip';
    },
    value: (_h, value) => events.push(`value ${value.toString('hex')}`),
    valueChunk: (_h, value) => {
      streamed += value.toString('hex');
    },
    valueEnd: () => {
      events.push(`end ${streamed}`);
      streamed = '';
    },
    sequenceStart: (h) => events.push(`sequence ${name(h.tag)} ${h.length} depth ${h.depth}`),
    sequenceEnd: (h) => events.push(`sequence end ${name(h.tag)}`),
    itemStart: (offset, index) => events.push(`item ${index} @${offset}`),
    itemEnd: (offset) => events.push(`item end @${offset}`),
    fragmentsStart: (h) => events.push(`fragments ${name(h.tag)}`),
    fragment: (_h, index, offset, length) => {
      events.push(`fragment ${index} @${offset} ${length} after ${streamed}`);
      streamed = '';
      return 'stream';
    },
    fragmentsEnd: (_h, offset) => {
      events.push(`fragments end @${offset} after ${streamed}`);
      streamed = '';
    },
    finding: (code) => events.push(`finding ${code}`),
  };
  const scanner = new DataSetScanner(transferSyntaxOf(syntax), handler, limits);
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const length = typeof pieces === 'number' ? pieces : (pieces[index] ?? bytes.length);
    scanner.push(bytes.subarray(at, at + length));
    at += length;
  }
  scanner.end();
  return events;
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof GatewayError) return thrown.code;
    throw thrown;
  }
  return 'accepted';
}

function nested(depth: number, undefinedLength: boolean): Node[] {
  let inner: Node[] = [{ tag: 0x00080100, vr: 'SH', value: 'X' }];
  for (let level = 0; level < depth; level++) inner = [{ tag: 0x00081140, vr: 'SQ', items: [inner], undefinedLength }];
  return inner;
}

const rich: Node[] = [
  ...identity(),
  { tag: 0x00081140, vr: 'SQ', items: [[{ tag: 0x00081150, vr: 'UI', value: '1.2' }], []] },
  { tag: 0x00081199, vr: 'SQ', items: [nested(3, true)], undefinedLength: true },
  { tag: 0x00090010, vr: 'LO', value: 'TEST' },
  { tag: 0x00091001, vr: 'UN', items: [[{ tag: 0x00091002, vr: 'SH', value: 'in' }]], undefinedLength: true },
  { tag: 0x00091003, vr: 'UT', value: 'long text' },
  { tag: 0x00280010, vr: 'US', value: [512] },
];

const samples: [string, Buffer, string][] = [
  ['explicit little endian', encode([...rich, { tag: 0x7fe00010, vr: 'OW', value: Buffer.alloc(40, 7) }]), EXPLICIT],
  [
    'implicit little endian',
    encode([...rich.filter((node) => node.vr !== 'UN'), { tag: 0x7fe00010, vr: 'OW', value: Buffer.alloc(40, 7) }], implicitLE),
    IMPLICIT,
  ],
  ['explicit big endian', encode(rich, explicitBE), BIG_ENDIAN],
  [
    'encapsulated',
    Buffer.concat([encode(rich), encapsulated([Buffer.alloc(0), Buffer.from('feffdde000000000', 'hex'), Buffer.alloc(6, 9)])]),
    JPEG,
  ],
];

describe('Data set, whatever pieces it arrives in', () => {
  for (const [name, bytes, syntax] of samples) {
    it(`gives the same events for every cut of ${name}`, () => {
      const whole = scan(bytes, syntax);
      expect(whole.length).toBeGreaterThan(20);
      for (const length of [1, 2, 3, 5, 7, 8, 11, 12, 13, 64]) expect(scan(bytes, syntax, length)).toEqual(whole);
      for (let cut = 1; cut < bytes.length; cut++) expect(scan(bytes, syntax, [cut])).toEqual(whole);
    });

    it(`refuses every truncation of ${name}, but those at the end of an element`, () => {
      for (let length = 1; length < bytes.length; length++) {
        const part = bytes.subarray(0, length);
        const outcome = refusal(() => scan(part, syntax));
        if (outcome === 'accepted') expect(scan(part, syntax).length).toBeLessThan(scan(bytes, syntax).length);
        else expect(outcome).toBe('truncated');
      }
    });
  }
});

describe('Encapsulated pixel data', () => {
  it('takes a sequence delimiter inside a fragment as data', () => {
    const delimiter = Buffer.from('feffdde000000000', 'hex');
    const events = scan(Buffer.concat([encode(identity()), encapsulated([Buffer.alloc(0), delimiter])]), JPEG);
    expect(events).toContain(`fragments end @${encode(identity()).length + 12 + 8 + 16 + 8} after feffdde000000000`);
  });

  it('is refused as truncated without its sequence delimiter', () => {
    const bytes = Buffer.concat([encode(identity()), encapsulated([Buffer.alloc(0), Buffer.alloc(4)])]);
    expect(refusal(() => scan(bytes.subarray(0, bytes.length - 8), JPEG))).toBe('truncated');
  });

  it('is refused when something else stands where a fragment belongs', () => {
    const start = Buffer.concat([encode(identity()), header(0x7fe00010, 'OB', 0xffffffff)]);
    expect(refusal(() => scan(Buffer.concat([start, encode(identity())]), JPEG))).toBe('cannot-understand');
  });
});

describe('Sequences', () => {
  it('are refused beyond the depth limit, however deep the input is', () => {
    expect(refusal(() => scan(encode(nested(64, true)), EXPLICIT))).toBe('accepted');
    expect(refusal(() => scan(encode(nested(65, true)), EXPLICIT))).toBe('limit-exceeded');
    const endless = Buffer.concat(
      Array.from({ length: 50_000 }, () => Buffer.concat([header(0x00081140, 'SQ', 0xffffffff), tagBytes(0xfffee000), uint32(0xffffffff)])),
    );
    expect(refusal(() => scan(endless, EXPLICIT))).toBe('limit-exceeded');
  });

  it('of VR UN and undefined length hold implicit little endian, in a big endian data set too', () => {
    const bytes = encode(
      [{ tag: 0x00091001, vr: 'UN', items: [[{ tag: 0x00280010, vr: 'US', value: [5] }]], undefinedLength: true }],
      explicitBE,
    );
    expect(scan(bytes, BIG_ENDIAN)).toContain('element 00280010  2 @20/28 depth 1 false');
  });

  it('with implicit items in an explicit data set are taken with a finding', () => {
    const content = encode([{ tag: 0x20010010, vr: 'LO', value: 'CREATOR' }], implicitLE);
    const bytes = Buffer.concat([
      encode(identity()),
      header(0x20051080, 'SQ', 0xffffffff),
      item(content, true),
      tagBytes(0xfffee0dd),
      uint32(0),
    ]);
    expect(scan(bytes, EXPLICIT)).toContain('finding item-encoding-differs');
  });

  it('are refused when an item, or an element in it, is longer than what holds it', () => {
    const longItem = Buffer.concat([header(0x00081140, 'SQ', 8), tagBytes(0xfffee000), uint32(10), Buffer.alloc(10)]);
    expect(refusal(() => scan(longItem, EXPLICIT))).toBe('cannot-understand');
    const longElement = Buffer.concat([header(0x00081140, 'SQ', 16), item(header(0x00081150, 'UI', 4)), Buffer.from('1.2\0')]);
    expect(refusal(() => scan(longElement, EXPLICIT))).toBe('cannot-understand');
  });

  it('of undefined length inside an item of defined length cannot leave it', () => {
    const content = Buffer.concat([header(0x00081140, 'SQ', 0xffffffff)]);
    const bytes = Buffer.concat([
      header(0x00081199, 'SQ', content.length + 8),
      item(content),
      item(Buffer.alloc(0)),
      tagBytes(0xfffee0dd),
      uint32(0),
    ]);
    expect(refusal(() => scan(bytes, EXPLICIT))).toBe('cannot-understand');
  });
});

describe('Lengths that data claim', () => {
  it('are counted, not allocated: 3 GB that never come are truncated', () => {
    const bytes = Buffer.concat([encode(identity()), header(0x7fe00010, 'OW', 3_221_225_472), Buffer.alloc(64)]);
    expect(refusal(() => scan(bytes, EXPLICIT))).toBe('truncated');
  });

  it('undefined are refused for text', () => {
    expect(refusal(() => scan(Buffer.concat([encode(identity()), header(0x00104000, 'UT', 0xffffffff)]), EXPLICIT))).toBe(
      'cannot-understand',
    );
  });

  it('odd are taken with a finding', () => {
    expect(scan(encode([...identity(), { tag: 0x00100020, vr: 'LO', value: Buffer.from('abc') }]), EXPLICIT)).toContain(
      'finding odd-length',
    );
  });

  it('beyond the value limit are counted where the whole value was asked for', () => {
    const bytes = encode([
      { tag: 0x00080018, vr: 'UI', value: '1'.repeat(100) },
      { tag: 0x0008001c, vr: 'LO', value: 'x'.repeat(100) },
    ]);
    expect(scan(bytes, EXPLICIT, 9, { valueLimit: 50 }).filter((event) => event.startsWith('value'))).toEqual([]);
  });
});

describe('Elements', () => {
  it('out of ascending order, or twice, are taken with a finding', () => {
    const [sopClass, sopInstance] = identity() as [Node, Node];
    expect(scan(encode([sopInstance, sopClass]), EXPLICIT)).toContain('finding elements-out-of-order');
    expect(scan(encode([sopClass, sopClass]), EXPLICIT)).toContain('finding duplicate-element');
  });

  it('beyond the count limit are refused', () => {
    expect(refusal(() => scan(encode(smallCT()), EXPLICIT, 9, { elementCount: 5 }))).toBe('limit-exceeded');
  });

  it('with a VR of two blanks have a short length, those with unknown letters a long one', () => {
    const blanks = Buffer.concat([tagBytes(0x00280120), Buffer.from('  \x02\0ab')]);
    expect(scan(Buffer.concat([encode(identity()), blanks]), EXPLICIT)).toContain('finding vr-not-standard');
    const future = Buffer.concat([tagBytes(0x00280120), Buffer.from('ZZ\0\0\x02\0\0\0ab')]);
    expect(scan(Buffer.concat([encode(identity()), future]), EXPLICIT).join()).toContain('element 00280120 ZZ 2');
  });

  it('of another encoding than the transfer syntax says are refused', () => {
    const ct = smallCT();
    expect(refusal(() => scan(encode(ct, implicitLE), EXPLICIT))).toBe('cannot-understand');
    expect(refusal(() => scan(encode(ct, explicitLE), IMPLICIT))).toBe('cannot-understand');
    expect(refusal(() => scan(encode(ct, explicitBE), EXPLICIT))).toBe('cannot-understand');
    expect(refusal(() => scan(encode(ct, explicitLE), BIG_ENDIAN))).toBe('cannot-understand');
  });
});

describe('What follows the end of a data set', () => {
  const ct = encode(smallCT());

  it('may be trailing padding or zeros up to a sector', () => {
    expect(refusal(() => scan(Buffer.concat([ct, header(0xfffcfffc, 'OB', 10), Buffer.alloc(10)]), EXPLICIT))).toBe('accepted');
    for (const count of [1, 7, 8, 9, 512]) {
      expect(scan(Buffer.concat([ct, Buffer.alloc(count)]), EXPLICIT, 13)).toContain('finding trailing-zeros');
    }
    expect(refusal(() => scan(Buffer.concat([ct, Buffer.alloc(5000)]), EXPLICIT, 100))).toBe('cannot-understand');
  });

  it('is refused when it is a second file', () => {
    const glued = Buffer.concat([ct, Buffer.alloc(128), Buffer.from('DICM'), header(0x00020000, 'UL', 4), uint32(0), ct]);
    for (const pieces of [1, 50, glued.length]) expect(refusal(() => scan(glued, EXPLICIT, pieces))).toBe('cannot-understand');
    expect(refusal(() => scan(Buffer.concat([ct, header(0x00020000, 'UL', 4), uint32(0), ct]), EXPLICIT))).toBe('cannot-understand');
  });
});

describe('A scanner that has failed', () => {
  it('stays failed with the same error', () => {
    const scanner = new DataSetScanner(transferSyntaxOf(EXPLICIT), { element: () => 'skip' });
    const bytes = encode(smallCT(), implicitLE);
    expect(refusal(() => scanner.push(bytes))).toBe('cannot-understand');
    expect(refusal(() => scanner.push(bytes))).toBe('cannot-understand');
    expect(refusal(() => scanner.end())).toBe('cannot-understand');
  });

  it('is what an empty data set makes', () => {
    expect(refusal(() => scan(Buffer.alloc(0), EXPLICIT))).toBe('truncated');
  });
});
