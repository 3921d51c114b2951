import { compressFrame, type Frame } from './codec.js';
import { attributes, type DataSet, mergeDataSets } from './data-set-writer.js';
import { drawCTSlice, drawT2Slice, type Plane } from './head-phantom.js';
import { oscar, sampleUID, sofia, sopClasses, transferSyntaxes } from './identities.js';
import { commonModules, pixelModule, type StudySettings, vendorBlock, wordFrame } from './instance-modules.js';
import { drawChest, drawHand } from './projection-pictures.js';
import { type SampleFile, sampleOf } from './sample.js';
import { drawUltrasoundFrame, ultrasoundColumns, ultrasoundRows } from './ultrasound-picture.js';

export const ctHeadStudy: StudySettings = {
  name: 'ct-head',
  patient: sofia,
  date: '20240318',
  time: '101500',
  description: 'CT HEAD WITHOUT CONTRAST',
  accessionNumber: 'RC24-03181',
};
const mrHeadStudy: StudySettings = {
  ...ctHeadStudy,
  name: 'mr-head',
  date: '20240402',
  time: '143010',
  description: 'MR HEAD T2',
  accessionNumber: 'RC24-04022',
};
const ultrasoundStudy: StudySettings = {
  ...ctHeadStudy,
  name: 'us-heart',
  date: '20240321',
  time: '090512',
  description: 'US HEART',
  accessionNumber: 'RC24-03217',
};
const priorChestStudy: StudySettings = {
  ...ctHeadStudy,
  name: 'cr-chest-prior',
  date: '20221104',
  time: '083000',
  description: 'CR CHEST PA',
  accessionNumber: 'RC22-11040',
};
const handStudy: StudySettings = {
  name: 'dx-hand',
  patient: oscar,
  date: '20240215',
  time: '160744',
  description: 'DX HAND LEFT PA',
  accessionNumber: 'RC24-02159',
};

export const axialCount = 24;
export const coronalCount = 12;
const ctSpacingMm = 0.488281;

export interface SliceSettings {
  readonly study: StudySettings;
  readonly orientation: Plane['orientation'];
  /** Place in the stack of the whole series, from 0. */
  readonly index: number;
  /** Instance number; the place in the stack plus one unless the series is thinned out. */
  readonly instanceNumber?: number;
}

const number = (value: number): string => String(Math.round(value * 1000) / 1000);

/** Makes one CT slice of the head phantom with geometry, gantry, rescale, window and private elements. */
export function ctSlice(settings: SliceSettings): DataSet {
  const { study, orientation, index } = settings;
  const isAxial = orientation === 'axial';
  const positionMm = isAxial ? -60 + index * 5 : -66 + index * 12;
  const plane: Plane = { orientation, positionMm, columns: 512, rows: 512, pixelSpacingMm: ctSpacingMm };
  const frame = wordFrame({
    columns: 512,
    rows: 512,
    values: drawCTSlice(plane, index + (isAxial ? 0 : 500)).map((value) => value + 1024),
  });
  const instanceNumber = settings.instanceNumber ?? index + 1;
  const common = commonModules({
    study,
    series: orientation,
    seriesNumber: isAxial ? 2 : 3,
    seriesDescription: isAxial ? 'AXIAL 5 MM BRAIN' : 'CORONAL REFORMAT',
    modality: 'CT',
    sopClassUID: sopClasses.ct,
    instanceNumber,
  });
  const code = attributes({ CodeValue: '30799-1', CodingSchemeDesignator: 'LN', CodeMeaning: 'CT Head WO contrast' });
  const acquisition = attributes({
    ImageType: isAxial ? 'ORIGINAL\\PRIMARY\\AXIAL' : 'DERIVED\\SECONDARY\\MPR',
    AcquisitionDate: study.date,
    AcquisitionTime: study.time,
    ProcedureCodeSequence: [code],
    BodyPartExamined: 'HEAD',
    PatientAge: '055Y',
    PatientWeight: '64',
    ScanOptions: 'AXIAL MODE',
    SliceThickness: isAxial ? '5' : '3',
    KVP: '120',
    ReconstructionDiameter: '250',
    DistanceSourceToDetector: '949.075',
    DistanceSourceToPatient: '541',
    GantryDetectorTilt: '0',
    TableHeight: '142.5',
    RotationDirection: 'CW',
    ExposureTime: '1000',
    XRayTubeCurrent: '240',
    Exposure: '240',
    ConvolutionKernel: isAxial ? 'SOFT' : 'STANDARD',
    PatientPosition: 'HFS',
    AcquisitionNumber: '1',
  });
  return mergeDataSets(common, acquisition, vendorBlock(instanceNumber), ctGeometry(study, orientation, positionMm), pixelModule(frame));
}

