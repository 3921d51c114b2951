import { attributes, type DataSet, type ElementValue, mergeDataSets } from '../../../dicom-samples/generate/data-set-writer.js';
import type { Keyword } from '../../../dicom-samples/generate/dictionary.js';
import { type Part10Options, part10File } from '../../../dicom-samples/generate/part10-file.js';

export interface SmallImage {
  study?: string;
  series?: string;
  instance: number;
  patient?: Partial<Record<Keyword, ElementValue>>;
  pixels?: Uint8Array;
  change?: Partial<Record<Keyword, ElementValue>>;
  options?: Part10Options;
}

const root = '1.2.826.0.1.3680043.8.498.77';
export const doe = { PatientName: 'Doe^Archibald', PatientID: '77654033', PatientBirthDate: '19500101', PatientSex: 'M' } as const;

/** A secondary capture of 16 x 16 gray pixels. */
export function smallImage(image: SmallImage): Buffer {
  const { study = '1', series = '1', instance } = image;
  const dataSet: DataSet = mergeDataSets(
    attributes({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
      SOPInstanceUID: `${root}.${study}.${series}.${instance}`,
      StudyInstanceUID: `${root}.${study}`,
      SeriesInstanceUID: `${root}.${study}.${series}`,
      StudyDate: '20240101',
      StudyTime: '120000',
      AccessionNumber: '',
      StudyID: '1',
      Modality: 'OT',
      ConversionType: 'WSD',
      SeriesNumber: '1',
      InstanceNumber: String(instance),
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: 16,
      Columns: 16,
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelRepresentation: 0,
      PixelData: image.pixels ?? Uint8Array.from({ length: 256 }, (_value, index) => (index + instance) & 255),
    }),
    attributes({ ...doe, ...image.patient }),
    attributes(image.change ?? {}),
  );
  return part10File(dataSet, image.options);
}
