import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type pg from 'pg';
import { ctStudy, type GeneratedInstance, mrStudy } from '../../dicom-samples/generate/large.js';
import { seededIntegers } from '../../dicom-samples/generate/noise.js';
import { retrieveInstance, storeInstances } from '../support/dicomweb-client.js';
import { type Product, type SignedInClient, startProduct } from '../support/product.js';
import { openProductDatabase } from '../support/product-database.js';
import { until } from '../support/until.js';
import { eachOf, fateOf, inOrder, lookAtLanding, lostOrAltered } from './evidence.js';
import { Acknowledgements, sendByStow, sendOverAssociation } from './senders.js';

jest.setTimeout(120_000);

const associationCount = 4;
const stowCount = 2;

let product: Product;
let riverside: SignedInClient;
let database: pg.Client;

beforeAll(async () => {
  product = await startProduct();
  riverside = await product.signIn('clinician');
  database = await openProductDatabase(product);
});

afterAll(async () => {
  await database?.end();
  await product?.stop();
});

const objectFolder = () => join(product.dataDir, 'objects');
const lookAround = () => lookAtLanding(objectFolder(), async (text) => (await database.query(text)).rows);

const senderCount = associationCount + stowCount;
const small = mrStudy(5 * senderCount * 30);
const large = ctStudy(5 * senderCount * 5);
const take = (from: Generator<GeneratedInstance>, count: number) => Array.from({ length: count }, () => from.next().value);

/** Small and large instances mixed, so that a kill falls into every step: header, body, sync, commit, answer. */
function nextLoad(): GeneratedInstance[][] {
  return Array.from({ length: senderCount }, () => take(large, 5).flatMap((instance) => [...take(small, 6), instance]));
}

/** Sends over all doors at once; `moment` is called with each acknowledgement and says when to kill. */
async function sendUntilKilled(load: GeneratedInstance[][], kill: () => void, moment: { afterCount: number; thenMs: number }) {
  const told = new Acknowledgements();
  let isDue = false;
  const killed = new Promise<void>((resolve) => {
    told.onAcknowledged = (count) => {
      if (isDue || count < moment.afterCount) return;
      isDue = true;
      const act = () => {
        kill();
        resolve();
      };
      if (moment.thenMs === 0) act();
      else setTimeout(act, moment.thenMs);
    };
  });
  const sending = load.map((instances, index) =>
    index < associationCount ? sendOverAssociation(product.dimsePort, instances, told) : sendByStow(riverside, instances, told),
  );
  await Promise.all([killed, ...sending]);
  return told;
}

async function expectNothingLost(load: GeneratedInstance[][], told: Acknowledgements): Promise<void> {
  const all = load.flat();
  const missing = told.missingOf(all);
  // Otherwise the kill came before or after everything, and shows nothing.
  expect(told.byInstance.size).toBeGreaterThan(0);
  expect(missing.length).toBeGreaterThan(0);
  expect(await lostOrAltered(riverside, told.byInstance)).toEqual([]);
  const halfThere: string[] = [];
  await eachOf(missing, async (instance) => {
    if ((await fateOf(riverside, instance)) === 'altered') halfThere.push(instance.identities.sopInstanceUID);
  });
  expect(halfThere).toEqual([]);
  expect(await lookAround()).toEqual(inOrder);
  await sendByStow(riverside, missing, told, 'data-set');
  expect(told.missingOf(all)).toEqual([]);
  expect(told.refusals).toEqual([]);
  expect(await lostOrAltered(riverside, new Map(missing.map((instance) => [instance, 'data-set' as const])))).toEqual([]);
  expect(await lookAround()).toEqual(inOrder);
}

describe('F01, F02 gateway killed while it receives', () => {
  const next = seededIntegers(20_261_122);
  const below = (limit: number) => next() % limit;
  it.each([1, 2, 3, 4])('loses nothing that was acknowledged and leaves nothing half there, round %i', async (round) => {
    const load = nextLoad();
    const { gateway = 0 } = await product.processIDs();
    // The first rounds kill at the very moment of an answer (F02), the others at any moment (F01).
    const moment = { afterCount: 20 + below(120), thenMs: round <= 2 ? 0 : 1 + below(25) };
    const told = await sendUntilKilled(load, () => process.kill(gateway, 'SIGKILL'), moment);
    await until('another gateway answers', async () => {
      const now = (await product.processIDs()).gateway;
      return now !== undefined && now !== gateway && (await fetch(`${product.url}/health/ready`)).ok;
    });
    await expectNothingLost(load, told);
  });

  it('loses nothing that was acknowledged when PostgreSQL and every other process is killed with it, round 5', async () => {
    const load = nextLoad();
    const processIDs = Object.values(await product.processIDs());
    const killAll = () => {
      for (const processID of processIDs) process.kill(processID, 'SIGKILL');
    };
    database.on('error', () => undefined);
    const told = await sendUntilKilled(load, killAll, { afterCount: 20 + below(120), thenMs: 3 });
    await product.restart();
    database = await openProductDatabase(product);
    await expectNothingLost(load, told);
  });
});

describe('F30 what a crash leaves', () => {
  it('is taken up when a whole file has no row, and deleted when the file is not whole', async () => {
    const [instance] = [...ctStudy(1, { seed: 901 })] as [GeneratedInstance];
    await storeInstances(riverside, [instance.bytes]);
    const { sopInstanceUID } = instance.identities;
    const keyOf = async (): Promise<string | undefined> =>
      (await database.query('select object_key from instances where sop_instance_uid = $1', [sopInstanceUID])).rows[0]?.object_key;
    const path = join(objectFolder(), (await keyOf()) ?? '');
    const bytes = await readFile(path);
    await until('its job is done', async () => {
      const { rows } = await database.query('select stage from studies where study_instance_uid = $1', [
        instance.identities.studyInstanceUID,
      ]);
      return rows[0]?.stage === 'linked';
    });
    await database.query('delete from instances where sop_instance_uid = $1', [sopInstanceUID]);
    // Beside it what a kill in the middle leaves: an unfinished file, and one whose end never reached the disk.
    await writeFile(join(dirname(path), '6f1c2a52-0b7e-4b52-9a53-0c51f4e1d001.part'), bytes.subarray(0, 70_000));
    const torn = path.replace(/_([0-9a-f-]{36})_/, '_6f1c2a52-0b7e-4b52-9a53-0c51f4e1d002_');
    await copyFile(path, torn);
    await writeFile(torn, bytes.subarray(0, bytes.length - 4096));
    await product.killGateway();
    expect(await retrieveInstance(riverside, instance.identities)).toEqual(instance.bytes);
    expect(await lookAround()).toEqual(inOrder);
  });

  it('is never answered as an image when a row has no file, and is mended by sending it again', async () => {
    const [instance] = [...ctStudy(1, { seed: 902 })] as [GeneratedInstance];
    await storeInstances(riverside, [instance.bytes]);
    const { rows } = await database.query('select object_key from instances where sop_instance_uid = $1', [
      instance.identities.sopInstanceUID,
    ]);
    await rm(join(objectFolder(), rows[0].object_key));
    await product.killGateway();
    expect((await lookAround()).rowsWithoutFile).toEqual([rows[0].object_key]);
    await expect(retrieveInstance(riverside, instance.identities)).rejects.toThrow('retrieve answered 500');
    expect((await storeInstances(riverside, [instance.bytes])).stored).toEqual([instance.identities.sopInstanceUID]);
    expect(await retrieveInstance(riverside, instance.identities)).toEqual(instance.bytes);
    expect(await lookAround()).toEqual(inOrder);
  });
});
