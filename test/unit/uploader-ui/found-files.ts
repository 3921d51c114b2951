import type { StatedPatient } from '#core/identity/statements.js';
import type { FileSource } from '../../../uploader-ui/src/features/uploader/reading/file-source.js';
import type { ImageHeader } from '../../../uploader-ui/src/features/uploader/reading/image-header.js';

/** A file as it was chosen, without content. */
export const foundSource = (path: string, size = 100): FileSource => ({
  path,
  size,
  beginning: async () => new Blob([]),
  whole: async () => new Blob([]),
});

export const sofia: StatedPatient = {
  patientName: { Alphabetic: 'Sample^Sofia' },
  patientID: 'RC',
  issuerOfPatientID: null,
  patientBirthDate: '19680412',
  patientSex: 'F',
  isTextTrusted: true,
};
export const oscar: StatedPatient = {
  ...sofia,
  patientName: { Alphabetic: 'Other^Oscar' },
  patientID: 'X',
  patientBirthDate: '19710930',
  patientSex: 'M',
};

/** What the browser read of an image of Sofia Sample. */
export const foundHeader = (sopInstanceUID: string, changes: Partial<ImageHeader> = {}): ImageHeader => ({
  sopClassUID: '1.2.840.10008.5.1.4.1.1.2',
  sopInstanceUID,
  studyInstanceUID: '1.1',
  seriesInstanceUID: '1.1.1',
  transferSyntaxUID: '1.2.840.10008.1.2.1',
  patient: sofia,
  modality: 'CT',
  studyDate: '20260101',
  studyDescription: 'Head',
  accessionNumber: '',
  seriesDescription: 'Axial',
  seriesNumber: 1,
  instanceNumber: null,
  laterality: '',
  numberOfFrames: 1,
  ...changes,
});