function ctGeometry(study: StudySettings, orientation: Plane['orientation'], positionMm: number): DataSet {
  const isAxial = orientation === 'axial';
  const edge = -256 * ctSpacingMm;
  const origin = isAxial ? [edge, edge, positionMm] : [edge, positionMm, -edge];
  return attributes({
    ImagePositionPatient: origin.map(number).join('\\'),
    ImageOrientationPatient: isAxial ? '1\\0\\0\\0\\1\\0' : '1\\0\\0\\0\\0\\-1',
    FrameOfReferenceUID: sampleUID(`${study.name}/frame-of-reference`),
    PositionReferenceIndicator: 'OM',
    SliceLocation: number(positionMm),
    PixelSpacing: `${ctSpacingMm}\\${ctSpacingMm}`,
    WindowCenter: '40\\500',
    WindowWidth: '80\\2500',
    RescaleIntercept: '-1024',
    RescaleSlope: '1',
    RescaleType: 'HU',
  });
}

function mrSlice(index: number): DataSet {
  const spacingMm = 0.9375;
  const positionMm = -40 + index * 10;
  const plane: Plane = { orientation: 'axial', positionMm, columns: 256, rows: 256, pixelSpacingMm: spacingMm };
  const common = commonModules({
    study: mrHeadStudy,
    series: 't2-axial',
    seriesNumber: 4,
    seriesDescription: 'T2 TSE AXIAL',
    modality: 'MR',
    sopClassUID: sopClasses.mr,
    instanceNumber: index + 1,
  });
  const acquisition = attributes({
    ImageType: 'ORIGINAL\\PRIMARY\\M\\ND',
    BodyPartExamined: 'HEAD',
    ScanningSequence: 'SE',
    SequenceVariant: 'SK',
    ScanOptions: '',
    MRAcquisitionType: '2D',
    SliceThickness: '5',
    RepetitionTime: '4800',
    EchoTime: '98',
    MagneticFieldStrength: '1.5',
    SpacingBetweenSlices: '10',
    EchoTrainLength: '16',
    FlipAngle: '150',
    ProtocolName: 'T2 AXIAL',
    PatientPosition: 'HFS',
    ImagePositionPatient: [-128 * spacingMm, -128 * spacingMm, positionMm].map(number).join('\\'),
    ImageOrientationPatient: '1\\0\\0\\0\\1\\0',
    FrameOfReferenceUID: sampleUID('mr-head/frame-of-reference'),
    PositionReferenceIndicator: '',
    SliceLocation: number(positionMm),
    PixelSpacing: `${spacingMm}\\${spacingMm}`,
    WindowCenter: '850',
    WindowWidth: '1700',
  });
  return mergeDataSets(common, acquisition, pixelModule(wordFrame({ columns: 256, rows: 256, values: drawT2Slice(plane, index + 900) })));
}

async function ultrasoundLoop(): Promise<DataSet> {
  const frameCount = 20;
  const describe = (phase: number): Frame => ({
    columns: ultrasoundColumns,
    rows: ultrasoundRows,
    samplesPerPixel: 3,
    bitsAllocated: 8,
    bitsStored: 8,
    bytes: drawUltrasoundFrame(phase),
  });
  const frames: Buffer[] = [];
  for (let index = 0; index < frameCount; index += 1) {
    frames.push(await compressFrame(describe(index / frameCount), transferSyntaxes.jpegBaseline));
  }
  const rawBytes = frameCount * ultrasoundColumns * ultrasoundRows * 3;
  const compressedBytes = frames.reduce((sum, frame) => sum + frame.length, 0);
  const common = commonModules({
    study: ultrasoundStudy,
    series: 'loop',
    seriesNumber: 1,
    seriesDescription: 'HEART LOOP',
    modality: 'US',
    sopClassUID: sopClasses.ultrasoundMultiFrame,
    instanceNumber: 1,
  });
  const cine = attributes({
    ImageType: 'ORIGINAL\\PRIMARY\\\\0001',
    CineRate: '20',
    FrameTime: '50',
    NumberOfFrames: frameCount,
    FrameIncrementPointer: [0x00181063],
    PhotometricInterpretation: 'YBR_FULL_422',
    LossyImageCompression: '01',
    LossyImageCompressionRatio: number(rawBytes / compressedBytes),
    LossyImageCompressionMethod: 'ISO_10918_1',
    BurnedInAnnotation: 'NO',
  });
  return mergeDataSets(common, pixelModule(describe(0), { frames }), cine);
}

