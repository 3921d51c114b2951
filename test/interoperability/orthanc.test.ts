import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { StudyListItem } from '#core/contract/studies.js';
import type { SampleFile } from '../../dicom-samples/generate/sample.js';
import { studySamples } from '../../dicom-samples/generate/studies.js';
import { transferSyntaxSamples } from '../../dicom-samples/generate/transfer-syntaxes.js';
import { type RunningStorescp, startStorescp } from '../support/dcmtk.js';
import { type DicomwebCaller, retrieveInstance, search, withToken } from '../support/dicomweb-client.js';
import { type TakenApart, takeApart } from '../support/dimse-peer/index.js';
import { type RunningOrthanc, startOrthanc } from '../support/orthanc.js';
import { scanLogs } from '../support/patient-data-scan.js';
import { type Product, type SignedInClient, startProduct } from '../support/product.js';
import { whenAllChecked } from '../support/worklist.js';
import { takeReceived } from './received-by-storescp.js';

jest.setTimeout(180_000);

let product: Product;
let orthanc: RunningOrthanc;
let storescp: RunningStorescp;
let radiology: SignedInClient;
let machine: DicomwebCaller;
const samples: SampleFile[] = [];

beforeAll(async () => {
  for await (const sample of studySamples()) samples.push(sample);
  for await (const sample of transferSyntaxSamples()) samples.push(sample);
  storescp = await startStorescp();
  product = await startProduct();
  radiology = await product.signIn('radiology');
  const clinician = await product.signIn('clinician');
  const { token } = await clinician.post<{ token: string }>('/api/tokens', { name: 'Orthanc', expiresInDays: 1 });
  machine = withToken(product.url, token);
  orthanc = await startOrthanc({
    modalities: {
      gateway: ['REFERRAL_GW', '127.0.0.1', product.dimsePort],
      wrong: ['NOBODY', '127.0.0.1', product.dimsePort],
      storescp: [storescp.aeTitle, '127.0.0.1', storescp.port],
    },
    dicomWebServers: {
      gateway: { Url: `${product.url}/dicom-web/`, HttpHeaders: { Authorization: `Bearer ${token}` } },
      stranger: { Url: `${product.url}/dicom-web/` },
    },
  });
});

afterAll(async () => {
  await orthanc?.stop();
  await product?.stop();
  await storescp?.stop();
});

const below = (prefix: string): SampleFile[] => samples.filter(({ file }) => file.startsWith(prefix));

/** Puts samples into Orthanc and gives its own ids of the studies and instances. */
async function fillOrthanc(filling: readonly SampleFile[]): Promise<{ study: string; instances: Map<string, string> }> {
  const instances = new Map<string, string>();
  let study = '';
  for (const sample of filling) {
    const answer = await orthanc.request('/instances', { method: 'POST', body: new Uint8Array(sample.bytes) });
    const { ID, ParentStudy } = (await answer.json()) as { ID: string; ParentStudy: string };
    instances.set(sample.sopInstanceUID ?? '', ID);
    study = ParentStudy;
  }
  return { study, instances };
}

/** What Orthanc holds of samples, as files. */
async function heldByOrthanc(instances: ReadonlyMap<string, string>): Promise<Map<string, TakenApart>> {
  const held = new Map<string, TakenApart>();
  for (const [sopInstanceUID, id] of instances) {
    const file = await (await orthanc.request(`/instances/${id}/file`)).arrayBuffer();
    held.set(sopInstanceUID, takeApart(Buffer.from(file)));
  }
  return held;
}

/** What leaves Orthanc by C-STORE: it writes some data sets anew, so it sends them to storescp too, which keeps them bit by bit. */
async function sentByOrthanc(resources: string[]): Promise<Map<string, TakenApart>> {
  expect((await orthanc.store('storescp', resources)).status).toBe(200);
  return takeReceived(storescp);
}

/** Compares what the gateway gives with what was sent, data set by data set. */
async function expectIdentical(samplesSent: readonly SampleFile[], sent: ReadonlyMap<string, TakenApart>): Promise<void> {
  for (const sample of samplesSent) {
    const own = sent.get(sample.sopInstanceUID ?? '');
    const retrieved = await retrieveInstance(machine, {
      studyInstanceUID: sample.studyInstanceUID ?? '',
      seriesInstanceUID: sample.seriesInstanceUID ?? '',
      sopInstanceUID: sample.sopInstanceUID ?? '',
    });
    const given = takeApart(retrieved ?? Buffer.alloc(0));
    const isSame = own !== undefined && given.dataSet.equals(own.dataSet);
    expect({ file: sample.file, transferSyntaxUID: given.transferSyntaxUID, isSame }).toEqual({
      file: sample.file,
      transferSyntaxUID: sample.transferSyntaxUID,
      isSame: true,
    });
  }
}

