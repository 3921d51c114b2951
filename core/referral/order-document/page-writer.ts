import { type PDFDocument, type PDFFont, type PDFPage, type RGB, rgb } from 'pdf-lib';
import type { Block, Field, ListRow, OrderDocument, Tone } from './order-document-blocks.js';
import { type Measure, runsOf, toPrintable, wrapText } from './printable-text.js';

export interface Fonts {
  regular: PDFFont;
  bold: PDFFont;
  mono: PDFFont;
}
type FontName = keyof Fonts;

export const paletteOf = {
  ink: rgb(0.1, 0.12, 0.15),
  soft: rgb(0.36, 0.4, 0.45),
  line: rgb(0.78, 0.82, 0.86),
  accent: rgb(0.04, 0.34, 0.46),
  cancelled: rgb(0.72, 0.11, 0.11),
  draft: rgb(0.55, 0.36, 0.02),
  white: rgb(1, 1, 1),
} as const;

interface Pen {
  font: FontName;
  size: number;
  color: RGB;
}
export const pens = {
  hospital: { font: 'bold', size: 15, color: paletteOf.accent },
  kind: { font: 'regular', size: 10, color: paletteOf.soft },
  number: { font: 'bold', size: 13, color: paletteOf.ink },
  again: { font: 'regular', size: 8.5, color: paletteOf.soft },
  title: { font: 'bold', size: 8.5, color: paletteOf.accent },
  label: { font: 'regular', size: 7.5, color: paletteOf.soft },
  value: { font: 'regular', size: 9.5, color: paletteOf.ink },
  strong: { font: 'bold', size: 9.5, color: paletteOf.ink },
  digest: { font: 'mono', size: 7, color: paletteOf.soft },
  footer: { font: 'regular', size: 7, color: paletteOf.soft },
} as const satisfies Record<string, Pen>;

const margin = 54;
const topMargin = 42;
const footerHeight = 54;
const gutter = 24;
const lineHeight = 1.36;
const bandOf: Record<Tone, RGB> = {
  draft: paletteOf.draft,
  cancelled: paletteOf.cancelled,
  signed: paletteOf.accent,
  closed: paletteOf.soft,
};

interface Sheet {
  size: readonly [number, number];
  heading: OrderDocument['heading'];
}

/** Writes blocks one below the other and begins a new page where there is no room. */
export class PageWriter {
  readonly #pdf: PDFDocument;
  readonly #fonts: Fonts;
  readonly #sheet: Sheet;
  readonly #known: Record<FontName, Set<number>>;
  readonly #widths = new Map<string, number>();
  readonly #width: number;
  #page: PDFPage;
  #y = 0;
  /** The page that was begun last, and where its content begins. */
  #fresh: PDFPage | null = null;
  #freshY = 0;

  constructor(pdf: PDFDocument, fonts: Fonts, sheet: Sheet) {
    this.#pdf = pdf;
    this.#fonts = fonts;
    this.#sheet = sheet;
    const charactersOf = (font: PDFFont) => new Set(font.getCharacterSet());
    this.#known = { regular: charactersOf(fonts.regular), bold: charactersOf(fonts.bold), mono: charactersOf(fonts.mono) };
    this.#width = sheet.size[0] - 2 * margin;
    this.#page = pdf.addPage([...sheet.size]);
    this.#y = sheet.size[1] - topMargin;
    this.#writeFirstHeading();
  }

  write(block: Block): void {
    if (block.kind === 'band') this.#writeBand(block.text, bandOf[block.tone]);
    else if (block.kind === 'columns') this.#writeColumns(block.columns);
    else if (block.kind === 'text') this.#writeText(block.title, block.text);
    else if (block.kind === 'list') this.#writeList(block.title, block.rows);
    else this.#writeSignature(block.title, block.lines);
  }

