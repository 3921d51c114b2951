import {
  attributes,
  type DataSet,
  type ElementValue,
  encodeDataSet,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
  mergeDataSets,
  padToEven,
} from './data-set-writer.js';
import { deflateBytes } from './deflate.js';
import { dictionary, type Keyword } from './dictionary.js';
import { sampleUID, transferSyntaxes } from './identities.js';

export interface Part10Options {
  readonly transferSyntaxUID?: string;
  /** At most 128 bytes; the rest is zeros. */
  readonly preamble?: Uint8Array;
  /** What the File Meta Information says instead: for broken samples. */
  readonly meta?: Partial<Record<Keyword, ElementValue>>;
}

/** Reads one attribute's text from a data set that is being made; empty when it is absent. */
export function textOf(dataSet: DataSet, keyword: Keyword): string {
  const value = dataSet.find((element) => element.tag === dictionary[keyword][0])?.value;
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('latin1');
  }
  return typeof value === 'string' ? value : '';
}

/**
 * Makes a whole Part 10 file of a data set.
 *
 * @see PS3.10 7.1
 */
export function part10File(dataSet: DataSet, options: Part10Options = {}): Buffer {
  const transferSyntaxUID = options.transferSyntaxUID ?? transferSyntaxes.explicitVRLittleEndian;
  return Buffer.concat([part10Header(dataSet, { ...options, transferSyntaxUID }), encodeFor(dataSet, transferSyntaxUID)]);
}

/** Makes preamble, prefix and File Meta Information for a data set. */
export function part10Header(dataSet: DataSet, options: Part10Options = {}): Buffer {
  const preamble = Buffer.alloc(128);
  preamble.set(options.preamble ?? []);
  const meta = mergeDataSets(
    attributes({
      FileMetaInformationVersion: Uint8Array.of(0, 1),
      MediaStorageSOPClassUID: textOf(dataSet, 'SOPClassUID'),
      MediaStorageSOPInstanceUID: textOf(dataSet, 'SOPInstanceUID'),
      TransferSyntaxUID: options.transferSyntaxUID ?? transferSyntaxes.explicitVRLittleEndian,
      ImplementationClassUID: sampleUID('implementation'),
      ImplementationVersionName: 'DICOM_SAMPLES_1',
    }),
    attributes(options.meta ?? {}),
  );
  const encodedMeta = encodeDataSet(meta, explicitLittleEndian);
  const groupLength = encodeDataSet([{ tag: 0x00020000, vr: 'UL', value: encodedMeta.length }], explicitLittleEndian);
  return Buffer.concat([preamble, Buffer.from('DICM', 'latin1'), groupLength, encodedMeta]);
}

/** Encodes a data set as a transfer syntax asks; encapsulated ones are explicit little endian outside the frames. */
export function encodeFor(dataSet: DataSet, transferSyntaxUID: string): Buffer {
  if (transferSyntaxUID === transferSyntaxes.implicitVRLittleEndian) {
    return encodeDataSet(dataSet, implicitLittleEndian);
  }
  if (transferSyntaxUID === transferSyntaxes.explicitVRBigEndian) {
    return encodeDataSet(dataSet, explicitBigEndian);
  }
  const encoded = encodeDataSet(dataSet, explicitLittleEndian);
  return transferSyntaxUID === transferSyntaxes.deflatedExplicitVRLittleEndian ? padToEven(deflateBytes(encoded), 0x00) : encoded;
}
