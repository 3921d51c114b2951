import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import dcmjsCodecs from 'dcmjs-codecs';
import dicomParser from 'dicom-parser';
import { brokenSamples } from '../../../dicom-samples/generate/broken.js';
import { cdSamples } from '../../../dicom-samples/generate/cd.js';
import { characterSetSamples } from '../../../dicom-samples/generate/charsets.js';
import { transferSyntaxes as syntax } from '../../../dicom-samples/generate/identities.js';
import { ctStudy, largeInstance, mrStudy } from '../../../dicom-samples/generate/large.js';
import type { SampleFile } from '../../../dicom-samples/generate/sample.js';
import { transferSyntaxSamples } from '../../../dicom-samples/generate/transfer-syntaxes.js';

const { Context, NativeCodecs } = dcmjsCodecs;
type Decode = (context: InstanceType<typeof Context>) => InstanceType<typeof Context>;

async function collect(source: AsyncIterable<SampleFile>): Promise<Map<string, SampleFile>> {
  const found = new Map<string, SampleFile>();
  for await (const sample of source) {
    found.set(sample.file, sample);
  }
  return found;
}

function at<V>(map: ReadonlyMap<string, V>, key: string): V {
  const value = map.get(key);
  if (value === undefined) {
    throw new Error(`no sample ${key}`);
  }
  return value;
}

describe('Samples of the transfer syntaxes', () => {
  let samples: Map<string, SampleFile>;
  const native = (name: string): Buffer => {
    const data = dicomParser.parseDicom(at(samples, `transfer-syntaxes/${name}.dcm`).bytes);
    const element = data.elements.x7fe00010;
    return Buffer.from(data.byteArray.subarray(element?.dataOffset, (element?.dataOffset ?? 0) + (element?.length ?? 0)));
  };
  const frameOf = (name: string): Uint8Array => {
    const data = dicomParser.parseDicom(at(samples, `transfer-syntaxes/${name}.dcm`).bytes);
    const element = data.elements.x7fe00010;
    return element ? dicomParser.readEncapsulatedPixelDataFromFragments(data, element, 0) : new Uint8Array();
  };

  beforeAll(async () => {
    await NativeCodecs.initializeAsync();
    samples = await collect(transferSyntaxSamples());
  });

  it('hold the same pixels in every uncompressed encoding', () => {
    const words = native('explicit-vr-little-endian');
    expect(words).toHaveLength(256 * 256 * 2);
    expect(native('implicit-vr-little-endian').equals(words)).toBe(true);
    expect(native('explicit-vr-big-endian').swap16().equals(words)).toBe(true);
    expect(native('deflated-explicit-vr-little-endian').equals(words)).toBe(true);
  });

  const lossless: readonly (readonly [string, Decode])[] = [
    ['rle-lossless', (context) => NativeCodecs.decodeRle(context)],
    ['jpeg-lossless', (context) => NativeCodecs.decodeJpeg(context)],
    ['jpeg-lossless-sv1', (context) => NativeCodecs.decodeJpeg(context)],
    ['jpeg-ls-lossless', (context) => NativeCodecs.decodeJpegLs(context)],
    ['jpeg-2000-lossless', (context) => NativeCodecs.decodeJpeg2000(context)],
    ['jpeg-xl-lossless', (context) => NativeCodecs.decodeJpegXl(context)],
    ['htj2k-lossless', (context) => NativeCodecs.decodeHtJpeg2000(context)],
    ['htj2k-lossless-rpcl', (context) => NativeCodecs.decodeHtJpeg2000(context)],
  ];
  const lossy: typeof lossless = [
    ['jpeg-ls-near-lossless', (context) => NativeCodecs.decodeJpegLs(context)],
    ['jpeg-2000', (context) => NativeCodecs.decodeJpeg2000(context)],
    ['htj2k', (context) => NativeCodecs.decodeHtJpeg2000(context)],
  ];
  const decoded = (name: string, decode: Decode): Buffer => {
    const image = {
      width: 256,
      height: 256,
      bitsAllocated: 16,
      bitsStored: 12,
      samplesPerPixel: 1,
      pixelRepresentation: 0,
      planarConfiguration: 0,
    };
    const context = new Context({ ...image, photometricInterpretation: 'MONOCHROME2', encodedBuffer: frameOf(name) });
    return Buffer.from(decode(context).getDecodedBuffer() ?? []);
  };

  it.each(lossless)('decode to exactly the drawn pixels: %s', (name, decode) => {
    expect(decoded(name, decode).equals(native('explicit-vr-little-endian'))).toBe(true);
  });

  it.each(lossy)('decode to nearly the drawn pixels, not exactly: %s', (name, decode) => {
    const [drawn, shown] = [native('explicit-vr-little-endian'), decoded(name, decode)];
    expect(shown).toHaveLength(drawn.length);
    let difference = 0;
    for (let offset = 0; offset < drawn.length; offset += 2) {
      difference += Math.abs(drawn.readUInt16LE(offset) - shown.readUInt16LE(offset));
    }
    expect(difference).toBeGreaterThan(0);
    expect(difference / (drawn.length / 2)).toBeLessThan(40);
  });

  it('inflate a deflated image frame to the drawn pixels', () => {
    const frame = inflateRawSync(frameOf('deflated-image-frame'));
    expect(frame.equals(native('explicit-vr-little-endian'))).toBe(true);
  });

  it('cover each transfer syntax that the codecs write', () => {
    const written = new Set([...samples.values()].map(({ transferSyntaxUID }) => transferSyntaxUID));
    expect(written).toEqual(new Set(Object.values(syntax).filter((uid) => uid !== syntax.mpeg4HighProfile41)));
  });
});

