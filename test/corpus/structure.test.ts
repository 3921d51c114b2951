import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DataSetInspection, type InspectedDataSet } from '#core/dicom/data-set-inspection.js';
import type { JsonPersonName } from '#core/dicom/dicom-json-types.js';
import { Part10Reader } from '#core/dicom/part10-file.js';
import { formatPersonName } from '#core/dicom/person-name.js';
import { GatewayError } from '#core/errors/gateway-error.js';

interface CorpusFile {
  file: string;
  sha256: string;
  expect: 'accept' | 'accept-with-warning' | 'reject';
  transferSyntax: string | null;
  sopClass: string | null;
  sopInstanceUid: string | null;
  studyInstanceUid: string | null;
  seriesInstanceUid: string | null;
  patientId: string | null;
  patientName: string | null;
  rows: number | null;
  columns: number | null;
  features: string[];
}

const corpus = path.resolve(import.meta.dirname, '../..', process.env.CORPUS_DIR ?? '../shared/corpus');
const manifest = path.join(corpus, 'MANIFEST.json');
const files: CorpusFile[] = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : [];

interface Outcome {
  reader: Part10Reader;
  inspected?: InspectedDataSet;
  error?: unknown;
}

async function inspect(bytes: Buffer, pieceLength: number): Promise<Outcome> {
  const reader = new Part10Reader();
  let inspection: DataSetInspection | null = null;
  const feed = async (dataSet: Buffer | null): Promise<void> => {
    if (dataSet === null) return;
    inspection ??= new DataSetInspection(reader.transferSyntaxUID ?? '');
    await inspection.push(dataSet);
  };
  try {
    for (let at = 0; at < bytes.length; at += pieceLength) await feed(reader.push(bytes.subarray(at, at + pieceLength)));
    await feed(reader.end());
    const whole = inspection as DataSetInspection | null;
    const inspected = await whole?.finish();
    return inspected ? { reader, inspected } : { reader, error: new Error('no data set') };
  } catch (error) {
    return { reader, error };
  }
}

function nameOf(inspected: InspectedDataSet): string | null {
  const attribute = inspected.attributes['00100010'];
  if (!attribute) return null;
  const name = attribute.Value?.[0] as JsonPersonName | undefined;
  return formatPersonName({ alphabetic: name?.Alphabetic, ideographic: name?.Ideographic, phonetic: name?.Phonetic });
}

function textOf(inspected: InspectedDataSet, key: string): string | null {
  const attribute = inspected.attributes[key];
  return attribute ? String(attribute.Value?.[0] ?? '') : null;
}

const codesOfRefusal = ['not-dicom', 'media-directory', 'truncated', 'cannot-understand', 'missing-uid', 'invalid-uid', 'limit-exceeded'];

describe('Corpus of real DICOM files', () => {
  it('is there', () => {
    expect(files.length).toBeGreaterThan(100);
  });

  for (const entry of files) {
    const verb = entry.expect === 'reject' ? 'refuses' : 'takes';
    it(`${verb} ${entry.file} as its manifest says`, async () => {
      const bytes = readFileSync(path.join(corpus, entry.file));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(entry.sha256);
      for (const pieceLength of [65_536, 1021]) {
        const { reader, inspected, error } = await inspect(bytes, pieceLength);
        if (entry.expect === 'reject') {
          expect(error).toBeInstanceOf(GatewayError);
          expect(codesOfRefusal).toContain((error as GatewayError).code);
          continue;
        }
        expect(error).toBeUndefined();
        expect(inspected).toMatchObject({
          sopInstanceUID: entry.sopInstanceUid,
          studyInstanceUID: entry.studyInstanceUid,
          seriesInstanceUID: entry.seriesInstanceUid,
          byteCount: bytes.length - reader.dataSetOffset,
        });
        if (entry.sopClass) expect(inspected?.sopClassUID).toBe(entry.sopClass);
        if (entry.transferSyntax) expect(reader.transferSyntaxUID).toBe(entry.transferSyntax);
        const whole = inspected as InspectedDataSet;
        expect(textOf(whole, '00100020')).toBe(entry.patientId);
        expect(nameOf(whole)).toBe(entry.patientName);
        if (entry.rows) expect(whole.attributes['00280010']?.Value).toEqual([entry.rows]);
        if (entry.columns) expect(whole.attributes['00280011']?.Value).toEqual([entry.columns]);
        expect(whole.text.trusted).toBe(true);
      }
    });
  }
});
