import type { Frame } from './codec.js';
import { attributes, type DataElement, type DataSet, type ElementValue, mergeDataSets } from './data-set-writer.js';
import type { Patient } from './identities.js';
import { sampleUID } from './identities.js';

export interface StudySettings {
  /** Names the UIDs: the same name, the same UIDs. */
  readonly name: string;
  readonly patient: Patient;
  readonly date: string;
  readonly time: string;
  readonly description: string;
  readonly accessionNumber?: string;
}

export interface InstanceSettings {
  readonly study: StudySettings;
  readonly series: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly modality: string;
  readonly sopClassUID: string;
  readonly instanceNumber: number;
}

/** Patient, study, series and equipment of an instance, with UIDs made from the names. */
export function commonModules(settings: InstanceSettings): DataSet {
  const { study, series } = settings;
  return attributes({
    ImageType: 'ORIGINAL\\PRIMARY',
    SOPClassUID: settings.sopClassUID,
    SOPInstanceUID: sampleUID(`${study.name}/${series}/${settings.instanceNumber}`),
    StudyDate: study.date,
    SeriesDate: study.date,
    ContentDate: study.date,
    StudyTime: study.time,
    SeriesTime: study.time,
    ContentTime: study.time,
    AccessionNumber: study.accessionNumber ?? '',
    Modality: settings.modality,
    Manufacturer: 'SAMPLEWORKS',
    InstitutionName: 'Riverside Clinic',
    ReferringPhysicianName: 'Referrer^Rita',
    StationName: `${settings.modality}01`,
    StudyDescription: study.description,
    SeriesDescription: settings.seriesDescription,
    ManufacturerModelName: `SW-${settings.modality} 3000`,
    PatientName: study.patient.patientName,
    PatientID: study.patient.patientID,
    PatientBirthDate: study.patient.patientBirthDate,
    PatientSex: study.patient.patientSex,
    DeviceSerialNumber: '000117',
    SoftwareVersions: '3.0.1',
    StudyInstanceUID: sampleUID(study.name),
    SeriesInstanceUID: sampleUID(`${study.name}/${series}`),
    StudyID: '1',
    SeriesNumber: settings.seriesNumber,
    InstanceNumber: settings.instanceNumber,
  });
}

/** Image Pixel attributes of a frame, and its Pixel Data unless another value is given. */
export function pixelModule(frame: Frame, pixelData: ElementValue = frame.bytes): DataSet {
  const isColor = frame.samplesPerPixel === 3;
  const described = attributes({
    SamplesPerPixel: frame.samplesPerPixel,
    PhotometricInterpretation: isColor ? 'RGB' : 'MONOCHROME2',
    ...(isColor ? { PlanarConfiguration: 0 } : {}),
    Rows: frame.rows,
    Columns: frame.columns,
    BitsAllocated: frame.bitsAllocated,
    BitsStored: frame.bitsStored,
    HighBit: frame.bitsStored - 1,
    PixelRepresentation: 0,
  });
  return mergeDataSets(described, [{ tag: 0x7fe00010, vr: frame.bitsAllocated === 16 ? 'OW' : 'OB', value: pixelData }]);
}

/** Makes a frame of 16-bit words of a drawn picture. */
export function wordFrame(picture: { readonly columns: number; readonly rows: number; readonly values: Int16Array }): Frame {
  const bytes = Buffer.alloc(picture.values.length * 2);
  for (let index = 0; index < picture.values.length; index += 1) {
    bytes.writeUInt16LE(picture.values[index] ?? 0, index * 2);
  }
  return { columns: picture.columns, rows: picture.rows, samplesPerPixel: 1, bitsAllocated: 16, bitsStored: 12, bytes };
}

/** Makes an 8-bit frame of a drawn 12-bit picture. */
export function byteFrame(picture: { readonly columns: number; readonly rows: number; readonly values: Int16Array }): Frame {
  const bytes = Uint8Array.from(picture.values, (value) => value >> 4);
  return { columns: picture.columns, rows: picture.rows, samplesPerPixel: 1, bitsAllocated: 8, bitsStored: 8, bytes };
}

/**
 * The private elements of a vendor that does not exist: text, numbers, bytes and a nested sequence of undefined length.
 *
 * @see PS3.5 7.8.1
 */
export function vendorBlock(instanceNumber: number): readonly DataElement[] {
  const nested: DataSet = [
    { tag: 0x00190010, vr: 'LO', value: 'SAMPLEWORKS ACQUISITION' },
    { tag: 0x00191011, vr: 'SH', value: 'DETECTOR-A' },
    { tag: 0x00191012, vr: 'FD', value: [0.125, -3.5, instanceNumber] },
  ];
  return [
    { tag: 0x00190010, vr: 'LO', value: 'SAMPLEWORKS ACQUISITION' },
    { tag: 0x00191001, vr: 'LO', value: 'HEAD ROUTINE V3' },
    { tag: 0x00191002, vr: 'FL', value: [1.375, instanceNumber / 8] },
    { tag: 0x00191003, vr: 'UN', value: Uint8Array.of(0x01, 0x80, 0xff, 0x00, instanceNumber & 0xff, 0x7f) },
    { tag: 0x00191010, vr: 'SQ', value: [nested], undefinedLength: true },
    { tag: 0x00290010, vr: 'LO', value: 'SAMPLEWORKS CHECK' },
    { tag: 0x00291001, vr: 'UL', value: instanceNumber * 7919 },
  ];
}
