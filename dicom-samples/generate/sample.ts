import type { DataSet } from './data-set-writer.js';
import type { Keyword } from './dictionary.js';
import { type Part10Options, part10File, textOf } from './part10-file.js';

/** What a receiver does with a sample: stores it, stores it and says what is odd, or refuses it. */
export type Expectation = 'accept' | 'accept-with-warning' | 'reject';

/** What a sample says of itself; null where the attribute is absent or the sample is no DICOM. `patientName` is decoded, all groups. */
export interface SampleIdentities {
  readonly sopClassUID: string | null;
  readonly transferSyntaxUID: string | null;
  readonly sopInstanceUID: string | null;
  readonly studyInstanceUID: string | null;
  readonly seriesInstanceUID: string | null;
  readonly patientID: string | null;
  readonly patientName: string | null;
  readonly characterSet: string | null;
}

export interface SampleFile extends SampleIdentities {
  /** Path below the samples' folder, with slashes. */
  readonly file: string;
  readonly bytes: Buffer;
  readonly expect: Expectation;
  /** The one thing that is wrong with a broken sample. */
  readonly fault: string | null;
  readonly features: readonly string[];
}

export interface SampleSettings extends Part10Options {
  readonly file: string;
  readonly features: readonly string[];
  readonly expect?: Expectation;
  readonly fault?: string;
  /** Overrides what is read from the data set, for instance a name in another alphabet. */
  readonly patientName?: string;
  /** The file's bytes where they are not simply the data set's. */
  readonly bytes?: Buffer;
}

/** Makes a sample of a data set: its Part 10 file and what the manifest says of it. */
export function sampleOf(dataSet: DataSet, settings: SampleSettings): SampleFile {
  const transferSyntaxUID = settings.transferSyntaxUID ?? '1.2.840.10008.1.2.1';
  const read = (keyword: Keyword): string | null => textOf(dataSet, keyword) || null;
  return {
    file: settings.file,
    bytes: settings.bytes ?? part10File(dataSet, settings),
    sopClassUID: read('SOPClassUID'),
    transferSyntaxUID,
    sopInstanceUID: read('SOPInstanceUID'),
    studyInstanceUID: read('StudyInstanceUID'),
    seriesInstanceUID: read('SeriesInstanceUID'),
    patientID: read('PatientID'),
    patientName: settings.patientName ?? read('PatientName'),
    characterSet: read('SpecificCharacterSet'),
    expect: settings.expect ?? 'accept',
    fault: settings.fault ?? null,
    features: settings.features,
  };
}

/** Makes a sample of a file that is no instance at all. */
export function impostorOf(file: string, bytes: Buffer, fault: string | null, features: readonly string[]): SampleFile {
  return {
    file,
    bytes,
    sopClassUID: null,
    transferSyntaxUID: null,
    sopInstanceUID: null,
    studyInstanceUID: null,
    seriesInstanceUID: null,
    patientID: null,
    patientName: null,
    characterSet: null,
    expect: 'reject',
    fault,
    features,
  };
}
