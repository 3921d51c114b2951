import { describe, expect, it } from '@jest/globals';
import type { IdentityEvidence } from '#core/contract/studies.js';
import { StudyGroups } from '../../../uploader-ui/src/features/uploader/group-studies.js';
import type { FileSource } from '../../../uploader-ui/src/features/uploader/reading/file-source.js';
import type { ImageHeader } from '../../../uploader-ui/src/features/uploader/reading/image-header.js';

const source = (path: string, size = 100): FileSource => ({
  path,
  size,
  beginning: async () => new Blob([]),
  whole: async () => new Blob([]),
});
const header = (sopInstanceUID: string, changes: Partial<ImageHeader> = {}): ImageHeader => ({
  sopClassUID: '1.2.840.10008.5.1.4.1.1.2',
  sopInstanceUID,
  studyInstanceUID: '1.1',
  seriesInstanceUID: '1.1.1',
  transferSyntaxUID: '1.2.840.10008.1.2.1',
  patient: { patientName: 'Sample^Sofia', patientID: 'RC', birthDate: '19680412', sex: 'F', textTrusted: true },
  modality: 'CT',
  studyDate: '20260101',
  studyDescription: 'Head',
  accessionNumber: '',
  seriesDescription: 'Axial',
  seriesNumber: 1,
  instanceNumber: null,
  laterality: '',
  numberOfFrames: 1,
  ...changes,
});
const evidence = (verdict: IdentityEvidence['verdict']): IdentityEvidence => ({ verdict, comparisons: [] });
const groups = (): StudyGroups => new StudyGroups((patient) => evidence(patient.patientName.startsWith('Sample') ? 'agrees' : 'differs'));

describe('Studies of a selection', () => {
  it('groups instances by Study and Series Instance UID with their counts and bytes', () => {
    const found = groups();
    found.addInstance(header('1'), source('a', 10));
    found.addInstance(header('2', { seriesInstanceUID: '1.1.2' }), source('b', 20));
    found.addInstance(header('3', { studyInstanceUID: '1.2' }), source('c', 30));
    expect(found.studies.map((study) => [study.studyInstanceUID, study.series.length, study.instanceCount, study.byteCount])).toEqual([
      ['1.1', 2, 2, 30],
      ['1.2', 1, 1, 30],
    ]);
  });

  it('counts an instance once when its SOP Instance UID stands in two files', () => {
    const found = groups();
    found.addInstance(header('1'), source('a'));
    found.addInstance(header('1'), source('copy/a'));
    expect(found.studies[0]?.instanceCount).toBe(1);
    expect(found.repeatedCount).toBe(1);
  });

  it('keeps two files of the same path that hold different instances', () => {
    const found = groups();
    for (const uid of ['1', '2']) {
      found.notePath('IM0001');
      found.addInstance(header(uid), source('IM0001'));
    }
    expect(found.studies[0]?.instanceCount).toBe(2);
  });

  it('judges a study of two patients by the one who speaks against it', () => {
    const found = groups();
    found.addInstance(header('1'), source('a'));
    const other = { patientName: 'Other^Oscar', patientID: 'X', birthDate: '19710930', sex: 'M', textTrusted: true };
    found.addInstance(header('2', { patient: other }), source('b'));
    expect(found.studies[0]?.otherPatients).toEqual([other]);
    expect(found.studies[0]?.evidence.verdict).toBe('differs');
  });

  it('puts the studies of the order’s patient first', () => {
    const found = groups();
    const other = { patientName: 'Other^Oscar', patientID: 'X', birthDate: '', sex: 'M', textTrusted: true };
    found.addInstance(header('1', { patient: other, studyInstanceUID: '9', studyDate: '20260201' }), source('a'));
    found.addInstance(header('2'), source('b'));
    found.sort();
    expect(found.studies.map((study) => study.studyInstanceUID)).toEqual(['1.1', '9']);
  });

  it('names the files that a DICOMDIR lists and that were not chosen', () => {
    const found = groups();
    for (const path of ['CD/DICOMDIR', 'CD/DICOM/CT1/IM0001', 'CD/DICOM/CT1/im0002.dcm']) found.notePath(path);
    found.addDirectory('CD/DICOMDIR', ['DICOM/CT1/IM0001', 'DICOM/CT1/IM0002', 'DICOM/CT1/IM0003']);
    expect(found.missingFiles()).toEqual([{ directory: 'CD/DICOMDIR', paths: ['DICOM/CT1/IM0003'] }]);
  });
});
