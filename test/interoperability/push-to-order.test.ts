import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ProviderChoice } from '#core/contract/encounters.js';
import type { OrderDetail, OrderListItem } from '#core/contract/orders.js';
import type { HospitalAnswer } from '#core/contract/session.js';
import type { StudyDetail, StudyListItem } from '#core/contract/studies.js';
import { oscar, type Patient, sofia } from '../../dicom-samples/generate/identities.js';
import { sendPart10File } from '../support/dimse-peer/index.js';
import { scanLogs } from '../support/patient-data-scan.js';
import { type Product, type SignedInClient, startProduct } from '../support/product.js';
import { whenAllChecked } from '../support/worklist.js';
import { type OneImageSettings, oneImage } from './one-image.js';

jest.setTimeout(120_000);

let product: Product;
let clinician: SignedInClient;
let radiology: SignedInClient;
const pushed: Patient[] = [];

beforeAll(async () => {
  product = await startProduct();
  clinician = await product.signIn('clinician');
  radiology = await product.signIn('radiology');
});

afterAll(async () => {
  await product?.stop();
});

/** Pushes a study of some instances as the clinic's PACS does, and gives it as the worklist shows it when it is linked. */
async function push(settings: OneImageSettings, options: { count?: number; calledAETitle?: string } = {}): Promise<StudyListItem> {
  const { count = 1, calledAETitle } = options;
  if (settings.patient) pushed.push(settings.patient);
  for (let instanceNumber = 1; instanceNumber <= count; instanceNumber++) {
    const { bytes } = oneImage({ ...settings, instanceNumber });
    expect((await sendPart10File(bytes, { port: product.dimsePort, calledAETitle })).status).toBe(0);
  }
  const { studyInstanceUID } = oneImage(settings);
  const study = (await whenAllChecked(radiology)).find((each) => each.studyInstanceUID === studyInstanceUID);
  if (!study) throw new Error('the worklist does not show the study');
  return study;
}

async function demoOrder(familyName: string, client = clinician): Promise<OrderDetail> {
  const { orders } = await client.get<{ orders: OrderListItem[] }>('/api/orders?limit=200');
  const order = orders.find(({ patient }) => patient.familyName === familyName);
  return client.get<OrderDetail>(`/api/orders/${order?.id}`);
}

type Person = { familyName: string; givenName: string; birthDate: string; sex: 'F' | 'M' | 'O' };

/** Two signed orders of one new patient, both waiting for what the PACS sends under one Patient ID. */
async function placeTwoOrders(person: Person, senderPatientID: string): Promise<OrderDetail[]> {
  const { id: patientID } = await clinician.post<{ id: string }>('/api/patients', person);
  const { providers } = await clinician.get<{ providers: ProviderChoice[] }>('/api/providers');
  const { locations } = await clinician.get<HospitalAnswer>('/api/hospital');
  const { orderTypes } = await clinician.get<{ orderTypes: { id: string }[] }>('/api/preference-list');
  const placed: OrderDetail[] = [];
  for (let count = 0; count < 2; count++) {
    const draft = await clinician.post<OrderDetail>('/api/orders', {
      patientID,
      senderPatientID,
      orderTypeID: orderTypes[0]?.id,
      authorizingProviderID: providers.find(({ isMe }) => isMe)?.id,
      locationID: locations[0]?.id,
      reasonForReferral: 'Second opinion',
      diagnoses: [{ code: 'R51.9' }],
      willUploadImages: true,
      willUploadRecords: false,
    });
    placed.push(await clinician.post<OrderDetail>(`/api/orders/${draft.id}/signature`, { version: draft.version }));
  }
  return placed;
}

