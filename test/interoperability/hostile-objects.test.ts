import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type pg from 'pg';
import type { StudyDetail } from '#core/contract/studies.js';
import { brokenSamples } from '../../dicom-samples/generate/broken.js';
import { encodeDataSet, explicitLittleEndian } from '../../dicom-samples/generate/data-set-writer.js';
import { sampleUID, sopClasses } from '../../dicom-samples/generate/identities.js';
import type { SampleFile } from '../../dicom-samples/generate/sample.js';
import { isFound, retrieveInstance, type StoreAnswer, search, storeInstances } from '../support/dicomweb-client.js';
import { connect, sendPart10File, takeApart } from '../support/dimse-peer/index.js';
import { type SentPatient, scanLogs } from '../support/patient-data-scan.js';
import { type Product, type SignedInClient, startProduct } from '../support/product.js';
import { openProductDatabase } from '../support/product-database.js';
import { whenAllChecked } from '../support/worklist.js';
import { oneImage } from './one-image.js';

jest.setTimeout(120_000);

let product: Product;
let database: pg.Client;
let riverside: SignedInClient;
let hilltop: SignedInClient;
let radiology: SignedInClient;
const broken = new Map<string, SampleFile>();

beforeAll(async () => {
  product = await startProduct();
  database = await openProductDatabase(product);
  riverside = await product.signIn('clinician');
  hilltop = await product.signIn('clinician2');
  radiology = await product.signIn('radiology');
  for await (const sample of brokenSamples()) broken.set(sample.fault ?? '', sample);
});

afterAll(async () => {
  await database?.end();
  await product?.stop();
});

function sampleOf(fault: string): SampleFile {
  const sample = broken.get(fault);
  if (!sample) throw new Error(`no broken sample has the fault ${fault}`);
  return sample;
}

async function countInstances(): Promise<number> {
  const { rows } = await database.query<{ count: string }>('select count(*) as count from instances');
  return Number(rows[0]?.count);
}

/** Each door belongs to another organization here, so that what one keeps never meets what the other is sent. */
const sendByDimse = (bytes: Buffer, options: Partial<Parameters<typeof sendPart10File>[1]> = {}) =>
  sendPart10File(bytes, { port: product.dimsePort, ...options });
const sendByStow = (bytes: Buffer) => storeInstances(hilltop, [bytes]);
const reasonsOf = (answer: StoreAnswer) => [...answer.failed.map(({ failureReason }) => failureReason), ...answer.otherFailures];

/** Sends through both doors and expects a refusal with one of the statuses, nothing kept, and service that goes on. */
async function expectRefused(bytes: Buffer, statuses: readonly number[]): Promise<void> {
  const before = await countInstances();
  const byDimse = await sendByDimse(bytes);
  expect(statuses).toContain(byDimse.status);
  expect(byDimse.comment).not.toBe('');
  const byStow = await sendByStow(bytes);
  expect({ status: byStow.status, stored: byStow.stored }).toEqual({ status: 409, stored: [] });
  expect(reasonsOf(byStow)).toHaveLength(1);
  expect(statuses).toContain(reasonsOf(byStow)[0]);
  expect(await countInstances()).toBe(before);
  expect((await fetch(`${product.url}/health/ready`)).status).toBe(200);
}

const CANNOT_UNDERSTAND = 0xc000;
const DOES_NOT_MATCH = 0xa900;

describe('A01 UIDs with paths, control characters, SQL or markup', () => {
  const uids: Record<string, string> = {
    'a path': '1.2.826/../../../../etc/passwd',
    'a NUL inside': '1.2.3\0.4',
    'CR and LF': '1.2.3\r\nX-Injected: 1',
    SQL: "1.2.3'; drop table instances;--",
    markup: '<script>alert(1)</script>',
    'two values': '1.2.3\\1.2.4',
    '65 characters': `1.2.${'3'.repeat(61)}`,
  };
  for (const [what, uid] of Object.entries(uids)) {
    for (const keyword of ['SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID'] as const) {
      it(`are refused: ${what} in ${keyword}`, () =>
        expectRefused(oneImage({ study: `a01-${what}-${keyword}`, change: { [keyword]: uid } }).bytes, [CANNOT_UNDERSTAND]));
    }
  }

  it('are refused in the samples', async () => {
    for (const fault of ['uid-with-path-traversal', 'uid-too-long']) await expectRefused(sampleOf(fault).bytes, [CANNOT_UNDERSTAND]);
  });

  it('are refused in the command and in addresses', async () => {
    const image = oneImage({ study: 'a01-command' });
    const sent = await sendByDimse(image.bytes, { sopInstanceUID: '../../etc/passwd' });
    expect(sent.status).toBe(CANNOT_UNDERSTAND);
    for (const path of ['studies/..%2f..%2fetc%2fpasswd', 'studies/1.2.3%00', "studies/1'%20or%201=1/metadata"]) {
      const answer = await riverside.request(`/dicom-web/${path}`, { headers: { accept: '*/*' } });
      expect([path, answer.status]).toEqual([path, 400]);
    }
  });
});