const find = (studies: StudyListItem[], { studyInstanceUID }: SampleFile) =>
  studies.find((study) => study.studyInstanceUID === studyInstanceUID);

describe('Orthanc as a sending PACS', () => {
  it('is answered its C-ECHO', async () => {
    expect((await orthanc.request('/modalities/gateway/echo', { method: 'POST', body: '{}' })).status).toBe(200);
    expect((await orthanc.request('/modalities/wrong/echo', { method: 'POST', body: '{}' })).status).not.toBe(200);
  });

  it('sends a study by C-STORE, which finds its order and comes back identical', async () => {
    const sent = below('studies/ct-head');
    const { study } = await fillOrthanc(sent);
    const answer = await orthanc.store('gateway', [study]);
    expect(await answer.json()).toMatchObject({ InstancesCount: sent.length, FailedInstancesCount: 0 });
    const shown = find(await whenAllChecked(radiology), sent[0] as SampleFile);
    expect(shown).toMatchObject({ identity: 'agrees', openQuestions: [] });
    expect(shown?.order).not.toBeNull();
    expect(shown?.ledger).toMatchObject({ received: sent.length, validated: sent.length, attached: sent.length, refused: 0 });
    await expectIdentical(sent, await sentByOrthanc([study]));
  });

  it('sends compressed instances by C-STORE as they are', async () => {
    const sent = [...below('transfer-syntaxes/jpeg'), ...below('transfer-syntaxes/rle')].filter(({ file }) => !file.includes('jpeg-xl'));
    const { instances } = await fillOrthanc(sent);
    const answer = await orthanc.store('gateway', [...instances.values()]);
    expect(await answer.json()).toMatchObject({ InstancesCount: sent.length, FailedInstancesCount: 0 });
    await expectIdentical(sent, await heldByOrthanc(instances));
  });

  it('sends a study by STOW-RS with a token, which comes back identical', async () => {
    const sent = below('studies/mr-head');
    const { study, instances } = await fillOrthanc(sent);
    const answer = await orthanc.request('/dicom-web/servers/gateway/stow', {
      method: 'POST',
      body: JSON.stringify({ Resources: [study], Synchronous: true }),
    });
    expect({ status: answer.status, text: answer.ok ? '' : await answer.text() }).toEqual({ status: 200, text: '' });
    const shown = find(await whenAllChecked(radiology), sent[0] as SampleFile);
    expect(shown?.ledger).toMatchObject({ received: sent.length, validated: sent.length, attached: sent.length, refused: 0 });
    await expectIdentical(sent, await heldByOrthanc(instances));
  });

  it('is told that it may not without a token', async () => {
    const sent = below('studies/dx-hand');
    const { study } = await fillOrthanc(sent);
    const answer = await orthanc.request('/dicom-web/servers/stranger/stow', {
      method: 'POST',
      body: JSON.stringify({ Resources: [study], Synchronous: true }),
    });
    expect(answer.ok).toBe(false);
    expect(await search(machine, `studies?StudyInstanceUID=${sent[0]?.studyInstanceUID}`)).toEqual([]);
  });
});

describe('Orthanc as a client of QIDO-RS and WADO-RS', () => {
  it('finds by search what the gateway holds', async () => {
    const answer = await orthanc.request('/dicom-web/servers/gateway/qido', {
      method: 'POST',
      body: JSON.stringify({ Uri: '/studies', Arguments: { PatientID: 'RC-100234' } }),
    });
    expect(answer.status).toBe(200);
    const found = (await answer.json()) as Record<string, { Value?: string }>[];
    const uids = found.map((study) => study['0020000D']?.Value);
    expect(uids).toEqual(expect.arrayContaining([below('studies/ct-head')[0]?.studyInstanceUID]));
  });

  it('retrieves a study, and holds it as it was sent', async () => {
    const sent = below('studies/mr-head');
    const { study } = await fillOrthanc(sent);
    expect((await orthanc.request(`/studies/${study}`, { method: 'DELETE' })).status).toBe(200);
    const answer = await orthanc.request('/dicom-web/servers/gateway/retrieve', {
      method: 'POST',
      body: JSON.stringify({ Resources: [{ Study: sent[0]?.studyInstanceUID }], Synchronous: true }),
    });
    expect({ status: answer.status, text: answer.ok ? '' : await answer.text() }).toEqual({ status: 200, text: '' });
    const ids = await Promise.all(
      sent.map(async ({ sopInstanceUID }) => {
        const looked = await orthanc.request('/tools/lookup', { method: 'POST', body: sopInstanceUID ?? '' });
        const [match] = (await looked.json()) as { ID: string }[];
        return [sopInstanceUID ?? '', match?.ID ?? ''] as const;
      }),
    );
    await expectIdentical(sent, await heldByOrthanc(new Map(ids)));
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
