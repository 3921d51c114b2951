import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { classifyPreamble, encodePart10Header, isTrustedPreamble, Part10Reader } from '#core/dicom/part10-file.js';
import { GatewayError } from '#core/errors/gateway-error.js';
import { encode, explicitBE, implicitLE, smallCT } from './data-set-builder.js';

const dataSet = encode(smallCT());
const meta = { sopClassUID: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUID: '1.2.3.4.5', transferSyntaxUID: '1.2.840.10008.1.2.1' };
const head = encodePart10Header({ ...meta, callingAETitle: 'SENDER', receivingAETitle: 'REFERRAL_GW' });

function read(bytes: Buffer, piece = bytes.length || 1): { reader: Part10Reader; dataSet: Buffer } {
  const reader = new Part10Reader();
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += piece) parts.push(reader.push(bytes.subarray(at, at + piece)) ?? Buffer.alloc(0));
  parts.push(reader.end() ?? Buffer.alloc(0));
  return { reader, dataSet: Buffer.concat(parts) };
}

function refusal(bytes: Buffer, piece?: number): GatewayError {
  try {
    read(bytes, piece);
  } catch (thrown) {
    if (thrown instanceof GatewayError) return thrown;
    throw thrown;
  }
  throw new Error('it was taken');
}

const codes = (reader: Part10Reader): string[] => reader.findings.map((finding) => finding.code);
const withoutElement = (element: number): Buffer => {
  let at = 132;
  const parts = [head.subarray(0, 132)];
  while (at < head.length) {
    const long = head.toString('latin1', at + 4, at + 6) === 'OB';
    const length = long ? 12 + head.readUInt32LE(at + 8) : 8 + head.readUInt16LE(at + 6);
    if (head.readUInt16LE(at + 2) !== element) parts.push(head.subarray(at, at + length));
    at += length;
  }
  return Buffer.concat(parts);
};

describe('Part 10 file', () => {
  it('comes apart in the same way in pieces of any size', () => {
    const file = Buffer.concat([head, dataSet]);
    for (const piece of [1, 2, 127, 128, 131, 132, 140, 200, file.length]) {
      const { reader, dataSet: rest } = read(file, piece);
      expect(rest.equals(dataSet)).toBe(true);
      expect(reader).toMatchObject({ dataSetOffset: head.length, transferSyntaxUID: meta.transferSyntaxUID, findings: [] });
      expect(reader.mediaStorageSOPClassUID).toBe(meta.sopClassUID);
      expect(reader.mediaStorageSOPInstanceUID).toBe(meta.sopInstanceUID);
    }
  });

  it('does not depend on the memory of the pieces it was given', () => {
    const reader = new Part10Reader();
    const file = Buffer.concat([head, dataSet]);
    const socketBuffer = Buffer.alloc(100);
    let rest: Buffer[] = [];
    for (let at = 0; at < file.length; at += 100) {
      const length = file.copy(socketBuffer, 0, at, at + 100);
      const part = reader.push(socketBuffer.subarray(0, length));
      if (part) rest = [...rest, Buffer.from(part)];
    }
    expect(Buffer.concat(rest).equals(dataSet)).toBe(true);
  });

  it('is read to the end of group 0002 whatever its group length says', () => {
    const wrong = Buffer.from(head);
    wrong.writeUInt32LE(10, 140);
    expect(codes(read(Buffer.concat([wrong, dataSet])).reader)).toEqual(['meta-group-length-wrong']);
    const none = read(Buffer.concat([withoutElement(0), dataSet]));
    expect(codes(none.reader)).toEqual(['meta-group-length-missing']);
    expect(none.dataSet.equals(dataSet)).toBe(true);
  });

  it('may lack its Media Storage UIDs, with a finding', () => {
    expect(codes(read(Buffer.concat([withoutElement(2), dataSet])).reader)).toContain('meta-sop-class-missing');
    expect(codes(read(Buffer.concat([withoutElement(3), dataSet])).reader)).toContain('meta-sop-instance-missing');
  });

  it('without transfer syntax is taken when its bytes show it, else refused', () => {
    const { reader } = read(Buffer.concat([withoutElement(0x10), encode(smallCT(), implicitLE)]), 30);
    expect(reader.transferSyntaxUID).toBe('1.2.840.10008.1.2');
    expect(codes(reader)).toContain('meta-transfer-syntax-missing');
    expect(refusal(Buffer.concat([withoutElement(0x10), Buffer.alloc(600, 0xee)])).code).toBe('cannot-understand');
  });

  it('is refused when its transfer syntax is no UID (A01)', () => {
    for (const transferSyntaxUID of ['../1.2.3', '1.2\0.3', '1.2\r\nSet-Cookie: a=b', '1'.repeat(65)]) {
      const file = Buffer.concat([encodePart10Header({ ...meta, transferSyntaxUID }), dataSet]);
      expect(refusal(file).code).toBe('invalid-uid');
      expect(refusal(file, 50).code).toBe('invalid-uid');
    }
  });

  it('names another instance than its data set: a finding', () => {
    const { reader } = read(Buffer.concat([head, dataSet]));
    expect(reader.findingsAgainst(meta)).toEqual([]);
    expect(reader.findingsAgainst({ ...meta, sopInstanceUID: '1.9' }).map((finding) => finding.code)).toEqual(['meta-identity-differs']);
  });

  it('is refused with meta information beyond 64 kB, or cut (A04)', () => {
    const huge = Buffer.concat([head, Buffer.from('02000201', 'hex'), Buffer.from('OB\0\0'), Buffer.from([0, 0, 2, 0])]);
    expect(refusal(huge).code).toBe('limit-exceeded');
    expect(refusal(head.subarray(0, head.length - 5), 40).code).toBe('truncated');
  });
});

