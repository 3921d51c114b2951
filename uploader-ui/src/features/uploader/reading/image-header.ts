/** Whose images these are, as the data set says. */
export interface ImagesPatient {
  patientID: string;
  /** As the standard writes names, decoded: groups by =, components by ^. */
  patientName: string;
  /** YYYYMMDD or as found. */
  birthDate: string;
  sex: string;
  /** False where the text does not fit its declared character set: nothing may be matched on it. */
  textTrusted: boolean;
}

/** What the page needs of an instance; read from its beginning, without pixel values. */
export interface ImageHeader {
  sopClassUID: string;
  sopInstanceUID: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  transferSyntaxUID: string;
  patient: ImagesPatient;
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
