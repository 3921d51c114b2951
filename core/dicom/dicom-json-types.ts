/** A person's name by component group. @see PS3.18 F.2.2 */
export interface JsonPersonName {
  Alphabetic?: string;
  Ideographic?: string;
  Phonetic?: string;
}

export type JsonValue = string | number | null | JsonPersonName | DicomJson;

/** One attribute in the DICOM JSON model. @see PS3.18 F.2.2 */
export interface JsonAttribute {
  vr: string;
  Value?: JsonValue[];
  BulkDataURI?: string;
  InlineBinary?: string;
}

/** A data set in the DICOM JSON model: keys are eight upper-case hexadecimal digits. @see PS3.18 F.2 */
export interface DicomJson {
  [tag: string]: JsonAttribute;
}
