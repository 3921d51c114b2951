import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { StatedPatient } from '#core/identity/statements.js';
import { candidateOrders, orderedPatients } from '#core/matching/candidate-orders.js';
import { patientsOfStudy } from '#core/studies/patient-statements.js';
import { linkStudy } from '../../../workers/link/link-study.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { Fixture, logger } from './fixture.js';
import { type SmallImage, smallImage } from './small-image.js';

let postgresql: TestPostgresql;
let folder: string;
let fixture: Fixture;
const archibald = { familyName: 'Doe', givenName: 'Archibald', birthDate: '1950-01-01', sex: 'M', senderPatientID: '77654033' };

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
  folder = await mkdtemp(join(tmpdir(), 'gateway-candidates-'));
}, 60_000);
beforeEach(async () => {
  fixture = new Fixture(await postgresql.freshDatabase(), folder);
  await fixture.prepare();
});
afterEach(() => fixture.close());
afterAll(async () => {
  await Promise.all([postgresql?.stop(), rm(folder, { recursive: true, force: true })]);
});

async function validated(image: SmallImage = { instance: 1 }): Promise<string> {
  const { studyID } = await fixture.store(smallImage(image), await fixture.openReception());
  await sql`update instances set state = 'sound', validated_at = now() where study_id = ${studyID}`.execute(fixture.database);
  await sql`update studies set stage = 'validated' where id = ${studyID}`.execute(fixture.database);
  return studyID;
}
async function linkedTo(studyID: string): Promise<[string | null, unknown]> {
  await linkStudy({ database: fixture.database, objects: fixture.objects, logger }, { studyID });
  const [question] = await fixture.openQuestions(studyID);
  return [(await fixture.study(studyID)).order_id, (question?.evidence as { reason?: string } | undefined)?.reason];
}
const signedAgo = (orderID: string, interval: string) =>
  sql`update referral_orders set signed_at = now() - ${interval}::interval where id = ${orderID}`.execute(fixture.database);
const offered = async (study: Partial<{ id: string; accessionNumber: string }>, statements: Partial<StatedPatient>[]) => {
  const about = { id: randomUUID(), organizationID: fixture.organizationID, accessionNumber: null, ...study };
  return candidateOrders(
    fixture.database,
    about,
    statements.map((stated) => ({ ...nothingStated, ...stated })),
  );
};
const nothingStated: StatedPatient = {
  patientID: null,
  issuerOfPatientID: null,
  patientName: null,
  patientBirthDate: null,
  patientSex: null,
  isTextTrusted: true,
};

describe('An order that may take a study by itself', () => {
  it('still awaits its images, however old it is', async () => {
    const orderID = await fixture.makeOrder(archibald);
    await signedAgo(orderID, '3 years');
    expect(await linkedTo(await validated())).toEqual([orderID, undefined]);
  });

  it('takes further studies while it is young, as the hospital says, and is only offered afterwards', async () => {
    const orderID = await fixture.makeOrder(archibald);
    expect((await linkedTo(await validated({ study: '1', instance: 1 })))[0]).toBe(orderID);
    expect((await linkedTo(await validated({ study: '2', instance: 1 })))[0]).toBe(orderID);
    await signedAgo(orderID, '100 days');
    const late = await validated({ study: '3', instance: 1 });
    expect(await linkedTo(late)).toEqual([null, 'not-awaiting']);
    expect((await fixture.openQuestions(late))[0]?.evidence).toMatchObject({ candidateOrderIDs: [orderID] });
    await sql`update hospital_settings set candidate_days = 365`.execute(fixture.database);
    expect((await linkedTo(late))[0]).toBe(orderID);
  });

  it('awaits images again when what came was rejected', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const rejected = await validated({ study: '1', instance: 1 });
    await linkedTo(rejected);
    await sql`update studies set stage = 'rejected' where id = ${rejected}`.execute(fixture.database);
    await signedAgo(orderID, '3 years');
    expect((await linkedTo(await validated({ study: '2', instance: 1 })))[0]).toBe(orderID);
  });

  it('expects images: one that does not is offered', async () => {
    const orderID = await fixture.makeOrder({ ...archibald, imagesBy: 'none' });
    const studyID = await validated();
    expect(await linkedTo(studyID)).toEqual([null, 'not-awaiting']);
    expect((await fixture.openQuestions(studyID))[0]?.evidence).toMatchObject({ candidateOrderIDs: [orderID] });
  });
});

