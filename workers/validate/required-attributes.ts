import type { DicomJson } from '#core/database/tables.js';

const keywords: Record<string, string> = {
  '00080005': 'SpecificCharacterSet',
  '00080020': 'StudyDate',
  '00080030': 'StudyTime',
  '00080050': 'AccessionNumber',
  '00080060': 'Modality',
  '00100010': 'PatientName',
  '00100020': 'PatientID',
  '00100030': 'PatientBirthDate',
  '00100040': 'PatientSex',
  '00180050': 'SliceThickness',
  '00200010': 'StudyID',
  '00200011': 'SeriesNumber',
  '00200013': 'InstanceNumber',
  '00200032': 'ImagePositionPatient',
  '00200037': 'ImageOrientationPatient',
  '00200052': 'FrameOfReferenceUID',
  '00280002': 'SamplesPerPixel',
  '00280004': 'PhotometricInterpretation',
  '00280008': 'NumberOfFrames',
  '00280010': 'Rows',
  '00280011': 'Columns',
  '00280030': 'PixelSpacing',
  '00280100': 'BitsAllocated',
  '00280101': 'BitsStored',
  '00280102': 'HighBit',
  '00280103': 'PixelRepresentation',
  '00281052': 'RescaleIntercept',
  '00281053': 'RescaleSlope',
  '00420012': 'MIMETypeOfEncapsulatedDocument',
  '0008103E': 'SeriesDescription',
  '00080064': 'ConversionType',
};

const tagOf = new Map(Object.entries(keywords).map(([tag, keyword]) => [keyword, tag]));
const tags = (...names: string[]) => names.map((name) => tagOf.get(name) ?? name);

const imagePixel = tags(
  'SamplesPerPixel',
  'PhotometricInterpretation',
  'Rows',
  'Columns',
  'BitsAllocated',
  'BitsStored',
  'HighBit',
  'PixelRepresentation',
);
const floatPixel = tags('SamplesPerPixel', 'PhotometricInterpretation', 'Rows', 'Columns', 'BitsAllocated');
const plane = tags('PixelSpacing', 'ImageOrientationPatient', 'ImagePositionPatient', 'FrameOfReferenceUID');
const frames = tags('NumberOfFrames');

interface ObjectClass {
  /** An image: pixel data and its description belong to it. */
  isImage: boolean;
  /** Type 1 attributes of the data set itself, beyond those of the pixel data. @see PS3.3 A */
  required: readonly string[];
}

const storage = '1.2.840.10008.5.1.4.1.1';
const image = (required: readonly string[] = []): ObjectClass => ({ isImage: true, required });
const enhanced = image([...frames]);

// Only the image IODs that make up nearly all referrals, and only what the index knows.
const objectClasses = new Map<string, ObjectClass>([
  [`${storage}.1`, image()],
  [`${storage}.1.1`, image()],
  [`${storage}.1.1.1`, image()],
  [`${storage}.1.2`, image()],
  [`${storage}.1.2.1`, image()],
  [`${storage}.1.3`, image()],
  [`${storage}.2`, image([...plane, ...tags('RescaleIntercept', 'RescaleSlope')])],
  [`${storage}.2.1`, enhanced],
  [`${storage}.3.1`, enhanced],
  [`${storage}.4`, image(plane)],
  [`${storage}.4.1`, enhanced],
  [`${storage}.6.1`, image()],
  [`${storage}.6.2`, enhanced],
  [`${storage}.7`, image(tags('ConversionType'))],
  [`${storage}.7.1`, image([...frames])],
  [`${storage}.7.2`, image([...frames])],
  [`${storage}.7.3`, image([...frames])],
  [`${storage}.7.4`, image([...frames])],
  [`${storage}.12.1`, image()],
  [`${storage}.12.1.1`, enhanced],
  [`${storage}.12.2`, image()],
  [`${storage}.13.1.1`, enhanced],
  [`${storage}.13.1.3`, enhanced],
  [`${storage}.20`, image([...frames])],
  [`${storage}.66.4`, image([...frames])],
  [`${storage}.77.1.1`, image()],
  [`${storage}.77.1.1.1`, image([...frames])],
  [`${storage}.77.1.2`, image()],
  [`${storage}.77.1.4`, image()],
  [`${storage}.77.1.4.1`, image([...frames])],
  [`${storage}.77.1.5.1`, image([...frames])],
  [`${storage}.77.1.6`, enhanced],
  [`${storage}.128`, image([...plane, ...tags('RescaleIntercept', 'RescaleSlope')])],
  [`${storage}.130`, enhanced],
  [`${storage}.481.1`, image()],
  [`${storage}.104.1`, { isImage: false, required: tags('MIMETypeOfEncapsulatedDocument') }],
  [`${storage}.104.2`, { isImage: false, required: tags('MIMETypeOfEncapsulatedDocument') }],
]);

// Type 2: must be there, may be empty.
const expected = tags('StudyDate', 'StudyTime', 'AccessionNumber', 'StudyID', 'SeriesNumber', 'PatientBirthDate', 'PatientSex');

/** Keywords of what is missing, by how much it matters. */
export interface MissingAttributes {
  required: string[];
  patient: string[];
  expected: string[];
  pixelData: boolean;
}

/** Tells which attributes an object lacks that its SOP class demands. @see PS3.3 A.1.3, PS3.5 7.4 */
export function missingAttributes(attributes: DicomJson, sopClassUID: string, pixelDataKind: string): MissingAttributes {
  const objectClass = objectClasses.get(sopClassUID);
  const isEmpty = (tag: string) => {
    const first = attributes[tag]?.Value?.[0];
    return first === undefined || first === null || first === '';
  };
  const pixels = pixelDataKind === 'none' ? [] : pixelDataKind === 'float' ? floatPixel : imagePixel;
  const required = [...tags('Modality'), ...(objectClass?.required ?? []), ...pixels];
  const named = (list: readonly string[]) => list.map((tag) => keywords[tag] ?? tag);
  return {
    required: named(required.filter(isEmpty)),
    patient: named(tags('PatientName', 'PatientID').filter(isEmpty)),
    expected: named(expected.filter((tag) => attributes[tag] === undefined)),
    pixelData: Boolean(objectClass?.isImage) && pixelDataKind === 'none',
  };
}
