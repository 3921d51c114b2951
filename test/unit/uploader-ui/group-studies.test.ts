import { describe, expect, it } from '@jest/globals';
import type { IdentityEvidence } from '#core/contract/studies.js';
import type { StatedPatient } from '#core/identity/statements.js';
import { StudyGroups } from '../../../uploader-ui/src/features/uploader/group-studies.js';
import { foundHeader as header, oscar, sofia, foundSource as source } from './found-files.js';

const evidence = (verdict: IdentityEvidence['verdict']): IdentityEvidence => ({ verdict, comparisons: [] });
const isSofia = ({ patientName }: StatedPatient): boolean => patientName?.Alphabetic?.startsWith('Sample') ?? false;
const groups = (): StudyGroups =>
  new StudyGroups({
    judge: (images) => ({
      whole: evidence(images.every(isSofia) ? 'agrees' : 'differs'),
      each: images.map((patient) => evidence(isSofia(patient) ? 'agrees' : 'differs')),
    }),
    isSamePatient: (one, other) => isSofia(one) === isSofia(other),
  });

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

  it('keeps of two files with the same SOP Instance UID the one whose path comes first, whichever was read first', () => {
    const files = [
      [header('1', { patient: oscar, seriesInstanceUID: '1.1.2' }), source('b', 7)],
      [header('1'), source('a', 5)],
      [header('2', { seriesInstanceUID: '1.1.2' }), source('c', 3)],
    ] as const;
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
      [2, 1, 0],
    ]) {
      const found = groups();
      for (const at of order) found.addInstance(...(files[at] as (typeof files)[number]));
      found.settle();
      const [study] = found.studies;
      expect([study?.instanceCount, study?.byteCount, study?.statements.map(({ patient }) => patient)]).toEqual([2, 8, [sofia]]);
      expect(study?.series.map((series) => series.instances.map((instance) => instance.source.path))).toEqual([['a'], ['c']]);
    }
  });

  it('judges a study of two patients by the worst, and each of its instances by what it says itself', () => {
    const found = groups();
    found.addInstance(header('1'), source('a'));
    found.addInstance(header('2', { patient: oscar }), source('b'));
    found.addInstance(header('3'), source('c'));
    found.settle();
    const [study] = found.studies;
    expect([study?.evidence.verdict, study?.isOfSeveral]).toEqual(['differs', true]);
    expect(study?.statements.map(({ patient, instanceCount }) => [patient, instanceCount])).toEqual([
      [sofia, 2],
      [oscar, 1],
    ]);
    expect(['1', '2', '3'].map((uid) => found.instanceOf(uid)?.statement.evidence.verdict)).toEqual(['agrees', 'differs', 'agrees']);
  });

  it('says so of two patients even before all is read', () => {
    const found = groups();
    found.addInstance(header('1'), source('a'));
    found.addInstance(header('2', { patient: oscar }), source('b'));
    expect([found.studies[0]?.evidence.verdict, found.studies[0]?.isOfSeveral]).toEqual(['differs', true]);
  });

  it('puts the studies of the order’s patient first', () => {
    const found = groups();
    found.addInstance(header('1', { patient: oscar, studyInstanceUID: '9', studyDate: '20260201' }), source('a'));
    found.addInstance(header('2'), source('b'));
    found.settle();
    expect(found.studies.map((study) => study.studyInstanceUID)).toEqual(['1.1', '9']);
  });

  it('names the files that a DICOMDIR lists and that were not chosen', () => {
    const found = groups();
    for (const path of ['CD/DICOMDIR', 'CD/DICOM/CT1/IM0001', 'CD/DICOM/CT1/im0002.dcm']) found.notePath(path);
    found.addDirectory('CD/DICOMDIR', ['DICOM/CT1/IM0001', 'DICOM/CT1/IM0002', 'DICOM/CT1/IM0003']);
    expect(found.missingFiles()).toEqual([{ directory: 'CD/DICOMDIR', paths: ['DICOM/CT1/IM0003'] }]);
  });
});
