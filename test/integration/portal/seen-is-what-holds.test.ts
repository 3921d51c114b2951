import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { type StudyDetail, studyDetail } from '#core/contract/studies.js';
import { makeUID } from '#core/dicom/uid.js';
import { linkStudy } from '#core/studies/linking.js';
import { lockStudies } from '#core/studies/locks.js';
import { type Client, finishChecking, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(60_000);

let portal: PortalFixture;
let clinician: Client;
let radiology: Client;
let people = 0;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, radiology] = await Promise.all([portal.signIn('clinician'), portal.signIn('radiology')]);
}, 60_000);
afterAll(() => portal.close(), 60_000);

interface Referred {
  patientID: string;
  orderID: string;
  /** The patient's number at the sender. */
  number: string;
}

/** A patient of their own with a signed order. */
async function refer(patientID?: string): Promise<Referred> {
  people++;
  const birthDate = `19${String(10 + (people % 80)).padStart(2, '0')}-0${1 + (people % 9)}-1${people % 10}`;
  const key =
    patientID ?? (await portal.addPatient(portal.organizations.riverside, { familyName: `Diaz${'abcdefghij'[people % 10]}`, birthDate }));
  const number = `N-${people}`;
  const order = await portal.placeOrder(clinician, { patientID: key, senderPatientID: number });
  return { patientID: key, orderID: order.json.id, number };
}

async function readyStudy(identity: 'agrees' | 'differs' = 'agrees', referred?: Referred) {
  const order = referred ?? (await refer());
  const studyID = await portal.storeInstances(portal.organizations.riverside, 2, makeUID());
  await portal.makeReady(studyID, order.orderID, identity);
  await portal.database.deleteFrom('outbox').execute();
  return { ...order, studyID };
}

const look = async (studyID: string): Promise<StudyDetail> =>
  studyDetail.parse((await radiology.call('GET', `/api/studies/${studyID}`)).json);
const act = (studyID: string, what: string, body: object) => radiology.call('POST', `/api/studies/${studyID}/${what}`, body);
const confirm = (studyID: string, { instanceSet }: { instanceSet: string }) => act(studyID, 'confirmation', { instanceSet });
const attach = (studyID: string, orderID: string, seen: object = {}) =>
  act(studyID, 'attachment', { orderID, reason: 'by telephone', ...seen });

async function changeChart(patientID: string, changes: object) {
  const { version } = (await clinician.call('GET', `/api/patients/${patientID}`)).json;
  const answer = await clinician.call('PATCH', `/api/patients/${patientID}`, { ...changes, version });
  expect(answer.status).toBe(200);
}
const somebodyElse = { familyName: 'Petrova', givenName: 'Olga', birthDate: '1991-08-08' };
const outboxOf = async (studyID: string) =>
  (await portal.database.selectFrom('outbox').select('stage').where('study_id', '=', studyID).execute()).map((row) => row.stage);
const questionOf = async (studyID: string) => (await look(studyID)).questions[0];
const send = (studyID: string, orderID: string) =>
  sql`select attach_studies(array[${studyID}::uuid], ${orderID}::uuid, 'address', null)`.execute(portal.database);
async function close(orderID: string) {
  const { version } = (await radiology.call('GET', `/api/orders/${orderID}`)).json;
  return radiology.call('POST', `/api/orders/${orderID}/closure`, { reason: 'nothing more is expected', version });
}
const cancel = (orderID: string) => clinician.call('POST', `/api/orders/${orderID}/cancellation`, { reason: 'not needed any more' });

/** Locks a study until the function that it gives is called. */
async function holdStudy(studyID: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await new Promise<void>((resolve, reject) => {
    portal.database
      .transaction()
      .execute(async (transaction) => {
        await lockStudies(transaction, [studyID]);
        resolve();
        await released;
      })
      .catch(reject);
  });
  return release;
}

