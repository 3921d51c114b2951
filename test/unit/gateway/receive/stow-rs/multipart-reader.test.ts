import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MultipartReader } from '../../../../../gateway/receive/stow-rs/multipart-reader.js';

interface ReadPart {
  headers: Record<string, string>;
  body: Buffer;
  isWhole: boolean;
}

function read(body: Buffer, boundary: string, chunkLength = body.length): { parts: ReadPart[]; error: unknown } {
  const reader = new MultipartReader(boundary);
  const parts: ReadPart[] = [];
  const take = (events: ReturnType<MultipartReader['push']>) => {
    for (const event of events) {
      if (event.kind === 'part') parts.push({ headers: Object.fromEntries(event.headers), body: Buffer.alloc(0), isWhole: false });
      const part = parts.at(-1);
      if (event.kind === 'data' && part) part.body = Buffer.concat([part.body, event.bytes]);
      if (event.kind === 'part-end' && part) part.isWhole = true;
    }
  };
  try {
    for (let at = 0; at < body.length; at += chunkLength) take(reader.push(body.subarray(at, at + chunkLength)));
    take(reader.end());
    return { parts, error: null };
  } catch (error) {
    return { parts, error };
  }
}

const dicom = 'Content-Type: application/dicom';

function multipart(boundary: string, bodies: readonly Buffer[], header = dicom): Buffer {
  const parts = bodies.flatMap((body) => [Buffer.from(`--${boundary}\r\n${header}\r\n\r\n`), body, Buffer.from('\r\n')]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

// Everything that resembles the boundary without being one.
const misleading = Buffer.concat([
  Buffer.from('\r\n--BOUNDARY'.slice(0, 6)),
  Buffer.from('\r\n\r\n--BOUNDARYx\r\n--BOUNDAR\r\n--BOUNDARY-\r\n--BOUNDARY--x\r\n\r--BOUNDARY\n--BOUNDARY\r\n'),
  Buffer.from('--BOUNDARY\r\r\n--BOUNDARY \t x\r\n--\r\r\r'),
  randomBytes(300),
  Buffer.from('\r\n--BOUND'),
]);

describe('multipart framing (C1 11, C05)', () => {
  const bodies = [randomBytes(1000), misleading, Buffer.alloc(0), Buffer.from('\r\n'), Buffer.from('\r'), randomBytes(77)];

  it('gives every part byte for byte at every chunk size', () => {
    const body = Buffer.concat([Buffer.from('This is a preamble.\r\n'), multipart('BOUNDARY', bodies), Buffer.from('and an epilogue')]);
    for (let chunkLength = 1; chunkLength <= 200; chunkLength += 1) {
      const { parts, error } = read(body, 'BOUNDARY', chunkLength);
      expect(error).toBeNull();
      expect(parts.map((part) => part.body.toString('hex'))).toEqual(bodies.map((part) => part.toString('hex')));
      expect(parts.every((part) => part.isWhole)).toBe(true);
    }
  });

  it('takes a final boundary at the very end of the body, without a line break', () => {
    const body = Buffer.from(`--b\r\n${dicom}\r\n\r\nabc\r\n--b--`);
    for (const chunkLength of [1, 2, 3, body.length]) {
      const { parts, error } = read(body, 'b', chunkLength);
      expect(error).toBeNull();
      expect(parts[0]?.body.toString()).toBe('abc');
    }
  });

  it('takes white space behind a boundary', () => {
    const { parts, error } = read(Buffer.from(`--b \t \r\n${dicom}\r\n\r\nabc\r\n--b-- \t\r\n`), 'b', 3);
    expect(error).toBeNull();
    expect(parts.map((part) => part.body.toString())).toEqual(['abc']);
  });

  it('unfolds part headers, with CR LF and with LF alone', () => {
    const header = 'Content-Type: application/dicom;\r\n\ttransfer-syntax=1.2.840.10008.1.2.1\nX-Other:a\n b';
    const { parts } = read(multipart('b', [Buffer.from('x')], header), 'b', 5);
    expect(parts[0]?.headers).toEqual({ 'content-type': 'application/dicom; transfer-syntax=1.2.840.10008.1.2.1', 'x-other': 'a b' });
  });

  it('takes parts without any header', () => {
    const { parts } = read(Buffer.from('--b\r\n\r\nabc\r\n--b--\r\n'), 'b');
    expect(parts).toEqual([{ headers: {}, body: Buffer.from('abc'), isWhole: true }]);
  });

  it('keeps `__proto__` as the name of a header and nothing else (A19)', () => {
    const { parts } = read(multipart('b', [Buffer.from('x')], '__proto__: polluted'), 'b');
    expect(parts).toHaveLength(1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses a body without its final boundary, and does not call its last part whole', () => {
    const { parts, error } = read(Buffer.from(`--b\r\n${dicom}\r\n\r\none\r\n--b\r\n${dicom}\r\n\r\ntwo\r\n--`), 'b', 4);
    expect(error).toMatchObject({ code: 'bad-request' });
    expect(parts.map((part) => part.isWhole)).toEqual([true, false]);
  });

  it('refuses a body that never shows the boundary', () => {
    expect(read(Buffer.from('nothing of that kind'), 'b').error).toMatchObject({ code: 'bad-request' });
    expect(read(Buffer.alloc(70_000, 'x'), 'b', 1000).error).toMatchObject({ code: 'bad-request' });
  });

  it('refuses a part header that is endless or no header', () => {
    expect(read(Buffer.concat([Buffer.from('--b\r\nA: '), Buffer.alloc(9000, 'x')]), 'b', 100).error).toMatchObject({
      code: 'bad-request',
    });
    expect(read(multipart('b', [Buffer.from('x')], 'no colon here'), 'b').error).toMatchObject({ code: 'bad-request' });
  });

  it('keeps nothing of a part in memory: data are views of the pushed chunk', () => {
    const reader = new MultipartReader('b');
    for (const _ of reader.push(Buffer.from(`--b\r\n${dicom}\r\n\r\n`)));
    const chunk = randomBytes(4096);
    for (const event of reader.push(chunk)) if (event.kind === 'data') expect(event.bytes.buffer).toBe(chunk.buffer);
  });
});
