import { compressFrame } from './codec.js';
import type { DataSet } from './data-set-writer.js';
import { type DirectoryEntry, dicomDirectory } from './dicomdir.js';
import { oscar, sofia, transferSyntaxes } from './identities.js';
import { byteFrame, type StudySettings } from './instance-modules.js';
import { drawChest } from './projection-pictures.js';
import { impostorOf, type SampleFile, sampleOf } from './sample.js';
import { chestPlate, ctSlice, handImage } from './studies.js';

const ctStudy: StudySettings = {
  name: 'cd/ct',
  patient: sofia,
  date: '20230912',
  time: '113000',
  description: 'CT HEAD WITHOUT CONTRAST',
  accessionNumber: 'RC23-09120',
};
const crStudy: StudySettings = { ...ctStudy, name: 'cd/cr', time: '110500', description: 'CR CHEST PA', accessionNumber: 'RC23-09121' };
const dxStudy: StudySettings = {
  ...ctStudy,
  name: 'cd/dx',
  patient: oscar,
  date: '20230913',
  description: 'DX HAND LEFT PA',
  accessionNumber: 'RC23-09130',
};

/** What stands in the root of the CD for people and for Windows; a receiver skips and counts it. */
const companions: readonly { readonly file: string; readonly text: string; readonly feature: string }[] = [
  { file: 'AUTORUN.INF', text: '[autorun]\r\nopen=VIEWER\\VIEWER.EXE\r\nlabel=DICOM IMAGES\r\n', feature: 'autorun' },
  {
    file: 'README.TXT',
    text: 'This disc holds DICOM images of two made-up patients.\r\nOpen DICOMDIR with a DICOM viewer.\r\n',
    feature: 'text',
  },
  {
    file: 'VIEWER/VIEWER.EXE',
    text: 'MZ This is a text that begins like a program. It does nothing.\r\n',
    feature: 'executable',
  },
];

function instances(): readonly { readonly file: string; readonly dataSet: DataSet; readonly features: readonly string[] }[] {
  const axial = [8, 11, 14, 17].map((index, place) => ({
    file: `DICOM/SOFIA/CT02/IM00000${place + 1}`,
    dataSet: ctSlice({ study: ctStudy, orientation: 'axial', index, instanceNumber: place + 1 }),
    features: ['ct'],
  }));
  const coronal = [4, 7].map((index, place) => ({
    file: `DICOM/SOFIA/CT03/IM00000${place + 1}`,
    dataSet: ctSlice({ study: ctStudy, orientation: 'coronal', index, instanceNumber: place + 1 }),
    features: ['ct'],
  }));
  return [
    ...axial,
    ...coronal,
    { file: 'DICOM/SOFIA/CR01/IM000001', dataSet: chestPlate(crStudy), features: ['cr'] },
    { file: 'DICOM/OSCAR/DX01/IM000001', dataSet: handImage(dxStudy), features: ['dx', 'other-patient'] },
  ];
}

/** The DICOMDIR of the samples' CD. */
export function cdDirectory(): Buffer {
  return directoryOf(instances());
}

function directoryOf(listed: ReturnType<typeof instances>): Buffer {
  const entries = listed.map(({ file, dataSet }): DirectoryEntry => {
    return { fileID: file.replaceAll('/', '\\'), dataSet, transferSyntaxUID: transferSyntaxes.explicitVRLittleEndian };
  });
  return dicomDirectory(entries, 'RC-SAMPLES');
}

/**
 * A CD as patients bring it: DICOMDIR, the images of two patients under names of 8 characters, and a viewer.
 *
 * @see PS3.10 8.2 (File ID), PS3.12 F (CD-R)
 */
export async function* cdSamples(): AsyncGenerator<SampleFile> {
  const listed = instances();
  yield impostorOf('cd/DICOMDIR', directoryOf(listed), null, ['cd', 'dicomdir']);
  for (const { file, dataSet, features } of listed) {
    yield sampleOf(dataSet, { file: `cd/${file}`, features: ['cd', ...features] });
  }
  for (const { file, text, feature } of companions) {
    yield impostorOf(`cd/${file}`, Buffer.from(text, 'latin1'), null, ['cd', 'not-dicom', feature]);
  }
  const photograph = await compressFrame(byteFrame(drawChest(256, 256)), transferSyntaxes.jpegBaseline);
  yield impostorOf('cd/PREVIEW.JPG', photograph, null, ['cd', 'not-dicom', 'jpeg']);
}