describe('A02 DICOMDIR', () => {
  it('is never stored', async () => {
    const { bytes } = sampleOf('dicomdir');
    const byDimse = await sendByDimse(bytes);
    expect(byDimse.association.kind === 'accepted' && byDimse.association.contexts[0]?.result).toBe(3);
    const lying = await sendByDimse(bytes, { sopClassUID: sopClasses.secondaryCapture });
    expect([CANNOT_UNDERSTAND, DOES_NOT_MATCH]).toContain(lying.status);
    const byStow = await sendByStow(bytes);
    expect({ status: byStow.status, reasons: reasonsOf(byStow) }).toEqual({ status: 409, reasons: [CANNOT_UNDERSTAND] });
  });
});

describe('A03 programs and markup in the preamble', () => {
  const addressOf = ({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }: SampleFile) => ({
    studyInstanceUID: studyInstanceUID ?? '',
    seriesInstanceUID: seriesInstanceUID ?? '',
    sopInstanceUID: sopInstanceUID ?? '',
  });
  for (const fault of ['executable-preamble', 'markup-preamble']) {
    it(`are kept out of what leaves: ${fault}`, async () => {
      const sample = sampleOf(fault);
      expect((await sendByStow(sample.bytes)).stored).toEqual([sample.sopInstanceUID]);
      const retrieved = await retrieveInstance(hilltop, addressOf(sample));
      expect(retrieved?.subarray(0, 132)).toEqual(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]));
      expect(retrieved?.subarray(132)).toEqual(sample.bytes.subarray(132));
    });
  }

  it('leave the TIFF preamble of a dual file usable', async () => {
    const sample = sampleOf('tiff-preamble');
    expect((await sendByStow(sample.bytes)).stored).toEqual([sample.sopInstanceUID]);
    expect(await retrieveInstance(hilltop, addressOf(sample))).toEqual(sample.bytes);
  });
});

describe('A04 hostile file meta information', () => {
  const withMeta = (change: (file: Buffer) => Buffer, name: string) => change(Buffer.from(oneImage({ study: `a04-${name}` }).bytes));
  const hostile: Record<string, () => Buffer> = {
    'an element that claims 4 GB': () =>
      withMeta((file) => {
        // The length of (0002,0001) File Meta Information Version, whose VR OB has four bytes for it.
        file.writeUInt32LE(0xfffffffe, 132 + 12 + 8);
        return file;
      }, 'claims'),
    'more than 64 kB of it': () =>
      withMeta((file) => {
        const filling = encodeDataSet([{ tag: 0x00020102, vr: 'OB', value: Buffer.alloc(200_000) }], explicitLittleEndian);
        const metaLength = file.readUInt32LE(132 + 8);
        file.writeUInt32LE(metaLength + filling.length, 132 + 8);
        const end = 132 + 12 + metaLength;
        return Buffer.concat([file.subarray(0, end), filling, file.subarray(end)]);
      }, 'long'),
    'a path as transfer syntax': () => oneImage({ study: 'a04-path', options: { meta: { TransferSyntaxUID: '../1.2.3' } } }).bytes,
    'a transfer syntax with a NUL inside': () =>
      oneImage({ study: 'a04-nul', options: { meta: { TransferSyntaxUID: '1.2.840\0.10008.1' } } }).bytes,
    'a transfer syntax that would be a header field': () =>
      oneImage({ study: 'a04-field', options: { meta: { TransferSyntaxUID: '1.2\r\nSet-Cookie: a=b' } } }).bytes,
  };
  for (const [what, make] of Object.entries(hostile)) {
    it(`is refused: ${what}`, async () => {
      const before = await countInstances();
      const answer = await sendByStow(make());
      expect({ status: answer.status, stored: answer.stored, count: reasonsOf(answer).length }).toEqual({
        status: 409,
        stored: [],
        count: 1,
      });
      expect(await countInstances()).toBe(before);
    });
  }
});

