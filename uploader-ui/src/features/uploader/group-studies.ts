import type { IdentityEvidence } from '#core/contract/studies.js';
import type { FileSource, RefusedFile } from './reading/file-source.js';
import type { ImageHeader, ImagesPatient } from './reading/image-header.js';

export interface FoundInstance {
  sopInstanceUID: string;
  instanceNumber: number | null;
  numberOfFrames: number;
  source: FileSource;
}

export interface FoundSeries {
  seriesInstanceUID: string;
  modality: string;
  description: string;
  seriesNumber: number | null;
  laterality: string;
  instances: FoundInstance[];
  byteCount: number;
}

export interface FoundStudy {
  studyInstanceUID: string;
  patient: ImagesPatient;
  /** More than one name, birth date or Patient ID inside the study. */
  otherPatients: ImagesPatient[];
  studyDate: string;
  description: string;
  series: FoundSeries[];
  instanceCount: number;
  byteCount: number;
  evidence: IdentityEvidence;
}

/** Files that a DICOMDIR lists and that were not among those chosen. */
export interface MissingFiles {
  directory: string;
  paths: string[];
}

const patientKey = (patient: ImagesPatient): string => `${patient.patientName}\n${patient.birthDate}\n${patient.patientID}`;

/** What was found in the chosen files, grouped as people think of it: studies, their series, their images. */
export class StudyGroups {
  readonly studies: FoundStudy[] = [];
  readonly others: RefusedFile[] = [];
  /** Instances that were met again: the same SOP Instance UID in a second file. */
  repeatedCount = 0;
  private readonly byStudy = new Map<string, FoundStudy>();
  private readonly bySeries = new Map<string, FoundSeries>();
  private readonly seenInstances = new Set<string>();
  private readonly seenOthers = new Set<string>();
  private readonly directories: { path: string; listedFiles: string[] }[] = [];
  private readonly paths = new Set<string>();
  private readonly compare: (patient: ImagesPatient) => IdentityEvidence;

  constructor(compare: (patient: ImagesPatient) => IdentityEvidence) {
    this.compare = compare;
  }

  /** Notes that a file was among those chosen; a DICOMDIR is held against these. Two files chosen one by one may have the same path. */
  notePath(path: string): void {
    this.paths.add(path);
  }

  addDirectory(path: string, listedFiles: string[]): void {
    this.directories.push({ path, listedFiles });
  }

  /** Notes a file that is no image; the same one chosen again is named once. */
  addOther(file: RefusedFile): void {
    const key = `${file.reason} ${file.path}`;
    if (this.seenOthers.has(key)) return;
    this.seenOthers.add(key);
    this.others.push(file);
  }

  /** Puts an instance where it belongs; returns the study when it is a new one. */
  addInstance(header: ImageHeader, source: FileSource): FoundStudy | null {
    if (this.seenInstances.has(header.sopInstanceUID)) {
      this.repeatedCount++;
      return null;
    }
    this.seenInstances.add(header.sopInstanceUID);
    const known = this.byStudy.get(header.studyInstanceUID);
    const study = known ?? this.openStudy(header);
    if (known && patientKey(header.patient) !== patientKey(study.patient)) this.noteOtherPatient(study, header.patient);
    const series = this.seriesOf(study, header);
    series.instances.push({
      sopInstanceUID: header.sopInstanceUID,
      instanceNumber: header.instanceNumber,
      numberOfFrames: header.numberOfFrames,
      source,
    });
    series.byteCount += source.size;
    study.instanceCount++;
    study.byteCount += source.size;
    return known ? null : study;
  }

  /** Sorts what people read in order: the order's patient first, studies newest first, series by number, images by number. */
  sort(): void {
    const rank = (study: FoundStudy): number => ['agrees', 'unknown', 'differs'].indexOf(study.evidence.verdict);
    this.studies.sort((a, b) => rank(a) - rank(b) || b.studyDate.localeCompare(a.studyDate));
    for (const study of this.studies) {
      study.series.sort((a, b) => (a.seriesNumber ?? 1e9) - (b.seriesNumber ?? 1e9));
      for (const series of study.series) series.instances.sort((a, b) => (a.instanceNumber ?? 1e9) - (b.instanceNumber ?? 1e9));
    }
  }

  /** Files that a DICOMDIR lists but that were not chosen or can't be found: a disc that was copied in part, for instance. */
  missingFiles(): MissingFiles[] {
    const present = new Set([...this.paths].map((path) => path.toLowerCase()));
    const missing: MissingFiles[] = [];
    for (const { path, listedFiles } of this.directories) {
      const folder = path.slice(0, path.lastIndexOf('/') + 1).toLowerCase();
      // Discs are read with and without the ending that their file system adds.
      const isThere = (listed: string): boolean => {
        const full = folder + listed.toLowerCase();
        return present.has(full) || present.has(`${full}.dcm`) || present.has(`${full}.`) || present.has(`${full};1`);
      };
      const absent = listedFiles.filter((listed) => !isThere(listed));
      if (absent.length > 0) missing.push({ directory: path, paths: absent });
    }
    return missing;
  }

  private openStudy(header: ImageHeader): FoundStudy {
    const study: FoundStudy = {
      studyInstanceUID: header.studyInstanceUID,
      patient: header.patient,
      otherPatients: [],
      studyDate: header.studyDate,
      description: header.studyDescription,
      series: [],
      instanceCount: 0,
      byteCount: 0,
      evidence: this.compare(header.patient),
    };
    this.byStudy.set(header.studyInstanceUID, study);
    this.studies.push(study);
    return study;
  }

  private noteOtherPatient(study: FoundStudy, patient: ImagesPatient): void {
    if (study.otherPatients.some((other) => patientKey(other) === patientKey(patient))) return;
    study.otherPatients.push(patient);
    const evidence = this.compare(patient);
    const rank = { differs: 2, unknown: 1, agrees: 0 };
    if (rank[evidence.verdict] > rank[study.evidence.verdict]) study.evidence = evidence;
  }

  private seriesOf(study: FoundStudy, header: ImageHeader): FoundSeries {
    const key = `${study.studyInstanceUID} ${header.seriesInstanceUID}`;
    const known = this.bySeries.get(key);
    if (known) return known;
    const series: FoundSeries = {
      seriesInstanceUID: header.seriesInstanceUID,
      modality: header.modality,
      description: header.seriesDescription,
      seriesNumber: header.seriesNumber,
      laterality: header.laterality,
      instances: [],
      byteCount: 0,
    };
    this.bySeries.set(key, series);
    study.series.push(series);
    return series;
  }
}
