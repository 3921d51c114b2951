import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { dataSetToDicomJson } from '#core/dicom/dicom-json.js';
import type { DicomJson } from '#core/dicom/dicom-json-types.js';
import { encode, explicitBE, implicitLE, inPieces, type Node, smallCT } from './data-set-builder.js';

const toJson = (bytes: Buffer, syntax = '1.2.840.10008.1.2.1', bulkThreshold = 100): Promise<DicomJson> =>
  dataSetToDicomJson(inPieces(bytes), syntax, { bulkDataURI: (path) => `bulk/${path}`, bulkThreshold });

const nodes: Node[] = [
  { tag: 0x00080000, vr: 'UL', value: [10] },
  { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 192' },
  ...smallCT().slice(0, 2),
  {
    tag: 0x00081140,
    vr: 'SQ',
    items: [
      [
        { tag: 0x00081150, vr: 'UI', value: '1.2' },
        { tag: 0x00082112, vr: 'SQ', items: [] },
      ],
    ],
  },
  { tag: 0x00090010, vr: 'LO', value: 'CREATOR' },
  { tag: 0x00091001, vr: 'DS', value: '1.5\\bad\\-2' },
  { tag: 0x00100010, vr: 'PN', value: Buffer.from('Yamada^Tarou=山田^太郎') },
  { tag: 0x00100030, vr: 'DA', value: '' },
  { tag: 0x00104000, vr: 'LT', value: 'long '.repeat(60) },
  { tag: 0x00280010, vr: 'US', value: [512] },
  { tag: 0x7fe00010, vr: 'OW', value: [1, 2] },
];

describe('DICOM JSON', () => {
  it('has names by group, numbers as numbers, bulk data by address, no group lengths', async () => {
    expect(await toJson(encode(nodes))).toEqual({
      '00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
      '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] },
      '00080018': { vr: 'UI', Value: ['1.2.3.4.5'] },
      '00081140': { vr: 'SQ', Value: [{ '00081150': { vr: 'UI', Value: ['1.2'] }, '00082112': { vr: 'SQ' } }] },
      '00090010': { vr: 'LO', Value: ['CREATOR'] },
      '00091001': { vr: 'DS', Value: [1.5, null, -2] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎' }] },
      '00100030': { vr: 'DA' },
      '00104000': { vr: 'LT', BulkDataURI: 'bulk/00104000' },
      '00280010': { vr: 'US', Value: [512] },
      '7FE00010': { vr: 'OW', BulkDataURI: 'bulk/7FE00010' },
    });
  });

  it('is the same in implicit and big endian encoding but for private elements of unknown VR', async () => {
    const open = nodes.filter((node) => node.tag !== 0x00091001);
    const expected = await toJson(encode(open));
    expect(await toJson(encode(open, implicitLE), '1.2.840.10008.1.2')).toEqual(expected);
    expect(await toJson(encode(open, explicitBE), '1.2.840.10008.1.2.2')).toEqual(expected);
    expect((await toJson(encode(nodes, implicitLE), '1.2.840.10008.1.2'))['00091001']).toEqual({ vr: 'UN', BulkDataURI: 'bulk/00091001' });
  });

  it('addresses bulk data inside items by their place', async () => {
    const bytes = encode([{ tag: 0x00081140, vr: 'SQ', items: [[], [{ tag: 0x00420011, vr: 'OB', value: 'bytes.' }]] }]);
    expect(await toJson(bytes)).toEqual({
      '00081140': { vr: 'SQ', Value: [{}, { '00420011': { vr: 'OB', BulkDataURI: 'bulk/00081140/1/00420011' } }] },
    });
  });
});
