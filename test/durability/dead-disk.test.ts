import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ctStudy, type GeneratedInstance } from '../../dicom-samples/generate/large.js';
import { retrieveInstance, storeInstances } from '../support/dicomweb-client.js';
import { connect, sendPart10File } from '../support/dimse-peer/index.js';
import { type Product, startProduct } from '../support/product.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const faults = pathToFileURL(join(import.meta.dirname, '../support/dead-disk.mjs')).href;

describe('F31 a disk that answers every write with EIO', () => {
  let product: Product;
  let switchFolder: string;
  let deadDisk: string;
  const instances = [...ctStudy(4, { seed: 3100 })] as [GeneratedInstance, GeneratedInstance, GeneratedInstance, GeneratedInstance];

  beforeAll(async () => {
    switchFolder = await mkdtemp(join(tmpdir(), 'dead-disk-'));
    deadDisk = join(switchFolder, 'dead');
    product = await startProduct({
      env: { NODE_OPTIONS: `--import ${faults}`, DEAD_DISK: deadDisk, DEAD_DISK_FOLDER: join(tmpdir(), 'product-') },
    });
  });
  afterAll(async () => {
    rmSync(deadDisk, { force: true });
    await product?.stop();
    await rm(switchFolder, { recursive: true, force: true });
  });

  const readiness = async () => (await fetch(`${product.url}/health/ready`, { signal: AbortSignal.timeout(5_000) })).status;

  it('is refused at both doors while everything else answers, and all comes back with the disk, by the same processes', async () => {
    const [before, overDimse, overHTTP] = instances;
    const clinician = await product.signIn('clinician');
    expect((await storeInstances(clinician, [before.bytes])).status).toBe(200);
    const processes = await product.processIDs();

    writeFileSync(deadDisk, '');
    expect(await sendPart10File(overDimse.bytes, { port: product.dimsePort })).toMatchObject({ status: 0xa700 });
    expect((await storeInstances(clinician, [overHTTP.bytes])).status).toBe(503);
    await until('it says that it is not ready', async () => (await readiness()) === 503);
    expect((await fetch(`${product.url}/health/live`)).status).toBe(200);
    const verifying = await connect({ port: product.dimsePort });
    await verifying.associate();
    expect(await verifying.echo()).toMatchObject({ kind: 'response', status: 0 });
    await verifying.release();
    expect(await retrieveInstance(clinician, before.identities)).toEqual(before.bytes);

    rmSync(deadDisk);
    await until('it is ready again', async () => (await readiness()) === 200);
    expect(await sendPart10File(overDimse.bytes, { port: product.dimsePort })).toMatchObject({ status: 0 });
    expect((await storeInstances(clinician, [overHTTP.bytes])).status).toBe(200);
    expect(await product.processIDs()).toEqual(processes);
    await until('the log says that lines are missing', async () =>
      (await readFile(join(product.dataDir, 'logs/gateway.log'), 'utf8')).includes('log lines were lost'),
    );
  });

  it('does not keep the product from stopping', async () => {
    writeFileSync(deadDisk, '');
    const [, , , instance] = instances;
    expect(await sendPart10File(instance.bytes, { port: product.dimsePort })).toMatchObject({ status: 0xa700 });
    expect(await product.stop()).toBe(0);
  });
});
