import type { StatedPatient } from '#core/identity/statements.js';

/** What the page needs of an instance; read from its beginning, without pixel values. */
export interface ImageHeader {
  sopClassUID: string;
  sopInstanceUID: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  transferSyntaxUID: string;
  /** Whose images these are, as the gateway will read it. */
  patient: StatedPatient;
  modality: string;
  studyDate: string;
  studyDescription: string;
  accessionNumber: string;
  seriesDescription: string;
  seriesNumber: number | null;
  instanceNumber: number | null;
  laterality: string;
  numberOfFrames: number;
}

/** Why a file is not among the images. */
export type NotAnImage =
  | 'empty'
  | 'not-dicom'
  | 'no-identifiers'
  | 'cut-off'
  | 'unreadable'
  | 'encrypted'
  | 'archive-inside-archive'
  | 'archive-damaged'
  | 'archive-too-large'
  | 'picture'
  | 'document'
  | 'viewer-program'
  | 'system-file';

export type HeaderResult =
  | { kind: 'instance'; header: ImageHeader }
  /** A DICOMDIR: the files it lists, as paths with slashes from its own folder. */
  | { kind: 'directory'; listedFiles: string[] }
  | { kind: 'other'; reason: NotAnImage };
