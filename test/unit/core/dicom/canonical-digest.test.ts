import type { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { canonicalDigest } from '#core/dicom/canonical-digest.js';
import {
  deflate,
  encode,
  explicitBE,
  identity,
  implicitLE,
  inPieces,
  type Node,
  patientAndStudy,
  pixels,
  smallCT,
} from './data-set-builder.js';

const digest = (bytes: Buffer, syntax: string, piece = 7): Promise<string> => canonicalDigest(inPieces(bytes, piece), syntax);
const EXPLICIT = '1.2.840.10008.1.2.1';
const IMPLICIT = '1.2.840.10008.1.2';

const reference = (undefinedLength: boolean): Node => ({
  tag: 0x00081140,
  vr: 'SQ',
  items: [[{ tag: 0x00081150, vr: 'UI', value: '1.2' }], [{ tag: 0x00280009, vr: 'AT', value: [0x00181063] }]].slice(0, 1),
  undefinedLength,
});
const privateSequence: Node = { tag: 0x00091001, vr: 'SQ', items: [[{ tag: 0x00091002, vr: 'SH', value: 'inside' }]] };
const nodes = (undefinedLength = false): Node[] => [
  ...identity(),
  reference(undefinedLength),
  { tag: 0x00090010, vr: 'LO', value: 'TEST' },
  privateSequence,
  { tag: 0x00091003, vr: 'UN', value: 'some private bytes' },
  ...patientAndStudy(),
  ...pixels(),
];

describe('Canonical digest', () => {
  it('is the same for one data set in every uncompressed transfer syntax and every fragmentation', async () => {
    const expected = await digest(encode(nodes()), EXPLICIT);
    expect(await digest(encode(nodes()), EXPLICIT, 1)).toBe(expected);
    expect(await digest(encode(nodes(true)), EXPLICIT)).toBe(expected);
    expect(await digest(encode(nodes(), implicitLE), IMPLICIT)).toBe(expected);
    expect(await digest(encode(nodes(true), implicitLE), IMPLICIT, 1)).toBe(expected);
    expect(await digest(encode(nodes(), explicitBE), '1.2.840.10008.1.2.2', 1)).toBe(expected);
    expect(await digest(deflate(encode(nodes())), '1.2.840.10008.1.2.1.99')).toBe(expected);
  });

  it('leaves out group lengths and trailing padding', async () => {
    const more: Node[] = [{ tag: 0x00080000, vr: 'UL', value: [99] }, ...smallCT(), { tag: 0xfffcfffc, vr: 'OB', value: 'padding.' }];
    expect(await digest(encode(more), EXPLICIT)).toBe(await digest(encode(smallCT()), EXPLICIT));
  });

  it('differs for every changed value, and for values moved between items', async () => {
    const expected = await digest(encode(nodes()), EXPLICIT);
    for (let index = 0; index < nodes().length; index++) {
      const changed = nodes();
      changed.splice(index, 1);
      expect(await digest(encode(changed), EXPLICIT)).not.toBe(expected);
    }
    const split = (items: Node[][]): Buffer => encode([...identity(), { tag: 0x00081140, vr: 'SQ', items }]);
    const [a, b]: Node[] = [
      { tag: 0x00081150, vr: 'UI', value: '1.2' },
      { tag: 0x00081155, vr: 'UI', value: '1.3' },
    ] as [Node, Node];
    expect(await digest(split([[a as Node, b as Node]]), EXPLICIT)).not.toBe(await digest(split([[a as Node], [b as Node]]), EXPLICIT));
  });

  it('of encapsulated data sets is of the bytes and the transfer syntax', async () => {
    const bytes = encode(smallCT());
    const jpeg = await digest(bytes, '1.2.840.10008.1.2.4.50');
    expect(jpeg).not.toBe(await digest(bytes, '1.2.840.10008.1.2.4.70'));
    expect(jpeg).toBe(await digest(bytes, '1.2.840.10008.1.2.4.50', 50));
    expect(jpeg).not.toBe(await digest(bytes, EXPLICIT));
  });
});
