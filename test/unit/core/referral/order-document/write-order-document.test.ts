import { describe, expect, it, jest } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { writeOrderDocument } from '#core/referral/order-document/write-order-document.js';
import { orderFacts, orderFile } from '../../../../support/order-facts.js';
import { textOfPDF } from '../../../../support/pdf-text.js';

// Machines that build are busy, and three fonts are read for each document.
jest.setTimeout(60_000);

const printed = async (...changes: Parameters<typeof orderFacts>) => textOfPDF(await writeOrderDocument(orderFacts(...changes), 'letter'));

describe('a printed order', () => {
  it('says everything that was ordered, signed and added, on one page where it fits', async () => {
    const pages = await printed();
    expect(pages).toHaveLength(1);
    for (const part of [
      ...['Lakeside University Hospital', 'RO-1000042', 'Signed on November 20, 2026 at 9:12 AM (America/Chicago)'],
      ...['Sample, Sofia', '1968-04-12', 'Female', 'RC-100234 (RIVERSIDE)'],
      ...['Neurology, headache clinic', 'URGENT', 'North Campus, North', '555-0101'],
      ...['Rivers, Riley, MD', '1234567893', '12 River Road, Sampletown'],
      ...['Headache with visual aura', 'G43.109', 'Migraine with aura', 'Example Health Plan · Member M-0099 · Group G-77'],
      ...['Images to follow Yes', 'Records to follow No', 'Received, being checked', 'Mornings only'],
      ...['letter of the clinic, 2026-11-02.pdf', 'Letter and laboratory · 4 pages', 'hand.jpg'],
      ...['The patient also takes propranolol.', 'Electronically signed by Dana Delegate on behalf of Rivers, Riley, MD'],
      ...[
        `SHA-256 of the signed content: ${'ab'.repeat(32)}`,
        'Page 1 of 1',
        'Printed on November 22, 2026 at 12:00 PM (America/Chicago) by',
      ],
    ]) {
      expect(pages[0]).toContain(part);
    }
    expect(pages[0]).not.toContain('DRAFT');
  });

  it('says of a draft that it is one, and what is not given', async () => {
    const [page] = await printed({
      state: 'draft',
      signature: null,
      signedAt: null,
      location: null,
      willUploadImages: null,
      diagnoses: [],
    });
    for (const part of ['Draft, not signed', 'DRAFT', 'Not answered', 'Location Not given', 'has not been signed and is not valid']) {
      expect(page).toContain(part);
    }
    expect(page).not.toContain('Electronically signed');
  });

  it('says of a cancelled one when, by whom and why', async () => {
    const history = [
      { event: 'cancelled' as const, at: '2026-11-22T10:00:00.000Z', by: 'Dana Delegate', reason: 'x', fileName: null, imageCount: null },
    ];
    const [page] = await printed({ state: 'cancelled', cancelledReason: 'The patient moved away.', history });
    expect(page).toContain(
      'Cancelled on November 22, 2026 at 4:00 AM (America/Chicago) by Dana Delegate, because: The patient moved away.',
    );
    expect(page).toContain('CANCELLED');
  });

  it('says of a closed one who closed it, when and why', async () => {
    const closed = { by: 'Robin Radiology', at: '2026-11-22T10:00:00.000Z', reason: 'The patient was seen elsewhere.' };
    const [page] = await printed({ state: 'closed', closed });
    expect(page).toContain(
      'Closed by the hospital on November 22, 2026 at 4:00 AM (America/Chicago), Robin Radiology: The patient was seen',
    );
  });

  it('shows what the chart says otherwise today beside what was signed', async () => {
    const at = '2026-11-22T10:00:00.000Z';
    const [page] = await printed({
      corrections: [
        { field: 'birthDate', signed: '1968-04-12', now: '1968-04-21', at, by: 'Dr. R. Rivers', organization: 'Riverside Clinic' },
        { field: 'sex', signed: 'F', now: 'O', at: null, by: null, organization: null },
        { field: 'middleName', signed: '', now: 'Maria', at, by: null, organization: 'Hilltop' },
      ],
    });
    for (const part of [
      'Corrected in the chart since this was signed',
      'April 21, 1968 (signed: April 12, 1968) · Dr. R. Rivers, Riverside Clinic, November 22, 2026',
      'Other (signed: Female)',
      'Maria (signed: Not given) · Hilltop, November 22, 2026',
      'Date of birth 1968-04-12',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('strikes a withdrawn file and says by whom, when and why', async () => {
    const withdrawn = { by: 'Dana Delegate', at: '2026-11-22T10:00:00.000Z', reason: 'Of another patient' };
    const [page] = await printed({ files: [orderFile({ fileName: 'wrong.pdf', withdrawn }), orderFile({ afterSigning: true })] });
    expect(page).toContain('wrong.pdf Withdrawn by Dana Delegate on November 22, 2026 at 4:00 AM (America/Chicago): Of another patient');
    expect(page).toContain('added after signing');
  });

  it('is Spanish where Spanish is asked for', async () => {
    const [page] = await textOfPDF(await writeOrderDocument({ ...orderFacts(), language: 'es' }, 'a4'));
    for (const part of ['Orden de referencia', 'Motivo de la referencia', 'Firmada electrónicamente', 'Página 1 de']) {
      expect(page).toContain(part);
    }
  });

  it('repeats whose it is on every page', async () => {
    const pages = await printed({ reasonForReferral: 'A long story. '.repeat(280) });
    expect(pages.length).toBeGreaterThan(1);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('RO-1000042');
      expect(page).toMatch(index === 0 ? /Sample, Sofia Date of birth 1968-04-12/ : /Sample, Sofia · 1968-04-12/);
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    }
  });

  it('holds nothing of the patient in its metadata', async () => {
    const pdf = await PDFDocument.load(await writeOrderDocument(orderFacts(), 'letter'), { updateMetadata: false });
    expect([pdf.getTitle(), pdf.getAuthor(), pdf.getSubject(), pdf.getKeywords()]).toEqual([
      'Referral order RO-1000042',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['Greek', 'Ελένη Παπαδόπουλος'],
    ['Cyrillic', 'Фёдор Достоевский'],
    ['Vietnamese', 'Nguyễn Thị Hạnh'],
    ['decomposed Latin', 'Zoe\u0308 Mu\u0308ller'],
  ])('prints %s', async (_name, text) => {
    expect((await printed({ comment: text }))[0]).toContain(text.normalize('NFC'));
  });

  it('prints a letter that the font lacks as its number, so that names can be told apart', async () => {
    const [page] = await printed({ patient: { ...orderFacts().order.patient, familyName: '山田', givenName: '太郎' } });
    expect(page).toContain('[U+5C71][U+7530], [U+592A][U+90CE]');
  });

  it('keeps numbers and Latin words in their order between right-to-left words', async () => {
    const [page] = await printed({ comment: 'שלום RC-100234 עולם 1968-04-12 مرحبا 555-0101' });
    for (const part of ['RC-100234', '1968-04-12', '555-0101']) expect(page).toContain(part);
  });

  it.each([
    ['a word of 4,000 letters', 'W'.repeat(4000)],
    ['4,000 letters that the font lacks', '山'.repeat(4000)],
    ['control characters', Array.from({ length: 160 }, (_, code) => String.fromCharCode(code)).join('x')],
    ['lone surrogates', '\ud800x\udfff'],
    ['turned directions', 'abc\u202Egnp.exe\u202C \u2066x\u2069'],
    ['emoji with joiners', '👩‍⚕️👨‍👩‍👧‍👦🏳️‍🌈'],
    ['right-to-left text of 4,000 letters', 'مرحبا بالعالم '.repeat(285)],
    ['combining marks without a base', '\u0301'.repeat(2000)],
    ['nothing but line ends', '\r\n'.repeat(1000)],
    ['what looks like PDF', ') Tj ET endstream endobj (\\) <</JS (x)>>'],
  ])('is whole whatever it has to say: %s', async (_name, text) => {
    const facts = orderFacts({
      reasonForReferral: text,
      comment: text,
      orderType: text.slice(0, 300),
      authorizingProvider: text.slice(0, 300),
      patient: {
        familyName: text.slice(0, 64),
        givenName: text.slice(0, 64),
        middleName: text.slice(0, 64),
        otherNames: [text.slice(0, 64)],
        birthDate: null,
        sex: null,
        identifiers: [{ patientID: text.slice(0, 64), issuerOfPatientID: text.slice(0, 64) }],
      },
      files: [
        orderFile({
          fileName: text.slice(0, 255),
          description: text.slice(0, 200),
          withdrawn: { by: text.slice(0, 200), at: '2026-11-22T10:00:00.000Z', reason: text.slice(0, 500) },
        }),
      ],
      corrections: [
        { field: 'familyName', signed: text.slice(0, 64), now: text.slice(0, 64), at: null, by: text.slice(0, 64), organization: null },
      ],
      diagnoses: [{ code: text.slice(0, 8), codeYear: 2026, title: text.slice(0, 200) }],
    });
    const pages = await textOfPDF(await writeOrderDocument({ ...facts, printedBy: text.slice(0, 200) }, 'letter'));
    expect(pages[0]).toContain('RO-1000042');
    expect(pages.at(-1)).toContain(`Page ${pages.length} of ${pages.length}`);
    expect(pages.join('')).toContain('Electronically signed');
  });
});
