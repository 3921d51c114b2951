import type { IdentityEvidence } from '#core/contract/studies.js';
import type { StatedPatient } from '#core/identity/statements.js';
import { type ImagesJudge, speaksAgainst } from './compare-identity.js';
import type { FileSource, RefusedFile } from './reading/file-source.js';
import type { ImageHeader } from './reading/image-header.js';

/** What some instances of a study say of their patient, all the same. */
export interface FoundStatement {
  patient: StatedPatient;
  instanceCount: number;
  /** The judgement on this statement against the order's patient. */
  evidence: IdentityEvidence;
}

export interface FoundInstance {
  sopInstanceUID: string;
  instanceNumber: number | null;
  numberOfFrames: number;
  source: FileSource;
  statement: FoundStatement;
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
  /** What its instances say of their patient, each once, the most frequent first. */
  statements: FoundStatement[];
  /** True where the statements can't be of one person. */
  isOfSeveral: boolean;
  studyDate: string;
  description: string;
  series: FoundSeries[];
  instanceCount: number;
  byteCount: number;
  /** The judgement on all statements together: the worst holds. */
  evidence: IdentityEvidence;
}

/** Files that a DICOMDIR lists and that were not among those chosen. */
export interface MissingFiles {
  directory: string;
  paths: string[];
}

interface Place {
  study: FoundStudy;
  series: FoundSeries;
  instance: FoundInstance;
}

/** Among so many different statements the page looks no further for two that are of one person. */
const mostComparedStatements = 60;

const statementKey = (patient: StatedPatient): string => JSON.stringify(patient);

/** What was found in the chosen files, grouped as people think of it: studies, their series, their images; and whose they are. */
export class StudyGroups {
  readonly studies: FoundStudy[] = [];
  readonly others: RefusedFile[] = [];
  /** Instances that were met again: the same SOP Instance UID in a second file. */
  repeatedCount = 0;
  private readonly byStudy = new Map<string, { study: FoundStudy; statements: Map<string, FoundStatement> }>();
  private readonly bySeries = new Map<string, FoundSeries>();
  private readonly byInstance = new Map<string, Place>();
  private readonly seenOthers = new Set<string>();
  private readonly directories: { path: string; listedFiles: string[] }[] = [];
  private readonly paths = new Set<string>();
  private judge: ImagesJudge;

