import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import sharp from 'sharp';
import { transferSyntaxSamples } from '../../../dicom-samples/generate/transfer-syntaxes.js';
import { videoSamples } from '../../../dicom-samples/generate/video.js';
import { createDecoder, type Decoder } from '../../../workers/validate/pixels/decoder.js';
import { nextToCheck, validateInstances } from '../../../workers/validate/validate-instances.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { buildProgram, Fixture, logger } from './fixture.js';
import { smallImage } from './small-image.js';

let postgresql: TestPostgresql;
let program: Awaited<ReturnType<typeof buildProgram>>;
let decoder: Decoder;
let folder: string;
let fixture: Fixture;
const context = () => ({ database: fixture.database, objects: fixture.objects, logger, decoder });
const codesOf = (findings: { code: string }[]) => findings.map((finding) => finding.code);

beforeAll(async () => {
  [postgresql, program] = await Promise.all([
    startTestPostgresql({ durable: false }),
    buildProgram('workers/validate/pixels/decoder-process.ts'),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'gateway-validate-'));
  decoder = createDecoder({ entry: program.entry });
  fixture = new Fixture(await postgresql.freshDatabase(), folder);
  await fixture.prepare();
}, 60_000);

afterAll(async () => {
  await fixture?.close();
  await decoder?.close();
  await Promise.all([postgresql?.stop(), program?.remove(), rm(folder, { recursive: true, force: true })]);
});

async function store(...files: Buffer[]): Promise<{ studyID: string; objectKeys: string[] }> {
  const reception = await fixture.openReception();
  const stored = [];
  for (const file of files) stored.push(await fixture.store(file, reception));
  return { studyID: stored[0]?.studyID ?? '', objectKeys: stored.map((entry) => entry.objectKey) };
}