describe('Samples of the character sets', () => {
  const labels: Readonly<Record<string, string>> = {
    'latin-1': 'windows-1252',
    'latin-2': 'iso-8859-2',
    'latin-3': 'iso-8859-3',
    'latin-4': 'iso-8859-4',
    cyrillic: 'iso-8859-5',
    greek: 'iso-8859-7',
    arabic: 'iso-8859-6',
    hebrew: 'iso-8859-8',
    'latin-5': 'windows-1254',
    thai: 'windows-874',
    katakana: 'shift_jis',
    kanji: 'iso-2022-jp',
    'utf-8': 'utf-8',
    gb18030: 'gb18030',
    gbk: 'gbk',
  };

  it.each(Object.entries(labels))('decode to the name in the manifest: %s', (name, label) => {
    const sample = [...characterSetSamples()].find(({ file }) => file === `charsets/${name}.dcm`);
    const data = dicomParser.parseDicom(sample?.bytes ?? Buffer.alloc(0));
    const element = data.elements.x00100010;
    const bytes = data.byteArray.subarray(element?.dataOffset, (element?.dataOffset ?? 0) + (element?.length ?? 0));
    expect(new TextDecoder(label).decode(bytes).trimEnd()).toBe(sample?.patientName);
  });

  it.each([
    ['korean', '1b242943', 'euc-kr'],
    ['chinese-iso-2022', '1b242941', 'gbk'],
  ])('decode to the name in the manifest once the escape sequences are taken out: %s', (name, escapeSequence, label) => {
    const sample = [...characterSetSamples()].find(({ file }) => file === `charsets/${name}.dcm`);
    const element = dicomParser.parseDicom(sample?.bytes ?? Buffer.alloc(0)).elements.x00100010;
    const bytes = sample?.bytes.subarray(element?.dataOffset, (element?.dataOffset ?? 0) + (element?.length ?? 0));
    const plain = Buffer.from(bytes?.toString('hex').replaceAll(escapeSequence, '') ?? '', 'hex');
    expect(new TextDecoder(label).decode(plain).trimEnd()).toBe(sample?.patientName);
  });
});

