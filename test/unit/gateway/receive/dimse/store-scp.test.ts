import { Buffer } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GatewayError } from '#core/errors/gateway-error.js';
import { type DoorUnderTest, ORDER, openDoorUnderTest, RIVERSIDE } from '../../../../support/dimse-peer/door-under-test.js';
import {
  CT_IMAGE_STORAGE,
  encodeCommand,
  fragment,
  MR_IMAGE_STORAGE,
  packPDUs,
  type Requestor,
  storeMessage,
  VERIFICATION,
} from '../../../../support/dimse-peer/index.js';
import { randomFrom } from './random.js';

let door: DoorUnderTest;
let requestor: Requestor;
const dataSet = Buffer.from('not looked at by this door');
const instance = (number = 1) => ({ sopClassUID: CT_IMAGE_STORAGE, sopInstanceUID: `1.2.3.${number}`, dataSet });

beforeEach(async () => {
  door = await openDoorUnderTest();
  requestor = await door.connect();
});
afterEach(() => door.close());

describe('Storage SCP', () => {
  it('answers 0000H with the Message ID and UIDs of the request (C4 43)', async () => {
    await requestor.associate();
    const answer = await requestor.storeDataSet({ ...instance(), messageID: 4711 });
    expect(answer).toMatchObject({ kind: 'response', status: 0, messageID: 4711, commandField: 0x8001, contextID: 3 });
    expect(answer).toMatchObject({ sopClassUID: CT_IMAGE_STORAGE, sopInstanceUID: '1.2.3.1', comment: '' });
    expect(door.store.kept[0]?.announced).toEqual({
      sopClassUID: CT_IMAGE_STORAGE,
      sopInstanceUID: '1.2.3.1',
      transferSyntaxUID: '1.2.840.10008.1.2.1',
    });
  });

  it('keeps the data set bit by bit whatever the fragmentation, also when the store is slow (B06, C4 41)', async () => {
    const { kind } = await requestor.associate();
    expect(kind).toBe('accepted');
    for (let seed = 1; seed <= 25; seed++) {
      const random = randomFrom(seed);
      const bytes = Buffer.from(Array.from({ length: random(60_000) }, () => random(256)));
      door.store.beforeWrite = seed % 2 ? null : () => (random(3) === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined);
      const answer = await requestor.storeDataSet({
        ...instance(seed),
        dataSet: bytes,
        fragmentation: {
          maximumLength: 16_384,
          fragmentBytes: () => 1 + random(4_000),
          valuesPerPDU: () => 1 + random(5),
          emptyLastFragment: random(2) === 0,
        },
        chunkBytes: 1 + random(9_000),
      });
      expect(answer).toMatchObject({ status: 0 });
      expect(door.store.kept.at(-1)?.dataSet.equals(bytes)).toBe(true);
    }
  });

  it('takes command, data set and the next command out of one PDU', async () => {
    await requestor.associate();
    const values = [1, 2].flatMap((number) => [
      ...fragment(encodeStore(number), { contextID: 3, isCommand: true }),
      ...fragment(dataSet, { contextID: 3, isCommand: false }),
    ]);
    await requestor.send(Buffer.concat(packPDUs(values, { valuesPerPDU: () => 10 })));
    expect([await requestor.readAnswer(), await requestor.readAnswer()]).toMatchObject([{ messageID: 1 }, { messageID: 2 }]);
    expect(door.store.kept.map((kept) => kept.announced.sopInstanceUID)).toEqual(['1.2.3.1', '1.2.3.2']);
  });

  it('begins a command that came early only after the answer to the one before', async () => {
    let release = (): void => {};
    door.store.beforeComplete = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    await requestor.associate();
    await requestor.send(Buffer.concat([storeMessage({ ...instance(1), messageID: 1 }), storeMessage({ ...instance(2), messageID: 2 })]));
    await door.store.until(() => door.store.begun === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(door.store.begun).toBe(1);
    door.store.beforeComplete = null;
    release();
    expect([await requestor.readAnswer(), await requestor.readAnswer()]).toMatchObject([{ messageID: 1 }, { messageID: 2 }]);
  });

  it('tells the sender twice that the same instance is stored (C4 42)', async () => {
    await requestor.associate();
    expect(await requestor.storeDataSet(instance())).toMatchObject({ status: 0 });
    expect(await requestor.storeDataSet(instance())).toMatchObject({ status: 0 });
    expect(door.store.kept).toHaveLength(1);
  });

  const refusals: [string, GatewayError, number][] = [
    ['the disk is full', new GatewayError('out-of-resources'), 0xa700],
    ['the database is down', new GatewayError('database-unavailable'), 0xa700],
    ['the data set ends early', new GatewayError('truncated', { explanation: 'ends inside (7FE0,0010)' }), 0xc000],
    ['the UID has other content', new GatewayError('conflicting-content'), 0xc111],
    ['nobody foresaw the error', new TypeError('oops') as never, 0x0110],
  ];
  it.each(refusals)('answers a failure status and goes on when %s (C4 35, 37)', async (_what, error, status) => {
    door.store.refuseNext.push(error, null);
    await requestor.associate();
    const refused = await requestor.storeDataSet(instance(1));
    expect(refused).toMatchObject({ kind: 'response', status });
    expect(refused.kind === 'response' && refused.comment.length > 0 && refused.comment.length <= 64).toBe(true);
    expect(await requestor.storeDataSet(instance(2))).toMatchObject({ status: 0 });
    expect(door.store.refusals).toMatchObject([
      {
        organizationID: RIVERSIDE,
        status,
        callingAETitle: 'RIVERSIDE_PACS',
        known: { sopInstanceUID: '1.2.3.1' },
        reception: { door: 'dimse' },
      },
    ]);
  });

  it('names the offending element with A900H when the data set is another instance (C4 36)', async () => {
    door.store.known = { sopClassUID: CT_IMAGE_STORAGE, sopInstanceUID: '9.9' };
    door.store.refuseNext.push(new GatewayError('identity-mismatch'));
    await requestor.associate();
    const answer = await requestor.storeDataSet(instance());
    expect(answer).toMatchObject({ status: 0xa900 });
    expect(answer.kind === 'response' && answer.elements.get(0x0901)).toEqual(Buffer.from([8, 0, 0x18, 0]));
  });

  it('answers A700H and swallows the data set while the store is not ready', async () => {
    door.store.notReady = new GatewayError('out-of-resources');
    await requestor.associate();
    expect(await requestor.storeDataSet({ ...instance(), dataSet: Buffer.alloc(100_000) })).toMatchObject({ status: 0xa700 });
    expect([door.store.begun, door.store.receptions.length]).toEqual([0, 0]);
    door.store.notReady = null;
    expect(await requestor.storeDataSet(instance())).toMatchObject({ status: 0 });
  });

  it('answers A700H when no reception can be opened, and opens one for the next instance', async () => {
    door.store.noReception = new Error('connection refused');
    await requestor.associate();
    expect(await requestor.storeDataSet(instance())).toMatchObject({ status: 0xa700 });
    door.store.noReception = null;
    expect(await requestor.storeDataSet(instance())).toMatchObject({ status: 0 });
  });

  const wrongCommands: [
    string,
    { sopClassUID?: string; sopInstanceUID?: string; commandDataSetType?: number; contextID?: number },
    number,
  ][] = [
    ['has no data set (B04)', { commandDataSetType: 0x0101 }, 0xc000],
    ['has a UID of 4,096 characters (B05)', { sopInstanceUID: '1'.repeat(4_096) }, 0xc000],
    ['has a path for a UID (A01)', { sopInstanceUID: '../../etc/passwd' }, 0xc000],
    ['has no SOP Instance UID', { sopInstanceUID: '' }, 0xc000],
    ['has another SOP class than its context', { sopClassUID: MR_IMAGE_STORAGE }, 0xa900],
    ['comes on the Verification context', { contextID: 1 }, 0xa900],
  ];
  it.each(wrongCommands)('refuses a C-STORE that %s and stays alive', async (_what, wrong, status) => {
    await requestor.associate();
    expect(await requestor.storeDataSet({ ...instance(), ...wrong })).toMatchObject({ kind: 'response', status });
    expect(door.store.begun).toBe(0);
    expect(door.store.refusals).toMatchObject([{ status }]);
    expect(await requestor.storeDataSet(instance())).toMatchObject({ status: 0 });
  });

  it('opens a reception at the first C-STORE and closes it as released', async () => {
    await requestor.associate({ calledAETitle: ' R7K2M9QX' });
    await requestor.echo();
    expect(door.store.receptions).toHaveLength(0);
    await requestor.storeDataSet(instance(1));
    await requestor.storeDataSet(instance(2));
    expect(await requestor.release()).toBe(6);
    await door.store.until(() => door.store.closed.length === 1);
    expect(door.store.receptions).toMatchObject([{ orderID: ORDER, orderNamedBy: 'called-ae-title', organizationID: RIVERSIDE }]);
    expect(door.store.closed[0]?.outcome).toBe('released');
    await requestor.closed;
    expect(door.audited).toMatchObject([{ event: 'instances-received', action: 'C', subject: { studies: { '1.2.3': { stored: 2 } } } }]);
  });

  const interruptions: [string, (peer: Requestor) => unknown][] = [
    ['aborts', (peer) => peer.abort()],
    ['is gone', (peer) => peer.reset()],
    ['releases', (peer) => peer.release()],
  ];
  it.each(interruptions)('keeps nothing of an instance in whose middle the sender %s (C3 33)', async (_what, interrupt) => {
    await requestor.associate();
    const message = storeMessage({ ...instance(), dataSet: Buffer.alloc(50_000) });
    // The command's PDU and the first one of the data set, whole: what follows is a PDU of its own.
    const commandBytes = 6 + message.readUInt32BE(2);
    await requestor.send(message.subarray(0, commandBytes + 16_390));
    await door.store.until(() => door.store.begun === 1);
    interrupt(requestor);
    await door.store.until(() => door.store.closed.length === 1);
    expect([door.store.abandoned, door.store.kept.length]).toEqual([1, 0]);
  });

  it('finishes an instance that came whole although its sender is gone', async () => {
    let release = (): void => {};
    door.store.beforeComplete = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    await requestor.associate();
    await requestor.send(storeMessage(instance()));
    await door.store.until(() => door.store.begun === 1);
    requestor.reset();
    await requestor.closed;
    release();
    await door.store.until(() => door.store.closed.length === 1);
    expect([door.store.abandoned, door.store.kept.length]).toEqual([0, 1]);
  });
});

describe('Verification SCP', () => {
  it('answers 1,000 C-ECHOs on one association (B09, C4 42)', async () => {
    await requestor.associate();
    for (let round = 0; round < 1_000; round++) {
      const answer = await requestor.echo();
      if (answer.kind !== 'response' || answer.status !== 0) throw new Error(JSON.stringify(answer));
    }
  });

  it('answers 0211H to a C-ECHO on a storage context', async () => {
    await requestor.associate();
    expect(await requestor.echo(3)).toMatchObject({ status: 0x0211 });
  });
});

describe('other DIMSE services', () => {
  it.each([0x0010, 0x0020, 0x0021, 0x0130, 0x0140, 0x7777])(
    'are answered 0211H after their data set was swallowed (B10, B13): %i',
    async (field) => {
      await requestor.associate();
      const command = encodeCommand([
        [0x0002, VERIFICATION],
        [0x0100, field],
        [0x0110, 9],
        [0x0800, 0],
      ]);
      const values = [
        ...fragment(command, { contextID: 3, isCommand: true }),
        ...fragment(Buffer.alloc(40_000), { contextID: 3, isCommand: false }),
      ];
      await requestor.send(Buffer.concat(packPDUs(values)));
      expect(await requestor.readAnswer()).toMatchObject({ status: 0x0211, messageID: 9, commandField: field | 0x8000 });
      expect(await requestor.storeDataSet(instance())).toMatchObject({ status: 0 });
    },
  );

  it('are answered 0212H when an element stands twice in the command (B10)', async () => {
    await requestor.associate();
    const command = encodeCommand([
      [0x0002, CT_IMAGE_STORAGE],
      [0x0002, CT_IMAGE_STORAGE],
      [0x0100, 1],
      [0x0110, 9],
      [0x0800, 0x0101],
      [0x1000, '1.2.3'],
    ]);
    await requestor.send(Buffer.concat(packPDUs(fragment(command, { contextID: 3, isCommand: true }))));
    expect(await requestor.readAnswer()).toMatchObject({ status: 0x0212, messageID: 9 });
  });

  it('get no answer when they are a C-CANCEL, and the association goes on', async () => {
    await requestor.associate();
    const command = encodeCommand([
      [0x0100, 0x0fff],
      [0x0120, 7],
      [0x0800, 0x0101],
    ]);
    await requestor.send(Buffer.concat(packPDUs(fragment(command, { contextID: 1, isCommand: true }))));
    expect(await requestor.echo()).toMatchObject({ status: 0, messageID: 1 });
  });
});

function encodeStore(number: number): Buffer {
  return encodeCommand([
    [0x0002, CT_IMAGE_STORAGE],
    [0x0100, 1],
    [0x0110, number],
    [0x0800, 0],
    [0x1000, `1.2.3.${number}`],
  ]);
}