describe('Validation of stored instances', () => {
  it('digests file and data set, draws a picture and hands the study on to link', async () => {
    const file = smallImage({ study: '1', instance: 1 });
    const { studyID } = await store(file, smallImage({ study: '1', instance: 2 }), smallImage({ study: '1', instance: 3 }));
    await validateInstances(context(), { studyID });
    const [instance] = await fixture.instances(studyID);
    const dataSet = file.subarray(instance?.data_set_offset);
    expect(instance).toMatchObject({
      state: 'sound',
      file_sha256: null,
      data_set_sha256: createHash('sha256').update('1.2.840.10008.1.2.1\0').update(dataSet).digest('hex'),
      findings: [],
    });
    expect((await fixture.study(studyID)).stage).toBe('validated');
    expect(await fixture.outbox()).toContain('link');
    const series = await fixture.database.selectFrom('series').selectAll().where('study_id', '=', studyID).executeTakeFirstOrThrow();
    expect(series).toMatchObject({ thumbnail_state: 'ready', sampled_count: 3 });
    const chunks: Buffer[] = [];
    for await (const chunk of fixture.objects.read(series.thumbnail_key ?? '')) chunks.push(chunk as Buffer);
    expect(await sharp(Buffer.concat(chunks)).metadata()).toMatchObject({ format: 'webp', width: 16, height: 16 });
  });

  it('leaves everything as it is when it runs again', async () => {
    const { studyID } = await store(smallImage({ study: '2', instance: 1 }));
    await validateInstances(context(), { studyID });
    const before = [await fixture.study(studyID), await fixture.instances(studyID), await fixture.outbox()];
    await validateInstances(context(), { studyID });
    expect([await fixture.study(studyID), await fixture.instances(studyID), await fixture.outbox()]).toEqual(before);
  });

  it('quarantines an instance whose stored bytes have changed, and one whose file is gone, and vouches for neither (F29)', async () => {
    const files = [1, 2, 3].map((instance) => smallImage({ study: '3', instance }));
    const { studyID, objectKeys } = await store(...files);
    const damaged = Buffer.from(files[0] ?? []);
    damaged[damaged.length - 5] = (damaged[damaged.length - 5] ?? 0) ^ 1;
    await writeFile(join(folder, objectKeys[0] ?? ''), damaged);
    await rm(join(folder, objectKeys[1] ?? ''));
    await validateInstances(context(), { studyID });
    const [first, second, third] = await fixture.instances(studyID);
    expect(first).toMatchObject({ state: 'quarantined', file_sha256: null, data_set_sha256: null });
    expect(codesOf(first?.findings ?? [])).toContain('stored-bytes-damaged');
    expect(second?.state).toBe('quarantined');
    expect(codesOf(second?.findings ?? [])).toContain('stored-bytes-missing');
    expect(third?.state).toBe('sound');
    expect((await fixture.study(studyID)).stage).toBe('validated');
  });

  it('quarantines pixel data that is shorter than rows and columns demand', async () => {
    const { studyID } = await store(smallImage({ study: '4', instance: 1, pixels: new Uint8Array(254) }));
    await validateInstances(context(), { studyID });
    const [instance] = await fixture.instances(studyID);
    expect(instance?.state).toBe('quarantined');
    expect(codesOf(instance?.findings ?? [])).toEqual(['pixel-data-too-short']);
  });

  it('keeps the findings of the door and adds what is missing, in keywords without values', async () => {
    const preamble = Buffer.from('MZ\x90\0 a program');
    const { studyID } = await store(
      smallImage({ study: '5', instance: 1, options: { preamble }, patient: { PatientID: '' }, change: { ConversionType: '' } }),
    );
    await validateInstances(context(), { studyID });
    const [instance] = await fixture.instances(studyID);
    expect(codesOf(instance?.findings ?? []).sort()).toEqual([
      'patient-attribute-missing',
      'preamble-neutralised',
      'required-attribute-missing',
    ]);
    expect(instance?.findings.find(({ code }) => code === 'required-attribute-missing')?.explanation).toMatch(/: ConversionType\.$/);
    expect(instance?.state).toBe('sound');
  });

  it('asks whether the patients of one study are one person', async () => {
    const { studyID } = await store(
      smallImage({ study: '6', instance: 1 }),
      smallImage({ study: '6', instance: 2, patient: { PatientName: 'Doe^Betty', PatientSex: 'F' } }),
    );
    await validateInstances(context(), { studyID });
    expect((await fixture.openQuestions(studyID)).map((question) => question.kind)).toEqual(['several-patients']);
  });

  it('opens a study again that was handed on while an instance of it was committing', async () => {
    const { studyID } = await store(smallImage({ study: '7', instance: 1 }));
    await validateInstances(context(), { studyID });
    await store(smallImage({ study: '7', instance: 2 }));
    await fixture.database.updateTable('studies').set({ stage: 'confirmed' }).where('id', '=', studyID).execute();
    await validateInstances(context(), { studyID });
    expect((await fixture.study(studyID)).stage).toBe('validated');
  });

  it('shares one study between two workers that start at once', async () => {
    const files = Array.from({ length: 130 }, (_file, index) => smallImage({ study: '8', instance: index + 1 }));
    const { studyID } = await store(...files);
    await Promise.all([validateInstances(context(), { studyID }), validateInstances(context(), { studyID })]);
    const instances = await fixture.instances(studyID);
    expect(new Set(instances.map((instance) => instance.state))).toEqual(new Set(['sound']));
    expect((await fixture.study(studyID)).stage).toBe('validated');
  }, 60_000);

  it('decodes and draws every transfer syntax of the samples', async () => {
    const reception = await fixture.openReception();
    const studies = new Set<string>();
    const fileOf = new Map<string, string>();
    for await (const sample of transferSyntaxSamples()) {
      const { studyID, instanceID } = await fixture.store(sample.bytes, reception);
      studies.add(studyID);
      fileOf.set(instanceID, sample.file);
    }
    for (const studyID of studies) await validateInstances(context(), { studyID });
    const { rows } = await fixture.connection.pool.query(
      `select i.id, i.state, i.decoded, i.transfer_syntax_uid, i.findings, s.thumbnail_state, i.pixel_data ->> 'kind' as kind
       from instances i join series s on s.id = i.series_id where i.study_id = any ($1::uuid[])`,
      [[...studies]],
    );
    const wrong = rows.filter((row) => row.thumbnail_state !== 'ready' || row.state !== 'sound' || row.decoded === false);
    expect(wrong.map((row) => [fileOf.get(row.id), row.state, row.decoded, row.thumbnail_state, codesOf(row.findings)])).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  }, 60_000);

  it('quarantines an image that ends the decoder three times, and goes on with the rest (F04)', async () => {
    const poison = join(folder, 'poison.mjs');
    const attempts = join(folder, 'attempts');
    await writeFile(
      poison,
      `import { appendFileSync } from 'node:fs';
      process.on('message', () => { appendFileSync(${JSON.stringify(attempts)}, 'x'); process.exit(1); });
      process.send({ ready: true });`,
    );
    const deadly = createDecoder({ entry: poison });
    const { studyID } = await store(smallImage({ study: '9', instance: 1 }));
    await validateInstances({ ...context(), decoder: deadly }, { studyID });
    await deadly.close();
    const [instance] = await fixture.instances(studyID);
    expect(instance).toMatchObject({ state: 'quarantined', decoded: false });
    expect(codesOf(instance?.findings ?? [])).toEqual(['decoder-ended']);
    expect((await readFile(attempts)).length).toBe(3);
    expect((await fixture.study(studyID)).stage).toBe('validated');
  });

  it('quarantines an image during which three workers died, without a fourth attempt (F04)', async () => {
    const { studyID } = await store(smallImage({ study: '10', instance: 1 }));
    await fixture.database
      .updateTable('instances')
      .set({ state: 'sound', validated_at: new Date(), decode_attempts: 3 })
      .where('study_id', '=', studyID)
      .execute();
    await validateInstances(context(), { studyID });
    expect((await fixture.instances(studyID))[0]?.state).toBe('quarantined');
  });

  it.each(['timeout', 'memory'] as const)(
    'ends a decoder that oversteps its %s, and lives on',
    async (reason) => {
      const greedy = join(folder, `${reason}.mjs`);
      const hold = reason === 'memory' ? 'globalThis.held = Buffer.alloc(200_000_000, 1);' : '';
      await writeFile(greedy, `process.on('message', () => { ${hold} setInterval(() => {}, 1000); }); process.send({ ready: true });`);
      const limited = createDecoder({ entry: greedy, timeoutMs: reason === 'timeout' ? 300 : 20_000, maxResidentBytes: 150_000_000 });
      await expect(limited.shrink({ image: new Uint8Array(1) })).rejects.toMatchObject({ name: 'DecoderEnded', reason });
      await expect(limited.shrink({ image: new Uint8Array(1) })).rejects.toMatchObject({ name: 'DecoderEnded', reason });
      await limited.close();
    },
    60_000,
  );

  it('draws a poster of a video where ffmpeg is there', async () => {
    const reception = await fixture.openReception();
    const states: string[] = [];
    for (const sample of videoSamples()) {
      const { studyID, instanceID } = await fixture.store(sample.bytes, reception);
      await validateInstances(context(), { studyID });
      const { rows } = await fixture.connection.pool.query(
        'select s.thumbnail_state, i.state from instances i join series s on s.id = i.series_id where i.id = $1',
        [instanceID],
      );
      states.push(`${sample.file} ${rows[0].state} ${rows[0].thumbnail_state}`);
    }
    expect(states.every((state) => / sound (ready|impossible)$/.test(state))).toBe(true);
    expect(states.some((state) => state.endsWith('ready'))).toBe(true);
  }, 60_000);
});

