import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { ProtocolFault } from '../../../../../gateway/receive/dimse/pdu.js';
import { PduReader } from '../../../../../gateway/receive/dimse/pdu-reader.js';
import { encodePData, encodePDU, encodePDV, fragment, packPDUs, releaseRequest } from '../../../../support/dimse-peer/index.js';
import { randomFrom } from './random.js';

const LIMIT = 16_384;

interface Read {
  command: Buffer;
  dataSet: Buffer;
  controls: number[];
  lasts: number;
}

function readAll(chunks: Buffer[]): Read {
  const reader = new PduReader(LIMIT);
  const read: Read = { command: Buffer.alloc(0), dataSet: Buffer.alloc(0), controls: [], lasts: 0 };
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next; next = reader.next()) {
      if (next.kind === 'control') read.controls.push(next.type);
      else {
        if (next.isCommand) read.command = Buffer.concat([read.command, next.bytes]);
        else read.dataSet = Buffer.concat([read.dataSet, next.bytes]);
        if (next.isLast) read.lasts++;
      }
    }
  }
  return read;
}

function cut(bytes: Buffer, size: () => number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = size();
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

describe('PDU reader', () => {
  it('gives the same command and data set whatever the PDVs, PDUs and chunks (B06)', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomFrom(seed);
      const command = Buffer.from(Array.from({ length: random(300) + 1 }, () => random(256)));
      const dataSet = Buffer.from(Array.from({ length: random(40_000) }, () => random(256)));
      const how = {
        maximumLength: LIMIT,
        fragmentBytes: () => random(3) * random(5_000) + random(9),
        valuesPerPDU: () => random(6) + 1,
        emptyLastFragment: random(2) === 0,
      };
      // A generator may give zero-length fragments; each still advances, since the loop ends by bytes and not by fragments.
      const nonZero = { ...how, fragmentBytes: () => how.fragmentBytes() + 1 };
      const values = [
        ...fragment(command, { contextID: 3, isCommand: true }, nonZero),
        ...fragment(dataSet, { contextID: 3, isCommand: false }, nonZero),
      ];
      const stream = Buffer.concat([...packPDUs(values, nonZero), releaseRequest()]);
      const read = readAll(cut(stream, () => random(seed % 3 === 0 ? 7 : 9_000) + 1));
      expect(read.command.equals(command)).toBe(true);
      expect(read.dataSet.equals(dataSet)).toBe(true);
      expect(read.lasts).toBe(2);
      expect(read.controls).toEqual([5]);
    }
  });

  it('takes PDVs without a byte in the middle and at the end', () => {
    const value = (bytes: string, isLast: boolean) => ({ contextID: 1, isCommand: false, isLast, bytes: Buffer.from(bytes) });
    const stream = encodePData(value('', false), value('abc', false), value('', false), value('d', false), value('', true));
    const read = readAll(cut(stream, () => 1));
    expect(read.dataSet.toString()).toBe('abcd');
    expect(read.lasts).toBe(1);
  });

  it('hands bytes of the data set on without a copy', () => {
    const stream = encodePData({ contextID: 1, isCommand: false, isLast: true, bytes: Buffer.alloc(1_000, 7) });
    const reader = new PduReader(LIMIT);
    reader.push(stream);
    const next = reader.next();
    expect(next?.kind === 'fragment' && next.bytes.buffer === stream.buffer).toBe(true);
  });

  const refused: [string, Buffer][] = [
    ['a P-DATA-TF one byte longer than announced', encodePDU(4, Buffer.alloc(0), LIMIT + 1)],
    ['a P-DATA-TF that claims 4 GB', encodePDU(4, Buffer.alloc(0), 0xffffffff)],
    ['a P-DATA-TF without a PDV', encodePDU(4, Buffer.alloc(0), 0)],
    ['an A-ASSOCIATE-RQ that claims 4 GB', encodePDU(1, Buffer.alloc(0), 0xffffffff)],
    ['an A-ASSOCIATE-RQ over 64 kB', encodePDU(1, Buffer.alloc(0), 65_537)],
    ['an A-RELEASE-RQ of 5 bytes', encodePDU(5, Buffer.alloc(0), 5)],
    ['an A-ABORT of no bytes', encodePDU(7, Buffer.alloc(0), 0)],
    ['an unknown PDU type, from its first byte', Buffer.from([0x47])],
    [
      'a PDV that claims 4 GB',
      encodePDU(4, encodePDV({ contextID: 1, isCommand: true, isLast: true, bytes: Buffer.alloc(4) }, 0xffffffff)),
    ],
    [
      'a PDV one byte longer than its PDU',
      encodePDU(4, encodePDV({ contextID: 1, isCommand: true, isLast: true, bytes: Buffer.alloc(4) }, 7)),
    ],
    [
      'a PDV too short for its own header',
      encodePDU(4, encodePDV({ contextID: 1, isCommand: true, isLast: true, bytes: Buffer.alloc(4) }, 1)),
    ],
    [
      'bytes behind the last PDV of a PDU',
      encodePDU(4, Buffer.concat([encodePDV({ contextID: 1, isCommand: true, isLast: false, bytes: Buffer.alloc(2) }), Buffer.alloc(3)])),
    ],
  ];
  it.each(refused)('refuses %s as soon as its header is there (B07)', (_what, stream) => {
    expect(() => readAll([stream])).toThrow(ProtocolFault);
    expect(() => readAll(cut(stream, () => 1))).toThrow(ProtocolFault);
  });

  it('takes a P-DATA-TF of exactly the announced length', () => {
    const stream = encodePData({ contextID: 1, isCommand: false, isLast: true, bytes: Buffer.alloc(LIMIT - 6, 1) });
    expect(readAll([stream]).dataSet.length).toBe(LIMIT - 6);
  });

  it('gives nothing of what was queued when it is discarded', () => {
    const reader = new PduReader(LIMIT);
    reader.push(releaseRequest());
    reader.discard();
    expect(reader.next()).toBeNull();
    expect(reader.queuedBytes).toBe(0);
  });
});
