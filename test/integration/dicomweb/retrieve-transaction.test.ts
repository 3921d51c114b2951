import { open, unlink } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { beginDataSetDigest } from '#core/dicom/data-set-digest.js';
import { encodePart10Header } from '#core/dicom/part10-file.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { until } from '../../support/until.js';
import {
  type AskOptions,
  CT_IMAGE_STORAGE,
  type DicomwebHarness,
  jsonOf,
  makeSample,
  partsOf,
  type Sample,
  startDicomweb,
  uidOf,
} from './dicomweb-harness.js';

type Item = Record<string, { vr: string; Value?: unknown[]; BulkDataURI?: string }>;

const asStored = { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' };

jest.setTimeout(30_000);

let postgresql: TestPostgresql;
let gateway: DicomwebHarness;

beforeAll(async () => {
  postgresql = await startTestPostgresql({ durable: false });
  gateway = await startDicomweb(await postgresql.freshDatabase());
}, 60_000);

afterAll(async () => {
  await gateway?.close();
  await postgresql?.stop();
});

async function store(files: Buffer[], options: AskOptions & { path?: string } = {}): Promise<void> {
  const answer = await gateway.store(files, options);
  if (answer.status !== 200) throw new Error(`stored with ${answer.status}: ${answer.body}`);
}

const sorted = (parts: Buffer[]) => [...parts].sort(Buffer.compare);

const addressOf = ({ studyInstanceUID, seriesInstanceUID, sopInstanceUID }: Sample) =>
  `/dicom-web/studies/${studyInstanceUID}/series/${seriesInstanceUID}/instances/${sopInstanceUID}`;

const rowOf = (sample: Sample) =>
  gateway.connection.database
    .selectFrom('instances')
    .selectAll()
    .where('sop_instance_uid', '=', sample.sopInstanceUID)
    .executeTakeFirstOrThrow();

async function flipByte(sample: Sample, fromEnd: number): Promise<void> {
  const row = await rowOf(sample);
  const file = await open(join(gateway.objectFolder, row.object_key), 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, row.byte_count - fromEnd);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, row.byte_count - fromEnd);
  await file.close();
}

