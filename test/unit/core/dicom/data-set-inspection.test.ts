import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { DataSetInspection, type InspectedDataSet, type InspectionLimits } from '#core/dicom/data-set-inspection.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import {
  deflate,
  encapsulated,
  encode,
  explicitBE,
  identity,
  implicitLE,
  type Node,
  patientAndStudy,
  pixels,
  smallCT,
} from './data-set-builder.js';

const EXPLICIT = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const JPEG = '1.2.840.10008.1.2.4.50';

async function inspect(bytes: Buffer, syntax = EXPLICIT, limits: InspectionLimits = {}): Promise<InspectedDataSet> {
  const inspection = new DataSetInspection(syntax, limits);
  for (let at = 0; at < bytes.length; at += 50) await inspection.push(bytes.subarray(at, at + 50));
  return inspection.finish();
}

async function refusal(bytes: Buffer, syntax = EXPLICIT, limits: InspectionLimits = {}): Promise<GatewayError> {
  const thrown = await inspect(bytes, syntax, limits).then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(GatewayError);
  return thrown as GatewayError;
}

const withNodes = (...nodes: Node[]): Buffer =>
  encode([...smallCT().filter((node) => !nodes.some((other) => other.tag === node.tag)), ...nodes].sort((a, b) => a.tag - b.tag));

