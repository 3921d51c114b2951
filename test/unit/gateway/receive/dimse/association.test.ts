import { Buffer } from 'node:buffer';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type DoorUnderTest, openDoorUnderTest } from '../../../../support/dimse-peer/door-under-test.js';
import {
  type ContextProposal,
  CT_IMAGE_STORAGE,
  encodeAssociateRequest,
  encodeCEchoRequest,
  encodeCommand,
  encodePData,
  encodePDU,
  encodePDV,
  fragment,
  IMPLICIT_VR_LITTLE_ENDIAN,
  packPDUs,
  releaseRequest,
  storeMessage,
} from '../../../../support/dimse-peer/index.js';
import { randomFrom } from './random.js';

let door: DoorUnderTest;
afterEach(() => door.close());

const instance = { sopClassUID: CT_IMAGE_STORAGE, sopInstanceUID: '1.2.3', dataSet: Buffer.from('data set') };
const echoPDU = encodePData({ contextID: 1, isCommand: true, isLast: true, bytes: encodeCEchoRequest() });
const contexts: ContextProposal[] = [
  { id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] },
  { id: 3, abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] },
  // A query: refused with result 3.
  { id: 5, abstractSyntax: '1.2.840.10008.5.1.4.1.2.2.1', transferSyntaxes: [IMPLICIT_VR_LITTLE_ENDIAN] },
];

async function stillServes(): Promise<void> {
  const other = await door.connect();
  expect(await other.associate()).toMatchObject({ kind: 'accepted' });
  expect(await other.echo()).toMatchObject({ status: 0 });
  expect(await other.release()).toBe(6);
}

describe('association before its acceptance', () => {
  it('is aborted as soon as data come pipelined behind the request; nothing is processed (B01)', async () => {
    door = await openDoorUnderTest();
    const peer = await door.connect();
    await peer.send(Buffer.concat([encodeAssociateRequest({ contexts }), storeMessage(instance)]));
    expect(await peer.readAssociationAnswer()).toEqual({ kind: 'aborted', source: 2, reason: 2 });
    await peer.closed;
    expect([door.store.begun, door.directory.lookups]).toEqual([0, 0]);
    await stillServes();
  });

  it('is aborted when data come while the peer is looked up (B01)', async () => {
    door = await openDoorUnderTest();
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => {
      door.directory.beforeAnswer = () => {
        resolve();
        return new Promise((release) => {
          answer = release;
        });
      };
    });
    const peer = await door.connect();
    await peer.send(encodeAssociateRequest({ contexts }));
    await asked;
    await peer.send(storeMessage(instance));
    expect(await peer.readAssociationAnswer()).toEqual({ kind: 'aborted', source: 2, reason: 2 });
    door.directory.beforeAnswer = null;
    answer();
    await peer.closed;
    expect(door.store.begun).toBe(0);
    await stillServes();
  });

  it('processes nothing of what is sent behind a rejection (B01)', async () => {
    door = await openDoorUnderTest();
    const peer = await door.connect();
    expect(await peer.associate({ callingAETitle: 'NOBODY', contexts })).toMatchObject({ kind: 'rejected' });
    await peer.send(storeMessage(instance));
    await peer.closed;
    expect([door.store.begun, door.store.receptions.length]).toEqual([0, 0]);
  });

  const early: [string, Buffer][] = [
    ['data', storeMessage(instance)],
    ['a release', releaseRequest()],
    ['an unknown PDU type', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a PDU header of 4 GB', encodePDU(1, Buffer.alloc(0), 0xffffffff)],
    ['an A-ASSOCIATE-AC', encodePDU(2, Buffer.alloc(68))],
    [
      'a request with an item that is longer than the PDU',
      encodePDU(1, Buffer.concat([Buffer.alloc(68, 1), Buffer.from([0x10, 0, 0xff, 0xff])])),
    ],
    ['a request without contexts', encodeAssociateRequest({ contexts: [] })],
    ['a request with one context ID twice (B03)', encodeAssociateRequest({ contexts: [...contexts.slice(0, 1), ...contexts.slice(0, 1)] })],
  ];
  it.each(early)('is aborted at once when it begins with %s (C3 31, B07, B11)', async (_what, bytes) => {
    door = await openDoorUnderTest();
    const peer = await door.connect();
    await peer.send(bytes);
    expect(await peer.readAssociationAnswer()).toMatchObject({ kind: 'aborted', source: 2 });
    await peer.closed;
    await stillServes();
  });

  it('is dropped when no request comes in time (ARTIM), while others are served (B08)', async () => {
    door = await openDoorUnderTest({ DIMSE_ARTIM_TIMEOUT_MS: '1500' });
    const silent = await Promise.all(Array.from({ length: 60 }, () => door.connect()));
    const halfOpen = await door.connect();
    await halfOpen.send(encodeAssociateRequest().subarray(0, 40));
    await stillServes();
    await Promise.all([...silent, halfOpen].map((peer) => peer.closed));
  });
});

