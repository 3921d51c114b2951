import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { sofia } from '../../../dicom-samples/generate/identities.js';
import { allSamples, describeSample, type SampleEntry, type SampleManifest } from '../../../dicom-samples/generate/samples.js';

const generated: SampleEntry[] = [];
let manifest: SampleManifest;

beforeAll(async () => {
  for await (const sample of allSamples()) {
    generated.push(describeSample(sample));
  }
  manifest = JSON.parse(await readFile(path.resolve('dicom-samples/manifest.json'), 'utf8')) as SampleManifest;
}, 60_000);

describe('Manifest of the samples', () => {
  it('describes every sample byte for byte as the generator makes it', () => {
    expect(generated).toEqual(manifest.samples);
  });

  it('names each file once', () => {
    expect(new Set(manifest.samples.map(({ file }) => file)).size).toBe(manifest.samples.length);
  });

  it('gives every storable sample well-formed UIDs and a SOP Instance UID of its own', () => {
    const storable = manifest.samples.filter((sample) => sample.expect !== 'reject');
    for (const sample of storable) {
      for (const uid of [sample.sopInstanceUID, sample.studyInstanceUID, sample.seriesInstanceUID]) {
        expect(uid).toMatch(/^2\.25\.(0|[1-9][0-9]{0,38})$/);
      }
    }
    expect(new Set(storable.map(({ sopInstanceUID }) => sopInstanceUID)).size).toBe(storable.length);
  });

  it('names the fault of every broken file, and the file by its fault', () => {
    const brokenFiles = manifest.samples.filter(({ file }) => file.startsWith('broken/'));
    expect(brokenFiles.length).toBeGreaterThan(30);
    for (const { file, fault } of brokenFiles) {
      expect(file).toBe(`broken/${fault}.dcm`);
    }
  });

  it('holds a CT study of two series, an MR, a US loop and a prior of one patient', () => {
    const ofSofia = manifest.samples.filter(({ file, patientID }) => file.startsWith('studies/') && patientID === sofia.patientID);
    const ct = ofSofia.filter(({ features }) => features.includes('ct'));
    expect(ct).toHaveLength(36);
    expect(new Set(ct.map(({ studyInstanceUID }) => studyInstanceUID)).size).toBe(1);
    expect(new Set(ct.map(({ seriesInstanceUID }) => seriesInstanceUID)).size).toBe(2);
    expect(new Set(ofSofia.map(({ studyInstanceUID }) => studyInstanceUID)).size).toBe(4);
  });
});
