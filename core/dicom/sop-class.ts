/** What an instance of a storage SOP class consists of. */
export type StorageContent = 'image' | 'video' | 'other';

interface StorageClass {
  name: string;
  content: StorageContent;
}

// PS3.4 B.5 and its retired predecessors; the part of the UID behind 1.2.840.10008.5.1.4., then the name. "+" marks images whose pixel data
// are needed, "*" video, "-" what has none.
const storageClassList = `
1.1.1 + Computed Radiography Image
1.1.1.1 + Digital X-Ray Image - For Presentation
1.1.1.1.1 + Digital X-Ray Image - For Processing
1.1.1.2 + Digital Mammography X-Ray Image - For Presentation
1.1.1.2.1 + Digital Mammography X-Ray Image - For Processing
1.1.1.3 + Digital Intra-Oral X-Ray Image - For Presentation
1.1.1.3.1 + Digital Intra-Oral X-Ray Image - For Processing
1.1.2 + CT Image
1.1.2.1 + Enhanced CT Image
1.1.2.2 + Legacy Converted Enhanced CT Image
1.1.3 + Ultrasound Multi-frame Image (Retired)
1.1.3.1 + Ultrasound Multi-frame Image
1.1.4 + MR Image
1.1.4.1 + Enhanced MR Image
1.1.4.2 - MR Spectroscopy
1.1.4.3 + Enhanced MR Color Image
1.1.4.4 + Legacy Converted Enhanced MR Image
1.1.5 + Nuclear Medicine Image (Retired)
1.1.6 + Ultrasound Image (Retired)
1.1.6.1 + Ultrasound Image
1.1.6.2 + Enhanced US Volume
1.1.6.3 + Photoacoustic Image
1.1.7 + Secondary Capture Image
1.1.7.1 + Multi-frame Single Bit Secondary Capture Image
1.1.7.2 + Multi-frame Grayscale Byte Secondary Capture Image
1.1.7.3 + Multi-frame Grayscale Word Secondary Capture Image
1.1.7.4 + Multi-frame True Color Secondary Capture Image
1.1.8 - Standalone Overlay (Retired)
1.1.9 - Standalone Curve (Retired)
1.1.9.1 - Waveform - Trial (Retired)
1.1.9.1.1 - 12-lead ECG Waveform
1.1.9.1.2 - General ECG Waveform
1.1.9.1.3 - Ambulatory ECG Waveform
1.1.9.1.4 - General 32-bit ECG Waveform
1.1.9.2.1 - Hemodynamic Waveform
1.1.9.3.1 - Cardiac Electrophysiology Waveform
1.1.9.4.1 - Basic Voice Audio Waveform
1.1.9.4.2 - General Audio Waveform
1.1.9.5.1 - Arterial Pulse Waveform
1.1.9.6.1 - Respiratory Waveform
1.1.9.6.2 - Multi-channel Respiratory Waveform
1.1.9.7.1 - Routine Scalp Electroencephalogram Waveform
1.1.9.7.2 - Electromyogram Waveform
1.1.9.7.3 - Electrooculogram Waveform
1.1.9.7.4 - Sleep Electroencephalogram Waveform
1.1.9.8.1 - Body Position Waveform
1.1.9.100.1 - Waveform Presentation State
1.1.9.100.2 - Waveform Acquisition Presentation State
1.1.10 - Standalone Modality LUT (Retired)
1.1.11 - Standalone VOI LUT (Retired)
1.1.11.1 - Grayscale Softcopy Presentation State
1.1.11.2 - Color Softcopy Presentation State
1.1.11.3 - Pseudo-Color Softcopy Presentation State
1.1.11.4 - Blending Softcopy Presentation State
1.1.11.5 - XA/XRF Grayscale Softcopy Presentation State
1.1.11.6 - Grayscale Planar MPR Volumetric Presentation State
1.1.11.7 - Compositing Planar MPR Volumetric Presentation State
1.1.11.8 - Advanced Blending Presentation State
1.1.11.9 - Volume Rendering Volumetric Presentation State
1.1.11.10 - Segmented Volume Rendering Volumetric Presentation State
1.1.11.11 - Multiple Volume Rendering Volumetric Presentation State
1.1.11.12 - Variable Modality LUT Softcopy Presentation State
1.1.12.1 + X-Ray Angiographic Image
1.1.12.1.1 + Enhanced XA Image
1.1.12.2 + X-Ray Radiofluoroscopic Image
1.1.12.2.1 + Enhanced XRF Image
1.1.12.3 + X-Ray Angiographic Bi-Plane Image (Retired)
1.1.13.1.1 + X-Ray 3D Angiographic Image
1.1.13.1.2 + X-Ray 3D Craniofacial Image
1.1.13.1.3 + Breast Tomosynthesis Image
1.1.13.1.4 + Breast Projection X-Ray Image - For Presentation
1.1.13.1.5 + Breast Projection X-Ray Image - For Processing
1.1.14.1 + Intravascular Optical Coherence Tomography Image - For Presentation
1.1.14.2 + Intravascular Optical Coherence Tomography Image - For Processing
1.1.20 + Nuclear Medicine Image
1.1.30 + Parametric Map
1.1.40 - MR Image Storage Zero Padded (Retired)
1.1.66 - Raw Data
1.1.66.1 - Spatial Registration
1.1.66.2 - Spatial Fiducials
1.1.66.3 - Deformable Spatial Registration
1.1.66.4 + Segmentation
1.1.66.5 - Surface Segmentation
1.1.66.6 - Tractography Results
1.1.66.7 + Label Map Segmentation
1.1.66.8 + Height Map Segmentation
1.1.67 - Real World Value Mapping
1.1.68.1 - Surface Scan Mesh
1.1.68.2 - Surface Scan Point Cloud
1.1.77.1 + VL Image - Trial (Retired)
1.1.77.2 + VL Multi-frame Image - Trial (Retired)
1.1.77.1.1 + VL Endoscopic Image
1.1.77.1.1.1 * Video Endoscopic Image
1.1.77.1.2 + VL Microscopic Image
1.1.77.1.2.1 * Video Microscopic Image
1.1.77.1.3 + VL Slide-Coordinates Microscopic Image
1.1.77.1.4 + VL Photographic Image
1.1.77.1.4.1 * Video Photographic Image
1.1.77.1.5.1 + Ophthalmic Photography 8 Bit Image
1.1.77.1.5.2 + Ophthalmic Photography 16 Bit Image
1.1.77.1.5.3 - Stereometric Relationship
1.1.77.1.5.4 + Ophthalmic Tomography Image
1.1.77.1.5.5 + Wide Field Ophthalmic Photography Stereographic Projection Image
1.1.77.1.5.6 + Wide Field Ophthalmic Photography 3D Coordinates Image
1.1.77.1.5.7 + Ophthalmic Optical Coherence Tomography En Face Image
1.1.77.1.5.8 - Ophthalmic Optical Coherence Tomography B-scan Volume Analysis
1.1.77.1.6 + VL Whole Slide Microscopy Image
1.1.77.1.7 + Dermoscopic Photography Image
1.1.77.1.8 + Confocal Microscopy Image
1.1.77.1.9 + Confocal Microscopy Tiled Pyramidal Image
1.1.78.1 - Lensometry Measurements
1.1.78.2 - Autorefraction Measurements
1.1.78.3 - Keratometry Measurements
1.1.78.4 - Subjective Refraction Measurements
1.1.78.5 - Visual Acuity Measurements
1.1.78.6 - Spectacle Prescription Report
1.1.78.7 - Ophthalmic Axial Measurements
1.1.78.8 - Intraocular Lens Calculations
1.1.79.1 - Macular Grid Thickness and Volume Report
1.1.80.1 - Ophthalmic Visual Field Static Perimetry Measurements
1.1.81.1 + Ophthalmic Thickness Map
1.1.82.1 + Corneal Topography Map
1.1.88.1 - Text SR - Trial (Retired)
1.1.88.2 - Audio SR - Trial (Retired)
1.1.88.3 - Detail SR - Trial (Retired)
1.1.88.4 - Comprehensive SR - Trial (Retired)
1.1.88.11 - Basic Text SR
1.1.88.22 - Enhanced SR
1.1.88.33 - Comprehensive SR
1.1.88.34 - Comprehensive 3D SR
1.1.88.35 - Extensible SR
1.1.88.40 - Procedure Log
1.1.88.50 - Mammography CAD SR
1.1.88.59 - Key Object Selection Document
1.1.88.65 - Chest CAD SR
1.1.88.67 - X-Ray Radiation Dose SR
1.1.88.68 - Radiopharmaceutical Radiation Dose SR
1.1.88.69 - Colon CAD SR
1.1.88.70 - Implantation Plan SR
1.1.88.71 - Acquisition Context SR
1.1.88.72 - Simplified Adult Echo SR
1.1.88.73 - Patient Radiation Dose SR
1.1.88.74 - Planned Imaging Agent Administration SR
1.1.88.75 - Performed Imaging Agent Administration SR
1.1.88.76 - Enhanced X-Ray Radiation Dose SR
1.1.88.77 - Waveform Annotation SR
1.1.90.1 - Content Assessment Results
1.1.91.1 - Microscopy Bulk Simple Annotations
1.1.104.1 - Encapsulated PDF
1.1.104.2 - Encapsulated CDA
1.1.104.3 - Encapsulated STL
1.1.104.4 - Encapsulated OBJ
1.1.104.5 - Encapsulated MTL
1.1.128 + Positron Emission Tomography Image
1.1.128.1 + Legacy Converted Enhanced PET Image
1.1.129 - Standalone PET Curve (Retired)
1.1.130 + Enhanced PET Image
1.1.131 - Basic Structured Display
1.1.200.1 - CT Defined Procedure Protocol
1.1.200.2 - CT Performed Procedure Protocol
1.1.200.3 - Protocol Approval
1.1.200.7 - XA Defined Procedure Protocol
1.1.200.8 - XA Performed Procedure Protocol
1.1.201.1 - Inventory
1.1.481.1 + RT Image
1.1.481.2 + RT Dose
1.1.481.3 - RT Structure Set
1.1.481.4 - RT Beams Treatment Record
1.1.481.5 - RT Plan
1.1.481.6 - RT Brachy Treatment Record
1.1.481.7 - RT Treatment Summary Record
1.1.481.8 - RT Ion Plan
1.1.481.9 - RT Ion Beams Treatment Record
1.1.481.10 - RT Physician Intent
1.1.481.11 - RT Segment Annotation
1.1.481.12 - RT Radiation Set
1.1.481.13 - C-Arm Photon-Electron Radiation
1.1.481.14 - Tomotherapeutic Radiation
1.1.481.15 - Robotic-Arm Radiation
1.1.481.16 - RT Radiation Record Set
1.1.481.17 - RT Radiation Salvage Record
1.1.481.18 - Tomotherapeutic Radiation Record
1.1.481.19 - C-Arm Photon-Electron Radiation Record
1.1.481.20 - Robotic Radiation Record
1.1.481.21 - RT Radiation Set Delivery Instruction
1.1.481.22 - RT Treatment Preparation
1.1.481.23 + Enhanced RT Image
1.1.481.24 + Enhanced Continuous RT Image
1.1.481.25 - RT Patient Position Acquisition Instruction
1.1.501.1 - DICOS CT Image
1.1.501.2.1 - DICOS Digital X-Ray Image - For Presentation
1.1.501.2.2 - DICOS Digital X-Ray Image - For Processing
1.1.501.3 - DICOS Threat Detection Report
1.1.501.4 - DICOS 2D AIT
1.1.501.5 - DICOS 3D AIT
1.1.501.6 - DICOS Quadrupole Resonance (QR)
1.1.601.1 - Eddy Current Image
1.1.601.2 - Eddy Current Multi-frame Image
34.7 - RT Beams Delivery Instruction
34.10 - RT Brachy Application Setup Delivery Instruction
38.1 - Hanging Protocol
39.1 - Color Palette
43.1 - Generic Implant Template
44.1 - Implant Assembly Template
45.1 - Implant Template Group
`;

