import type { JsonPersonName } from '../dicom/dicom-json-types.js';

/** What one data set, or several that say the same, state of their patient. */
export interface StatedPatient {
  patientID: string | null;
  issuerOfPatientID: string | null;
  patientName: JsonPersonName | null;
  /** DA, as found. */
  patientBirthDate: string | null;
  patientSex: string | null;
  /** False where text can't be in the character set that the data set declares. */
  isTextTrusted: boolean;
}

export interface KnownPatientID {
  patientID: string;
  issuerOfPatientID: string | null;
}

/** What an order says of its patient: as it was signed, or as the chart says today. */
export interface OrderedPatient {
  familyName: string;
  givenName: string;
  middleName: string;
  /** Further whole names: maiden names, names in another alphabet; each as DICOM PN text, or `Family, Given`. */
  otherNames: readonly string[];
  /** YYYY-MM-DD */
  birthDate: string | null;
  sex: string | null;
  /** Under which the sender's PACS may know the patient: only those that hold for the organization that sent the images. */
  patientIDs: readonly KnownPatientID[];
}