  constructor(judge: ImagesJudge) {
    this.judge = judge;
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

  /**
   * Puts an instance where it belongs. Of two files with the same SOP Instance UID the one is kept whose path comes first, whichever was read
   * first.
   */
  addInstance(header: ImageHeader, source: FileSource): void {
    const known = this.byInstance.get(header.sopInstanceUID);
    if (known) {
      this.repeatedCount++;
      if (!comesBefore(source, known.instance.source)) return;
      this.takeOut(known);
    }
    const { study, statements } = this.byStudy.get(header.studyInstanceUID) ?? this.openStudy(header);
    const series = this.seriesOf(study, header);
    const statement = this.statementOf(study, statements, header.patient);
    const { sopInstanceUID, instanceNumber, numberOfFrames } = header;
    const instance: FoundInstance = { sopInstanceUID, instanceNumber, numberOfFrames, source, statement };
    this.byInstance.set(sopInstanceUID, { study, series, instance });
    series.instances.push(instance);
    series.byteCount += source.size;
    statement.instanceCount++;
    study.instanceCount++;
    study.byteCount += source.size;
  }

  /** The instance of a UID, where one was found. */
  instanceOf(sopInstanceUID: string): FoundInstance | undefined {
    return this.byInstance.get(sopInstanceUID)?.instance;
  }

  /** Judges everything anew, by another order or other settings. */
  judgeBy(judge: ImagesJudge): void {
    this.judge = judge;
    this.settle();
  }

  /**
   * Brings what people read into its order (the order's patient first, studies newest first, series and images by number) and judges every study
   * on all that its instances say. What is found does not depend on the order in which the files were read.
   */
  settle(): void {
    for (const study of this.studies) {
      study.series.sort((a, b) => (a.seriesNumber ?? 1e9) - (b.seriesNumber ?? 1e9) || byText(a.seriesInstanceUID, b.seriesInstanceUID));
      for (const series of study.series) {
        series.instances.sort(
          (a, b) => (a.instanceNumber ?? 1e9) - (b.instanceNumber ?? 1e9) || byText(a.sopInstanceUID, b.sopInstanceUID),
        );
      }
      this.judgeStudy(study);
    }
    const rank = (study: FoundStudy): number => ['agrees', 'unknown', 'differs'].indexOf(study.evidence.verdict);
    this.studies.sort((a, b) => rank(a) - rank(b) || byText(b.studyDate, a.studyDate) || byText(a.studyInstanceUID, b.studyInstanceUID));
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

  private openStudy(header: ImageHeader): { study: FoundStudy; statements: Map<string, FoundStatement> } {
    const study: FoundStudy = {
      studyInstanceUID: header.studyInstanceUID,
      statements: [],
      isOfSeveral: false,
      studyDate: header.studyDate,
      description: header.studyDescription,
      series: [],
      instanceCount: 0,
      byteCount: 0,
      evidence: { verdict: 'unknown', comparisons: [] },
    };
    const opened = { study, statements: new Map<string, FoundStatement>() };
    this.byStudy.set(header.studyInstanceUID, opened);
    this.studies.push(study);
    return opened;
  }

  /** Finds the statement that says the same; a new one is judged by itself at once, and with the others when all is read. */
  private statementOf(study: FoundStudy, known: Map<string, FoundStatement>, patient: StatedPatient): FoundStatement {
    const key = statementKey(patient);
    const found = known.get(key);
    if (found) return found;
    const evidence = this.judge.judge([patient]).whole;
    const statement: FoundStatement = { patient, instanceCount: 0, evidence };
    known.set(key, statement);
    study.statements.push(statement);
    if (study.statements.length === 1 || isWorse(evidence, study.evidence)) study.evidence = evidence;
    study.isOfSeveral ||=
      study.statements.length > 1 && !this.judge.isSamePatient((study.statements[0] as FoundStatement).patient, patient);
    return statement;
  }

  private judgeStudy(study: FoundStudy): void {
    // In the order in which the gateway takes them: the most frequent first, else by the least UID.
    const least = leastUIDs(study);
    study.statements.sort((a, b) => b.instanceCount - a.instanceCount || byText(least.get(a) ?? '', least.get(b) ?? ''));
    const patients = study.statements.map(({ patient }) => patient);
    const { whole, each } = this.judge.judge(patients);
    for (const [at, statement] of study.statements.entries()) statement.evidence = each[at] ?? statement.evidence;
    study.evidence = whole;
    study.isOfSeveral = this.areSeveral(patients);
  }

  /** True where two statements can't be of one person; so many different ones are not looked through, and count as such. */
  private areSeveral(patients: readonly StatedPatient[]): boolean {
    if (patients.length > mostComparedStatements) return true;
    return patients.some((one, at) => patients.slice(at + 1).some((other) => !this.judge.isSamePatient(one, other)));
  }

  private takeBack(study: FoundStudy, statement: FoundStatement): void {
    statement.instanceCount--;
    if (statement.instanceCount > 0) return;
    study.statements.splice(study.statements.indexOf(statement), 1);
    this.byStudy.get(study.studyInstanceUID)?.statements.delete(statementKey(statement.patient));
  }

  private takeOut({ study, series, instance }: Place): void {
    series.instances.splice(series.instances.indexOf(instance), 1);
    series.byteCount -= instance.source.size;
    this.takeBack(study, instance.statement);
    study.instanceCount--;
    study.byteCount -= instance.source.size;
    if (series.instances.length === 0) {
      study.series.splice(study.series.indexOf(series), 1);
      this.bySeries.delete(seriesKey(study.studyInstanceUID, series.seriesInstanceUID));
    }
    if (study.instanceCount === 0) {
      this.studies.splice(this.studies.indexOf(study), 1);
      this.byStudy.delete(study.studyInstanceUID);
    }
  }

  private seriesOf(study: FoundStudy, header: ImageHeader): FoundSeries {
    const key = seriesKey(study.studyInstanceUID, header.seriesInstanceUID);
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

const seriesKey = (studyInstanceUID: string, seriesInstanceUID: string): string => `${studyInstanceUID} ${seriesInstanceUID}`;

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const comesBefore = (one: FileSource, other: FileSource): boolean =>
  one.path !== other.path ? one.path < other.path : one.size !== other.size && one.size < other.size;

function leastUIDs(study: FoundStudy): Map<FoundStatement, string> {
  const least = new Map<FoundStatement, string>();
  for (const { instances } of study.series) {
    for (const { statement, sopInstanceUID } of instances) {
      const known = least.get(statement);
      if (known === undefined || sopInstanceUID < known) least.set(statement, sopInstanceUID);
    }
  }
  return least;
}

const worseness = { agrees: 0, unknown: 1, differs: 2 } as const;
const isWorse = (one: IdentityEvidence, other: IdentityEvidence): boolean => worseness[one.verdict] > worseness[other.verdict];

/** Whether an instance is chosen while nobody has said otherwise: by its own statement. */
export function isChosenByItself({ statement }: FoundInstance): boolean {
  return !speaksAgainst(statement.evidence);
}