const contentOfMark: Record<string, StorageContent> = { '+': 'image', '*': 'video', '-': 'other' };

const storageClasses = new Map<string, StorageClass>(
  storageClassList
    .trim()
    .split('\n')
    .map((line) => {
      const [suffix = '', mark = '', ...words] = line.split(' ');
      const name = words
        .join(' ')
        .replace(/^(.*?)( - .*| \(Retired\))?$/, (_all, base: string, rest?: string) => `${base} Storage${rest ?? ''}`);
      return [
        `1.2.840.10008.5.1.4.${suffix}`,
        { name: name.replace('Storage Zero Padded Storage', 'Zero Padded Storage'), content: contentOfMark[mark] ?? 'other' },
      ];
    }),
);

// What belongs to no patient and no study: a study-based store has nowhere to file it.
const nonPatientClasses = new Set(
  ['38.1', '39.1', '43.1', '44.1', '45.1', '1.1.200.1', '1.1.200.3', '1.1.200.7', '1.1.201.1'].map(
    (suffix) => `1.2.840.10008.5.1.4.${suffix}`,
  ),
);

const otherClasses = new Map<string, string>([
  ['1.2.840.10008.1.1', 'Verification'],
  ['1.2.840.10008.1.3.10', 'Media Storage Directory Storage'],
  ['1.2.840.10008.1.20.1', 'Storage Commitment Push Model'],
  ['1.2.840.10008.1.20.2', 'Storage Commitment Pull Model (Retired)'],
  ['1.2.840.10008.3.1.2.3.3', 'Modality Performed Procedure Step'],
  ['1.2.840.10008.5.1.4.31', 'Modality Worklist Information Model - FIND'],
  ['1.2.840.10008.5.1.4.33', 'Instance Availability Notification'],
  ['1.2.840.10008.5.1.4.1.2.1.1', 'Patient Root Query/Retrieve Information Model - FIND'],
  ['1.2.840.10008.5.1.4.1.2.1.2', 'Patient Root Query/Retrieve Information Model - MOVE'],
  ['1.2.840.10008.5.1.4.1.2.1.3', 'Patient Root Query/Retrieve Information Model - GET'],
  ['1.2.840.10008.5.1.4.1.2.2.1', 'Study Root Query/Retrieve Information Model - FIND'],
  ['1.2.840.10008.5.1.4.1.2.2.2', 'Study Root Query/Retrieve Information Model - MOVE'],
  ['1.2.840.10008.5.1.4.1.2.2.3', 'Study Root Query/Retrieve Information Model - GET'],
]);

