import type { Buffer } from 'node:buffer';

const starts: [hex: string, words: string][] = [
  ['255044462d', 'A PDF document, not a DICOM file'],
  ['504b0304', 'A ZIP archive, not a DICOM file; unpack it first'],
  ['504b0506', 'An empty ZIP archive, not a DICOM file'],
  ['ffd8ff', 'A JPEG picture, not a DICOM file'],
  ['89504e47', 'A PNG picture, not a DICOM file'],
  ['49492a00', 'A TIFF picture, not a DICOM file'],
  ['4d4d002a', 'A TIFF picture, not a DICOM file'],
  ['47494638', 'A GIF picture, not a DICOM file'],
  ['424d', 'A bitmap picture, not a DICOM file'],
  ['1f8b', 'A gzip archive, not a DICOM file; unpack it first'],
  ['4d5a', 'A program, not a DICOM file'],
  ['7f454c46', 'A program, not a DICOM file'],
];

/** Says in words what a file is that is no DICOM file; names nothing of its content. */
export function describeForeignFile(bytes: Buffer): string {
  if (bytes.length === 0) return 'The file is empty';
  const head = bytes.toString('hex', 0, 8);
  for (const [hex, words] of starts) if (head.startsWith(hex)) return words;
  const text = bytes.toString('latin1', 0, 256);
  if (/^\s*(<\?xml|<!doctype|<html)/i.test(text)) return 'A web page or XML document, not a DICOM file';
  if (/^[\t\r\n\x20-\x7e]+$/.test(text)) return 'A text, not a DICOM file';
  return 'Not a DICOM file: no DICM prefix and no data elements';
}
