import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { GatewayError } from '#core/errors/gateway-error.js';
import { transferSyntaxes } from '../../../dicom-samples/generate/identities.js';
import { ctStudy, type GeneratedInstance, largeInstance } from '../../../dicom-samples/generate/large.js';
import type { Reception } from '../../../gateway/store/arriving-instance.js';
import { landingName } from '../../../gateway/store/landing-name.js';
import { type InstanceRow, RowBatch } from '../../../gateway/store/row-batch.js';
import { startTestPostgresql, type TestPostgresql } from '../../support/postgresql.js';
import { type OpenedTestStore, openTestStore } from '../../support/store.js';
import { until } from '../../support/until.js';

let postgresql: TestPostgresql;
let opened: OpenedTestStore;
const [ct, second] = [...ctStudy(2)] as [GeneratedInstance, GeneratedInstance];

beforeAll(async () => {
  postgresql = await startTestPostgresql();
}, 60_000);

afterAll(async () => {
  await postgresql.stop();
});

async function open(environment: Record<string, string> = {}): Promise<void> {
  opened = await openTestStore(await postgresql.freshDatabase(), environment);
}

afterEach(async () => {
  jest.restoreAllMocks();
  await opened.close();
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'stored',
    (error: GatewayError) => error.code,
  );

/** Every file that holds a byte; empty ones stand ready for what comes next. */
async function landedFiles(): Promise<string[]> {
  const paths = await readdir(opened.settings.OBJECT_FOLDER, { recursive: true });
  return paths.filter((path) => {
    const found = fs.statSync(join(opened.settings.OBJECT_FOLDER, path));
    return found.isFile() && found.size > 0;
  });
}

async function storedBytes(instanceID: string): Promise<Buffer> {
  const row = await opened.connection.database
    .selectFrom('instances')
    .select('object_key')
    .where('id', '=', instanceID)
    .executeTakeFirstOrThrow();
  return fs.readFileSync(join(opened.settings.OBJECT_FOLDER, row.object_key));
}

/** The same CT with another byte in its pixel data. */
function withOtherPixel(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  other[other.length - 5000] = (other[other.length - 5000] as number) ^ 0xff;
  return other;
}

/** The same instance with another last digit in its Series Instance UID. */
function inAnotherSeries(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  const element = other.indexOf(Buffer.from('\x20\0\x0e\0UI', 'latin1'));
  const value = other.subarray(element + 8, element + 8 + other.readUInt16LE(element + 6));
  const last = value.at(-1) === 0 ? value.length - 2 : value.length - 1;
  value.write(value.toString('latin1', last, last + 1) === '1' ? '2' : '1', last, 'latin1');
  return other;
}

function rowOf(reception: Reception): InstanceRow {
  const id = randomUUID();
  return {
    id,
    organization_id: reception.organizationID,
    reception_id: reception.id,
    study_instance_uid: '1.2.826.0.1.3680043.10.1',
    series_instance_uid: '1.2.826.0.1.3680043.10.1.1',
    sop_instance_uid: `2.25.${BigInt(`0x${id.replaceAll('-', '')}`)}`,
    sop_class_uid: '1.2.840.10008.5.1.4.1.1.2',
    transfer_syntax_uid: transferSyntaxes.explicitVRLittleEndian,
    byte_count: 1000,
    data_set_offset: 300,
    data_set_crc32: 0,
    object_key: `folder/${id}.dcm`,
    preamble: 'zeros',
    attributes: {},
    modality: 'CT',
    series_number: 1,
    patient_id: null,
    patient_name: null,
    patient_birth_date: null,
    study_date: null,
    accession_number: null,
    pixel_data: { kind: 'none' },
    findings: [],
    text_trusted: true,
  };
}

describe('store: an arriving instance', () => {
  it('is kept byte for byte, with its row and an outbox entry, whatever the pieces', async () => {
    await open();
    for (const [instance, pieceLength] of [
      [ct, 977],
      [second, 300_000],
    ] as const) {
      const stored = await opened.send(instance.bytes, undefined, pieceLength);
      expect(stored.outcome).toBe('stored');
      expect(stored.sopInstanceUID).toBe(instance.identities.sopInstanceUID);
      expect((await storedBytes(stored.instanceID)).equals(instance.bytes)).toBe(true);
    }
    const study = await opened.connection.database.selectFrom('studies').selectAll().executeTakeFirstOrThrow();
    expect(study).toMatchObject({
      study_instance_uid: ct.identities.studyInstanceUID,
      stage: 'received',
      patient_id: ct.identities.patientID,
    });
    const outbox = await opened.connection.database.selectFrom('outbox').selectAll().execute();
    expect(outbox).toEqual([
      expect.objectContaining({ stage: 'validate', study_id: study.id }),
      expect.objectContaining({ stage: 'validate', study_id: study.id }),
    ]);
  });

  it('F15: is on stable storage, file and folder entry, before its row is committed, and the answer comes last', async () => {
    await open();
    const events: string[] = [];
    const { open: openFile, writev, fsync } = fs;
    // What is written to a descriptor opened like this is on stable storage when the write returns.
    const durable = new Set<number>();
    jest.spyOn(fs, 'open').mockImplementation(((
      path: string,
      flags: number,
      mode: number,
      done: (error: Error | null, fd: number) => void,
    ) =>
      openFile(path, flags, mode, (error, fd) => {
        if (path.endsWith('.dcm')) events.push('made under its final name');
        if ((flags & fs.constants.O_DSYNC) === fs.constants.O_DSYNC) durable.add(fd);
        done(error, fd);
      })) as never);
    jest.spyOn(fs, 'writev').mockImplementation(((fd: number, chunks: Buffer[], done: (error: Error | null, written: number) => void) =>
      writev(fd, chunks, (error, written) => {
        if (durable.has(fd)) events.push('bytes durable');
        done(error, written);
      })) as never);
    jest.spyOn(fs, 'fsync').mockImplementation(((fd: number, done: (error: Error | null) => void) =>
      fsync(fd, (error) => {
        events.push('folder synced');
        done(error);
      })) as never);
    // A row is committed by a COMMIT of its own or, when many arrive, by the statement that carries it.
    const query = pg.Client.prototype.query as (...all: unknown[]) => unknown;
    jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      if (args[0] === 'begin') inTransaction.add(this);
      if (isRowStatement(args)) events.push(inTransaction.has(this) ? 'row offered' : 'row committed by its statement');
      if (isCommit(args)) events.push('commit asked for');
      return query.apply(this, args);
    } as never);
    const inTransaction = new WeakSet<pg.Client>();
    // The first instance of a series and the next take different statements.
    for (const { bytes } of [ct, second]) {
      events.length = 0;
      await opened.send(bytes);
      events.push('answered');
      const afterBytes = Math.max(events.indexOf('bytes durable'), events.indexOf('folder synced'));
      expect(events.indexOf('made under its final name')).toBeLessThan(events.indexOf('folder synced'));
      expect(events.indexOf('commit asked for')).toBeGreaterThan(afterBytes);
      expect([...new Set(events)].sort()).toEqual(
        ['made under its final name', 'bytes durable', 'folder synced', 'row offered', 'commit asked for', 'answered'].sort(),
      );
      expect(events.at(-1)).toBe('answered');
    }
  });

  // Each takes a statement of its own.
  it.each([
    ['of a series that is there', second.bytes],
    ['of a series that is new', inAnotherSeries(second.bytes)],
  ])('takes its study back to be validated when it comes after the decision, %s', async (_which, later) => {
    await open();
    const first = await opened.send(ct.bytes);
    const { database } = opened.connection;
    await database.updateTable('studies').set({ stage: 'confirmed' }).where('id', '=', first.studyID).execute();
    await database.deleteFrom('outbox').execute();
    await opened.send(later);
    const study = await database.selectFrom('studies').select('stage').where('id', '=', first.studyID).executeTakeFirstOrThrow();
    expect(study.stage).toBe('received');
    const outbox = await database.selectFrom('outbox').select(['stage', 'study_id']).execute();
    expect(outbox).toEqual([{ stage: 'validate', study_id: first.studyID }]);
  });

  it('answers out-of-resources and keeps no file when the disk refuses a write (F10)', async () => {
    await open();
    jest
      .spyOn(fs, 'writev')
      .mockImplementation(((_fd: number, _chunks: unknown, done: (error: Error) => void) =>
        setImmediate(done, Object.assign(new Error('no space'), { code: 'ENOSPC' }))) as never);
    expect(await codeOf(opened.send(ct.bytes))).toBe('out-of-resources');
    jest.restoreAllMocks();
    expect(await landedFiles()).toEqual([]);
    expect(await codeOf(opened.send(ct.bytes))).toBe('stored');
  });

  it('answers out-of-resources below MIN_FREE_BYTES and keeps nothing (F10)', async () => {
    await open({ MIN_FREE_BYTES: String(2 ** 53 - 1) });
    expect(() => opened.store.assertReady()).toThrow(expect.objectContaining({ code: 'out-of-resources' }));
    expect(await codeOf(opened.send(ct.bytes))).toBe('out-of-resources');
    expect(await landedFiles()).toEqual([]);
  });

  it('leaves nothing behind when its peer goes away in the middle', async () => {
    await open();
    const arriving = opened.store.receivePart10(await opened.openReception());
    await arriving.write(ct.bytes.subarray(0, 200_000));
    await arriving.abandon();
    expect(await landedFiles()).toEqual([]);
    expect(await opened.connection.database.selectFrom('instances').select('id').execute()).toEqual([]);
  });

  it('never holds a large instance in memory', async () => {
    await open();
    const large = largeInstance(120_000_000);
    const arriving = opened.store.receivePart10(await opened.openReception());
    const before = process.memoryUsage.rss();
    let highest = before;
    for (const chunk of large.chunks()) {
      await arriving.write(Buffer.from(chunk));
      highest = Math.max(highest, process.memoryUsage.rss());
    }
    await arriving.complete();
    expect(highest - before).toBeLessThan(90_000_000);
  }, 30_000);
});