// Services, not objects, by the branch of the standard's tree: Verification, directories and well-known instances (1.), transfer syntaxes
// (1.2.), management and notification (3.1., 5.1.1), Query/Retrieve (5.1.4.1.2), worklists, media creation, substance and template queries.
// 1.2.840.10008.5.1.4.1.1 is storage, whatever will be added there.
const serviceBranches = [
  '1.',
  '2.',
  '3.1.',
  '5.1.1.',
  '5.1.4.1.2.',
  '5.1.4.31',
  '5.1.4.32',
  '5.1.4.33',
  '5.1.4.34.1',
  '5.1.4.34.2',
  '5.1.4.34.3',
  '5.1.4.34.4',
  '5.1.4.34.5',
  '5.1.4.34.6',
  '5.1.4.34.8',
  '5.1.4.34.9',
  '5.1.4.37.',
  '5.1.4.38.',
  '5.1.4.39.',
  '5.1.4.41',
  '5.1.4.42',
  '5.1.4.43.',
  '5.1.4.44.',
  '5.1.4.45.',
  '6.',
  '7.',
  '8.',
  '9.',
  '15.',
].map((branch) => `1.2.840.10008.${branch}`);

/** The name of a SOP class in the standard's words; the UID itself for private and unknown ones. @see PS3.6 A */
export function sopClassName(uid: string): string {
  return storageClasses.get(uid)?.name ?? otherClasses.get(uid) ?? uid;
}

