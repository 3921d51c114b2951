import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { receptionList } from '#core/contract/partners.js';
import { orderCandidates, studyDetail, studyList } from '#core/contract/studies.js';
import { makeUID } from '#core/dicom/uid.js';
import type { QuestionKind } from '#core/pipeline/stages.js';
import { linkStudy } from '#core/studies/linking.js';
import { type Client, finishChecking, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;
let clinician2: Client;
let pacs: Client;
let radiology: Client;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, clinician2, pacs, radiology] = await Promise.all([
    portal.signIn('clinician'),
    portal.signIn('clinician2'),
    portal.signIn('pacs'),
    portal.signIn('radiology'),
  ]);
}, 60_000);
afterAll(() => portal.close(), 60_000);

async function readyStudy(identity: 'agrees' | 'differs' = 'agrees') {
  const studyInstanceUID = makeUID();
  const orderID: string = (await portal.placeOrder(clinician)).json.id;
  const studyID = await portal.storeInstances(portal.organizations.riverside, 2, studyInstanceUID);
  await portal.makeReady(studyID, orderID, identity);
  await portal.database.deleteFrom('outbox').execute();
  return { studyID, orderID, studyInstanceUID };
}
const look = async (studyID: string, client = radiology) => studyDetail.parse((await client.call('GET', `/api/studies/${studyID}`)).json);
const confirm = (studyID: string, instanceSet: string) => radiology.call('POST', `/api/studies/${studyID}/confirmation`, { instanceSet });
async function ask(studyID: string, kind: QuestionKind, evidence: object = {}): Promise<string> {
  const row = await portal.database
    .insertInto('questions')
    .values({ study_id: studyID, kind, evidence: JSON.stringify(evidence) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}
const outboxOf = async (studyID: string) =>
  (await portal.database.selectFrom('outbox').select('stage').where('study_id', '=', studyID).execute()).map((row) => row.stage);

describe('a confirmation', () => {
  it('confirms exactly what was seen, and has the receipt made', async () => {
    const { studyID, orderID } = await readyStudy();
    const seen = await look(studyID);
    expect(seen).toMatchObject({ mayConfirm: true, whyNot: null, attachedOrder: { id: orderID, how: 'address' } });
    expect((await confirm(studyID, seen.instanceSet)).status).toBe(200);
    expect(await outboxOf(studyID)).toEqual(['confirm']);
    const order = (await clinician.call('GET', `/api/orders/${orderID}`)).json;
    expect(order).toMatchObject({ imagesState: 'confirmed', ledger: { received: 2, confirmed: 2 } });
    expect(order.studies[0].decision).toMatchObject({ decision: 'confirmed', by: 'The radiology' });
  });

  it('answers 409 when an instance arrived between the look and the decision, and decides nothing', async () => {
    const { studyID, studyInstanceUID } = await readyStudy();
    const { instanceSet } = await look(studyID);
    await portal.storeInstances(portal.organizations.riverside, 1, studyInstanceUID);
    await finishChecking(portal.database, studyID);
    const answer = await confirm(studyID, instanceSet);
    expect([answer.status, answer.json.code]).toEqual([409, 'conflict']);
    expect(answer.json.detail).toMatch(/More images arrived/);
    expect((await look(studyID)).decisions).toEqual([]);
  });

  it('never leaves a confirmed study with an instance that was not seen, however the two race', async () => {
    for (let round = 0; round < 8; round++) {
      const { studyID, studyInstanceUID } = await readyStudy();
      const { instanceSet } = await look(studyID);
      const [answer] = await Promise.all([
        confirm(studyID, instanceSet),
        portal.storeInstances(portal.organizations.riverside, 1, studyInstanceUID),
      ]);
      expect([200, 409]).toContain(answer.status);
      const after = await look(studyID);
      expect(after.stage).toBe('received');
      expect(after.ledger.confirmed).toBe(0);
    }
  });

  it('is made once when two people decide at the same time', async () => {
    const { studyID } = await readyStudy();
    const { instanceSet } = await look(studyID);
    const answers = await Promise.all([1, 2, 3, 4].map(() => confirm(studyID, instanceSet)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409]);
  });

  it('is refused with a plain reason while checking, with an open question, without an order, and without an established identity', async () => {
    const reasonOf = async (studyID: string) => {
      const seen = await look(studyID);
      const answer = await confirm(studyID, seen.instanceSet);
      expect([seen.mayConfirm, answer.status, answer.json.detail]).toEqual([false, 409, seen.whyNot]);
      return seen.whyNot;
    };
    const checking = await portal.storeInstances(portal.organizations.riverside, 1);
    expect(await reasonOf(checking)).toMatch(/still being checked/);
    await finishChecking(portal.database, checking);
    expect(await reasonOf(checking)).toMatch(/question is open/);
    await sql`update questions set answered_at = now(), answer = 'withdrawn' where study_id = ${checking}`.execute(portal.database);
    expect(await reasonOf(checking)).toMatch(/not attached/);
    const { studyID } = await readyStudy('differs');
    expect(await reasonOf(studyID)).toMatch(/question is open/);
    await sql`update questions set answered_at = now(), answer = 'withdrawn' where study_id = ${studyID}`.execute(portal.database);
    expect(await reasonOf(studyID)).toMatch(/not been established/);
  });
});

describe('a question', () => {
  it('is answered with a reason, and the study is judged anew', async () => {
    const { studyID } = await readyStudy('differs');
    const shown = (await look(studyID)).questions[0];
    const questionID = shown?.id;
    expect(shown?.answers.map((answer) => answer.value)).toEqual(['same-patient', 'not-this-patient']);
    const answer = (value: string) =>
      radiology.call('POST', `/api/studies/${studyID}/answers`, { questionID, answer: value, reason: 'by telephone' });
    expect((await answer('whatever')).json.fields.answer).toMatch(/same-patient/);
    expect((await answer('same-patient')).status).toBe(200);
    expect((await answer('same-patient')).status).toBe(409);
    expect(await look(studyID)).toMatchObject({ stage: 'linked', mayConfirm: true, whyNot: null });
  });

  it("takes images of somebody else away from the order's clinician", async () => {
    const { studyID, orderID } = await readyStudy('differs');
    const questionID = (await look(studyID)).questions[0]?.id;
    await radiology.call('POST', `/api/studies/${studyID}/answers`, { questionID, answer: 'not-this-patient', reason: 'other birth date' });
    expect((await clinician.call('GET', `/api/orders/${orderID}`)).json.studies).toEqual([]);
    expect(await outboxOf(studyID)).toEqual(['link']);
    await linkStudy(portal.database, studyID);
    expect(await look(studyID)).toMatchObject({ mayConfirm: false, openQuestions: ['which-order'], order: null });
  });

  it('shows evidence and candidates to hospital staff alone', async () => {
    const { studyID, orderID } = await readyStudy();
    await ask(studyID, 'which-order', { candidateOrderIDs: [orderID] });
    expect((await look(studyID)).questions[0]).toMatchObject({ evidence: { candidateOrderIDs: [orderID] }, candidates: [{ orderID }] });
    expect((await look(studyID, pacs)).questions[0]).toMatchObject({ kind: 'which-order', evidence: {}, candidates: [], answers: [] });
  });
});

describe('an attachment by a person', () => {
  it('replaces the former order, closes the question, and has the identity judged anew', async () => {
    const { studyID, orderID } = await readyStudy('differs');
    await ask(studyID, 'which-order');
    const other = (await portal.placeOrder(clinician)).json.id;
    const answer = await radiology.call('POST', `/api/studies/${studyID}/attachment`, { orderID: other, reason: 'named by the clinic' });
    expect(answer.json).toEqual({ id: studyID, stage: 'linked' });
    const rows = await portal.database
      .selectFrom('study_attachments')
      .select(['order_id', 'how', 'detached_at'])
      .where('study_id', '=', studyID)
      .execute();
    expect(rows.map((row) => [row.order_id, row.how, row.detached_at === null])).toEqual([
      [orderID, 'address', false],
      [other, 'person', true],
    ]);
    const study = await look(studyID);
    expect(study).toMatchObject({
      stage: 'linked',
      identity: 'differs',
      openQuestions: ['whose-images'],
      attachedOrder: { id: other, attachedBy: 'The radiology' },
    });
    expect(await outboxOf(studyID)).toEqual([]);
  });

  it('is refused to an order that does not exist or is cancelled', async () => {
    const { studyID } = await readyStudy();
    const attach = (orderID: string) => radiology.call('POST', `/api/studies/${studyID}/attachment`, { orderID, reason: 'testing' });
    expect((await attach('00000000-0000-4000-8000-000000000000')).json.fields.orderID).toBeDefined();
    const { id } = (await portal.placeOrder(clinician)).json;
    await clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'not needed' });
    expect((await attach(id)).json.code).toBe('order-not-open');
  });

  it('finds candidates, the best first, and by search in all organizations', async () => {
    const { studyID } = await readyStudy();
    const patientID = await portal.addPatient(portal.organizations.hilltop, {
      familyName: 'Quagga',
      givenName: 'Q',
      birthDate: '1950-05-05',
      sex: 'M',
    });
    await portal.database
      .updateTable('patients')
      .set({ middle_name: 'Quentin', other_names: JSON.stringify(['Zebra, Q']) })
      .where('id', '=', patientID)
      .execute();
    const foreign = (await portal.placeOrder(clinician2, { patientID })).json;
    const find = async (query: string) =>
      orderCandidates.parse((await radiology.call('GET', `/api/studies/${studyID}/order-candidates${query}`)).json).candidates;
    expect((await find(''))[0]?.patient.name).toBe('Sample, Sofia');
    expect((await find('')).map((one) => one.orderID)).not.toContain(foreign.id);
    expect((await find('?search=quagga')).map((one) => [one.orderID, one.evidence.verdict])).toEqual([[foreign.id, 'differs']]);
    expect((await find('?search=quagga')).map((one) => [one.patient.name, one.otherNames])).toEqual([['Quagga, Q Quentin', ['Zebra, Q']]]);
    const searched = await radiology.call('POST', `/api/studies/${studyID}/order-candidates/search`, { search: 'quagga' });
    expect(searched.json.candidates).toEqual(await find('?search=quagga'));
  });
});

