import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { orderDetail } from '#core/contract/orders.js';
import { digestOfContent, readSignedContent, type SignedContent } from '#core/referral/signed-content.js';
import { type Client, type PortalFixture, startPortal } from './portal-fixture.js';

// Machines that build are busy.
jest.setTimeout(30_000);

let portal: PortalFixture;
let clinician: Client;
let clinician2: Client;

beforeAll(async () => {
  portal = await startPortal();
  [clinician, clinician2] = await Promise.all([portal.signIn('clinician'), portal.signIn('clinician2')]);
}, 60_000);
afterAll(() => portal.close(), 60_000);

const draft = async (changes?: Record<string, unknown>, client = clinician) => (await portal.draftOrder(client, changes)).json;
const sign = (id: string, version = 1) => clinician.call('POST', `/api/orders/${id}/signature`, { version });
const accept = (id: string, version = 1) => clinician.call('POST', `/api/orders/${id}/acceptance`, { version });
const read = async (id: string) => orderDetail.parse((await clinician.call('GET', `/api/orders/${id}`)).json);
const events = async (id: string) => (await read(id)).history.map((entry) => entry.event);

async function keptOf(orderID: string): Promise<object> {
  const row = await portal.database
    .selectFrom('referral_orders')
    .select('signed_content')
    .where('id', '=', orderID)
    .executeTakeFirstOrThrow();
  return row.signed_content ?? {};
}

/** The digest of what the order keeps, made again. */
const digestNow = async (orderID: string): Promise<string> => digestOfContent(await keptOf(orderID));
const signedOf = async (orderID: string): Promise<SignedContent> => {
  const signed = readSignedContent(await keptOf(orderID));
  if (!signed) throw new Error('nothing is kept of what was signed');
  return signed;
};