  #writeText(title: string, text: string): void {
    this.#writeTitle(title, 2);
    this.#writeLines(this.#linesOf(text, pens.value, this.#width), pens.value, margin);
    this.#skip(9);
  }

  #writeList(title: string, rows: readonly ListRow[]): void {
    this.#writeTitle(title, 1);
    for (const row of rows) this.#writeRow(row);
    this.#skip(9);
  }

  #writeFirstHeading(): void {
    const { hospital, kind, orderNumber } = this.#sheet.heading;
    const number = this.#linesOf(orderNumber, pens.number, 200)[0] ?? '';
    const numberWidth = this.#measure(pens.number)(number);
    const top = this.#y;
    this.#y -= 12;
    this.#writeLines(this.#linesOf(hospital, pens.hospital, this.#width - 220).slice(0, 3), pens.hospital, margin);
    this.#writeLines([kind], pens.kind, margin);
    this.#draw(number, this.#sheet.size[0] - margin - numberWidth, top - 12, pens.number);
    this.#rule(paletteOf.accent, 1.4);
    this.#skip(12);
  }

  #writeNextHeading(): void {
    const { hospital, kind, orderNumber, patient } = this.#sheet.heading;
    const [line = ''] = this.#linesOf(`${hospital} · ${kind} ${orderNumber} · ${patient}`, pens.again, this.#width);
    this.#y -= 8;
    this.#writeLines([line], pens.again, margin);
    this.#rule(paletteOf.line, 0.5);
    this.#skip(14);
  }

  #writeBand(text: string, color: RGB): void {
    const pen: Pen = { ...pens.strong, color: paletteOf.white };
    const lines = this.#linesOf(text, pen, this.#width - 20);
    const height = lines.length * pen.size * lineHeight + 9;
    this.#keepTogether(height);
    this.#page.drawRectangle({ x: margin, y: this.#y - height + 10, width: this.#width, height, color });
    this.#y -= 4;
    this.#writeLines(lines, pen, margin + 10);
    this.#skip(15);
  }

  #writeColumns(columns: { title: string; fields: Field[] }[]): void {
    const width = (this.#width - gutter * (columns.length - 1)) / columns.length;
    this.#keepTogether(Math.max(...columns.map((column) => this.#heightOf(column.fields, width))) + 20);
    const top = this.#y;
    const page = this.#page;
    let lowest = top;
    columns.forEach((column, index) => {
      // A column that ran on to another page leaves its neighbour there: nothing is drawn over what stands.
      if (this.#page === page) this.#y = top;
      const x = margin + index * (width + gutter);
      this.#writeTitle(column.title, 0, x, width);
      for (const field of column.fields) this.#writeField(field, x, width);
      lowest = this.#page === page ? Math.min(lowest, this.#y) : this.#y;
    });
    this.#y = lowest;
    this.#skip(7);
  }

  #heightOf(fields: Field[], width: number): number {
    const labelWidth = width * 0.34;
    const lines = fields.map((field) =>
      Math.max(
        this.#linesOf(field.label, pens.label, labelWidth).length,
        this.#linesOf(field.value, penOf(field), width - labelWidth - 6).length,
      ),
    );
    return lines.reduce((sum, count) => sum + count * pens.value.size * lineHeight + 2, 0);
  }

  #writeField(field: Field, x: number, width: number): void {
    const labelWidth = width * 0.34;
    const labels = this.#linesOf(field.label, pens.label, labelWidth);
    const values = this.#linesOf(field.value, penOf(field), width - labelWidth - 6);
    const step = pens.value.size * lineHeight;
    for (let line = 0; line < Math.max(labels.length, values.length); line++) {
      this.#keepTogether(step);
      this.#draw(labels[line] ?? '', x, this.#y, pens.label);
      this.#draw(values[line] ?? '', x + labelWidth + 6, this.#y, penOf(field));
      this.#y -= step;
    }
    this.#skip(2);
  }

  #writeRow({ lead, text, isStruck = false }: ListRow): void {
    const leadWidth = lead === '' ? 0 : this.#width * (lead.length > 9 ? 0.42 : 0.14);
    const leads = this.#linesOf(lead, pens.strong, leadWidth - 8);
    const texts = this.#linesOf(text, pens.value, this.#width - leadWidth);
    const step = pens.value.size * lineHeight;
    for (let line = 0; line < Math.max(leads.length, texts.length); line++) {
      this.#keepTogether(step);
      this.#draw(leads[line] ?? '', margin, this.#y, pens.strong);
      if (isStruck) this.#strike(leads[line] ?? '', margin, pens.strong);
      this.#draw(texts[line] ?? '', margin + leadWidth, this.#y, pens.value);
      this.#y -= step;
    }
    this.#skip(1.5);
  }

  #writeSignature(title: string, lines: string[]): void {
    const inner = this.#width - 24;
    const [first = '', ...others] = lines;
    const words = this.#linesOf(first, pens.strong, inner);
    const small = others.flatMap((line) => this.#linesOf(line, pens.digest, inner));
    const height = 30 + words.length * pens.strong.size * lineHeight + small.length * pens.digest.size * lineHeight;
    this.#skip(4);
    this.#keepTogether(height);
    this.#page.drawRectangle({
      x: margin,
      y: this.#y - height + 10,
      width: this.#width,
      height,
      borderColor: paletteOf.accent,
      borderWidth: 0.8,
    });
    this.#y -= 6;
    this.#draw(title.toUpperCase(), margin + 12, this.#y, pens.title);
    this.#y -= 16;
    this.#writeLines(words, pens.strong, margin + 12);
    this.#writeLines(small, pens.digest, margin + 12);
    this.#skip(14);
  }

  #writeTitle(title: string, linesBelow: number, x = margin, width = this.#width): void {
    const lines = this.#linesOf(title, pens.title, width);
    this.#keepTogether((lines.length + linesBelow) * 14 + 8);
    this.#writeLines(lines, pens.title, x);
    this.#page.drawLine({
      start: { x, y: this.#y + 7 },
      end: { x: x + width, y: this.#y + 7 },
      thickness: 0.5,
      color: paletteOf.line,
    });
    this.#skip(6);
  }

  #writeLines(lines: readonly string[], pen: Pen, x: number): void {
    for (const line of lines) {
      this.#keepTogether(pen.size * lineHeight);
      this.#draw(line, x, this.#y, pen);
      this.#y -= pen.size * lineHeight;
    }
  }

  #draw(line: string, x: number, y: number, pen: Pen): void {
    const font = this.#fonts[pen.font];
    let at = x;
    const runs = runsOf(line);
    for (const [index, text] of runs.entries()) {
      this.#page.drawText(text, { x: at, y, size: pen.size, font, color: pen.color });
      if (index < runs.length - 1) at += font.widthOfTextAtSize(text, pen.size);
    }
  }

  #strike(line: string, x: number, pen: Pen): void {
    const y = this.#y + pen.size * 0.3;
    this.#page.drawLine({ start: { x, y }, end: { x: x + this.#measure(pen)(line), y }, thickness: 0.7, color: pen.color });
  }

  #linesOf(text: string, pen: Pen, width: number): string[] {
    return wrapText(toPrintable(text, this.#known[pen.font]), Math.max(width, 30), this.#measure(pen));
  }

  /** Character by character and remembered: asking the font for each growing line would take seconds for a long text. */
  #measure(pen: Pen): Measure {
    return (text) => {
      let width = 0;
      for (const character of text) {
        const key = pen.font + character;
        let known = this.#widths.get(key);
        if (known === undefined) {
          known = this.#fonts[pen.font].widthOfTextAtSize(character, 1);
          this.#widths.set(key, known);
        }
        width += known * pen.size;
      }
      return width;
    };
  }

  #keepTogether(height: number): void {
    const room = this.#y - footerHeight;
    if (height <= room || this.#isFresh()) return;
    // What fits no page at all flows over as many as it needs.
    if (height > this.#sheet.size[1] - 2 * margin - footerHeight && room > 40) return;
    this.#page = this.#pdf.addPage([...this.#sheet.size]);
    this.#y = this.#sheet.size[1] - topMargin;
    this.#fresh = this.#page;
    this.#writeNextHeading();
    this.#freshY = this.#y;
  }

  #isFresh(): boolean {
    return this.#fresh === this.#page && this.#y >= this.#freshY;
  }

  #rule(color: RGB, thickness: number): void {
    this.#page.drawLine({ start: { x: margin, y: this.#y + 4 }, end: { x: margin + this.#width, y: this.#y + 4 }, thickness, color });
  }

  #skip(points: number): void {
    this.#y -= points;
  }
}

const penOf = (field: Field): Pen => (field.isStrong ? pens.strong : pens.value);
