import { readdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ctStudy, type GeneratedInstance, largeInstance, mrStudy } from '../../dicom-samples/generate/large.js';
import { retrieveInstance, search, storeInstances } from '../support/dicomweb-client.js';
import { connect, sendPart10File, storeMessage, takeApart } from '../support/dimse-peer/index.js';
import { ownPassword, type SignedInClient, signIn } from '../support/product.js';
import { until } from '../support/until.js';
import { fateOf, inOrder, lookAtLanding, lostOrAltered } from './evidence.js';
import { type RunningGateway, ScaledSystem } from './scaled-system.js';
import { Acknowledgements, openAssociation, sendByStow, sendOverAssociation, storeOver } from './senders.js';

jest.setTimeout(120_000);

const CONFLICTING_CONTENT = 0xc111;

let system: ScaledSystem;

beforeAll(async () => {
  system = await ScaledSystem.start();
});

afterAll(() => system?.close());

const lookAround = () => lookAtLanding(system.objectFolder, (text) => system.query(text));
const first = (instances: Iterable<GeneratedInstance>) => [...instances][0] as GeneratedInstance;

async function end(gateway: RunningGateway, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
  gateway.signal(signal);
  return gateway.ended;
}

/** The C-STORE-RQ of an instance, cut in two in the middle of its data set. */
function halves(instance: GeneratedInstance): [Buffer, Buffer] {
  const { sopClassUID, sopInstanceUID, dataSet } = takeApart(instance.bytes);
  const message = storeMessage({ sopClassUID, sopInstanceUID, dataSet, messageID: 7, fragmentation: { maximumLength: 131_072 } });
  const middle = message.length >> 1;
  return [message.subarray(0, middle), message.subarray(middle)];
}

describe('F10 free disk below MIN_FREE_BYTES', () => {
  it('answers A700H and 507, keeps nothing, says why it is not ready, serves the rest, and recovers', async () => {
    const [kept, refused] = [...ctStudy(2, { seed: 910 })] as [GeneratedInstance, GeneratedInstance];
    let gateway = await system.startGateway();
    let riverside = await signIn(gateway.url, 'clinician', ownPassword);
    expect((await storeInstances(riverside, [kept.bytes])).status).toBe(200);
    expect(await end(gateway)).toBe(0);

    gateway = await system.startGateway({ MIN_FREE_BYTES: String(Number.MAX_SAFE_INTEGER) });
    riverside = await signIn(gateway.url, 'clinician', ownPassword);
    const sent = await sendPart10File(refused.bytes, { port: gateway.dimsePort });
    expect(sent).toMatchObject({ status: 0xa700, comment: expect.stringContaining('send again later') });
    expect((await storeInstances(riverside, [refused.bytes])).status).toBe(507);
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(((await ready.json()) as { reasons: string[] }).reasons).toEqual(['There is no room to store anything at the moment']);

    const verifying = await connect({ port: gateway.dimsePort });
    await verifying.associate();
    expect(await verifying.echo()).toMatchObject({ kind: 'response', status: 0 });
    await verifying.release();
    expect(await search(riverside, `instances?StudyInstanceUID=${kept.identities.studyInstanceUID}`)).toHaveLength(1);
    expect(await fateOf(riverside, kept, 'file')).toBe('whole');
    expect(await fateOf(riverside, refused)).toBe('absent');
    expect(await lookAround()).toEqual(inOrder);
    expect(await end(gateway)).toBe(0);

    gateway = await system.startGateway();
    riverside = await signIn(gateway.url, 'clinician', ownPassword);
    expect((await sendPart10File(refused.bytes, { port: gateway.dimsePort })).status).toBe(0);
    expect(await fateOf(riverside, refused)).toBe('whole');
    expect(await end(gateway)).toBe(0);
  });
});

function isRefused({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port) });
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}

