import { describe, expect, it } from '@jest/globals';
import { cleanFileName, contentDisposition, downloadName } from '#core/attachments/file-name.js';
import { countIdentifiers, isLabelled } from '#core/attachments/identifiers.js';
import { warningsOf } from '#core/attachments/warnings.js';

const sofia = { familyName: 'Sample', givenName: 'Sofia Maria', birthDate: '1968-04-12', patientIDs: ['RC-1', 'MRN0042'] };
const jose = { familyName: 'Núñez Öller', givenName: 'José', birthDate: '2001-11-03', patientIDs: [] };

describe('the name of an attached file', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\scan.pdf', 'scan.pdf'],
    ['a\u202Efdp.exe', 'afdp.exe'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['\u200B\u2066 .. ', 'attachment'],
    ['...hidden.pdf', 'hidden.pdf'],
    ['', 'attachment'],
    ['\ud800lone.pdf', 'lone.pdf'],
    ['Müller,  Jürgen 1970-01-01.pdf', 'Müller, Jürgen 1970-01-01.pdf'],
  ])('is %j without path, controls and marks of direction', (given, cleaned) => {
    expect(cleanFileName(given)).toBe(cleaned);
  });

  it('keeps its ending when it is cut to 200 characters', () => {
    const cut = cleanFileName(`${'ä'.repeat(500)}.pdf`);
    expect([[...cut].length, cut.endsWith('ä.pdf')]).toEqual([200, true]);
  });

  it('is saved with an ending that fits what the file is', () => {
    expect(downloadName('evil.html', 'application/pdf')).toBe('evil.html.pdf');
    expect(downloadName('photo.JPG', 'image/jpeg')).toBe('photo.JPG');
    expect(downloadName('a:b.exe', 'video/mp4')).toBe('a_b.exe.mp4');
  });

  it('can not leave its place in a header', () => {
    expect(contentDisposition('attachment', 'Ünï "q" \\ 100%.pdf')).toBe(
      `attachment; filename="Uni _q_ _ 100_.pdf"; filename*=UTF-8''%C3%9Cn%C3%AF%20%22q%22%20%5C%20100%25.pdf`,
    );
  });
});

describe('a file labelled last name, first name, date of birth', () => {
  it.each([
    'Sample, Sofia 1968-04-12.pdf',
    'SAMPLE_SOFIA_04121968.pdf',
    'sample sofia 12.4.1968.pdf',
    'Sofia.Sample.4-12-68.pdf',
    'Sample-Sofia-19680412-notes.pdf',
    'Sample Sofia 12Apr1968.pdf',
    'Sample Sofia April 12, 1968.pdf',
    'Sample Sofia 12 de abril de 1968.pdf',
    'SampleSofia_680412.pdf',
  ])('is %s', (name) => {
    expect(isLabelled(name, sofia)).toBe(true);
  });

  it.each([
    'scan.pdf',
    'Sample 1968-04-12.pdf',
    'Sample, Sofia.pdf',
    'Sample, Sofia 1968-04-13.pdf',
    'Samples, Sofia 1968-04-12.pdf',
    'Sample, Sofia 21968-04-12.pdf',
    'Other, Sofia 1968-04-12.pdf',
  ])('is not %s', (name) => {
    expect(isLabelled(name, sofia)).toBe(false);
  });

  it('is known without its accents', () => {
    expect(isLabelled('NUNEZ OLLER JOSE 03-11-2001.pdf', jose)).toBe(true);
    expect(isLabelled('Nu\u0301ñez Öller, José 2001.11.03.pdf', jose)).toBe(true);
  });
});

describe('identifiers of the patient in a record', () => {
  it('are counted by kind', () => {
    expect(countIdentifiers('Patient: SAMPLE, SOFIA\nDOB: 04/12/1968\nMRN: mrn0042', sofia)).toBe(3);
    expect(countIdentifiers('Re: Sofia Sample, born April 12, 1968', sofia)).toBe(2);
    expect(countIdentifiers('MRN0042 and MRN0042 again', sofia)).toBe(1);
    expect(countIdentifiers('XMRN0042 is another', sofia)).toBe(0);
    expect(countIdentifiers('Samplesize of Sofia', sofia)).toBe(0);
  });

  it('are missed with a friendly warning only where there is text to search', () => {
    const looked = { isReadable: true, pageCount: 51, text: '' };
    expect(warningsOf('scan.pdf', sofia, looked)).toEqual(['too-many-pages', 'label-missing']);
    const text = 'A letter about Sofia Sample that says nothing else of whom it is about.';
    expect(warningsOf('Sample Sofia 19680412.pdf', sofia, { ...looked, pageCount: 50, text })).toEqual(['one-identifier']);
    expect(warningsOf('Sample Sofia 19680412.pdf', sofia, { isReadable: false, pageCount: null, text: '' })).toEqual(['not-readable']);
  });
});
