import { createHash } from 'node:crypto';

export const sopClasses = {
  mediaStorageDirectory: '1.2.840.10008.1.3.10',
  computedRadiography: '1.2.840.10008.5.1.4.1.1.1',
  digitalXRayForPresentation: '1.2.840.10008.5.1.4.1.1.1.1',
  ct: '1.2.840.10008.5.1.4.1.1.2',
  ultrasoundMultiFrame: '1.2.840.10008.5.1.4.1.1.3.1',
  mr: '1.2.840.10008.5.1.4.1.1.4',
  secondaryCapture: '1.2.840.10008.5.1.4.1.1.7',
  multiFrameGrayscaleWordSecondaryCapture: '1.2.840.10008.5.1.4.1.1.7.3',
  videoEndoscopic: '1.2.840.10008.5.1.4.1.1.77.1.1.1',
} as const;

export const transferSyntaxes = {
  implicitVRLittleEndian: '1.2.840.10008.1.2',
  explicitVRLittleEndian: '1.2.840.10008.1.2.1',
  deflatedExplicitVRLittleEndian: '1.2.840.10008.1.2.1.99',
  explicitVRBigEndian: '1.2.840.10008.1.2.2',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  jpegLossless: '1.2.840.10008.1.2.4.57',
  jpegLosslessSV1: '1.2.840.10008.1.2.4.70',
  jpegLSLossless: '1.2.840.10008.1.2.4.80',
  jpegLSNearLossless: '1.2.840.10008.1.2.4.81',
  jpeg2000Lossless: '1.2.840.10008.1.2.4.90',
  jpeg2000: '1.2.840.10008.1.2.4.91',
  mpeg4HighProfile41: '1.2.840.10008.1.2.4.102',
  jpegXLLossless: '1.2.840.10008.1.2.4.110',
  jpegXL: '1.2.840.10008.1.2.4.112',
  htj2kLossless: '1.2.840.10008.1.2.4.201',
  htj2kLosslessRPCL: '1.2.840.10008.1.2.4.202',
  htj2k: '1.2.840.10008.1.2.4.203',
  rleLossless: '1.2.840.10008.1.2.5',
  deflatedImageFrame: '1.2.840.10008.1.2.8.1',
} as const;

export interface Patient {
  readonly patientName: string;
  readonly patientID: string;
  readonly patientBirthDate: string;
  readonly patientSex: 'F' | 'M' | 'O';
}

export const sofia: Patient = { patientName: 'Sample^Sofia', patientID: 'RC-100234', patientBirthDate: '19680412', patientSex: 'F' };
export const oscar: Patient = { patientName: 'Other^Oscar', patientID: 'RC-200777', patientBirthDate: '19710930', patientSex: 'M' };

/**
 * Gives the same UID for the same name in every run: a name-based UUID below 2.25.
 *
 * @see PS3.5 B.2
 */
export function sampleUID(name: string): string {
  const uuid = createHash('sha256').update(`dicom-samples/${name}`).digest().subarray(0, 16);
  uuid[6] = (uuid.readUInt8(6) & 0x0f) | 0x80;
  uuid[8] = (uuid.readUInt8(8) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${uuid.toString('hex')}`)}`;
}