describe('File without preamble', () => {
  it.each([
    ['1.2.840.10008.1.2.1', encode(smallCT())],
    ['1.2.840.10008.1.2', encode(smallCT(), implicitLE)],
    ['1.2.840.10008.1.2.2', encode(smallCT(), explicitBE)],
  ])('is taken as %s when its elements show it', (syntax, bytes) => {
    for (const piece of [1, 60, bytes.length]) {
      const { reader, dataSet: rest } = read(bytes, piece);
      expect(reader).toMatchObject({ transferSyntaxUID: syntax, dataSetOffset: 0, preamble: null });
      expect(codes(reader)).toEqual(['no-file-meta-information']);
      expect(rest.equals(bytes)).toBe(true);
    }
  });

  it('may begin with group 0002', () => {
    const { reader, dataSet: rest } = read(Buffer.concat([head.subarray(132), dataSet]), 20);
    expect(reader).toMatchObject({ transferSyntaxUID: meta.transferSyntaxUID, dataSetOffset: head.length - 132 });
    expect(rest.equals(dataSet)).toBe(true);
  });

  it.each([
    ['a PDF', Buffer.from(`%PDF-1.7\n${'x'.repeat(600)}`)],
    ['a ZIP archive', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(600, 1)])],
    ['a JPEG', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(600, 1)])],
    ['text', Buffer.from('Dear colleague, '.repeat(50))],
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(1000)],
    ['random bytes', Buffer.from('9f'.repeat(700), 'hex')],
    ['only a preamble', head.subarray(0, 132)],
    ['a few bytes', Buffer.from([8, 0, 5])],
  ])('is refused as not DICOM when it is %s', (_name, bytes) => {
    expect(refusal(bytes).code).toBe('not-dicom');
    expect(refusal(bytes, 1).code).toBe('not-dicom');
  });
});

describe('Part 10 header', () => {
  it('has the right group length and names this implementation', () => {
    expect(head.readUInt32LE(140)).toBe(head.length - 144);
    expect(head.length % 2).toBe(0);
    expect(head.subarray(0, 128).every((byte) => byte === 0)).toBe(true);
    expect(head.toString('latin1')).toContain('REFERRAL_GW_1');
    expect(head.toString('latin1')).toContain('SENDER');
  });
});

describe('Preamble', () => {
  it.each([
    ['', 'zeros', true],
    ['II*\0', 'tiff', true],
    ['MM\0*', 'tiff', true],
    ['MZ\x90', 'executable', false],
    ['\x7fELF', 'executable', false],
    ['\xcf\xfa\xed\xfe', 'executable', false],
    ['#!/bin/sh', 'executable', false],
    ['<html>', 'markup', false],
    ['  <!DOCTYPE html>', 'markup', false],
    ['x<script>', 'markup', false],
    ['anything', 'other', false],
  ])('%j is of kind %s', (start, kind, trusted) => {
    const preamble = Buffer.alloc(128);
    preamble.write(start, 'latin1');
    expect(classifyPreamble(preamble)).toBe(kind);
    expect(isTrustedPreamble(preamble)).toBe(trusted);
  });
});