describe('A05, A06, A07, A08, A10, A13 lengths that lie and structures without end', () => {
  const samples: Record<string, string> = {
    'claims-3gb-pixel-data': 'A05 a claimed length of 3 GB',
    'truncated-pixel-data': 'A06 a truncated Pixel Data',
    'truncated-in-sequence': 'A06 an end inside a sequence',
    'nested-1000-deep': 'A07 sequences nested 1,000 deep',
    'undefined-length-without-end': 'A08 an undefined length without end',
    'deflate-bomb': 'A10 a deflate bomb',
    'two-files-glued': 'A13 two files in one',
    'lying-transfer-syntax': 'A13 a transfer syntax that is not the one of the bytes',
  };
  for (const [fault, what] of Object.entries(samples)) {
    it(`refuses ${what}`, () => expectRefused(sampleOf(fault).bytes, [CANNOT_UNDERSTAND, DOES_NOT_MATCH]));
  }

  it('A06 refuses an instance cut at any of fifty places', async () => {
    const { bytes, sopInstanceUID } = oneImage({ study: 'a06-cut' });
    const { dataSet } = takeApart(bytes);
    const start = bytes.length - dataSet.length;
    const cuts = Array.from({ length: 50 }, (_value, index) => start + Math.floor((dataSet.length * index) / 50) + (index === 0 ? 1 : 0));
    const answer = await storeInstances(
      hilltop,
      cuts.map((cut) => bytes.subarray(0, cut)),
    );
    expect(answer.status).toBe(409);
    expect(reasonsOf(answer)).toHaveLength(cuts.length);
    for (const cut of cuts.filter((_cut, index) => index % 5 === 0)) {
      const sent = await sendByDimse(bytes, { dataSet: dataSet.subarray(0, cut - start) });
      expect(sent.status).toBeGreaterThanOrEqual(0xa900);
    }
    expect(await isFound(radiology, sopInstanceUID)).toBe(false);
  });
});