/** Makes a frontal chest as a CR plate. */
export function chestPlate(study: StudySettings): DataSet {
  const common = commonModules({
    study,
    series: 'plate',
    seriesNumber: 1,
    seriesDescription: 'CHEST PA',
    modality: 'CR',
    sopClassUID: sopClasses.computedRadiography,
    instanceNumber: 1,
  });
  const image = attributes({
    BodyPartExamined: 'CHEST',
    KVP: '125',
    ImagerPixelSpacing: '0.7\\0.7',
    ViewPosition: 'PA',
    PatientOrientation: 'L\\F',
    WindowCenter: '1800',
    WindowWidth: '3400',
  });
  return mergeDataSets(common, image, pixelModule(wordFrame(drawChest())));
}

/** Makes a left hand as a DX image. */
export function handImage(study: StudySettings): DataSet {
  const common = commonModules({
    study,
    series: 'hand',
    seriesNumber: 1,
    seriesDescription: 'HAND PA',
    modality: 'DX',
    sopClassUID: sopClasses.digitalXRayForPresentation,
    instanceNumber: 1,
  });
  const region = attributes({ CodeValue: '85562004', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Hand' });
  const image = attributes({
    ImageType: 'ORIGINAL\\PRIMARY\\',
    PresentationIntentType: 'FOR PRESENTATION',
    AnatomicRegionSequence: [region],
    BodyPartExamined: 'HAND',
    KVP: '52',
    ImagerPixelSpacing: '0.4\\0.4',
    DetectorType: 'SCINTILLATOR',
    ImageLaterality: 'L',
    PatientOrientation: 'R\\F',
    AcquisitionContextSequence: [],
    BurnedInAnnotation: 'NO',
    PixelIntensityRelationship: 'LOG',
    PixelIntensityRelationshipSign: -1,
    WindowCenter: '1500',
    WindowWidth: '3000',
    RescaleIntercept: '0',
    RescaleSlope: '1',
    RescaleType: 'US',
    LossyImageCompression: '00',
    PresentationLUTShape: 'IDENTITY',
  });
  return mergeDataSets(common, image, pixelModule(wordFrame(drawHand())));
}

const fileNumber = (index: number): string => String(index + 1).padStart(4, '0');

/** The studies of the two patients of the samples: CT with two series, MR, US loop, a prior CR, and a DX of the other patient. */
export async function* studySamples(): AsyncGenerator<SampleFile> {
  for (const [orientation, count] of [
    ['axial', axialCount],
    ['coronal', coronalCount],
  ] as const) {
    for (let index = 0; index < count; index += 1) {
      const slice = ctSlice({ study: ctHeadStudy, orientation, index });
      yield sampleOf(slice, {
        file: `studies/ct-head/${orientation}/CT${fileNumber(index)}.dcm`,
        features: ['ct', 'private-elements', 'window', orientation],
      });
    }
  }
  for (let index = 0; index < 10; index += 1) {
    yield sampleOf(mrSlice(index), { file: `studies/mr-head/MR${fileNumber(index)}.dcm`, features: ['mr', 'window'] });
  }
  yield sampleOf(await ultrasoundLoop(), {
    file: 'studies/us-heart/US0001.dcm',
    transferSyntaxUID: transferSyntaxes.jpegBaseline,
    features: ['us', 'multi-frame', 'color', 'encapsulated', 'lossy'],
  });
  yield sampleOf(chestPlate(priorChestStudy), { file: 'studies/cr-chest-prior/CR0001.dcm', features: ['cr', 'prior'] });
  yield sampleOf(handImage(handStudy), { file: 'studies/dx-hand/DX0001.dcm', features: ['dx', 'other-patient'] });
}
