import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import { degrees, PDFDocument, PDFHexString, PDFName } from 'pdf-lib';
import { describeOrder, type OrderDocument, type OrderDocumentFacts } from './order-document-blocks.js';
import { type Fonts, PageWriter, paletteOf, pens } from './page-writer.js';
import { toPrintable } from './printable-text.js';

/** Points. */
export const paperSizes = { letter: [612, 792], a4: [595.28, 841.89] } as const;
export type Paper = keyof typeof paperSizes;

const require = createRequire(import.meta.url);
const fontNames = { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf', mono: 'DejaVuSansMono.ttf' } as const;
let fontFiles: Promise<Record<keyof typeof fontNames, Buffer>> | undefined;

async function readFonts(): Promise<Record<keyof typeof fontNames, Buffer>> {
  const read = (name: string) => readFile(require.resolve(`dejavu-fonts-ttf/ttf/${name}`));
  const [regular, bold, mono] = await Promise.all([read(fontNames.regular), read(fontNames.bold), read(fontNames.mono)]);
  return { regular, bold, mono };
}

async function embedFonts(pdf: PDFDocument): Promise<Fonts> {
  // A failed read is tried again with the next document.
  fontFiles ??= readFonts().catch((error: unknown) => {
    fontFiles = undefined;
    throw error;
  });
  const files = await fontFiles;
  pdf.registerFontkit(fontkit);
  // Only the letters that are used travel with the document; ligatures would make its text hard to search.
  const options = { subset: true, features: { liga: false, clig: false, dlig: false } };
  const [regular, bold, mono] = await Promise.all([
    pdf.embedFont(files.regular, options),
    pdf.embedFont(files.bold, options),
    pdf.embedFont(files.mono, options),
  ]);
  return { regular, bold, mono };
}

/**
 * Writes an order as a PDF to print or file: everything that was ordered, signed, added and cancelled. Any text can be printed; a letter that the
 * font lacks becomes its number.
 */
export async function writeOrderDocument(facts: OrderDocumentFacts, paper: Paper): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const document = describeOrder(facts);
  const fonts = await embedFonts(pdf);
  setMetadata(pdf, document, facts.printedAt);
  const writer = new PageWriter(pdf, fonts, { size: paperSizes[paper], heading: document.heading });
  for (const block of document.blocks) writer.write(block);
  finishPages(pdf, fonts, document);
  return pdf.save();
}

/** Titles are shown by windows and lists of files: no patient data. */
function setMetadata(pdf: PDFDocument, document: OrderDocument, printedAt: Date): void {
  pdf.setTitle(`${document.heading.kind} ${document.heading.orderNumber}`, { showInWindowTitleBar: true });
  pdf.setCreator('Referral portal');
  pdf.setProducer('pdf-lib');
  pdf.setCreationDate(printedAt);
  pdf.setModificationDate(printedAt);
  pdf.catalog.set(PDFName.of('Lang'), PDFHexString.fromText(document.language));
}

function finishPages(pdf: PDFDocument, fonts: Fonts, document: OrderDocument): void {
  const pages = pdf.getPages();
  const known = new Set(fonts.regular.getCharacterSet());
  const printed = toPrintable(document.printed, known);
  pages.forEach((page, index) => {
    const { width, height } = page.getSize();
    const pen = pens.footer;
    const count = document.pageOf(index + 1, pages.length);
    const taken = fonts.regular.widthOfTextAtSize(count, pen.size);
    page.drawLine({ start: { x: 54, y: 46 }, end: { x: width - 54, y: 46 }, thickness: 0.5, color: paletteOf.line });
    page.drawText(printed.slice(0, 140), { x: 54, y: 34, size: pen.size, font: fonts.regular, color: paletteOf.soft });
    page.drawText(count, { x: width - 54 - taken, y: 34, size: pen.size, font: fonts.regular, color: paletteOf.soft });
    if (!document.mark) return;
    const { text, tone } = document.mark;
    const size = 84;
    const across = fonts.bold.widthOfTextAtSize(text, size);
    const angle = Math.PI / 4;
    page.drawText(text, {
      x: width / 2 - (across / 2) * Math.cos(angle) + (size / 3) * Math.sin(angle),
      y: height / 2 - (across / 2) * Math.sin(angle) - (size / 3) * Math.cos(angle),
      size,
      font: fonts.bold,
      color: tone === 'cancelled' ? paletteOf.cancelled : paletteOf.soft,
      opacity: 0.13,
      rotate: degrees(45),
    });
  });
}
