import { attributes, type DataSet, encodeDataSet, encodeItem, explicitLittleEndian, mergeDataSets } from './data-set-writer.js';
import type { Keyword } from './dictionary.js';
import { sampleUID, sopClasses } from './identities.js';
import { part10Header, textOf } from './part10-file.js';

export interface DirectoryEntry {
  /** Path on the medium, parts joined with a backslash. */
  readonly fileID: string;
  readonly dataSet: DataSet;
  readonly transferSyntaxUID: string;
}

interface DirectoryRecord {
  readonly key: string;
  readonly attributes: DataSet;
  readonly lower: DirectoryRecord[];
}

interface PlacedRecord {
  readonly record: DirectoryRecord;
  readonly next: DirectoryRecord | null;
}

const sequenceHeaderLength = 12;

const levels: readonly { readonly type: string; readonly key: Keyword; readonly keys: readonly Keyword[] }[] = [
  { type: 'PATIENT', key: 'PatientID', keys: ['PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex'] },
  {
    type: 'STUDY',
    key: 'StudyInstanceUID',
    keys: ['StudyDate', 'StudyTime', 'AccessionNumber', 'StudyDescription', 'StudyInstanceUID', 'StudyID'],
  },
  { type: 'SERIES', key: 'SeriesInstanceUID', keys: ['Modality', 'SeriesDescription', 'SeriesInstanceUID', 'SeriesNumber'] },
  { type: 'IMAGE', key: 'SOPInstanceUID', keys: ['ImageType', 'InstanceNumber'] },
];

/**
 * Makes a DICOMDIR of the instances on a medium, with the offsets of its patient, study, series and image records.
 *
 * @see PS3.3 F.3 (Basic Directory Information Object), PS3.10 8.6
 */
export function dicomDirectory(entries: readonly DirectoryEntry[], fileSetID: string): Buffer {
  const roots: DirectoryRecord[] = [];
  for (const entry of entries) {
    addEntry(roots, entry);
  }
  const placed = flatten(roots);
  const identity = attributes({ SOPClassUID: sopClasses.mediaStorageDirectory, SOPInstanceUID: sampleUID(`dicomdir/${fileSetID}`) });
  const header = part10Header(identity);
  const lengthBeforeRecords = header.length + encodeDataSet(fileSet(fileSetID, 0, 0), explicitLittleEndian).length + sequenceHeaderLength;
  // Offsets have a fixed width, so records encoded with zeros already have their final length.
  const offsets = new Map<DirectoryRecord, number>();
  let offset = lengthBeforeRecords;
  for (const { record } of placed) {
    offsets.set(record, offset);
    offset += encodeItem(recordItem(record, 0, 0), explicitLittleEndian).length;
  }
  const offsetOf = (record: DirectoryRecord | null | undefined): number => (record ? (offsets.get(record) ?? 0) : 0);
  const items = placed.map(({ record, next }) => recordItem(record, offsetOf(next), offsetOf(record.lower[0])));
  const directory = mergeDataSets(
    fileSet(fileSetID, offsetOf(roots[0]), offsetOf(roots.at(-1))),
    attributes({ DirectoryRecordSequence: items }),
  );
  return Buffer.concat([header, encodeDataSet(directory, explicitLittleEndian)]);
}

function fileSet(fileSetID: string, firstOffset: number, lastOffset: number): DataSet {
  return attributes({
    FileSetID: fileSetID,
    OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity: firstOffset,
    OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity: lastOffset,
    FileSetConsistencyFlag: 0,
  });
}

function recordItem(record: DirectoryRecord, nextOffset: number, lowerOffset: number): DataSet {
  const links = attributes({
    OffsetOfTheNextDirectoryRecord: nextOffset,
    RecordInUseFlag: 0xffff,
    OffsetOfReferencedLowerLevelDirectoryEntity: lowerOffset,
  });
  return mergeDataSets(links, record.attributes);
}

function addEntry(roots: DirectoryRecord[], entry: DirectoryEntry): void {
  let siblings = roots;
  for (const { type, key, keys } of levels) {
    const value = textOf(entry.dataSet, key);
    let record = siblings.find((candidate) => candidate.key === value);
    if (record === undefined) {
      const copied = Object.fromEntries(keys.map((keyword) => [keyword, textOf(entry.dataSet, keyword)]));
      const reference = type === 'IMAGE' ? referencedFile(entry) : {};
      record = { key: value, attributes: attributes({ DirectoryRecordType: type, ...copied, ...reference }), lower: [] };
      siblings.push(record);
    }
    siblings = record.lower;
  }
}

function referencedFile(entry: DirectoryEntry): Partial<Record<Keyword, string>> {
  return {
    ReferencedFileID: entry.fileID,
    ReferencedSOPClassUIDInFile: textOf(entry.dataSet, 'SOPClassUID'),
    ReferencedSOPInstanceUIDInFile: textOf(entry.dataSet, 'SOPInstanceUID'),
    ReferencedTransferSyntaxUIDInFile: entry.transferSyntaxUID,
  };
}

function flatten(siblings: readonly DirectoryRecord[]): PlacedRecord[] {
  return siblings.flatMap((record, index) => [{ record, next: siblings[index + 1] ?? null }, ...flatten(record.lower)]);
}