describe('A12 command, address and data set that do not agree', () => {
  it('are answered A900H by C-STORE', async () => {
    const image = oneImage({ study: 'a12' });
    const otherInstance = await sendByDimse(image.bytes, { sopInstanceUID: sampleUID('another instance') });
    expect(otherInstance.status).toBe(DOES_NOT_MATCH);
    const otherClass = await sendByDimse(image.bytes, { sopClassUID: sopClasses.ct });
    expect(otherClass.status).toBe(DOES_NOT_MATCH);
    expect(await isFound(radiology, image.sopInstanceUID)).toBe(false);
  });

  it('are answered 409 by STOW-RS to the address of another study', async () => {
    const image = oneImage({ study: 'a12' });
    const boundary = 'boundary';
    const answer = await hilltop.request(`/dicom-web/studies/${sampleUID('another study')}`, {
      method: 'POST',
      headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` },
      body: Buffer.concat([Buffer.from(`--${boundary}\r\n\r\n`), image.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    });
    expect(answer.status).toBe(409);
    const [failed] = ((await answer.json()) as Record<string, { Value: Record<string, { Value: unknown[] }>[] }>)['00081198']?.Value ?? [];
    expect(failed?.['00081197']?.Value).toEqual([DOES_NOT_MATCH]);
    expect(await isFound(radiology, image.sopInstanceUID)).toBe(false);
  });

  it('are a finding where only the file meta information differs', async () => {
    const sample = sampleOf('meta-sop-instance-uid-differs');
    expect((await sendByStow(sample.bytes)).stored).toEqual([sample.sopInstanceUID]);
    const studies = await whenAllChecked(radiology);
    const study = studies.find(({ studyInstanceUID }) => studyInstanceUID === sample.studyInstanceUID);
    const detail = await radiology.get<StudyDetail>(`/api/studies/${study?.id}`);
    expect(detail.findings.map(({ code }) => code)).toContain('meta-identity-differs');
  });
});

describe('A14 missing and empty UIDs', () => {
  for (const fault of ['no-sop-instance-uid', 'no-series-instance-uid', 'empty-study-instance-uid']) {
    it(`are refused: ${fault}`, () => expectRefused(sampleOf(fault).bytes, [CANNOT_UNDERSTAND, DOES_NOT_MATCH]));
  }
});

describe('A15 NUL bytes, bad UTF-8 and odd values', () => {
  const odd: Record<string, () => Buffer> = {
    'nul-in-patient-name': () => sampleOf('nul-in-patient-name').bytes,
    'bad-utf8-name': () => sampleOf('bad-utf8-name').bytes,
    'odd-dates': () => sampleOf('odd-dates').bytes,
    'wrong-character-set-label': () => sampleOf('wrong-character-set-label').bytes,
    'script-in-patient-name': () => sampleOf('script-in-patient-name').bytes,
    'proto-named-private-creator': () => sampleOf('proto-named-private-creator').bytes,
    'odd numbers': () =>
      oneImage({
        study: 'a15-numbers',
        change: { InstanceNumber: '99999999999999999999', SeriesNumber: 'one\0', WindowCenter: 'wide', SpecificCharacterSet: 'ISO_IR 9\0' },
      }).bytes,
    'NUL in every identifier': () =>
      oneImage({ study: 'a15-nul', change: { PatientID: 'RC\x080234', AccessionNumber: '\0', StudyDescription: 'A\0B', Modality: '\0T' } })
        .bytes,
  };
  for (const [what, make] of Object.entries(odd)) {
    it(`keep their instance, which is found, given back and shown: ${what}`, async () => {
      const bytes = make();
      const byDimse = await sendByDimse(bytes);
      expect(byDimse.status).toBe(0);
      const byStow = await sendByStow(bytes);
      expect(byStow.stored).toEqual([byDimse.sopInstanceUID]);
      const [found] = await search(riverside, `instances?SOPInstanceUID=${byDimse.sopInstanceUID}&includefield=all`);
      const uid = (tag: string) => String(found?.[tag]?.Value?.[0]);
      const address = { studyInstanceUID: uid('0020000D'), seriesInstanceUID: uid('0020000E'), sopInstanceUID: byDimse.sopInstanceUID };
      const retrieved = await retrieveInstance(riverside, address);
      expect(retrieved && takeApart(retrieved).dataSet.equals(byDimse.dataSet)).toBe(true);
      const metadata = await riverside.request(`/dicom-web/studies/${address.studyInstanceUID}/metadata`);
      expect(metadata.status).toBe(200);
      expect(JSON.parse(await metadata.text())).toHaveLength(1);
      const studies = await whenAllChecked(radiology);
      for (const study of studies.filter(({ studyInstanceUID }) => studyInstanceUID === address.studyInstanceUID)) {
        expect((await radiology.get<StudyDetail>(`/api/studies/${study.id}`)).ledger.validated).toBe(1);
      }
    });
  }
});

describe('B12 unknown application entities and addresses', () => {
  const rejection = { kind: 'rejected', result: 1, source: 1, reason: 3 };

  it('are rejected with 1/1/3', async () => {
    await database.query(
      `insert into peers (organization_id, name, ae_title, addresses)
       select organization_id, 'Elsewhere', 'ELSEWHERE', '{192.0.2.0/24}' from peers where ae_title = 'RIVERSIDE_PACS'`,
    );
    for (const callingAETitle of ['STRANGER', 'ELSEWHERE', 'riverside_pacs', '', "'; drop table--"]) {
      const requestor = await connect({ port: product.dimsePort });
      expect(await requestor.associate({ callingAETitle })).toMatchObject(rejection);
      await requestor.closed;
    }
  });
});

describe('Logs after all of this', () => {
  it('hold nothing of the patients (A18)', async () => {
    const sent: SentPatient[] = [...broken.values()].map(({ patientName, patientID }) => ({ patientName, patientID }));
    sent.push({ patientName: 'Sample^Sofia', patientBirthDate: '19680412' }, { patientName: 'Referrer^Rita', patientID: 'RC100234' });
    await whenAllChecked(radiology);
    const { lineCount, found } = await scanLogs(product, sent);
    expect(lineCount).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });

  it('would show the scan what stood there', async () => {
    const planted = [
      '{"err":"Key (patient_name)=(Sample^Sofia) exists"}',
      '{"born":"1968-04-12"}',
      '{"url":"/studies?PatientID=RC-100234"}',
    ];
    await writeFile(join(product.dataDir, 'logs/planted.log'), planted.join('\n'));
    const { found } = await scanLogs(product, [{ patientName: 'Sample^Sofia', patientID: 'RC-100234', patientBirthDate: '19680412' }]);
    expect(found.map(({ file, line }) => [file, line])).toEqual(planted.map((line) => ['planted.log', line]));
  });
});