/** Waits until so many statements wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{
      waiting: number;
    }>`select count(*) as waiting from pg_stat_activity where wait_event_type = 'Lock'`.execute(portal.database);
    if ((rows[0]?.waiting ?? 0) >= count) return;
  }
}

describe('A chart that changes after linking', () => {
  it('gives an undecided study its new identity and question in the same request, and the old page decides nothing', async () => {
    const { studyID, patientID } = await readyStudy();
    const seen = await look(studyID);
    expect(seen).toMatchObject({ identity: 'agrees', mayConfirm: true });
    await changeChart(patientID, somebodyElse);
    expect(await look(studyID)).toMatchObject({ stage: 'linked', identity: 'differs', mayConfirm: false, openQuestions: ['whose-images'] });
    for (const what of ['confirmation', 'rejection']) {
      const answer = await act(studyID, what, { instanceSet: seen.instanceSet, ...(what === 'rejection' ? { reason: 'not ours' } : {}) });
      expect([answer.status, answer.json.changed]).toEqual([409, ['identity', 'patient']]);
      expect(answer.json.detail).toMatch(/has changed while you looked/);
    }
  });

  it('opens a confirmed study again with a question, and the decision stays visible as of then', async () => {
    const { studyID, patientID } = await readyStudy();
    await confirm(studyID, await look(studyID));
    await changeChart(patientID, { phone: '555-0100' });
    expect((await look(studyID)).stage).toBe('confirmed');
    await changeChart(patientID, { birthDate: '1991-08-08' });
    const opened = await look(studyID);
    expect(opened).toMatchObject({ stage: 'linked', identity: 'differs', openQuestions: ['whose-images'] });
    expect(opened.decisions).toMatchObject([{ decision: 'confirmed', by: 'The radiology' }]);
    const { rows } = await sql<{
      event: string;
    }>`select event from audit_records where subject ->> 'studyID' = ${studyID} order by id`.execute(portal.database);
    expect(rows.map(({ event }) => event)).toContain('study-reopened');
  });

  it('opens a study that was confirmed in spite of a difference when another difference takes its place', async () => {
    const { studyID, patientID } = await readyStudy('differs');
    await act(studyID, 'answers', { questionID: (await questionOf(studyID))?.id, answer: 'same-patient', reason: 'typing error' });
    expect((await confirm(studyID, await look(studyID))).status).toBe(200);
    await changeChart(patientID, { familyName: 'Petrova', givenName: 'Olga' });
    expect(await look(studyID)).toMatchObject({ stage: 'linked', openQuestions: ['whose-images'] });
  });

  it('asks about an answered difference anew, since the answer was given on another chart', async () => {
    const { studyID, patientID } = await readyStudy('differs');
    await act(studyID, 'answers', { questionID: (await questionOf(studyID))?.id, answer: 'same-patient', reason: 'typing error' });
    expect((await look(studyID)).mayConfirm).toBe(true);
    await changeChart(patientID, somebodyElse);
    expect(await look(studyID)).toMatchObject({ mayConfirm: false, openQuestions: ['whose-images'] });
  });

  it('sends a study that waits for an order back to be linked when it may be the one', async () => {
    const wanda = { familyName: 'Waiting', givenName: 'Wanda', birthDate: '1955-05-05' };
    const { patientID, orderID } = await refer(await portal.addPatient(portal.organizations.riverside, wanda));
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1, makeUID());
    await sql`update instances set attributes = attributes || ${JSON.stringify({
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Waiting^Wanda' }] },
      '00100020': { vr: 'LO', Value: [' new-77 '] },
      '00100030': { vr: 'DA', Value: ['1955.05.05'] },
    })}::jsonb where study_id = ${studyID}`.execute(portal.database);
    await sql`update studies set patient_id = ' new-77 ', patient_birth_date = '1955.05.05' where id = ${studyID}`.execute(portal.database);
    await finishChecking(portal.database, studyID);
    expect((await look(studyID)).openQuestions).toEqual(['which-order']);
    for (const change of [
      () => changeChart(patientID, { sex: 'M' }),
      () => changeChart(patientID, { sex: 'F' }),
      () => clinician.call('PUT', `/api/orders/${orderID}/sender-identifiers`, { senderPatientID: 'NEW-77' }),
    ]) {
      await portal.database.deleteFrom('outbox').execute();
      await change();
      expect([(await look(studyID)).stage, await outboxOf(studyID)]).toEqual(['validated', ['link']]);
      await linkStudy(portal.database, studyID);
    }
    expect(await look(studyID)).toMatchObject({ order: { id: orderID }, identity: 'agrees', openQuestions: [], mayConfirm: true });
  });

  it("counts the sender's Patient ID and accession number of the order like the chart", async () => {
    const { studyID, orderID } = await readyStudy();
    const seen = await look(studyID);
    const answer = await clinician.call('PUT', `/api/orders/${orderID}/sender-identifiers`, { senderPatientID: 'OTHER-NUMBER' });
    expect(answer.status).toBe(200);
    const refused = await confirm(studyID, seen);
    expect([refused.status, refused.json.changed]).toEqual([409, expect.arrayContaining(['order'])]);
  });

  it('is judged once more under the lock, whatever changed it, and what was found is on the next page', async () => {
    const { studyID, patientID } = await readyStudy();
    const seen = await look(studyID);
    await sql`update patients set family_name = 'Petrova', birth_date = '1991-08-08' where id = ${patientID}`.execute(portal.database);
    const refused = await confirm(studyID, seen);
    expect([refused.status, refused.json.changed]).toEqual([409, ['identity']]);
    expect(await look(studyID)).toMatchObject({ identity: 'differs', openQuestions: ['whose-images'], decisions: [] });
  });
});

describe('What a decision carries back', () => {
  it('is at most 200 characters and stays the same while nothing changes', async () => {
    const { studyID } = await readyStudy();
    const { instanceSet } = await look(studyID);
    expect(instanceSet.length).toBeLessThanOrEqual(200);
    expect((await look(studyID)).instanceSet).toBe(instanceSet);
  });

  it('is refused for every act when the study was attached to another order meanwhile', async () => {
    const { studyID } = await readyStudy('differs');
    const seen = await look(studyID);
    const other = await refer();
    expect((await attach(studyID, other.orderID, { instanceSet: seen.instanceSet })).status).toBe(200);
    const question = seen.questions[0]?.id;
    const { instanceSet } = seen;
    for (const [what, body] of [
      ['confirmation', { instanceSet }],
      ['rejection', { instanceSet, reason: 'not ours' }],
      ['attachment', { instanceSet, orderID: other.orderID, reason: 'by telephone' }],
    ] as const) {
      const answer = await act(studyID, what, body);
      expect([what, answer.status, answer.json.changed]).toEqual([what, 409, expect.arrayContaining(['link'])]);
    }
    // The question of the former link is closed with it: an answer to it can't act on the new one.
    const answer = await act(studyID, 'answers', { questionID: question, answer: 'not-this-patient', reason: 'another person' });
    expect(answer.status).toBe(409);
    expect((await look(studyID)).order?.id).toBe(other.orderID);
  });

  it('is refused when another person answered a question meanwhile, and holds for the page that shows the answer', async () => {
    const { studyID } = await readyStudy('differs');
    const seen = await look(studyID);
    expect(seen.mayConfirm).toBe(false);
    const { instanceSet } = seen;
    await act(studyID, 'answers', { questionID: seen.questions[0]?.id, answer: 'same-patient', reason: 'typing error' });
    for (const what of ['confirmation', 'rejection']) {
      const refused = await act(studyID, what, { instanceSet, ...(what === 'rejection' ? { reason: 'not ours' } : {}) });
      expect([refused.status, refused.json.changed]).toEqual([409, ['questions']]);
      expect(refused.json.detail).toMatch(/asked or answered/);
    }
    expect((await confirm(studyID, await look(studyID))).status).toBe(200);
  });

  it.each([
    ['an instance was quarantined', sql`state = 'quarantined'`],
    ['a copy was replaced', sql`content_version = 2`],
  ])('is refused when %s', async (_what, change) => {
    const { studyID } = await readyStudy();
    const seen = await look(studyID);
    await sql`update instances set ${change} where id = (select id from instances where study_id = ${studyID} limit 1)`.execute(
      portal.database,
    );
    const refused = await confirm(studyID, seen);
    expect([refused.status, refused.json.changed]).toEqual([409, ['instances']]);
    expect(refused.json.detail).toMatch(/replaced or checked again/);
  });

  it('lets one of two who saw the same page attach the study; the other is told', async () => {
    const { studyID } = await readyStudy('differs');
    const orders = [await refer(), await refer()];
    const { instanceSet } = await look(studyID);
    const answers = await Promise.all(orders.map(({ orderID }) => attach(studyID, orderID, { instanceSet })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is the link that was there at arrival where a program sends nothing', async () => {
    const { studyID } = await readyStudy('differs');
    const orders = [await refer(), await refer()];
    const release = await holdStudy(studyID);
    const both = orders.map(({ orderID }) => attach(studyID, orderID));
    await untilWaiting(2);
    release();
    const answers = await Promise.all(both);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.json.detail).toMatch(/attached or detached/);
  });

  it('does not let an answer act on instances that came after the question', async () => {
    const { studyID } = await readyStudy();
    await sql`update instances set state = 'quarantined' where id = (select id from instances where study_id = ${studyID} limit 1)`.execute(
      portal.database,
    );
    await linkStudy(portal.database, studyID);
    const asked = await questionOf(studyID);
    expect(asked?.kind).toBe('quarantined-instances');
    await sql`update instances set state = 'quarantined' where study_id = ${studyID}`.execute(portal.database);
    const answer = await act(studyID, 'answers', { questionID: asked?.id, answer: 'proceed-without', reason: 'one is enough' });
    expect(answer.status).toBe(409);
    const now = await questionOf(studyID);
    expect([now?.kind, now?.evidence.instanceCount, now?.id === asked?.id]).toEqual(['quarantined-instances', 2, false]);
  });
});

describe('What a person detached', () => {
  it('is not attached again by what is sent to the order; it is asked, with that order among the candidates', async () => {
    const { studyID, orderID } = await readyStudy('differs');
    await act(studyID, 'answers', { questionID: (await questionOf(studyID))?.id, answer: 'not-this-patient', reason: 'another person' });
    await linkStudy(portal.database, studyID);
    expect(await look(studyID)).toMatchObject({ order: null, openQuestions: ['which-order'] });
    await send(studyID, orderID);
    expect((await look(studyID)).order).toBeNull();
    await linkStudy(portal.database, studyID);
    const question = await questionOf(studyID);
    expect(question).toMatchObject({ kind: 'which-order', evidence: { reason: 'detached-before' } });
    expect(question?.candidates.map((candidate) => candidate.orderID)).toContain(orderID);
    expect(question?.asks).toMatch(/detached/);
  });

  it('is not attached again by matching, not even to another order of the same patient', async () => {
    const referred = await refer();
    await refer(referred.patientID);
    const { studyID } = await readyStudy('agrees', referred);
    const elsewhere = await refer();
    await attach(studyID, elsewhere.orderID);
    await act(studyID, 'answers', { questionID: (await questionOf(studyID))?.id, answer: 'not-this-patient', reason: 'another person' });
    await linkStudy(portal.database, studyID);
    const question = await questionOf(studyID);
    expect([(await look(studyID)).order, question?.kind]).toEqual([null, 'which-order']);
  });

  it('stays with the order that a person chose when it is sent to the former one again, and asks', async () => {
    const { studyID, orderID } = await readyStudy();
    const other = await refer();
    await attach(studyID, other.orderID);
    await send(studyID, orderID);
    await linkStudy(portal.database, studyID);
    const seen = await look(studyID);
    expect(seen.order?.id).toBe(other.orderID);
    expect(seen.questions.find(({ kind }) => kind === 'which-order')?.evidence).toMatchObject({
      reason: 'detached-before',
      candidateOrderIDs: [other.orderID, orderID],
    });
  });
});

describe('Whatever attaches a study', () => {
  it('also has it judged, at any stage', async () => {
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1, makeUID());
    await finishChecking(portal.database, studyID);
    await portal.database.deleteFrom('outbox').execute();
    const { orderID } = await refer();
    await send(studyID, orderID);
    expect([(await look(studyID)).stage, await outboxOf(studyID)]).toEqual(['validated', ['link']]);
    await linkStudy(portal.database, studyID);
    expect(await look(studyID)).toMatchObject({ order: { id: orderID }, identity: 'differs', openQuestions: ['whose-images'] });
  });
});

describe('An order that ends', () => {
  it('asks about its undecided studies when it is cancelled, and nothing is confirmed under it', async () => {
    const { studyID, orderID } = await readyStudy();
    const seen = await look(studyID);
    expect((await cancel(orderID)).status).toBe(200);
    const now = await look(studyID);
    expect(now).toMatchObject({ mayConfirm: false, questions: [{ kind: 'which-order', evidence: { reason: 'order-cancelled' } }] });
    expect(now.questions[0]?.asks).toMatch(/cancelled/);
    for (const { instanceSet } of [seen, now]) expect((await confirm(studyID, { instanceSet })).status).toBe(409);
    const other = await refer();
    expect((await attach(studyID, other.orderID, { instanceSet: now.instanceSet })).status).toBe(200);
    expect((await look(studyID)).openQuestions).not.toContain('which-order');
  });

  it('leaves a confirmed study as it is', async () => {
    const { studyID, orderID } = await readyStudy();
    await confirm(studyID, await look(studyID));
    await cancel(orderID);
    expect(await look(studyID)).toMatchObject({ stage: 'confirmed', openQuestions: [] });
  });

  it.each(['cancelled', 'closed'] as const)('receives nothing of a transfer that ends after it was %s: it is asked', async (state) => {
    const { orderID } = await refer();
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1, makeUID());
    if (state === 'cancelled') await cancel(orderID);
    else expect((await close(orderID)).status).toBe(200);
    await send(studyID, orderID);
    await finishChecking(portal.database, studyID);
    expect(await look(studyID)).toMatchObject({
      order: null,
      questions: [{ kind: 'which-order', evidence: { reason: `order-${state}` } }],
    });
  });

  it('takes what waited for it when it is opened again', async () => {
    const { orderID } = await refer();
    await close(orderID);
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1, makeUID());
    await send(studyID, orderID);
    await finishChecking(portal.database, studyID);
    expect((await radiology.call('POST', `/api/orders/${orderID}/reopening`, { reason: 'images are expected' })).status).toBe(200);
    expect(await outboxOf(studyID)).toContain('link');
    await linkStudy(portal.database, studyID);
    expect(await look(studyID)).toMatchObject({ order: { id: orderID }, openQuestions: ['whose-images'] });
  });
});

describe('Orders, studies and charts that many change at once', () => {
  it('are locked in one sequence: nobody gets a 5xx', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 14; round++) {
      const { studyID, orderID, patientID } = await readyStudy();
      const other = await refer(patientID);
      const seen = await look(studyID);
      const { version } = (await clinician.call('GET', `/api/patients/${patientID}`)).json;
      const acts = [
        () => confirm(studyID, seen),
        () => attach(studyID, other.orderID),
        () => clinician.call('PATCH', `/api/patients/${patientID}`, { familyName: `Diaz${'klmnopqrst'[round % 10]}`, version }),
        () => clinician.call('PUT', `/api/orders/${orderID}/sender-identifiers`, { senderPatientID: `AGAIN-${round}` }),
        () => clinician.call('PUT', `/api/orders/${other.orderID}/sender-identifiers`, { senderPatientID: `OTHER-${round}` }),
        () => cancel(orderID),
        () => linkStudy(portal.database, studyID).then(() => ({ status: 200 })),
        () => send(studyID, other.orderID).then(() => ({ status: 200 })),
      ];
      const shift = round % acts.length;
      const answers = await Promise.all([...acts.slice(shift), ...acts.slice(0, shift)].map((one) => one()));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(new Set(statuses)).toContain(200);
  });
});