describe('store: instances whose sender does not wait for each of them', () => {
  it('are all answered, each with its own row', async () => {
    await open();
    const reception = await opened.openReception();
    const instances = [...ctStudy(9)];
    const arriving = instances.map(({ bytes }) => {
      const instance = opened.store.receivePart10(reception);
      void instance.write(bytes);
      return instance;
    });
    const stored = await Promise.all(arriving.map((instance) => instance.complete({ mayWait: true })));
    expect(stored.map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(instances.map(({ identities }) => identities.sopInstanceUID));
    expect(await opened.connection.database.selectFrom('instances').select('id').execute()).toHaveLength(9);
  });

  it('are committed where no other comes, too', async () => {
    await open();
    const instance = opened.store.receivePart10(await opened.openReception());
    void instance.write(ct.bytes);
    expect((await instance.complete({ mayWait: true })).outcome).toBe('stored');
  });

  it('share the commit of the next one that does not wait', async () => {
    await open();
    const reception = await opened.openReception();
    const rows = new RowBatch(opened.connection.pool);
    const add = (mayWait: boolean) => rows.add(rowOf(reception), { mayWait });
    await Promise.all([add(true), add(true), add(true), add(false)]);
    const { rows: counted } = await opened.connection.pool.query(
      'select count(*)::int, count(distinct xmin::text)::int as commits from instances',
    );
    expect(counted).toEqual([{ count: 4, commits: 1 }]);
  });
});

describe('store: a SOP Instance UID that is there already', () => {
  it('is a success and one copy when the bytes are the same (F21)', async () => {
    await open();
    const first = await opened.send(ct.bytes);
    const again = await opened.send(ct.bytes);
    expect(again).toMatchObject({ outcome: 'already-stored', instanceID: first.instanceID });
    expect(await landedFiles()).toHaveLength(1);
  });

  it('keeps the first and keeps the other aside once when the content differs (F22)', async () => {
    await open();
    const first = await opened.send(ct.bytes);
    expect(await codeOf(opened.send(withOtherPixel(ct.bytes)))).toBe('conflicting-content');
    expect(await codeOf(opened.send(withOtherPixel(ct.bytes)))).toBe('conflicting-content');
    expect((await storedBytes(first.instanceID)).equals(ct.bytes)).toBe(true);
    expect(await opened.connection.database.selectFrom('conflicting_instances').select('sop_instance_uid').execute()).toEqual([
      { sop_instance_uid: ct.identities.sopInstanceUID },
    ]);
    expect(await landedFiles()).toHaveLength(2);
  });

  it('has exactly one winner when two contents race, and nobody is told a false success (B14)', async () => {
    await open();
    const other = withOtherPixel(ct.bytes);
    const outcomes = await Promise.all([
      codeOf(opened.send(ct.bytes)),
      codeOf(opened.send(other)),
      codeOf(opened.send(ct.bytes)),
      codeOf(opened.send(other)),
    ]);
    const row = await opened.connection.database.selectFrom('instances').select(['id']).executeTakeFirstOrThrow();
    const winner = (await storedBytes(row.id)).equals(ct.bytes) ? 0 : 1;
    expect(outcomes).toEqual([0, 1, 0, 1].map((content) => (content === winner ? 'stored' : 'conflicting-content')));
  });

  it('counts as the same when only its uncompressed transfer syntax differs', async () => {
    await open();
    const { syntaxVariants } = await import('../../support/syntax-variants.js');
    const variants = syntaxVariants();
    const outcomes: string[] = [];
    for (const uid of [
      transferSyntaxes.explicitVRLittleEndian,
      transferSyntaxes.implicitVRLittleEndian,
      transferSyntaxes.explicitVRBigEndian,
    ]) {
      outcomes.push((await opened.send(variants(uid))).outcome);
    }
    expect(outcomes).toEqual(['stored', 'already-stored', 'already-stored']);
    expect(await landedFiles()).toHaveLength(1);
  });

  it('takes the place of a first copy whose bytes are gone', async () => {
    await open();
    const first = await opened.send(ct.bytes);
    const row = await opened.connection.database.selectFrom('instances').select('object_key').executeTakeFirstOrThrow();
    fs.rmSync(join(opened.settings.OBJECT_FOLDER, row.object_key));
    expect((await opened.send(ct.bytes)).instanceID).toBe(first.instanceID);
    expect((await storedBytes(first.instanceID)).equals(ct.bytes)).toBe(true);
  });
});

describe('store: what a crash leaves', () => {
  const leave = async (bytes: Buffer, facts: { receptionID: string; byteCount?: number }, dataSetOffset: number) => {
    const database = opened.connection.database;
    const folder = `2026-01-01-${randomUUID().slice(0, 8)}`;
    fs.mkdirSync(join(opened.settings.OBJECT_FOLDER, folder));
    await database
      .insertInto('storage_folders')
      .values({ folder, gateway_id: 'gone', host: (await import('node:os')).hostname(), process_id: 2 ** 22 + 1 })
      .execute();
    const name = landingName({
      receptionID: facts.receptionID,
      instanceID: randomUUID(),
      dataSetCRC32: crc32(bytes.subarray(dataSetOffset)),
      byteCount: facts.byteCount ?? bytes.length,
    });
    await writeFile(join(opened.settings.OBJECT_FOLDER, folder, name), bytes);
    await writeFile(join(opened.settings.OBJECT_FOLDER, folder, `${randomUUID()}.part`), bytes.subarray(0, 1000));
  };

  it('is taken up at the next start when it is whole, and deleted when it is not (F02, F30)', async () => {
    await open();
    const reception = await opened.openReception();
    const { instanceID } = await opened.send(second.bytes, reception);
    const { data_set_offset } = await opened.connection.database
      .selectFrom('instances')
      .select('data_set_offset')
      .where('id', '=', instanceID)
      .executeTakeFirstOrThrow();
    await leave(ct.bytes, { receptionID: reception.id }, data_set_offset);
    await leave(ct.bytes.subarray(0, 400_000), { receptionID: reception.id, byteCount: ct.bytes.length }, data_set_offset);
    await opened.reopen();
    const rows = await opened.connection.database.selectFrom('instances').select(['id', 'sop_instance_uid']).orderBy('seq').execute();
    expect(rows.map((row) => row.sop_instance_uid)).toEqual([second.identities.sopInstanceUID, ct.identities.sopInstanceUID]);
    expect((await storedBytes((rows[1] as { id: string }).id)).equals(ct.bytes)).toBe(true);
    expect(await landedFiles()).toHaveLength(2);
  });
});

function isRowStatement([statement]: unknown[]): boolean {
  return ['store-instance', 'store-instances'].includes(String((statement as { name?: string }).name));
}

const isCommit = ([statement]: unknown[]): boolean => String(statement).startsWith('commit');

describe('store: the transaction that stands ready for the next instance', () => {
  const states = async () => {
    const { rows } = await sql<{ pid: number; state: string }>`select pid, state from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(opened.connection.database);
    return rows;
  };

  it('is given up when none comes', async () => {
    await open();
    await opened.send(ct.bytes);
    await until('no transaction is open', async () => (await states()).every(({ state }) => state !== 'idle in transaction'));
    expect((await opened.send(second.bytes)).outcome).toBe('stored');
  });

  it('shows each instance to everybody before its answer, and says when it came to within 20 ms', async () => {
    await open();
    const reception = await opened.openReception();
    for (const { bytes, identities } of ctStudy(4)) {
      const begun = Date.now();
      await opened.send(bytes, reception);
      const row = await opened.connection.database
        .selectFrom('instances')
        .select('received_at')
        .where('sop_instance_uid', '=', identities.sopInstanceUID)
        .executeTakeFirstOrThrow();
      expect(row.received_at.getTime()).toBeGreaterThanOrEqual(begun - 25);
    }
  });

  it('fails with its connection, and the instance is taken when it is sent again', async () => {
    await open();
    const reception = await opened.openReception();
    await opened.send(ct.bytes, reception);
    // The server ends the connection in the moment before the next row is offered.
    const query = pg.Client.prototype.query as (...all: unknown[]) => unknown;
    const ending = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      if (!isRowStatement(args)) return query.apply(this, args);
      ending.mockRestore();
      const { processID } = this as unknown as { processID: number };
      return opened.connection.pool.query('select pg_terminate_backend($1)', [processID]).then(() => query.apply(this, args));
    } as never);
    const outcome = await codeOf(opened.send(second.bytes, reception));
    // Where the server had the time to say why, the row took the common way at once.
    expect(['stored', 'database-unavailable']).toContain(outcome);
    expect(await codeOf(opened.send(second.bytes, reception))).toBe('stored');
    expect(await opened.connection.database.selectFrom('instances').select('id').execute()).toHaveLength(2);
  });
});

describe('store: a reception whose gateway was killed', () => {
  it('is marked lost at the next start, with the audit record of its end and the count of what is here', async () => {
    await open();
    const { database } = opened.connection;
    const reception = await opened.openReception();
    await opened.send(ct.bytes, reception);
    await opened.send(second.bytes, reception);
    // Kept aside for its content, and no instance.
    expect(await codeOf(opened.send(withOtherPixel(ct.bytes), reception))).toBe('conflicting-content');
    await opened.reopen();
    // What the killed process left: its folder open, its reception without an end.
    const row = await database.selectFrom('receptions').select('gateway_id').where('id', '=', reception.id).executeTakeFirstOrThrow();
    await database
      .updateTable('storage_folders')
      .set({ closed_at: null, process_id: 2 ** 22 + 1 })
      .where('gateway_id', '=', row.gateway_id)
      .execute();
    await database.updateTable('receptions').set({ stored_count: 0, ended_at: null }).where('id', '=', reception.id).execute();
    await opened.reopen();
    await opened.reopen();
    const ended = await database.selectFrom('receptions').select('outcome').where('id', '=', reception.id).executeTakeFirst();
    expect(ended?.outcome).toBe('lost');
    const audits = await database.selectFrom('audit_records').select(['event', 'outcome', 'subject']).execute();
    const subject = { receptionID: reception.id, orderID: null, outcome: 'lost', storedCount: 2 };
    expect(audits).toEqual([{ event: 'instances-received', outcome: 8, subject }]);
  });
});

/** Every connection breaks when a row is offered or committed. */
function breakConnections() {
  const query = pg.Client.prototype.query as (...all: unknown[]) => unknown;
  return jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    if (!isRowStatement(args) && !isCommit(args)) return query.apply(this, args);
    const failure = Object.assign(new Error('terminating connection'), { code: '57P01' });
    const callback = args.at(-1);
    return typeof callback === 'function' ? callback(failure) : Promise.reject(failure);
  } as never);
}

describe('store: a database that is away', () => {
  it('answers database-unavailable, and the instance is stored once it is back (F08)', async () => {
    await open();
    const reception = await opened.openReception();
    await opened.send(second.bytes, reception);
    const broken = breakConnections();
    expect(await codeOf(opened.send(ct.bytes, reception))).toBe('database-unavailable');
    broken.mockRestore();
    expect(await codeOf(opened.send(ct.bytes, reception))).toBe('stored');
    const count = await opened.connection.database.selectFrom('instances').select('id').execute();
    expect(count).toHaveLength(2);
  });
});

describe('store: a reception that has ended', () => {
  it('has its end, its count and its audit record written when the store is closed in order', async () => {
    await open();
    const reception = await opened.openReception();
    await opened.send(ct.bytes, reception);
    opened.store.closeReception(reception, 'completed', {
      event: 'instances-received',
      action: 'C',
      subject: { receptionID: reception.id },
    });
    await opened.reopen();
    const { database } = opened.connection;
    const row = await database.selectFrom('receptions').selectAll().where('id', '=', reception.id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ outcome: 'completed', stored_count: 1 });
    expect(row.ended_at).not.toBeNull();
    const audits = await database.selectFrom('audit_records').select('subject').execute();
    expect(audits.map(({ subject }) => subject)).toEqual([{ receptionID: reception.id }]);
  });
});

describe('store: an instance whose commit had no clear end', () => {
  it('is taken up at the next start when the process ended in order before it was settled (F08, F16, F30)', async () => {
    await open();
    const broken = breakConnections();
    expect(await codeOf(opened.send(ct.bytes))).toBe('database-unavailable');
    broken.mockRestore();
    await opened.reopen();
    const row = await opened.connection.database.selectFrom('instances').select('id').executeTakeFirstOrThrow();
    expect((await storedBytes(row.id)).equals(ct.bytes)).toBe(true);
  });
});

describe('store: what can not be stored', () => {
  it('is refused with its reason and leaves nothing, and what can be stored is stored (A01 to A06, A14, A15)', async () => {
    await open();
    const { brokenSamples } = await import('../../../dicom-samples/generate/broken.js');
    const wrong: string[] = [];
    for await (const sample of brokenSamples()) {
      const outcome = await opened.send(sample.bytes).then(
        () => 'stored',
        (error: unknown) => (error instanceof GatewayError ? error.code : 'not a GatewayError'),
      );
      const refused = outcome !== 'stored';
      if (refused !== (sample.expect === 'reject') || outcome === 'internal' || outcome === 'not a GatewayError')
        wrong.push(`${sample.file}: ${outcome}`);
    }
    expect(wrong).toEqual([]);
    const rows = await opened.connection.database.selectFrom('instances').select('id').execute();
    expect(await landedFiles()).toHaveLength(rows.length);
  }, 60_000);
});