describe('established association', () => {
  it('answers A-RELEASE-RQ with A-RELEASE-RP and closes (C3 33)', async () => {
    door = await openDoorUnderTest();
    const peer = await door.connect();
    await peer.associate();
    expect(await peer.release()).toBe(6);
    await peer.closed;
  });

  it('answers a release that came behind a C-STORE only after the C-STORE', async () => {
    door = await openDoorUnderTest();
    const peer = await door.connect();
    await peer.associate({ contexts });
    await peer.send(Buffer.concat([storeMessage(instance), releaseRequest()]));
    expect(await peer.readAnswer()).toMatchObject({ kind: 'response', status: 0 });
    expect(await peer.readAnswer()).toEqual({ kind: 'released' });
  });

  it('processes nothing that comes behind a release (B01)', async () => {
    door = await openDoorUnderTest();
    const peer = await door.connect();
    await peer.associate({ contexts });
    await peer.send(Buffer.concat([releaseRequest(), storeMessage(instance)]));
    expect(await peer.readAnswer()).toEqual({ kind: 'released' });
    peer.socket.end();
    await peer.closed;
    expect(door.store.begun).toBe(0);
  });

  const store = (contextID: number): Buffer => storeMessage({ ...instance, contextID });
  const command = (contextID: number, isLast: boolean, bytes: Buffer): Buffer => encodePData({ contextID, isCommand: true, isLast, bytes });
  const data = (contextID: number): Buffer => encodePData({ contextID, isCommand: false, isLast: true, bytes: Buffer.from('x') });
  const openStore = storeMessage(instance).subarray(0, 6 + storeMessage(instance).readUInt32BE(2));
  const aborted: [string, Buffer][] = [
    ['a C-STORE on a refused context (B02, C3 29)', store(5)],
    ['a C-STORE on a context never proposed (B02)', store(77)],
    ['a data set on another context than its command (B02)', Buffer.concat([openStore, data(1)])],
    [
      'a command whose fragments switch the context (B02)',
      Buffer.concat([command(1, false, encodeCEchoRequest().subarray(0, 9)), command(3, true, encodeCEchoRequest().subarray(9))]),
    ],
    ['a data set without a command', data(3)],
    ['a command in the middle of a data set', Buffer.concat([openStore, echoPDU])],
    ['a command over 64 kB (B07)', Buffer.concat(packPDUs(fragment(Buffer.alloc(66_000), { contextID: 1, isCommand: true })))],
    ['a P-DATA-TF longer than we announced (C3 30)', encodePDU(4, Buffer.alloc(0), 131_073)],
    [
      'a PDV longer than its PDU (B07)',
      encodePDU(4, encodePDV({ contextID: 1, isCommand: true, isLast: true, bytes: Buffer.alloc(9) }, 0xffffff00)),
    ],
    ['a second A-ASSOCIATE-RQ', encodeAssociateRequest()],
    ['an A-RELEASE-RP that nobody asked for', encodePDU(6, Buffer.alloc(4))],
    ['a command that is not a command set (B10)', command(1, true, Buffer.from('hello, world'))],
    ['an empty command (B10)', command(1, true, Buffer.alloc(0))],
    [
      'a response without a request (B10)',
      command(
        1,
        true,
        encodeCommand([
          [0x0100, 0x8001],
          [0x0110, 1],
          [0x0120, 1],
          [0x0800, 0x0101],
          [0x0900, 0],
        ]),
      ),
    ],
  ];
  it.each(aborted)('is aborted by %s; others are served', async (_what, bytes) => {
    door = await openDoorUnderTest();
    const peer = await door.connect();
    await peer.associate({ contexts });
    await peer.send(bytes);
    expect(await peer.readAnswer()).toMatchObject({ kind: 'aborted' });
    await peer.closed;
    expect(door.store.kept).toHaveLength(0);
    await stillServes();
  });

  it('is aborted when it is idle for too long (C3 31)', async () => {
    door = await openDoorUnderTest({ DIMSE_IDLE_TIMEOUT_MS: '150' });
    const peer = await door.connect();
    await peer.associate();
    expect(await peer.readAnswer()).toMatchObject({ kind: 'aborted', source: 2 });
    await peer.closed;
  });

  it('is not idle while the store takes its time', async () => {
    door = await openDoorUnderTest({ DIMSE_IDLE_TIMEOUT_MS: '700' });
    door.store.beforeComplete = () => new Promise((resolve) => setTimeout(resolve, 1_500));
    const peer = await door.connect();
    await peer.associate({ contexts });
    expect(await peer.storeDataSet(instance)).toMatchObject({ status: 0 });
  });

  it('drops a peer that asks without end and never reads the answers (B08)', async () => {
    door = await openDoorUnderTest({ DIMSE_IDLE_TIMEOUT_MS: '2000' });
    const peer = await door.connect();
    await peer.associate();
    peer.socket.pause();
    const flood = Buffer.concat(Array.from({ length: 2_000 }, () => echoPDU));
    const closed = new Promise<void>((resolve) => peer.socket.once('close', () => resolve()));
    const pour = (): void => {
      while (!peer.socket.destroyed && peer.socket.write(flood));
    };
    peer.socket.on('drain', pour);
    pour();
    await stillServes();
    await closed;
  }, 40_000);

  it('stays alive and serves others through mutated sessions and resets (B11)', async () => {
    door = await openDoorUnderTest({ DIMSE_ARTIM_TIMEOUT_MS: '2000', DIMSE_IDLE_TIMEOUT_MS: '2000' });
    const session = Buffer.concat([storeMessage({ ...instance, dataSet: Buffer.alloc(9_000) }), echoPDU, releaseRequest()]);
    for (let seed = 1; seed <= 150; seed++) {
      const random = randomFrom(seed);
      const peer = await door.connect();
      if (seed % 5 === 0) await peer.send(mutate(encodeAssociateRequest({ contexts }), random));
      else {
        await peer.associate({ contexts });
        await peer.send(mutate(session, random), 1 + random(4_000));
      }
      peer.reset();
    }
    await stillServes();
  }, 30_000);
});

function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
  const mutated = Buffer.from(bytes.subarray(0, 1 + random(bytes.length)));
  for (let change = random(6); change >= 0; change--) mutated[random(mutated.length)] = random(256);
  return mutated;
}
