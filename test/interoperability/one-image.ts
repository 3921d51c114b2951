import { attributes, type ElementValue, mergeDataSets } from '../../dicom-samples/generate/data-set-writer.js';
import type { Keyword } from '../../dicom-samples/generate/dictionary.js';
import { type Patient, sampleUID, sofia, sopClasses } from '../../dicom-samples/generate/identities.js';
import { commonModules, pixelModule, wordFrame } from '../../dicom-samples/generate/instance-modules.js';
import { type Part10Options, part10File } from '../../dicom-samples/generate/part10-file.js';
import type { InstanceAddress } from '../support/dicomweb-client.js';

export interface OneImage extends InstanceAddress {
  bytes: Buffer;
}

export interface OneImageSettings {
  /** Names the study's UIDs: the same name, the same study. */
  study: string;
  instanceNumber?: number;
  patient?: Patient;
  accessionNumber?: string;
  change?: Partial<Record<Keyword, ElementValue>>;
  /** Another value, other pixels. */
  content?: number;
  options?: Part10Options;
}

/** A small sound secondary capture of a patient; `change` overrides any attribute. */
export function oneImage(settings: OneImageSettings): OneImage {
  const { study, instanceNumber = 1, patient = sofia, content = 0 } = settings;
  const values = Int16Array.from({ length: 32 * 32 }, (_value, index) => (index * 3 + content) & 0xfff);
  const dataSet = mergeDataSets(
    commonModules({
      study: {
        name: `interoperability/${study}`,
        patient,
        date: '20240326',
        time: '080000',
        description: 'ONE IMAGE',
        accessionNumber: settings.accessionNumber,
      },
      series: 'one',
      seriesNumber: 1,
      seriesDescription: 'ONE IMAGE',
      modality: 'OT',
      sopClassUID: sopClasses.secondaryCapture,
      instanceNumber,
    }),
    attributes({ ImageType: 'DERIVED\\SECONDARY', ConversionType: 'SYN' }),
    pixelModule(wordFrame({ columns: 32, rows: 32, values })),
    attributes(settings.change ?? {}),
  );
  return {
    bytes: part10File(dataSet, settings.options),
    studyInstanceUID: sampleUID(`interoperability/${study}`),
    seriesInstanceUID: sampleUID(`interoperability/${study}/one`),
    sopInstanceUID: sampleUID(`interoperability/${study}/one/${instanceNumber}`),
  };
}
