/** What QIDO-RS, matching and the pages ask about, by tag, with its VR. @see PS3.18 10.6.1 (Tables 10.6.1-3 to 10.6.1-5) */
export const indexedAttributes: ReadonlyMap<number, string> = new Map<number, string>([
  [0x00080005, 'CS'], // SpecificCharacterSet
  [0x00080008, 'CS'], // ImageType
  [0x00080012, 'DA'], // InstanceCreationDate
  [0x00080013, 'TM'], // InstanceCreationTime
  [0x00080016, 'UI'], // SOPClassUID
  [0x00080018, 'UI'], // SOPInstanceUID
  [0x00080020, 'DA'], // StudyDate
  [0x00080021, 'DA'], // SeriesDate
  [0x00080022, 'DA'], // AcquisitionDate
  [0x00080023, 'DA'], // ContentDate
  [0x0008002a, 'DT'], // AcquisitionDateTime
  [0x00080030, 'TM'], // StudyTime
  [0x00080031, 'TM'], // SeriesTime
  [0x00080032, 'TM'], // AcquisitionTime
  [0x00080033, 'TM'], // ContentTime
  [0x00080050, 'SH'], // AccessionNumber
  [0x00080056, 'CS'], // InstanceAvailability
  [0x00080060, 'CS'], // Modality
  [0x00080064, 'CS'], // ConversionType
  [0x00080070, 'LO'], // Manufacturer
  [0x00080080, 'LO'], // InstitutionName
  [0x00080090, 'PN'], // ReferringPhysicianName
  [0x00080201, 'SH'], // TimezoneOffsetFromUTC
  [0x00081010, 'SH'], // StationName
  [0x00081030, 'LO'], // StudyDescription
  [0x0008103e, 'LO'], // SeriesDescription
  [0x00081090, 'LO'], // ManufacturerModelName
  [0x00082111, 'ST'], // DerivationDescription
  [0x00100010, 'PN'], // PatientName
  [0x00100020, 'LO'], // PatientID
  [0x00100021, 'LO'], // IssuerOfPatientID
  [0x00100030, 'DA'], // PatientBirthDate
  [0x00100032, 'TM'], // PatientBirthTime
  [0x00100040, 'CS'], // PatientSex
  [0x00101000, 'LO'], // OtherPatientIDs
  [0x00101001, 'PN'], // OtherPatientNames
  [0x00101010, 'AS'], // PatientAge
  [0x00180015, 'CS'], // BodyPartExamined
  [0x00180050, 'DS'], // SliceThickness
  [0x00180088, 'DS'], // SpacingBetweenSlices
  [0x00181000, 'LO'], // DeviceSerialNumber
  [0x00181030, 'LO'], // ProtocolName
  [0x00181063, 'DS'], // FrameTime
  [0x00185100, 'CS'], // PatientPosition
  [0x00185101, 'CS'], // ViewPosition
  [0x0020000d, 'UI'], // StudyInstanceUID
  [0x0020000e, 'UI'], // SeriesInstanceUID
  [0x00200010, 'SH'], // StudyID
  [0x00200011, 'IS'], // SeriesNumber
  [0x00200012, 'IS'], // AcquisitionNumber
  [0x00200013, 'IS'], // InstanceNumber
  [0x00200032, 'DS'], // ImagePositionPatient
  [0x00200037, 'DS'], // ImageOrientationPatient
  [0x00200052, 'UI'], // FrameOfReferenceUID
  [0x00200060, 'CS'], // Laterality
  [0x00200062, 'CS'], // ImageLaterality
  [0x00201041, 'DS'], // SliceLocation
  [0x00280002, 'US'], // SamplesPerPixel
  [0x00280004, 'CS'], // PhotometricInterpretation
  [0x00280006, 'US'], // PlanarConfiguration
  [0x00280008, 'IS'], // NumberOfFrames
  [0x00280010, 'US'], // Rows
  [0x00280011, 'US'], // Columns
  [0x00280030, 'DS'], // PixelSpacing
  [0x00280100, 'US'], // BitsAllocated
  [0x00280101, 'US'], // BitsStored
  [0x00280102, 'US'], // HighBit
  [0x00280103, 'US'], // PixelRepresentation
  [0x00280301, 'CS'], // BurnedInAnnotation
  [0x00281050, 'DS'], // WindowCenter
  [0x00281051, 'DS'], // WindowWidth
  [0x00281052, 'DS'], // RescaleIntercept
  [0x00281053, 'DS'], // RescaleSlope
  [0x00282110, 'CS'], // LossyImageCompression
  [0x00400244, 'DA'], // PerformedProcedureStepStartDate
  [0x00400245, 'TM'], // PerformedProcedureStepStartTime
  [0x00420010, 'ST'], // DocumentTitle
  [0x00420012, 'LO'], // MIMETypeOfEncapsulatedDocument
]);

/** Sequences of the data set itself of which a few elements are indexed. */
export const indexedSequences: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  // IssuerOfAccessionNumberSequence
  [
    0x00080051,
    new Map([
      [0x00400031, 'UT'],
      [0x00400032, 'UT'],
      [0x00400033, 'CS'],
    ]),
  ],
  // IssuerOfPatientIDQualifiersSequence
  [
    0x00100024,
    new Map([
      [0x00400032, 'UT'],
      [0x00400033, 'CS'],
    ]),
  ],
  // OtherPatientIDsSequence: PatientID, IssuerOfPatientID, TypeOfPatientID
  [
    0x00101002,
    new Map([
      [0x00100020, 'LO'],
      [0x00100021, 'LO'],
      [0x00100022, 'CS'],
    ]),
  ],
  // RequestAttributesSequence: AccessionNumber, ScheduledProcedureStepDescription, ScheduledProcedureStepID, RequestedProcedureDescription, RequestedProcedureID
  [
    0x00400275,
    new Map([
      [0x00080050, 'SH'],
      [0x00400007, 'LO'],
      [0x00400009, 'SH'],
      [0x00321060, 'LO'],
      [0x00401001, 'SH'],
    ]),
  ],
]);

/** Items of one indexed sequence that are kept. */
export const INDEXED_ITEM_LIMIT = 16;

/** Bytes of UTF-8 that one attribute may take in the index. */
export const INDEXED_VALUE_LIMIT = 1024;