describe('The claim of the next instances', () => {
  interface PlanNode {
    'Actual Rows': number;
    'Actual Loops': number;
    'Rows Removed by Filter'?: number;
    'Rows Removed by Join Filter'?: number;
    Plans?: PlanNode[];
  }

  const rowsTouched = (node: PlanNode): number =>
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0)) * node['Actual Loops'] +
    (node.Plans ?? []).reduce((sum, plan) => sum + rowsTouched(plan), 0);

  it('touches few rows, however many wait and whatever the planner believes of that', async () => {
    const { studyID } = await store(smallImage({ study: '40', instance: 1 }));
    const copies = (count: number, isChecked: boolean) =>
      sql`insert into instances (id, organization_id, study_id, series_id, reception_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
          byte_count, data_set_offset, data_set_crc32, object_key, preamble, attributes, pixel_data, validated_at)
        select gen_random_uuid(), organization_id, study_id, series_id, reception_id, '2.25.' || gen_random_uuid(), sop_class_uid,
          transfer_syntax_uid, byte_count, data_set_offset, data_set_crc32, object_key, preamble, attributes, pixel_data,
          case when ${isChecked} then now() end
        from instances, generate_series(1, ${count}::int) where study_id = ${studyID} and sop_instance_uid not like '2.25.%-%'`.execute(
        fixture.database,
      );
    await copies(3_000, true);
    await sql`update instances set validated_at = now() where validated_at is null`.execute(fixture.database);
    // All have been checked when the planner looks, and a large study comes afterwards.
    await sql`vacuum analyze instances`.execute(fixture.database);
    await copies(3_000, false);
    const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>`explain (analyze, format json) ${nextToCheck(studyID, [])}`.execute(
      fixture.database,
    );
    expect(rowsTouched((rows[0] as (typeof rows)[0])['QUERY PLAN'][0].Plan)).toBeLessThan(3_000);
    expect((await nextToCheck(studyID, []).execute(fixture.database)).rows).toHaveLength(64);
  });
});
