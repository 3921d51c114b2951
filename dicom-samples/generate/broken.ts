import { cdDirectory } from './cd.js';
import { compressFrame } from './codec.js';
import {
  attributes,
  type DataElement,
  type DataSet,
  encodeDataSet,
  explicitLittleEndian,
  implicitLittleEndian,
  mergeDataSets,
  withoutAttributes,
} from './data-set-writer.js';
import { deflateBomb } from './deflate.js';
import type { Keyword } from './dictionary.js';
import { drawCTSlice } from './head-phantom.js';
import { sampleUID, sofia, sopClasses, transferSyntaxes } from './identities.js';
import { byteFrame, commonModules, pixelModule, wordFrame } from './instance-modules.js';
import { part10File, part10Header } from './part10-file.js';
import { type Expectation, impostorOf, type SampleFile, type SampleSettings, sampleOf } from './sample.js';
import { tiffPreamble } from './tiff-preamble.js';

const picture = {
  columns: 128,
  rows: 128,
  values: drawCTSlice({ orientation: 'axial', positionMm: 10, columns: 128, rows: 128, pixelSpacingMm: 1.953125 }, 5).map(
    (value) => value + 1024,
  ),
};
const deflatedBombRows = 8192;

/** A sound instance named after the fault that it is about to get, so that every broken sample has UIDs of its own. */
function sound(fault: string): DataSet {
  const common = commonModules({
    study: { name: `broken/${fault}`, patient: sofia, date: '20240325', time: '070000', description: 'BROKEN SAMPLE' },
    series: 'one',
    seriesNumber: 1,
    seriesDescription: fault.toUpperCase().slice(0, 64),
    modality: 'OT',
    sopClassUID: sopClasses.secondaryCapture,
    instanceNumber: 1,
  });
  return mergeDataSets(common, attributes({ ImageType: 'DERIVED\\SECONDARY', ConversionType: 'SYN' }), pixelModule(wordFrame(picture)));
}

type Fault = Partial<Omit<SampleSettings, 'file' | 'fault'>> & { readonly dataSet?: DataSet };

function broken(fault: string, expect: Expectation, settings: Fault = {}): SampleFile {
  const { dataSet, ...rest } = settings;
  return sampleOf(dataSet ?? sound(fault), { features: ['broken'], ...rest, file: `broken/${fault}.dcm`, fault, expect });
}

function changed(fault: string, expect: Expectation, values: Parameters<typeof attributes>[0]): SampleFile {
  return broken(fault, expect, { dataSet: mergeDataSets(sound(fault), attributes(values)) });
}

function missing(fault: string, keyword: Keyword): SampleFile {
  const whole = sound(fault);
  return broken(fault, 'reject', {
    dataSet: withoutAttributes(whole, keyword),
    meta: { MediaStorageSOPInstanceUID: sampleUID(`broken/${fault}/one/1`) },
  });
}

function* identityFaults(): Generator<SampleFile> {
  yield missing('no-sop-instance-uid', 'SOPInstanceUID');
  yield missing('no-series-instance-uid', 'SeriesInstanceUID');
  yield changed('empty-study-instance-uid', 'reject', { StudyInstanceUID: '' });
  yield changed('uid-with-path-traversal', 'reject', { SOPInstanceUID: '1.2.826/../../../../etc/passwd' });
  yield changed('uid-too-long', 'reject', { SOPInstanceUID: `1.2.826.0.1.${'1234567890'.repeat(6)}` });
  yield broken('meta-sop-instance-uid-differs', 'accept-with-warning', {
    meta: { MediaStorageSOPInstanceUID: sampleUID('broken/some-other-instance') },
  });
}

function withTrailingSequence(fault: string, items: readonly DataSet[], undefinedLength = false): DataSet {
  const sequence: DataElement = { tag: 0x00400555, vr: 'SQ', value: items, undefinedLength };
  return mergeDataSets(withoutAttributes(sound(fault), 'PixelData'), [sequence]);
}