describe('Push of a partner PACS', () => {
  it("finds the one order with the sender's Patient ID, name and birth date by itself", async () => {
    const order = await demoOrder('Sample');
    const study = await push({ study: 'fits-one', patient: sofia }, { count: 5 });
    expect(study).toMatchObject({ order: { id: order.id }, identity: 'agrees', openQuestions: [], stage: 'linked' });
    expect(study.ledger).toMatchObject({ received: 5, validated: 5, quarantined: 0, attached: 5, refused: 0 });
    const detail = await radiology.get<StudyDetail>(`/api/studies/${study.id}`);
    expect(detail).toMatchObject({ attachedOrder: { how: 'matched' }, mayConfirm: true });
    expect(detail.provenance).toHaveLength(5);
  });

  it('puts a second study beside the first: several studies for one order are normal', async () => {
    const order = await demoOrder('Sample');
    const study = await push({ study: 'fits-one-too', patient: sofia });
    expect(study).toMatchObject({ order: { id: order.id }, openQuestions: [] });
    const { ledger, studies } = await demoOrder('Sample');
    expect(studies).toHaveLength(2);
    expect(ledger).toMatchObject({ received: 6, validated: 6, attached: 6, quarantined: 0, refused: 0 });
  });

  const strangers: Record<string, Patient> = {
    'another birth date': { ...sofia, patientBirthDate: '19680413' },
    'another Patient ID': { ...sofia, patientID: 'RC-999999' },
    'another name': { ...sofia, patientName: 'Sampler^Sabine' },
    'no birth date': { ...sofia, patientBirthDate: '' },
    'no Patient ID': { ...sofia, patientID: '' },
    'no name': { ...sofia, patientName: '' },
    'the patient of another organization': oscar,
  };
  for (const [what, patient] of Object.entries(strangers)) {
    it(`stays unattached and asks a person when it has ${what}`, async () => {
      const study = await push({ study: `stranger-${what}`, patient });
      expect(study).toMatchObject({ order: null, openQuestions: ['which-order'] });
      const detail = await radiology.get<StudyDetail>(`/api/studies/${study.id}`);
      expect(detail.mayConfirm).toBe(false);
    });
  }

  it("is attached by the order's own called AE title, and asks whose images they are when the patient differs", async () => {
    const order = await demoOrder('Sample');
    const { calledAETitle } = order;
    const study = await push({ study: 'named', patient: sofia }, { calledAETitle, count: 2 });
    expect(study).toMatchObject({ order: { id: order.id }, openQuestions: [] });
    const wrong = await push({ study: 'named-wrongly', patient: oscar }, { calledAETitle });
    expect(wrong).toMatchObject({ order: { id: order.id }, identity: 'differs', openQuestions: ['whose-images'] });
    expect((await radiology.get<StudyDetail>(`/api/studies/${wrong.id}`)).attachedOrder?.how).toBe('called-ae-title');
  });

  it('stops for a person where it fits two orders, and goes where radiology says', async () => {
    const patient = { familyName: 'Double', givenName: 'Dora', birthDate: '1980-02-29', sex: 'F' } as const;
    const orders = await placeTwoOrders(patient, 'RC-555001');
    const dora: Patient = { patientName: 'Double^Dora', patientID: 'RC-555001', patientBirthDate: '19800229', patientSex: 'F' };
    const study = await push({ study: 'fits-two', patient: dora }, { count: 3 });
    expect(study).toMatchObject({ order: null, openQuestions: ['which-order'] });
    const detail = await radiology.get<StudyDetail>(`/api/studies/${study.id}`);
    const [question] = detail.questions;
    expect(new Set(question?.candidates.map(({ orderID }) => orderID))).toEqual(new Set(orders.map(({ id }) => id)));
    expect(detail.mayConfirm).toBe(false);

    const chosen = orders[1] as OrderDetail;
    await radiology.post(`/api/studies/${study.id}/attachment`, { orderID: chosen.id, reason: 'The later of the two, by telephone' });
    const attached = (await whenAllChecked(radiology)).find(({ id }) => id === study.id);
    expect(attached).toMatchObject({ order: { id: chosen.id }, identity: 'agrees', openQuestions: [] });
    const { ledger } = await clinician.get<OrderDetail>(`/api/orders/${chosen.id}`);
    expect(ledger).toMatchObject({ received: 3, validated: 3, attached: 3, quarantined: 0, refused: 0 });
    expect((await clinician.get<OrderDetail>(`/api/orders/${orders[0]?.id}`)).ledger.received).toBe(0);
  });

  it('is complete to the last instance at every step once radiology has confirmed', async () => {
    const study = (await whenAllChecked(radiology)).find(({ ledger }) => ledger.received === 5);
    const { instanceSet } = await radiology.get<StudyDetail>(`/api/studies/${study?.id}`);
    await radiology.post(`/api/studies/${study?.id}/confirmation`, { instanceSet });
    const { ledger, stage } = await radiology.get<StudyDetail>(`/api/studies/${study?.id}`);
    expect(stage).toBe('confirmed');
    expect(ledger).toMatchObject({ received: 5, validated: 5, attached: 5, confirmed: 5, quarantined: 0, refused: 0 });
  });

  it('leaves no patient data in the logs (A18)', async () => {
    const patients = [...pushed, { patientName: 'Double^Dora', patientID: 'RC-555001', patientBirthDate: '19800229' }];
    const { lineCount, found } = await scanLogs(product, patients);
    expect(lineCount).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });
});
