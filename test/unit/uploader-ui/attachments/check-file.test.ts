import { describe, expect, it } from '@jest/globals';
import { attachmentLimits } from '#core/contract/attachments.js';
import { formatFileSize } from '../../../../uploader-ui/src/features/attachments/file-size.js';
import { faultOfFile, faultOfHead, faultOfSize } from '../../../../uploader-ui/src/features/attachments/sending/check-file.js';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

describe('A file before it is attached', () => {
  it('is told from a DICOM image by its bytes and by its name', async () => {
    expect(faultOfHead(bytes(`${'\0'.repeat(128)}DICM`))).toBe('dicom');
    expect(await faultOfFile(new File(['anything'], 'IM1.dcm'), 1000)).toBe('dicom');
  });

  it('may be PDF, JPEG, PNG, MP4, MPEG or WMV, whatever its name', () => {
    const taken = ['%PDF-1.7', '\xff\xd8\xff\xe0', '\x89PNG\r\n', '\0\0\0\x18ftypisom', '\0\0\x01\xba', '\x30\x26\xb2\x75\x8e\x66\xcf\x11'];
    expect(taken.map((head) => faultOfHead(bytes(head)))).toEqual(taken.map(() => null));
    expect(faultOfHead(bytes('<html>'))).toBe('type');
    expect(faultOfHead(bytes('\0\0\0\x18ftypheic'))).toBe('heic');
  });

  it('fits into the limit of a file and into the room of the order, to the byte', () => {
    const { fileBytes, orderBytes } = attachmentLimits;
    expect([fileBytes, fileBytes + 1].map((size) => faultOfSize(size, orderBytes))).toEqual([null, 'too-large']);
    expect([10, 11].map((size) => faultOfSize(size, 10))).toEqual([null, 'no-room']);
    expect(faultOfSize(0, 10)).toBe('empty');
  });

  it('has its size said in the units of its limits', () => {
    expect([attachmentLimits.fileBytes, attachmentLimits.orderBytes, attachmentLimits.fileBytes - 1, 1536].map(formatFileSize)).toEqual([
      '100 MB',
      '1 GB',
      '99 MB',
      '1.5 kB',
    ]);
  });
});