describe('a rejection', () => {
  it('carries a reason that the sender sees, and leaves no open question', async () => {
    const { studyID, orderID } = await readyStudy('differs');
    await ask(studyID, 'several-patients');
    const { instanceSet } = await look(studyID);
    expect((await radiology.call('POST', `/api/studies/${studyID}/rejection`, { instanceSet, reason: '' })).status).toBe(400);
    expect((await radiology.call('POST', `/api/studies/${studyID}/rejection`, { instanceSet, reason: 'two patients' })).status).toBe(200);
    const order = (await clinician.call('GET', `/api/orders/${orderID}`)).json;
    expect(order).toMatchObject({
      imagesState: 'rejected',
      studies: [{ decision: { decision: 'rejected', reason: 'two patients' }, openQuestions: [] }],
    });
    expect((await confirm(studyID, instanceSet)).status).toBe(409);
  });
});

describe('a rejected study that comes again', () => {
  it('says so on its page and in the worklist, and to its sender in the log of what was sent', async () => {
    const { studyID, studyInstanceUID } = await readyStudy();
    const { instanceSet } = await look(studyID);
    await radiology.call('POST', `/api/studies/${studyID}/rejection`, { instanceSet, reason: 'two patients' });
    expect((await look(studyID)).resentAt).toBeNull();
    const { rows } = await sql<{ reception_id: string }>`
      insert into study_resends (study_id, reception_id, decision_id)
      select ${studyID}, i.reception_id, d.id from instances i, decisions d where i.study_id = ${studyID} and d.study_id = ${studyID} limit 1
      returning reception_id`.execute(portal.database);
    expect((await look(studyID)).resentAt).not.toBeNull();
    const listed = studyList.parse((await radiology.call('GET', '/api/studies?state=rejected')).json).studies;
    expect(listed.find((study) => study.id === studyID)?.resentAt).not.toBeNull();
    const { receptions } = receptionList.parse((await pacs.call('GET', '/api/receptions')).json);
    const told = receptions.find((reception) => reception.id === rows[0]?.reception_id)?.rejectedStudies;
    expect(told).toMatchObject([{ studyInstanceUID, reason: 'two patients' }]);
  });
});

