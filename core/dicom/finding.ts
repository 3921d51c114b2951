/** How much a finding matters: `info` is worth knowing, `warning` is off-standard but usable, `error` stops the way until a person decides. */
export type FindingSeverity = 'info' | 'warning' | 'error';

/** Something noticed about an instance, told in words that the sender's team and radiology staff understand; never carries patient data. */
export interface Finding {
  code: string;
  severity: FindingSeverity;
  explanation: string;
  whatToDo: string;
}

const askTheVendor = 'Nothing for now; the vendor of the sending system should be told.';

const structureFindings = {
  'no-file-meta-information': {
    severity: 'warning',
    explanation: 'The file has no preamble and no file meta information; its transfer syntax was recognised from its bytes.',
    whatToDo: 'Nothing needs to be done for now; ask the sender to export complete DICOM files (PS3.10).',
  },
  'meta-transfer-syntax-missing': {
    severity: 'warning',
    explanation: 'The file meta information names no transfer syntax; it was recognised from the bytes of the data set.',
    whatToDo: askTheVendor,
  },
  'meta-group-length-missing': { severity: 'info', explanation: 'The file meta information has no group length.', whatToDo: askTheVendor },
  'meta-group-length-wrong': {
    severity: 'warning',
    explanation: 'The file meta information is longer or shorter than its group length says.',
    whatToDo: askTheVendor,
  },
  'meta-sop-class-missing': {
    severity: 'warning',
    explanation: 'The file meta information does not name the SOP class.',
    whatToDo: askTheVendor,
  },
  'meta-sop-instance-missing': {
    severity: 'warning',
    explanation: 'The file meta information does not name the SOP instance.',
    whatToDo: askTheVendor,
  },
  'meta-identity-differs': {
    severity: 'warning',
    explanation: 'The file meta information names another SOP class or instance than the data set; the data set is taken.',
    whatToDo: askTheVendor,
  },
  'meta-implicit-vr': {
    severity: 'warning',
    explanation: 'The file meta information is encoded without value representations.',
    whatToDo: askTheVendor,
  },
  'preamble-executable': {
    severity: 'warning',
    explanation: 'The preamble of the file begins like a program. It is kept as evidence and never handed out.',
    whatToDo: 'Have the sending computer checked for malware; the images themselves are usable.',
  },
  'preamble-markup': {
    severity: 'warning',
    explanation: 'The preamble of the file begins like a web page or document. It is kept as evidence and never handed out.',
    whatToDo: 'Have the sending computer checked for malware; the images themselves are usable.',
  },
  'preamble-not-zero': {
    severity: 'info',
    explanation: 'The preamble of the file is neither empty nor a TIFF header. It is kept as evidence and leaves this system as zeros.',
    whatToDo: 'Nothing needs to be done.',
  },
  'uid-not-standard': {
    severity: 'warning',
    explanation: 'A unique identifier is not formed as PS3.5 9.1 demands (letters, a leading zero or an empty part).',
    whatToDo: askTheVendor,
  },
  'elements-out-of-order': {
    severity: 'warning',
    explanation: 'Data elements do not stand in ascending order of their tags.',
    whatToDo: askTheVendor,
  },
  'duplicate-element': {
    severity: 'warning',
    explanation: 'A data element occurs more than once; its first value is taken.',
    whatToDo: askTheVendor,
  },
  'odd-length': { severity: 'info', explanation: 'A value has an odd number of bytes; PS3.5 demands an even one.', whatToDo: askTheVendor },
  'vr-not-standard': {
    severity: 'warning',
    explanation: 'A data element has a value representation that the standard does not know.',
    whatToDo: askTheVendor,
  },
  'item-encoding-differs': {
    severity: 'warning',
    explanation: 'The items of a sequence are encoded otherwise than the data set around them.',
    whatToDo: askTheVendor,
  },
  'stray-delimiter': { severity: 'info', explanation: 'A delimitation item stands where none belongs.', whatToDo: askTheVendor },
  'trailing-zeros': { severity: 'info', explanation: 'Zero bytes follow the end of the data set.', whatToDo: 'Nothing needs to be done.' },
  'bytes-after-deflated-data': {
    severity: 'info',
    explanation: 'A few bytes follow the end of the deflated data set.',
    whatToDo: 'Nothing needs to be done.',
  },
  'transfer-syntax-retired': {
    severity: 'warning',
    explanation: 'The transfer syntax is retired; few systems can still show such images.',
    whatToDo: 'Ask the sender to send it uncompressed when it cannot be shown.',
  },
  'transfer-syntax-unknown': {
    severity: 'warning',
    explanation: 'The transfer syntax is private or not known here.',
    whatToDo: 'Ask the sender for a standard transfer syntax when it cannot be shown.',
  },
  'text-not-trusted': {
    severity: 'warning',
    explanation: 'Text cannot be in the character set that the data set declares; names may show wrong.',
    whatToDo: 'Compare names by eye; nothing is matched on them by itself.',
  },
  'value-cut-for-index': {
    severity: 'info',
    explanation: 'A long value was shortened in the index; the stored data set is whole.',
    whatToDo: 'Nothing needs to be done.',
  },
} as const satisfies Record<string, Omit<Finding, 'code'>>;

/** The codes of the findings that reading a data set can bring; worker stages have tables of their own. */
export type StructureFindingCode = keyof typeof structureFindings;

/** Every code in the table. */
export const structureFindingCodes = Object.keys(structureFindings) as StructureFindingCode[];

/** Gives the finding for a code of the table, as a new object. */
export function structureFinding(code: StructureFindingCode): Finding {
  return { code, ...structureFindings[code] };
}
