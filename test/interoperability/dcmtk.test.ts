import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OrderDetail, OrderListItem } from '#core/contract/orders.js';
import type { StudyDetail } from '#core/contract/studies.js';
import type { SampleFile } from '../../dicom-samples/generate/sample.js';
import { studySamples } from '../../dicom-samples/generate/studies.js';
import { transferSyntaxSamples } from '../../dicom-samples/generate/transfer-syntaxes.js';
import { type DimseTarget, dcmsend, echoscu, type RunningStorescp, startStorescp, storescu, type ToolResult } from '../support/dcmtk.js';
import { type InstanceAddress, isFound, retrieveInstance, search } from '../support/dicomweb-client.js';
import { takeApart } from '../support/dimse-peer/index.js';
import { scanLogs } from '../support/patient-data-scan.js';
import { type Product, type SignedInClient, startProduct } from '../support/product.js';
import { whenAllChecked } from '../support/worklist.js';
import { takeReceived } from './received-by-storescp.js';

jest.setTimeout(180_000);

let product: Product;
let target: DimseTarget;
let pacs: SignedInClient;
let clinician: SignedInClient;
let radiology: SignedInClient;
let folder: string;
let storescp: RunningStorescp;
const samples: SampleFile[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dcmtk-samples-'));
  for (const makeSamples of [studySamples, transferSyntaxSamples]) {
    for await (const sample of makeSamples()) {
      samples.push(sample);
      await mkdir(dirname(pathOf(sample)), { recursive: true });
      await writeFile(pathOf(sample), sample.bytes);
    }
  }
  storescp = await startStorescp();
  product = await startProduct();
  target = { port: product.dimsePort };
  pacs = await product.signIn('pacs');
  clinician = await product.signIn('clinician');
  radiology = await product.signIn('radiology');
});

afterAll(async () => {
  await product?.stop();
  await storescp?.stop();
  await rm(folder, { recursive: true, force: true });
});

const pathOf = (sample: SampleFile): string => join(folder, sample.file);
const below = (prefix: string): SampleFile[] => samples.filter(({ file }) => file.startsWith(prefix));
const addressOf = (sample: SampleFile): InstanceAddress => ({
  studyInstanceUID: sample.studyInstanceUID ?? '',
  seriesInstanceUID: sample.seriesInstanceUID ?? '',
  sopInstanceUID: sample.sopInstanceUID ?? '',
});

type Send = (target: DimseTarget, paths: readonly string[], args?: readonly string[]) => Promise<ToolResult>;

/**
 * Compares what comes back with what left DCMTK, data set by data set. DCMTK writes some data sets anew before it sends them, so the same
 * command is given to storescp, which keeps what it receives bit by bit.
 */
async function expectIdentical(sent: readonly SampleFile[], send: Send, args: readonly string[] = []): Promise<void> {
  expect((await send({ port: storescp.port, calledAETitle: storescp.aeTitle }, sent.map(pathOf), args)).code).toBe(0);
  const received = await takeReceived(storescp);
  for (const sample of sent) {
    const left = received.get(sample.sopInstanceUID ?? '');
    const retrieved = await retrieveInstance(pacs, addressOf(sample));
    const given = takeApart(retrieved ?? Buffer.alloc(0));
    const isSame = left !== undefined && given.dataSet.equals(left.dataSet);
    expect({ file: sample.file, transferSyntaxUID: given.transferSyntaxUID, isSame }).toEqual({
      file: sample.file,
      transferSyntaxUID: sample.transferSyntaxUID,
      isSame: true,
    });
  }
}

/** Samples and the option by which storescu proposes their transfer syntax. */
const proposals: Record<string, string> = {
  'implicit-vr-little-endian': '-xi',
  'explicit-vr-little-endian': '-xe',
  'explicit-vr-big-endian': '-xb',
  'deflated-explicit-vr-little-endian': '-xd',
  'rle-lossless': '-xr',
  'jpeg-baseline': '-xy',
  'jpeg-lossless-sv1': '-xs',
  'jpeg-ls-lossless': '-xt',
  'jpeg-ls-near-lossless': '-xu',
  'jpeg-2000-lossless': '-xv',
  'jpeg-2000': '-xw',
};

describe('DCMTK echoscu', () => {
  it('is answered', async () => {
    expect(await echoscu(target)).toMatchObject({ code: 0, output: expect.stringContaining('Received Echo Response (Success)') });
  });

  it('is answered a hundred times over one association', async () => {
    expect((await echoscu(target, ['--repeat', '100'])).code).toBe(0);
  });

  it('may propose what nobody knows beside it', async () => {
    expect((await echoscu(target, ['-pts', '5', '-ppc', '128'])).code).toBe(0);
  });
});

