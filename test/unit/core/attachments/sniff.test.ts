import { describe, expect, it } from '@jest/globals';
import { sniffAttachment } from '#core/attachments/sniff.js';

const padded = (start: Buffer | string, length = 4_100) => {
  const bytes = Buffer.alloc(length, 0x20);
  Buffer.from(start as string, 'latin1').copy(bytes);
  return bytes;
};
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const binary = (start: Buffer) => Buffer.concat([start, Buffer.alloc(4_100 - start.length)]);

const part10 = binary(Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]));
const jpegAndDicom = Buffer.from(part10);
hex('ffd8ffe000104a464946').copy(jpegAndDicom);
const transportStream = Buffer.alloc(4_100, 0xff);
for (let at = 0; at < 4_100; at += 188) transportStream[at] = 0x47;
const explicitDataSet = Buffer.concat([
  hex('0800 0500 4353 0a00'),
  Buffer.from('ISO_IR 100'),
  hex('0800 1600 5549 1a00'),
  Buffer.from('1.2.840.10008.5.1.4.1.1.2\0'),
  hex('0800 1800 5549 0400'),
  Buffer.from('1.2\0'),
]);
const asf = binary(hex('3026b2758e66cf11a6d900aa0062ce6c'));

describe('the type of an attachment', () => {
  it.each([
    ['application/pdf', padded('%PDF-1.7\n')],
    ['application/pdf', padded('\xef\xbb\xbf \n%PDF-1.4\n')],
    ['image/jpeg', binary(hex('ffd8ffe000104a46494600010100'))],
    ['image/png', binary(hex('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154'))],
    ['video/mp4', binary(Buffer.concat([hex('00000020'), Buffer.from('ftypisom'), hex('00000200'), Buffer.from('isomiso2mp41')]))],
    ['video/mpeg', binary(hex('000001ba44000400'))],
    ['video/mpeg', binary(hex('000001b3160100'))],
    ['video/mpeg', transportStream],
    ['video/x-ms-wmv', asf],
  ])('is %s by its bytes', async (mediaType, head) => {
    expect(await sniffAttachment(head)).toEqual({ kind: 'allowed', mediaType });
  });

  it.each([
    ['a Part 10 file', part10],
    ['a Part 10 file that is a JPEG, too', jpegAndDicom],
    ['a data set without a preamble', explicitDataSet],
  ])('is DICOM for %s', async (_what, head) => {
    expect(await sniffAttachment(head)).toEqual({ kind: 'dicom' });
  });

  it.each([
    ['HTML', padded('<!DOCTYPE html><html><script>alert(1)</script>')],
    ['HTML with a PDF header in it', padded('<html>%PDF-1.4')],
    ['SVG', padded('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a program', binary(hex('4d5a90000300000004000000ffff0000'))],
    ['an ELF program', binary(hex('7f454c4602010100'))],
    ['a ZIP archive', binary(hex('504b030414000000'))],
    ['an Office document of old', binary(hex('d0cf11e0a1b11ae1'))],
    ['a GIF', padded('GIF89a')],
    ['QuickTime', binary(Buffer.concat([hex('00000014'), Buffer.from('ftypqt  ')]))],
    ['HEIC', binary(Buffer.concat([hex('00000018'), Buffer.from('ftypheic')]))],
    ['a letter G and nothing more', padded('G')],
    ['a text', padded('Dear colleague,')],
    ['an empty file', Buffer.alloc(0)],
    ['one byte', Buffer.from([0x47])],
    ['zeros', Buffer.alloc(4_100)],
  ])('is none of those that are taken for %s', async (_what, head) => {
    expect(await sniffAttachment(head)).toEqual({ kind: 'other' });
  });
});
