import { attributes, type DataSet, mergeDataSets } from '../../dicom-samples/generate/data-set-writer.js';
import { sofia, sopClasses } from '../../dicom-samples/generate/identities.js';
import { part10File } from '../../dicom-samples/generate/part10-file.js';

/** One instance in any uncompressed transfer syntax: words, a sequence and a private element among its elements. */
export function syntaxVariants(): (transferSyntaxUID: string) => Buffer {
  const pixels = Buffer.alloc(64 * 64 * 2);
  for (let index = 0; index < 64 * 64; index++) pixels.writeUInt16LE((index * 7) & 0xfff, index * 2);
  const dataSet: DataSet = mergeDataSets(
    attributes({
      SOPClassUID: sopClasses.ct,
      SOPInstanceUID: '2.25.77001',
      StudyInstanceUID: '2.25.77002',
      SeriesInstanceUID: '2.25.77003',
      PatientName: sofia.patientName,
      PatientID: sofia.patientID,
      Modality: 'CT',
      Rows: 64,
      Columns: 64,
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 11,
      PixelRepresentation: 0,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
    }),
    [{ tag: 0x7fe00010, vr: 'OW', value: pixels }],
  );
  return (transferSyntaxUID) => part10File(dataSet, { transferSyntaxUID });
}