describe('the worklist', () => {
  it('lists questions first, counts by state, and gives each what is theirs', async () => {
    const { studyID } = await readyStudy();
    await ask(studyID, 'whose-images');
    const list = async (client: Client, query = '') => studyList.parse((await client.call('GET', `/api/studies${query}`)).json);
    const all = await list(radiology);
    expect(all.studies[0]?.openQuestions.length).toBeGreaterThan(0);
    expect(all.counts.all).toBe(all.total);
    expect((await list(radiology, '?state=questions&search=sofia')).studies.map((study) => study.id)).toContain(studyID);
    const searched = await radiology.call('POST', '/api/studies/search', { state: 'questions', search: 'sofia' });
    expect(searched.json).toEqual(await list(radiology, '?state=questions&search=sofia'));
    expect((await list(pacs)).studies.map((study) => study.id)).toContain(studyID);
    expect((await list(clinician2)).total).toBe(0);
    expect((await list(radiology, '?modality=MR')).total).toBe(0);
  });

  it("shows a study that radiology linked elsewhere to that order's clinic, and does not name the order to its sender", async () => {
    const { studyID } = await readyStudy();
    const foreign = (await portal.placeOrder(clinician2)).json;
    await radiology.call('POST', `/api/studies/${studyID}/attachment`, { orderID: foreign.id, reason: 'sent by the wrong clinic' });
    expect((await look(studyID, clinician2)).order?.id).toBe(foreign.id);
    const sender = await clinician.call('GET', `/api/studies/${studyID}`);
    expect(sender.json).toMatchObject({ order: null, attachedOrder: null, identityEvidence: null });
    expect(sender.text).not.toContain(foreign.orderNumber);
    expect(sender.text).not.toContain(foreign.id);
    expect((await clinician.call('GET', `/api/studies?search=${foreign.orderNumber}`)).json.total).toBe(0);
  });

  it("answers another organization's studies as it answers nothing (C02)", async () => {
    const { studyID } = await readyStudy();
    const { rows } = await sql<{ id: string }>`select id from series where study_id = ${studyID}`.execute(portal.database);
    const nothing = '00000000-0000-4000-8000-000000000000';
    for (const path of ['studies/ID', 'studies/ID/receipt', 'series/SERIES/thumbnail']) {
      const theirs = await clinician2.call('GET', `/api/${path.replace('ID', studyID).replace('SERIES', rows[0]?.id ?? '')}`);
      const missing = await clinician2.call('GET', `/api/${path.replace('ID', nothing).replace('SERIES', nothing)}`);
      expect([theirs.status, theirs.text]).toEqual([404, missing.text]);
    }
  });

  it('gives the picture of a series to those who see the study', async () => {
    const { studyID } = await readyStudy();
    const { rows } = await sql<{ id: string }>`select id from series where study_id = ${studyID}`.execute(portal.database);
    const id = rows[0]?.id ?? '';
    expect((await clinician.call('GET', `/api/series/${id}/thumbnail`)).status).toBe(404);
    await portal.context.objects.write(`thumbnails/${id}.webp`, Buffer.from('a picture'));
    await portal.database
      .updateTable('series')
      .set({ thumbnail_key: `thumbnails/${id}.webp`, thumbnail_state: 'ready' })
      .where('id', '=', id)
      .execute();
    const answer = await clinician.call('GET', `/api/series/${id}/thumbnail`);
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([200, 'image/webp', 'a picture']);
  });
});