describe('F16 SIGTERM under load', () => {
  it('stops accepting, finishes what began, ends with 0 within 30 s, and everything acknowledged is there', async () => {
    let gateway = await system.startGateway();
    const sender = await signIn(gateway.url, 'clinician', ownPassword);
    const inTransfer = first(ctStudy(1, { seed: 916 }));
    const uploading = first(ctStudy(1, { seed: 917 }));
    const load = [920, 921, 922, 923].map((seed) => [...mrStudy(150, { seed })]);
    const told = new Acknowledgements();
    const underWay = new Promise<void>((resolve) => {
      told.onAcknowledged = (count) => {
        if (count === 40) resolve();
      };
    });

    const slow = await openAssociation(gateway.dimsePort, [inTransfer]);
    const [beginning, rest] = halves(inTransfer);
    await slow.send(beginning);
    const upload = beginUpload(sender, uploading);
    await until('the upload has begun', async () => (await system.query('select 1 from receptions where ended_at is null')).length > 0);
    const sending = load.map((part, index) =>
      index < 3 ? sendOverAssociation(gateway.dimsePort, part, told) : sendByStow(sender, part, told),
    );
    await underWay;
    const signalledAt = performance.now();
    gateway.signal('SIGTERM');
    await until('nothing new is accepted', () =>
      connect({ port: gateway.dimsePort }).then(
        (requestor) => requestor.socket.destroy() === undefined,
        () => true,
      ),
    );
    // A connection of its own: one that stands already may be answered to its end.
    await until('nothing new is accepted over HTTP', () => isRefused(new URL(gateway.url)));
    await slow.send(rest);
    expect(await slow.readAnswer()).toMatchObject({ kind: 'response', status: 0 });
    told.add(inTransfer, 'data-set');
    expect((await upload.finish()).status).toBe(200);
    told.add(uploading, 'file');
    await Promise.all(sending);
    expect(await gateway.ended).toBe(0);
    expect(performance.now() - signalledAt).toBeLessThan(30_000);
    // Otherwise the load was over before the signal, and nothing was drained.
    expect(told.missingOf(load.flat()).length).toBeGreaterThan(0);
    // In order, there is nothing for a next start to take up.
    expect(await lookAround()).toEqual(inOrder);
    expect((await readdir(system.objectFolder, { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(await system.query('select 1 from storage_folders where closed_at is null')).toEqual([]);

    gateway = await system.startGateway();
    expect(await lostOrAltered(await signIn(gateway.url, 'clinician', ownPassword), told.byInstance)).toEqual([]);
    expect(await end(gateway)).toBe(0);
  });

  it('ends with 0 when the database is away, too', async () => {
    const gateway = await system.startGateway();
    await system.postgresql.kill();
    try {
      expect((await sendPart10File(first(mrStudy(1, { seed: 930 })).bytes, { port: gateway.dimsePort })).status).toBeNull();
      expect(await end(gateway)).toBe(0);
    } finally {
      await system.postgresql.restart();
    }
  });
});

/** Sends the first half of a Store request; `finish` sends the other. */
function beginUpload(caller: SignedInClient, instance: GeneratedInstance): { finish: () => Promise<Response> } {
  const boundary = 'durability';
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    instance.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const stream = new TransformStream<Uint8Array, Uint8Array>();
  const writer = stream.writable.getWriter();
  const middle = body.length >> 1;
  const begun = writer.write(body.subarray(0, middle));
  const response = caller.request('/dicom-web/studies', {
    method: 'POST',
    headers: { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`, accept: 'application/dicom+json' },
    body: stream.readable,
    duplex: 'half',
  } as RequestInit);
  return {
    async finish() {
      await begun;
      await writer.write(body.subarray(middle));
      await writer.close();
      return response;
    },
  };
}

describe('F24 two gateways on one database', () => {
  let one: RunningGateway;
  let other: RunningGateway;
  let riverside: SignedInClient;

  beforeAll(async () => {
    [one, other] = await Promise.all([system.startGateway(), system.startGateway()]);
    riverside = await signIn(other.url, 'clinician', ownPassword);
  });

  /** The same instance with another value in its pixels. */
  function withOtherPixel(instance: GeneratedInstance): GeneratedInstance {
    const bytes = Buffer.from(instance.bytes);
    bytes[bytes.length - 500] = (bytes[bytes.length - 500] ?? 0) ^ 0xff;
    return { ...instance, bytes };
  }

  it('has one winner when other content races with the same SOP Instance UID over both, and nobody is told a false success', async () => {
    const told = new Acknowledgements();
    for (const instance of mrStudy(15, { seed: 924 })) {
      const contents = [instance, withOtherPixel(instance)];
      const statuses = await Promise.all(
        contents.map(async ({ bytes }, index) => (await sendPart10File(bytes, { port: (index ? other : one).dimsePort })).status),
      );
      expect([...statuses].sort()).toEqual([0, CONFLICTING_CONTENT]);
      told.add(contents[statuses.indexOf(0)] as GeneratedInstance, 'data-set');
    }
    expect(await lostOrAltered(riverside, told.byInstance)).toEqual([]);
    expect(await lookAround()).toEqual(inOrder);
  });

  it('acknowledges the same content over both and keeps one copy', async () => {
    for (const instance of mrStudy(15, { seed: 925 })) {
      const statuses = await Promise.all(
        [one, other].map(async ({ dimsePort }) => (await sendPart10File(instance.bytes, { port: dimsePort })).status),
      );
      expect(statuses).toEqual([0, 0]);
    }
    expect(await lookAround()).toEqual(inOrder);
  });

  it('leaves alone what the other one is receiving when one is killed and starts again', async () => {
    // Large enough for its first half to be on the disk before the other one is sent.
    const large = largeInstance(4_000_000);
    const inTransfer = { ...large, bytes: Buffer.concat([...large.chunks()]) };
    const [beginning, rest] = halves(inTransfer);
    const requestor = await openAssociation(other.dimsePort, [inTransfer]);
    await requestor.send(beginning);
    await until('it is landing', async () => (await lookAround()).partFiles.length === 1);
    expect(await end(one, 'SIGKILL')).toBe('SIGKILL');
    one = await system.startGateway();
    await requestor.send(rest);
    expect(await requestor.readAnswer()).toMatchObject({ kind: 'response', status: 0 });
    await requestor.release();
    const caller = await signIn(one.url, 'clinician', ownPassword);
    const retrieved = await retrieveInstance(caller, inTransfer.identities);
    expect(retrieved && takeApart(retrieved).dataSet.equals(takeApart(inTransfer.bytes).dataSet)).toBe(true);
    expect(await lookAround()).toEqual(inOrder);
    expect(await storeOver(await openAssociation(one.dimsePort, [inTransfer]), inTransfer)).toMatchObject({ status: 0 });
  });
});
