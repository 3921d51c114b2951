import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { decodeCommand, encodeResponse } from '../../../../../gateway/receive/dimse/dimse-message.js';
import { ProtocolFault } from '../../../../../gateway/receive/dimse/pdu.js';
import { CT_IMAGE_STORAGE, encodeCommand, encodeCStoreRequest } from '../../../../support/dimse-peer/index.js';
import { randomFrom } from './random.js';

const request = encodeCStoreRequest({ sopClassUID: CT_IMAGE_STORAGE, sopInstanceUID: '1.2.3', messageID: 0xfffe });

describe('DIMSE command set', () => {
  it('is decoded with its padding taken off', () => {
    expect(decodeCommand(request)).toEqual({
      commandField: 1,
      messageID: 0xfffe,
      hasDataSet: true,
      affectedSOPClassUID: CT_IMAGE_STORAGE,
      affectedSOPInstanceUID: '1.2.3',
      isMistyped: false,
    });
  });

  const broken: [string, Buffer][] = [
    ['empty', Buffer.alloc(0)],
    ['cut off', request.subarray(0, request.length - 1)],
    [
      'without Message ID',
      encodeCommand([
        [0x0100, 0x0030],
        [0x0800, 0x0101],
      ]),
    ],
    [
      'without Command Data Set Type',
      encodeCommand([
        [0x0100, 0x0030],
        [0x0110, 1],
      ]),
    ],
    ['of another group', Buffer.from([8, 0, 5, 0, 0, 0, 0, 0])],
    ['with an element of 4 GB', Buffer.from([0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff])],
  ];
  it.each(broken)('is a protocol fault when it is %s (B10)', (_what, bytes) => {
    expect(() => decodeCommand(bytes)).toThrow(ProtocolFault);
  });

  it('gives a command or a protocol fault, whatever is changed in it (B10)', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 3_000; round++) {
      const mutated = Buffer.from(request.subarray(0, 1 + random(request.length)));
      for (let change = random(4); change >= 0; change--) mutated[random(mutated.length)] = random(256);
      try {
        decodeCommand(mutated);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ProtocolFault);
      }
    }
  });
});

describe('DIMSE response', () => {
  const command = decodeCommand(request);

  it('is cut into PDUs no longer than the peer allows (C3 30)', () => {
    const response = { status: 0xa900, errorComment: 'x'.repeat(64), offendingElement: 0x00080018 };
    const whole = encodeResponse(command, response, { contextID: 5, peerMaximumLength: 0 });
    for (const peerMaximumLength of [16, 17, 50, 128]) {
      const pdus = encodeResponse(command, response, { contextID: 5, peerMaximumLength });
      const parts: Buffer[] = [];
      for (let at = 0; at < pdus.length; ) {
        const length = pdus.readUInt32BE(at + 2);
        expect(length).toBeLessThanOrEqual(peerMaximumLength);
        expect(pdus.readUInt32BE(at + 6)).toBe(length - 4);
        expect([pdus[at + 10], pdus[at + 11]]).toEqual([5, at + 6 + length === pdus.length ? 3 : 1]);
        parts.push(pdus.subarray(at + 12, at + 6 + length));
        at += 6 + length;
      }
      expect(Buffer.concat(parts).equals(whole.subarray(12))).toBe(true);
    }
  });

  it('carries Message ID, UIDs, status, offending element and comment in ascending order', () => {
    const response = { status: 0xa900, errorComment: 'no', offendingElement: 0x00080018 };
    const bytes = encodeResponse(command, response, { contextID: 5, peerMaximumLength: 0 }).subarray(12);
    expect(bytes.readUInt32LE(8)).toBe(bytes.length - 12);
    const elements: [number, string][] = [];
    for (let at = 0; at < bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
      elements.push([bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, at + 8 + bytes.readUInt32LE(at + 4)).toString('latin1')]);
    }
    expect(elements.slice(1)).toEqual([
      [0x0002, `${CT_IMAGE_STORAGE}\0`.slice(0, CT_IMAGE_STORAGE.length + (CT_IMAGE_STORAGE.length % 2))],
      [0x0100, '\x01\x80'],
      [0x0120, '\xfe\xff'],
      [0x0800, '\x01\x01'],
      [0x0900, '\x00\xa9'],
      [0x0901, '\x08\x00\x18\x00'],
      [0x0902, 'no'],
      [0x1000, '1.2.3\0'],
    ]);
  });
});