describe('Retrieve transaction', () => {
  it('gives a study, a series and an instance byte for byte as received (C12 78)', async () => {
    const samples = ['1', '2', '3'].map((instance) => makeSample({ study: 'whole', instance }));
    const other = makeSample({ study: 'whole', series: 'b', instance: '4' });
    await store([...samples, other].map((sample) => sample.file));
    const study = await gateway.ask(`/dicom-web/studies/${uidOf('whole')}`, { headers: asStored });
    expect(study.status).toBe(200);
    expect(study.headers['content-type']).toMatch(/^multipart\/related; type="application\/dicom"; boundary=/);
    expect(study.headers['cache-control']).toBe('private, no-store');
    expect(sorted(partsOf(study))).toEqual(sorted([...samples, other].map((sample) => sample.file)));
    const series = await gateway.ask(`/dicom-web/studies/${uidOf('whole')}/series/${other.seriesInstanceUID}`);
    expect(partsOf(series)).toEqual([other.file]);
    const instance = await gateway.ask(addressOf(other), { headers: { accept: 'application/dicom' } });
    expect(instance.headers['content-type']).toBe('application/dicom; transfer-syntax=1.2.840.10008.1.2.1');
    expect(instance.body.equals(other.file)).toBe(true);
  });

  it('answers 406 to what would change the stored bytes, and to what is not offered (C12 78)', async () => {
    const sample = makeSample({ study: 'fixed' });
    await store([sample.file]);
    const ask = async (accept: string) => (await gateway.ask(addressOf(sample), { headers: { accept } })).status;
    expect(await ask('multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.70')).toBe(406);
    expect(await ask('image/jpeg')).toBe(406);
    expect(await ask('multipart/related; type="application/dicom"')).toBe(200);
    await gateway.connection.database
      .updateTable('instances')
      .set({ transfer_syntax_uid: '1.2.840.10008.1.2.4.70' })
      .where('sop_instance_uid', '=', sample.sopInstanceUID)
      .execute();
    expect(await ask('multipart/related; type="application/dicom"')).toBe(406);
    expect(await ask('multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.70')).toBe(200);
    expect(await ask('*/*')).toBe(200);
  });

  it('lets a preamble that is a program leave as zeros, and a TIFF one as it is (A03, C7 54)', async () => {
    for (const [name, magic, leaves] of [
      ['program', 'MZ', false],
      ['tiff', 'II*\0', true],
    ] as const) {
      const sample = makeSample({ study: name });
      const file = Buffer.from(sample.file);
      file.write(magic, 0, 'latin1');
      await store([file]);
      const answer = await gateway.ask(addressOf(sample), { headers: { accept: 'application/dicom' } });
      const expected = leaves ? file : Buffer.concat([Buffer.alloc(128), file.subarray(128)]);
      expect(answer.body.equals(expected)).toBe(true);
    }
  });

  it('puts a header in front of a file that came without', async () => {
    const sample = makeSample({ study: 'headerless' });
    await store([sample.dataSet]);
    const answer = await gateway.ask(addressOf(sample), { headers: { accept: 'application/dicom' } });
    const header = encodePart10Header({
      sopClassUID: CT_IMAGE_STORAGE,
      sopInstanceUID: sample.sopInstanceUID,
      transferSyntaxUID: '1.2.840.10008.1.2.1',
    });
    expect(answer.body.equals(Buffer.concat([header, sample.dataSet]))).toBe(true);
  });

  it.each([
    ['its checksum', false],
    ['its digest', true],
  ])('notices a flipped byte by %s, never ends the answer like a whole one, and writes it down (F29)', async (_by, hasDigest) => {
    const sample = makeSample({ study: `damaged ${hasDigest}`, pixelData: Buffer.alloc(600_000, 5) });
    await store([sample.file]);
    if (hasDigest) {
      await gateway.connection.database
        .updateTable('instances')
        .set({ data_set_sha256: beginDataSetDigest('1.2.840.10008.1.2.1').update(sample.dataSet).digest('hex') })
        .where('sop_instance_uid', '=', sample.sopInstanceUID)
        .execute();
    }
    const accept = { headers: { accept: 'application/dicom' } };
    const whole = await gateway.ask(addressOf(sample), accept);
    expect([whole.isWhole, whole.body.equals(sample.file)]).toEqual([true, true]);
    await flipByte(sample, 300_000);
    const damaged = await gateway.ask(addressOf(sample), accept);
    expect(damaged.isWhole).toBe(false);
    expect(damaged.body.length).toBeLessThan(sample.file.length);
    const row = await rowOf(sample);
    const recorded = async () => {
      const records = await gateway.connection.database
        .selectFrom('audit_records')
        .selectAll()
        .where('event', '=', 'stored-bytes-damaged')
        .execute();
      return records.filter((record) => (record.subject as { instanceID?: string }).instanceID === row.id);
    };
    // The client sees the end of the answer before it is written down.
    await until('the damage is written down', async () => (await recorded()).length > 0);
    expect(await recorded()).toHaveLength(1);
  });

  it('answers 500 when the stored bytes are missing before the answer has begun (F30)', async () => {
    const sample = makeSample({ study: 'missing' });
    await store([sample.file]);
    await unlink(join(gateway.objectFolder, (await rowOf(sample)).object_key));
    const answer = await gateway.ask(addressOf(sample));
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).toContain('stored-bytes-damaged');
    expect(answer.body.toString()).not.toContain(gateway.objectFolder);
  });

  it('ends quietly when the client goes away, and goes on for others', async () => {
    const sample = makeSample({ study: 'left', pixelData: Buffer.alloc(8_000_000, 3) });
    await store([sample.file]);
    await new Promise<void>((resolve) => {
      const headers = { authorization: `Bearer ${gateway.tokenOf('clinician')}` };
      const asked = request({ host: '127.0.0.1', port: gateway.port, path: addressOf(sample), agent: false, headers }, (response) => {
        response.on('error', () => undefined);
        response.once('data', () => response.destroy());
        response.once('close', () => resolve());
      });
      asked.on('error', () => undefined);
      asked.end();
    });
    const again = await gateway.ask(addressOf(sample), { headers: { accept: 'application/dicom' } });
    expect(again.body.equals(sample.file)).toBe(true);
  });

  it('gives metadata as DICOM JSON without bulk data, with addresses for it (C12 79)', async () => {
    const sample = makeSample({ study: 'described' });
    await store([sample.file, makeSample({ study: 'described', instance: '2' }).file]);
    const answer = await gateway.ask(`/dicom-web/studies/${sample.studyInstanceUID}/metadata`);
    expect(answer.headers['content-type']).toBe('application/dicom+json');
    const described = jsonOf<Item[]>(answer);
    expect(described).toHaveLength(2);
    const first = described.find((item) => item['00080018']?.Value?.[0] === sample.sopInstanceUID);
    expect(first?.['7FE00010']).toEqual({ vr: 'OW', BulkDataURI: `https://gateway.example.org${addressOf(sample)}/bulkdata/7FE00010` });
    expect(first?.['00100010']?.Value).toEqual([{ Alphabetic: 'Sample^Sofia' }]);
    expect(first?.['00090010']?.Value).toEqual(['SAMPLEWORKS']);
    expect(jsonOf<Item[]>(await gateway.ask(`${addressOf(sample)}/metadata`))).toEqual([first]);
    expect((await gateway.ask(`${addressOf(sample)}/metadata`, { headers: { accept: 'application/dicom+xml' } })).status).toBe(406);
  });

  it('answers 501 to what is not offered yet, never a stub of success', async () => {
    const sample = makeSample({ study: 'unbuilt' });
    await store([sample.file]);
    for (const rest of ['/frames/1', '/frames/1,2/rendered', '/rendered', '/bulkdata/7FE00010', '/bulkdata/00081140/0/00081150']) {
      expect((await gateway.ask(addressOf(sample) + rest)).status).toBe(501);
    }
  });

  it('gives the picture of a series, leads an instance to it, and answers 404 where there is none', async () => {
    const sample = makeSample({ study: 'pictured' });
    await store([sample.file]);
    const series = `/dicom-web/studies/${sample.studyInstanceUID}/series/${sample.seriesInstanceUID}`;
    expect((await gateway.ask(`${series}/thumbnail`)).status).toBe(404);
    await gateway.context.objects.write('thumbnails/a.webp', Buffer.from('picture'));
    await gateway.connection.database
      .updateTable('series')
      .set({ thumbnail_key: 'thumbnails/a.webp', thumbnail_state: 'ready' })
      .where('series_instance_uid', '=', sample.seriesInstanceUID)
      .execute();
    const picture = await gateway.ask(`${series}/thumbnail`);
    expect([picture.status, picture.headers['content-type'], picture.body.toString()]).toEqual([200, 'image/webp', 'picture']);
    expect(picture.headers['cache-control']).toBe('private, max-age=60');
    const led = await gateway.ask(`${addressOf(sample)}/thumbnail`);
    expect(led.status).toBe(303);
    expect(new URL(String(led.headers.location), `http://x${addressOf(sample)}/thumbnail`).pathname).toBe(`${series}/thumbnail`);
  });
});