describe('Association of DCMTK that is not admitted', () => {
  it('is rejected for an unknown calling AE title, and nothing is kept', async () => {
    const [sample] = below('studies/dx-hand');
    const { code, output } = await storescu({ ...target, callingAETitle: 'STRANGER' }, [pathOf(sample as SampleFile)]);
    expect(code).not.toBe(0);
    expect(output).toContain('Calling AE Title Not Recognized');
    expect(await isFound(radiology, sample?.sopInstanceUID ?? '')).toBe(false);
  });

  it('is rejected for a called AE title that is nobody', async () => {
    const { code, output } = await echoscu({ ...target, calledAETitle: 'ANOTHER_PACS' });
    expect(code).not.toBe(0);
    expect(output).toContain('Called AE Title Not Recognized');
  });

  it("is rejected for the called AE title of another organization's order", async () => {
    const hilltop = await product.signIn('clinician2');
    const { orders } = await hilltop.get<{ orders: OrderListItem[] }>('/api/orders');
    const { calledAETitle } = await hilltop.get<OrderDetail>(`/api/orders/${orders[0]?.id}`);
    const { code, output } = await echoscu({ ...target, calledAETitle });
    expect(code).not.toBe(0);
    expect(output).toContain('Called AE Title Not Recognized');
  });

  it("is in the log of the sender's team in words", async () => {
    const { refusals } = await pacs.get<{ refusals: { calledAETitle: string | null; explanation: string }[] }>('/api/refusals');
    expect(refusals.find(({ calledAETitle }) => calledAETitle === 'ANOTHER_PACS')?.explanation).toContain('ANOTHER_PACS');
  });
});

describe('DCMTK storescu', () => {
  for (const [name, proposal] of Object.entries(proposals)) {
    it(`stores ${name}, which comes back as it was sent`, async () => {
      const sent = below(`transfer-syntaxes/${name}.dcm`);
      const { code, output } = await storescu(target, sent.map(pathOf), [proposal]);
      expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('Received Store Response (Success)') });
      await expectIdentical(sent, storescu, [proposal]);
    });
  }

  it('sends again without harm', async () => {
    const sent = below('transfer-syntaxes/explicit-vr-little-endian.dcm');
    expect((await storescu(target, sent.map(pathOf))).code).toBe(0);
    expect(await search(pacs, `instances?SOPInstanceUID=${sent[0]?.sopInstanceUID}`)).toHaveLength(1);
  });

  it("attaches to the order by the order's own called AE title", async () => {
    const { orders } = await clinician.get<{ orders: OrderListItem[] }>('/api/orders');
    const demo = orders.find(({ patient }) => patient.familyName === 'Sample');
    const { calledAETitle, id } = await clinician.get<OrderDetail>(`/api/orders/${demo?.id}`);
    const sent = below('studies/cr-chest-prior');
    expect((await storescu({ ...target, calledAETitle }, sent.map(pathOf))).code).toBe(0);
    const studies = await whenAllChecked(radiology);
    const study = studies.find(({ studyInstanceUID }) => studyInstanceUID === sent[0]?.studyInstanceUID);
    expect(study).toMatchObject({ order: { id }, identity: 'agrees' });
    expect((await radiology.get<StudyDetail>(`/api/studies/${study?.id}`)).attachedOrder?.how).toBe('called-ae-title');
    await expectIdentical(sent, storescu);
  });
});

describe('DCMTK dcmsend', () => {
  it('stores whole studies over three associations at the same time', async () => {
    const studies = [below('studies/ct-head'), below('studies/mr-head'), below('studies/us-heart')];
    const results = await Promise.all(studies.map((study) => dcmsend(target, study.map(pathOf))));
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    for (const study of studies) await expectIdentical(study, dcmsend);
    const shown = await whenAllChecked(radiology);
    for (const study of studies) {
      const item = shown.find(({ studyInstanceUID }) => studyInstanceUID === study[0]?.studyInstanceUID);
      expect(item?.ledger).toMatchObject({ received: study.length, validated: study.length, attached: study.length, refused: 0 });
    }
  });

  it('shares one study between three associations', async () => {
    // What storescp takes as well, and what no acceptor's choice makes dcmsend write in another transfer syntax.
    const names = Object.keys(proposals).filter((name) => !name.includes('-vr-'));
    const study = names.flatMap((name) => below(`transfer-syntaxes/${name}.dcm`));
    const results = await Promise.all(
      [0, 1, 2].map((part) => dcmsend(target, study.filter((_sample, index) => index % 3 === part).map(pathOf), ['--decompress-never'])),
    );
    expect(results.map(({ code, output }) => (code === 0 ? 'sent' : output))).toEqual(['sent', 'sent', 'sent']);
    await expectIdentical(study, dcmsend, ['--decompress-never']);
  });
});

describe('Logs after all of this', () => {
  it('hold nothing of the patients (A18)', async () => {
    const patients = samples.map(({ patientName, patientID }) => ({ patientName, patientID }));
    const { lineCount, found } = await scanLogs(product, [...patients, { patientBirthDate: '19680412' }, { patientBirthDate: '19710930' }]);
    expect(lineCount).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });
});
