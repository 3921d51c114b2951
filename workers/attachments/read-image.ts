import sharp from 'sharp';
import type { FileFacts } from './reader-protocol.js';

const mostPixels = 150_000_000;
const previewEdge = 512;
const shownEdge = 4_096;

/**
 * Makes of a photograph what is shown: upright and without its metadata (place, device, time), and a small picture of it.
 *
 * @throws whatever sharp throws for a picture that is damaged, not whole or too large.
 */
export async function readImage(path: string, mediaType: string, tell: (facts: Partial<FileFacts>) => Promise<void>): Promise<void> {
  const open = () => sharp(path, { failOn: 'error', limitInputPixels: mostPixels, pages: 1 }).autoOrient();
  const { autoOrient } = await open().metadata();
  await tell({ width: autoOrient.width, height: autoOrient.height });
  // Metadata is left out by not asking for it.
  const upright = open().resize(shownEdge, shownEdge, { fit: 'inside', withoutEnlargement: true });
  const shown = await (mediaType === 'image/png' ? upright.png() : upright.jpeg({ quality: 90 })).toBuffer();
  const preview = await sharp(shown).resize(previewEdge, previewEdge, { fit: 'inside', withoutEnlargement: true }).webp().toBuffer();
  await tell({ shown, preview: { bytes: preview, ending: 'webp' } });
}