async function addProvider(familyName: string): Promise<string> {
  const { id } = await portal.database
    .insertInto('providers')
    .values({
      organization_id: portal.organizations.riverside,
      family_name: familyName,
      given_name: 'Morgan',
      credentials: 'NP',
      npi: null,
      account_id: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function addAttachment(orderID: string, state: 'reserved' | 'received' | 'ready'): Promise<string> {
  const { id } = await portal.database
    .insertInto('attachments')
    .values({
      order_id: orderID,
      organization_id: portal.organizations.riverside,
      account_id: portal.accountIDs.clinician,
      file_name: 'records.pdf',
      state,
      reserved_bytes: 10,
      media_type: null,
      sha256: state === 'ready' ? 'ab'.repeat(32) : null,
      object_key: null,
      preview_key: null,
      page_count: null,
      width: null,
      height: null,
      refusal_code: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

describe('an acceptance', () => {
  it('is refused with what is missing, and taken back by a later change', async () => {
    const order = await draft({ reasonForReferral: '  ', willUploadRecords: null, authorizingProviderID: undefined });
    const refused = await accept(order.id);
    expect(refused.json).toMatchObject({
      status: 409,
      code: 'conflict',
      missing: ['authorizingProvider', 'reasonForReferral', 'willUploadRecords'],
    });
    const filled = await clinician.call('PATCH', `/api/orders/${order.id}`, {
      version: 1,
      reasonForReferral: 'Second opinion',
      willUploadRecords: false,
      authorizingProviderID: portal.choices.providerID.clinician,
    });
    expect((await accept(order.id, 1)).status).toBe(409);
    const accepted = await accept(order.id, filled.json.version);
    expect(accepted.json).toMatchObject({ state: 'draft', version: 3, acceptedAt: expect.any(String) });
    expect((await accept(order.id, 3)).json.version).toBe(3);
    const changed = await clinician.call('PATCH', `/api/orders/${order.id}`, { version: 3, comment: 'mornings' });
    expect(changed.json).toMatchObject({ acceptedAt: null, version: 4 });
    expect(await events(order.id)).toEqual(['created', 'accepted', 'reopened']);
  });

  it('waits for files that are still under way, and for a choice in place of one that was retired', async () => {
    const order = await draft();
    const attachmentID = await addAttachment(order.id, 'received');
    expect((await accept(order.id)).json.missing).toEqual(['attachments-under-way']);
    expect((await sign(order.id)).json.missing).toEqual(['attachments-under-way']);
    await portal.database.updateTable('attachments').set({ state: 'ready', sha256: 'cd' }).where('id', '=', attachmentID).execute();
    const retire = (retired_at: Date | null) =>
      portal.database.updateTable('locations').set({ retired_at }).where('id', '=', portal.choices.locationID).execute();
    await retire(new Date());
    expect((await sign(order.id)).json.missing).toEqual(['location']);
    await retire(null);
    expect((await accept(order.id)).status).toBe(200);
  });
});

describe('a signature', () => {
  it('keeps who signed, when and what exactly', async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside);
    await portal.database
      .insertInto('patient_identifiers')
      .values({ patient_key: patientID, organization_id: portal.organizations.riverside, patient_id: 'RC-77' })
      .execute();
    const order = await draft({ patientID, senderPatientID: 'PACS-1' });
    const fileID = await addAttachment(order.id, 'ready');
    const signed = orderDetail.parse((await sign(order.id)).json);
    expect(signed).toMatchObject({
      state: 'signed',
      imagesBy: 'browser',
      orderType: 'Referral to Neurology',
      authorizingProvider: 'River, Pat, MD',
      signedBy: 'The clinician',
      signature: { by: 'The clinician', onBehalfOf: null, at: signed.signedAt },
      files: [{ id: fileID, fileName: 'records.pdf', isSigned: true, withdrawn: null }],
    });
    expect(await digestNow(order.id)).toBe(signed.signature?.contentSHA256);
    expect(await signedOf(order.id)).toMatchObject({
      orderNumber: signed.orderNumber,
      organization: { name: 'Riverside' },
      patient: {
        id: patientID,
        familyName: 'Sample',
        birthDate: '1968-04-12',
        sex: 'F',
        // Not the one that the signature itself makes known.
        patientIDs: [{ patientID: 'RC-77', issuerOfPatientID: null }],
      },
      provider: { name: 'River, Pat, MD' },
      location: { name: 'Main campus', region: 'Central of the tests', phone: '555-0120' },
      files: [{ id: fileID, fileName: 'records.pdf', sha256: 'ab'.repeat(32) }],
    });
    const row = await portal.database
      .selectFrom('referral_orders')
      .select('signature')
      .where('id', '=', order.id)
      .executeTakeFirstOrThrow();
    expect(row.signature).toMatchObject({ accountID: portal.accountIDs.clinician, via: 'session' });
  });

  it.each([
    [
      'the chart',
      "update patients set family_name = 'Another', birth_date = '1901-01-01', sex = 'M' where id = (select patient_key from o)",
    ],
    ['the Patient IDs', 'delete from patient_identifiers where patient_key = (select patient_key from o)'],
    ['the provider', "update providers set family_name = 'Another', phone = '1' where id = (select authorizing_provider_id from o)"],
    ['the location', "update locations set name = name || ' anew', phone = '1' where id = (select location_id from o)"],
    [
      'the region',
      "update regions set name = name || ' anew' where id = (select region_id from locations where id = (select location_id from o))",
    ],
    ['the order type', "update order_types set name = name || ' anew', department = 'x' where id = (select order_type_id from o)"],
    ['the organization', "update organizations set address = 'moved' where id = (select organization_id from o)"],
    ['a file', "update attachments set file_name = 'another.pdf', sha256 = 'cd', state = 'removed' where order_id = (select id from o)"],
    ['a diagnosis', "update order_diagnoses set title = 'forged' where order_id = (select id from o)"],
    ['the order itself', "update referral_orders set comment = 'forged', reason_for_referral = 'forged' where id = (select id from o)"],
  ])('holds, and is shown as it was signed, whatever becomes of %s', async (_what, change) => {
    const patientID = await portal.addPatient(portal.organizations.riverside, { familyName: 'Signed' });
    const { id } = await draft({ patientID, comment: 'as signed' });
    await addAttachment(id, 'ready');
    const { signature } = (await sign(id)).json;
    const before = await read(id);
    await sql`with o as (select * from referral_orders where id = ${id}::uuid) ${sql.raw(change)}`.execute(portal.database);
    expect(await digestNow(id)).toBe(signature.contentSHA256);
    // `identity` is what images are judged by: as signed and as the chart says today.
    const shown = ({ corrections: _corrections, files: _files, attachmentCount: _count, identity: _identity, ...order }: typeof before) =>
      order;
    expect(shown(await read(id))).toEqual(shown(before));
    const { orders } = (await clinician.call('GET', `/api/orders?patient=${patientID}`)).json;
    expect(orders).toMatchObject([{ patient: before.patient && { familyName: 'Signed', birthDate: '1968-04-12', sex: 'F' } }]);
  });

  it('does not fit any more when what is kept is forged in the database', async () => {
    for (const path of ['{comment}', '{patient,birthDate}', '{files,0,sha256}', '{location,phone}', '{diagnoses,0,title}']) {
      const { id } = await draft();
      await addAttachment(id, 'ready');
      const { signature } = (await sign(id)).json;
      await sql`update referral_orders set signed_content = jsonb_set(signed_content, ${path}::text[], '"forged"') where id = ${id}::uuid`.execute(
        portal.database,
      );
      expect([path, await digestNow(id)]).not.toEqual([path, signature.contentSHA256]);
    }
  });

  it('holds the names of its day: a provider or order type that is renamed later changes no signed order', async () => {
    const providerID = await addProvider('Before');
    await portal.database
      .insertInto('provider_delegates')
      .values({ provider_id: providerID, account_id: portal.accountIDs.clinician, added_by: null })
      .execute();
    const { id } = await draft({ authorizingProviderID: providerID });
    const { signature } = (await sign(id)).json;
    await portal.database.updateTable('providers').set({ family_name: 'After' }).where('id', '=', providerID).execute();
    expect((await read(id)).authorizingProvider).toBe('Before, Morgan, NP');
    expect(await digestNow(id)).toBe(signature.contentSHA256);
  });

  it('is made once when it is asked for many times at once, and answered again without a change', async () => {
    const { id } = await draft();
    const answers = await Promise.all([1, 2, 3, 4].map(() => sign(id)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.json.signature.at)).size).toBe(1);
    expect(await events(id)).toEqual(['created', 'signed']);
    expect((await sign(id, 99)).json).toMatchObject({ version: 2, state: 'signed' });
    const audited = await portal.database.selectFrom('audit_records').select('subject').where('event', '=', 'order-signed').execute();
    expect(audited.filter((row) => JSON.stringify(row.subject).includes(id))).toHaveLength(1);
  });

  it('covers what was seen: of a signature and a change at the same time one is refused', async () => {
    for (let round = 0; round < 6; round++) {
      const { id } = await draft();
      const [signed, changed] = await Promise.all([
        sign(id),
        clinician.call('PATCH', `/api/orders/${id}`, { version: 1, comment: 'changed meanwhile' }),
      ]);
      expect([signed.status, changed.status].sort()).toEqual([200, 409]);
      const order = await read(id);
      expect(order.state === 'signed' ? order.comment : 'changed meanwhile').toBe(order.comment);
      if (order.state === 'signed') expect(order.comment).toBe('');
    }
  });

  it('is refused with all that is missing', async () => {
    const { id } = await draft({ locationID: null, diagnoses: [], willUploadImages: null });
    expect((await sign(id)).json).toMatchObject({
      status: 409,
      missing: ['diagnoses', 'location', 'willUploadImages'],
      orders: [{ id, missing: ['diagnoses', 'location', 'willUploadImages'] }],
    });
    expect((await read(id)).state).toBe('draft');
  });

  it('is for the authorizing provider and delegates alone, and says for whom a delegate signed', async () => {
    const providerID = await addProvider('Brook');
    const { id } = await draft({ authorizingProviderID: providerID });
    const refused = await sign(id);
    expect([refused.status, refused.json.code]).toEqual([403, 'forbidden']);
    expect(refused.json.detail).toMatch(/delegate/);
    expect(await read(id)).toMatchObject({ state: 'draft', maySign: false });
    await portal.database
      .insertInto('provider_delegates')
      .values({ provider_id: providerID, account_id: portal.accountIDs.clinician, added_by: null })
      .execute();
    const choice = (await clinician.call('GET', '/api/providers')).json.providers.find((one: { id: string }) => one.id === providerID);
    expect(choice).toMatchObject({ maySign: true, isMe: false });
    expect((await sign(id)).json.signature).toMatchObject({ by: 'The clinician', onBehalfOf: 'Brook, Morgan, NP' });
  });

  it("is nothing to another organization's clinician", async () => {
    const { id } = await draft();
    expect((await clinician2.call('POST', `/api/orders/${id}/signature`, { version: 1 })).status).toBe(404);
    expect((await read(id)).state).toBe('draft');
  });

  it("makes the diagnoses the patient's, each once", async () => {
    const patientID = await portal.addPatient(portal.organizations.riverside);
    for (const code of ['I10', 'G43.109', 'I10']) {
      const { id } = await draft({ patientID, diagnoses: [{ code }] });
      expect((await sign(id)).status).toBe(200);
    }
    const known = await portal.database
      .selectFrom('patient_diagnoses')
      .selectAll()
      .where('patient_key', '=', patientID)
      .orderBy('code')
      .execute();
    expect(known.map((row) => [row.code, row.organization_id])).toEqual([
      ['G43.109', portal.organizations.riverside],
      ['I10', portal.organizations.riverside],
    ]);
  });

  it('keeps the Patient ID of the sender and gives studies that waited for it another chance', async () => {
    const studyID = await portal.storeInstances(portal.organizations.riverside, 1);
    await portal.database.updateTable('studies').set({ stage: 'linked', patient_id: 'WAIT-1' }).where('id', '=', studyID).execute();
    await portal.database.deleteFrom('outbox').execute();
    const { id, patientID } = await draft({ senderPatientID: 'WAIT-1' });
    expect(await portal.database.selectFrom('outbox').select('study_id').execute()).toEqual([]);
    await sign(id);
    expect(await portal.database.selectFrom('outbox').select(['stage', 'study_id']).execute()).toEqual([
      { stage: 'link', study_id: studyID },
    ]);
    const ids = await portal.database.selectFrom('patient_identifiers').select('patient_id').where('patient_key', '=', patientID).execute();
    expect(ids.map((row) => row.patient_id)).toContain('WAIT-1');
  });
});

describe('a signed order', () => {
  it('is not changed any more, only added to; a draft is not added to', async () => {
    const { id } = await draft();
    const add = (text: string) => clinician.call('POST', `/api/orders/${id}/additions`, { text });
    expect((await add('too early')).status).toBe(409);
    await sign(id);
    const change = await clinician.call('PATCH', `/api/orders/${id}`, { version: 2, comment: 'later' });
    expect([change.status, change.json.detail]).toEqual([409, expect.stringMatching(/signed/)]);
    expect((await accept(id, 2)).status).toBe(409);
    const added = await add('Call in the evening.');
    expect(added.status).toBe(201);
    expect(orderDetail.parse(added.json)).toMatchObject({ version: 2, additions: [{ text: 'Call in the evening.', by: 'The clinician' }] });
    await clinician.call('POST', `/api/orders/${id}/cancellation`, { reason: 'not needed' });
    expect((await add('too late')).status).toBe(409);
    expect((await sign(id, 3)).status).toBe(409);
    expect(await events(id)).toEqual(['created', 'signed', 'added-to', 'cancelled']);
  });
});
