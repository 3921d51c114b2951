import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { type DoorUnderTest, openDoorUnderTest } from '../../../../support/dimse-peer/door-under-test.js';
import { CT_IMAGE_STORAGE, storeMessage } from '../../../../support/dimse-peer/index.js';

const instance = { sopClassUID: CT_IMAGE_STORAGE, sopInstanceUID: '1.2.3', dataSet: Buffer.alloc(40_000, 5) };
let door: DoorUnderTest | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

describe('DIMSE door that drains (F16)', () => {
  it('lets a C-STORE that has begun come to its answer, aborts idle associations, accepts nothing new', async () => {
    door = await openDoorUnderTest();
    const idle = await door.connect();
    await idle.associate();
    const busy = await door.connect();
    await busy.associate();
    const message = storeMessage(instance);
    await busy.send(message.subarray(0, 20_000));
    await door.store.until(() => door?.store.begun === 1);
    const closed = door.server.close();
    expect(await idle.readAnswer()).toMatchObject({ kind: 'aborted' });
    await expect(door.connect()).rejects.toThrow(/ECONNREFUSED/);
    await busy.send(message.subarray(20_000));
    expect(await busy.readAnswer()).toMatchObject({ kind: 'response', status: 0 });
    expect(await busy.readAnswer()).toMatchObject({ kind: 'aborted' });
    await closed;
    expect(door.store.kept[0]?.dataSet.equals(instance.dataSet)).toBe(true);
    expect(door.store.closed).toHaveLength(1);
    expect(door.audited).toMatchObject([{ event: 'instances-received' }]);
  });
});

describe('DIMSE door that opens', () => {
  it('fails with EADDRINUSE when its port is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
    );
    await expect(openDoorUnderTest({ DIMSE_PORT: String(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => other.close(resolve));
  });
});

/** A certificate authority with certificates for us, for the peer and for somebody else; made anew, since certificates end. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = (name: string): string[] => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  openssl('req', '-x509', ...key('ca'), '-subj', '/CN=test authority', '-days', '2', '-out', 'ca.pem');
  openssl('req', '-x509', ...key('stranger'), '-subj', '/CN=riverside-pacs', '-days', '2', '-out', 'stranger.pem');
  for (const [name, subject] of [
    ['gateway', '/CN=127.0.0.1'],
    ['riverside', '/CN=riverside-pacs'],
    ['hilltop', '/CN=hilltop-pacs'],
  ] as const) {
    openssl('req', ...key(name), '-subj', subject, '-out', `${name}.csr`);
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-out',
      `${name}.pem`,
    );
  }
}

describe('DICOM over TLS (C6)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dimse-tls-'));
  makeCertificates(folder);
  const file = (name: string): string => join(folder, name);
  const secured = {
    DIMSE_TLS_PORT: '0',
    DIMSE_TLS_CERT: file('gateway.pem'),
    DIMSE_TLS_KEY: file('gateway.key'),
    DIMSE_TLS_CA: file('ca.pem'),
  };
  const identity = (name: string) => ({
    cert: readFileSync(file(`${name}.pem`)),
    key: readFileSync(file(`${name}.key`)),
    ca: readFileSync(file('ca.pem')),
    servername: '',
    checkServerIdentity: () => undefined,
  });
  const connectAs = async (options: object) => {
    door = await openDoorUnderTest(secured);
    return door.connect({ port: door.server.tlsPort ?? 0, tls: options });
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes a peer with its own certificate (51)', async () => {
    const peer = await connectAs(identity('riverside'));
    expect(await peer.associate({ callingAETitle: 'TLS_PACS' })).toMatchObject({ kind: 'accepted' });
    expect(await peer.storeDataSet(instance)).toMatchObject({ status: 0 });
    expect(await peer.release()).toBe(6);
  });

  it('rejects a valid certificate of another peer with 1/1/3 (51)', async () => {
    const peer = await connectAs(identity('hilltop'));
    expect(await peer.associate({ callingAETitle: 'TLS_PACS' })).toMatchObject({ kind: 'rejected', result: 1, source: 1, reason: 3 });
  });

  it.each([
    ['without a certificate', () => ({ ca: readFileSync(file('ca.pem')), checkServerIdentity: () => undefined })],
    ['with a certificate of an unknown authority', () => identity('stranger')],
    ['with TLS 1.1', () => ({ ...identity('riverside'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })],
  ] as const)('fails the handshake of a peer %s (50, 51)', async (_what, options) => {
    const outcome = await connectAs(options()).then(
      // With TLS 1.3 the client learns of its refusal only after the handshake.
      (peer) => peer.associate({ callingAETitle: 'TLS_PACS' }).then(({ kind }) => kind),
      () => 'closed',
    );
    expect(outcome).toBe('closed');
  });

  it('never takes a peer with a registered certificate on the plain port', async () => {
    door = await openDoorUnderTest(secured);
    const peer = await door.connect();
    expect(await peer.associate({ callingAETitle: 'TLS_PACS' })).toMatchObject({ kind: 'rejected', result: 1, source: 1, reason: 3 });
    expect(door.audited.map(({ event }) => event)).toContain('association-rejected');
    const other = await door.connect();
    expect(await other.associate()).toMatchObject({ kind: 'accepted' });
  });

  it('never takes a peer without a registered certificate on the TLS port', async () => {
    const peer = await connectAs(identity('riverside'));
    expect(await peer.associate()).toMatchObject({ kind: 'rejected', result: 1, source: 1, reason: 3 });
  });

  it('aborts clear text on the TLS port without a word in clear (50)', async () => {
    door = await openDoorUnderTest(secured);
    const peer = await door.connect({ port: door.server.tlsPort ?? 0 });
    await peer.send(storeMessage(instance));
    await peer.closed;
    expect(door.store.begun).toBe(0);
  });
});