/**
 * True for every SOP class that stores instances, private and unknown ones included; false only for what is known to be no storage:
 * Verification, commitment, Query/Retrieve, worklists, print, media directories, transfer syntaxes.
 *
 * @see PS3.4 B.5
 */
export function isStorageAbstractSyntax(uid: string): boolean {
  if (storageClasses.has(uid)) return true;
  return !serviceBranches.some((branch) => uid === branch || uid.startsWith(branch.endsWith('.') ? branch : `${branch}.`));
}

/** True for a storage SOP class of the standard, as far as it is known here. */
export function isKnownStorageClass(uid: string): boolean {
  return storageClasses.has(uid);
}

/** True for classes whose instances need pixel data, still or moving; false for unknown classes. */
export function isImageClass(uid: string): boolean {
  const content = storageClasses.get(uid)?.content;
  return content === 'image' || content === 'video';
}

export function isVideoClass(uid: string): boolean {
  return storageClasses.get(uid)?.content === 'video';
}

/** True for classes without patient and study (color palettes, hanging protocols, implant templates): not storable here. */
export function isNonPatientClass(uid: string): boolean {
  return nonPatientClasses.has(uid);
}

/** Every storage SOP class of the standard that is known here. */
export const storageClassUIDs: readonly string[] = [...storageClasses.keys()];
