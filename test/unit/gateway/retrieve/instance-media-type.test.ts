import { describe, expect, it } from '@jest/globals';
import { chooseInstanceForm } from '../../../../gateway/retrieve/instance-media-type.js';

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const implicitLittleEndian = '1.2.840.10008.1.2';
const jpegBaseline = '1.2.840.10008.1.2.4.50';
const jpegLossless = '1.2.840.10008.1.2.4.70';

const choose = (accept: string | undefined, transferSyntaxUIDs: string[], isSingle = false): string => {
  try {
    return chooseInstanceForm(accept, { isSingle, transferSyntaxUIDs });
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('Accept of a Retrieve request (C12 78)', () => {
  it('gives what is stored for transfer-syntax=* and for wildcards', () => {
    for (const accept of ['multipart/related; type="application/dicom"; transfer-syntax=*', '*/*', undefined, 'multipart/*']) {
      expect(choose(accept, [jpegLossless, implicitLittleEndian])).toBe('multipart');
    }
    expect(choose('multipart/related; type="application/dicom; transfer-syntax=*"', [jpegLossless])).toBe('multipart');
  });

  it('gives Explicit VR Little Endian and what is lossy where no transfer syntax is named, nothing else', () => {
    const accept = 'multipart/related; type="application/dicom"';
    expect(choose(accept, [explicitLittleEndian, jpegBaseline])).toBe('multipart');
    expect(choose(accept, [explicitLittleEndian, implicitLittleEndian])).toBe('not-acceptable');
    expect(choose(accept, [jpegLossless])).toBe('not-acceptable');
  });

  it('gives a named transfer syntax only where it is the stored one', () => {
    const accept = `multipart/related; type="application/dicom"; transfer-syntax=${jpegLossless}`;
    expect(choose(accept, [jpegLossless])).toBe('multipart');
    expect(choose(accept, [jpegLossless, jpegBaseline])).toBe('not-acceptable');
    expect(choose(accept, [explicitLittleEndian])).toBe('not-acceptable');
  });

  it('gives one instance without multipart when asked for it', () => {
    expect(choose('application/dicom; transfer-syntax=*', [jpegLossless], true)).toBe('single-part');
    expect(choose('application/dicom', [explicitLittleEndian], true)).toBe('single-part');
    expect(choose('application/dicom', [explicitLittleEndian], false)).toBe('not-acceptable');
  });

  it('goes by quality and refuses what it does not give', () => {
    expect(
      choose('multipart/related; type="application/dicom"; transfer-syntax=*; q=0.1, application/dicom', [explicitLittleEndian], true),
    ).toBe('single-part');
    expect(choose('image/jpeg, application/dicom;q=0', [explicitLittleEndian], true)).toBe('not-acceptable');
    expect(choose('multipart/related; type="application/octet-stream"', [explicitLittleEndian])).toBe('not-acceptable');
  });
});