function* structureFaults(): Generator<SampleFile> {
  const item = attributes({ CodeValue: '121058', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Procedure reported' });
  const cutPixels = sound('truncated-pixel-data');
  const whole = part10File(cutPixels);
  yield broken('truncated-pixel-data', 'reject', { dataSet: cutPixels, bytes: whole.subarray(0, whole.length - 10_000) });

  const cutSequence = withTrailingSequence('truncated-in-sequence', [item, item]);
  const sequenceFile = part10File(cutSequence);
  yield broken('truncated-in-sequence', 'reject', { dataSet: cutSequence, bytes: sequenceFile.subarray(0, sequenceFile.length - 12) });

  const open = withTrailingSequence('undefined-length-without-end', [item], true);
  const openFile = part10File(open);
  // The last 16 bytes are the item's and the sequence's delimiters.
  yield broken('undefined-length-without-end', 'reject', { dataSet: open, bytes: openFile.subarray(0, openFile.length - 16) });

  const shallow = withoutAttributes(sound('nested-1000-deep'), 'PixelData');
  const nestedFile = Buffer.concat([part10File(shallow), nestedSequences(item, 1000)]);
  yield broken('nested-1000-deep', 'reject', { dataSet: shallow, bytes: nestedFile });

  const claimed = sound('claims-3gb-pixel-data').map((element) =>
    element.tag === 0x7fe00010 ? { ...element, claimedLength: 3_221_225_472 } : element,
  );
  yield broken('claims-3gb-pixel-data', 'reject', { dataSet: claimed });

  const lying = sound('lying-transfer-syntax');
  yield broken('lying-transfer-syntax', 'reject', {
    dataSet: lying,
    bytes: Buffer.concat([part10Header(lying), encodeDataSet(lying, implicitLittleEndian)]),
  });

  const glued = sound('two-files-glued');
  yield broken('two-files-glued', 'reject', {
    dataSet: glued,
    bytes: Buffer.concat([part10File(glued), part10File(sound('second-of-two-files'))]),
  });
  yield deflateBombSample();
}

/** Encodes Content Sequences inside each other without recursion, each with one item, all of undefined length. */
function nestedSequences(innermost: DataSet, depth: number): Buffer {
  const level = encodeDataSet([{ tag: 0x0040a730, vr: 'SQ', value: [[]], undefinedLength: true }], explicitLittleEndian);
  // The last 16 bytes are the item's and the sequence's delimiters.
  const opening = level.subarray(0, level.length - 16);
  const closing = level.subarray(level.length - 16);
  return Buffer.concat([...Array(depth).fill(opening), encodeDataSet(innermost, explicitLittleEndian), ...Array(depth).fill(closing)]);
}

function deflateBombSample(): SampleFile {
  const fault = 'deflate-bomb';
  const zeroCount = deflatedBombRows * deflatedBombRows;
  const described = attributes({ Rows: deflatedBombRows, Columns: deflatedBombRows, BitsAllocated: 8, BitsStored: 8, HighBit: 7 });
  const head = mergeDataSets(withoutAttributes(sound(fault), 'PixelData'), described);
  const pixelData: DataElement = { tag: 0x7fe00010, vr: 'OB', value: new Uint8Array(0), claimedLength: zeroCount };
  const dataSet = [...head, pixelData];
  const transferSyntaxUID = transferSyntaxes.deflatedExplicitVRLittleEndian;
  const inflatedHead = encodeDataSet(dataSet, explicitLittleEndian);
  const bytes = Buffer.concat([part10Header(dataSet, { transferSyntaxUID }), deflateBomb(inflatedHead, zeroCount)]);
  return broken(fault, 'reject', {
    dataSet,
    transferSyntaxUID,
    bytes,
    features: ['broken', 'ratio-1000-to-1', `inflates-to-${inflatedHead.length + zeroCount}`],
  });
}

function* preambleFaults(): Generator<SampleFile> {
  yield broken('executable-preamble', 'accept-with-warning', {
    preamble: Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0This program cannot be run in DOS mode.', 'latin1'),
  });
  yield broken('markup-preamble', 'accept-with-warning', {
    preamble: Buffer.from('<html><script>alert(document.domain)</script><!--', 'latin1'),
  });
  const dual = sound('tiff-preamble');
  const preamble = tiffPreamble({ columns: picture.columns, rows: picture.rows, fileLength: part10File(dual).length });
  yield broken('tiff-preamble', 'accept', { dataSet: dual, preamble, features: ['broken', 'tiff-dual-file'] });
  const bare = sound('no-preamble');
  yield broken('no-preamble', 'accept-with-warning', { dataSet: bare, bytes: encodeDataSet(bare, explicitLittleEndian) });
  const implicit = sound('no-preamble-implicit');
  const bytes = encodeDataSet(implicit, implicitLittleEndian);
  yield broken('no-preamble-implicit', 'accept-with-warning', {
    dataSet: implicit,
    transferSyntaxUID: transferSyntaxes.implicitVRLittleEndian,
    bytes,
  });
}

async function* contentFaults(): AsyncGenerator<SampleFile> {
  yield changed('wrong-pixel-data-length', 'accept-with-warning', { PixelData: wordFrame(picture).bytes.subarray(0, 20_000) });
  const garbled = Buffer.from(await compressFrame(byteFrame(picture), transferSyntaxes.jpegBaseline));
  garbled.fill(0x55, 20);
  yield broken('undecodable-jpeg', 'accept-with-warning', {
    dataSet: mergeDataSets(sound('undecodable-jpeg'), pixelModule(byteFrame(picture), { frames: [garbled] })),
    transferSyntaxUID: transferSyntaxes.jpegBaseline,
  });
  yield changed('nul-in-patient-name', 'accept-with-warning', { PatientName: 'Sample^So\0fia' });
  yield changed('script-in-patient-name', 'accept', { PatientName: '<script>alert(1)</script>^Sofia' });
  const badName = Buffer.from('53616d706c655e536fc3286669ff61', 'hex');
  yield broken('bad-utf8-name', 'accept-with-warning', {
    dataSet: mergeDataSets(sound('bad-utf8-name'), attributes({ SpecificCharacterSet: 'ISO_IR 192', PatientName: badName })),
    patientName: badName.toString('utf8'),
  });
  // The bytes are GBK; read as Latin-1 they make a name that nobody has.
  const mislabelled = Buffer.from('57616e675e5869616f446f6e673dcdf55ed0a1b6ab', 'hex');
  yield changed('wrong-character-set-label', 'accept-with-warning', { SpecificCharacterSet: 'ISO_IR 100', PatientName: mislabelled });
  yield changed('odd-dates', 'accept-with-warning', {
    StudyDate: '2024.03.25',
    PatientBirthDate: '19681342',
    StudyTime: '25:61:00',
    SeriesDate: 'YESTERDA',
  });
  const creators: DataSet = [
    { tag: 0x00110010, vr: 'LO', value: '__proto__' },
    { tag: 0x00111001, vr: 'LO', value: 'polluted' },
    { tag: 0x00130010, vr: 'LO', value: 'constructor' },
    { tag: 0x00131001, vr: 'LO', value: 'prototype' },
  ];
  yield broken('proto-named-private-creator', 'accept', { dataSet: mergeDataSets(sound('proto-named-private-creator'), creators) });
}

async function* impostors(): AsyncGenerator<SampleFile> {
  const pdf =
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';
  yield impostorOf('broken/not-dicom-pdf.dcm', Buffer.from(pdf, 'latin1'), 'not-dicom-pdf', ['broken', 'not-dicom']);
  yield impostorOf('broken/not-dicom-jpeg.dcm', await compressFrame(byteFrame(picture), transferSyntaxes.jpegBaseline), 'not-dicom-jpeg', [
    'broken',
    'not-dicom',
  ]);
  yield impostorOf('broken/empty-file.dcm', Buffer.alloc(0), 'empty-file', ['broken', 'not-dicom']);
  yield impostorOf('broken/preamble-only.dcm', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]), 'preamble-only', [
    'broken',
    'not-dicom',
  ]);
  yield impostorOf('broken/dicomdir.dcm', cdDirectory(), 'dicomdir', ['broken', 'dicomdir']);
}

/** Files with one fault each; file name and `fault` say which. */
export async function* brokenSamples(): AsyncGenerator<SampleFile> {
  yield* identityFaults();
  yield* structureFaults();
  yield* preambleFaults();
  yield* contentFaults();
  yield* impostors();
}
