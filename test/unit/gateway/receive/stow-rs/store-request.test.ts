import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { GatewayError } from '#core/errors/gateway-error.js';
import { boundaryOfRequest, isDicomPart } from '../../../../../gateway/receive/stow-rs/store-request.js';

const ask = (contentType?: string, encoding?: string): string => {
  const headers = { 'content-type': contentType, 'content-encoding': encoding };
  try {
    return `boundary ${boundaryOfRequest({ headers } as unknown as IncomingMessage)}`;
  } catch (error) {
    return (error as GatewayError).code;
  }
};

describe('Content-Type of a Store request', () => {
  it('gives the boundary, quoted or not, whatever the case of names (C1 3, C1 4)', () => {
    expect(ask('multipart/related; type="application/dicom"; boundary=x')).toBe('boundary x');
    expect(ask('Multipart/Related;TYPE=application/dicom;Boundary="a b\\"c"')).toBe('boundary a b"c');
    expect(ask('multipart/related; boundary="x:y"; start="<1>"; type="Application/DICOM"')).toBe('boundary x:y');
    expect(ask('multipart/related ; type=application/dicom ; boundary=x ;')).toBe('boundary x');
    // What Orthanc sends: two UUIDs, longer than RFC 2046 allows.
    const long = '0ce7fe2d-e098-4db1-9f9e-26a2d1e5164c-0ce7fe2d-e098-4db1-9f9e-26a2d1e5164c';
    expect(ask(`multipart/related; type="application/dicom"; boundary=${long}`)).toBe(`boundary ${long}`);
  });

  it('refuses other media types (C1 5, C1 10, C13)', () => {
    for (const type of [
      'multipart/form-data; boundary=x',
      'application/json',
      'application/dicom',
      'text/plain',
      '',
      undefined,
      'nonsense',
    ]) {
      expect(ask(type)).toBe('unsupported-media-type');
    }
    expect(ask('multipart/related; type="application/dicom+json"; boundary=x')).toBe('unsupported-media-type');
    expect(ask('multipart/related; type="application/dicom+xml"; boundary=x')).toBe('unsupported-media-type');
    expect(ask('multipart/related; type="application/dicom"; boundary=x', 'gzip')).toBe('unsupported-media-type');
  });

  it('refuses a request without boundary or type, or with an unusable boundary (C1 3, C05)', () => {
    expect(ask('multipart/related; type="application/dicom"')).toBe('bad-request');
    expect(ask('multipart/related; boundary=x')).toBe('bad-request');
    expect(ask('multipart/related; type="application/dicom"; boundary=""')).toBe('bad-request');
    expect(ask(`multipart/related; type="application/dicom"; boundary=${'x'.repeat(257)}`)).toBe('bad-request');
  });
});

describe('Content-Type of a part', () => {
  it('takes application/dicom with or without a transfer syntax, and parts that say nothing (C1 6)', () => {
    for (const type of ['application/dicom', 'Application/DICOM; transfer-syntax=1.2', 'application/dicom;transfer-syntax="1.2"']) {
      expect(isDicomPart(new Map([['content-type', type]]))).toBe(true);
    }
    expect(isDicomPart(new Map())).toBe(true);
  });

  it('takes nothing else', () => {
    for (const type of ['image/jpeg', 'application/dicom+json', 'garbage'])
      expect(isDicomPart(new Map([['content-type', type]]))).toBe(false);
  });
});