describe('DICOMDIR of the sample CD', () => {
  it('leads by its offsets to each image of both patients, under names of at most 8 characters', async () => {
    const samples = await collect(cdSamples());
    const directory = dicomParser.parseDicom(at(samples, 'cd/DICOMDIR').bytes);
    const records = new Map(
      (directory.elements.x00041220?.items ?? []).map((item) => [item.tag === 'xfffee000' ? item.dataOffset - 8 : -1, item.dataSet]),
    );
    const reached: string[] = [];
    const types: string[] = [];
    const walk = (offset: number): void => {
      for (let next = offset; next !== 0; ) {
        const record = records.get(next);
        types.push(record?.string('x00041430') ?? 'none');
        const fileID = record?.string('x00041500');
        if (fileID) {
          reached.push(`cd/${fileID.replaceAll('\\', '/')}`);
          expect(at(samples, reached.at(-1) ?? '').sopInstanceUID).toBe(record?.string('x00041511'));
        }
        walk(record?.uint32('x00041420') ?? 0);
        next = record?.uint32('x00041400') ?? 0;
      }
    };
    walk(directory.uint32('x00041200') ?? 0);
    expect(reached.sort()).toEqual([...samples.keys()].filter((file) => file.startsWith('cd/DICOM/')).sort());
    expect(types.filter((type) => type === 'PATIENT')).toHaveLength(2);
    expect(types.filter((type) => type === 'SERIES')).toHaveLength(4);
    expect(reached.every((file) => file.split('/').every((part) => /^[A-Z0-9_]{1,8}$/.test(part) || part === 'cd'))).toBe(true);
  });
});

describe('Broken samples', () => {
  let samples: Map<string, SampleFile>;
  beforeAll(async () => {
    samples = await collect(brokenSamples());
  });

  it('hold a deflated data set that inflates to more than 1000 times its size and is sound when it has', () => {
    const { bytes, sopInstanceUID } = at(samples, 'broken/deflate-bomb.dcm');
    const meta = dicomParser.parseDicom(bytes, { untilTag: 'x00020010' });
    const start = 132 + 12 + (meta.uint32('x00020000') ?? 0);
    const inflated = inflateRawSync(bytes.subarray(start));
    expect(inflated.length / bytes.length).toBeGreaterThan(1000);
    expect(inflated.includes(Buffer.from(sopInstanceUID ?? 'none', 'latin1'))).toBe(true);
    expect(inflated.readUInt32LE(inflated.length - 8192 * 8192 - 4)).toBe(8192 * 8192);
    expect(inflated.subarray(-8192 * 8192).equals(Buffer.alloc(8192 * 8192))).toBe(true);
  });

  it('claim 3 GB of pixel data in a small file', () => {
    const { bytes } = at(samples, 'broken/claims-3gb-pixel-data.dcm');
    const header = Buffer.from('e07f10004f570000000000c0', 'hex');
    expect(bytes.length).toBeLessThan(100_000);
    expect(bytes.includes(header)).toBe(true);
  });
});

describe('Generators of large loads', () => {
  it.each([2 ** 20, 5_000_000, 7_654_322])('give a multi-frame instance of exactly %i bytes that parses to its end', (byteCount) => {
    const large = largeInstance(byteCount);
    const bytes = Buffer.concat([...large.chunks()]);
    expect(bytes).toHaveLength(byteCount);
    const data = dicomParser.parseDicom(bytes);
    const pixels = data.elements.x7fe00010;
    expect(data.string('x00080018')).toBe(large.identities.sopInstanceUID);
    expect(pixels?.length).toBe(Number(data.string('x00280008')) * 512 * 512 * 2);
    expect((data.elements.xfffcfffc?.dataOffset ?? 0) + (data.elements.xfffcfffc?.length ?? 0)).toBe(byteCount);
  });

  it('refuse a size that no even-length file can have', () => {
    expect(() => largeInstance(5_000_001)).toThrow(RangeError);
  });

  it('give CT and MR instances that all differ, the same ones for the same seed and others for another', () => {
    const digests = (seed: number): string[] =>
      [...ctStudy(12, { seed })].map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
    const first = digests(1);
    expect(new Set([...first, ...digests(2)]).size).toBe(24);
    expect(digests(1)).toEqual(first);
    const mr = [...mrStudy(3)];
    expect(new Set(mr.map(({ identities }) => identities.sopInstanceUID)).size).toBe(3);
    expect(mr.every(({ bytes }) => bytes.length > 32_768 && bytes.length < 36_000)).toBe(true);
  });
});