describe('Identities of a data set', () => {
  it('are given with the index and the place of the pixel data', async () => {
    const inspected = await inspect(encode(smallCT()));
    expect(inspected).toMatchObject({
      sopClassUID: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUID: '1.2.3.4.5',
      studyInstanceUID: '1.2.3.4',
      seriesInstanceUID: '1.2.3.4.1',
      attributes: { '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Test^Case' }] }, '00280010': { vr: 'US', Value: [2] } },
      pixelData: { kind: 'native', length: 12 },
      text: { trusted: true },
      findings: [],
      byteCount: encode(smallCT()).length,
    });
  });

  it('are known before the data set has ended', () => {
    const inspection = new DataSetInspection(EXPLICIT);
    void inspection.push(encode(identity()));
    expect(inspection.identities).toEqual({ sopClassUID: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUID: '1.2.3.4.5' });
  });

  it.each([0x00080016, 0x00080018, 0x0020000d, 0x0020000e])('are refused when %d is missing or empty (A14)', async (tag) => {
    expect((await refusal(encode(smallCT().filter((node) => node.tag !== tag)))).code).toBe('missing-uid');
    expect((await refusal(withNodes({ tag, vr: 'UI', value: '\0\0' }))).code).toBe('missing-uid');
  });

  it.each(['../../etc/passwd', "1.2';--", '1.2\r\n3', '<b>', '1.2\\1.3', '1.2\x003.4', '1'.repeat(65), '9'.repeat(70_000)])(
    'are refused outside the usable characters (A01): case %#',
    async (value) => {
      const bytes = withNodes({ tag: 0x0020000e, vr: 'UN', value });
      expect((await refusal(bytes)).code).toBe('invalid-uid');
    },
  );

  it('with letters are taken with a finding', async () => {
    const { findings } = await inspect(withNodes({ tag: 0x00080018, vr: 'UI', value: 'abc.1' }));
    expect(findings.map((finding) => finding.code)).toEqual(['uid-not-standard']);
  });

  it('that occur twice with different values are refused', async () => {
    const bytes = encode([...identity(), { tag: 0x00080018, vr: 'UI', value: '1.2.3.4.6' }, ...patientAndStudy()]);
    expect((await refusal(bytes)).code).toBe('cannot-understand');
  });

  it('of a media directory are refused', async () => {
    expect((await refusal(withNodes({ tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.1.3.10' }))).code).toBe('media-directory');
    expect((await refusal(encode([{ tag: 0x00041220, vr: 'SQ', items: [] }]))).code).toBe('media-directory');
  });
});

describe('Values in the index', () => {
  it('that are no dates, times or numbers are absent, not errors (A15)', async () => {
    const { attributes } = await inspect(
      withNodes(
        { tag: 0x00080020, vr: 'DA', value: '20231345' },
        { tag: 0x00080030, vr: 'TM', value: '99:99' },
        { tag: 0x00200013, vr: 'IS', value: 'seven' },
        { tag: 0x00281050, vr: 'DS', value: '40\\x' },
      ),
    );
    expect(attributes['00080020']).toEqual({ vr: 'DA' });
    expect(attributes['00080030']).toEqual({ vr: 'TM' });
    expect(attributes['00200013']).toEqual({ vr: 'IS' });
    expect(attributes['00281050']).toEqual({ vr: 'DS', Value: [40, null] });
  });

  it('have no NUL that PostgreSQL refuses, and are not trusted then', async () => {
    const { attributes, text } = await inspect(withNodes({ tag: 0x00100020, vr: 'LO', value: 'A\0B1' }));
    expect(attributes['00100020']?.Value).toEqual(['AB1']);
    expect(text.trusted).toBe(false);
  });

  it('are cut to a kilobyte', async () => {
    const { attributes, findings } = await inspect(withNodes({ tag: 0x00081030, vr: 'LO', value: 'x'.repeat(5000) }));
    expect(attributes['00081030']?.Value).toEqual(['x'.repeat(1024)]);
    expect(findings.map((finding) => finding.code)).toEqual(['value-cut-for-index']);
  });

  it('are read by the dictionary where the data set says UN or nothing', async () => {
    const nodes: Node[] = smallCT().map((node) =>
      node.vr === 'OW' ? node : { ...node, vr: 'UN', value: encode([node], implicitLE).subarray(8) },
    );
    expect((await inspect(encode(nodes))).attributes).toEqual((await inspect(encode(smallCT()))).attributes);
    expect((await inspect(encode(smallCT(), implicitLE), '1.2.840.10008.1.2')).attributes).toEqual(
      (await inspect(encode(smallCT()))).attributes,
    );
    expect((await inspect(encode(smallCT(), explicitBE), '1.2.840.10008.1.2.2')).attributes).toEqual(
      (await inspect(encode(smallCT()))).attributes,
    );
  });

  it('of request attributes are kept item by item', async () => {
    const items: Node[][] = [[{ tag: 0x00401001, vr: 'SH', value: 'RP1' }], [{ tag: 0x00400009, vr: 'SH', value: 'SP2' }]];
    const { attributes } = await inspect(withNodes({ tag: 0x00400275, vr: 'SQ', items }));
    expect(attributes['00400275']?.Value).toEqual([
      { '00401001': { vr: 'SH', Value: ['RP1'] } },
      { '00400009': { vr: 'SH', Value: ['SP2'] } },
    ]);
  });
});

describe('Pixel data against the transfer syntax', () => {
  const start = encode([...identity(), ...patientAndStudy()]);

  it('count their fragments without the basic offset table', async () => {
    const { pixelData } = await inspect(Buffer.concat([start, encapsulated([Buffer.alloc(0), Buffer.alloc(4), Buffer.alloc(6)])]), JPEG);
    expect(pixelData).toEqual({ kind: 'encapsulated', offset: start.length + 12, length: 8 + 12 + 14 + 8, fragmentCount: 2 });
  });

  it('are refused when one says compressed and the other not (A13)', async () => {
    expect((await refusal(Buffer.concat([start, encapsulated([Buffer.alloc(0), Buffer.alloc(4)])]))).code).toBe('cannot-understand');
    expect((await refusal(encode(smallCT()), JPEG)).code).toBe('cannot-understand');
  });
});

describe('Deflated data set', () => {
  const bytes = deflate(encode(smallCT()));

  it('is inspected like its plain form', async () => {
    const inspected = await inspect(bytes, DEFLATED);
    expect(inspected.attributes).toEqual((await inspect(encode(smallCT()))).attributes);
    expect(inspected.byteCount).toBe(bytes.length);
  });

  it('may be followed by a padding byte, not by foreign bytes', async () => {
    expect((await inspect(Buffer.concat([bytes, Buffer.alloc(1)]), DEFLATED)).findings).toEqual([]);
    expect((await refusal(Buffer.concat([bytes, Buffer.alloc(4000, 1)]), DEFLATED)).code).toBe('cannot-understand');
  });

  it('is refused when it ends early or is not deflated', async () => {
    expect((await refusal(bytes.subarray(0, bytes.length - 20), DEFLATED)).code).toBe('truncated');
    expect((await refusal(Buffer.alloc(500, 0xff), DEFLATED)).code).toBe('cannot-understand');
  });

  it('is stopped when it is a bomb (A10)', async () => {
    const bomb = deflate(
      Buffer.concat([
        encode([...identity(), ...patientAndStudy()]),
        encode([{ tag: 0x7fe00010, vr: 'OB', value: Buffer.alloc(8_000_000) }]),
      ]),
    );
    expect((await refusal(bomb, DEFLATED, { inflationRatio: 100 })).code).toBe('limit-exceeded');
    expect((await refusal(bomb, DEFLATED, { inflatedByteCount: 100_000 })).code).toBe('limit-exceeded');
    expect((await inspect(bomb, DEFLATED, { inflationRatio: 2000 })).pixelData.length).toBe(8_000_000);
  });

  it('gives the scanner its refusals too', async () => {
    expect((await refusal(deflate(encode(pixels())), DEFLATED)).code).toBe('missing-uid');
    expect((await refusal(deflate(encode(smallCT(), implicitLE)), DEFLATED)).code).toBe('cannot-understand');
  });
});
