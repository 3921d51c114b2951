import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument, type PDFDocumentProxy, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import sharp from 'sharp';
import type { FileFacts } from './reader-protocol.js';

const previewWidth = 512;
const previewHeight = 1_024;
const pagesSearched = 60;
const mostText = 400_000;
const textTimeMs = 10_000;
const tailBytes = 4_096;

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/**
 * Counts the pages of a PDF, reads its text and draws its first page. No script of it runs and nothing it names is fetched.
 *
 * @throws whatever pdf.js throws for a document that is damaged or locked by a password.
 */
export async function readPDF(path: string, tell: (facts: Partial<FileFacts>) => Promise<void>): Promise<void> {
  const bytes = await readFile(path);
  // pdf.js mends what it can: a document that was cut off looks whole without its last pages.
  const isWhole = bytes.toString('latin1', Math.max(0, bytes.length - tailBytes)).includes('%%EOF');
  const task = getDocument({
    data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    disableFontFace: true,
    stopAtErrors: false,
    maxImageSize: 64_000_000,
    cMapUrl: join(folder, 'cmaps/'),
    standardFontDataUrl: join(folder, 'standard_fonts/'),
    wasmUrl: join(folder, 'wasm/'),
    iccUrl: join(folder, 'iccs/'),
    verbosity: VerbosityLevel.ERRORS,
  });
  const document = await task.promise;
  await tell({ pageCount: document.numPages, isReadable: isWhole });
  const preview = await drawFirstPage(document);
  await tell({ preview: { bytes: preview, ending: 'webp' } });
  await tell({ text: await textOf(document) });
}

async function drawFirstPage(document: PDFDocumentProxy): Promise<Uint8Array> {
  const page = await document.getPage(1);
  const natural = page.getViewport({ scale: 1 });
  const scale = Math.min(previewWidth / natural.width, previewHeight / natural.height);
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  const canvasContext = canvas.getContext('2d');
  // The canvas of this package is drawn on like a browser's, without being one.
  await page.render({ canvas: null, canvasContext: canvasContext as never, viewport, background: 'white' }).promise;
  return sharp(canvas.toBuffer('image/png')).webp().toBuffer();
}

async function textOf(document: PDFDocumentProxy): Promise<string> {
  const deadline = Date.now() + textTimeMs;
  let text = '';
  for (let number = 1; number <= Math.min(document.numPages, pagesSearched); number++) {
    if (text.length > mostText || Date.now() > deadline) break;
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    text += `${items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : ' ') : '')).join('')}\n`;
    page.cleanup();
  }
  return text.slice(0, mostText);
}