describe('scope of a retrieval (C02)', () => {
  it('gives what is not there and what is foreign the same 404, at every address', async () => {
    const sample = makeSample({ study: 'own' });
    await store([sample.file]);
    const absent = makeSample({ study: 'absent' });
    for (const rest of ['', '/metadata', '/thumbnail', '/frames/1', '/bulkdata/7FE00010']) {
      const foreign = await gateway.ask(addressOf(sample) + rest, { as: 'clinician2' });
      const none = await gateway.ask(addressOf(absent) + rest, { as: 'clinician2' });
      expect([foreign.status, none.status]).toEqual([404, 404]);
      expect(foreign.body.toString()).toBe(none.body.toString());
    }
    expect((await gateway.ask(addressOf(sample), { as: 'radiology' })).status).toBe(200);
    expect((await gateway.ask(addressOf(sample), { as: 'pacs' })).status).toBe(200);
    expect((await gateway.ask(addressOf(sample), { headers: { authorization: 'Bearer forged' } })).status).toBe(401);
  });

  it('answers 404 or 400 to hostile UIDs (A01, C09)', async () => {
    for (const uid of ['..%2F..%2Fetc', "1'--", '%00', '1.2%0d%0a', 'x'.repeat(65), '__proto__', '%FF']) {
      expect([400, 404]).toContain((await gateway.ask(`/dicom-web/studies/${uid}`)).status);
      expect([400, 404]).toContain((await gateway.ask(`/dicom-web/studies/1/series/${uid}/metadata`)).status);
    }
  });

  it('gives each organization its own copy of a study that two sent, and radiology the first with a warning', async () => {
    const first = makeSample({ study: 'shared' });
    const second = makeSample({ study: 'shared', pixelData: Buffer.alloc(512, 1) });
    await store([first.file]);
    await store([second.file], { as: 'clinician2' });
    const ask = (as: AskOptions['as']) => gateway.ask(addressOf(first), { as, headers: asStored });
    expect(partsOf(await ask('clinician'))).toEqual([first.file]);
    expect(partsOf(await ask('clinician2'))).toEqual([second.file]);
    const radiology = await ask('radiology');
    expect(partsOf(radiology)).toEqual([first.file]);
    expect(radiology.headers.warning).toContain('Another organization');
  });

  it("gives at an order's address only what is attached to it", async () => {
    const orderID = await gateway.makeOrder('riverside');
    const [attached, free] = [makeSample(), makeSample()];
    await store([attached.file], { path: `/orders/${orderID}/dicom-web/studies` });
    await store([free.file]);
    const below = (sample: Sample) => `/orders/${orderID}${addressOf(sample)}`;
    expect((await gateway.ask(below(attached))).status).toBe(200);
    expect((await gateway.ask(below(free))).status).toBe(404);
    expect((await gateway.ask(below(attached), { as: 'clinician2' })).status).toBe(404);
  });

  it('writes down who retrieved what', async () => {
    const sample = makeSample();
    await store([sample.file]);
    await gateway.ask(addressOf(sample), { as: 'radiology' });
    const records = await gateway.connection.database
      .selectFrom('audit_records')
      .selectAll()
      .where('event', '=', 'instances-retrieved')
      .execute();
    expect(records.map((record) => record.subject)).toContainEqual(
      expect.objectContaining({ sopInstanceUID: sample.sopInstanceUID, instanceCount: 1 }),
    );
  });
});