describe('The orders that a study is compared with', () => {
  it.each(['19500101', '1950.01.01', '1950-01-01', ' 19500101 '])('are found by the birth date %j', async (patientBirthDate) => {
    const orderID = await fixture.makeOrder({ ...archibald, senderPatientID: 'X' });
    const { orders } = await offered({}, [{ patientBirthDate }]);
    expect(orders.map((order) => order.orderID)).toEqual([orderID]);
  });

  it.each([' 77654033 ', '７７６５４０３３'])('are found by the Patient ID %j, in whichever statement it stands', async (patientID) => {
    const orderID = await fixture.makeOrder({ ...archibald, birthDate: '1999-09-09' });
    const { orders } = await offered({}, [{}, { patientBirthDate: '19111111' }, { patientID }]);
    expect(orders.map((order) => order.orderID)).toEqual([orderID]);
  });

  it('are complete unless more could fit than are looked at; then nothing is attached', async () => {
    const orderID = await fixture.makeOrder(archibald);
    await sql`insert into referral_orders (organization_id, patient_key, state, images_by, called_ae_title, called_ae_title_expires_at, signed_at)
      select organization_id, patient_key, 'cancelled', images_by, 'T' || n, now(), now() from referral_orders, generate_series(1, 600) n
      where id = ${orderID}`.execute(fixture.database);
    const stated = [{ patientBirthDate: '19500101' }];
    expect((await offered({}, stated)).isComplete).toBe(true);
    await sql`update referral_orders set state = 'signed'`.execute(fixture.database);
    expect((await offered({}, stated)).isComplete).toBe(false);
    expect(await linkedTo(await validated())).toEqual([null, 'too-many']);
  });

  it('come as suggestions beside those that could fit, whose number they do not limit', async () => {
    const orderID = await fixture.makeOrder({ ...archibald, birthDate: '1999-09-09', senderPatientID: 'X' });
    await sql`insert into referral_orders (organization_id, patient_key, state, images_by, called_ae_title, called_ae_title_expires_at, signed_at)
      select organization_id, patient_key, 'signed', images_by, 'T' || n, now(), now() from referral_orders, generate_series(1, 600) n
      where id = ${orderID}`.execute(fixture.database);
    const fitting = await fixture.makeOrder(archibald);
    await signedAgo(fitting, '10 years');
    const found = await offered({}, [{ patientBirthDate: '19500101', patientName: { Alphabetic: 'DOE^X' } }]);
    expect([found.isComplete, found.orders[0]?.orderID, found.orders.length]).toEqual([true, fitting, 500]);
  });
});

describe('What an order says of its patient', () => {
  it('is what was signed and, where it differs, what the chart says today', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const { rows } = await sql<{ patient_key: string }>`select patient_key from referral_orders where id = ${orderID}`.execute(
      fixture.database,
    );
    expect(await orderedPatients(fixture.database, orderID, fixture.organizationID)).toHaveLength(1);
    await sql`update referral_orders set signed_content = ${JSON.stringify({
      patient: { familyName: 'Doe', givenName: 'Archibald', middleName: '', otherNames: [], birthDate: '1950-01-01', sex: 'M' },
    })}::jsonb where id = ${orderID}`.execute(fixture.database);
    expect(await orderedPatients(fixture.database, orderID, fixture.organizationID)).toHaveLength(1);
    await sql`update patients set family_name = 'Roe' where id = ${rows[0]?.patient_key}`.execute(fixture.database);
    const both = await orderedPatients(fixture.database, orderID, fixture.organizationID);
    expect(both.map(({ familyName }) => familyName)).toEqual(['Doe', 'Roe']);
    expect(await linkedTo(await validated())).toEqual([null, 'part']);
  });

  it("carries its organization's issuer with its own Patient ID, and not at another organization", async () => {
    await sql`update organizations set issuer_of_patient_id = 'CLINIC' where id = ${fixture.organizationID}`.execute(fixture.database);
    const orderID = await fixture.makeOrder(archibald);
    const own = await orderedPatients(fixture.database, orderID, fixture.organizationID);
    expect(own[0]?.patientIDs).toEqual([{ patientID: '77654033', issuerOfPatientID: 'CLINIC' }]);
    const foreign = await orderedPatients(fixture.database, orderID, randomUUID());
    expect(foreign[0]?.patientIDs).toEqual([]);
  });
});

describe('A study that states several patients', () => {
  it('is never attached by itself, whichever of them an order is for', async () => {
    await fixture.makeOrder(archibald);
    await validated({ instance: 1 });
    const studyID = await validated({ instance: 2, patient: { PatientName: 'Roe^Betty', PatientID: '5', PatientSex: 'F' } });
    expect(await linkedTo(studyID)).toEqual([null, undefined]);
    const questions = await fixture.openQuestions(studyID);
    expect(questions.map(({ kind }) => kind)).toEqual(['several-patients', 'which-order']);
  });

  it('is asked about when there are more statements than are looked at, even if those that were agree', async () => {
    const orderID = await fixture.makeOrder(archibald);
    const studyID = await validated({ instance: 1 });
    for (let instance = 2; instance <= 103; instance++) {
      await fixture.store(smallImage({ instance, patient: { PatientID: '77654033' } }), await fixture.openReception());
    }
    await sql`update instances set attributes = jsonb_set(attributes, '{00100010,Value,0,Alphabetic}', to_jsonb('Doe^Archibald^' || repeat(' ', seq::int)))
      where study_id = ${studyID}`.execute(fixture.database);
    await sql`update studies set stage = 'validated' where id = ${studyID}`.execute(fixture.database);
    expect((await patientsOfStudy(fixture.database, studyID)).isComplete).toBe(false);
    expect((await linkedTo(studyID))[0]).toBeNull();
    const kinds = (await fixture.openQuestions(studyID)).map(({ kind }) => kind);
    expect(kinds).toEqual(['several-patients', 'which-order']);
    await sql`select attach_studies(array[${studyID}::uuid], ${orderID}::uuid, 'address', null)`.execute(fixture.database);
    await linkedTo(studyID);
    expect((await fixture.study(studyID)).identity).toBe('unknown');
  });
});
